// What a benchmark prints: JSON for everybody, and on a terminal a small table besides.

export interface Line {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** Of the same run. */
  readonly baseline?: number;
  /** Absent where nothing was promised. */
  readonly budget?: { readonly atMost?: number; readonly atLeast?: number };
  readonly note?: string;
}

export interface Result {
  readonly lines: readonly Line[];
  /** Everything that was measured, for whoever wants to look closer. */
  readonly details: object;
}

/** Undefined where nothing was promised. */
export function isKept(line: Line): boolean | undefined {
  if (line.budget === undefined) return undefined;
  const { atMost = Infinity, atLeast = -Infinity } = line.budget;
  return line.measured <= atMost && line.measured >= atLeast;
}

export function tableOf(lines: readonly Line[]): string {
  const rows = [
    ["", "measured", "baseline", "budget", ""],
    ...lines.map((line) => [
      line.what, `${shown(line.measured)} ${line.unit}`,
      line.baseline === undefined ? "" : shown(line.baseline), budgetOf(line),
      [{ true: "kept", false: "MISSED", undefined: "" }[`${isKept(line)}`], line.note ?? ""]
        .filter((each) => each !== "").join(", "),
    ]),
  ];
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
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
