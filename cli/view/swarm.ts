// The swarm as people read it: what each play is before it is played, and what broke a rule.

import type { Fault } from "../../sim/scenario/scenario.ts";
import { ranksOf } from "../../sim/scenario/scenario.ts";
import type { Options } from "../../sim/swarm/draw.ts";
import { rules } from "../../sim/swarm/rules.ts";
import type { Outcome } from "../../sim/swarm/swarm.ts";
import type { Weakness } from "../../sim/swarm/weaknesses.ts";
import { formatDuration, plural } from "./figures.ts";
import { formatTable, type TableOptions } from "./table.ts";

export function repeatCommand(seed: number): string {
  return `c4 sim --swarm 1 --seed ${seed}`;
}

/** Everything that was drawn, in one line. */
export function formatOptions({
  seed, scenario, layout, noise, calmAtMs, restarts, outboxMs,
}: Options): string {
  const { cluster, job, faults, policy, witnesses, seconds } = scenario;
  const ranks = ranksOf(job.parallelism);
  const parts = [
    `${layout} ${job.framework}, ${ranks} ranks on ${cluster.nodes} nodes, leaf ` +
      `${cluster.nodesPerLeaf}, ${plural(cluster.portsPerNic, "port")}`,
    `${job.computeMs}ms in ${job.microBatches}, ${job.gradientMiB}/${job.activationMiB} MiB`,
    `noise ${noise}`, `witnesses ${witnesses}`,
    ...job.pauses.map(({ kind, ms, who, declared, atStep }) =>
      `${kind} of ${who} for ${formatDuration(ms)} at step ${atStep}${declared ? ", said" : ""}`),
    `policy ${Object.entries(policy).map(([name, value]) => `${name} ${value}`).join(" ")}`,
    faults.length === 0 ? "no fault" : faults.map(formatFault).join(" + "),
    restarts.length === 0 ? "no death" : restarts.map(({ atMs, downMs, share }) =>
      `death at ${formatDuration(atMs)} for ${formatDuration(downMs)} after ` +
      `${Math.round(100 * share)} %`).join(" + "),
    `outbox ${formatDuration(outboxMs)}`,
    `calm from ${formatDuration(calmAtMs)} to ${formatDuration(seconds * 1_000)}`,
  ];
  return `seed ${seed}: ${parts.join("; ")}`;
}

function formatFault(fault: Fault): string {
  const { kind, atMs, forMs, flapMs, ...where } = fault;
  const place = Object.entries(where).filter(([name, value]) => !(name === "growMs" && value === 0))
    .map(([name, value]) => name === "growMs"
      ? `growing ${formatDuration(Number(value))}` : `${name} ${value}`).join(" ");
  const flapping = flapMs === 0 ? "" : `, every ${formatDuration(flapMs)}`;
  return `${kind} ${place} at ${formatDuration(atMs)}` +
    `${forMs === 0 ? "" : ` for ${formatDuration(forMs)}`}${flapping}`;
}

/** Of a play that broke a rule: enough to begin with, and the command that plays it alone. */
export function formatBroken({ options, violations, said }: Outcome): string {
  const lines = violations.map(({ rule, atMs, what }) => {
    const holds = rule === "crash" ? "no core throws" : rules[rule].holds;
    return `  ${rule} (${holds})\n    at ${formatDuration(atMs)}: ${what}\n`;
  });
  return `\nBROKEN: ${repeatCommand(options.seed)}\n${formatOptions(options)}\n${lines.join("")}` +
    `  C4 said:\n${said.length === 0 ? "    nothing\n" : ""}` +
    said.map((line) => `    ${line}\n`).join("");
}

export interface Count {
  readonly weakness: Weakness;
  readonly plays: number;
}

export function formatSwarm(
  outcomes: readonly Outcome[], known: readonly Count[], options: TableOptions,
): string {
  const sum = (of: (each: Outcome) => number): number =>
    outcomes.reduce((total, each) => total + of(each), 0);
  const failed = outcomes.filter((each) => each.violations.length > 0);
  const head = `\n${plural(outcomes.length, "play")}, ` +
    `${plural(sum((each) => each.options.scenario.faults.length), "fault")}, ` +
    `${plural(sum((each) => each.incidents), "incident")}, ` +
    `${plural(sum((each) => each.deaths), "death")} of the controller: ` +
    `${failed.length === 0 ? "no rule is broken" : `${failed.length} broke a rule`}` +
    `${known.length === 0 ? "" : ", beside what is known"}\n`;
  const table = known.length === 0 ? "" : `\n${formatTable([
    { title: "KNOWN WEAKNESS" }, { title: "PLAYS", right: true }, { title: "SEED", right: true },
    { title: "RULES", cutTo: 20, drop: 1 },
  ], known.map(({ weakness: { name, rules: broken, seed }, plays }) => [
    { text: name }, { text: String(plays) }, { text: String(seed) }, { text: broken.join(", ") },
  ]), options)}`;
  const commands = failed.map(({ options: { seed }, violations }) =>
    `${repeatCommand(seed)}   # ${[...new Set(violations.map(({ rule }) => rule))].join(", ")}\n`);
  return head + table + (commands.length === 0 ? "" : `\n${commands.join("")}`);
}
