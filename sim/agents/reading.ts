// What an agent reads of one process: the file that the hook of a simulated rank would have
// written, as the parser of process files gives it. Everything after this is the production agent.
//
// Like the real file it is one piece of memory for life, written over at each look: the agent keeps
// nothing of a reading, and a thousand ranks read once a second would be mostly garbage otherwise.

import { neverMs } from "../../proto/reading.ts";
import { collectiveFunctions } from "../../proto/signature.ts";
import type { NodeName, ProcessId } from "../../proto/ids.ts";
import type { ProcessFileHeader } from "../../proto/process-file.ts";
import type {
  ProcessFileCommunicator, ProcessFileConnection, ProcessFileOperation, ProcessFileTotals,
} from "../../proto/process-tables.ts";
import type { ProcessReading } from "../../agent/core/reading.ts";
import { groupKinds, type Group } from "../job/groups.ts";
import type { Lane, LaneEnd } from "../job/ledger.ts";
import { accountCpu } from "../job/run.ts";
import type { Worker, World } from "../job/world.ts";

/** A host: its name, and its clock, which agrees with no other. */
export interface Host {
  readonly index: number;
  readonly node: NodeName;
  /** Its CLOCK_MONOTONIC at the world's zero. */
  readonly clockMs: number;
}

export function processIdOf(worker: Worker): ProcessId {
  return `${1_000 + worker.rank}-${77_000 + worker.rank}` as ProcessId;
}

