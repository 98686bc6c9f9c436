// From two readings of one process to its signature.
//
// The counters in the file are cumulative, and so are those in the signature; the former reading
// is needed for one thing only: nothing may run backwards. A reading is a copy of memory that is
// being written, and the wait under way is added to what waited before: when the copy falls between
// the writer's "a new wait begins now" and its "so much was waited", the sum is short by one wait.
// It is never too long, because the writer moves the beginning first and the copy goes upwards. So
// the larger of the two readings is the truth.
//
// What is remembered are numbers, written in place: a signature that the former held on to for a
// second would be moved about by the collector before it became garbage.

import { ageMs, neverMs } from "../../proto/reading.ts";
import type { ProcessFile, ProcessFileCommunicator, ProcessFileConnection, ProcessFileOperation }
  from "../../proto/process-tables.ts";
import {
  openOperationsMax, recentOperationsMax, type CollectiveFunction, type CommunicatorSignature,
  type ConnectionSignature, type FunctionTotals, type OperationSignature, type ProcessSignature,
  type WaitKind,
} from "../../proto/signature.ts";
import type { InstantMs, ProcessIdentity, ProcessReading } from "./reading.ts";

export interface SignatureBounds {
  readonly communicatorsMax: number;
  readonly connectionsMax: number;
  readonly socketsMax: number;
  /** Newest shapes of each communicator. */
  readonly recentMax: number;
}

export interface Omitted {
  communicators: number;
  sockets: number;
  shapes: number;
}

/** What the next signature of the process is compared with; changed by `processSignature`. */
export interface Former {
  /** By slot, which another communicator or connection may have been given since. */
  readonly communicators: (FormerCommunicator | undefined)[];
  readonly connections: (FormerConnection | undefined)[];
}

interface FormerCommunicator {
  readonly generation: number;
  occupiedMs: number;
  readonly functions: { readonly function: CollectiveFunction; busyMs: number }[];
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
  return { communicators: [], connections: [] };
}

export interface Signed {
  readonly signature: ProcessSignature;
  /** What the bounds left out; communicators and connections are in `signature.dropped` too. */
  readonly omitted: Omitted;
}

export function processSignature(
  identity: ProcessIdentity, reading: ProcessReading, former: Former, bounds: SignatureBounds,
): Signed {
  const { file, nowMs } = reading;
  const { header } = file;
  const omitted: Omitted = { communicators: 0, sockets: 0, shapes: 0 };
  const communicators: CommunicatorSignature[] = [];
  const chosen = chosenOf(file.communicators, bounds.communicatorsMax);
  omitted.communicators = file.communicators.length - chosen.length;
  for (const each of chosen) {
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
    dropped: droppedOf(file) + omitted.communicators + left,
  };
  return { signature, omitted };
}

/** Those that live come first: one that was destroyed has said what it had to say. */
function chosenOf(
  all: readonly ProcessFileCommunicator[], max: number,
): readonly ProcessFileCommunicator[] {
  if (all.length <= max) return all;
  const isLive = (each: ProcessFileCommunicator): boolean => each.live;
  const chosen = new Set([
    ...all.filter(isLive), ...all.filter((each) => !isLive(each)).reverse(),
  ].slice(0, max));
  return all.filter((each) => chosen.has(each)); // by slot, as ever
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
  const former = formerOf(communicators, from);
  const functions = from.functions.map((each) => functionTotals(each, former));
  let busyMs = 0;
  let bytes = 0;
  for (const each of functions) {
    busyMs += each.busyMs;
    bytes += each.bytes;
  }
  const present = from.occupiedSinceMs === neverMs ? 0 : ageMs(from.occupiedSinceMs, nowMs);
  former.occupiedMs = Math.max(from.occupiedMs + present, former.occupiedMs);
  return {
    commId: from.commId, name: from.name, framework: from.framework, rank: from.rank,
    size: from.size, live: from.live, started: from.started, completed: from.completed,
    lastStartAgeMs: age(from.lastStartMs, nowMs), lastEndAgeMs: age(from.lastEndMs, nowMs),
    busyMs, occupiedMs: former.occupiedMs, bytes, functions,
    open: openOf(from, nowMs), recent: recentOf(from, nowMs, recentMax),
  };
}

/** Of this very communicator: one that was given its slot begins with nothing shown. */
function formerOf(
  communicators: Former["communicators"], { slot, generation }: ProcessFileCommunicator,
): FormerCommunicator {
  const known = communicators[slot];
  if (known?.generation === generation) return known;
  const former: FormerCommunicator = { generation, occupiedMs: 0, functions: [] };
  communicators[slot] = former;
  return former;
}

function functionTotals(from: FunctionTotals, former: FormerCommunicator): FunctionTotals {
  let shown = former.functions.find((each) => each.function === from.function);
  if (shown === undefined) {
    shown = { function: from.function, busyMs: 0 };
    former.functions.push(shown);
  }
  shown.busyMs = Math.max(from.busyMs, shown.busyMs);
  return {
    function: from.function, started: from.started, completed: from.completed, bytes: from.bytes,
    busyMs: shown.busyMs,
  };
}

const none: readonly OperationSignature[] = [];

/** The oldest of the open ones. */
function openOf(
  { operations }: ProcessFileCommunicator, nowMs: InstantMs,
): readonly OperationSignature[] {
  let open = none;
  for (const each of operations) {
    if (each.endMs !== neverMs) continue;
    open = [...open, operationSignature(each, nowMs)];
    if (open.length === openOperationsMax) break;
  }
  return open;
}

function recentOf(
  { operations }: ProcessFileCommunicator, nowMs: InstantMs, recentMax: number,
): readonly OperationSignature[] {
  if (recentMax === 0) return none;
  return operations.slice(-Math.min(recentMax, recentOperationsMax))
    .map((each) => operationSignature(each, nowMs));
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
  connections: Former["connections"], { slot, createdMs }: ProcessFileConnection,
): FormerConnection {
  const known = connections[slot];
  if (known?.createdMs === createdMs) return known;
  const shown: FormerConnection = {
    createdMs, streamingMs: 0, waitGpuMs: 0, waitPeerMs: 0, waitNetworkMs: 0, waitDataMs: 0,
  };
  connections[slot] = shown;
  return shown;
}
