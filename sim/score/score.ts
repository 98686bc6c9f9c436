// Plays cases and counts how C4 did. Precision is over incidents (how many of those opened were
// right), recall over plays (in how many every fault was told rightly); a fault that cost the job
// next to nothing is counted apart, since nobody is to be woken for it.

import { formatAccusation, type Incident } from "../../proto/verdict.ts";
import { perform, type Performance } from "../play.ts";
import { scenarioOf, type Case } from "./cases.ts";
import { truthOf, type Truth } from "./oracle.ts";

export interface Scored {
  readonly case: Case;
  /** Whether there was something that C4 is to tell. */
  readonly isToTell: boolean;
  /** `unfelt`: it cost the job less than `feltMin`, and nothing was said of it. */
  readonly outcome: "right" | "wrong" | "silent" | "unfelt" | "quiet";
  readonly hasRightLevel: boolean;
  /** From the fault to the first right answer; of right ones only. */
  readonly latencyMs: number | undefined;
  readonly incidents: number;
  /** Incidents of another syndrome, or about others than what was touched. */
  readonly strangers: readonly string[];
  /** How many of them woke somebody. */
  readonly wrongPages: number;
  readonly simulatedMs: number;
}

/** Share of the job's pace. */
const feltMin = 0.05;

interface Expected {
  readonly truth: Truth;
  /** What is said from then on, and before `untilMs`, is said of it. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly effect: number;
}

export function score(given: Case): Scored {
  const scenario = scenarioOf(given);
  const play = perform(scenario);
  const expected = expectedOf(given, play);
  // Of two at once one incident may name both, and any place in it counts.
  const places = given.fault === "two-at-once" ? Infinity : 1;
  const told = expected.map(({ truth, fromMs, untilMs }) => play.said.filter(
    ({ atMs, incident }) => atMs >= fromMs && atMs < untilMs && isRight(truth, incident, places)));
  const right = new Set(told.flatMap((each) => each.map(({ incident }) => incident.id)));
  // What comes and goes is one problem, and one incident is right.
  const isOnce = given.fault === "flapping" || given.fault === "repeat";
  const [once] = right;
  const strangers = play.incidents.filter(({ id }) => isOnce ? id !== once : !right.has(id));
  const counted = {
    case: given, isToTell: expected.length > 0, incidents: play.incidents.length,
    strangers: strangers.map(formatAccusation),
    wrongPages: strangers.filter((incident) => incident.pagedMs !== undefined).length,
    simulatedMs: scenario.seconds * 1_000, hasRightLevel: false, latencyMs: undefined,
  };
  if (!counted.isToTell) {
    return { ...counted, outcome: strangers.length === 0 ? "quiet" : "wrong" };
  }
  if (told.every((each) => each.length > 0)) {
    const latencyMs = Math.max(...told.map((each, index) =>
      (each[0]?.atMs ?? Infinity) - (expected[index]?.fromMs ?? 0)));
    const isSame = given.fault !== "repeat" || right.size === 1;
    const hasRightLevel = isSame && expected.every(({ truth }, index) =>
      told[index]?.some(({ incident }) => incident.id === told[index]?.[0]?.incident.id &&
        incident.suspects.slice(0, places).some(truth.isExact)));
    return { ...counted, outcome: "right", hasRightLevel, latencyMs };
  }
  if (strangers.length > 0) return { ...counted, outcome: "wrong" };
  const missed = expected.filter((_, index) => told[index]?.length === 0);
  const isUnfelt = missed.every(({ effect }) => effect < feltMin);
  return { ...counted, outcome: isUnfelt ? "unfelt" : "silent" };
}

/** The faults that are to be told. One that comes again is told when it does, each time. */
function expectedOf(given: Case, { scenario, faults }: Performance): readonly Expected[] {
  const before = faults[0]?.proof?.paceBefore ?? 0;
  return faults.flatMap(({ fault, proof }, index) => {
    const truth = truthOf(scenario, fault);
    if (truth.syndromes.length === 0) return [];
    const next = given.fault === "repeat" ? faults[index + 1] : undefined;
    // Of a healthy job's pace: what came before may have taken all of it.
    const effect = proof === undefined || before === 0
      ? 0 : Math.max(0, 1 - proof.paceDuring / before);
    return [{ truth, fromMs: fault.atMs, untilMs: next?.fault.atMs ?? Infinity, effect }];
  });
}

/** By its first suspects, so many of them. */
function isRight({ syndromes, touches }: Truth, incident: Incident, places: number): boolean {
  return syndromes.includes(incident.syndrome) &&
    incident.suspects.slice(0, places).some(touches);
}
