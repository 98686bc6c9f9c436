// The faults of a case: one of a kind, or several that belong together. Which rank, node or lane is
// hit is drawn from the job's own layout, so that every fault meets something that is used.

import type { RandomStream } from "../../proto/random.ts";
import { formGroups } from "../job/groups.ts";
import { openLedger } from "../job/ledger.ts";
import { ranksOf, type Fault, type FaultKind, type Scenario } from "../scenario/scenario.ts";

/**
 * `flapping`: something slow that comes and goes. `drift`: something that becomes slow in 40 s.
 * `two-at-once`: at two places. `repeat`: the same again, 80 s after it was over. `in-recovery`:
 * one begins a second after another is over.
 */
export const severalKinds = ["flapping", "drift", "two-at-once", "repeat", "in-recovery"] as const;
export type SeveralKind = (typeof severalKinds)[number];

const forMs = 25_000;

export function drawOne(
  scenario: Scenario, draw: RandomStream,
  { kind, atMs }: { readonly kind: FaultKind; readonly atMs: number },
): Fault {
  const { cluster, job } = scenario;
  const timed = { atMs, forMs, flapMs: 0 };
  const rank = draw.below(ranksOf(job.parallelism));
  const node = draw.below(cluster.nodes);
  const slow = { ...timed, factor: 6 + 6 * draw.uniform(), growMs: 0 };
  switch (kind) {
    case "kill": case "exception": case "pre-emption": case "mismatch": case "stop":
    case "host-loop": case "data-stall": case "gpu-hang": return { ...timed, kind, rank };
    case "compute-slow": return { ...slow, kind, rank, factor: 1.4 + draw.uniform() };
    case "tx-slow": case "rx-slow": case "nic-slow": return { ...slow, kind, node, device: -1 };
    case "link-slow": return { ...slow, kind, ...laneIn(scenario, draw) };
    case "link-dead": return { ...timed, kind, ...laneIn(scenario, draw) };
    case "leaf-slow": {
      const leaf = draw.below(Math.ceil(cluster.nodes / cluster.nodesPerLeaf));
      return { ...slow, kind, leaf };
    }
    case "agent-dead": case "node-dead": return { ...timed, kind, node };
  }
}

const pairs = [
  ["compute-slow", "tx-slow"], ["tx-slow", "tx-slow"], ["stop", "stop"], ["kill", "kill"],
] as const;
const slowOnes = ["compute-slow", "tx-slow"] as const;
const repeating = ["stop", "link-dead", ...slowOnes] as const;
const following = ["stop", "kill", "link-dead", ...slowOnes] as const;

export function drawSeveral(
  scenario: Scenario, draw: RandomStream, kind: SeveralKind, atMs: number,
): readonly Fault[] {
  const one = (of: FaultKind, when = atMs): Fault =>
    drawOne(scenario, draw, { kind: of, atMs: when });
  switch (kind) {
    case "flapping":
      return [{ ...one(slowOnes[draw.below(2)] ?? "tx-slow"), forMs: 64_000, flapMs: 16_000 }];
    case "drift": {
      const slow = one(slowOnes[draw.below(2)] ?? "tx-slow");
      return "growMs" in slow ? [{ ...slow, forMs: 60_000, growMs: 40_000 }] : [slow];
    }
    case "two-at-once": {
      const [first, second] = pairs[draw.below(pairs.length)] ?? pairs[0];
      const known = one(first);
      return [known, elsewhere(scenario, known, () => one(second))];
    }
    case "repeat": {
      const first = { ...one(repeating[draw.below(repeating.length)] ?? "stop"), forMs: 20_000 };
      return [first, { ...first, atMs: atMs + first.forMs + 80_000 }];
    }
    case "in-recovery": {
      const first = { ...one("stop"), forMs: 15_000 };
      const next = following[draw.below(following.length)] ?? "stop";
      return [first, elsewhere(scenario, first, () => one(next, atMs + first.forMs + 1_000))];
    }
  }
}

/** Drawn again until it is at another node. */
function elsewhere({ cluster }: Scenario, known: Fault, again: () => Fault): Fault {
  const nodeOf = (fault: Fault): number => "node" in fault ? fault.node
    : "rank" in fault ? Math.floor(fault.rank / cluster.devicesPerNode)
    : "from" in fault ? fault.from : -1;
  for (;;) {
    const other = again();
    if (nodeOf(other) !== nodeOf(known)) return other;
  }
}

/** Two nodes between which the job sends. */
export function laneIn({ job, cluster, seed }: Scenario, draw: RandomStream): {
  readonly from: number; readonly to: number;
} {
  const { lanes } = openLedger(formGroups(job, seed), cluster, ranksOf(job.parallelism));
  const between = [...lanes.values()].flat().filter(({ path }) => path.fromNode !== path.toNode);
  const lane = between[draw.below(between.length)];
  if (lane === undefined) throw new Error(`no lane leaves a node in ${job.name}`);
  return { from: lane.path.fromNode, to: lane.path.toNode };
}
