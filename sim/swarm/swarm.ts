// One play of the swarm: drawn, played, judged.

import { formatSuspect } from "../../proto/verdict.ts";
import { perform, type Performance } from "../play.ts";
import type { Options } from "./draw.ts";
import { factsOf } from "./facts.ts";
import { violations, type Violation } from "./rules.ts";
import { weaknessOf, type Weakness } from "./weaknesses.ts";

export interface Outcome {
  readonly options: Options;
  /** What broke a rule, the rule by name. */
  readonly violations: readonly Violation[];
  /** Violations that are known, and the weakness that each shows. */
  readonly known: readonly { readonly violation: Violation; readonly weakness: Weakness }[];
  readonly incidents: number;
  readonly deaths: number;
  /** What was said, a line for each change. */
  readonly said: readonly string[];
}

export function playSwarm(options: Options): Outcome {
  const { scenario, calmAtMs, restarts, outboxMs } = options;
  const played = performOrFail(options, () =>
    perform(scenario, { calmAtMs, restarts, outboxMs }));
  if ("violations" in played) return played;
  const facts = factsOf(options, played);
  const found = violations(facts).map((violation) =>
    ({ violation, weakness: weaknessOf(violation, facts) }));
  return {
    options, incidents: played.incidents.length, deaths: played.rebirths.length,
    violations: found.filter((each) => each.weakness === undefined).map((each) => each.violation),
    known: found.flatMap(({ violation, weakness }) =>
      weakness === undefined ? [] : [{ violation, weakness }]),
    said: linesOf(played),
  };
}

/** An assertion of a core that fails is found like any other broken rule, with its seed. */
function performOrFail(options: Options, play: () => Performance): Performance | Outcome {
  try {
    return play();
  } catch (error: unknown) {
    const what = error instanceof Error ? error.stack ?? error.message : String(error);
    return {
      options, incidents: 0, deaths: 0, known: [], said: [],
      violations: [{ rule: "crash", atMs: 0, what }],
    };
  }
}

function linesOf(play: Performance): readonly string[] {
  const seconds = (atMs: number): string => `${(atMs / 1_000).toFixed(1)}s`.padStart(7);
  const lines = [
    ...play.said.map(({ atMs, incident, change }) => ({
      atMs, text: `${incident.id} [${incident.state}] ${incident.syndrome} of ` +
        `${incident.suspects.map(formatSuspect).join(", ")}: ${change}`,
    })),
    ...play.alerts.map(({ atMs, alert }) => ({ atMs, text: `alert ${alert}` })),
    ...play.rebirths.map(({ atMs, upMs }) => ({
      atMs, text: `the controller died, and came back at ${seconds(upMs).trim()}`,
    })),
  ];
  return lines.sort((left, right) => left.atMs - right.atMs)
    .map(({ atMs, text }) => `${seconds(atMs)}  ${text}`);
}
