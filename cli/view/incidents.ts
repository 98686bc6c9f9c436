// The list of incidents, and the summary that `c4 run` leaves on the screen.

import type { Incident } from "../../proto/verdict.ts";
import { formatMoment } from "./figures.ts";
import { formatLastAction, formatLatency, formatSuspects, isOpen, toneOf } from "./incident.ts";
import { printableLine } from "./paint.ts";
import { type Column, formatTable, type TableOptions, wrap } from "./table.ts";

const columns: readonly Column[] = [
  { title: "INCIDENT" }, { title: "JOB", cutTo: 12, drop: 5 }, { title: "STATE" },
  { title: "SYNDROME" }, { title: "SUSPECTS", cutTo: 18 }, { title: "LEVEL", drop: 6 },
  { title: "CONF", right: true, drop: 4 }, { title: "CAUSE", drop: 3 },
  { title: "AT", right: true, drop: 1 }, { title: "LATENCY", right: true, drop: 2 },
  { title: "ACTION", drop: 7 },
];

export function formatIncidents(incidents: readonly Incident[], options: TableOptions): string {
  if (incidents.length === 0) return "No incident.\n";
  return formatTable(columns, incidents.map((incident) => [
    { text: incident.id }, { text: incident.job },
    { text: incident.state, tone: toneOf(incident) },
    { text: incident.syndrome, ...(isOpen(incident) ? { tone: toneOf(incident) } : {}) },
    { text: formatSuspects(incident.suspects) }, { text: incident.level },
    { text: incident.confidence.toFixed(2) }, { text: incident.cause },
    { text: formatMoment(incident.firstEvidenceMs) },
    { text: formatLatency(incident) },
    { text: formatLastAction(incident) },
  ]), options);
}

/** The same with the reason of each below, as it is read once, at the end of a run. */
export function formatIncidentsWithReasons(
  incidents: readonly Incident[], options: TableOptions,
): string {
  const table = formatIncidents(incidents, options).trimEnd().split("\n");
  const width = Math.max(40, options.columns - 4);
  return [
    table[0] ?? "",
    ...incidents.flatMap((incident, index) => [
      table[index + 1] ?? "",
      ...wrap(printableLine(incident.reason), width)
        .filter((line) => line !== "").map((line) => options.paint.dim(`  ${line}`)),
    ]),
  ].map((line) => `${line}\n`).join("");
}
