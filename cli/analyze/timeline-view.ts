// A timeline's verdict for a person: what, how much, why, and what was not there to see.

import type { ReportedSuspect, TimelineReport }
  from "../../controller/postmortem/timeline/report.ts";
import { milliseconds, partNames, percent } from "../../controller/postmortem/timeline/story.ts";
import { plural } from "../view/figures.ts";
import { printableLine, type Tone } from "../view/paint.ts";
import { formatTable, type Column, type TableOptions } from "../view/table.ts";
import { teller } from "./tell.ts";

const suspectsShownMax = 4;
const stagesShownMax = 32;

const tones: Readonly<Record<TimelineReport["verdict"]["kind"], Tone>> = {
  nothing: "good", unknown: "unknown", worker: "bad", stage: "warn", "sequence-imbalance": "warn",
  communication: "bad",
};

export function formatTimeline(report: TimelineReport, options: TableOptions): string {
  const { verdict, stepMs, loss, notes } = report;
  const { paint } = options;
  const tell = teller(options);
  const word = verdict.kind === "nothing" ? "nothing slow" : verdict.kind;
  const names = suspectNames(verdict.suspects);
  const cost = loss === null || stepMs === null ? [] : [
    `${percent(loss)} ${verdict.kind === "nothing" ? "at most" : "more time than needed"}: ` +
      `${milliseconds(stepMs.replayed)} a step instead of ${milliseconds(stepMs.ideal)}`,
  ];
  return [
    `${paint[tones[verdict.kind]](word)}${names === "" ? "" : `  ${paint.strong(names)}`}\n`,
    tell("Loss", cost),
    tell("Sure", [`confidence ${verdict.confidence.toFixed(2)}, level ${verdict.level}, ` +
      `cause ${verdict.cause}`]),
    tell("Because", [verdict.reason]),
    tell("Evidence", verdict.evidence),
    tell("Timeline", [dataSentence(report)]),
    tell("Not seen", notes),
    formatParts(report, options),
    formatStages(report, options),
  ].join("");
}

function suspectNames(suspects: readonly ReportedSuspect[]): string {
  const names = suspects.slice(0, suspectsShownMax).map(suspectName);
  const more = suspects.length - names.length;
  return printableLine(`${names.join("; ")}${more > 0 ? ` and ${more} more` : ""}`);
}

function suspectName(suspect: ReportedSuspect): string {
  switch (suspect.kind) {
    case "worker": return `dp ${suspect.dp}, pp ${suspect.pp}`;
    case "stage": return `pp ${suspect.stage}${suspect.isLast ? ", the last stage" : ""}`;
    case "sync": return `${suspect.operation} of pp ${suspect.stage}`;
    default: return `dp ${suspect.dp}, pp ${suspect.fromStage} → pp ${suspect.toStage}`;
  }
}

function dataSentence({ data }: TimelineReport): string {
  const { rows, steps, replicas, stages, chunks, microBatches } = data;
  return `${plural(rows, "row")}: ${plural(steps, "step")}, ` +
    `${plural(replicas, "data-parallel rank")}, ${plural(stages, "stage")}` +
    `${chunks > 1 ? ` of ${plural(chunks, "chunk")}` : ""}, ` +
    `${microBatches} micro-batch${microBatches === 1 ? "" : "es"}`;
}

const partColumns: readonly Column[] = [
  { title: "PART" }, { title: "SHARE OF LOSS", right: true }, { title: "LOSS ALONE", right: true },
];

function formatParts({ parts }: TimelineReport, options: TableOptions): string {
  if (parts.length === 0) return "";
  const rows = parts.map(({ part, share, alone }) => [
    { text: partNames[part] },
    { text: percent(share), ...share >= 0.5 ? { tone: "strong" as const } : {} },
    { text: percent(alone) },
  ]);
  return `\n${formatTable(partColumns, rows, options)}`;
}

const stageColumns: readonly Column[] = [
  { title: "STAGE" }, { title: "FORWARD", right: true }, { title: "BACKWARD", right: true },
];

/** In the order of the model: a table of stages is read from the first to the last. */
function formatStages({ stages, data }: TimelineReport, options: TableOptions): string {
  if (stages.length < 2) return "";
  const ordered = stages.toSorted((left, right) =>
    left.chunk - right.chunk || left.stage - right.stage);
  const rows = ordered.slice(0, stagesShownMax).map(({ stage, chunk, forward, backward }) => [
    { text: data.chunks > 1 ? `${stage}, chunk ${chunk}` : String(stage) },
    { text: forward === null ? "-" : `${forward.toFixed(2)}x` },
    { text: backward === null ? "-" : `${backward.toFixed(2)}x` },
  ]);
  const more = ordered.length - rows.length;
  const rest = more > 0 ? `and ${more} more rows\n` : "";
  return `\n${formatTable(stageColumns, rows, options)}${rest}`;
}
