// Reads the tables of a process file: communicators with their operations, connections, rings.
//
// The writer never waits for us, so a copy can be torn. An operation slot is believed when its
// ticket is the same in a second copy taken after the first: the writer sets the ticket to zero
// before it touches the slot, tickets only rise, so an equal ticket means that nobody wrote in
// between. Counters need no such care: each is read whole and only rises.

import { success, type Result } from "./errors.ts";
import type { CommId } from "./ids.ts";
import * as layout from "./layout.ts";
import { violation, type ProcessFileHeader } from "./process-file.ts";
import {
  durationMs, hexOf, neverMs, textOf, timeMs, viewOf, wide, type Clock,
} from "./reading.ts";
import {
  collectiveFunctions, datatypes, frameworks, unknownSize, waitKinds, type CollectiveFunction,
  type Datatype, type Framework, type WaitKind,
} from "./signature.ts";

export interface ProcessFile {
  readonly header: ProcessFileHeader;
  readonly communicators: readonly ProcessFileCommunicator[];
  readonly connections: readonly ProcessFileConnection[];
  /** Operation slots that were being written, or made no sense, and were left out. */
  readonly torn: number;
}

export interface ProcessFileCommunicator {
  readonly slot: number;
  /** Raised each time the slot is used again. */
  readonly generation: number;
  readonly live: boolean;
  readonly framework: Framework;
  readonly commId: CommId;
  readonly rank: number;
  /** `unknownSize` where the library does not tell. */
  readonly size: number;
  readonly nodes: number;
  readonly name: string;
  readonly createdMs: number;
  readonly started: number;
  readonly completed: number;
  readonly lastStartMs: number;
  readonly lastEndMs: number;
  /** Wall time with an operation under way; what is under way since `occupiedSinceMs` excluded. */
  readonly occupiedMs: number;
  readonly occupiedSinceMs: number;
  /** Only functions that were called. */
  readonly functions: readonly ProcessFileTotals[];
  /** By ordinal, oldest first. */
  readonly operations: readonly ProcessFileOperation[];
}

export interface ProcessFileTotals {
  readonly function: CollectiveFunction;
  readonly started: number;
  readonly completed: number;
  readonly bytes: number;
  readonly busyMs: number;
}

export interface ProcessFileOperation {
  readonly ordinal: number;
  readonly function: CollectiveFunction;
  readonly datatype: Datatype;
  readonly pointToPoint: boolean;
  readonly graph: boolean;
  readonly peer: number;
  readonly sequence: number;
  readonly bytes: number;
  readonly enqueueMs: number;
  /** `neverMs`: enqueued and not begun. */
  readonly startMs: number;
  /** `neverMs`: open. */
  readonly endMs: number;
}

export interface ProcessFileConnection {
  readonly slot: number;
  readonly live: boolean;
  readonly communicatorSlot: number;
  readonly commId: CommId;
  readonly peer: number;
  readonly channel: number;
  readonly direction: "send" | "receive";
  readonly transport: (typeof layout.transports)[number];
  readonly localPort: number;
  readonly remotePort: number;
  readonly createdMs: number;
  readonly operations: number;
  readonly readySteps: number;
  readonly readyBytes: number;
  readonly postedSteps: number;
  readonly postedBytes: number;
  readonly doneSteps: number;
  readonly doneBytes: number;
  readonly lastReadyMs: number;
  readonly lastPostedMs: number;
  readonly lastDoneMs: number;
  /** The wait under way is not in here. */
  readonly waitGpuMs: number;
  readonly waitPeerMs: number;
  readonly waitNetworkMs: number;
  readonly waitDataMs: number;
  readonly wait: WaitKind;
  readonly waitSinceMs: number;
  readonly longestWaitMs: number;
  readonly repolls: number;
  readonly heardSteps: number;
  readonly streamingMs: number;
  readonly streamingBytes: number;
}

export interface TableBytes {
  /** The first `used.communicators` entries, and a second copy of them taken afterwards. */
  readonly communicators: Uint8Array;
  readonly communicatorsAgain: Uint8Array;
  /** The first `used.connections` entries. */
  readonly connections: Uint8Array;
  /** Of the operations that have ended, only the newest; all without it. */
  readonly endedMax?: number;
}

const rankMax = 1 << 20;

export function parseTables(header: ProcessFileHeader, bytes: TableBytes): Result<ProcessFile> {
  const { used, clock } = header;
  const communicatorBytes = used.communicators * layout.communicatorStride;
  const isShort = bytes.communicators.length < communicatorBytes ||
    bytes.communicatorsAgain.length < communicatorBytes ||
    bytes.connections.length < used.connections * layout.connectionStride;
  if (isShort) return violation("table-short", "the file ends before its tables");
  const view = viewOf(bytes.communicators);
  const again = viewOf(bytes.communicatorsAgain);
  const counter = { torn: 0 };
  const { endedMax = layout.operationSlots } = bytes;
  const communicators: ProcessFileCommunicator[] = [];
  for (let slot = 0; slot < used.communicators; slot += 1) {
    const parsed = parseCommunicator({ view, again, clock, counter, endedMax }, slot);
    if (!parsed.ok) return parsed;
    if (parsed.value !== undefined) communicators.push(parsed.value);
  }
  const connections: ProcessFileConnection[] = [];
  const connectionView = viewOf(bytes.connections);
  for (let slot = 0; slot < used.connections; slot += 1) {
    const parsed = parseConnection(connectionView, clock, slot);
    if (!parsed.ok) return parsed;
    if (parsed.value !== undefined) connections.push(parsed.value);
  }
  return success({ header, communicators, connections, torn: counter.torn });
}

