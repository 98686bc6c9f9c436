// Plays cases and counts how C4 did. Precision is over incidents (how many of those opened were
// right), recall over faults (how many were told rightly); a fault that cost the job next to
// nothing is counted apart, since nobody is to be woken for it.

import { formatSuspect, type Incident } from "../../proto/verdict.ts";
import { perform, type Said } from "../play.ts";
import { scenarioOf, type Case } from "./cases.ts";
import { nothingWrong, truthOf, type Truth } from "./oracle.ts";

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

export function score(given: Case): Scored {
  const scenario = scenarioOf(given);
  const play = perform(scenario);
  const [fault] = scenario.faults;
  const truth = fault === undefined ? nothingWrong : truthOf(scenario, fault);
  // What was said before the fault was not said of it.
  const said = play.said.filter(({ atMs }) => fault !== undefined && atMs >= fault.atMs);
  const first = said.find(({ incident }) => isRight(truth, incident));
  const strangers = play.incidents.filter((incident) => !isRightOnce(said, truth, incident));
  const counted = {
    case: given, isToTell: truth.syndromes.length > 0, incidents: play.incidents.length,
    strangers: strangers.map(wordsOf),
    wrongPages: strangers.filter((incident) => incident.pagedMs !== undefined).length,
    simulatedMs: scenario.seconds * 1_000, hasRightLevel: false, latencyMs: undefined,
  };
  if (fault === undefined || !counted.isToTell) {
    return { ...counted, outcome: strangers.length === 0 ? "quiet" : "wrong" };
  }
  if (first !== undefined) {
    const { id } = first.incident;
    const hasRightLevel = said.some(({ incident }) =>
      incident.id === id && isExact(truth, incident));
    return { ...counted, outcome: "right", hasRightLevel, latencyMs: first.atMs - fault.atMs };
  }
  if (strangers.length > 0) return { ...counted, outcome: "wrong" };
  const effect = play.faults[0]?.proof?.effect ?? 0;
  return { ...counted, outcome: effect < feltMin ? "unfelt" : "silent" };
}

function isRight({ syndromes, touches }: Truth, incident: Incident): boolean {
  const [first] = incident.suspects;
  return syndromes.includes(incident.syndrome) && first !== undefined && touches(first);
}

/** An incident may begin as something else and be put right: what it became counts. */
function isRightOnce(said: readonly Said[], truth: Truth, { id }: Incident): boolean {
  return said.some(({ incident }) => incident.id === id && isRight(truth, incident));
}

function isExact(truth: Truth, incident: Incident): boolean {
  const [first] = incident.suspects;
  return isRight(truth, incident) && first !== undefined && truth.isExact(first);
}

function wordsOf({ syndrome, suspects }: Incident): string {
  return `${syndrome}: ${suspects.map(formatSuspect).join(", ")}`;
}
