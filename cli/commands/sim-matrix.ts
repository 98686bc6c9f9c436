// `c4 sim matrix`: how often C4 is right, over faults, layouts and noise.

import { failure, success, type Result } from "../../proto/errors.ts";
import {
  caseFaults, layoutNames, noiseNames, type Case, type CaseFault,
} from "../../sim/score/cases.ts";
import { score, type Scored } from "../../sim/score/score.ts";
import { tally, type Row } from "../../sim/score/tally.ts";
import { integerOf, textOf, type CommandInput, type ExitCode } from "../command.ts";
import { nearest } from "../nearest.ts";
import { print } from "../print.ts";
import { formatScore } from "../view/score.ts";

export interface ScoreReport {
  readonly version: 1;
  readonly ranks: number;
  readonly seeds: number;
  readonly byFault: readonly Row[];
  /** Of each fault: layout and noise apart. */
  readonly rows: readonly Row[];
  /** Plays in which C4 said too little or too much. */
  readonly wrong: readonly Wrong[];
}

export interface Wrong {
  readonly case: Case;
  readonly outcome: Scored["outcome"];
  readonly strangers: readonly string[];
}

const seedsMax = 1_000;
/** Ranks that every layout can be laid over. */
export const rankChoices: readonly string[] = ["16", "64", "256", "1024"];

export async function runMatrix(input: CommandInput): Promise<Result<ExitCode>> {
  const seeds = textOf(input.values, "seeds") === undefined
    ? success(1) : integerOf(input.values, "seeds", { min: 1, max: seedsMax });
  if (!seeds.ok) return seeds;
  const ranks = Number(textOf(input.values, "ranks") ?? "16");
  const only = textOf(input.values, "only");
  const faults = caseFaults.filter((each) => only === undefined || each === only);
  if (faults.length === 0) {
    const near = nearest(only ?? "", caseFaults);
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    return failure("invalid-argument",
      `--only ${only} is no fault; the faults are ${caseFaults.join(", ")}${hint}`);
  }
  const cases = casesOf(ranks, seeds.value, faults);
  const scored = cases.map((each, index) => {
    tellProgress(input, index, cases.length);
    return score(each);
  });
  tellProgress(input, cases.length, cases.length);
  const report = reportOf(scored, ranks, seeds.value);
  print(input.output, textOf(input.values, "output") === "json", report,
    (options) => formatScore(report, options));
  return success(0);
}

function casesOf(ranks: number, seeds: number, faults: readonly CaseFault[]): readonly Case[] {
  const numbers = Array.from({ length: seeds }, (_, index) => index + 1);
  return faults.flatMap((fault) => layoutNames.flatMap((layout) => noiseNames.flatMap((noise) =>
    numbers.map((seed) => ({ fault, layout, ranks, noise, seed })))));
}

function reportOf(scored: readonly Scored[], ranks: number, seeds: number): ScoreReport {
  const isWrong = ({ outcome, strangers }: Scored): boolean =>
    outcome === "wrong" || outcome === "silent" || strangers.length > 0;
  return {
    version: 1, ranks, seeds, byFault: tally(scored, (each) => each.case.fault),
    rows: tally(scored, ({ case: { fault, layout, noise } }) => `${fault}/${layout}/${noise}`),
    wrong: scored.filter(isWrong).map(({ case: of, outcome, strangers }) =>
      ({ case: of, outcome, strangers })),
  };
}

function tellProgress({ errors }: CommandInput, done: number, all: number): void {
  if (!errors.isTerminal) return;
  errors.write(done < all ? `\rplay ${done + 1} of ${all}` : "\r\u001b[K");
}
