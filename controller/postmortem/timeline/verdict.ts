// What a timeline comes to: one kind, or the honest absence of one.
//
// Order of judgement. First whether there is a loss worth a name; then the largest of four parts
// (worker, stage, micro-batches, communication), if it explains at least half of the loss; then
// what that part's own evidence allows. The limits are the paper's (replay.ts): a job that takes
// 1.1 times its ideal is a straggling one, half of the loss makes a cause, and 0.9 is the
// correlation of forward and backward from which on the data are to blame.

import type { Cause, Level } from "../../../proto/verdict.ts";
import type { Part } from "./factors.ts";
import type { Rest } from "./rest.ts";
import type { MeetingSuspect, StageSuspect, Suspects, WorkerSuspect } from "./suspects.ts";

export const lossMin = 0.1;
const shareMin = 0.5;
export const correlationMin = 0.9;
/** "Nothing" is only said of a timeline that shows at least this share of the pipelines. */
export const coverageMin = 0.9;
/** More time than this between the operations, and the operations are not the story. */
export const unexplainedMax = 0.25;

export interface Finding {
  readonly cause: Cause;
  readonly level: Level;
  /** 0..1; of the same making as in detect/confidence.ts: what matters is the order. */
  readonly confidence: number;
  /** Of the loss, by what is named; undefined: nothing is. */
  readonly share: number | undefined;
  /** Why this and not the neighbouring kinds. */
  readonly reason: string;
  /** Sentences with figures, strongest first. */
  readonly evidence: readonly string[];
}

export type NonEmpty<T> = readonly [T, ...T[]];

export type TimelineVerdict =
  | Finding & { readonly kind: "nothing" }
  | Finding & { readonly kind: "unknown" }
  | Finding & { readonly kind: "worker"; readonly workers: NonEmpty<WorkerSuspect> }
  | Finding & { readonly kind: "stage"; readonly stages: NonEmpty<StageSuspect> }
  | Finding & { readonly kind: "sequence-imbalance"; readonly correlation: number }
  | Finding & { readonly kind: "communication"; readonly meetings: NonEmpty<MeetingSuspect> };

export type SlowPart = "worker" | "stage" | "micro-batch" | "communication";

/** Steps, both included, in which the loss had a level of its own. */
export interface Episode {
  readonly fromStep: number;
  readonly toStep: number;
  readonly loss: number;
}

/** What the replays said. */
export interface Figures {
  /** Means over the steps. */
  readonly recordedMs: number;
  readonly actualMs: number;
  readonly idealMs: number;
  readonly loss: number;
  /** The level of the loss where it is highest; undefined: it has one level throughout. */
  readonly worst: Episode | undefined;
  /** Share of the loss that is gone when the part is ideal. */
  readonly share: Readonly<Record<Part | "communication", number>>;
  /** The loss if everything but the part were ideal. */
  readonly alone: Readonly<Record<Part, number>>;
  /** Share of the ideal step that would be gone if meetings took no time. */
  readonly exposed: number;
  readonly rest: Rest;
  readonly steps: number;
  readonly replicas: number;
  /** Share of the pipelines that could be replayed, of those that the ranks let expect. */
  readonly coverage: number;
}

/** What is judged: a fault that began yesterday is not diluted by the good weeks before it. */
export const judgedLossOf = ({ loss, worst }: Figures): number => Math.max(loss, worst?.loss ?? 0);

/** Time between operations, as a share of the recorded step. */
export const unexplainedOf = ({ recordedMs, actualMs }: Figures): number =>
  recordedMs > 0 ? Math.max(0, 1 - actualMs / recordedMs) : 0;

export function largestPartOf({ share }: Figures): SlowPart {
  const inTurn = (["worker", "stage", "micro-batch", "communication"] as const)
    .toSorted((left, right) => share[right] - share[left]);
  return inTurn[0] ?? "worker";
}

/** The part that explains the most, if it explains enough. */
export function slowPartOf(figures: Figures): SlowPart | undefined {
  const largest = largestPartOf(figures);
  return figures.share[largest] >= shareMin ? largest : undefined;
}

const weights = {
  sound: 0.97,
  /** The evidence fits a neighbouring kind too. */
  open: 0.7,
  /** Fewer steps than this are an anecdote. */
  fewSteps: 0.75,
  /** A tenth of the recorded time lies outside of what was replayed. */
  gappy: 0.8,
  /** Just beyond a limit. */
  narrow: 0.85,
} as const;
const stepsFew = 3;
const gapNoticed = 0.1;

function confidenceOf(
  figures: Figures, given: { readonly share?: number; readonly isOpen?: boolean } = {},
  ...further: readonly number[]
): number {
  const { coverage, steps } = figures;
  let product = weights.sound * (0.5 + Math.min(1, coverage) / 2);
  if (steps < stepsFew) product *= weights.fewSteps;
  if (unexplainedOf(figures) > gapNoticed) product *= weights.gappy;
  if (given.isOpen === true) product *= weights.open;
  // From 0.8 at half of the loss to 1 at four fifths of it.
  if (given.share !== undefined) {
    product *= Math.min(1, 0.8 + Math.max(0, given.share - shareMin) * 2 / 3);
  }
  for (const factor of further) product *= factor;
  return Math.round(product * 100) / 100;
}

