// The questions asked of the replay: what if this part had been ideal, what if only this part had
// been as it was. Both are asked, because they differ where parts hide behind each other: of two
// equally slow workers, healing one helps nobody, and each alone would cost everything.

import { isComputeKind, isTransferKind, unknownMs } from "./graph.ts";
import { parts, type Factors, type Part } from "./factors.ts";
import type { Player, Replay } from "./replay.ts";

/** What is as recorded; everything else is ideal. */
export interface Kept {
  readonly parts: ReadonlySet<Part>;
  /** Workers whose habit is healed although `worker` is kept. */
  readonly healedWorkers?: ReadonlySet<number>;
  /** Units of transfers and syncs that are ideal although their part is kept. */
  readonly healedUnits?: ReadonlySet<number>;
  /** Transfers and syncs take no time at all. */
  readonly areMeetingsInstant?: boolean;
  /** Kinds of node outside which everything is ideal. */
  readonly kinds?: ReadonlySet<number>;
}

export const allParts: ReadonlySet<Part> = new Set(parts);
export const noParts: ReadonlySet<Part> = new Set();
export const without = (...left: readonly Part[]): ReadonlySet<Part> =>
  new Set(parts.filter((part) => !left.includes(part)));

export interface WhatIf {
  /** The mean step under the times that are kept. */
  readonly stepMs: (kept: Kept) => number;
  /** Each step. */
  readonly stepsMs: (kept: Kept) => Float64Array;
}

export function whatIf(factors: Factors, player: Player): WhatIf {
  const times = new Float64Array(factors.graph.kind.length);
  const play = (kept: Kept): Replay => player.play(timesOf(factors, kept, times));
  return { stepMs: (kept) => play(kept).stepMs, stepsMs: (kept) => play(kept).stepsMs };
}

/** Into `times`, which it returns: there are dozens of questions and millions of nodes. */
function timesOf(factors: Factors, kept: Kept, times: Float64Array): Float64Array {
  const { graph: { kind, unit, durationMs }, idealMs } = factors;
  const isKept: KeptParts = {
    stage: kept.parts.has("stage"), worker: kept.parts.has("worker"),
    rest: kept.parts.has("micro-batch"), transfer: kept.parts.has("transfer"),
    sync: kept.parts.has("sync"), healedWorkers: kept.healedWorkers,
  };
  for (let node = 0; node < kind.length; node += 1) {
    const own = unit[node] ?? 0;
    const each = kind[node] ?? 0;
    const ideal = idealMs[own] ?? 0;
    if (kept.kinds !== undefined && !kept.kinds.has(each)) times[node] = ideal;
    else if (isComputeKind(each)) times[node] = computeMs(factors, isKept, node);
    else {
      const isAsWas = (isTransferKind(each) ? isKept.transfer : isKept.sync) &&
        kept.healedUnits?.has(own) !== true && durationMs[node] !== unknownMs;
      if (kept.areMeetingsInstant === true) times[node] = 0;
      else times[node] = isAsWas ? durationMs[node] ?? 0 : ideal;
    }
  }
  return times;
}

interface KeptParts {
  readonly stage: boolean;
  readonly worker: boolean;
  readonly rest: boolean;
  readonly transfer: boolean;
  readonly sync: boolean;
  readonly healedWorkers: ReadonlySet<number> | undefined;
}

function computeMs(factors: Factors, kept: KeptParts, node: number): number {
  const { graph: { unit, cell, durationMs, cellWorker }, idealMs, stage, habits } = factors;
  const own = unit[node] ?? 0;
  const at = cell[node] ?? 0;
  const [byStage, byWorker] = [stage[own] ?? 1, habits.cell[at] ?? 1];
  const isWorkerKept = kept.worker && kept.healedWorkers?.has(cellWorker[at] ?? -1) !== true;
  if (!kept.rest) {
    return (idealMs[own] ?? 0) * (kept.stage ? byStage : 1) * (isWorkerKept ? byWorker : 1);
  }
  return (durationMs[node] ?? 0) /
    ((kept.stage || byStage === 0 ? 1 : byStage) * (isWorkerKept || byWorker === 0 ? 1 : byWorker));
}
