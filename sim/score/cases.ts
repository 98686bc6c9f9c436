// What the score is made of: faults × layouts × noise, each drawn from a seed, in two families.
// Rules may be tuned on the one and are scored on the other: it has seeds and jobs of its own, and
// where its column is worse, a rule was fitted to the test.

import { randomStream } from "../../proto/random.ts";
import { defaultCluster, defaultJob, defaultNoise } from "../scenario/defaults.ts";
import type {
  Cluster, Fault, FaultKind, Job, Noise, Parallelism, Pause, Scenario,
} from "../scenario/scenario.ts";
import { drawOne, drawSeveral, severalKinds } from "./faults.ts";

export const layoutNames = ["dp", "zero", "pp-dp", "tp-pp-dp", "ep"] as const;
export type LayoutName = (typeof layoutNames)[number];
export const noiseNames = ["calm", "rough"] as const;
export type NoiseName = (typeof noiseNames)[number];
export const familyNames = ["tuned", "scored"] as const;
export type FamilyName = (typeof familyNames)[number];

const oneFault = [
  "kill", "exception", "node-dead", "stop", "host-loop", "data-stall", "gpu-hang", "mismatch",
  "compute-slow", "tx-slow", "rx-slow", "nic-slow", "link-slow", "link-dead", "leaf-slow",
  "agent-dead", "pre-emption",
] as const satisfies readonly FaultKind[];
/**
 * Nothing is wrong, though it looks so. `none`: everybody evaluates, rank 0 saves and says so;
 * `long-save`: rank 0 saves for 25 s and says nothing; `storage-stall`: all wait for data for 45 s;
 * `uneven`: stages, ranks and lengths of sequences differ more than in any other case; `lossy`:
 * every seventh signature is lost, every fifth late; `agent-update`: one agent after the other is
 * away for 3 s.
 */
const harmless = [
  "none", "long-save", "storage-stall", "uneven", "lossy", "agent-update",
] as const;
export const caseFaults = [...oneFault, ...severalKinds, ...harmless] as const;
export type CaseFault = (typeof caseFaults)[number];
type Harmless = (typeof harmless)[number];

export interface Case {
  readonly fault: CaseFault;
  readonly layout: LayoutName;
  readonly ranks: number;
  readonly noise: NoiseName;
  readonly family: FamilyName;
  readonly seed: number;
}

const faultAtMs = 35_000;
const afterMs = 10_000;
const quietSeconds = 120;
const rough: Noise = {
  ...defaultNoise, jitter: 0.05, stallChance: 1e-3, unevenStages: 0.1, unevenRanks: 0.05,
  sequenceImbalance: 0.1, lost: 0.02, late: 0.05, duplicated: 0.05,
};

export function scenarioOf(given: Case): Scenario {
  const { fault, layout, noise, family } = given;
  // In the tuned family all layouts of a seed have one noise; in the other no two plays share any.
  const seed = family === "tuned"
    ? given.seed : randomStream(given.seed, `scored/${fault}/${layout}`).below(2 ** 32);
  const { cluster, job } = familyOf(given, seed);
  const plain: Scenario = {
    version: 1, name: nameOf(given), seed, cluster, job, seconds: quietSeconds,
    noise: noise === "calm" ? defaultNoise : rough, faults: [], witnesses: "all", policy: {},
  };
  // Some thirty steps are learnt by then, of whatever length.
  const atMs = family === "tuned" ? faultAtMs : Math.max(faultAtMs, 40 * job.computeMs);
  if (isHarmless(fault)) return quiet(plain, fault);
  const draw = randomStream(seed, `score/${fault}`);
  const faults = isOne(fault)
    ? [drawOne(plain, draw, { kind: fault, atMs })] : drawSeveral(plain, draw, fault, atMs);
  const lastMs = Math.max(...faults.map((each) => each.atMs + each.forMs));
  return { ...plain, faults, seconds: Math.ceil((lastMs + afterMs) / 1_000) };
}

function isHarmless(fault: CaseFault): fault is Harmless {
  return harmless.some((each) => each === fault);
}

function isOne(fault: CaseFault): fault is (typeof oneFault)[number] {
  return oneFault.some((each) => each === fault);
}

export function nameOf({ fault, layout, ranks, noise, family, seed }: Case): string {
  return `${family}/${fault}/${layout}/${ranks}/${noise}/${seed}`;
}

/** Tuned: one job in five layouts. Scored: sizes, nodes and ports that the other never has. */
function familyOf({ layout, ranks, family }: Case, seed: number): {
  readonly cluster: Cluster; readonly job: Job;
} {
  const usualDevices = devicesFor(ranks);
  const parts = partsOf(layout, ranks);
  const clusterOf = (devicesPerNode: number): Cluster => ({
    ...defaultCluster, devicesPerNode, nodes: ranks / devicesPerNode, nodesPerLeaf: 2,
  });
  if (family === "tuned") {
    return { cluster: clusterOf(usualDevices), job: { ...defaultJob, ...parts } };
  }
  const sizes = randomStream(seed, "score/sizes");
  const cluster = clusterOf(sizes.chance(0.5) ? usualDevices : 4);
  return {
    cluster: { ...cluster, portsPerNic: 1 + sizes.below(2) },
    job: {
      ...defaultJob, ...parts, computeMs: Math.round(500 + 900 * sizes.uniform()),
      gradientMiB: 512 * 2 ** sizes.below(3), activationMiB: 16 * 2 ** sizes.below(3),
      microBatches: 2 * 2 ** sizes.below(3),
    },
  };
}

function quiet(plain: Scenario, kind: Harmless): Scenario {
  const { job, noise, cluster } = plain;
  const pause = (given: Partial<Pause>): Scenario => ({
    ...plain, job: { ...job, pauses: [{
      kind: "save", atStep: 40, everySteps: 0, ms: 25_000, who: "all", declared: false, ...given,
    }] },
  });
  switch (kind) {
    case "none": return { ...plain, job: { ...job, pauses: [
      { kind: "evaluate", atStep: 30, everySteps: 0, ms: 15_000, who: "all", declared: false },
      { kind: "save", atStep: 60, everySteps: 0, ms: 12_000, who: "rank-0", declared: true },
    ] } };
    case "long-save": return pause({ who: "rank-0" });
    case "storage-stall": return pause({ kind: "load-data", ms: 45_000 });
    case "uneven": return {
      ...plain, noise: { ...noise, unevenStages: 0.2, unevenRanks: 0.06, sequenceImbalance: 0.2 },
    };
    case "lossy": return { ...plain, noise: { ...noise, lost: 0.15, late: 0.2, duplicated: 0.2 } };
    case "agent-update":
      return { ...plain, faults: replaceAgents(cluster.nodes, 35_000, 5_000) };
  }
}

/** Of a node, in a job of so many ranks. */
export function devicesFor(ranks: number): number {
  return ranks >= 64 ? 8 : 2;
}

/** One agent after the other is away for a moment, as in an update. */
export function replaceAgents(
  nodes: number, firstMs: number, everyMs: number,
): readonly Fault[] {
  return Array.from({ length: nodes }, (_, node): Fault =>
    ({ kind: "agent-dead", node, atMs: firstMs + everyMs * node, forMs: 3_000, flapMs: 0 }));
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