interface CommunicatorReading {
  readonly view: DataView;
  readonly again: DataView;
  readonly clock: Clock;
  readonly counter: { torn: number };
  readonly endedMax: number;
}

function parseCommunicator(
  reading: CommunicatorReading, slot: number,
): Result<ProcessFileCommunicator | undefined> {
  const { view, again, clock } = reading;
  const base = slot * layout.communicatorStride;
  const at = layout.communicatorEntry;
  const state = layout.slotStates[view.getUint32(base + at.state, true)];
  if (state === undefined) return violation("state", `communicator ${slot}`);
  if (state === "empty") return success(undefined);
  const generation = view.getUint32(base + at.generation, true);
  // The slot was given to another communicator while we copied it: it will be there next time.
  if (again.getUint32(base + at.generation, true) !== generation) return success(undefined);
  const framework = frameworks[view.getUint32(base + at.framework, true)];
  const rank = view.getInt32(base + at.rank, true);
  const told = view.getInt32(base + at.size, true);
  // Nobody is harmed by a size that makes no sense: the readers can do without.
  const size = told >= 1 && told <= rankMax ? told : unknownSize;
  const ranks = size === unknownSize ? rankMax : size;
  if (framework === undefined || rank < 0 || rank >= ranks) {
    return violation("identity", `communicator ${slot}: rank ${rank} of ${size}`);
  }
  const operations = parseOperations(reading, base);
  const completed = wide(view, base + at.completed);
  // Read a moment before `completed`, it can look smaller than what it counts.
  const started = Math.max(wide(view, base + at.started), completed);
  return success({
    slot, generation, live: state === "live", framework, rank, size,
    commId: hexOf(view, base + at.id) as CommId,
    nodes: Math.min(Math.max(-1, view.getInt32(base + at.nodes, true)), rankMax),
    name: textOf(view, base + at.name, layout.textBytes.communicatorName),
    createdMs: timeMs(view, base + at.createdTicks, clock),
    started: Math.max(started, operations.at(-1)?.ordinal ?? 0), completed,
    lastStartMs: timeMs(view, base + at.lastStartTicks, clock),
    lastEndMs: timeMs(view, base + at.lastEndTicks, clock),
    occupiedMs: durationMs(view, base + at.occupiedTicks, clock),
    occupiedSinceMs: timeMs(view, base + at.occupiedSinceTicks, clock),
    functions: parseFunctions(view, base + at.functions, clock),
    operations,
  });
}

function parseFunctions(view: DataView, base: number, clock: Clock): readonly ProcessFileTotals[] {
  const found: ProcessFileTotals[] = [];
  const at = layout.functionTotals;
  for (let index = 0; index < layout.functionCount; index += 1) {
    const offset = base + index * layout.functionTotalsBytes;
    const completed = wide(view, offset + at.completed);
    const started = Math.max(wide(view, offset + at.started), completed);
    if (started === 0) continue;
    found.push({
      function: collectiveFunctions[index] ?? "unknown", started, completed,
      bytes: wide(view, offset + at.bytes), busyMs: durationMs(view, offset + at.busyTicks, clock),
    });
  }
  return found;
}

function parseOperations(
  reading: CommunicatorReading, communicatorBase: number,
): readonly ProcessFileOperation[] {
  const { view, again, counter, endedMax } = reading;
  const found: ProcessFileOperation[] = [];
  const started = wide(view, communicatorBase + layout.communicatorEntry.started);
  const startedAgain = wide(again, communicatorBase + layout.communicatorEntry.started);
  for (let slot = 0; slot < layout.operationSlots; slot += 1) {
    const base = communicatorBase + layout.communicatorEntry.operations +
      slot * layout.operationSlotBytes;
    const ticket = wide(view, base);
    if (ticket === 0 && wide(again, base) === 0) continue;
    const isWhole = ticket !== 0 && ticket === wide(again, base) && ticket <= startedAgain &&
      ticket % layout.operationSlots === slot;
    const hasEnded = wide(view, base + layout.operationSlot.endTicks) !== 0;
    if (isWhole && hasEnded && ticket + endedMax <= started) continue;
    const operation = isWhole ? parseOperation(view, base, reading.clock) : undefined;
    if (operation === undefined) counter.torn += 1;
    else found.push(operation);
  }
  return found.sort((left, right) => left.ordinal - right.ordinal);
}