/** A process's file, and what it was made from. */
export interface Desk {
  readonly worker: Worker;
  readonly reading: Writable<ProcessReading>;
  readonly header: Writable<ProcessFileHeader>;
  readonly communicators: readonly CommunicatorEntry[];
  readonly connections: readonly ConnectionEntry[];
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

interface CommunicatorEntry {
  /** Place in arrays over all members. */
  readonly member: number;
  readonly shown: Writable<ProcessFileCommunicator>;
  readonly totals: Writable<ProcessFileTotals>[];
  readonly operations: Writable<ProcessFileOperation>[];
}

interface ConnectionEntry {
  readonly end: LaneEnd;
  readonly isSender: boolean;
  readonly shown: Writable<ProcessFileConnection>;
}

export function openDesk(world: World, host: Host, worker: Worker): Desk {
  const slots = new Map<Group, number>();
  const communicators: CommunicatorEntry[] = [];
  for (const kind of groupKinds) {
    const group = world.groups.of[kind][worker.rank];
    if (group === undefined) continue;
    slots.set(group, communicators.length);
    const index = world.groups.index[kind][worker.rank] ?? 0;
    communicators.push(communicatorEntry(world, host, group,
      { slot: communicators.length, index }));
  }
  const connections = (world.ledger.ofRank[worker.rank] ?? []).map((lane, slot) =>
    connectionEntry(world, host, lane, {
      slot, communicatorSlot: slots.get(lane.group) ?? 0,
      isSender: lane.group.ranks[lane.from] === worker.rank,
    }));
  const header = headerOf(world, host, worker);
  return {
    worker, header, communicators, connections,
    reading: {
      process: processIdOf(worker), nowMs: 0, runState: "?", cpuMs: 0, sockets: [],
      file: {
        header, communicators: communicators.map((each) => each.shown), torn: 0,
        connections: connections.map((each) => each.shown),
      },
    },
  };
}

/** The reading of now; the next one writes over it. */
export function readAt(world: World, host: Host, desk: Desk): ProcessReading {
  const { worker, reading, header } = desk;
  accountCpu(world, worker);
  const isSeen = world.scenario.witnesses === "all";
  reading.nowMs = host.clockMs + world.nowMs;
  reading.runState = !isSeen ? "?" : worker.state === "frozen" ? "T" : "S";
  reading.cpuMs = isSeen ? Math.round(worker.cpuMs) : 0;
  const inPhase = worker.phase !== "none" && worker.phaseUntilMs > world.nowMs;
  header.phase = inPhase ? worker.phase : "none";
  header.phaseSinceMs = worker.phase === "none" ? neverMs
    : host.clockMs + (inPhase ? worker.phaseSinceMs : worker.phaseUntilMs);
  header.beatMs = beatOf(world, host, worker);
  for (const each of desk.communicators) showCommunicator(world, host, each);
  const isTcp = world.scenario.job.framework === "gloo";
  for (const each of desk.connections) showConnection(host, each, isTcp);
  return reading;
}

function headerOf(world: World, host: Host, worker: Worker): Writable<ProcessFileHeader> {
  const { job, cluster } = world.scenario;
  return {
    pid: 1_000 + worker.rank, rank: worker.rank,
    localRank: worker.rank % cluster.devicesPerNode, worldSize: world.ranks,
    startTicks: 77_000 + worker.rank, openedMs: host.clockMs,
    clock: { kind: "monotonic", baseLow: 0, baseHigh: 0, baseMs: 0, msPerTick: 1e-6 },
    framework: job.framework, abiVersion: 6, job: job.name, node: host.node,
    library: job.framework, hook: "sim", host: host.node, command: "train",
    end: { kind: "running" }, dropped: noneDropped, maskInForce: 94n, controlGeneration: 0n,
    phase: "none", phaseSinceMs: neverMs, phaseCount: 0, step: 0, beatMs: neverMs, firstError: "",
    used: { communicators: 4, connections: 8, rings: 0 },
  };
}

/** gloo's loop turns every 10 ms in a process that runs; NCCL's is not to be seen. */
function beatOf(world: World, host: Host, worker: Worker): number {
  if (world.scenario.job.framework !== "gloo") return neverMs;
  return host.clockMs + (worker.state === "frozen" ? worker.frozenMs : world.nowMs);
}

const noneDropped: ProcessFileHeader["dropped"] = {
  communicators: 0, connections: 0, rings: 0, operations: 0, foreignContexts: 0, badHandles: 0,
  forks: 0, chainErrors: 0,
};

function onClock(host: Host, ms: number): number {
  return ms < 0 ? neverMs : host.clockMs + ms;
}

function communicatorEntry(
  world: World, host: Host, group: Group,
  at: { readonly slot: number; readonly index: number },
): CommunicatorEntry {
  const totals: ProcessFileTotals[] = [];
  const operations: ProcessFileOperation[] = [];
  return {
    member: group.base + at.index, totals, operations,
    shown: {
      slot: at.slot, generation: 1, live: true, framework: world.scenario.job.framework,
      commId: group.commId, rank: at.index, size: group.ranks.length, nodes: 1, name: group.name,
      createdMs: host.clockMs, started: 0, completed: 0, lastStartMs: neverMs, lastEndMs: neverMs,
      occupiedMs: 0, occupiedSinceMs: neverMs, functions: totals, operations,
    },
  };
}

function showCommunicator(world: World, host: Host, entry: CommunicatorEntry): void {
  const { members } = world.ledger;
  const { member, shown } = entry;
  const isOpen = (members.open[member] ?? 0) > 0;
  shown.started = members.started[member] ?? 0;
  shown.completed = members.completed[member] ?? 0;
  shown.lastStartMs = onClock(host, members.lastStartMs[member] ?? -1);
  shown.lastEndMs = onClock(host, members.lastEndMs[member] ?? -1);
  shown.occupiedMs = members.occupiedMs[member] ?? 0;
  shown.occupiedSinceMs = isOpen
    ? onClock(host, members.occupiedSinceMs[member] ?? -1) : neverMs;
  showTotals(world, entry);
  showOperations(world, host, entry);
}

/** Only functions that were called, in the order of their codes. */
function showTotals(world: World, { member, totals }: CommunicatorEntry): void {
  const { members } = world.ledger;
  let count = 0;
  for (let code = 0; code < collectiveFunctions.length; code += 1) {
    const place = member * collectiveFunctions.length + code;
    const started = members.calls[place] ?? 0;
    if (started === 0) continue;
    const shown = totals[count] ??= {
      function: "unknown", started: 0, completed: 0, bytes: 0, busyMs: 0,
    };
    count += 1;
    shown.function = collectiveFunctions[code] ?? "unknown";
    shown.started = started;
    shown.completed = members.returns[place] ?? 0;
    shown.bytes = members.bytes[place] ?? 0;
    shown.busyMs = members.busyMs[place] ?? 0;
  }
}

function showOperations(world: World, host: Host, { member, operations }: CommunicatorEntry): void {
  const recent = world.ledger.members.recent[member] ?? [];
  for (let at = 0; at < recent.length; at += 1) {
    const each = recent[at];
    if (each === undefined) break;
    const shown = operations[at] ??= {
      ordinal: 0, function: "unknown", datatype: "bfloat16", pointToPoint: false, graph: false,
      peer: -1, sequence: 0, bytes: 0, enqueueMs: 0, startMs: 0, endMs: neverMs,
    };
    shown.ordinal = each.ordinal;
    shown.function = each.function;
    shown.pointToPoint = each.peer >= 0;
    shown.peer = each.peer;
    shown.sequence = each.ordinal;
    shown.bytes = each.bytes;
    shown.enqueueMs = onClock(host, each.startMs);
    shown.startMs = shown.enqueueMs;
    shown.endMs = onClock(host, each.endMs);
  }
}

function connectionEntry(
  world: World, host: Host, lane: Lane,
  at: { readonly slot: number; readonly communicatorSlot: number; readonly isSender: boolean },
): ConnectionEntry {
  const isTcp = world.scenario.job.framework === "gloo";
  return {
    end: at.isSender ? lane.sent : lane.received, isSender: at.isSender,
    shown: {
      slot: at.slot, live: true, communicatorSlot: at.communicatorSlot,
      commId: lane.group.commId, peer: at.isSender ? lane.to : lane.from, channel: 0,
      direction: at.isSender ? "send" : "receive", transport: isTcp ? "tcp" : "network",
      localPort: 0, remotePort: 0, createdMs: host.clockMs, operations: 0,
      readySteps: 0, readyBytes: 0, postedSteps: 0, postedBytes: 0, doneSteps: 0, doneBytes: 0,
      lastReadyMs: neverMs, lastPostedMs: neverMs, lastDoneMs: neverMs,
      waitGpuMs: 0, waitPeerMs: 0, waitNetworkMs: 0, waitDataMs: 0, wait: "none",
      waitSinceMs: neverMs, longestWaitMs: 0, repolls: 0, heardSteps: 0, streamingMs: 0,
      streamingBytes: 0,
    },
  };
}

function showConnection(
  host: Host, { end, isSender, shown }: ConnectionEntry, isTcp: boolean,
): void {
  const { ahead } = end;
  shown.readySteps = end.ready + (ahead?.ready ?? 0);
  shown.postedSteps = end.posted + (ahead?.posted ?? 0);
  shown.doneSteps = end.done + (ahead?.done ?? 0);
  shown.readyBytes = end.bytes;
  shown.postedBytes = end.bytes;
  shown.doneBytes = end.bytes;
  shown.lastReadyMs = onClock(host, end.lastMs);
  shown.lastPostedMs = shown.lastReadyMs;
  shown.lastDoneMs = shown.lastReadyMs;
  shown.waitGpuMs = end.gpuMs;
  shown.waitPeerMs = end.peerMs;
  shown.waitNetworkMs = end.networkMs;
  shown.waitDataMs = end.dataMs;
  shown.wait = ahead?.wait ?? "none";
  shown.waitSinceMs = ahead === undefined || ahead.wait === "none"
    ? neverMs : host.clockMs + ahead.sinceMs;
  if (!isTcp) return;
  // NCCL shows no words of the peer; over TCP a stream is timed where it arrives.
  shown.heardSteps = end.heard + (ahead?.heard ?? 0);
  shown.streamingMs = isSender ? 0 : end.streamingMs;
  shown.streamingBytes = isSender ? 0 : end.bytes;
}
