// One job: its ranks and its communicators.

import type { CommunicatorView, Imbalance, JobDetail, RankView } from "../../proto/api.ts";
import { formatBytes, formatDuration, formatFigure, plural } from "./figures.ts";
import type { Tone } from "./paint.ts";
import { type Column, formatTable, type TableOptions, wrap } from "./table.ts";
import { formatJobs } from "./status.ts";

const rankColumns: readonly Column[] = [
  { title: "RANK", right: true }, { title: "NODE", cutTo: 10 }, { title: "PID", right: true },
  { title: "STATE" }, { title: "PHASE", drop: 3 }, { title: "OPERATION", cutTo: 12, drop: 1 },
  { title: "AGE", right: true }, { title: "LATE", right: true, drop: 2 },
  { title: "SENT/s", right: true, drop: 4 },
];

const communicatorColumns: readonly Column[] = [
  { title: "COMMUNICATOR" }, { title: "NAME", cutTo: 12 }, { title: "FROM" },
  { title: "SIZE", right: true }, { title: "MEMBERS", cutTo: 12, drop: 1 },
  { title: "STARTED", right: true }, { title: "COMPLETED", right: true },
  { title: "OPS/s", right: true },
];

const stateTones: Record<RankView["state"], Tone | undefined> = {
  running: "good", waiting: undefined, late: "bad", raised: "bad", finished: "dim",
  exited: "bad", gone: "bad", silent: "unknown", off: "unknown",
};

export function formatJob(job: JobDetail, options: TableOptions): string {
  return [
    formatJobs([job], [], options) + formatImbalance(job.imbalance, options),
    formatRanks(job.members, options),
    job.communicators.length === 0
      ? "No communicator seen yet.\n" : formatCommunicators(job.communicators, options),
  ].join("\n");
}

/** Said in words, so that nobody takes it for a host's fault. */
function formatImbalance({ turns, always }: Imbalance, { columns }: TableOptions): string {
  const percent = (fraction: number): string => `${Math.round(fraction * 100)} %`;
  const [latest] = always;
  const say = [
    ...(turns > 0 ? ["uneven work: ranks take turns at being late, by up to " +
      `${percent(turns)} of the time (sequences, experts); no host is to blame`]
      : []),
    ...(latest === undefined ? [] : [`uneven work: ${always.length === 1 ? "rank" : "ranks"} ` +
      `${formatRankSet(always.map(({ rank }) => rank))} ${
        always.length === 1 ? "is" : "are"} always late, by up to ` +
      `${percent(latest.fraction)} of the time (shards or stages of unlike size)`]),
  ];
  return say.flatMap((each) => wrap(each, columns)).map((line) => `${line}\n`).join("");
}

function formatRanks(members: readonly RankView[], options: TableOptions): string {
  if (members.length === 0) return "No rank seen yet.\n";
  return formatTable(rankColumns, members.map((member) => {
    const tone = stateTones[member.state];
    return [
      { text: String(member.rank) }, { text: member.node }, { text: String(member.pid) },
      { text: member.state, ...(tone === undefined ? {} : { tone }) },
      { text: member.phase === "none" ? "" : member.phase },
      { text: member.operation }, { text: formatDuration(member.operationAgeMs) },
      { text: formatLateness(member.latenessMs) },
      { text: member.sentBytesPerSecond === null ? "-" : formatBytes(member.sentBytesPerSecond) },
    ];
  }), options);
}

/** Means of an operation are fractions of a millisecond, standstills are minutes. */
function formatLateness(ms: number | null): string {
  if (ms === null) return "-";
  return ms < 1000 ? `${formatFigure(ms)}ms` : formatDuration(ms);
}

function formatCommunicators(
  communicators: readonly CommunicatorView[], options: TableOptions,
): string {
  return formatTable(communicatorColumns, communicators.map((each) => [
    { text: each.commId }, { text: each.name }, { text: each.framework },
    { text: String(each.size) }, { text: formatRankSet(each.members) },
    { text: String(each.started) }, { text: String(each.completed) },
    { text: formatFigure(each.operationsPerSecond) },
  ]), options);
}

/** `0-3,8,12-15`: also of thousands of ranks readable. */
export function formatRankSet(ranks: readonly number[]): string {
  const sorted = [...ranks].sort((left, right) => left - right);
  const runs: [number, number][] = [];
  for (const rank of sorted) {
    const last = runs.at(-1);
    if (last !== undefined && rank === last[1] + 1) last[1] = rank;
    else runs.push([rank, rank]);
  }
  if (runs.length > 8) return `${plural(sorted.length, "rank")}`;
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(",");
}