function parseOperation(
  view: DataView, base: number, clock: Clock,
): ProcessFileOperation | undefined {
  const at = layout.operationSlot;
  const called = collectiveFunctions[view.getUint8(base + at.function)];
  const datatype = datatypes[view.getUint8(base + at.datatype)];
  if (called === undefined || datatype === undefined) return undefined;
  const flags = view.getUint8(base + at.flags);
  return {
    ordinal: wide(view, base + at.ticket), function: called, datatype,
    pointToPoint: (flags & layout.operationPointToPoint) !== 0,
    graph: (flags & layout.operationGraph) !== 0,
    peer: Math.min(Math.max(-1, view.getInt32(base + at.peer, true)), rankMax),
    sequence: wide(view, base + at.sequence), bytes: wide(view, base + at.bytes),
    enqueueMs: timeMs(view, base + at.enqueueTicks, clock),
    startMs: timeMs(view, base + at.startTicks, clock),
    endMs: timeMs(view, base + at.endTicks, clock),
  };
}

function parseConnection(
  view: DataView, clock: Clock, slot: number,
): Result<ProcessFileConnection | undefined> {
  const base = slot * layout.connectionStride;
  const at = layout.connectionEntry;
  const state = layout.slotStates[view.getUint32(base + at.state, true)];
  if (state === undefined) return violation("state", `connection ${slot}`);
  if (state === "empty") return success(undefined);
  const communicatorSlot = view.getUint32(base + at.communicator, true);
  const peer = view.getInt32(base + at.peer, true);
  const direction = view.getUint8(base + at.direction);
  const transport = layout.transports[view.getUint8(base + at.transport)];
  const isWrong = communicatorSlot >= layout.communicatorSlots || peer < -1 || peer > rankMax ||
    direction > 1 || transport === undefined;
  if (isWrong) return violation("identity", `connection ${slot}`);
  return success({
    slot, live: state === "live", communicatorSlot, peer, transport,
    commId: hexOf(view, base + at.communicatorId) as CommId,
    channel: view.getUint16(base + at.channel, true),
    direction: direction === 0 ? "send" : "receive",
    // Labels of a hint, not addresses that anyone connects to.
    localPort: view.getUint32(base + at.localPort, true) & 0xFFFF,
    remotePort: view.getUint32(base + at.remotePort, true) & 0xFFFF,
    createdMs: timeMs(view, base + at.createdTicks, clock),
    operations: wide(view, base + at.operations),
    ...parseSteps(view, base), ...parseWaits(view, base, clock),
    repolls: wide(view, base + at.repolls), heardSteps: wide(view, base + at.heardSteps),
    streamingMs: durationMs(view, base + at.streamingTicks, clock),
    streamingBytes: wide(view, base + at.streamingBytes),
  });
}

type Steps = Pick<ProcessFileConnection, "readySteps" | "readyBytes" | "postedSteps" |
  "postedBytes" | "doneSteps" | "doneBytes">;

/** The later of the three are read later and may count what the earlier did not see yet. */
function parseSteps(view: DataView, base: number): Steps {
  const at = layout.connectionEntry;
  const doneSteps = wide(view, base + at.doneSteps);
  const doneBytes = wide(view, base + at.doneBytes);
  const postedSteps = Math.max(wide(view, base + at.postedSteps), doneSteps);
  const postedBytes = Math.max(wide(view, base + at.postedBytes), doneBytes);
  return {
    readySteps: Math.max(wide(view, base + at.readySteps), postedSteps),
    readyBytes: Math.max(wide(view, base + at.readyBytes), postedBytes),
    postedSteps, postedBytes, doneSteps, doneBytes,
  };
}

type Waits = Pick<ProcessFileConnection, "lastReadyMs" | "lastPostedMs" | "lastDoneMs" |
  "waitGpuMs" | "waitPeerMs" | "waitNetworkMs" | "waitDataMs" | "wait" | "waitSinceMs" |
  "longestWaitMs">;

function parseWaits(view: DataView, base: number, clock: Clock): Waits {
  const at = layout.connectionEntry;
  const since = timeMs(view, base + at.waitSinceTicks, clock);
  const wait = waitKinds[view.getUint32(base + at.wait, true)] ?? "none";
  return {
    lastReadyMs: timeMs(view, base + at.lastReadyTicks, clock),
    lastPostedMs: timeMs(view, base + at.lastPostedTicks, clock),
    lastDoneMs: timeMs(view, base + at.lastDoneTicks, clock),
    waitGpuMs: durationMs(view, base + at.waitGpuTicks, clock),
    waitPeerMs: durationMs(view, base + at.waitPeerTicks, clock),
    waitNetworkMs: durationMs(view, base + at.waitNetworkTicks, clock),
    waitDataMs: durationMs(view, base + at.waitDataTicks, clock),
    wait: since === neverMs ? "none" : wait, waitSinceMs: since,
    longestWaitMs: durationMs(view, base + at.longestWaitTicks, clock),
  };
}
