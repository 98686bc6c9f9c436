// From two readings of one process to its signature.
//
// The counters in the file are cumulative, and so are those in the signature; the former reading
// is needed for one thing only: nothing may run backwards. A reading is a copy of memory that is
// being written, and the wait under way is added to what waited before: when the copy falls between
// the writer's "a new wait begins now" and its "so much was waited", the sum is short by one wait.
// It is never too long, because the writer moves the beginning first and the copy goes upwards. So
// the larger of the two readings is the truth.

import { ageMs, neverMs } from "../../proto/reading.ts";
import type { ProcessFile, ProcessFileCommunicator, ProcessFileConnection, ProcessFileOperation }
  from "../../proto/process-tables.ts";
import {
  openOperationsMax, recentOperationsMax, type CommunicatorSignature, type ConnectionSignature,
  type FunctionTotals, type OperationSignature, type ProcessSignature, type WaitKind,
} from "../../proto/signature.ts";
import type { InstantMs, ProcessIdentity, ProcessReading } from "./reading.ts";

export interface SignatureBounds {
  readonly connectionsMax: number;
  readonly socketsMax: number;
  /** Newest shapes of each communicator. */
  readonly recentMax: number;
}

export interface Omitted {
  sockets: number;
  shapes: number;
}

/** What the next signature of the process is compared with; changed by `processSignature`. */
export interface Former {
  /** By slot, which another communicator or connection may have been given since. */
  readonly communicators: Map<number, FormerCommunicator>;
  readonly connections: Map<number, FormerConnection>;
}

interface FormerCommunicator {
  generation: number;
  signature: CommunicatorSignature;
}

/** What only rises, as it was shown. */
interface FormerConnection {
  createdMs: InstantMs;
  streamingMs: number;
  waitGpuMs: number;
  waitPeerMs: number;
  waitNetworkMs: number;
  waitDataMs: number;
}

export function noFormer(): Former {
  return { communicators: new Map(), connections: new Map() };
}

export interface Signed {
  readonly signature: ProcessSignature;
  /** What the bounds left out; connections that they left out are in `signature.dropped`. */
  readonly omitted: Omitted;
}

export function processSignature(
  identity: ProcessIdentity, reading: ProcessReading, former: Former, bounds: SignatureBounds,
): Signed {
  const { file, nowMs } = reading;
  const { header } = file;
  const omitted: Omitted = { sockets: 0, shapes: 0 };
  const communicators: CommunicatorSignature[] = [];
  for (const each of file.communicators) {
    communicators.push(communicatorSignature(each, former, nowMs, bounds.recentMax));
    const shapes = Math.min(each.operations.length, recentOperationsMax);
    omitted.shapes += Math.max(0, shapes - bounds.recentMax);
  }
  const connections: ConnectionSignature[] = [];
  let left = 0;
  // By slot, which is the order of creation: a choice that changed from window to window would
  // make sums over connections jump.
  for (const each of file.connections) {
    if (!each.live) continue;
    if (connections.length >= bounds.connectionsMax) left += 1;
    else connections.push(connectionSignature(each, former, nowMs));
  }
  const sockets = reading.sockets.slice(0, bounds.socketsMax);
  omitted.sockets = reading.sockets.length - sockets.length;
  const signature: ProcessSignature = {
    job: identity.job, rank: identity.rank, process: identity.process, pid: identity.pid,
    localRank: header.localRank, worldSize: identity.worldSize, framework: header.framework,
    library: header.library, ageMs: ageMs(header.openedMs, nowMs),
    runState: reading.runState, cpuMs: reading.cpuMs, beatAgeMs: age(header.beatMs, nowMs),
    phase: header.phase,
    phaseAgeMs: header.phaseSinceMs === neverMs ? 0 : ageMs(header.phaseSinceMs, nowMs),
    step: header.step, maskInForce: header.maskInForce, communicators, connections, sockets,
    dropped: droppedOf(file) + left,
  };
  return { signature, omitted };
}

function droppedOf(file: ProcessFile): number {
  const { dropped } = file.header;
  return dropped.communicators + dropped.connections + dropped.rings + dropped.operations +
    dropped.badHandles;
}

function age(sinceMs: number, nowMs: InstantMs): number {
  return sinceMs === neverMs ? -1 : ageMs(sinceMs, nowMs);
}

function communicatorSignature(
  from: ProcessFileCommunicator, { communicators }: Former, nowMs: InstantMs, recentMax: number,
): CommunicatorSignature {
  const known = communicators.get(from.slot);
  const former = known?.generation === from.generation ? known.signature : undefined;
  const functions: FunctionTotals[] = [];
  let busyMs = 0;
  let bytes = 0;
  for (const each of from.functions) {
    const totals = functionTotals(each, former);
    functions.push(totals);
    busyMs += totals.busyMs;
    bytes += totals.bytes;
  }
  const { open, recent } = operationsOf(from, former, nowMs, recentMax);
  const present = from.occupiedSinceMs === neverMs ? 0 : ageMs(from.occupiedSinceMs, nowMs);
  const signature: CommunicatorSignature = {
    commId: from.commId, name: from.name, framework: from.framework, rank: from.rank,
    size: from.size, live: from.live, started: from.started, completed: from.completed,
    lastStartAgeMs: age(from.lastStartMs, nowMs), lastEndAgeMs: age(from.lastEndMs, nowMs),
    busyMs, occupiedMs: Math.max(from.occupiedMs + present, former?.occupiedMs ?? 0), bytes,
    functions, open, recent,
  };
  if (known === undefined) {
    communicators.set(from.slot, { generation: from.generation, signature });
  } else {
    known.generation = from.generation;
    known.signature = signature;
  }
  return signature;
}

