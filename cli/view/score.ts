// The score as people read it: a line for each fault, and where both families were played, one
// figure beside the other.

import type { FamilyName } from "../../sim/score/cases.ts";
import type { ScoreReport } from "../../sim/score/report.ts";
import type { Row } from "../../sim/score/tally.ts";
import { formatDuration, plural } from "./figures.ts";
import { formatTable, type Cell, type Column, type TableOptions } from "./table.ts";

export function formatScore(report: ScoreReport, options: TableOptions): string {
  const { byFault: { tuned, scored }, ranks, seeds } = report;
  const plays = [...tuned ?? [], ...scored ?? []].reduce((total, row) => total + row.plays, 0);
  const head = `${plural(plays, "play")} at ${plural(ranks, "rank")}, seeds 1 to ${seeds}: ` +
    `five layouts, calm and rough; ${wordsOf(tuned, scored)}\n\n`;
  return head + (tuned !== undefined && scored !== undefined
    ? besideEachOther(tuned, scored, options) : alone(tuned ?? scored ?? [], options));
}

function wordsOf(tuned: readonly Row[] | undefined, scored: readonly Row[] | undefined): string {
  const family = (name: FamilyName): string => name === "tuned"
    ? "the family that rules may be tuned on" : "the family that rules are scored on";
  return scored === undefined ? family("tuned") : tuned === undefined ? family("scored")
    : "T, tuned on, and S, scored on";
}

function alone(rows: readonly Row[], options: TableOptions): string {
  return formatTable([
    { title: "FAULT" }, { title: "PLAYS", right: true }, { title: "RIGHT", right: true },
    { title: "LEVEL", right: true }, { title: "UNFELT", right: true, drop: 2 },
    { title: "PRECISION", right: true }, { title: "MEDIAN", right: true },
    { title: "P99", right: true }, { title: "WRONG/DAY", right: true, drop: 1 },
    { title: "PAGES/DAY", right: true },
  ], rows.map((row) => [
    { text: row.name }, { text: String(row.plays) }, rightOf(row), levelOf(row),
    { text: String(row.unfelt) }, precisionOf(row), latencyOf(row.latencyMs?.median),
    latencyOf(row.latencyMs?.p99), perDay(row.strangersPerDay), perDay(row.wrongPagesPerDay),
  ]), options);
}

const figures: readonly {
  readonly title: string; readonly drop?: number; readonly of: (row: Row) => Cell;
}[] = [
  { title: "RIGHT", of: rightOf }, { title: "LEVEL", of: levelOf, drop: 1 },
  { title: "WRONG", of: (row) => perDay(row.strangersPerDay), drop: 2 },
  { title: "MED", of: (row) => latencyOf(row.latencyMs?.median), drop: 3 },
  { title: "PAGES", of: (row) => perDay(row.wrongPagesPerDay) },
];

function besideEachOther(
  tuned: readonly Row[], scored: readonly Row[], options: TableOptions,
): string {
  const columns = figures.flatMap(({ title, drop }) => ["T", "S"].map((family): Column => ({
    title: `${title} ${family}`, right: true, ...(drop === undefined ? {} : { drop }),
  })));
  return formatTable([{ title: "FAULT" }, ...columns], tuned.map((row) => {
    const other = scored.find((each) => each.name === row.name);
    return [{ text: row.name }, ...figures.flatMap(({ of }) =>
      [of(row), other === undefined ? { text: "-" } : of(other)])];
  }), options);
}

function rightOf(row: Row): Cell {
  const isShort = row.recall !== undefined && row.recall < 1;
  return row.faults === 0
    ? { text: "-" } : { text: `${row.right}/${row.faults}`, tone: isShort ? "bad" : "good" };
}

function levelOf(row: Row): Cell {
  return { text: row.right === 0 ? "-" : `${row.rightLevel}/${row.right}` };
}

function precisionOf(row: Row): Cell {
  return { text: row.precision === undefined ? "-" : row.precision.toFixed(2) };
}

function latencyOf(ms: number | undefined): Cell {
  return { text: ms === undefined ? "-" : formatDuration(ms) };
}

function perDay(count: number): Cell {
  return { text: String(Math.round(count)) };
}
