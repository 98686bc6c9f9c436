// What an agent reads of one process: the file that the hook of a simulated rank would have
// written, as the parser of process files gives it. Everything after this is the production agent.
//
// The agent keeps nothing of a reading, so all hosts' readings are written on the same few sheets,
// one for each process that a host may have. A file of its own for every rank would be more memory
// than a cache holds, and walking through all of it once a second was most of what a reading cost.

import { neverMs } from "../../proto/reading.ts";
import { collectiveFunctions } from "../../proto/signature.ts";
import type { NodeName, ProcessId } from "../../proto/ids.ts";
import type { ProcessFileHeader } from "../../proto/process-file.ts";
import type {
  ProcessFile, ProcessFileCommunicator, ProcessFileConnection, ProcessFileOperation,
  ProcessFileTotals,
} from "../../proto/process-tables.ts";
import type { ProcessReading } from "../../agent/core/reading.ts";
import { groupKinds, type Group } from "../job/groups.ts";
import {
  functionAt, functionPlace, memberAt, memberPlace, recentAt, recentPlace, type Lane, type Members,
} from "../job/ledger.ts";
import { accountCpu } from "../job/run.ts";
import type { Worker, World } from "../job/world.ts";

/** A host: its name, and its clock, which agrees with no other. */
export interface Host {
  readonly index: number;
  readonly node: NodeName;
  /** Its CLOCK_MONOTONIC at the world's zero. */
  readonly clockMs: number;
}

/** A process as its host knows it: what of the job's ledger its hook would write down. */
export interface Desk {
  readonly worker: Worker;
  readonly process: ProcessId;
  readonly header: Writable<ProcessFileHeader>;
  /** By slot. */
  readonly communicators: readonly CommunicatorSeat[];
  readonly connections: readonly ConnectionSeat[];
}

interface CommunicatorSeat {
  readonly group: Group;
  /** Rank within the group. */
  readonly index: number;
}

