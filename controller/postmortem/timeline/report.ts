// What `c4 analyze timeline -o json` prints: proto/timeline.schema.json says the same. What is not
// known is null, so that a reader need not tell a missing key from a misspelled one.

import type { TimelineAnalysis } from "./analyse.ts";
import { parts, type Part } from "./factors.ts";
import type { Timeline } from "./model.ts";
import type { MeetingSuspect, StageSuspect, WorkerSuspect } from "./suspects.ts";
import type { Episode, TimelineVerdict } from "./verdict.ts";

export type ReportedSuspect =
  | { readonly kind: "worker" } & Nulled<WorkerSuspect>
  | { readonly kind: "stage" } & Nulled<StageSuspect>
  | MeetingSuspect;

type Nulled<T> = { readonly [Key in keyof T]: Exclude<T[Key], undefined> | OrNull<T[Key]> };
type OrNull<T> = undefined extends T ? null : never;

export interface TimelineReport {
  readonly version: 1;
  readonly verdict: Omit<Finding, "share"> & {
    readonly kind: TimelineVerdict["kind"];
    readonly share: number | null;
    readonly suspects: readonly ReportedSuspect[];
  };
  readonly loss: number | null;
  readonly worst: Episode | null;
  readonly stepMs: {
    readonly recorded: number; readonly replayed: number; readonly ideal: number;
  } | null;
  readonly parts: readonly {
    readonly part: Part; readonly share: number; readonly alone: number;
  }[];
  readonly operations: readonly { readonly operation: string; readonly alone: number }[];
  readonly stages: readonly Nulled<StageSuspect>[];
  readonly microBatches: {
    readonly correlation: number | null; readonly pairs: number; readonly spread: number;
  } | null;
  readonly data: {
    readonly format: "csv" | "jsonl";
    readonly rows: number;
    readonly steps: number;
    readonly replicas: number;
    readonly stages: number;
    readonly chunks: number;
    readonly microBatches: number;
    readonly pipelines: number;
    readonly pipelinesOmitted: number;
    readonly circularSteps: number;
    readonly unplacedTransfers: number;
    readonly repeatedRows: number;
    readonly missingReplicas: number;
    readonly unusedOperations: readonly { readonly name: string; readonly rows: number }[];
    readonly unusedColumns: readonly string[];
  };
  readonly notes: readonly string[];
}

type Finding = Pick<
  TimelineVerdict, "cause" | "level" | "confidence" | "share" | "reason" | "evidence"
>;

export function reportOf(timeline: Timeline, analysis: TimelineAnalysis): TimelineReport {
  const { verdict, figures, byKind, stages, omitted, notes, microBatches } = analysis;
  const { kind, cause, level, confidence, share, reason, evidence } = verdict;
  return {
    version: 1,
    verdict: {
      kind, cause, level, confidence, share: share ?? null, reason, evidence,
      suspects: suspectsOf(verdict),
    },
    loss: figures?.loss ?? null, worst: figures?.worst ?? null,
    stepMs: figures === undefined ? null : {
      recorded: figures.recordedMs, replayed: figures.actualMs, ideal: figures.idealMs,
    },
    parts: figures === undefined ? []
      : parts.map((part) => ({ part, share: figures.share[part], alone: figures.alone[part] })),
    operations: Object.entries(byKind).map(([operation, alone]) => ({ operation, alone })),
    stages: stages.map(reportedStage),
    microBatches: figures === undefined ? null
      : { ...figures.rest, correlation: figures.rest.correlation ?? null },
    data: {
      format: timeline.format, rows: timeline.columns.count, steps: timeline.steps.length,
      replicas: timeline.replicas.length, stages: timeline.stages, chunks: timeline.chunks,
      microBatches, pipelines: omitted.lanesOf, pipelinesOmitted: omitted.lanes,
      circularSteps: omitted.circularSteps, unplacedTransfers: omitted.unplaced,
      repeatedRows: omitted.repeated, missingReplicas: omitted.missingReplicas,
      unusedOperations: [...timeline.foreign].map(([name, rows]) => ({ name, rows })),
      unusedColumns: timeline.ignoredColumns,
    },
    notes,
  };
}

function suspectsOf(verdict: TimelineVerdict): readonly ReportedSuspect[] {
  switch (verdict.kind) {
    case "worker": return verdict.workers.map((worker) =>
      ({ kind: "worker", ...worker, sinceStep: worker.sinceStep ?? null }));
    case "stage": return verdict.stages.map((stage) =>
      ({ kind: "stage", ...reportedStage(stage) }));
    case "communication": return verdict.meetings;
    default: return [];
  }
}

const reportedStage = (stage: StageSuspect): Nulled<StageSuspect> =>
  ({ ...stage, forward: stage.forward ?? null, backward: stage.backward ?? null });
