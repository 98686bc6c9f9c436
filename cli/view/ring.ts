// The inside of one process's file: who it is, what is open, who waits for whom, what came last.

import type { ProcessFileRing } from "../../proto/process-rings.ts";
import type {
  ProcessFile, ProcessFileConnection, ProcessFileOperation,
} from "../../proto/process-tables.ts";
import { neverMs } from "../../proto/reading.ts";
import { unknownSize } from "../../proto/signature.ts";
import { formatBytes, formatDuration, formatFigure, plural } from "./figures.ts";
import { printableLine } from "./paint.ts";
import { type Column, formatTable, type TableOptions } from "./table.ts";

const recordsShown = 8;
const connectionsShown = 40;

export interface RingView extends ProcessFile {
  readonly file: string;
  /** Its process runs on this host, so that ages count to now and not to its last record. */
  readonly isAlive: boolean;
  readonly nowMs: number;
  readonly rings: readonly ProcessFileRing[];
}

export function formatRing(view: RingView, options: TableOptions): string {
  return [
    formatHeader(view, options), formatCommunicators(view, options), formatOpen(view, options),
    formatConnections(view, options), formatRings(view, options),
  ].filter((block) => block !== "").join("\n");
}

function formatHeader(view: RingView, { paint }: TableOptions): string {
  const { header } = view;
  const unknown = (value: number): string => (value < 0 ? "unknown" : String(value));
  const state = header.end.kind !== "running"
    ? `${header.end.kind} (code ${header.end.code}) ${header.end.reason}`.trim()
    : view.isAlive ? paint.good("running")
      : paint.bad("gone, without having said so; ages count to its last record");
  const mask = header.maskInForce === 0n ? paint.unknown("off") : "on";
  const dropped = Object.entries(header.dropped).filter(([, count]) => count > 0)
    .map(([what, count]) => `${what} ${count}`).join(", ");
  const phase = header.phase === "none" ? "" : `, phase ${header.phase} since ` +
    formatDuration(view.nowMs - header.phaseSinceMs);
  const lines: readonly (readonly [string, string])[] = [
    ["File", view.file],
    ["Process", `pid ${header.pid}, ${state}`],
    ["Command", header.command === "" ? "unknown" : header.command],
    ["Place", `job ${header.job}, node ${header.node}, host ${header.host}`],
    ["Rank", `${unknown(header.rank)} of ${unknown(header.worldSize)}, ` +
      `local ${unknown(header.localRank)}`],
    ["Library", `${header.library}; hook ${header.hook}, watching ${mask}`],
    ["Clock", `${header.clock.kind}, ${(header.clock.msPerTick * 1e6).toFixed(4)} ns a tick; ` +
      `opened ${formatDuration(view.nowMs - header.openedMs)} ago`],
    ["Step", header.step === 0 ? `none declared${phase}` : `${header.step}${phase}`],
    ["Dropped", dropped === "" ? "nothing" : paint.warn(dropped)],
    ...(header.firstError === "" ? [] : [["Error", paint.bad(printableLine(header.firstError))]] as
      const),
  ];
  return lines.map(([name, text]) => `${paint.strong(name.padEnd(9))} ${text}\n`).join("");
}

const communicatorColumns: readonly Column[] = [
  { title: "COMMUNICATOR" }, { title: "NAME", cutTo: 10, drop: 2 }, { title: "FROM" },
  { title: "STATE" }, { title: "RANK", right: true }, { title: "STARTED", right: true },
  { title: "COMPLETED", right: true }, { title: "LAST START", right: true },
  { title: "LAST END", right: true }, { title: "FUNCTIONS", cutTo: 20, drop: 1 },
];

function formatCommunicators(view: RingView, options: TableOptions): string {
  if (view.communicators.length === 0) return "No communicator.\n";
  return formatTable(communicatorColumns, view.communicators.map((each) => [
    { text: each.commId }, { text: each.name }, { text: each.framework },
    each.live ? { text: "live", tone: "good" } : { text: "closed", tone: "dim" },
    { text: `${each.rank}/${each.size === unknownSize ? "?" : each.size}` },
    { text: String(each.started) },
    { text: String(each.completed) }, { text: age(view, each.lastStartMs) },
    { text: age(view, each.lastEndMs) },
    { text: each.functions.map((totals) => `${totals.function} ${totals.completed}`).join(", ") },
  ]), options);
}

