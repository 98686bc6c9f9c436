// What `c4 run` leaves on the screen at its end: how the command ended, what was wrong, and what
// looking cost.

import type { AgentView } from "../../proto/api.ts";
import { formatBytes, formatDuration, plural } from "../view/figures.ts";
import { formatIncidentsWithReasons } from "../view/incidents.ts";
import type { TableOptions } from "../view/table.ts";
import type { RunFacts } from "./report.ts";

export interface SummaryFacts extends RunFacts {
  readonly detail: string;
  /** `agent node-2 2x`: parts of C4 that had to be started again. */
  readonly restarts: readonly string[];
}

export function formatSummary(facts: SummaryFacts, options: TableOptions): string {
  const { paint } = options;
  const tone = facts.end.exitCode === 0 ? "good" : "bad";
  const incidents = facts.details.map((each) => each.incident);
  const count = incidents.length;
  const isUnknown = facts.status === undefined && count === 0;
  const lines = [
    `${paint.strong("c4")}: ${facts.job} ended: ${paint[tone](facts.detail)} ` +
      `after ${formatDuration(facts.end.seconds * 1000)}${ranksOf(facts)}`,
    `c4: ${isUnknown ? "incidents unknown" : count === 0 ? "no incident"
      : plural(count, "incident")}`,
  ];
  const table = count === 0 ? "" : formatIncidentsWithReasons(incidents, options);
  return `${lines.join("\n")}\n${table}${costOf(facts)}${restartsOf(facts)}`;
}

function ranksOf(facts: SummaryFacts): string {
  const job = facts.status?.jobs.find((each) => each.job === facts.job);
  const nodes = plural(facts.nodes.length, "node");
  if (facts.status === undefined) return "; the controller could not be asked for more";
  return job === undefined || job.ranks === 0
    ? "; no rank was seen" : `; ${plural(job.ranks, "rank")} on ${nodes}`;
}

function costOf(facts: SummaryFacts): string {
  const { status } = facts;
  if (status === undefined) return "";
  const { received, lost, rejected } = status.messages;
  return `c4: signatures ${received} received, ${lost} lost, ${rejected} rejected; ` +
    `${costOfAgents(status.agents)}\n`;
}

/** An agent tells its cost in its signatures: of one that sent none yet nothing was measured. */
function costOfAgents(agents: readonly AgentView[]): string {
  const measured = agents.filter((agent) => agent.rssBytes > 0);
  if (measured.length === 0) return "what the agents used was not measured";
  const cpuSeconds = measured.reduce((sum, agent) => sum + agent.cpuSeconds, 0);
  const largest = Math.max(...measured.map((agent) => agent.rssBytes));
  const who = measured.length === agents.length
    ? plural(agents.length, "agent") : `${measured.length} of ${plural(agents.length, "agent")}`;
  return `${who} used ${cpuSeconds.toFixed(1)} s of CPU, at most ${formatBytes(largest)} each`;
}

function restartsOf(facts: SummaryFacts): string {
  return facts.restarts.length === 0
    ? "" : `c4: started again: ${facts.restarts.join(", ")}\n`;
}
