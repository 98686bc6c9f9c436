// What a benchmark prints: JSON for everybody, and on a terminal a small table besides.

export interface Line {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** Of the same run. */
  readonly baseline?: number;
  /** Absent where nothing was promised. */
  readonly budget?: { readonly atMost?: number; readonly atLeast?: number };
  /** Where the noise of this run could have moved it. */
  readonly between?: readonly [number, number];
  readonly note?: string;
}

export interface Result {
  readonly lines: readonly Line[];
  /** Everything that was measured, for whoever wants to look closer. */
  readonly details: object;
}

export type Verdict = "kept" | "missed" | "undecided";

/** Undecided when the noise reaches across the budget; undefined where nothing was promised. */
export function verdictOf({ budget, measured, between }: Line): Verdict | undefined {
  if (budget === undefined) return undefined;
  const { atMost = Infinity, atLeast = -Infinity } = budget;
  const keeps = (value: number): boolean => value <= atMost && value >= atLeast;
  const [low, high] = between ?? [measured, measured];
  if (keeps(low) !== keeps(high)) return "undecided";
  return keeps(measured) ? "kept" : "missed";
}

export function tableOf(lines: readonly Line[]): string {
  const rows = [
    ["", "measured", "baseline", "budget", ""],
    ...lines.map((line) => [
      line.what, `${shown(line.measured)} ${line.unit}`,
      line.baseline === undefined ? "" : shown(line.baseline), budgetOf(line),
      [verdictOf(line) ?? "", rangeOf(line), line.note ?? ""]
        .filter((each) => each !== "").join(", "),
    ]),
  ];
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
}

function rangeOf({ between }: Line): string {
  return between === undefined ? "" : `95 %: ${shown(between[0])} to ${shown(between[1])}`;
}

function budgetOf({ budget, unit }: Line): string {
  if (budget?.atMost !== undefined) return `≤ ${shown(budget.atMost)} ${unit}`;
  if (budget?.atLeast !== undefined) return `≥ ${shown(budget.atLeast)} ${unit}`;
  return "";
}

function shown(value: number): string {
  if (!Number.isFinite(value)) return "?";
  const digits = Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}
