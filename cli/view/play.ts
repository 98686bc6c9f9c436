// What a play showed: what went wrong, and what C4 said of it.

import type { Report, ReportIncident } from "../../proto/report.ts";
import { formatSuspect } from "../../proto/verdict.ts";
import { ranksOf, type Fault, type Scenario } from "../../sim/scenario/scenario.ts";
import { formatDuration, formatMoment, plural } from "./figures.ts";
import { formatTable, type TableOptions } from "./table.ts";

export function formatPlay(scenario: Scenario, report: Report, options: TableOptions): string {
  const { cluster, job, seed, seconds } = scenario;
  const ranks = ranksOf(job.parallelism);
  const head = `${scenario.name}: ${plural(ranks, "rank")} on ` +
    `${plural(Math.ceil(ranks / cluster.devicesPerNode), "node")}, ` +
    `${formatDuration(seconds * 1_000)}, seed ${seed}\n`;
  return [head, faultTable(scenario.faults, options), incidentTable(report.incidents, options)]
    .join("\n");
}

function faultTable(faults: readonly Fault[], options: TableOptions): string {
  if (faults.length === 0) return "No fault is played.\n";
  return formatTable([{ title: "FAULT" }, { title: "AT", right: true },
    { title: "FOR", right: true }, { title: "WHAT" }],
  faults.map((fault) => [
    { text: fault.kind }, { text: formatMoment(fault.atMs) },
    { text: fault.forMs === 0 ? "good" : formatDuration(fault.forMs) },
    { text: detailsOf(fault) },
  ]), options);
}

const shownApart = ["kind", "atMs", "forMs"];

function detailsOf(fault: Fault): string {
  return Object.entries(fault)
    .filter(([name, value]) => !shownApart.includes(name) && value !== 0)
    .map(([name, value]) => `${name} ${String(value)}`).join(", ");
}

function incidentTable(incidents: readonly ReportIncident[], options: TableOptions): string {
  if (incidents.length === 0) return `${options.paint.good("C4 said nothing.")}\n`;
  return formatTable([{ title: "C4 SAID" }, { title: "AT", right: true },
    { title: "PAGED", right: true }, { title: "LEVEL" }, { title: "WHO", cutTo: 30 },
    { title: "WHY", cutTo: 20, drop: 1 }],
  incidents.map((incident) => [
    { text: incident.syndrome, tone: "bad" }, { text: formatMoment(incident.suspectedMs) },
    { text: formatMoment(incident.pagedMs ?? undefined) }, { text: incident.level },
    { text: incident.suspects.map(formatSuspect).join(", ") }, { text: incident.reason },
  ]), options);
}