function formatOpen(view: RingView, options: TableOptions): string {
  const open = view.communicators.flatMap((communicator) => communicator.operations
    .filter((operation) => operation.endMs === neverMs)
    .map((operation) => ({ communicator, operation })));
  if (open.length === 0) return "No open operation.\n";
  return `Open operations:\n${formatTable([
    { title: "COMMUNICATOR" }, { title: "ORDINAL", right: true }, { title: "FUNCTION" },
    { title: "BYTES", right: true }, { title: "TYPE" }, { title: "PEER", right: true },
    { title: "AGE", right: true }, { title: "STATE" },
  ], open.map(({ communicator, operation }) => [
    { text: communicator.commId }, { text: String(operation.ordinal) },
    { text: operation.function }, { text: formatBytes(operation.bytes) },
    { text: operation.datatype }, { text: operation.peer < 0 ? "-" : String(operation.peer) },
    { text: age(view, operation.enqueueMs) },
    { text: operation.startMs === neverMs ? "enqueued" : "under way" },
  ]), options)}`;
}

const connectionColumns: readonly Column[] = [
  { title: "LANE" }, { title: "CH", right: true }, { title: "VIA", drop: 2 },
  { title: "READY", right: true }, { title: "POSTED", right: true }, { title: "DONE", right: true },
  { title: "BYTES", right: true }, { title: "GPU ms", right: true, drop: 1 },
  { title: "PEER ms", right: true }, { title: "NET ms", right: true },
  { title: "DATA ms", right: true }, { title: "WAITS NOW" },
];

/** Those that wait now come first, the longest before the others. */
function formatConnections(view: RingView, options: TableOptions): string {
  if (view.connections.length === 0) return "No connection.\n";
  const since = (each: ProcessFileConnection): number =>
    each.wait === "none" ? Number.POSITIVE_INFINITY : each.waitSinceMs;
  const shown = [...view.connections]
    .sort((left, right) => Math.sign(since(left) - since(right)) || left.slot - right.slot)
    .slice(0, connectionsShown);
  const rest = view.connections.length - shown.length;
  const ranks = new Map(view.communicators.map((each) => [each.slot, each.rank]));
  const note = rest > 0 ? `${plural(rest, "more connection")}; see -o json\n` : "";
  return formatTable(connectionColumns, shown.map((each) => {
    const own = ranks.get(each.communicatorSlot) ?? "?";
    const arrow = each.direction === "send" ? "→" : "←";
    return [
      { text: `${own} ${arrow} ${each.peer}` }, { text: String(each.channel) },
      { text: each.transport }, { text: String(each.readySteps) },
      { text: String(each.postedSteps) }, { text: String(each.doneSteps) },
      { text: formatBytes(each.doneBytes) }, { text: formatFigure(each.waitGpuMs) },
      { text: formatFigure(each.waitPeerMs) }, { text: formatFigure(each.waitNetworkMs) },
      { text: formatFigure(each.waitDataMs) },
      each.wait === "none" ? { text: "-" }
        : { text: `${each.wait} ${age(view, each.waitSinceMs)}`, tone: "warn" },
    ];
  }), options) + note;
}

function formatRings(view: RingView, options: TableOptions): string {
  const records = view.rings.flatMap((ring) => ring.records.map((record) => ({ ring, record })))
    .sort((left, right) => left.record.endMs - right.record.endMs);
  const totals = view.rings.map((ring) => `thread ${ring.threadId} ${ring.published}` +
    (ring.lapped + ring.torn > 0 ? ` (${ring.lapped} lapped, ${ring.torn} torn)` : ""));
  if (records.length === 0) return "No completed operation in the rings.\n";
  return `Completed operations, newest last (${totals.join(", ")}):\n${formatTable([
    { title: "COMMUNICATOR" }, { title: "ORDINAL", right: true }, { title: "FUNCTION" },
    { title: "BYTES", right: true }, { title: "QUEUED", right: true },
    { title: "TOOK", right: true }, { title: "ENDED", right: true },
  ], records.slice(-recordsShown).map(({ record }) => [
    { text: record.commId }, { text: String(record.ordinal) }, { text: record.function },
    { text: formatBytes(record.bytes) },
    { text: `${formatFigure(Math.max(0, record.startMs - record.enqueueMs))}ms` },
    { text: `${formatFigure(tookMs(record))}ms` },
    { text: `${age(view, record.endMs)} ago` },
  ]), options)}`;
}

function tookMs(record: Pick<ProcessFileOperation, "startMs" | "enqueueMs" | "endMs">): number {
  const begun = record.startMs === neverMs ? record.enqueueMs : record.startMs;
  return Math.max(0, record.endMs - begun);
}

function age(view: RingView, atMs: number): string {
  return atMs === neverMs ? "-" : formatDuration(Math.max(0, view.nowMs - atMs));
}
