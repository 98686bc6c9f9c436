// What is played: a cluster, a job on it, noise, faults, and the policy that judges. Plain data,
// the same in a file (proto/scenario.schema.json) and in here; `parse.ts` reads it, and nothing
// else in sim/ checks it again. Times are milliseconds of the played world.

import type { Policy } from "../../controller/core/fleet/policy.ts";

export interface Scenario {
  readonly version: 1;
  readonly name: string;
  readonly seed: number;
  readonly seconds: number;
  readonly cluster: Cluster;
  readonly job: Job;
  readonly noise: Noise;
  readonly faults: readonly Fault[];
  /** `hooks`: agents see no process state, as in architecture.md 3's training pod. */
  readonly witnesses: "all" | "hooks";
  /** Fields of the controller's policy that differ from its defaults. */
  readonly policy: Partial<Policy>;
}

/** Each node's ports go to two planes; a plane's leaves are joined without oversubscription. */
export interface Cluster {
  readonly nodes: number;
  readonly devicesPerNode: number;
  readonly nodesPerLeaf: number;
  /** 1 or 2; channels alternate between them. */
  readonly portsPerNic: number;
  /** Of one port. Every device has a network card of its own. */
  readonly portGbps: number;
}

/** How the job is laid over ranks: tensor groups innermost, then data, then pipeline. */
export interface Parallelism {
  readonly data: number;
  readonly pipeline: number;
  readonly tensor: number;
  /** Ranks that exchange tokens; divides `data`. 1: no experts. */
  readonly expert: number;
}

export interface Job {
  readonly name: string;
  readonly framework: "nccl" | "gloo";
  readonly parallelism: Parallelism;
  /** Optimizer states are sharded: reduce-scatter and all-gather in place of all-reduce. */
  readonly zero: boolean;
  readonly microBatches: number;
  /** Computation of one rank in one step, all micro-batches and both directions. */
  readonly computeMs: number;
  /** Gradients of one rank, exchanged once a step within its data-parallel group. */
  readonly gradientMiB: number;
  /** Sent from stage to stage for each micro-batch. */
  readonly activationMiB: number;
  readonly pauses: readonly Pause[];
}

/** Harmless: what real jobs do between steps. */
export interface Pause {
  readonly kind: "compile" | "evaluate" | "save" | "load-data";
  /** Before this step, and again every so many steps; 0: once. */
  readonly atStep: number;
  readonly everySteps: number;
  readonly ms: number;
  readonly who: "all" | "rank-0";
  /** The program says so through `c4mon_phase`. */
  readonly declared: boolean;
}

export interface Noise {
  /** Standard deviation of a computation, as a fraction of it. */
  readonly jitter: number;
  /** Chance that a rank stalls in a step … */
  readonly stallChance: number;
  /** … for this fraction of a step, times a Pareto draw (shape 1.5, cut at 15). */
  readonly stallFraction: number;
  /** Later pipeline stages compute longer by up to this fraction. */
  readonly unevenStages: number;
  /** Ranks compute longer by up to this fraction, for good. */
  readonly unevenRanks: number;
  /** Computation of a micro-batch varies by this (log-normal sigma): lengths of sequences. */
  readonly sequenceImbalance: number;
  /** Clocks of hosts differ by up to this. */
  readonly clockOffsetMs: number;
  /** Chances that a signature is lost, comes late by up to 3 s, comes twice. */
  readonly lost: number;
  readonly late: number;
  readonly duplicated: number;
}

interface Timed {
  readonly atMs: number;
  /** 0: for good. */
  readonly forMs: number;
  /** Comes and goes with this period; 0: does not. */
  readonly flapMs: number;
}

export type Fault = Timed & (
  | { readonly kind: "kill" | "stop" | "host-loop" | "data-stall" | "gpu-hang" | "mismatch" |
      "exception" | "pre-emption"; readonly rank: number }
  /** `factor` ≥ 1 times longer; `growMs`: reached in a straight line over this time. */
  | { readonly kind: "compute-slow"; readonly rank: number; readonly factor: number;
      readonly growMs: number }
  | { readonly kind: "tx-slow" | "rx-slow" | "nic-slow"; readonly node: number;
      /** One device's card, or -1 for all of the node. */
      readonly device: number; readonly factor: number; readonly growMs: number }
  | { readonly kind: "link-slow"; readonly from: number; readonly to: number;
      readonly factor: number; readonly growMs: number }
  | { readonly kind: "link-dead"; readonly from: number; readonly to: number }
  | { readonly kind: "leaf-slow"; readonly leaf: number; readonly factor: number;
      readonly growMs: number }
  | { readonly kind: "agent-dead" | "node-dead"; readonly node: number }
);
export type FaultKind = Fault["kind"];

export function ranksOf({ data, pipeline, tensor }: Parallelism): number {
  return data * pipeline * tensor;
}
