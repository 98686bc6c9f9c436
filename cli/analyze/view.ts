// The post-mortem for a person: the verdict, why, who waits for whom, and what was not there.

import type { PostMortem } from "../../controller/postmortem/recorder/analyse.ts";
import { rangesText, ranksText, type PathStep }
  from "../../controller/postmortem/recorder/story.ts";
import { formatTable, type Column, type TableOptions } from "../view/table.ts";
import { teller } from "./tell.ts";

/** What `-o json` prints. */
export interface RecorderReport extends PostMortem {
  readonly files: {
    readonly read: number;
    readonly problems: readonly { readonly file: string; readonly error: string }[];
  };
}

const stepsMax = 40;

export function formatPostMortem(report: RecorderReport, options: TableOptions): string {
  const { paint } = options;
  const tell = teller(options);
  const { verdict, ranks, suspects } = report;
  const seen = `${ranks.read.length} of ${ranks.expected} ranks left a dump`;
  if (verdict === undefined) {
    const word = report.kind === "nothing" ? paint.good("nothing wrong") : paint.unknown("unknown");
    return `${word}\n${tell("Because", [report.note])}${tell("Dumps", [seen, ...gaps(report)])}` +
      formatPath(report.path, options);
  }
  const names = ranksText(suspects.map(({ rank }) => rank));
  return [
    `${paint.bad(verdict.syndrome)}  ${paint.strong(names)}\n`,
    tell("Sure", [`confidence ${verdict.confidence.toFixed(2)}, level ${verdict.level}`]),
    tell("Because", [verdict.reason]),
    tell("Dumps", [seen, ...gaps(report)]),
    ...suspects.map(({ rank, evidence }) => `\n${tell(`rank ${rank}`, evidence)}`),
    formatPath(report.path, options),
  ].join("");
}

function gaps({ ranks }: RecorderReport): readonly string[] {
  return [
    { list: ranks.empty, text: "empty: nothing recorded as open" },
    { list: ranks.missing, text: "missing: no dump, which may mean a dead rank or a lost file" },
    { list: ranks.unreadable, text: "unreadable: there is a file, and it is no whole dump" },
  ].flatMap(({ list, text }) => list.length === 0 ? [] : [`${ranksText(list)} ${text}`]);
}

const whys: Readonly<Record<PathStep["why"], string>> = {
  absent: "never scheduled it",
  behind: "held before it",
  unstarted: "device never began it",
  together: "all are in it",
  lost: "left no dump",
  unnamed: "not recorded",
};

const pathColumns: readonly Column[] = [
  { title: "WAITING" }, { title: "FOR" }, { title: "WHO" }, { title: "IN", cutTo: 18 },
  { title: "GROUP" }, { title: "", cutTo: 12, drop: 1 },
];

function formatPath(path: readonly PathStep[], options: TableOptions): string {
  if (path.length === 0) return "";
  const rows = path.slice(0, stepsMax).map((step) => [
    { text: rangesText(step.waiting) }, { text: rangesText(step.for) }, { text: whys[step.why] },
    { text: step.operation }, { text: step.group }, { text: step.description },
  ]);
  const more = path.length - rows.length;
  return `\n${formatTable(pathColumns, rows, options)}${more > 0 ? `and ${more} more rows\n` : ""}`;
}