interface ConnectionSeat {
  readonly lane: Lane;
  readonly communicatorSlot: number;
  readonly isSender: boolean;
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** What one reading is written on, and written over by the next. */
export interface Sheet {
  readonly reading: Writable<ProcessReading>;
  readonly file: Writable<ProcessFile>;
  readonly communicators: CommunicatorForm[];
  readonly connections: Writable<ProcessFileConnection>[];
}

interface CommunicatorForm extends Writable<ProcessFileCommunicator> {
  readonly functions: Writable<ProcessFileTotals>[];
  readonly operations: Writable<ProcessFileOperation>[];
}

export function processIdOf(worker: Worker): ProcessId {
  return `${1_000 + worker.rank}-${77_000 + worker.rank}` as ProcessId;
}

export function openDesk(world: World, host: Host, worker: Worker): Desk {
  const communicators: CommunicatorSeat[] = [];
  for (const kind of groupKinds) {
    const group = world.groups.of[kind][worker.rank];
    if (group === undefined) continue;
    communicators.push({ group, index: world.groups.index[kind][worker.rank] ?? 0 });
  }
  const connections = (world.ledger.ofRank[worker.rank] ?? []).map((lane) => ({
    lane, isSender: lane.group.ranks[lane.from] === worker.rank,
    communicatorSlot: communicators.findIndex((each) => each.group === lane.group),
  }));
  const header = headerOf(world, host, worker);
  return { worker, process: processIdOf(worker), header, communicators, connections };
}

export function newSheet({ process, header }: Desk): Sheet {
  const communicators: CommunicatorForm[] = [];
  const connections: Writable<ProcessFileConnection>[] = [];
  const file = { header, communicators, connections, torn: 0 };
  const reading = { process, nowMs: 0, runState: "?", cpuMs: 0, sockets: [], file };
  return { reading, file, communicators, connections };
}

/** The reading of now. */
export function readOn(sheet: Sheet, world: World, host: Host, desk: Desk): ProcessReading {
  const { worker, header } = desk;
  const { reading, file } = sheet;
  accountCpu(world, worker);
  const isSeen = world.scenario.witnesses === "all";
  reading.process = desk.process;
  reading.nowMs = host.clockMs + world.nowMs;
  reading.runState = !isSeen ? "?" : worker.state === "frozen" ? "T" : "S";
  reading.cpuMs = isSeen ? Math.round(worker.cpuMs) : 0;
  const inPhase = worker.phase !== "none" && worker.phaseUntilMs > world.nowMs;
  header.phase = inPhase ? worker.phase : "none";
  header.phaseSinceMs = worker.phase === "none" ? neverMs
    : host.clockMs + (inPhase ? worker.phaseSinceMs : worker.phaseUntilMs);
  header.beatMs = beatOf(world, host, worker);
  file.header = header;
  desk.communicators.forEach((seat, slot) => {
    const form = sheet.communicators[slot] ??= emptyCommunicator(slot);
    fillCommunicator(form, world, host, seat);
  });
  sheet.communicators.length = desk.communicators.length;
  desk.connections.forEach((seat, slot) => {
    const form = sheet.connections[slot] ??= emptyConnection(slot);
    fillConnection(form, world, host, seat);
  });
  sheet.connections.length = desk.connections.length;
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

function emptyCommunicator(slot: number): CommunicatorForm {
  return {
    slot, generation: 1, live: true, framework: "nccl", commId: "" as Group["commId"], rank: 0,
    size: 0, nodes: 1, name: "", createdMs: 0, started: 0, completed: 0, lastStartMs: neverMs,
    lastEndMs: neverMs, occupiedMs: 0, occupiedSinceMs: neverMs, functions: [], operations: [],
  };
}

function fillCommunicator(
  form: CommunicatorForm, world: World, host: Host, { group, index }: CommunicatorSeat,
): void {
  const { members } = world.ledger;
  const member = group.base + index;
  const place = memberPlace(member);
  const isOpen = (members[place + memberAt.open] ?? 0) > 0;
  form.framework = world.scenario.job.framework;
  form.commId = group.commId;
  form.rank = index;
  form.size = group.ranks.length;
  form.name = group.name;
  form.createdMs = host.clockMs;
  form.started = members[place + memberAt.started] ?? 0;
  form.completed = members[place + memberAt.completed] ?? 0;
  form.lastStartMs = onClock(host, members[place + memberAt.lastStartMs] ?? -1);
  form.lastEndMs = onClock(host, members[place + memberAt.lastEndMs] ?? -1);
  form.occupiedMs = members[place + memberAt.occupiedMs] ?? 0;
  form.occupiedSinceMs = isOpen
    ? onClock(host, members[place + memberAt.occupiedSinceMs] ?? -1) : neverMs;
  fillTotals(form.functions, members, member);
  fillOperations(form.operations, members, member, host);
}

/** Only functions that were called, in the order of their codes. */
function fillTotals(
  forms: Writable<ProcessFileTotals>[], members: Members, member: number,
): void {
  let count = 0;
  const called = members[memberPlace(member) + memberAt.functions] ?? 0;
  for (let code = 0; called >> code > 0; code += 1) {
    if ((called & (1 << code)) === 0) continue;
    const place = functionPlace(member, code);
    const form = forms[count] ??= {
      function: "unknown", started: 0, completed: 0, bytes: 0, busyMs: 0,
    };
    count += 1;
    form.function = collectiveFunctions[code] ?? "unknown";
    form.started = members[place + functionAt.calls] ?? 0;
    form.completed = members[place + functionAt.returns] ?? 0;
    form.bytes = members[place + functionAt.bytes] ?? 0;
    form.busyMs = members[place + functionAt.busyMs] ?? 0;
  }
  forms.length = count;
}

function fillOperations(
  forms: Writable<ProcessFileOperation>[], members: Members, member: number, host: Host,
): void {
  const count = members[memberPlace(member) + memberAt.recent] ?? 0;
  for (let at = 0; at < count; at += 1) {
    const place = recentPlace(members, member, at);
    const form = forms[at] ??= {
      ordinal: 0, function: "unknown", datatype: "bfloat16", pointToPoint: false, graph: false,
      peer: -1, sequence: 0, bytes: 0, enqueueMs: 0, startMs: 0, endMs: neverMs,
    };
    form.ordinal = members[place + recentAt.ordinal] ?? 0;
    form.function = collectiveFunctions[members[place + recentAt.function] ?? 0] ?? "unknown";
    form.peer = members[place + recentAt.peer] ?? -1;
    form.pointToPoint = form.peer >= 0;
    form.sequence = form.ordinal;
    form.bytes = members[place + recentAt.bytes] ?? 0;
    form.enqueueMs = onClock(host, members[place + recentAt.startMs] ?? 0);
    form.startMs = form.enqueueMs;
    form.endMs = onClock(host, members[place + recentAt.endMs] ?? -1);
  }
  forms.length = count;
}

function emptyConnection(slot: number): Writable<ProcessFileConnection> {
  return {
    slot, live: true, communicatorSlot: 0, commId: "" as Group["commId"], peer: 0, channel: 0,
    direction: "send", transport: "network", localPort: 0, remotePort: 0, createdMs: 0,
    operations: 0, readySteps: 0, readyBytes: 0, postedSteps: 0, postedBytes: 0, doneSteps: 0,
    doneBytes: 0, lastReadyMs: neverMs, lastPostedMs: neverMs, lastDoneMs: neverMs, waitGpuMs: 0,
    waitPeerMs: 0, waitNetworkMs: 0, waitDataMs: 0, wait: "none", waitSinceMs: neverMs,
    longestWaitMs: 0, repolls: 0, heardSteps: 0, streamingMs: 0, streamingBytes: 0,
  };
}

function fillConnection(
  form: Writable<ProcessFileConnection>, world: World, host: Host, seat: ConnectionSeat,
): void {
  const { lane, isSender } = seat;
  const end = isSender ? lane.sent : lane.received;
  const { ahead } = end;
  const isTcp = world.scenario.job.framework === "gloo";
  const owner = world.workers[lane.group.ranks[isSender ? lane.from : lane.to] ?? -1];
  const isMoving = ahead?.isMoving === true && owner?.state === "running";
  const lastMs = onClock(host, isMoving ? world.nowMs : end.lastMs);
  form.communicatorSlot = seat.communicatorSlot;
  form.commId = lane.group.commId;
  form.peer = isSender ? lane.to : lane.from;
  form.direction = isSender ? "send" : "receive";
  form.transport = isTcp ? "tcp" : "network";
  form.createdMs = host.clockMs;
  form.readySteps = end.ready + (ahead?.ready ?? 0);
  form.postedSteps = end.posted + (ahead?.posted ?? 0);
  form.doneSteps = end.done + (ahead?.done ?? 0);
  form.readyBytes = form.postedBytes = form.doneBytes = end.bytes;
  form.lastReadyMs = form.lastPostedMs = form.lastDoneMs = lastMs;
  form.waitGpuMs = end.gpuMs;
  form.waitPeerMs = end.peerMs;
  form.waitNetworkMs = end.networkMs;
  form.waitDataMs = end.dataMs;
  form.wait = ahead?.wait ?? "none";
  form.waitSinceMs = ahead === undefined || ahead.wait === "none"
    ? neverMs : host.clockMs + ahead.sinceMs;
  // NCCL shows no words of the peer; over TCP a stream is timed where it arrives.
  form.heardSteps = isTcp ? end.heard + (ahead?.heard ?? 0) : 0;
  form.streamingMs = isTcp && !isSender ? end.streamingMs : 0;
  form.streamingBytes = isTcp && !isSender ? end.bytes : 0;
}
