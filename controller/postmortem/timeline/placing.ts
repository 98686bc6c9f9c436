// Which row is which: the place of each computation and of each end of a transfer in its lane. What
// a row does not say is taken from its order: without a micro-batch, the nth forward-send of a
// worker carries its nth forward-compute, as the schedules of Megatron issue them.

import { failure, success, type Result } from "../../../proto/errors.ts";
import { shown } from "./cells.ts";
import { unsaid, type Columns } from "./columns.ts";
import { codes, operations } from "./words.ts";

/** Micro-batches of one virtual stage have keys from its number times this on. */
export const microKeys = 65_536;

/**
 * Virtual stages count through the whole model: with two chunks on four stages, 0 to 3 are the
 * first chunks and 4 to 7 the second ones.
 */
export const cellKey = (virtualStage: number, micro: number): number =>
  virtualStage * microKeys + micro;

/** Changes in place while the rows of a lane are placed. */
export interface Places {
  readonly columns: Columns;
  readonly present: readonly boolean[];
  readonly stages: number;
  readonly chunks: number;
  readonly cells: readonly Map<number, number>[];
  readonly keyOfRow: Map<number, number>;
  /** Rows by `stage * operations + code`, in recorded order. */
  readonly groups: ReadonlyMap<number, readonly number[]>;
  unplaced: number;
  repeated: number;
}

export function groupsOf(
  columns: Columns, rows: Uint32Array, stages: number,
): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const code = columns.operation[row] ?? 0;
    const stage = Math.min(columns.pp[row] ?? 0, stages - 1);
    const key = stage * operations.length + code;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

const groupOf = ({ groups }: Places, stage: number, code: number): readonly number[] =>
  groups.get(stage * operations.length + code) ?? [];

/** The same row written twice is one row: exports that were joined often overlap. */
export function withoutRepeats(state: Places, stage: number, code: number): readonly number[] {
  const { columns } = state;
  const rows = groupOf(state, stage, code);
  const kept = rows.filter((row, index) => {
    const before = rows[index - 1];
    return before === undefined || !isSameRow(columns, before, row);
  });
  state.repeated += rows.length - kept.length;
  return kept;
}

function isSameRow(columns: Columns, left: number, right: number): boolean {
  return columns.startMs[left] === columns.startMs[right] &&
    columns.durationMs[left] === columns.durationMs[right] &&
    columns.micro[left] === columns.micro[right] && columns.chunk[left] === columns.chunk[right];
}

export function placeComputes(state: Places, stage: number, code: number): Result<void> {
  const { columns, stages } = state;
  const rows = withoutRepeats(state, stage, code);
  const mixed = mixedIn(columns, rows);
  if (mixed !== undefined) return mixed;
  const counts = new Map<number, number>();
  for (const row of rows) {
    const chunk = Math.max(columns.chunk[row] ?? 0, 0);
    const said = columns.micro[row] ?? unsaid;
    const nth = counts.get(chunk) ?? 0;
    counts.set(chunk, nth + 1);
    const micro = said === unsaid ? nth : said;
    if (micro >= microKeys) return tooManyMicros(columns, row);
    const put = place(state, { row, code, key: cellKey(chunk * stages + stage, micro) });
    if (!put.ok) return put;
  }
  return success(undefined);
}

function tooManyMicros(columns: Columns, row: number): Result<never> {
  return failure("exhausted",
    `line ${columns.line[row]}: micro_batch would be the ${microKeys + 1}st of this worker in ` +
    `this step; expected at most ${microKeys}; check that the step column counts training steps`);
}

/** A group says its micro-batches or does not; some rows with and some without is a fault. */
function mixedIn(columns: Columns, rows: readonly number[]): Result<never> | undefined {
  const without = rows.find((row) => columns.micro[row] === unsaid);
  if (without === undefined) return undefined;
  const other = rows.find((row) => columns.micro[row] !== unsaid);
  if (other === undefined) return undefined;
  const name = operations[columns.operation[without] ?? 0];
  return failure("invalid-data",
    `line ${columns.line[without]}: micro_batch is missing, and line ${columns.line[other]}, ` +
    `also a ${name} of this worker and step, has ${columns.micro[other]}; expected it on all of ` +
    "them or on none; complete the lines");
}

function place(
  { columns, cells, keyOfRow }: Places,
  { row, code, key }: { readonly row: number; readonly code: number; readonly key: number },
): Result<void> {
  const other = cells[code]?.get(key);
  if (other === undefined) {
    cells[code]?.set(key, row);
    keyOfRow.set(row, key);
    return success(undefined);
  }
  const { line, durationMs, step, dp, pp, micro } = columns;
  return failure("invalid-data",
    `line ${line[row]}: duration is ${shown(durationMs[row])} ms, and line ${line[other]} has ` +
    `${shown(durationMs[other])} ms or another start for the same ${operations[code]} (step ` +
    `${step[row]}, dp ${dp[row]}, pp ${pp[row]}, micro-batch ${micro[row]}); expected it once; ` +
    "leave one of them out, or add the chunk if the schedule is interleaved");
}

/** At the two ends of the model there is nobody to send to or to receive from. */
function hasPeer(code: number, virtualStage: number, last: number): boolean {
  const isTowardsEnd = code === codes.forwardSend || code === codes.backwardRecv;
  return isTowardsEnd ? virtualStage < last : virtualStage > 0;
}

export function placeTransfers(state: Places, stage: number, code: number): Result<void> {
  const { columns, stages, chunks, cells } = state;
  const rows = withoutRepeats(state, stage, code);
  if (rows.length === 0) return success(undefined);
  const mixed = mixedIn(columns, rows);
  if (mixed !== undefined) return mixed;
  const compute = code === codes.forwardSend || code === codes.forwardRecv
    ? codes.forwardCompute : codes.backwardCompute;
  const last = stages * chunks - 1;
  if (columns.micro[rows[0] ?? 0] === unsaid) {
    placeInTurn(state, { rows, code, carried: groupOf(state, stage, compute)
      .flatMap((row) => state.keyOfRow.get(row) ?? [])
      .filter((key) => hasPeer(code, Math.floor(key / microKeys), last)) });
    return success(undefined);
  }
  for (const row of rows) {
    const virtual = Math.max(columns.chunk[row] ?? 0, 0) * stages + stage;
    const key = cellKey(virtual, columns.micro[row] ?? 0);
    if (!hasPeer(code, virtual, last) || cells[compute]?.has(key) !== true) {
      state.unplaced += 1;
      continue;
    }
    const put = place(state, { row, code, key });
    if (!put.ok) return put;
  }
  return success(undefined);
}

/** The nth for the nth, where there are as many; else nobody knows which is missing. */
function placeInTurn(
  state: Places,
  { rows, code, carried }: {
    readonly rows: readonly number[]; readonly code: number; readonly carried: readonly number[];
  },
): void {
  if (carried.length !== rows.length) {
    state.unplaced += rows.length;
    return;
  }
  for (const [index, row] of rows.entries()) state.cells[code]?.set(carried[index] ?? 0, row);
}
