// The form of a scenario file, said once: the parser reads by it and the published schema
// (proto/scenario.schema.json) is made from it, so that neither can promise what the other refuses.

import { defaultCluster, defaultJob, defaultNoise } from "./defaults.ts";
import type { FaultKind } from "./scenario.ts";

export type Field =
  | {
      readonly kind: "number";
      readonly min: number;
      readonly max: number;
      readonly whole: boolean;
      /** Absent: the field must be given. */
      readonly default?: number;
      readonly help: string;
    }
  | {
      readonly kind: "choice";
      readonly of: readonly string[];
      readonly default?: string;
      readonly help: string;
    }
  | { readonly kind: "name"; readonly default?: string; readonly help: string }
  | { readonly kind: "switch"; readonly default: boolean; readonly help: string }
  | { readonly kind: "object"; readonly form: Form; readonly help: string }
  | { readonly kind: "list"; readonly form: Form; readonly help: string }
  | { readonly kind: "faults"; readonly help: string };

export type Form = Readonly<Record<string, Field>>;

/** Where a number may be: ends included. */
type Range = readonly [min: number, max: number];

const whole = ([min, max]: Range, help: string, fallback?: number): Field =>
  ({ kind: "number", min, max, whole: true, help, ...given(fallback) });
const real = ([min, max]: Range, help: string, fallback?: number): Field =>
  ({ kind: "number", min, max, whole: false, help, ...given(fallback) });
const fraction = (help: string, fallback: number): Field => real([0, 1], help, fallback);
const choice = (of: readonly string[], help: string, fallback?: string): Field =>
  ({ kind: "choice", of, help, ...given(fallback) });

function given<T>(fallback: T | undefined): { readonly default?: T } {
  return fallback === undefined ? {} : { default: fallback };
}

export const listMax = 64;
const ranksMax = 16_384;

const clusterForm: Form = {
  nodes: whole([1, 16_384], "Machines", defaultCluster.nodes),
  devicesPerNode: whole([1, 16], "GPUs of one, each with a network card",
    defaultCluster.devicesPerNode),
  nodesPerLeaf: whole([1, 1_024], "Neighbours under one leaf switch", defaultCluster.nodesPerLeaf),
  portsPerNic: whole([1, 2], "Ports of a card, each in a plane of its own",
    defaultCluster.portsPerNic),
  portGbps: real([1, 3_200], "Speed of a port", defaultCluster.portGbps),
};

const parallelismForm: Form = {
  data: whole([1, ranksMax], "Replicas", defaultJob.parallelism.data),
  pipeline: whole([1, 64], "Stages, run as 1F1B", defaultJob.parallelism.pipeline),
  tensor: whole([1, 16], "Ranks that share a layer, within a node", defaultJob.parallelism.tensor),
  expert: whole([1, 1_024], "Ranks that exchange tokens; divides data", 1),
};

const pauseForm: Form = {
  kind: choice(["compile", "evaluate", "save", "load-data"], "What the job does"),
  atStep: whole([0, 1e9], "Before which step"),
  everySteps: whole([0, 1e9], "And again every so many steps; 0: once", 0),
  seconds: real([0, 86_400], "How long"),
  who: choice(["all", "rank-0"], "Who is away", "all"),
  declared: { kind: "switch", default: false, help: "The program says so (c4mon_phase)" },
};

const jobForm: Form = {
  name: { kind: "name", default: defaultJob.name, help: "Of the job" },
  framework: choice(["nccl", "gloo"], "Whose hooks watch it", defaultJob.framework),
  parallelism: { kind: "object", form: parallelismForm, help: "How it is laid over ranks" },
  zero: { kind: "switch", default: defaultJob.zero, help: "Optimizer states are sharded" },
  microBatches: whole([1, 1_024], "Passes of one step", defaultJob.microBatches),
  computeMs: real([1, 1e6], "Computation of a rank in one step", defaultJob.computeMs),
  gradientMiB: real([0.001, 1e6], "Gradients of a rank", defaultJob.gradientMiB),
  activationMiB: real([0.001, 1e6], "Sent between stages for a pass", defaultJob.activationMiB),
  pauses: { kind: "list", form: pauseForm, help: "What it does between steps" },
};

const noiseForm: Form = {
  jitter: fraction("Deviation of a computation, of its length", defaultNoise.jitter),
  stallChance: fraction("Chance that a rank stalls in a step", defaultNoise.stallChance),
  stallFraction: real([0, 100], "… for this part of a step, times a Pareto draw of at most 15",
    defaultNoise.stallFraction),
  unevenStages: real([0, 10], "The last stage computes longer by this part",
    defaultNoise.unevenStages),
  unevenRanks: real([0, 10], "Ranks compute longer by up to this part", defaultNoise.unevenRanks),
  sequenceImbalance: real([0, 2], "Log-normal sigma of the length of a micro-batch",
    defaultNoise.sequenceImbalance),
  clockOffsetMs: real([0, 1e9], "Hosts' clocks differ by up to this", defaultNoise.clockOffsetMs),
  lost: fraction("Signatures that are lost", defaultNoise.lost),
  late: fraction("… that come up to 3 s late", defaultNoise.late),
  duplicated: fraction("… that come twice", defaultNoise.duplicated),
};

export const scenarioForm: Form = {
  version: whole([1, 1], "Of this form"),
  name: { kind: "name", default: "scenario", help: "For reports" },
  seed: whole([0, 2 ** 32 - 1], "Equal seeds give equal plays", 1),
  seconds: real([1, 864_000], "Time that is played", 90),
  cluster: { kind: "object", form: clusterForm, help: "Nodes and their network" },
  job: { kind: "object", form: jobForm, help: "The job that trains" },
  noise: { kind: "object", form: noiseForm, help: "What is not quite regular" },
  faults: { kind: "faults", help: "What goes wrong, and when" },
  witnesses: choice(["all", "hooks"], "Who may testify beside the hooks", "all"),
};

const timed: Form = {
  atSeconds: real([0, 864_000], "When it begins"),
  forSeconds: real([0, 864_000], "How long it lasts; 0: for good", 0),
  flapSeconds: real([0, 86_400], "It comes and goes with this period; 0: it stays", 0),
};
const factor = real([1, 1_000], "So many times slower");
const growSeconds = real([0, 86_400], "Reached in a straight line over this time", 0);
const rankForm: Form = { ...timed, rank: whole([0, ranksMax - 1], "Of the job") };
const nodeForm: Form = { ...timed, node: whole([0, 16_383], "Number of the node") };
const cardForm: Form = {
  ...nodeForm, device: whole([-1, 15], "Whose card; -1: all of the node", -1), factor, growSeconds,
};
const linkForm: Form = {
  ...timed, from: whole([0, 16_383], "Sending node"), to: whole([0, 16_383], "Receiving node"),
};

export const faultForms: Readonly<Record<FaultKind, Form>> = {
  "kill": rankForm, "stop": rankForm, "host-loop": rankForm, "data-stall": rankForm,
  "gpu-hang": rankForm, "mismatch": rankForm, "exception": rankForm, "pre-emption": rankForm,
  "compute-slow": { ...rankForm, factor, growSeconds },
  "tx-slow": cardForm, "rx-slow": cardForm, "nic-slow": cardForm,
  "link-slow": { ...linkForm, factor, growSeconds }, "link-dead": linkForm,
  "leaf-slow": { ...timed, leaf: whole([0, 16_383], "Number of the leaf"), factor, growSeconds },
  "agent-dead": nodeForm, "node-dead": nodeForm,
};
