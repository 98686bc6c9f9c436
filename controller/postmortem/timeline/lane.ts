// One lane with every row in its place (placing.ts), or the reason why it is not whole.

import { success, type Result } from "../../../proto/errors.ts";
import type { Lane, Timeline } from "./model.ts";
import {
  cellKey, groupsOf, microKeys, placeComputes, placeTransfers, withoutRepeats, type Places,
} from "./placing.ts";
import { codes, operations } from "./words.ts";

/** Row by `cellKey`. */
export type Cells = ReadonlyMap<number, number>;

export interface ResolvedLane {
  readonly dp: number;
  /** By operation code. Syncs have none. */
  readonly cells: readonly Cells[];
  /** By stage: rows of computations in recorded order, of all chunks. */
  readonly computes: readonly (readonly number[])[];
  /** By stage: rows of each kind of sync, in recorded order. */
  readonly paramsSyncs: readonly (readonly number[])[];
  readonly gradsSyncs: readonly (readonly number[])[];
  /** Micro-batch numbers of each direction; empty where nothing of the direction was recorded. */
  readonly forwardMicros: readonly number[];
  readonly backwardMicros: readonly number[];
  /** Why the lane cannot be replayed; undefined: it can. */
  readonly gap: string | undefined;
  /** Transfers whose place could not be told. */
  readonly unplaced: number;
  readonly repeated: number;
}

/** Refuses what contradicts itself; a lane with gaps is no contradiction. */
export function resolveLane(timeline: Timeline, lane: Lane): Result<ResolvedLane> {
  const { columns, order, stages, chunks, present } = timeline;
  // Fewer rows than stages cannot be whole. Nothing below walks the stages of such a lane, or one
  // row that claims stage 1023 would make every lane of the file cost a thousand steps.
  if (lane.to - lane.from < stages * chunks) return success(emptyLane(lane.dp));
  const state: Places = {
    columns, stages, chunks, present, unplaced: 0, repeated: 0,
    cells: operations.map(() => new Map<number, number>()), keyOfRow: new Map(),
    groups: groupsOf(columns, order.subarray(lane.from, lane.to), stages),
  };
  for (const code of [codes.forwardCompute, codes.backwardCompute]) {
    for (let stage = 0; stage < stages; stage += 1) {
      const placed = placeComputes(state, stage, code);
      if (!placed.ok) return placed;
    }
  }
  for (let code: number = codes.forwardSend; code <= codes.backwardRecv; code += 1) {
    for (let stage = 0; stage < stages; stage += 1) {
      const placed = placeTransfers(state, stage, code);
      if (!placed.ok) return placed;
    }
  }
  const forwardMicros = microsOf(state, codes.forwardCompute);
  const backwardMicros = microsOf(state, codes.backwardCompute);
  const inOrder = (code: number): readonly (readonly number[])[] =>
    Array.from({ length: stages }, (_, stage) => withoutRepeats(state, stage, code));
  return success({
    dp: lane.dp, cells: state.cells, computes: computesOf(state),
    paramsSyncs: inOrder(codes.paramsSync), gradsSyncs: inOrder(codes.gradsSync),
    forwardMicros, backwardMicros, gap: gapOf(state, { forwardMicros, backwardMicros }),
    unplaced: state.unplaced, repeated: state.repeated,
  });
}

function emptyLane(dp: number): ResolvedLane {
  return {
    dp, cells: [], computes: [], paramsSyncs: [], gradsSyncs: [], forwardMicros: [],
    backwardMicros: [], gap: "it has fewer rows than the job has stages", unplaced: 0, repeated: 0,
  };
}

function computesOf({ columns, cells, stages }: Places): readonly (readonly number[])[] {
  const found: number[][] = Array.from({ length: stages }, () => []);
  for (const code of [codes.forwardCompute, codes.backwardCompute]) {
    for (const [key, row] of cells[code] ?? []) {
      found[Math.floor(key / microKeys) % stages]?.push(row);
    }
  }
  const { startMs, durationMs, operation } = columns;
  return found.map((rows) => rows.toSorted((left, right) =>
    (startMs[left] ?? 0) - (startMs[right] ?? 0) ||
    (durationMs[left] ?? 0) - (durationMs[right] ?? 0) ||
    (operation[left] ?? 0) - (operation[right] ?? 0)));
}

/** The micro-batches of the first stage: those that the others must have too. */
function microsOf({ cells }: Places, code: number): readonly number[] {
  return [...cells[code]?.keys() ?? []]
    .filter((key) => key < microKeys)
    .toSorted((left, right) => left - right);
}

function gapOf(
  { cells, stages, chunks, present }: Places,
  { forwardMicros, backwardMicros }: Pick<ResolvedLane, "forwardMicros" | "backwardMicros">,
): string | undefined {
  const virtualStages = stages * chunks;
  for (const [code, micros] of [
    [codes.forwardCompute, forwardMicros], [codes.backwardCompute, backwardMicros],
  ] as const) {
    const there = cells[code];
    // A file without any backward is a file of inference; a lane without it has lost it.
    if (there === undefined || present[code] !== true) continue;
    // Counted first, so that one row of stage 1023 does not cost a walk over all stages.
    const isCounted = micros.length > 0 && there.size === micros.length * virtualStages;
    const isWhole = isCounted && micros.every((micro) =>
      Array.from({ length: virtualStages }, (_, each) => cellKey(each, micro))
        .every((key) => there.has(key)));
    if (!isWhole) return `${operations[code]} is not there for every stage and micro-batch`;
  }
  const isOneSided = forwardMicros.length > 0 && backwardMicros.length > 0 &&
    backwardMicros.join() !== forwardMicros.join();
  return isOneSided ? "forward and backward are not of the same micro-batches" : undefined;
}
