// Plays one fault upon a running session: act, listen, judge, heal, and wait until C4 is content.

import { setTimeout as sleep } from "node:timers/promises";
import { formatSuspect, type Incident } from "../../proto/verdict.ts";
import { accusesInnocent, isClosedOn, judge, type Outcome } from "./judge.ts";
import { pull } from "./levers.ts";
import type { Fault } from "./faults.ts";
import type { Session } from "./session.ts";

/** How long beyond the expectation an answer is awaited: a late answer is listed as late. */
const latenessMaxMs = 15_000;
const closeWaitMs = 15_000;
const recoveryWaitMs = 45_000;
/** C4 learns a job's rhythm before it can be judged by it. */
const learningMs = 12_000;
const settleMs = 2_000;
const sampleMs = 150;

export interface Play {
  readonly fault: string;
  /** Noisy: the right answer came, and an innocent was suspected too, before or after. */
  readonly outcome: "right" | "late" | "noisy" | "wrong" | "silent";
  /** From the act to the answer. */
  readonly answeredMs: number | undefined;
  /** From the act until the level closed on the true suspect, where that is asked. */
  readonly closedMs: number | undefined;
  readonly said: string;
  readonly why: string;
  readonly incident: Incident | undefined;
}

export async function learn(): Promise<void> {
  await sleep(learningMs);
}

export async function play(fault: Fault, session: Session): Promise<Play> {
  // What comes back soon is the same incident, flapping: its return is an answer as well.
  const before = new Map((await session.incidents()).map((each) => [each.id, returnsOf(each)]));
  const fresh = async (): Promise<readonly Incident[]> =>
    (await session.incidents().catch(() => []))
      .filter((each) => returnsOf(each) > (before.get(each.id) ?? -1));
  const actedMs = Date.now();
  const overheard = overhear(fault, fresh);
  for (const lever of fault.inject) await pull(lever, session.stage);
  const outcome = await listen(fault, fresh, actedMs);
  const answeredMs = outcome.kind === "silent" ? undefined : Date.now() - actedMs;
  const closedMs = outcome.kind === "right" && fault.expect.closes !== undefined
    ? await listenForClose(fault, fresh, actedMs) : undefined;
  for (const lever of fault.heal) await pull(lever, session.stage);
  if (fault.fatal) await sleep(settleMs);
  else await waitForCalm(fresh);
  return verdictOf(fault, outcome, { answeredMs, closedMs, strangers: overheard.stop() });
}

/** Everything else that was said from the act to the calm: a wrong word in between counts too. */
function overhear(
  fault: Fault, fresh: () => Promise<readonly Incident[]>,
): { readonly stop: () => readonly string[] } {
  const strangers = new Set<string>();
  const timer = setInterval(() => {
    void fresh().then((incidents) => {
      for (const each of incidents) {
        if (accusesInnocent(each, fault.expect)) strangers.add(saidBy(each));
      }
    });
  }, sampleMs);
  return {
    stop: () => {
      clearInterval(timer);
      return [...strangers];
    },
  };
}

function saidBy(incident: Incident): string {
  return `${incident.syndrome}: ${incident.suspects.map(formatSuspect).join(", ")}`;
}

function returnsOf(incident: Incident): number {
  return incident.history.filter((entry) => entry.change.startsWith("returned")).length;
}

/** Returns at the first right answer; a wrong one only counts when no right one follows. */
async function listen(
  fault: Fault, fresh: () => Promise<readonly Incident[]>, actedMs: number,
): Promise<Outcome> {
  let last: Outcome = { kind: "silent" };
  while (Date.now() - actedMs < fault.expect.withinMs + latenessMaxMs) {
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
  const deadlineMs = Date.now() + closeWaitMs;
  while (closes !== undefined && Date.now() < deadlineMs) {
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

interface Heard {
  readonly answeredMs: number | undefined;
  readonly closedMs: number | undefined;
  readonly strangers: readonly string[];
}

function verdictOf(fault: Fault, outcome: Outcome, heard: Heard): Play {
  const { strangers, ...times } = heard;
  const base = { fault: fault.name, ...times };
  if (outcome.kind === "silent") {
    return { ...base, outcome: "silent", said: "nothing", why: "", incident: undefined };
  }
  const { incident } = outcome;
  const said = saidBy(incident);
  if (outcome.kind === "wrong") {
    return { ...base, outcome: "wrong", said, why: outcome.why, incident };
  }
  const isLate = (times.answeredMs ?? 0) > fault.expect.withinMs;
  const isUnclosed = fault.expect.closes !== undefined && times.closedMs === undefined;
  const why = [
    ...(isLate ? [`later than ${fault.expect.withinMs} ms`] : []),
    ...(isUnclosed ? ["the level did not close on the true end"] : []),
    ...(strangers.length > 0 ? [`also said ${strangers.join("; ")}`] : []),
  ].join("; ");
  const kind = isLate || isUnclosed ? "late" : strangers.length > 0 ? "noisy" : "right";
  return { ...base, outcome: kind, said, why, incident };
}
