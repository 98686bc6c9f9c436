// Where two ranks' sequences of operations part for good.
//
// Numbers are given where an operation begins. A worker thread that is preempted between taking an
// operation and beginning it is overtaken by whatever the other threads begin meanwhile, so honest
// sequences are the same only up to reordering. Two facts tell them from a branch. From any place
// at which both ranks have begun the same operations (a clean cut), a reordered stretch comes to
// balance again: the same shapes, counted. And one rank that is merely ahead lacks nothing that the
// other has; after a branch each side has an operation that the other lacks.
//
// Only the newest operations are kept, so the oldest known place need not be a clean cut. One lies
// within `reorderMax` of it, though: if the sequences balance from any of these, nobody branched.
// Where both ranks are stuck in an operation of the same number, all before it have completed on
// both, and that number is the cut.

export interface Sequence {
  /** Shape of each known operation by ordinal. */
  readonly shapes: ReadonlyMap<number, string>;
  /** The oldest operation under way. */
  readonly openFrom: number | undefined;
}

export interface Comparison {
  /** How many operations may overtake one. */
  readonly reorderMax: number;
  /** Nothing more will come: what has not balanced by now never will. */
  readonly isStuck: boolean;
}

/** The ordinal from which the two differ for good; undefined: they may well be the same. */
export function branchAt(
  left: Sequence,
  right: Sequence,
  comparison: Comparison,
): number | undefined {
  const common = [...left.shapes.keys()].filter((ordinal) => right.shapes.has(ordinal))
    .sort((one, other) => one - other);
  const isSame = common.every((each) => left.shapes.get(each) === right.shapes.get(each));
  const [oldest] = common;
  if (oldest === undefined || isSame) return undefined;
  let from: number | undefined;
  for (const cut of cutsOf(left, right, { oldest, comparison })) {
    const start = unbalancedFrom(left, right, common.filter((each) => each >= cut), comparison);
    if (start === undefined) return undefined;
    from = Math.max(from ?? start, start);
  }
  return from;
}

function cutsOf(
  left: Sequence,
  right: Sequence,
  of: { readonly oldest: number; readonly comparison: Comparison },
): readonly number[] {
  const { oldest, comparison: { isStuck, reorderMax } } = of;
  const met = left.openFrom;
  if (isStuck && met !== undefined && met === right.openFrom) return [met];
  if (oldest <= 1) return [oldest]; // the beginning: nothing came before
  return Array.from({ length: reorderMax + 1 }, (_, index) => oldest + index);
}

/** The first difference after the last place where the two were in balance. */
function unbalancedFrom(
  left: Sequence,
  right: Sequence,
  common: readonly number[],
  { reorderMax, isStuck }: Comparison,
): number | undefined {
  const surplus = new Map<string, number>(); // begun by the left more often than by the right
  let start: number | undefined;
  for (const ordinal of common) {
    add(surplus, left.shapes.get(ordinal), 1);
    add(surplus, right.shapes.get(ordinal), -1);
    if (surplus.size === 0) start = undefined;
    else start ??= ordinal;
  }
  const newest = common.at(-1);
  if (start === undefined || newest === undefined) return undefined;
  if (!isStuck && newest < start + reorderMax) return undefined;
  // What the one began after the last common number may be what the other is thought to lack.
  const lacks = (of: Sequence, sign: 1 | -1): boolean => {
    const rest = new Map(surplus);
    for (let next = newest + 1; next <= newest + reorderMax; next += 1) {
      const shape = of.shapes.get(next);
      if (Math.sign(rest.get(shape ?? "") ?? 0) === sign) add(rest, shape, -sign);
    }
    return [...rest.values()].some((count) => Math.sign(count) === sign);
  };
  return lacks(right, 1) && lacks(left, -1) ? start : undefined;
}

function add(counts: Map<string, number>, shape: string | undefined, by: number): void {
  if (shape === undefined) return;
  const count = (counts.get(shape) ?? 0) + by;
  if (count === 0) counts.delete(shape);
  else counts.set(shape, count);
}
