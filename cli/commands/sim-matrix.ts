// `c4 sim matrix`: how often C4 is right, over faults, layouts and noise, in the family that rules
// may be tuned on and in the one that they never are.

import { failure, success, type Result } from "../../proto/errors.ts";
import {
  caseFaults, familyNames, layoutNames, noiseNames, type Case, type CaseFault,
} from "../../sim/score/cases.ts";
import { reportOf } from "../../sim/score/report.ts";
import { score } from "../../sim/score/score.ts";
import { integerOf, textOf, type CommandInput, type ExitCode } from "../terminal/command.ts";
import { nearest } from "../terminal/nearest.ts";
import { print } from "../terminal/print.ts";
import { waitingLine } from "../terminal/waiting-line.ts";
import { formatScore } from "../view/score.ts";

const seedsMax = 1_000;
export const familyChoices: readonly string[] = [...familyNames, "both"];
/** Ranks that every layout can be laid over. */
export const rankChoices: readonly string[] = ["16", "64", "256", "1024", "4096", "16384"];

export async function runMatrix(input: CommandInput): Promise<Result<ExitCode>> {
  const seeds = integerOf(input.values, "seeds", { min: 1, max: seedsMax, otherwise: 1 });
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
  const wanted = textOf(input.values, "family") ?? "both";
  const families = familyNames.filter((each) => wanted === "both" || each === wanted);
  const cases = families.flatMap((family) => casesOf(ranks, seeds.value, faults)
    .map((each): Case => ({ ...each, family })));
  const waiting = waitingLine(input.errors, () => performance.now());
  const scored = cases.map((each, index) => {
    waiting.tell(`play ${index + 1} of ${cases.length}`, undefined);
    return score(each);
  });
  waiting.clear();
  const report = reportOf(scored, ranks, seeds.value);
  print(input.output, textOf(input.values, "output") === "json", report,
    (options) => formatScore(report, options));
  return success(0);
}

function casesOf(
  ranks: number, seeds: number, faults: readonly CaseFault[],
): readonly Omit<Case, "family">[] {
  const numbers = Array.from({ length: seeds }, (_, index) => index + 1);
  return faults.flatMap((fault) => layoutNames.flatMap((layout) => noiseNames.flatMap((noise) =>
    numbers.map((seed) => ({ fault, layout, ranks, noise, seed })))));
}
