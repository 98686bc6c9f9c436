// Tables of plays, for people: on the terminal and as a page.

import type { Play } from "./judge.ts";

const marks = {
  right: "right", late: "LATE", noisy: "NOISY", wrong: "WRONG", silent: "MISSED",
} as const;

export function seconds(value: number | undefined): string {
  return value === undefined ? "-" : `${(value / 1000).toFixed(1)} s`;
}

export function terminalTable(plays: readonly Play[], skipped: readonly string[]): string {
  const rows = [
    ["FAULT", "VERDICT", "JUDGED", "AFTER", "CLOSED"],
    ...plays.map((play) => [
      play.fault, play.said, marks[play.outcome], seconds(play.answeredMs), seconds(play.closedMs),
    ]),
    ...skipped.map((line) => [line, "", "skipped", "", ""]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...rows.map((row) => [...(row[column] ?? "")].length)));
  const lines = rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd());
  const right = plays.filter((play) => play.outcome === "right").length;
  const left = skipped.length === 0 ? "" : `, ${skipped.length} skipped`;
  return [
    "What was broken, and what C4 said", "", ...lines, "",
    `${right} of ${plays.length} right${left}`,
  ].join("\n");
}

interface Summary {
  readonly fault: string;
  readonly right: number;
  readonly runs: number;
  readonly medianMs: number | undefined;
  readonly longestMs: number | undefined;
  readonly closedMedianMs: number | undefined;
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function summaryOf(fault: string, plays: readonly Play[]): Summary {
  const answered = plays.flatMap((play) => play.answeredMs === undefined ? [] : [play.answeredMs]);
  const closed = plays.flatMap((play) => play.closedMs === undefined ? [] : [play.closedMs]);
  return {
    fault, runs: plays.length,
    right: plays.filter((play) => play.outcome === "right").length,
    medianMs: median(answered), closedMedianMs: median(closed),
    longestMs: answered.length === 0 ? undefined : Math.max(...answered),
  };
}

export interface Campaign {
  readonly day: string;
  /** As git names it, with `-dirty` where the work tree differs. */
  readonly commit: string;
  readonly runs: number;
  /** Jobs at a time, and jobs in all. */
  readonly lanes: number;
  readonly jobs: number;
  readonly tookMs: number;
  readonly machine: string;
}

/** What the figures of a page hold for. */
export function contextLines(campaign: Campaign): readonly string[] {
  const { day, commit, runs, lanes, jobs, tookMs, machine } = campaign;
  return [
    `Written ${day} at commit ${commit}: ${runs} ${runs === 1 ? "run" : "runs"} a fault,`,
    `${jobs} ${jobs === 1 ? "job" : "jobs"}, ${lanes} at a time, ` +
      `in ${(tookMs / 60_000).toFixed(1)} minutes,`,
    `on ${machine}.`,
  ];
}

/** The page of docs: a summary, then every run as it was. */
export function page(
  plays: readonly Play[], context: readonly string[], skipped: readonly string[],
): string {
  const names = [...new Set(plays.map((play) => play.fault))];
  const summaries = names.map((name) =>
    summaryOf(name, plays.filter((play) => play.fault === name)));
  return [
    "# The fault campaign",
    "",
    "Every fault is done for real to a running four-rank gloo job (PyTorch DDP) under `c4 run`,",
    "and every run is listed: no retries. `make campaign` writes this page. LATE: the right answer",
    "came after its bound, or its level stayed open. NOISY: the right answer came, and something",
    "else was said too (an innocent named, or the culprit under another syndrome), before it or",
    "until the job was calm again, or the right thing was said in two incidents. `stop+nats`: the",
    "same, and that part of C4 is killed (SIGKILL) as the fault begins; its bound is 5 s longer.",
    "",
    ...context,
    "",
    "| fault | right | median | longest | level closed (median) |",
    "|---|---|---|---|---|",
    ...summaries.map((each) =>
      `| ${each.fault} | ${each.right} of ${each.runs} | ${seconds(each.medianMs)} | ` +
      `${seconds(each.longestMs)} | ${seconds(each.closedMedianMs)} |`),
    ...skipped.map((each) => `| ${each} | not played | | | |`),
    "",
    "## Every run",
    "",
    "| fault | verdict | | after | closed | remark |",
    "|---|---|---|---|---|---|",
    ...plays.map((play) =>
      `| ${play.fault} | ${play.said} | ${marks[play.outcome]} | ${seconds(play.answeredMs)} | ` +
      `${seconds(play.closedMs)} | ${play.why} |`),
    "",
  ].join("\n");
}
