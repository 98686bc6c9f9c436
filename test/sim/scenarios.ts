// Scenarios for tests: a small healthy default, and every option written in a test is one that
// matters to it.

import { defaultJob, defaultNoise } from "../../sim/scenario/defaults.ts";
import type { Fault, Job, Noise, Scenario } from "../../sim/scenario/scenario.ts";

export interface Told {
  readonly seed?: number;
  readonly seconds?: number;
  readonly nodes?: number;
  readonly devicesPerNode?: number;
  readonly job?: Partial<Job>;
  readonly noise?: Partial<Noise>;
  readonly faults?: readonly Fault[];
  readonly witnesses?: Scenario["witnesses"];
}

/** 32 ranks on 8 nodes. */
export function scenario(told: Told = {}): Scenario {
  const nodes = told.nodes ?? 8;
  const devicesPerNode = told.devicesPerNode ?? 4;
  const parallelism = { data: nodes * devicesPerNode, pipeline: 1, tensor: 1, expert: 1 };
  return {
    version: 1, name: "test", seed: told.seed ?? 1, seconds: told.seconds ?? 60,
    cluster: {
      nodes, devicesPerNode, nodesPerLeaf: 4, portsPerNic: 2, portGbps: 200,
    },
    job: { ...defaultJob, parallelism, ...told.job },
    noise: { ...defaultNoise, ...told.noise },
    faults: told.faults ?? [], witnesses: told.witnesses ?? "all", policy: {},
  };
}

/** When, for how long: for good unless said. */
export function at(seconds: number, forSeconds = 0): {
  readonly atMs: number; readonly forMs: number; readonly flapMs: number;
} {
  return { atMs: seconds * 1_000, forMs: forSeconds * 1_000, flapMs: 0 };
}
