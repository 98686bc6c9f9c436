// `c4 sim --swarm N`: plays that nobody thought of, and rules that hold in all of them.

import { success, type Result } from "../../proto/errors.ts";
import { drawOptions } from "../../sim/swarm/draw.ts";
import type { RuleName } from "../../sim/swarm/rules.ts";
import { playSwarm, type Outcome } from "../../sim/swarm/swarm.ts";
import { weaknesses } from "../../sim/swarm/weaknesses.ts";
import {
  exitCodes, integerOf, textOf, type CommandInput, type ExitCode,
} from "../terminal/command.ts";
import { drawOptions as screenOptions, print } from "../terminal/print.ts";
import {
  formatBroken, formatOptions, formatSwarm, repeatCommand, type Count,
} from "../view/swarm.ts";

export interface SwarmReport {
  readonly version: 1;
  readonly plays: number;
  readonly firstSeed: number;
  readonly broken: readonly {
    readonly seed: number;
    readonly command: string;
    readonly options: string;
    readonly violations: readonly {
      readonly rule: RuleName; readonly atMs: number; readonly what: string;
    }[];
    readonly said: readonly string[];
  }[];
  /** Every known weakness, also those that no play met. */
  readonly known: readonly {
    readonly name: string;
    readonly rules: readonly RuleName[];
    readonly seed: number;
    readonly why: string;
    readonly plays: number;
  }[];
}

const playsMax = 1_000_000;
const seedMax = 2 ** 32 - 1;

export async function runSwarm(input: CommandInput): Promise<Result<ExitCode>> {
  const plays = integerOf(input.values, "swarm", { min: 1, max: playsMax });
  if (!plays.ok) return plays;
  const bounds = { min: 0, max: seedMax - plays.value, otherwise: 1 };
  const first = integerOf(input.values, "seed", bounds);
  if (!first.ok) return first;
  const asJson = textOf(input.values, "output") === "json";
  const outcomes: Outcome[] = [];
  for (let seed = first.value; seed < first.value + plays.value; seed += 1) {
    const options = drawOptions(seed);
    // Said first: whatever a play does to this process, it can be repeated.
    (asJson ? input.errors : input.output).write(`${formatOptions(options)}\n`);
    const outcome = playSwarm(options);
    if (outcome.violations.length > 0 && !asJson) input.output.write(formatBroken(outcome));
    // What was said is long, and of a play that kept the rules of no use.
    outcomes.push(outcome.violations.length > 0 ? outcome : { ...outcome, said: [] });
  }
  const known = countKnown(outcomes);
  if (asJson) print(input.output, true, reportOf(outcomes, first.value), () => "");
  else {
    input.output.write(formatSwarm(outcomes,
      known.filter((each) => each.plays > 0), screenOptions(input.output)));
  }
  const isBroken = outcomes.some((each) => each.violations.length > 0);
  return success(isBroken ? exitCodes.error : exitCodes.healthy);
}

function countKnown(outcomes: readonly Outcome[]): readonly Count[] {
  return weaknesses.map((weakness) => ({
    weakness, plays: outcomes.filter(({ known }) =>
      known.some((each) => each.weakness === weakness)).length,
  }));
}

function reportOf(outcomes: readonly Outcome[], firstSeed: number): SwarmReport {
  return {
    version: 1, plays: outcomes.length, firstSeed,
    broken: outcomes.filter((each) => each.violations.length > 0)
      .map(({ options, violations, said }) => ({
        seed: options.seed, command: repeatCommand(options.seed), options: formatOptions(options),
        violations: violations.map(({ rule, atMs, what }) => ({ rule, atMs, what })), said,
      })),
    known: countKnown(outcomes).map(({ weakness: { name, rules, seed, why }, plays }) =>
      ({ name, rules, seed, why, plays })),
  };
}
