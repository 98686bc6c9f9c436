// `make demo`: a small real training lives through a tour of faults, each answered on screen. Those
// with the same traffic share a job; what no job survives comes last, each in a job of its own.

import { parseArgs } from "node:util";
import { formatSuspect } from "../../proto/verdict.ts";
import { faults, type Fault } from "./faults.ts";
import type { Play } from "./judge.ts";
import { learn, play } from "./play.ts";
import { stageOf, startSession, type Session } from "./session.ts";
import { seconds, terminalTable } from "./table.ts";

const tour = [
  "stop", "loop", "sleep", "quota", "tx", "rx", "drop", "rx-all-to-all", "mismatch", "kill",
];
const isColoured = process.stdout.isTTY === true && (process.env["NO_COLOR"] ?? "") === "";
const isRoot = process.geteuid?.() === 0;

const paint = (code: number, text: string): string =>
  isColoured ? `\u001b[${code}m${text}\u001b[0m` : text;
const bold = (text: string): string => paint(1, text);
const dim = (text: string): string => paint(2, text);

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function chosen(): readonly Fault[] {
  const { values } = parseArgs({ options: { fault: { type: "string" } } });
  const names = values.fault === undefined ? tour : [values.fault];
  return names.map((name) => {
    const fault = faults.find((each) => each.name === name);
    if (fault !== undefined) return fault;
    const known = faults.map((each) => each.name).join(", ");
    process.stderr.write(`no fault is called ${JSON.stringify(name)}; there are: ${known}\n`);
    return process.exit(64);
  });
}

async function playAloud(fault: Fault, session: Session): Promise<Play> {
  say(`\n${bold(`▶ ${fault.story}`)}`);
  const played = await play(fault, session);
  const right = played.outcome === "right";
  const colour = right ? 32 : 31;
  say(`  ${paint(colour, right ? "✔" : "✘")} ${played.said}` +
    `${dim(`   after ${seconds(played.answeredMs)}`)}` +
    (played.closedMs === undefined ? "" : dim(`, level closed after ${seconds(played.closedMs)}`)));
  if (played.why !== "") say(`    ${paint(31, played.why)}`);
  const latest = (await session.incidents().catch(() => []))
    .find((each) => each.id === played.incident?.id) ?? played.incident;
  if (latest === undefined) return played;
  say(dim(`    confidence ${latest.confidence.toFixed(2)}, level ${latest.level}, now ` +
    latest.suspects.map(formatSuspect).join(", ")));
  for (const line of latest.evidence.slice(0, 3)) say(dim(`    · ${line}`));
  return played;
}

/** One job for all of these, if they leave it alive. */
async function tourOf(group: readonly Fault[], plays: Play[]): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const fabric = group.some((each) => each.fabric);
  say(dim(`\nstarting 4 ranks on 4 emulated nodes${fabric ? " in network namespaces" : ""} …`));
  const session = await startSession({ ...stageOf(first), fabric });
  try {
    await learn(first);
    for (const line of session.printed().trimEnd().split("\n").slice(-3)) say(dim(`  ${line}`));
    for (const fault of group) {
      if (session.ended()) throw new Error("the job ended before its time");
      plays.push(await playAloud(fault, session));
    }
    const losses = session.printed().split("\n").filter((line) => line.startsWith("step"));
    say(dim(`\n  the job: ${losses[0] ?? "no step"} → ${losses.at(-1) ?? ""}`));
  } finally {
    await session.finish();
  }
}

async function main(): Promise<number> {
  const wanted = chosen();
  const possible = wanted.filter((fault) => isRoot || !fault.needsRoot);
  const skipped = wanted.filter((fault) => !possible.includes(fault))
    .map((fault) => `${fault.name} (needs root: ${fault.story})`);
  for (const line of skipped) say(paint(33, `skipped: ${line}`));
  const plays: Play[] = [];
  for (const workload of ["ring", "all-to-all"]) {
    await tourOf(possible.filter((each) => !each.fatal && each.workload === workload), plays);
  }
  for (const fault of possible.filter((each) => each.fatal)) await tourOf([fault], plays);
  say(`\n${terminalTable(plays, skipped)}`);
  return plays.every((each) => each.outcome === "right") ? 0 : 1;
}

process.exitCode = await main();
