// What many plays come to, for machines: rows by fault, and the plays in which C4 was not right.

import { familyNames, type Case, type FamilyName } from "./cases.ts";
import type { Scored } from "./score.ts";
import { tally, type Row } from "./tally.ts";

export interface ScoreReport {
  readonly version: 2;
  readonly ranks: number;
  readonly seeds: number;
  readonly byFault: Readonly<Partial<Record<FamilyName, readonly Row[]>>>;
  /** Of each family and fault: layout and noise apart. */
  readonly rows: readonly Row[];
  /** Plays in which C4 said too little or too much. */
  readonly wrong: readonly Wrong[];
}

export interface Wrong {
  readonly case: Case;
  readonly outcome: Scored["outcome"];
  readonly strangers: readonly string[];
}

export function reportOf(scored: readonly Scored[], ranks: number, seeds: number): ScoreReport {
  const isWrong = ({ outcome, strangers }: Scored): boolean =>
    outcome === "wrong" || outcome === "silent" || strangers.length > 0;
  return {
    version: 2, ranks, seeds,
    byFault: Object.fromEntries(familyNames.flatMap((family) => {
      const own = scored.filter((each) => each.case.family === family);
      return own.length === 0 ? [] : [[family, tally(own, (each) => each.case.fault)]];
    })),
    rows: tally(scored, ({ case: { family, fault, layout, noise } }) =>
      `${family}/${fault}/${layout}/${noise}`),
    wrong: scored.filter(isWrong).map(({ case: of, outcome, strangers }) =>
      ({ case: of, outcome, strangers })),
  };
}
