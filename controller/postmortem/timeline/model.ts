// A timeline in order: rows grouped by lane, and within a lane by worker, operation and start. A
// lane is one pipeline in one step: all stages of one data-parallel rank. Everything after this
// walks lanes, and nothing after this depends on the order of the file.
//
// Only rows of one worker are ever compared by their start. Clocks of different workers may differ
// by minutes and change nothing.

import { failure, success, type Result } from "../../../proto/errors.ts";
import type { Columns } from "./columns.ts";
import type { RawTimeline } from "./read.ts";
import { operations } from "./words.ts";

/** Each costs some hundred bytes, however few rows it has. */
const lanesUsualMax = 1_000_000;

export interface Timeline extends Omit<RawTimeline, "columns"> {
  readonly columns: Columns;
  /** Row numbers, lane by lane. */
  readonly order: Uint32Array;
  /** Sorted by step, then by data-parallel rank. */
  readonly lanes: readonly Lane[];
  /** Data-parallel ranks that occur, ascending. */
  readonly replicas: readonly number[];
  /** Steps that occur, ascending. */
  readonly steps: readonly number[];
  readonly stages: number;
  readonly chunks: number;
  /** By operation code: whether the file has a row of it. */
  readonly present: readonly boolean[];
}

export interface Lane {
  readonly step: number;
  readonly dp: number;
  /** `order.subarray(from, to)` are its rows. */
  readonly from: number;
  readonly to: number;
}

export function timelineFrom(raw: RawTimeline, lanesMax = lanesUsualMax): Result<Timeline> {
  const { columns } = raw;
  const { count } = columns;
  const laneOfRow = new Uint32Array(count);
  const found = laneKeys(columns, laneOfRow, lanesMax);
  if (!found.ok) return found;
  const keys = found.value;
  const { order, starts } = counted(laneOfRow, keys.length);
  const compare = rowOrder(columns);
  for (let lane = 0; lane < keys.length; lane += 1) {
    order.subarray(starts[lane] ?? 0, starts[lane + 1] ?? count).sort(compare);
  }
  const lanes = keys.map(({ step, dp }, lane) =>
    ({ step, dp, from: starts[lane] ?? 0, to: starts[lane + 1] ?? count }));
  return success({
    ...raw, order, lanes: lanes.toSorted((left, right) =>
      left.step - right.step || left.dp - right.dp),
    replicas: distinct(columns.dp, count), steps: distinct(columns.step, count),
    stages: largest(columns.pp, count) + 1,
    chunks: largest(columns.chunk, count) + 1,
    present: operations.map((_, code) => columns.operation.subarray(0, count).includes(code)),
  });
}

function laneKeys(
  { count, step, dp, line }: Columns, laneOfRow: Uint32Array, lanesMax: number,
): Result<readonly { readonly step: number; readonly dp: number }[]> {
  const lanes = new Map<number, number>();
  const keys: { step: number; dp: number }[] = [];
  for (let row = 0; row < count; row += 1) {
    // Below 2^31 · 2^16, which a number holds exactly.
    const key = (step[row] ?? 0) * 65_536 + (dp[row] ?? 0);
    let lane = lanes.get(key);
    if (lane === undefined) {
      if (keys.length === lanesMax) {
        return failure("exhausted",
          `line ${line[row]}: step is ${step[row]}, and it would be more than ${lanesMax} pairs ` +
          "of a step and a data-parallel rank; expected fewer; leave out some steps, and check " +
          "that the step column counts training steps");
      }
      lane = keys.length;
      lanes.set(key, lane);
      keys.push({ step: step[row] ?? 0, dp: dp[row] ?? 0 });
    }
    laneOfRow[row] = lane;
  }
  return success(keys);
}

/** Places grouped by a small number, in their own order within a group: a counting sort. */
export function counted(
  groups: ArrayLike<number>, groupCount: number,
): { readonly order: Uint32Array; readonly starts: Uint32Array } {
  const starts = new Uint32Array(groupCount + 1);
  for (let place = 0; place < groups.length; place += 1) {
    const group = (groups[place] ?? 0) + 1;
    starts[group] = (starts[group] ?? 0) + 1;
  }
  for (let group = 0; group < groupCount; group += 1) {
    starts[group + 1] = (starts[group + 1] ?? 0) + (starts[group] ?? 0);
  }
  const next = starts.slice();
  const order = new Uint32Array(groups.length);
  for (let place = 0; place < groups.length; place += 1) {
    const group = groups[place] ?? 0;
    const to = next[group] ?? 0;
    order[to] = place;
    next[group] = to + 1;
  }
  return { order, starts };
}

/** By worker, operation and start; the rest only breaks ties, so that no order is by chance. */
function rowOrder(columns: Columns): (left: number, right: number) => number {
  const { pp, operation, startMs, durationMs, chunk, micro, line } = columns;
  const by = (column: ArrayLike<number>, left: number, right: number): number =>
    (column[left] ?? 0) - (column[right] ?? 0);
  return (left, right) =>
    by(pp, left, right) || by(operation, left, right) || by(startMs, left, right) ||
    by(durationMs, left, right) || by(chunk, left, right) || by(micro, left, right) ||
    by(line, left, right);
}

function distinct(column: Int32Array, count: number): readonly number[] {
  return [...new Set(column.subarray(0, count))].toSorted((left, right) => left - right);
}

function largest(column: Int32Array, count: number): number {
  let most = 0;
  for (let row = 0; row < count; row += 1) most = Math.max(most, column[row] ?? 0);
  return most;
}
