// One incident in few words: what all pages, progress lines and summaries share.

import type { Incident } from "../../proto/verdict.ts";
import { formatSuspect } from "../../proto/verdict.ts";
import { formatDuration } from "./figures.ts";
import type { Tone } from "./paint.ts";

export function isOpen(incident: Pick<Incident, "state">): boolean {
  return incident.state !== "recovered" && incident.state !== "closed";
}

/** `rank 2 (node-2), rank 3 (node-3) and 6 more`. */
export function formatSuspects(suspects: Incident["suspects"], most = 2): string {
  if (suspects.length === 0) return "nobody yet";
  const shown = suspects.slice(0, most).map(formatSuspect).join(", ");
  return suspects.length > most ? `${shown} and ${suspects.length - most} more` : shown;
}

/** From the first evidence to the moment when it was shown. */
function latencyMs(incident: Pick<Incident, "suspectedMs" | "firstEvidenceMs">): number {
  return Math.max(0, incident.suspectedMs - incident.firstEvidenceMs);
}

/** What was done about it, newest word: `alert delivered`. */
export function formatLastAction(incident: Pick<Incident, "actions">): string {
  const last = lastAlert(incident) ?? incident.actions.at(-1);
  if (last === undefined) return "none";
  return isUnheard(last) ? "no receiver" : `${last.kind} ${last.outcome}`;
}

/** An alert is refused by our own outbox alone, where nobody was named who could receive it. */
export function isUnheard(action: Incident["actions"][number]): boolean {
  return (action.kind === "alert" || action.kind === "resolve") && action.outcome === "refused";
}

/** The receiver refused it for good or has not taken it yet: whoever should know may not. */
export function hasFailedAlert(incident: Pick<Incident, "actions">): boolean {
  const outcome = lastAlert(incident)?.outcome;
  return outcome === "failed" || outcome === "failing";
}

function lastAlert(incident: Pick<Incident, "actions">): Incident["actions"][number] | undefined {
  return incident.actions.findLast((action) => action.kind === "alert");
}

/** `non-comm-hang  rank 2 (node-2)  conf 0.97`, and that the level is open where it is. */
export function formatVerdict(incident: Incident): string {
  const open = incident.level === "open" ? "  level open" : "";
  return `${incident.syndrome}  ${formatSuspects(incident.suspects)}  ` +
    `conf ${incident.confidence.toFixed(2)}${open}`;
}

export function toneOf(incident: Pick<Incident, "state">): Tone {
  if (!isOpen(incident)) return "dim";
  return incident.state === "suspected" ? "warn" : "bad";
}

/** The most serious first: paged before suspected, then the surer one. */
export function bySeriousness(left: Incident, right: Incident): number {
  const weight = (incident: Incident): number =>
    (isOpen(incident) ? 4 : 0) + (incident.needsHuman ? 2 : 0) +
    (incident.state === "suspected" ? 0 : 1) + incident.confidence / 2;
  return weight(right) - weight(left) || left.firstEvidenceMs - right.firstEvidenceMs;
}

export function formatLatency(incident: Incident): string {
  return formatDuration(latencyMs(incident));
}
