// The status page: C4's own parts beside the logo, then the jobs, then what went wrong. A part of
// which nothing is known says so; it never looks healthy by saying nothing.

import type { AgentView, JobView, OpenIncident, StatusView } from "../../proto/api.ts";
import { formatDuration, formatRatio, plural } from "./figures.ts";
import { bySeriousness, formatLastAction, formatSuspects, hasFailedAlert, isOpen }
  from "./incident.ts";
import { type Paint, printableLine, type Tone, widthOf } from "./paint.ts";
import { type Cell, type Column, cut, formatTable, type TableOptions, wrap } from "./table.ts";

interface Part {
  readonly name: string;
  readonly state: string;
  /** What tells apart two states of one word: a leader and a standby are both OK. */
  readonly role?: string;
  readonly tone: Tone;
  readonly detail: string;
}

const logo = ["   /¯¯\\ ", " C4  ·  \\", "   \\__/ "];
const logoWidth = 12;

export function formatStatus(view: StatusView, options: TableOptions): string {
  const parts = partsOf(view);
  const blocks = [
    formatParts(parts, options),
    formatHeadline(view, options),
    view.jobs.length === 0
      ? painted("No job seen yet. Start one: c4 run -- COMMAND", (text) => text, options)
      : formatJobs(view.jobs, view.incidents, options),
    formatErrors(view.errors, options),
  ];
  return blocks.filter((block) => block !== "").join("\n");
}

/** 0 or 2: a degraded part, an open incident, or a job of which ranks are unknown. */
export function isDegraded(view: StatusView): boolean {
  return view.incidents.some(isOpen) || partsOf(view).some((part) =>
    part.tone === "bad" || part.tone === "warn" || part.tone === "unknown") ||
    view.jobs.some((job) => job.health === "degraded" || job.health === "unknown");
}

/** One thing that has a state, as a line of its own. */
export interface StateLine {
  readonly of: string;
  /** The line is news when this is. */
  readonly state: string;
  readonly line: string;
}

export function stateLines(view: StatusView): readonly StateLine[] {
  return [
    ...partsOf(view).map((part) => ({
      of: part.name, state: `${part.state} ${part.role ?? ""}`,
      line: printableLine(`- ${part.name} ${part.state}  ${part.detail}`),
    })),
    ...view.jobs.map((job) => ({
      of: `job ${job.job}`, state: `${job.health} ${job.hooks} ${job.ranks} ${job.ranksSeen}`,
      line: jobLine(job),
    })),
  ];
}

/** `train OK  4 ranks  step 18231  rate 1.00x`. */
function jobLine(job: JobView): string {
  const [rank, ranks] = [job.ranksSeen, plural(job.ranks, "rank")];
  const [health, where] = healthCells(job);
  return printableLine([
    `${job.job} ${health?.text}`, rank < job.ranks ? `${rank} of ${ranks} seen` : ranks,
    job.stepKind === "declared" ? `step ${job.step}` : `${job.step} operations`,
    `rate ${formatRatio(job.rateRatio)}`, where?.text ?? "",
  ].join("  ").trimEnd());
}

function partsOf(view: StatusView): readonly Part[] {
  return [controllerPart(view), agentsPart(view.agents), messagesPart(view), hooksPart(view),
    policyPart(view)];
}

/** One that cannot reach NATS is no standby: it could not take over, and nobody may be leading. */
function controllerPart({ controller, messages }: StatusView): Part {
  const about = `up ${formatDuration(controller.upMs)}, version ${controller.version}`;
  const part = (isWell: boolean, role: string): Part => ({
    name: "Controller", state: isWell ? "OK" : "warn", role, tone: isWell ? "good" : "warn",
    detail: `${role}, ${about}`,
  });
  if (!messages.connected) return part(false, "NATS is away");
  if (controller.leader) return part(true, `leader, term ${controller.term}`);
  return controller.suspended
    ? part(false, "suspended: NATS does not answer") : part(true, "standby");
}

function agentsPart(agents: readonly AgentView[]): Part {
  const reporting = agents.filter((agent) => agent.state === "reporting").length;
  const silent = agents.filter((agent) => agent.state === "silent");
  const stopped = agents.length - reporting - silent.length;
  const names = silent.slice(0, 3)
    .map((agent) => `${agent.node} (${formatDuration(agent.lastReportAgeMs)})`).join(", ");
  const more = silent.length > 3 ? ` and ${silent.length - 3} more` : "";
  const detail = `${reporting}/${agents.length} reporting` +
    (silent.length > 0 ? `, ${silent.length} silent: ${names}${more}` : "") +
    (stopped > 0 ? `, ${stopped} stopped` : "");
  if (agents.length === 0) {
    return { name: "Agents", state: "unknown", tone: "unknown", detail: "none has reported yet" };
  }
  return silent.length === 0
    ? { name: "Agents", state: "OK", tone: "good", detail }
    : { name: "Agents", state: `${silent.length} warn`, tone: "warn", detail };
}

