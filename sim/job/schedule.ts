// What the job will do and when, the earliest first; equal times in the order of their coming in,
// so that a run repeats. Like the agenda of events.ts, but the sixteen thousand events that a
// thousand ranks have in a second are plain numbers in a heap of rows, and no objects. Four below
// each: half as many levels as with two, and the four lie side by side.

const comingKinds = ["computed", "transferred", "delivered"] as const;
type ComingKind = (typeof comingKinds)[number];

export interface Schedule {
  length: number;
  /** Ever added. */
  added: number;
  rows: Float64Array;
}

export interface Coming {
  kind: ComingKind;
  /** A rank, or the place of a call or of mail in the world's lists. */
  index: number;
  turn: number;
}

/**
 * Of a row. `what`: index of who it concerns × kinds + kind. `turn`: of the one concerned when it
 * was planned; another turn by then, and it no longer holds.
 */
const rowAt = { ms: 0, order: 1, what: 2, turn: 3 } as const;
const stride = 4;
/** As a shift: 2. */
const branches = 4;

export function newSchedule(): Schedule {
  return { length: 0, added: 0, rows: new Float64Array(1_024 * stride) };
}

/** Infinity when there is nothing. */
export function nextMs({ length, rows }: Schedule): number {
  return length === 0 ? Infinity : rows[rowAt.ms] ?? Infinity;
}

export function plan(
  schedule: Schedule, atMs: number, kind: ComingKind,
  of: { readonly index: number; readonly turn: number },
): void {
  if (schedule.length * stride === schedule.rows.length) grow(schedule);
  const { rows } = schedule;
  schedule.added += 1;
  const order = schedule.added;
  let at = schedule.length;
  schedule.length += 1;
  while (at > 0) {
    const above = (at - 1) >> 2;
    if (!isBefore(rows, atMs, order, above)) break;
    move(rows, above, at);
    at = above;
  }
  const row = at * stride;
  rows[row + rowAt.ms] = atMs;
  rows[row + rowAt.order] = order;
  rows[row + rowAt.what] = of.index * comingKinds.length + comingKinds.indexOf(kind);
  rows[row + rowAt.turn] = of.turn;
}

/** Takes the first into `into`; there must be one. */
export function take(schedule: Schedule, into: Coming): void {
  const { rows } = schedule;
  // `| 0`: as integers. Lists are looked into far quicker by them than by a possible fraction.
  const what = (rows[rowAt.what] ?? 0) | 0;
  const kind = what % comingKinds.length;
  into.kind = comingKinds[kind] ?? "computed";
  into.index = ((what - kind) / comingKinds.length) | 0;
  into.turn = (rows[rowAt.turn] ?? 0) | 0;
  schedule.length -= 1;
  if (schedule.length > 0) sinkLast(rows, schedule.length);
}

/** The row behind the last comes to the top and finds its place from there. */
function sinkLast(rows: Float64Array, length: number): void {
  const ownMs = rows[length * stride + rowAt.ms] ?? 0;
  const ownOrder = rows[length * stride + rowAt.order] ?? 0;
  let at = 0;
  for (;;) {
    const first = branches * at + 1;
    if (first >= length) break;
    const below = earliestOf(rows, first, Math.min(first + branches, length));
    if (isBefore(rows, ownMs, ownOrder, below)) break;
    move(rows, below, at);
    at = below;
  }
  move(rows, length, at);
}

function earliestOf(rows: Float64Array, first: number, end: number): number {
  let earliest = first;
  let ms = rows[first * stride + rowAt.ms] ?? 0;
  for (let other = first + 1; other < end; other += 1) {
    const otherMs = rows[other * stride + rowAt.ms] ?? 0;
    const order = rows[other * stride + rowAt.order] ?? 0;
    if (otherMs > ms || (otherMs === ms && !isBefore(rows, otherMs, order, earliest))) continue;
    earliest = other;
    ms = otherMs;
  }
  return earliest;
}

function isBefore(rows: Float64Array, ms: number, order: number, other: number): boolean {
  const otherMs = rows[other * stride + rowAt.ms] ?? 0;
  return ms < otherMs || (ms === otherMs && order < (rows[other * stride + rowAt.order] ?? 0));
}

function move(rows: Float64Array, from: number, to: number): void {
  const source = from * stride;
  const target = to * stride;
  rows[target] = rows[source] ?? 0;
  rows[target + 1] = rows[source + 1] ?? 0;
  rows[target + 2] = rows[source + 2] ?? 0;
  rows[target + 3] = rows[source + 3] ?? 0;
}

function grow(schedule: Schedule): void {
  const { rows } = schedule;
  schedule.rows = new Float64Array(2 * rows.length);
  schedule.rows.set(rows);
}
