// `make campaign`: every fault again and again on real processes, every run listed, no retries.
// Each run is told as it ends; the page is written once, at the end, so that a campaign that was
// broken off never stands where a whole one stood.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { faults, faultsUnderFire, type Fault } from "./faults.ts";
import type { Play } from "./judge.ts";
import { commitOf, machineOf } from "./origin.ts";
import { learn, play } from "./play.ts";
import { beQuiet, failureOf, quietSection, unplayedSection } from "./quiet.ts";
import { stageOf, startSession, type Session } from "./session.ts";
import { contextLines, page, seconds, terminalTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    repeat: { type: "string", default: "10" },
    only: { type: "string", default: "" },
    table: { type: "string", default: "" },
    lanes: { type: "string", default: "2" },
    "quiet-seconds": { type: "string", default: "600" },
    help: { type: "boolean", default: false },
  },
});
/** A part of C4 is killed in one of so many runs. */
const firedEvery = 5;
const isRoot = process.geteuid?.() === 0;

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One `c4 run` each: what no job survives needs a new one every time. */
let jobsStarted = 0;

async function repeat(fault: Fault, count: number): Promise<readonly Play[]> {
  const plays: Play[] = [];
  let session: Session | undefined;
  for (let run = 1; run <= count; run += 1) {
    const played = await playOnce(fault, session);
    session = played.session;
    plays.push(played.play);
    tell(`${fault.name} ${run}/${count}: ${played.play.outcome} after ` +
      `${seconds(played.play.answeredMs)}  ${played.play.said}  ${played.play.why}`);
    for (const line of played.play.scene) tell(`    ${line}`);
  }
  await session?.finish();
  return plays;
}

/** A session that could not be had, or a lever that did not fire, is a run that failed. */
async function playOnce(
  fault: Fault, running: Session | undefined,
): Promise<{ readonly play: Play; readonly session: Session | undefined }> {
  let session = running;
  try {
    if (session === undefined || session.ended()) {
      await session?.finish();
      jobsStarted += 1;
      session = await startSession(stageOf(fault));
      await learn(fault);
    }
    const played = await play(fault, session);
    if (!fault.fatal) return { play: played, session };
    await session.finish();
    return { play: played, session: undefined };
  } catch (caught) {
    await session?.finish().catch(() => undefined);
    const failed: Play = {
      fault: fault.name, outcome: "silent", answeredMs: undefined, closedMs: undefined,
      said: "nothing", why: String(caught).split("\n")[0] ?? "", incident: undefined,
      otherwise: [], answers: 0, scene: [],
    };
    return { play: failed, session: undefined };
  }
}

interface QuietPart {
  readonly lines: readonly string[];
  readonly isFine: boolean;
}

/** An hour of faults is not thrown away because the last job could not be had. */
async function quietPart(forSeconds: number): Promise<QuietPart> {
  if (forSeconds === 0) return { lines: [], isFine: true };
  jobsStarted += 1;
  try {
    const quiet = await beQuiet(forSeconds);
    return { lines: quietSection(quiet), isFine: failureOf(quiet) === undefined };
  } catch (caught) {
    return { lines: unplayedSection(caught), isFine: false };
  }
}

async function main(): Promise<number> {
  if (values.help) {
    tell("usage: main.js [--repeat N] [--lanes N] [--only FAULT,quiet] [--quiet-seconds N] " +
      "[--table FILE]");
    return 0;
  }
  const count = Number(values.repeat);
  const only = values.only === "" ? undefined : values.only.split(",");
  const wanted = [...faults, ...faultsUnderFire]
    .filter((fault) => only === undefined || only.includes(fault.name));
  if (!(count >= 1) || (wanted.length === 0 && only?.includes("quiet") !== true)) {
    process.stderr.write("--repeat must be at least 1 and --only must name known faults\n");
    return 64;
  }
  const skipped = wanted.filter((each) => !isRoot && each.needsRoot)
    .map((each) => `${each.name} (needs root)`);
  // Of the start: what is edited while the campaign runs is not what was played.
  const [commit, begunMs] = [commitOf(), performance.now()];
  const plays: Play[] = [];
  // Jobs side by side, each with a stack of its own: most of a play is waiting.
  const waiting = wanted.filter((each) => isRoot || !each.needsRoot);
  const work = async (): Promise<void> => {
    for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift()) {
      const runs = faultsUnderFire.includes(fault) ? Math.ceil(count / firedEvery) : count;
      plays.push(...await repeat(fault, runs));
    }
  };
  await Promise.all(Array.from({ length: Number(values.lanes) }, work));
  plays.sort((left, right) => wanted.findIndex((each) => each.name === left.fault) -
    wanted.findIndex((each) => each.name === right.fault));
  tell(`\n${terminalTable(plays, skipped)}`);
  const quietSeconds = only === undefined || only.includes("quiet")
    ? Number(values["quiet-seconds"]) : 0;
  const quiet = await quietPart(quietSeconds);
  const context = contextLines({
    day: new Date().toISOString().slice(0, 10), commit, runs: count, lanes: Number(values.lanes),
    jobs: jobsStarted, tookMs: performance.now() - begunMs, machine: machineOf(),
  });
  tell([...quiet.lines, "", ...context].join("\n"));
  if (values.table !== "") {
    writeFileSync(values.table, [page(plays, context, skipped), ...quiet.lines].join("\n"));
  }
  return plays.every((each) => each.outcome === "right") && quiet.isFine ? 0 : 1;
}

process.exitCode = await main();
