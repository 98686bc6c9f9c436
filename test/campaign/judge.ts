// Compares what C4 said with what was done. Pure: it sees only incidents and the expectation.

import {
  formatAccusation, formatSuspect, type Incident, type Suspect,
} from "../../proto/verdict.ts";
import { matches, type Expectation, type Expected, type Fault } from "./faults.ts";

export type Outcome =
  | { readonly kind: "right"; readonly incident: Incident }
  | { readonly kind: "wrong"; readonly incident: Incident; readonly why: string }
  | { readonly kind: "silent" };

/** Judges the incidents that were opened after the act. The most confident one speaks. */
export function judge(incidents: readonly Incident[], expect: Expectation): Outcome {
  const spoken = [...incidents].sort((left, right) => right.confidence - left.confidence);
  const right = spoken.find((incident) => objection(incident, expect) === undefined);
  if (right !== undefined) return { kind: "right", incident: right };
  const first = spoken[0];
  if (first === undefined) return { kind: "silent" };
  return { kind: "wrong", incident: first, why: objection(first, expect) ?? "" };
}

/**
 * Whether it would send somebody the wrong way: it accuses one whom nothing was done to, or says
 * another syndrome, be it of the culprit. An answer that is only less exact misleads nobody.
 */
export function misleads(incident: Incident, expect: Expectation): boolean {
  return incident.syndrome !== expect.syndrome || strangersOf(incident, expect).length > 0;
}

function strangersOf(incident: Incident, expect: Expectation): readonly Suspect[] {
  return incident.suspects.filter((suspect) =>
    !expect.suspects.some((expected) => matches(suspect, expected)));
}

/** Why this incident is not the answer; undefined when it is. Every suspect must be right. */
function objection(incident: Incident, expect: Expectation): string | undefined {
  if (incident.syndrome !== expect.syndrome) {
    return `said ${incident.syndrome}, not ${expect.syndrome}`;
  }
  const strangers = strangersOf(incident, expect);
  if (incident.suspects.length === 0) return "named nobody";
  if (strangers.length > 0) return `named ${strangers.map(formatSuspect).join(", ")}`;
  if (expect.cause !== undefined && incident.cause !== expect.cause) {
    return `cause ${incident.cause}, not ${expect.cause}`;
  }
  return undefined;
}

/** True once the incident has settled on the suspect that the fault really has. */
export function isClosedOn(incident: Incident, expected: Expected): boolean {
  return incident.level === "closed" &&
    incident.suspects.some((suspect) => matches(suspect, expected));
}

export interface Play {
  readonly fault: string;
  /**
   * Noisy: the right answer came, and something wrong was said too, before or after, or the right
   * thing twice. Late: it came after its bound, or its level stayed open.
   */
  readonly outcome: "right" | "late" | "noisy" | "wrong" | "silent";
  /** From the act to the answer. */
  readonly answeredMs: number | undefined;
  /** From the act until the level closed on the true suspect, where that is asked. */
  readonly closedMs: number | undefined;
  readonly said: string;
  readonly why: string;
  readonly incident: Incident | undefined;
  /** All that was said and misled, each word once, as it was when it was said. */
  readonly otherwise: readonly Incident[];
  /** Incidents that said the right thing: more than one wakes somebody twice. */
  readonly answers: number;
  /** Of a wrong answer or none, and of what was said besides: what C4 knew. */
  readonly scene: readonly string[];
}

/** What a play brought besides its outcome. */
export type Heard = Pick<Play, "answeredMs" | "closedMs" | "otherwise" | "answers" | "scene">;

export function verdictOf(fault: Fault, outcome: Outcome, heard: Heard): Play {
  const { otherwise, answeredMs, closedMs, answers } = heard;
  const base = { fault: fault.name, ...heard };
  if (outcome.kind === "silent") {
    return { ...base, outcome: "silent", said: "nothing", why: "", incident: undefined };
  }
  const { incident } = outcome;
  const said = formatAccusation(incident);
  if (outcome.kind === "wrong") {
    return { ...base, outcome: "wrong", said, why: outcome.why, incident };
  }
  const isLate = (answeredMs ?? 0) > fault.expect.withinMs;
  const isUnclosed = fault.expect.closes !== undefined && closedMs === undefined;
  const why = [
    ...(isLate ? [`later than ${fault.expect.withinMs} ms`] : []),
    ...(isUnclosed ? ["the level did not close on the true end"] : []),
    ...(answers > 1 ? [`said in ${answers} incidents`] : []),
    ...(otherwise.length > 0 ? [`also said ${otherwise.map(formatAccusation).join("; ")}`] : []),
  ].join("; ");
  const isNoisy = otherwise.length > 0 || answers > 1;
  const kind = isNoisy ? "noisy" : isLate || isUnclosed ? "late" : "right";
  return { ...base, outcome: kind, said, why, incident };
}

/** How many times its bound an answer may take on a loaded machine: the campaign judges seconds. */
export const patience = 3;

/**
 * Why a test cannot let this play pass; undefined when it can. Late is forgiven up to `patience`
 * times the bound and no further; a level that stayed open is not, nor a word that was never true.
 */
export function refusal(play: Play, expect: Expectation): string | undefined {
  const { outcome, answeredMs, closedMs, otherwise } = play;
  const isForgiven = outcome === "right" || outcome === "late" ||
    (outcome === "noisy" && play.answers <= 1 &&
      otherwise.every((each) => wasTrue(each, expect)));
  if (!isForgiven) return `${outcome}: ${play.said} (${play.why})`;
  const boundMs = patience * expect.withinMs;
  if (answeredMs === undefined || answeredMs > boundMs) {
    return `answered after ${answeredMs} ms, more than ${patience} times ${expect.withinMs} ms`;
  }
  if (expect.closes !== undefined && closedMs === undefined) return "the level stayed open";
  return undefined;
}

function wasTrue(incident: Incident, expect: Expectation): boolean {
  return incident.syndrome === expect.meanwhile && incident.suspects.length > 0 &&
    strangersOf(incident, expect).length === 0;
}
