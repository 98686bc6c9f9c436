// Compares what C4 said with what was done. Pure: it sees only incidents and the expectation.

import { formatSuspect, type Incident, type Suspect } from "../../proto/verdict.ts";
import { matches, type Expectation, type Expected } from "./faults.ts";

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

/** Whether it accuses somebody whom nothing was done to, whatever the syndrome. */
export function accusesInnocent(incident: Incident, expect: Expectation): boolean {
  return strangersOf(incident, expect).length > 0;
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
