// What a play of the swarm is, drawn from one seed: cluster, job, noise, policy, faults and the
// controller's deaths, each from a stream of its own, so that a new draw for one purpose leaves the
// others what they were.
//
//   0 ─── the job learns ─── faults, noise, deaths ─── calm: noise off ─── the end
//                            safety                    liveness: what lasts has been told, what
//                                                      is over has recovered

import { assert } from "../../proto/assert.ts";
import { randomStream, type RandomStream } from "../../proto/random.ts";
import { defaultPolicy, validatePolicy, type Policy } from "../../controller/core/fleet/policy.ts";
import type { Restart } from "../control.ts";
import { defaultCluster, defaultJob } from "../scenario/defaults.ts";
import type { Cluster, Job, Noise, Pause, Scenario } from "../scenario/scenario.ts";
import { layoutNames, partsOf, type LayoutName } from "../score/cases.ts";
import { drawFaults, lastsUntilMs, pick } from "./faults.ts";

const swarmNoises = ["none", "calm", "rough"] as const;
export type SwarmNoise = (typeof swarmNoises)[number];

export interface Options {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly layout: LayoutName;
  readonly noise: SwarmNoise;
  /** From here on there is no noise, and every fault with an end is over. */
  readonly calmAtMs: number;
  readonly restarts: readonly Restart[];
  readonly outboxMs: number;
}

/** Longer than the longest patience that is drawn, and time to tell and to recover beside it. */
const livenessMs = 110_000;
const quietMs = 60_000;

export function drawOptions(seed: number): Options {
  const stream = (purpose: string): RandomStream => randomStream(seed, `swarm/${purpose}`);
  const { cluster, layout, job } = drawJob(stream("cluster"), stream("job"));
  const noise = pick(stream("kind of noise"), swarmNoises);
  const plain: Scenario = {
    version: 1, name: `swarm-${seed}`, seed, seconds: 1, cluster, job,
    noise: drawNoise(stream("noise"), noise), faults: [],
    witnesses: stream("witnesses").chance(0.5) ? "hooks" : "all",
    policy: drawPolicy(stream("policy")),
  };
  const faults = drawFaults(plain, stream("faults"), stream("places"));
  const pauses = drawPauses(stream("pauses"), job, faults[0]?.atMs);
  const lastMs = Math.max(quietMs, ...faults.map((each) =>
    Math.max(each.atMs + 15_000, Number.isFinite(lastsUntilMs(each)) ? lastsUntilMs(each) : 0)));
  const calmAtMs = Math.round(lastMs + 10_000 * stream("calm").uniform());
  return {
    seed, layout, noise, calmAtMs,
    scenario: {
      ...plain, job: { ...job, pauses }, faults,
      seconds: Math.ceil((calmAtMs + livenessMs) / 1_000),
    },
    restarts: drawRestarts(stream("deaths"), calmAtMs),
    outboxMs: Math.round(3_000 * stream("outbox").uniform()),
  };
}

function drawJob(draw: RandomStream, sizes: RandomStream): {
  readonly cluster: Cluster; readonly layout: LayoutName; readonly job: Job;
} {
  const ranks = pick(draw, [8, 8, 16, 16, 16, 32]);
  const layout = pick(draw, layoutNames);
  const devicesPerNode = pick(draw, layout === "tp-pp-dp" ? [2, 4] : [1, 2, 4]);
  const nodes = ranks / devicesPerNode;
  const cluster: Cluster = {
    ...defaultCluster, devicesPerNode, nodes, nodesPerLeaf: pick(draw, [1, 2, 4]),
    portsPerNic: pick(draw, [1, 2]),
  };
  const isPlain = layout === "dp" || layout === "zero";
  const job: Job = {
    ...defaultJob, ...partsOf(layout, ranks),
    framework: isPlain && sizes.chance(0.3) ? "gloo" : "nccl",
    computeMs: Math.round(400 + 1_000 * sizes.uniform()),
    gradientMiB: 512 * 2 ** sizes.below(3), activationMiB: 16 * 2 ** sizes.below(3),
    microBatches: pick(sizes, [2, 4, 8]),
  };
  return { cluster, layout, job };
}

function drawNoise(draw: RandomStream, kind: SwarmNoise): Noise {
  const upTo = (most: number): number => Math.round(1e5 * most * draw.uniform()) / 1e5;
  const lasting = {
    unevenStages: upTo(0.1), unevenRanks: upTo(0.03), clockOffsetMs: 600_000,
    sequenceImbalance: kind === "rough" ? upTo(0.1) : 0,
  };
  if (kind === "none") {
    const none = { jitter: 0, stallChance: 0, stallFraction: 0, lost: 0, late: 0, duplicated: 0 };
    return { ...lasting, ...none };
  }
  const most = kind === "calm" ? 0.01 : 0.05;
  return {
    ...lasting, jitter: upTo(kind === "calm" ? 0.03 : 0.06),
    stallChance: kind === "calm" ? 0 : upTo(2e-3), stallFraction: kind === "calm" ? 0 : 0.3,
    lost: upTo(most), late: upTo(most), duplicated: upTo(2 * most),
  };
}

function drawPolicy(draw: RandomStream): Partial<Policy> {
  const between = (least: number, most: number): number =>
    Math.round(least + (most - least) * draw.uniform());
  const policy = {
    evaluateMs: pick(draw, [100, 200, 500]), hangPageMs: between(10_000, 60_000),
    slowPageMs: between(10_000, 60_000), clearMs: between(2_500, 5_000),
    closeMs: between(20_000, 90_000), flapsMax: between(2, 5),
  };
  assert(validatePolicy({ ...defaultPolicy, ...policy }).ok, "people may set it so");
  return policy;
}

/** Before the first fault, so that what a fault costs can be told from what a pause does. */
function drawPauses(
  draw: RandomStream, job: Job, faultAtMs: number | undefined,
): readonly Pause[] {
  if (!draw.chance(0.4)) return [];
  const lastMs = (faultAtMs ?? quietMs) - 20_000;
  const atStep = 1 + Math.floor(lastMs * draw.uniform() / (1.5 * job.computeMs));
  const who = draw.chance(0.5) ? "all" : "rank-0";
  return [{
    kind: pick(draw, ["compile", "evaluate", "save", "load-data"]), atStep, everySteps: 0,
    ms: Math.round(1_000 + 9_000 * draw.uniform()), who, declared: draw.chance(0.5),
  }];
}

function drawRestarts(draw: RandomStream, calmAtMs: number): readonly Restart[] {
  return Array.from({ length: draw.below(3) }, () => ({
    atMs: Math.round(10_000 + (calmAtMs + 40_000) * draw.uniform()),
    downMs: Math.round(300 + 7_000 * draw.uniform()), share: draw.uniform(),
  }));
}
