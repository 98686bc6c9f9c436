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

/** What the next signature of the process is compared with. */
export interface Former {
  readonly communicators: ReadonlyMap<string, CommunicatorSignature>;
  /** By slot, which another connection may have been given since. */
  readonly connections: ReadonlyMap<number, FormerConnection>;
}

export interface FormerConnection {
  readonly createdMs: InstantMs;
  readonly signature: ConnectionSignature;
}

export const noFormer: Former = { communicators: new Map(), connections: new Map() };

export interface Signed {
  readonly signature: ProcessSignature;
  /** What the bounds left out; connections that they left out are in `signature.dropped`. */
  readonly omitted: Omitted;
  readonly former: Former;
}

export function processSignature(
  identity: ProcessIdentity, reading: ProcessReading, former: Former, bounds: SignatureBounds,
): Signed {
  const { file, nowMs } = reading;
  const { header } = file;
  const communicators = new Map<string, CommunicatorSignature>();
  for (const each of file.communicators) {
    const key = `${each.slot}/${each.generation}`;
    communicators.set(key,
      communicatorSignature(each, former.communicators.get(key), nowMs, bounds.recentMax));
  }
  const connections = new Map<number, FormerConnection>();
  // By slot, which is the order of creation: a choice that changed from window to window would
  // make sums over connections jump.
  for (const each of file.connections) {
    if (!each.live) continue;
    if (connections.size >= bounds.connectionsMax) break;
    const { slot, createdMs } = each;
    const known = former.connections.get(slot);
    const before = known?.createdMs === createdMs ? known.signature : undefined;
    connections.set(slot, { createdMs, signature: connectionSignature(each, before, nowMs) });
  }
  const left = file.connections.filter((each) => each.live).length - connections.size;
  const signature: ProcessSignature = {
    job: identity.job, rank: identity.rank, process: identity.process, pid: identity.pid,
    localRank: header.localRank, worldSize: identity.worldSize, framework: header.framework,
    library: header.library, ageMs: ageMs(header.openedMs, nowMs),
    runState: reading.runState, cpuMs: reading.cpuMs, beatAgeMs: age(header.beatMs, nowMs),
    phase: header.phase,
    phaseAgeMs: header.phaseSinceMs === neverMs ? 0 : ageMs(header.phaseSinceMs, nowMs),
    step: header.step, maskInForce: header.maskInForce,
    communicators: [...communicators.values()],
    connections: Array.from(connections.values(), (each) => each.signature),
    sockets: reading.sockets.slice(0, bounds.socketsMax),
    dropped: droppedOf(file) + left,
  };
  const omitted: Omitted = {
    sockets: reading.sockets.length - signature.sockets.length,
    shapes: file.communicators.reduce((sum, { operations }) => sum +
      Math.max(0, Math.min(operations.length, recentOperationsMax) - bounds.recentMax), 0),
  };
  return { signature, omitted, former: { communicators, connections } };
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
  from: ProcessFileCommunicator, former: CommunicatorSignature | undefined, nowMs: InstantMs,
  recentMax: number,
): CommunicatorSignature {
  const functions = from.functions.map((each) => functionTotals(each, former));
  const present = from.occupiedSinceMs === neverMs ? 0 : ageMs(from.occupiedSinceMs, nowMs);
  const open = from.operations.filter((each) => each.endMs === neverMs);
  return {
    commId: from.commId, name: from.name, framework: from.framework, rank: from.rank,
    size: from.size, live: from.live, started: from.started, completed: from.completed,
    lastStartAgeMs: age(from.lastStartMs, nowMs), lastEndAgeMs: age(from.lastEndMs, nowMs),
    busyMs: functions.reduce((sum, each) => sum + each.busyMs, 0),
    occupiedMs: Math.max(from.occupiedMs + present, former?.occupiedMs ?? 0),
    bytes: functions.reduce((sum, each) => sum + each.bytes, 0),
    functions,
    open: open.slice(0, openOperationsMax).map((each) => operationSignature(each, nowMs)),
    recent: recentMax === 0 ? [] : from.operations
      .slice(-Math.min(recentMax, recentOperationsMax))
      .map((each) => operationSignature(each, nowMs)),
  };
}

function functionTotals(
  from: FunctionTotals, former: CommunicatorSignature | undefined,
): FunctionTotals {
  const before = former?.functions.find((each) => each.function === from.function);
  return { ...from, busyMs: Math.max(from.busyMs, before?.busyMs ?? 0) };
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
  from: ProcessFileConnection, former: ConnectionSignature | undefined, nowMs: InstantMs,
): ConnectionSignature {
  const waitAgeMs = from.wait === "none" ? 0 : ageMs(from.waitSinceMs, nowMs);
  const waited = (kind: WaitKind, before: number, formerly: number | undefined): number =>
    Math.max(before + (from.wait === kind ? waitAgeMs : 0), formerly ?? 0);
  const progressMs = Math.max(from.lastReadyMs, from.lastPostedMs, from.lastDoneMs);
  return {
    commId: from.commId, peer: from.peer, channel: from.channel, direction: from.direction,
    localPort: from.localPort, remotePort: from.remotePort,
    readySteps: from.readySteps, postedSteps: from.postedSteps, doneSteps: from.doneSteps,
    readyBytes: from.readyBytes, postedBytes: from.postedBytes, doneBytes: from.doneBytes,
    heardSteps: from.heardSteps,
    streamingMs: Math.max(from.streamingMs, former?.streamingMs ?? 0),
    streamingBytes: from.streamingBytes,
    waitGpuMs: waited("gpu", from.waitGpuMs, former?.waitGpuMs),
    waitPeerMs: waited("peer", from.waitPeerMs, former?.waitPeerMs),
    waitNetworkMs: waited("network", from.waitNetworkMs, former?.waitNetworkMs),
    waitDataMs: waited("data", from.waitDataMs, former?.waitDataMs),
    wait: from.wait, waitAgeMs, progressAgeMs: age(progressMs, nowMs),
  };
}