export function nothingVerdict(figures: Figures, evidence: readonly string[]): TimelineVerdict {
  const isNarrow = judgedLossOf(figures) > 0.8 * lossMin;
  return {
    kind: "nothing", cause: "unknown", level: "closed", share: undefined, evidence,
    confidence: confidenceOf(figures, {}, isNarrow ? weights.narrow : 1),
    reason: `the job loses less than ${lossMin * 100} % to operations that were slower than ` +
      "their like",
  };
}

export function unknownVerdict(
  reason: string, evidence: readonly string[], figures?: Figures,
): TimelineVerdict {
  return {
    kind: "unknown", cause: "unknown", level: "open", share: undefined, reason, evidence,
    confidence: figures === undefined ? 0 : confidenceOf(figures, { isOpen: true }),
  };
}

export function workerVerdict(
  figures: Figures, suspects: Suspects<WorkerSuspect>,
  given: { readonly evidence: readonly string[]; readonly isWholePipeline: boolean },
): TimelineVerdict {
  const workers = nonEmpty(suspects.list);
  if (workers === undefined) return unknownVerdict("no worker stands out", given.evidence, figures);
  // The same data pass all stages of a pipeline: then it may be the data that are always longer.
  const isOpen = given.isWholePipeline;
  const share = figures.share.worker;
  return {
    kind: "worker", workers, cause: "unknown", level: isOpen ? "open" : "closed", share,
    evidence: given.evidence, confidence: confidenceOf(figures, { share, isOpen }),
    reason: isOpen
      ? "all stages of this data-parallel rank are slow against its replicas: one machine that " +
        "carries them all, or data that are always longer; the timeline cannot tell these apart"
      : "it computes slower than its replicas step after step, on the same work; an uneven split " +
        "of layers would slow its replicas too, and long sequences would come to all in turn",
  };
}

export function stageVerdict(
  figures: Figures, stages: readonly StageSuspect[], evidence: readonly string[],
): TimelineVerdict {
  const [slowest] = stages;
  if (slowest === undefined) return unknownVerdict("no stage stands out", evidence, figures);
  const isOpen = figures.replicas < 2;
  const share = figures.share.stage;
  return {
    kind: "stage", stages: [slowest], cause: isOpen ? "unknown" : "user", share,
    level: isOpen ? "open" : "closed", evidence,
    confidence: confidenceOf(figures, { share, isOpen }),
    reason: isOpen
      ? "this stage computes longer than the others; without a second data-parallel rank the " +
        "timeline cannot tell uneven layers from a slow machine"
      : "all replicas of this stage compute longer than those of other stages, which is how the " +
        "layers were split and no fault of a machine",
  };
}

export function restVerdict(figures: Figures, evidence: readonly string[]): TimelineVerdict {
  const { rest: { correlation }, share } = figures;
  const own = share["micro-batch"];
  if (correlation === undefined) {
    return unknownVerdict("computations vary from micro-batch to micro-batch; with only one of " +
      "forward and backward recorded, the data cannot be told from pauses", evidence, figures);
  }
  if (correlation < correlationMin) {
    return unknownVerdict("computations vary from micro-batch to micro-batch, but forward and " +
      "backward of one micro-batch do not vary together, so it is not the data: pauses of the " +
      "host, of a garbage collector, or a neighbour on the machine", evidence, figures);
  }
  return {
    kind: "sequence-imbalance", correlation, cause: "user", level: "closed", share: own, evidence,
    confidence: confidenceOf(figures, { share: own },
      correlation < (1 + correlationMin) / 2 ? weights.narrow : 1),
    reason: "some micro-batches take longer than others, forward and backward alike, and no " +
      "worker is slow by habit: it is what is in them",
  };
}

export function communicationVerdict(
  figures: Figures, suspects: Suspects<MeetingSuspect>, evidence: readonly string[],
): TimelineVerdict {
  const meetings = nonEmpty(suspects.list);
  if (meetings === undefined) return unknownVerdict("no transfer stands out", evidence, figures);
  const share = figures.share.communication;
  const isOpen = suspects.explained < 0.9;
  return {
    kind: "communication", meetings, cause: "unknown", level: isOpen ? "open" : "closed", share,
    evidence, confidence: confidenceOf(figures, { share, isOpen }),
    reason: "transfers or syncs take longer than their like, counted from when all their ends " +
      "had arrived, so that nobody's lateness is in it",
  };
}

function nonEmpty<T>(list: readonly T[]): NonEmpty<T> | undefined {
  const [first, ...others] = list;
  return first === undefined ? undefined : [first, ...others];
}
