// From a timeline to the graph of its steps, and a list of what had to be left out. A lane with a
// gap cannot be replayed, and it may be the very lane that was slow; so the other lanes of its step
// stay, but no sync of that step tells how long it took.

import { success, type Result } from "../../../proto/errors.ts";
import { graphBuilder, type Graph, type GraphBuilder } from "./graph.ts";
import { resolveLane, type ResolvedLane } from "./lane.ts";
import { stepNodes } from "./step-nodes.ts";
import { isCompute } from "./words.ts";
import type { Lane, Timeline } from "./model.ts";

export interface Assembly {
  readonly graph: Graph;
  readonly omitted: Omitted;
  /** The most that one lane has in one step. */
  readonly microBatches: number;
}

export interface Omitted {
  readonly lanes: number;
  readonly lanesOf: number;
  /** Why the first of them was left out, with its step and rank. */
  readonly firstGap: string | undefined;
  /** Steps whose records wait for one another in a circle. */
  readonly circularSteps: number;
  /** Transfers whose micro-batch could not be told. */
  readonly unplaced: number;
  /** Rows that stood in the file twice. */
  readonly repeated: number;
  /** Data-parallel ranks below the highest one that have no row at all. */
  readonly missingReplicas: number;
}

export interface Progress {
  readonly phase: "ordering" | "replaying";
  readonly done: number;
  readonly of: number;
}

/** Yields now and then, so that whoever drives it can say how far it is. */
export function* assemble(timeline: Timeline): Generator<Progress, Result<Assembly>> {
  const builder = graphBuilder();
  const typicalMs = typicalComputeMs(timeline);
  const missingReplicas = (timeline.replicas.at(-1) ?? 0) + 1 - timeline.replicas.length;
  const seen = { lanes: 0, circularSteps: 0, unplaced: 0, repeated: 0 };
  let microBatches = 0;
  let firstGap: string | undefined;
  let from = 0;
  while (from < timeline.lanes.length) {
    const step = timeline.lanes[from]?.step ?? 0;
    let to = from;
    const whole: { readonly lane: Lane; readonly resolved: ResolvedLane }[] = [];
    for (; timeline.lanes[to]?.step === step; to += 1) {
      const lane = timeline.lanes[to];
      if (lane === undefined) break;
      const resolved = resolveLane(timeline, lane);
      if (!resolved.ok) return resolved;
      microBatches = Math.max(microBatches,
        resolved.value.forwardMicros.length, resolved.value.backwardMicros.length);
      seen.unplaced += resolved.value.unplaced;
      seen.repeated += resolved.value.repeated;
      if (resolved.value.gap === undefined) whole.push({ lane, resolved: resolved.value });
      else firstGap ??= `step ${step}, dp ${lane.dp}: ${resolved.value.gap}`;
    }
    seen.lanes += to - from - whole.length;
    const isPartial = whole.length < timeline.replicas.length || missingReplicas > 0;
    if (whole.length > 0 && !addStep(timeline, builder, { whole, isPartial, typicalMs })) {
      seen.circularSteps += 1;
    }
    from = to;
    yield { phase: "ordering", done: from, of: timeline.lanes.length };
  }
  return success({
    graph: builder.taken(timeline.stages * timeline.chunks),
    microBatches, omitted: { ...seen, lanesOf: timeline.lanes.length, firstGap, missingReplicas },
  });
}

function addStep(
  timeline: Timeline, builder: GraphBuilder,
  { whole, isPartial, typicalMs }: {
    readonly whole: readonly { readonly lane: Lane; readonly resolved: ResolvedLane }[];
    readonly isPartial: boolean;
    readonly typicalMs: number;
  },
): boolean {
  const lanes = whole.map(({ resolved }) => resolved);
  const nodes = stepNodes(timeline, builder, { lanes, isPartial, typicalMs });
  const recordedMs = whole.reduce((longest, { lane }) =>
    Math.max(longest, spanMs(timeline, lane)), 0);
  return builder.close(whole[0]?.lane.step ?? 0, nodes, recordedMs);
}

/** The longest span among the workers of a lane, each on its own clock. */
function spanMs({ columns, order }: Timeline, { from, to }: Lane): number {
  const { startMs, durationMs, pp } = columns;
  let longest = 0;
  let stage = -1;
  let firstMs = 0;
  let lastMs = 0;
  // Rows of a lane stand together by worker.
  for (const row of order.subarray(from, to)) {
    const beginMs = startMs[row] ?? 0;
    if (pp[row] !== stage) [firstMs, lastMs] = [Number.POSITIVE_INFINITY, 0];
    stage = pp[row] ?? 0;
    firstMs = Math.min(firstMs, beginMs);
    lastMs = Math.max(lastMs, beginMs + (durationMs[row] ?? 0));
    longest = Math.max(longest, lastMs - firstMs);
  }
  return longest;
}

/** The median of all computations; it only sets how coarse a clock may be. */
function typicalComputeMs({ columns }: Timeline): number {
  const { count, operation, durationMs } = columns;
  const computes = durationMs.subarray(0, count)
    .filter((_, row) => isCompute(operation[row] ?? 0))
    .sort();
  return computes[computes.length >> 1] ?? 0;
}
