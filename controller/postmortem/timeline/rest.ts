// What is left of the computations when stage and worker are taken out: does it come from the data?
// Long sequences make forward and backward of the same micro-batch long together. A pause of the
// host or of a collector of garbage hits one of the two, and nothing makes it hit the other.

import { correlation } from "./levels.ts";
import type { Factors } from "./factors.ts";

export interface Rest {
  /** Of forward and backward of the same micro-batch; undefined: one of them was not recorded. */
  readonly correlation: number | undefined;
  readonly pairs: number;
  /** Standard deviation of the forwards (or of what there is), as a share of the ideal. */
  readonly spread: number;
}

export function restOf(factors: Factors): Rest {
  const paired = correlation(pairsOf(factors));
  if (paired.count > 1) {
    return { correlation: paired.r, pairs: paired.count, spread: paired.spreadLeft };
  }
  const alone = correlation(computesOf(factors));
  return { correlation: undefined, pairs: 0, spread: alone.spreadLeft };
}

function* pairsOf(factors: Factors): Generator<readonly [number, number]> {
  const { partner } = factors.graph;
  for (let node = 0; node < partner.length; node += 1) {
    const forward = partner[node] ?? -1;
    if (forward < 0) continue;
    const pair = [restAt(factors, forward), restAt(factors, node)] as const;
    if (Number.isFinite(pair[0]) && Number.isFinite(pair[1])) yield pair;
  }
}

function* computesOf(factors: Factors): Generator<readonly [number, number]> {
  const { cell } = factors.graph;
  for (let node = 0; node < cell.length; node += 1) {
    const rest = (cell[node] ?? -1) < 0 ? Number.NaN : restAt(factors, node);
    if (Number.isFinite(rest)) yield [rest, rest];
  }
}

function restAt({ graph, idealMs, stage, habits }: Factors, node: number): number {
  const own = graph.unit[node] ?? 0;
  return (graph.durationMs[node] ?? 0) /
    ((idealMs[own] ?? 0) * (stage[own] ?? 1) * (habits.cell[graph.cell[node] ?? 0] ?? 1));
}
