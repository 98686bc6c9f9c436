// The score as people read it: a line for each fault.

import type { Row } from "../../sim/score/tally.ts";
import type { ScoreReport } from "../commands/sim-matrix.ts";
import { formatDuration, plural } from "./figures.ts";
import { formatTable, type Cell, type TableOptions } from "./table.ts";

export function formatScore(report: ScoreReport, options: TableOptions): string {
  const plays = report.byFault.reduce((total, row) => total + row.plays, 0);
  const head = `${plural(plays, "play")} at ${plural(report.ranks, "rank")}, ` +
    `seeds 1 to ${report.seeds}: five layouts, calm and rough\n`;
  return `${head}\n${formatTable([
    { title: "FAULT" }, { title: "PLAYS", right: true }, { title: "RIGHT", right: true },
    { title: "LEVEL", right: true }, { title: "UNFELT", right: true, drop: 2 },
    { title: "PRECISION", right: true }, { title: "MEDIAN", right: true },
    { title: "P99", right: true }, { title: "WRONG/DAY", right: true, drop: 1 },
    { title: "PAGES/DAY", right: true },
  ], report.byFault.map(cellsOf), options)}`;
}

function cellsOf(row: Row): readonly Cell[] {
  const isShort = row.recall !== undefined && row.recall < 1;
  const latency = (ms: number | undefined): Cell =>
    ({ text: ms === undefined ? "-" : formatDuration(ms) });
  return [
    { text: row.name }, { text: String(row.plays) },
    row.faults === 0
      ? { text: "-" } : { text: `${row.right}/${row.faults}`, tone: isShort ? "bad" : "good" },
    { text: row.right === 0 ? "-" : `${row.rightLevel}/${row.right}` },
    { text: String(row.unfelt) },
    { text: row.precision === undefined ? "-" : row.precision.toFixed(2) },
    latency(row.latencyMs?.median), latency(row.latencyMs?.p99),
    { text: String(Math.round(row.strangersPerDay)) },
    { text: String(Math.round(row.wrongPagesPerDay)) },
  ];
}
