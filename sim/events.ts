// A queue of things to come, the earliest first; equal times in the order of their coming in, so
// that a run repeats. A binary heap over plain arrays.

export interface Agenda<T> {
  readonly add: (atMs: number, thing: T) => void;
  /** Infinity when there is nothing. */
  readonly nextMs: () => number;
  readonly take: () => T | undefined;
}

interface Entry<T> {
  readonly atMs: number;
  readonly order: number;
  readonly thing: T;
}

export function newAgenda<T>(): Agenda<T> {
  const heap: Entry<T>[] = [];
  let order = 0;
  return {
    add: (atMs, thing) => {
      order += 1;
      rise(heap, { atMs, order, thing });
    },
    nextMs: () => heap[0]?.atMs ?? Infinity,
    take: () => {
      const first = heap[0];
      const last = heap.pop();
      if (first !== undefined && last !== undefined && heap.length > 0) sink(heap, last);
      return first?.thing;
    },
  };
}

function isBefore<T>(left: Entry<T>, right: Entry<T>): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}

function rise<T>(heap: Entry<T>[], entry: Entry<T>): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function sink<T>(heap: Entry<T>[], entry: Entry<T>): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const [first, second] = [heap[left], heap[right]];
    const isRight = second !== undefined && first !== undefined && isBefore(second, first);
    const below = isRight ? right : left;
    const child = heap[below];
    if (child === undefined || !isBefore(child, entry)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = entry;
}
