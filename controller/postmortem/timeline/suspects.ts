// Who, once it is known what. Suspects are named in the order of how much they deviate, until
// healing those named gets back nine tenths of what the whole part costs: the shortest list that
// explains the loss. One alone may explain nothing, because two equally slow ones hide each other.

import { isComputeKind, isTransferKind, kinds, unknownMs, type Graph } from "./graph.ts";
import type { Factors } from "./factors.ts";
import { allParts, type WhatIf } from "./what-if.ts";

const explainedMin = 0.9;
/** Replays cost; and a list of more than this names nobody. */
const suspectsMax = 32;

export interface WorkerSuspect {
  readonly dp: number;
  readonly pp: number;
  /** How many times longer its computations take than those of its replicas. */
  readonly factor: number;
  /** The step from which it was slow; undefined: from the first one on. */
  readonly sinceStep: number | undefined;
  /** The loss if only this worker had been slow. */
  readonly lossAlone: number;
}

export interface StageSuspect {
  readonly stage: number;
  readonly chunk: number;
  readonly isLast: boolean;
  /** Against the mean of the stages; undefined: not recorded. */
  readonly forward: number | undefined;
  readonly backward: number | undefined;
  /** Both together, by the time they take. */
  readonly factor: number;
}

export type MeetingSuspect =
  | {
      readonly kind: "transfer";
      readonly direction: "forward" | "backward";
      readonly dp: number;
      readonly fromStage: number;
      readonly toStage: number;
      readonly meanMs: number;
      readonly idealMs: number;
    }
  | {
      readonly kind: "sync";
      readonly operation: "params-sync" | "grads-sync";
      readonly stage: number;
      readonly meanMs: number;
      readonly idealMs: number;
    };

export interface Suspects<T> {
  readonly list: readonly T[];
  /** Share of the part's cost that the list explains; below nine tenths the list was cut. */
  readonly explained: number;
}

/** What a part costs, as two means of a step. */
export interface Cost {
  readonly actualMs: number;
  readonly healedMs: number;
}

export function slowWorkers(
  factors: Factors, ask: WhatIf, cost: Cost & { readonly idealMs: number },
): Suspects<WorkerSuspect> {
  const { graph, habits } = factors;
  const slow = habits.workers.map(({ factor }, worker) => ({ worker, factor }))
    .filter(({ factor }) => factor > 1)
    .toSorted((left, right) => right.factor - left.factor || left.worker - right.worker)
    .map(({ worker }) => worker);
  const named = shortest(slow, cost, (healedWorkers) =>
    ask.stepMs({ parts: allParts, healedWorkers }));
  const list = named.list.map((worker): WorkerSuspect => {
    const { factor = 1, levels = [] } = habits.workers[worker] ?? {};
    const others = new Set(graph.workers.keys());
    others.delete(worker);
    const onlyMs = ask.stepMs({ parts: new Set(["worker"]), healedWorkers: others });
    const first = levels.findIndex((level) => level.factor > 1 + (factor - 1) / 2);
    return {
      dp: graph.workers[worker]?.dp ?? 0, pp: graph.workers[worker]?.pp ?? 0,
      factor: levels.reduce((most, level) => Math.max(most, level.factor), factor),
      sinceStep: first <= 0 ? undefined : graph.steps[levels[first]?.fromStep ?? 0],
      lossAlone: onlyMs / cost.idealMs - 1,
    };
  });
  return { list, explained: named.explained };
}

/** The shortest beginning of the list whose healing gets back what the part costs. */
function shortest(
  ordered: readonly number[], { actualMs, healedMs }: Cost,
  stepMs: (healed: ReadonlySet<number>) => number,
): { readonly list: readonly number[]; readonly explained: number } {
  const healed = new Set<number>();
  let explained = 0;
  for (const each of ordered.slice(0, suspectsMax)) {
    healed.add(each);
    explained = (actualMs - stepMs(healed)) / (actualMs - healedMs);
    if (explained >= explainedMin) break;
  }
  return { list: [...healed], explained };
}

/** Slowest first, over all replicas. */
export function stagesOf({ graph, stage, idealMs }: Factors, stages: number): StageSuspect[] {
  const found = new Map<number, { forward?: number; backward?: number; ms: number; of: number }>();
  for (const [unit, { kind, stage: virtual }] of graph.units.entries()) {
    if (!isComputeKind(kind)) continue;
    const entry = found.get(virtual) ?? { ms: 0, of: 0 };
    const name = kind === kinds.forwardCompute ? "forward" : "backward";
    if (entry[name] === undefined) {
      entry[name] = stage[unit] ?? 1;
      entry.ms += (idealMs[unit] ?? 0) * (stage[unit] ?? 1);
      entry.of += idealMs[unit] ?? 0;
    }
    found.set(virtual, entry);
  }
  return [...found].map(([virtual, { forward, backward, ms, of }]) => ({
    stage: virtual % stages, chunk: Math.floor(virtual / stages),
    isLast: virtual === graph.virtualStages - 1,
    forward, backward, factor: of > 0 ? ms / of : 1,
  })).toSorted((left, right) => right.factor - left.factor || left.stage - right.stage);
}

export function slowMeetings(
  factors: Factors, ask: WhatIf, cost: Cost & { readonly stages: number },
): Suspects<MeetingSuspect> {
  const { graph, idealMs } = factors;
  const seen = meetingsSeen(graph, idealMs);
  const slow = [...seen].filter(([, { excessMs }]) => excessMs > 0)
    .toSorted(([left, a], [right, b]) => b.excessMs - a.excessMs || left - right)
    .map(([unit]) => unit);
  const named = shortest(slow, cost, (healedUnits) => ask.stepMs({ parts: allParts, healedUnits }));
  const list = named.list.flatMap((unit): readonly MeetingSuspect[] => {
    const what = graph.units[unit];
    const { sumMs = 0, count = 1 } = seen.get(unit) ?? {};
    if (what === undefined) return [];
    const times = { meanMs: sumMs / count, idealMs: idealMs[unit] ?? 0 };
    if (!isTransferKind(what.kind)) {
      const operation = what.kind === kinds.paramsSync ? "params-sync" : "grads-sync";
      return [{ kind: "sync", operation, stage: what.stage, ...times }];
    }
    const isForward = what.kind === kinds.forwardTransfer;
    const to = what.stage + (isForward ? 1 : -1);
    return [{
      kind: "transfer", direction: isForward ? "forward" : "backward", dp: what.dp,
      fromStage: what.stage % cost.stages, toStage: to % cost.stages, ...times,
    }];
  });
  return { list, explained: named.explained };
}

function meetingsSeen({ kind, unit, durationMs }: Graph, idealMs: Float64Array) {
  const seen = new Map<number, { sumMs: number; count: number; excessMs: number }>();
  for (let node = 0; node < kind.length; node += 1) {
    const ms = durationMs[node] ?? 0;
    if (isComputeKind(kind[node] ?? 0) || ms === unknownMs) continue;
    const own = unit[node] ?? 0;
    const entry = seen.get(own) ?? { sumMs: 0, count: 0, excessMs: 0 };
    entry.sumMs += ms;
    entry.count += 1;
    entry.excessMs += Math.max(0, ms - (idealMs[own] ?? 0));
    seen.set(own, entry);
  }
  return seen;
}
