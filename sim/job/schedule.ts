// What the job will do and when, the earliest first; equal times in the order of their coming in,
// so that a run repeats. Like the agenda of events.ts, but the sixteen thousand events that a
// thousand ranks have in a second are plain numbers in a heap of columns, and no objects.

export const comingKinds = ["computed", "transferred", "delivered"] as const;
export type ComingKind = (typeof comingKinds)[number];

export interface Schedule {
  length: number;
  /** Ever added. */
  added: number;
  atMs: Float64Array;
  order: Float64Array;
  /** Index of who it concerns × kinds + kind. */
  what: Int32Array;
  /** Of the one concerned when it was planned: another turn by then, and it no longer holds. */
  turn: Int32Array;
}

export interface Coming {
  kind: ComingKind;
  /** A rank, or the place of a call or of mail in the world's lists. */
  index: number;
  turn: number;
}

export function newSchedule(): Schedule {
  const room = 1_024;
  return {
    length: 0, added: 0, atMs: new Float64Array(room), order: new Float64Array(room),
    what: new Int32Array(room), turn: new Int32Array(room),
  };
}

/** Infinity when there is nothing. */
export function nextMs(schedule: Schedule): number {
  return schedule.length === 0 ? Infinity : schedule.atMs[0] ?? Infinity;
}

export function plan(
  schedule: Schedule, atMs: number, kind: ComingKind,
  of: { readonly index: number; readonly turn: number },
): void {
  if (schedule.length === schedule.atMs.length) grow(schedule);
  schedule.added += 1;
  const order = schedule.added;
  let at = schedule.length;
  schedule.length += 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!isBefore(schedule, atMs, order, above)) break;
    move(schedule, above, at);
    at = above;
  }
  schedule.atMs[at] = atMs;
  schedule.order[at] = order;
  schedule.what[at] = of.index * comingKinds.length + comingKinds.indexOf(kind);
  schedule.turn[at] = of.turn;
}

/** Takes the first into `into`; there must be one. */
export function take(schedule: Schedule, into: Coming): void {
  const what = schedule.what[0] ?? 0;
  into.kind = comingKinds[what % comingKinds.length] ?? "computed";
  into.index = (what - what % comingKinds.length) / comingKinds.length;
  into.turn = schedule.turn[0] ?? 0;
  schedule.length -= 1;
  if (schedule.length > 0) sinkLast(schedule);
}

/** The last entry comes to the top and finds its place from there. */
function sinkLast(schedule: Schedule): void {
  const { length, atMs, order } = schedule;
  const [ownMs, ownOrder] = [atMs[length] ?? 0, order[length] ?? 0];
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= length) break;
    const right = below + 1;
    if (right < length && isBefore(schedule, atMs[right] ?? 0, order[right] ?? 0, below)) {
      below = right;
    }
    if (isBefore(schedule, ownMs, ownOrder, below)) break;
    move(schedule, below, at);
    at = below;
  }
  move(schedule, length, at);
}

function isBefore({ atMs, order }: Schedule, ms: number, own: number, other: number): boolean {
  const otherMs = atMs[other] ?? 0;
  return ms < otherMs || (ms === otherMs && own < (order[other] ?? 0));
}

function move({ atMs, order, what, turn }: Schedule, from: number, to: number): void {
  atMs[to] = atMs[from] ?? 0;
  order[to] = order[from] ?? 0;
  what[to] = what[from] ?? 0;
  turn[to] = turn[from] ?? 0;
}

function grow(schedule: Schedule): void {
  const room = 2 * schedule.length;
  const { atMs, order, what, turn } = schedule;
  (schedule.atMs = new Float64Array(room)).set(atMs);
  (schedule.order = new Float64Array(room)).set(order);
  (schedule.what = new Int32Array(room)).set(what);
  (schedule.turn = new Int32Array(room)).set(turn);
}
