// Plays one fault upon a running session: act, listen, judge, heal, and wait until C4 is content.

import { setTimeout as sleep } from "node:timers/promises";
import { formatAccusation, type Incident } from "../../proto/verdict.ts";
import {
  isClosedOn, judge, misleads, patience, verdictOf, type Outcome, type Play,
} from "./judge.ts";
import { pull } from "./levers.ts";
import type { Fault } from "./faults.ts";
import type { Session } from "./session.ts";

/** How long beyond what a test forgives an answer is awaited: a late one is listed as late. */
const latenessMaxMs = 5_000;
const closeWaitMs = 15_000;
const recoveryWaitMs = 45_000;
/** C4 learns a job's rhythm before it can be judged by it; an end is told by no rhythm. */
const learningMs = 12_000;
const watchedMs = 4_000;
const settleMs = 2_000;
const sampleMs = 150;
const printedLinesMax = 30;

export async function learn(next?: Fault): Promise<void> {
  await sleep(next?.fatal === true ? watchedMs : learningMs);
}

export async function play(fault: Fault, session: Session): Promise<Play> {
  const isNews = newsSince(await session.incidents());
  // Every look hears all that is said, from the act to the calm: a wrong word in between counts.
  const otherwise = new Map<string, Incident>();
  const answers = new Set<string>();
  const fresh = async (): Promise<readonly Incident[]> => {
    const incidents = (await session.incidents().catch(() => []))
      .filter(isNews);
    for (const each of incidents) {
      if (misleads(each, fault.expect)) otherwise.set(formatAccusation(each), each);
      else answers.add(each.id);
    }
    return incidents;
  };
  const overhearing = setInterval(() => void fresh(), sampleMs);
  try {
    return await act(fault, session, { fresh, otherwise, answers });
  } finally {
    clearInterval(overhearing); // also when a lever did not fire: it would keep the process alive
  }
}

interface Hearing {
  readonly fresh: () => Promise<readonly Incident[]>;
  readonly otherwise: ReadonlyMap<string, Incident>;
  readonly answers: ReadonlySet<string>;
}

async function act(
  fault: Fault, session: Session, { fresh, otherwise, answers }: Hearing,
): Promise<Play> {
  const actedMs = Date.now();
  for (const lever of fault.inject) await pull(lever, session.stage);
  const outcome = await listen(fault, fresh, actedMs);
  const answeredMs = outcome.kind === "silent" ? undefined : Date.now() - actedMs;
  const closedMs = outcome.kind === "right" && fault.expect.closes !== undefined
    ? await listenForClose(fault, fresh, actedMs) : undefined;
  const scene = outcome.kind === "right" ? [] : await sceneOf(session, await fresh());
  for (const lever of fault.heal) await pull(lever, session.stage);
  if (fault.fatal) await sleep(settleMs);
  else await waitForCalm(fresh);
  return verdictOf(fault, outcome, {
    answeredMs, closedMs, otherwise: [...otherwise.values()], answers: answers.size,
    scene: [...scene, ...[...otherwise.values()].flatMap(told)],
  });
}

/** What a wrong answer rested on, while it can still be asked. */
async function sceneOf(
  session: Session, incidents: readonly Incident[],
): Promise<readonly string[]> {
  const agents = await session.agents().catch(() => []);
  return [
    ...agents.map((each) => `agent of ${each.node}: ${each.state}, ${each.processes} processes, ` +
      `last report ${each.lastReportAgeMs} ms ago`),
    ...incidents.flatMap(told),
    ...session.printed().split("\n").slice(-printedLinesMax),
  ];
}

function told(incident: Incident): readonly string[] {
  return [
    `${incident.id} ${formatAccusation(incident)}: ${incident.reason}`, ...incident.evidence,
    ...incident.history.map(({ atMs, change }) => `at ${atMs} ms: ${change}`),
  ];
}

/**
 * What comes back soon is the same incident, flapping: its return is an answer as well. And so is a
 * new word of one that was known: a rank that was suspected of being slow, and then stopped.
 */
export function newsSince(known: readonly Incident[]): (incident: Incident) => boolean {
  const before = new Map(known.map((each) => [each.id, wordOf(each)]));
  return (incident) => wordOf(incident) !== before.get(incident.id);
}

/** A history is bounded: which return was the last one counts, not how many it tells of. */
function wordOf(incident: Incident): string {
  const returned = incident.history.findLast(({ change }) => change.startsWith("returned"));
  return `${returned?.change.split(":")[0] ?? ""} ${formatAccusation(incident)}`;
}

/** Returns at the first right answer; a wrong one only counts when no right one follows. */
async function listen(
  fault: Fault, fresh: () => Promise<readonly Incident[]>, actedMs: number,
): Promise<Outcome> {
  let last: Outcome = { kind: "silent" };
  while (Date.now() - actedMs < patience * fault.expect.withinMs + latenessMaxMs) {
    last = judge(await fresh(), fault.expect);
    if (last.kind === "right") return last;
    await sleep(40);
  }
  return last;
}

async function listenForClose(
  fault: Fault, fresh: () => Promise<readonly Incident[]>, actedMs: number,
): Promise<number | undefined> {
  const { closes } = fault.expect;
  if (closes === undefined) return undefined;
  const deadlineMs = Date.now() + closeWaitMs;
  while (Date.now() < deadlineMs) {
    if ((await fresh()).some((each) => isClosedOn(each, closes))) return Date.now() - actedMs;
    await sleep(100);
  }
  return undefined;
}

/** The next fault begins on a quiet job. */
async function waitForCalm(fresh: () => Promise<readonly Incident[]>): Promise<void> {
  const deadlineMs = Date.now() + recoveryWaitMs;
  while (Date.now() < deadlineMs) {
    if ((await fresh()).every((each) => each.state === "closed" || each.state === "recovered")) {
      break;
    }
    await sleep(200);
  }
  await sleep(settleMs);
}
