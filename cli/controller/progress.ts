// What `c4 run` and `c4 watch` say about an incident in one line, each time it changes.

import type { Incident } from "../../proto/verdict.ts";
import { formatDuration } from "../view/figures.ts";
import { formatLatency, formatVerdict, isOpen } from "../view/incident.ts";
import { printableLine } from "../view/paint.ts";

/** What makes it another line: the verdict, not the figures in its evidence, which grow. */
export function changeKey(incident: Incident): string {
  const { state, syndrome, level, suspects } = incident;
  return `${state} ${syndrome} ${level} ${JSON.stringify(suspects)}`;
}

/** `inc-train-1 suspected  non-comm-hang  rank 2 (node-2)  conf 0.97  after 1.2s: reason`. */
export function changeLine(incident: Incident): string {
  const when = isOpen(incident)
    ? `after ${formatLatency(incident)}: ${incident.evidence[0] ?? incident.reason}`
    : incident.closedMs === undefined
      ? "" : `after ${formatDuration(incident.closedMs - incident.firstEvidenceMs)}`;
  return printableLine(
    `${incident.id} ${incident.state}  ${formatVerdict(incident)}  ${when}`.trimEnd(),
  );
}
