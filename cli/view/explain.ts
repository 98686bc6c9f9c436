// One incident as a story: signal → verdict → evidence → action → outcome, each with its moment.
// What was gathered from the living processes stands at the end, whole.

import type { IncidentDetail } from "../../proto/api.ts";
import type { Incident } from "../../proto/verdict.ts";
import { formatSuspect } from "../../proto/verdict.ts";
import { formatDuration, formatMoment } from "./figures.ts";
import { formatLatency, isOpen, isUnheard, toneOf } from "./incident.ts";
import { type Paint, printable, printableLine } from "./paint.ts";
import { type TableOptions, wrap } from "./table.ts";

const labelWidth = 10;

export function formatExplanation(detail: IncidentDetail, options: TableOptions): string {
  const { incident } = detail;
  const { paint } = options;
  const tell = teller(options);
  return [
    `${paint.strong(incident.id)}  ${paint[toneOf(incident)](incident.state)}  ` +
      `${paint.strong(incident.syndrome)}\n`,
    tell("Job", [incident.job]),
    tell("Suspects", suspectLines(incident)),
    tell("Cause", [`${incident.cause}${incident.needsHuman ? "; needs a person" : ""}`]),
    "\n",
    tell("Signal", [`${formatMoment(incident.firstEvidenceMs)}  ${signalOf(incident)}`]),
    tell("Verdict", verdictLines(incident)),
    tell("Evidence", evidenceLines(incident)),
    tell("Action", actionLines(incident)),
    tell("Outcome", [outcomeOf(incident)]),
    incident.history.length === 0 ? "" : `\n${tell("History", incident.history
      .map((each) => `${formatMoment(each.atMs).padEnd(9)}  ${each.change}`))}`,
    formatGathered(detail, paint),
  ].join("");
}

function teller(options: TableOptions): (label: string, lines: readonly string[]) => string {
  const width = Math.max(40, options.columns - labelWidth);
  return (label, lines) => lines
    .flatMap((line) => wrapKept(printableLine(line), width))
    .map((line, index) =>
      `${index === 0 ? options.paint.strong(label.padEnd(labelWidth)) : " ".repeat(labelWidth)}` +
      `${line}\n`)
    .join("");
}

/** Wraps by words, keeps the spaces that align. */
function wrapKept(line: string, width: number): readonly string[] {
  return line.length <= width ? [line] : wrap(line, width);
}

function suspectLines(incident: Incident): readonly string[] {
  const certainty = `confidence ${incident.confidence.toFixed(2)}, level ${incident.level}`;
  if (incident.suspects.length === 0) return [`nobody yet; ${certainty}`];
  const names = incident.suspects.map(formatSuspect).join(", ");
  const open = incident.level === "open"
    ? ["the evidence cannot yet tell these from their neighbours"] : [];
  return [`${names}; ${certainty}`, ...open];
}

/** What opened it. An older controller did not keep it and sends none. */
function signalOf({ signal, evidence }: Incident): string {
  return signal ?? evidence[0] ?? "no evidence kept";
}

function verdictLines(incident: Incident): readonly string[] {
  const operation = incident.commId === undefined ? [] : [
    `in communicator ${incident.commId}` +
      (incident.ordinal === undefined ? "" : `, operation ${incident.ordinal}`),
  ];
  const paged = incident.pagedMs === undefined
    ? "not paged: shown only, nobody was woken" : `paged at ${formatMoment(incident.pagedMs)}`;
  return [
    `${formatMoment(incident.suspectedMs)}  suspected ${formatLatency(incident)} after the signal`,
    ...operation, `because ${incident.reason}`, paged,
  ];
}

function evidenceLines(incident: Incident): readonly string[] {
  return incident.evidence.length === 0
    ? ["none kept"] : incident.evidence.map((each, index) => `${index + 1}. ${each}`);
}

function actionLines(incident: Incident): readonly string[] {
  return incident.actions.length === 0 ? ["none"] : incident.actions.map((action) =>
    `${formatMoment(action.atMs)}  ${actionText(action)}`);
}

function actionText(action: Incident["actions"][number]): string {
  if (isUnheard(action)) return `${action.kind} not sent: no receiver is configured`;
  return `${action.kind} ${action.outcome}${action.detail === "" ? "" : `: ${action.detail}`}`;
}

function outcomeOf(incident: Incident): string {
  if (isOpen(incident)) return `still open (${incident.state})`;
  const lasted = incident.closedMs === undefined
    ? "" : ` at ${formatMoment(incident.closedMs)}, ` +
      `${formatDuration(incident.closedMs - incident.firstEvidenceMs)} after the signal`;
  return `${incident.state}${lasted}`;
}

function formatGathered(detail: IncidentDetail, paint: Paint): string {
  if (detail.gathered.length === 0) return "";
  const blocks = detail.gathered.map((item) => {
    const cutNote = item.truncated ? " (cut)" : "";
    const lines = printable(item.text).trimEnd().split("\n");
    return `\n${paint.strong(`${item.kind} of rank ${item.rank} on ${item.node}`)}${cutNote}\n` +
      lines.map((line) => `${paint.dim("│")} ${line}\n`).join("");
  });
  return `\nGathered while the processes still lived:\n${blocks.join("")}`;
}