function messagesPart({ messages }: StatusView): Part {
  const pending = messages.alertsPending > 0
    ? `, ${plural(messages.alertsPending, "alert")} pending` : "";
  const detail = `received ${messages.received}, lost ${messages.lost}, ` +
    `rejected ${messages.rejected}${pending}`;
  if (!messages.connected) {
    return { name: "Messages", state: "error", tone: "bad", detail: `not connected; ${detail}` };
  }
  return messages.rejected > 0
    ? { name: "Messages", state: "warn", tone: "warn", detail }
    : { name: "Messages", state: "OK", tone: "good", detail };
}

function hooksPart({ hooks, jobs }: StatusView): Part {
  const { ranksLoaded, ranksExpected, dropped, silenced } = hooks;
  const who = hooks.missing.map(({ job, ranks }) =>
    `${ranks.length === 1 ? "rank" : "ranks"} ${ranks.join(", ")} of ${job}`).join("; ");
  const detail = `${ranksLoaded}/${ranksExpected} ranks loaded` +
    `${who === "" ? "" : ` (not ${who})`}, dropped ${dropped}` +
    (silenced > 0 ? `, ${plural(silenced, "rank")} switched off` : "");
  if (ranksExpected === 0) {
    // Ranks of jobs that ended are not expected any more, and that is no fault.
    return jobs.length > 0 && jobs.every((job) => job.health === "ended")
      ? { name: "Hooks", state: "idle", tone: "dim", detail: endedText(jobs) }
      : { name: "Hooks", state: "unknown", tone: "unknown", detail: "no rank seen yet" };
  }
  const missing = ranksExpected - ranksLoaded;
  if (missing > 0) return { name: "Hooks", state: `${missing} warn`, tone: "warn", detail };
  return silenced > 0
    ? { name: "Hooks", state: "off", tone: "unknown", detail }
    : { name: "Hooks", state: "OK", tone: "good", detail };
}

function endedText(jobs: readonly JobView[]): string {
  const [last] = [...jobs].sort((left, right) => left.sinceMs - right.sinceMs);
  const ended = `${last?.job} ended ${formatDuration(last?.sinceMs)} ago`;
  return jobs.length === 1 ? ended : `all ${jobs.length} jobs ended; ${ended}`;
}

function policyPart({ controller }: StatusView): Part {
  const observes = controller.policy === "observe";
  return {
    name: "Policy", state: controller.policy, tone: "strong",
    detail: observes ? "actions off: C4 tells, people act" : "actions on",
  };
}

/** Below this a part that is well gives its line to the jobs, and one that is not takes two. */
const narrowColumns = 45;

function formatParts(parts: readonly Part[], options: TableOptions): string {
  const { paint } = options;
  if (options.columns < narrowColumns) return formatPartsBriefly(parts, options);
  const hasLogo = options.columns >= 72;
  const names = Math.max(...parts.map((part) => part.name.length));
  const states = Math.max(...parts.map((part) => part.state.length), 7);
  return parts.map((part, index) => {
    const drawn = (logo[index] ?? "").padEnd(logoWidth);
    const left = hasLogo ? paint.logo(drawn.trimEnd()) + " ".repeat(blankAfter(drawn)) : "";
    const room = options.columns - (hasLogo ? logoWidth : 0) - names - states - 4;
    const state = paint[part.tone](part.state) + " ".repeat(states - widthOf(part.state));
    const detail = cut(printableLine(part.detail), room);
    return `${left}${part.name.padEnd(names)}  ${state}  ${detail}\n`;
  }).join("");
}

function formatPartsBriefly(parts: readonly Part[], { paint, columns }: TableOptions): string {
  const isWell = ({ tone }: Part): boolean => ["good", "strong", "dim"].includes(tone);
  const well = parts.filter(isWell).length;
  const ill = parts.filter((part) => !isWell(part)).flatMap((part) => [
    `${part.name}  ${paint[part.tone](part.state)}\n`,
    ...wrap(printableLine(part.detail), columns - 2).map((line) => `  ${line}\n`),
  ]);
  const all = ill.length === 0
    ? `C4 is ${paint.good("OK")}\n` : `C4: ${well} parts OK, and:\n`;
  return `${all}${ill.join("")}`;
}

function blankAfter(drawn: string): number {
  return drawn.length - drawn.trimEnd().length;
}

