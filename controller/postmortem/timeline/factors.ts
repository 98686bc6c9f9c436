// What each operation should have taken, and by which factors it took longer.
//
//   computation = ideal of its kind × stage × worker × rest
//
// The ideal keeps what work there is and asks only for its even spread:
//   within a worker     the mean: long and short micro-batches could have been dealt out evenly;
//   among replicas      the lower median: they do the same, and a slow one is nobody's measure;
//   among stages        the mean: layers could have been dealt out evenly.
// The stage's factor is its replicas' median over the mean of the stages. The worker's factor is
// its own mean over that of its replicas, where it persists (habits.ts). The rest is what is
// left, micro-batch by micro-batch.
//
// A meeting has no such factors: it is ideal, or as it was. Its ideal is the median over time, and
// among its like the lower median: the same transfer on other pipelines and stages, the same sync
// on other stages. A meeting of which an end is missing is always ideal, so that nobody is accused
// by what was not seen.
//
// The paper (replay.ts) takes the mean of all computations and the median of all transfers. A
// worker at half speed among sixteen raises that mean by 6 %, and hides as much of the loss.

import { isComputeKind, unknownMs, type Graph } from "./graph.ts";
import { habitsOf, type Habits } from "./habits.ts";
import { lowerMedian, meanOf, mediansBy } from "./levels.ts";

export const parts = ["worker", "stage", "micro-batch", "transfer", "sync"] as const;
/** What a loss is split into. */
export type Part = (typeof parts)[number];

export interface Factors {
  readonly graph: Graph;
  /** By unit. */
  readonly idealMs: Float64Array;
  /** By unit; 1 for meetings. */
  readonly stage: Float64Array;
  readonly habits: Habits;
}

export function factorsOf(graph: Graph): Factors {
  const baselineMs = baselines(graph);
  const ideal = idealByKind(graph, baselineMs);
  const idealMs = meetingIdeals(graph);
  const stage = new Float64Array(graph.units.length).fill(1);
  for (const [unit, { kind }] of graph.units.entries()) {
    if (!isComputeKind(kind)) continue;
    idealMs[unit] = ideal[kind] ?? 0;
    if ((ideal[kind] ?? 0) > 0) stage[unit] = (baselineMs[unit] ?? 0) / (ideal[kind] ?? 1);
  }
  return { graph, idealMs, stage, habits: habitsOf(graph, baselineMs) };
}

/** By unit of computation: the lower median of its replicas' means. */
function baselines({ kind, unit, durationMs, units }: Graph): Float64Array {
  const sums = new Float64Array(units.length);
  const counts = new Float64Array(units.length);
  for (let node = 0; node < kind.length; node += 1) {
    const own = unit[node] ?? 0;
    sums[own] = (sums[own] ?? 0) + (durationMs[node] ?? 0);
    counts[own] = (counts[own] ?? 0) + 1;
  }
  const like = groupBy(units, ({ kind: each, stage }) =>
    isComputeKind(each) ? `${each} ${stage}` : undefined);
  const baselineMs = new Float64Array(units.length);
  for (const group of like.values()) {
    const level = lowerMedian(group.map((each) => (sums[each] ?? 0) / (counts[each] ?? 1)));
    for (const each of group) baselineMs[each] = level;
  }
  return baselineMs;
}

function idealByKind({ units }: Graph, baselineMs: Float64Array): readonly number[] {
  const stages: Map<number, number>[] = [new Map(), new Map()];
  for (const [unit, { kind, stage }] of units.entries()) {
    stages[kind]?.set(stage, baselineMs[unit] ?? 0);
  }
  return stages.map((levels) => meanOf([...levels.values()]));
}

function meetingIdeals(graph: Graph): Float64Array {
  const { kind, unit, durationMs, units } = graph;
  const seen = kind.map((each, node) =>
    Number(!isComputeKind(each) && durationMs[node] !== unknownMs));
  const nodes = Int32Array.from({ length: seen.reduce((sum, each) => sum + each, 0) });
  let next = 0;
  for (let node = 0; node < kind.length; node += 1) {
    if (seen[node] === 1) nodes[next++] = node;
  }
  const medians = mediansBy(Float64Array.from(nodes, (node) => durationMs[node] ?? 0),
    nodes.map((node) => unit[node] ?? 0), units.length);
  const like = groupBy(units, ({ kind: each, nth }) =>
    isComputeKind(each) ? undefined : `${each} ${nth}`);
  const idealMs = new Float64Array(units.length);
  for (const group of like.values()) {
    const known = group.map((each) => medians[each] ?? Number.NaN)
      .filter((level) => !Number.isNaN(level));
    const level = known.length === 0 ? 0 : lowerMedian(known);
    for (const each of group) idealMs[each] = level;
  }
  return idealMs;
}

function groupBy<T>(
  values: readonly T[], nameOf: (value: T) => string | undefined,
): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const [index, value] of values.entries()) {
    const name = nameOf(value);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [index]);
    else group.push(index);
  }
  return groups;
}
