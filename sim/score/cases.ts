// What the score is made of: faults × layouts × noise, each drawn from a seed. Which rank, node or
// lane is hit is drawn from the job's own layout, so that every fault meets something that is used.

import { randomStream, type RandomStream } from "../../proto/random.ts";
import { formGroups } from "../job/groups.ts";
import { openLedger } from "../job/ledger.ts";
import { defaultCluster, defaultJob, defaultNoise } from "../scenario/defaults.ts";
import {
  ranksOf, type Cluster, type Fault, type FaultKind, type Job, type Noise, type Parallelism,
  type Scenario,
} from "../scenario/scenario.ts";

export const layoutNames = ["dp", "zero", "pp-dp", "tp-pp-dp", "ep"] as const;
export type LayoutName = (typeof layoutNames)[number];
export const noiseNames = ["calm", "rough"] as const;
export type NoiseName = (typeof noiseNames)[number];
/** `none`: nothing is wrong for two minutes, and pauses come that look like something. */
export const caseFaults = [
  "none", "kill", "exception", "node-dead", "stop", "host-loop", "data-stall", "gpu-hang",
  "mismatch", "compute-slow", "tx-slow", "rx-slow", "nic-slow", "link-slow", "link-dead",
  "leaf-slow", "agent-dead", "pre-emption",
] as const satisfies readonly (FaultKind | "none")[];
export type CaseFault = (typeof caseFaults)[number];

export interface Case {
  readonly fault: CaseFault;
  readonly layout: LayoutName;
  readonly ranks: number;
  readonly noise: NoiseName;
  readonly seed: number;
}

const faultAtMs = 35_000;
const faultSeconds = 70;
const quietSeconds = 120;
const rough: Noise = {
  ...defaultNoise, jitter: 0.05, stallChance: 1e-3, unevenStages: 0.1, unevenRanks: 0.05,
  sequenceImbalance: 0.1, lost: 0.02, late: 0.05, duplicated: 0.05,
};

export function scenarioOf(given: Case): Scenario {
  const { fault, layout, ranks, noise, seed } = given;
  const devicesPerNode = ranks >= 64 ? 8 : 2;
  const cluster: Cluster = {
    ...defaultCluster, devicesPerNode, nodes: ranks / devicesPerNode, nodesPerLeaf: 2,
  };
  const job: Job = {
    ...defaultJob, ...partsOf(layout, ranks),
    pauses: fault === "none" ? [
      { kind: "evaluate", atStep: 30, everySteps: 0, ms: 15_000, who: "all", declared: false },
      { kind: "save", atStep: 60, everySteps: 0, ms: 12_000, who: "rank-0", declared: true },
    ] : [],
  };
  const plain: Scenario = {
    version: 1, name: nameOf(given), seed, cluster, job,
    seconds: fault === "none" ? quietSeconds : faultSeconds,
    noise: noise === "calm" ? defaultNoise : rough, faults: [], witnesses: "all", policy: {},
  };
  return fault === "none" ? plain : { ...plain, faults: [drawFault(plain, fault)] };
}

export function nameOf({ fault, layout, ranks, noise, seed }: Case): string {
  return `${fault}/${layout}/${ranks}/${noise}/${seed}`;
}

export function partsOf(layout: LayoutName, ranks: number): Pick<Job, "parallelism" | "zero"> {
  const whole: Parallelism = { data: ranks, pipeline: 1, tensor: 1, expert: 1 };
  switch (layout) {
    case "dp": return { parallelism: whole, zero: false };
    case "zero": return { parallelism: whole, zero: true };
    case "pp-dp": return { parallelism: { ...whole, data: ranks / 4, pipeline: 4 }, zero: false };
    case "tp-pp-dp": return {
      parallelism: { ...whole, data: ranks / 4, pipeline: 2, tensor: 2 }, zero: false,
    };
    case "ep": return { parallelism: { ...whole, expert: Math.min(ranks, 16) }, zero: false };
  }
}

function drawFault(scenario: Scenario, kind: FaultKind): Fault {
  const draw = randomStream(scenario.seed, `score/${kind}`);
  const { cluster, job } = scenario;
  const timed = { atMs: faultAtMs, forMs: 25_000, flapMs: 0 };
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