/** One sentence that stands for the page, and one more when somebody was not told of it. */
function formatHeadline(view: StatusView, options: TableOptions): string {
  const { paint } = options;
  const open = view.incidents.filter(isOpen);
  const paged = open.filter((incident) => incident.needsHuman).length;
  const unknown = view.jobs.filter((job) => job.health === "unknown").length;
  if (open.length > 0) {
    const say = `${plural(open.length, "open incident")}` +
      (paged > 0 ? `, ${paged} for a person to see` : ", none needs a person yet");
    return painted(say, paint[paged > 0 ? "bad" : "warn"], options) +
      formatFailedAlerts(open, options);
  }
  if (unknown > 0) {
    return painted(`${plural(unknown, "job")} in an unknown state`, paint.unknown, options);
  }
  return "";
}

/** Its own line, for the ACTION column goes on narrow screens, and this nobody may overlook. */
function formatFailedAlerts(open: readonly OpenIncident[], options: TableOptions): string {
  const failed = open.filter(hasFailedAlert);
  const [first] = failed;
  if (first === undefined) return "";
  const say = `${plural(failed.length, "alert")} not delivered; why: c4 explain ${first.id}`;
  return painted(printableLine(say), options.paint.bad, options);
}

function painted(say: string, tone: Paint[Tone], { columns }: TableOptions): string {
  return wrap(say, columns).map((line) => `${tone(line)}\n`).join("");
}

const jobColumns: readonly Column[] = [
  { title: "JOB", cutTo: 12 }, { title: "RANKS", right: true, drop: 2 },
  { title: "COMMS", right: true, drop: 7 }, { title: "STEP", right: true, drop: 3 },
  { title: "RATE", right: true, drop: 1 }, { title: "HEALTH" }, { title: "WHERE", cutTo: 16 },
  { title: "SINCE", right: true, drop: 5 }, { title: "CONF", right: true, drop: 4 },
  { title: "ACTION", drop: 6 },
];

/**
 * Jobs with their most serious incident; further incidents of a job stand below it. SINCE is of
 * what the line says: how long the job has been in that state, or that incident is with us.
 */
export function formatJobs(
  jobs: readonly JobView[], incidents: readonly OpenIncident[], options: TableOptions,
): string {
  const rows = jobs.flatMap((job) => {
    const own = incidents.filter((incident) => incident.job === job.job && isOpen(incident))
      .sort(bySeriousness);
    const [worst, ...others] = own;
    return [
      [...jobCells(job), ...(worst === undefined ? healthCells(job) : incidentCells(worst))],
      ...others.map((incident) =>
        [...["", "", "", "", ""].map((text) => ({ text })), ...incidentCells(incident)]),
    ];
  });
  return formatTable(jobColumns, rows, options);
}

function jobCells(job: JobView): readonly Cell[] {
  const missing = job.ranksSeen < job.ranks;
  return [
    { text: job.job, tone: "strong" },
    missing
      ? { text: `${job.ranksSeen}/${job.ranks}`, tone: "unknown" } : { text: String(job.ranks) },
    { text: String(job.communicatorsSeen) },
    { text: job.stepKind === "declared" ? String(job.step) : `${job.step} ops` },
    { text: formatRatio(job.rateRatio) },
  ];
}

function healthCells(job: JobView): readonly Cell[] {
  const known: Record<JobView["health"], Cell> = {
    starting: { text: "STARTING", tone: "dim" }, healthy: { text: "OK", tone: "good" },
    degraded: { text: "DEGRADED", tone: "bad" }, unknown: { text: "UNKNOWN", tone: "unknown" },
    ended: { text: "ENDED", tone: "dim" },
  };
  const off = job.hooks === "off" ? "hooks off" : "";
  return [known[job.health], { text: job.headline === "" ? off : job.headline },
    { text: formatDuration(job.sinceMs) }, { text: "" }, { text: "" }];
}

function incidentCells(incident: OpenIncident): readonly Cell[] {
  const open = incident.level === "open" ? " (level open)" : "";
  return [
    {
      text: incident.syndrome.toUpperCase(),
      tone: incident.state === "suspected" ? "warn" : "bad",
    },
    { text: formatSuspects(incident.suspects) + open },
    { text: formatDuration(incident.sinceMs) },
    { text: incident.confidence.toFixed(2) },
    { text: formatLastAction(incident), tone: hasFailedAlert(incident) ? "bad" : "dim" },
  ];
}

function formatErrors(errors: readonly string[], options: TableOptions): string {
  if (errors.length === 0) return "";
  const lines = errors.flatMap((error) =>
    wrap(printableLine(error), Math.max(16, options.columns - 4))
      .map((line, index) => `${index === 0 ? "  - " : "    "}${line}\n`));
  return `${options.paint.warn("Errors:")}\n${lines.join("")}`;
}
