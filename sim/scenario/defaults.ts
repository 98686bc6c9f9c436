// What a scenario is when it does not say otherwise: a healthy job with the noise of real ones.

import type { Cluster, Job, Noise } from "./scenario.ts";

export const defaultCluster: Cluster = {
  nodes: 8, devicesPerNode: 8, nodesPerLeaf: 4, portsPerNic: 2, portGbps: 200,
};

export const defaultJob: Job = {
  name: "train", framework: "nccl",
  parallelism: { data: 8, pipeline: 1, tensor: 8, expert: 1 },
  zero: false, microBatches: 4, computeMs: 900, gradientMiB: 1_024, activationMiB: 32, pauses: [],
};

/**
 * Stalls: of real jobs, the longest step of a run was 1.3 times the median one in the middle job,
 * 2.9 times at the 90th percentile, 15 at most. Clocks differ by minutes where nobody keeps them.
 */
export const defaultNoise: Noise = {
  jitter: 0.02, stallChance: 1e-4, stallFraction: 0.3, unevenStages: 0, unevenRanks: 0.02,
  sequenceImbalance: 0, clockOffsetMs: 180_000, lost: 0.005, late: 0.005, duplicated: 0.005,
};