function functionTotals(
  from: FunctionTotals, former: CommunicatorSignature | undefined,
): FunctionTotals {
  const before = former?.functions.find((each) => each.function === from.function);
  return {
    function: from.function, started: from.started, completed: from.completed, bytes: from.bytes,
    busyMs: Math.max(from.busyMs, before?.busyMs ?? 0),
  };
}

function operationsOf(
  { operations }: ProcessFileCommunicator, former: CommunicatorSignature | undefined,
  nowMs: InstantMs, recentMax: number,
): Pick<CommunicatorSignature, "open" | "recent"> {
  const open: OperationSignature[] = [];
  const recent: OperationSignature[] = [];
  const recentFrom = operations.length - Math.min(recentMax, recentOperationsMax);
  for (let at = 0; at < operations.length; at += 1) {
    const from = operations[at];
    if (from === undefined) break;
    const isOpen = from.endMs === neverMs && open.length < openOperationsMax;
    if (!isOpen && at < recentFrom) continue;
    const signature = endedBefore(from, former) ?? operationSignature(from, nowMs);
    if (isOpen) open.push(signature);
    if (at >= recentFrom) recent.push(signature);
  }
  return { open, recent };
}

/** The former signature's entry of an operation that had ended then. */
function endedBefore(
  { ordinal }: ProcessFileOperation, former: CommunicatorSignature | undefined,
): OperationSignature | undefined {
  const oldest = former?.recent[0];
  if (oldest === undefined) return undefined;
  // Ordinals rise by one; where a torn slot left a gap, the entry is made anew.
  const known = former?.recent[ordinal - oldest.ordinal];
  return known?.ordinal === ordinal && known.completed ? known : undefined;
}

function operationSignature(from: ProcessFileOperation, nowMs: InstantMs): OperationSignature {
  const begunMs = from.startMs === neverMs ? from.enqueueMs : from.startMs;
  const isOpen = from.endMs === neverMs;
  return {
    ordinal: from.ordinal, function: from.function, datatype: from.datatype, bytes: from.bytes,
    peer: from.peer, pointToPoint: from.pointToPoint, completed: !isOpen,
    elapsedMs: isOpen ? ageMs(begunMs, nowMs) : Math.max(0, from.endMs - begunMs),
  };
}

function connectionSignature(
  from: ProcessFileConnection, { connections }: Former, nowMs: InstantMs,
): ConnectionSignature {
  const shown = shownOf(connections, from);
  const { wait } = from;
  const waitAgeMs = wait === "none" ? 0 : ageMs(from.waitSinceMs, nowMs);
  const progressMs = Math.max(from.lastReadyMs, from.lastPostedMs, from.lastDoneMs);
  const during = (kind: WaitKind): number => wait === kind ? waitAgeMs : 0;
  shown.streamingMs = Math.max(from.streamingMs, shown.streamingMs);
  shown.waitGpuMs = Math.max(from.waitGpuMs + during("gpu"), shown.waitGpuMs);
  shown.waitPeerMs = Math.max(from.waitPeerMs + during("peer"), shown.waitPeerMs);
  shown.waitNetworkMs = Math.max(from.waitNetworkMs + during("network"), shown.waitNetworkMs);
  shown.waitDataMs = Math.max(from.waitDataMs + during("data"), shown.waitDataMs);
  return {
    commId: from.commId, peer: from.peer, channel: from.channel, direction: from.direction,
    localPort: from.localPort, remotePort: from.remotePort,
    readySteps: from.readySteps, postedSteps: from.postedSteps, doneSteps: from.doneSteps,
    readyBytes: from.readyBytes, postedBytes: from.postedBytes, doneBytes: from.doneBytes,
    heardSteps: from.heardSteps, streamingMs: shown.streamingMs,
    streamingBytes: from.streamingBytes, waitGpuMs: shown.waitGpuMs,
    waitPeerMs: shown.waitPeerMs, waitNetworkMs: shown.waitNetworkMs,
    waitDataMs: shown.waitDataMs, wait, waitAgeMs, progressAgeMs: age(progressMs, nowMs),
  };
}

/** Of this very connection: one that was given its slot begins with nothing shown. */
function shownOf(
  connections: Map<number, FormerConnection>, { slot, createdMs }: ProcessFileConnection,
): FormerConnection {
  const known = connections.get(slot);
  if (known?.createdMs === createdMs) return known;
  const shown: FormerConnection = {
    createdMs, streamingMs: 0, waitGpuMs: 0, waitPeerMs: 0, waitNetworkMs: 0, waitDataMs: 0,
  };
  connections.set(slot, shown);
  return shown;
}
