// Clean days as people read them: how often somebody was woken for nothing, and what was suspected.

import type { DaysReport, Share } from "../../sim/days/report.ts";
import { formatFigure, plural } from "./figures.ts";
import { formatTable, type TableOptions } from "./table.ts";

export function formatDays(report: DaysReport, options: TableOptions): string {
  const { ranks, all: { hours, pages, suspicions, suspicionsPerDay } } = report;
  const head = `${plural(hours, "hour")} without a fault at ${plural(ranks, "rank")}: ` +
    `${plural(pages, "page")}, ${plural(suspicions, "suspicion")} ` +
    `(${formatFigure(suspicionsPerDay)} a day)\n`;
  const tables = [
    ["LAYOUT", report.byLayout] as const, ["SYNDROME", report.bySyndrome] as const,
  ].filter(([, shares]) => shares.length > 0);
  const woke = report.plays.flatMap((play) => play.pages.map((words) =>
    `woke somebody: ${words} (seed ${play.seed}, hour ${play.hour})\n`));
  return [head, ...tables.map(([title, shares]) => table(title, shares, options)),
    ...(woke.length > 0 ? [woke.join("")] : [])].join("\n");
}

function table(title: string, shares: readonly Share[], options: TableOptions): string {
  return formatTable([
    { title }, { title: "HOURS", right: true }, { title: "SUSPICIONS", right: true },
    { title: "A DAY", right: true }, { title: "PAGES", right: true },
  ], shares.map((share) => [
    { text: share.name }, { text: String(share.hours) }, { text: String(share.suspicions) },
    { text: formatFigure(share.suspicionsPerDay) },
    { text: String(share.pages), tone: share.pages > 0 ? "bad" : "good" },
  ]), options);
}
