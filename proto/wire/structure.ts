// The structure of a window: which processes, communicators, functions, connections and sockets the
// rows of its values stand for (message Structure). It changes when a process comes or goes or a
// connection is made, so it is read by the generated code, once for each time that it changed.

import { parseJobName, parseProcessId, parseRank, rankMax } from "../ids.ts";
import type { CommId } from "../ids.ts";
import {
  collectiveFunctions, frameworks, unknownSize, type CollectiveFunction, type CommunicatorSignature,
  type ConnectionSignature, type DeviceHealth, type ProcessSignature, type Signature,
  type SocketSignature,
} from "../signature.ts";
import { c4 } from "./c4.js";
import {
  bitsOf, commIdOf, named, refuse, text, wideOf, wideOfCommId, wireLimits, within, word,
} from "./check.ts";
import { layoutOf, type Layout } from "./columns.ts";

const directions = ["send", "receive"] as const;
const u16Max = 0xFFFF;
const i32Max = 0x7FFFFFFF;

/** What a row of each group is; the values are elsewhere. */
export interface Structure {
  readonly layout: Layout;
  readonly devices: readonly DeviceRow[];
  readonly processes: readonly ProcessRow[];
  readonly communicators: readonly CommunicatorRow[];
  readonly functions: readonly CollectiveFunction[];
  readonly connections: readonly ConnectionRow[];
  readonly sockets: readonly SocketRow[];
}

export type DeviceRow = Pick<DeviceHealth, "index" | "name">;

export interface ProcessRow extends Pick<
  ProcessSignature,
  "job" | "rank" | "process" | "pid" | "localRank" | "worldSize" | "framework" | "library" |
  "maskInForce"
> {
  readonly communicators: Range;
  readonly connections: Range;
  readonly sockets: Range;
}

/** Rows `from` to before `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface CommunicatorRow extends Pick<
  CommunicatorSignature, "commId" | "name" | "framework" | "rank" | "size"
> {
  readonly functions: Range;
}

export type ConnectionRow = Pick<
  ConnectionSignature, "commId" | "peer" | "channel" | "direction" | "localPort" | "remotePort"
>;

export type SocketRow = Pick<SocketSignature, "local" | "remote">;

/** Throws a Refusal. */
export function readStructure(bytes: Uint8Array): Structure {
  const message = c4.v1.Structure.decode(bytes);
  most(message.strings.length, wireLimits.stringsMax, "strings");
  message.strings.forEach((each) => text(each, "string"));
  const names = (place: number): string => message.strings[place] ?? refuse("string", place);
  const commIds = message.ids.map(commIdOf);
  const ids = (place: number): CommId => commIds[place] ?? refuse("id", place);
  const functions = message.functions.map((each) => word(each, collectiveFunctions, "function"));
  const communicators = communicatorRows(message, names, ids);
  const connections = connectionRows(message, ids);
  const sockets = socketRows(message, names);
  const devices = rows(message.deviceIndex, wireLimits.devicesMax, "devices", (index, row) => ({
    index: within(index, u16Max, "device index"), name: names(cell(message.deviceName, row)),
  }));
  const processes = processRows(message, names);
  const functionsFrom = new Int32Array(communicators.length + 1);
  communicators.forEach((each, row) => { functionsFrom[row + 1] = each.functions.to; });
  ends(communicators.at(-1)?.functions, functions.length, "functions");
  ends(processes.at(-1)?.communicators, communicators.length, "communicators");
  ends(processes.at(-1)?.connections, connections.length, "connections");
  ends(processes.at(-1)?.sockets, sockets.length, "sockets");
  return {
    devices, processes, communicators, functions, connections, sockets,
    layout: layoutOf({
      health: 1, devices: devices.length, processes: processes.length,
      functions: functions.length, communicators: communicators.length,
      connections: connections.length, sockets: sockets.length,
    }, functionsFrom),
  };
}

type Names = (place: number) => string;
type Ids = (place: number) => CommId;

function processRows(message: c4.v1.Structure, names: Names): readonly ProcessRow[] {
  const communicators = ranges(wireLimits.communicatorsMax, "communicators");
  const connections = ranges(wireLimits.connectionsMax, "connections");
  const sockets = ranges(wireLimits.socketsMax, "sockets");
  return rows(message.processJob, wireLimits.processesMax, "processes", (job, row) => ({
    job: named(parseJobName(names(job)), "job"),
    rank: named(parseRank(cell(message.processRank, row)), "rank"),
    process: named(parseProcessId(names(cell(message.processName, row))), "process"),
    pid: within(cell(message.processPid, row), i32Max, "pid", 1),
    localRank: within(cell(message.processLocalRank, row), rankMax, "localRank", -1),
    worldSize: within(cell(message.processWorldSize, row), rankMax, "worldSize", -1),
    framework: word(cell(message.processFramework, row), frameworks, "framework"),
    library: names(cell(message.processLibrary, row)),
    maskInForce: bitsOf(cell(message.processMask, row)),
    communicators: communicators(cell(message.communicatorCounts, row)),
    connections: connections(cell(message.connectionCounts, row)),
    sockets: sockets(cell(message.socketCounts, row)),
  }));
}

function communicatorRows(
  message: c4.v1.Structure, names: Names, ids: Ids,
): readonly CommunicatorRow[] {
  const functions = ranges(collectiveFunctions.length, "functions");
  most(message.functions.length, wireLimits.nodeFunctionsMax, "functions");
  const max = wireLimits.nodeCommunicatorsMax;
  return rows(message.communicatorId, max, "communicators", (id, row) => {
    const told = within(cell(message.communicatorSize, row), rankMax, "communicator size");
    const size = told === 0 ? unknownSize : told;
    const last = (told === 0 ? rankMax : told) - 1;
    return {
      commId: ids(id), name: names(cell(message.communicatorName, row)),
      framework: word(cell(message.communicatorFramework, row), frameworks, "framework"),
      rank: within(cell(message.communicatorRank, row), last, "communicator rank"), size,
      functions: functions(cell(message.functionCounts, row)),
    };
  });
}

function connectionRows(message: c4.v1.Structure, ids: Ids): readonly ConnectionRow[] {
  return rows(message.connectionId, wireLimits.nodeConnectionsMax, "connections", (id, row) => ({
    commId: ids(id), peer: within(cell(message.connectionPeer, row), rankMax, "peer", -1),
    channel: within(cell(message.connectionChannel, row), u16Max, "channel"),
    direction: word(cell(message.connectionDirection, row), directions, "direction"),
    localPort: within(cell(message.connectionLocalPort, row), u16Max, "localPort"),
    remotePort: within(cell(message.connectionRemotePort, row), u16Max, "remotePort"),
  }));
}

function socketRows(message: c4.v1.Structure, names: Names): readonly SocketRow[] {
  return rows(message.socketLocal, wireLimits.nodeSocketsMax, "sockets", (local, row) => ({
    local: names(local), remote: names(cell(message.socketRemote, row)),
  }));
}

function most(count: number, max: number, what: string): void {
  if (count > max) refuse(`${what} count`, count);
}

function rows<Row>(
  column: readonly number[], max: number, what: string, read: (value: number, row: number) => Row,
): readonly Row[] {
  most(column.length, max, what);
  return column.map(read);
}

/** A column that is shorter than its group's first has no value for the row. */
function cell<Value>(column: readonly Value[], row: number): Value {
  return column[row] ?? refuse("column", "fewer values than rows");
}

/** Counts, each at most `max`, to ranges one after the other. */
function ranges(max: number, what: string): (count: number) => Range {
  let to = 0;
  return (count) => {
    const from = to;
    to += within(count, max, `${what} count`);
    return { from, to };
  };
}

function ends(last: Range | undefined, count: number, what: string): void {
  if ((last?.to ?? 0) !== count) refuse(`${what} of no owner`, count - (last?.to ?? 0));
}

export function writeStructure({ processes, health }: Signature): Uint8Array {
  const strings = new Places<string>();
  const ids = new Places<CommId>();
  const communicators = processes.flatMap((each) => each.communicators);
  const connections = processes.flatMap((each) => each.connections);
  const sockets = processes.flatMap((each) => each.sockets);
  return c4.v1.Structure.encode({
    deviceIndex: health.devices.map((each) => each.index),
    deviceName: health.devices.map((each) => strings.of(each.name)),
    processJob: processes.map((each) => strings.of(each.job)),
    processRank: processes.map((each) => each.rank),
    processName: processes.map((each) => strings.of(each.process)),
    processPid: processes.map((each) => each.pid),
    processLocalRank: processes.map((each) => each.localRank),
    processWorldSize: processes.map((each) => each.worldSize),
    processFramework: processes.map((each) => frameworks.indexOf(each.framework)),
    processLibrary: processes.map((each) => strings.of(each.library)),
    processMask: processes.map((each) => wideOf(each.maskInForce)),
    communicatorCounts: processes.map((each) => each.communicators.length),
    connectionCounts: processes.map((each) => each.connections.length),
    socketCounts: processes.map((each) => each.sockets.length),
    communicatorId: communicators.map((each) => ids.of(each.commId)),
    communicatorName: communicators.map((each) => strings.of(each.name)),
    communicatorFramework: communicators.map((each) => frameworks.indexOf(each.framework)),
    communicatorRank: communicators.map((each) => each.rank),
    communicatorSize: communicators.map((each) => each.size === unknownSize ? 0 : each.size),
    functionCounts: communicators.map((each) => each.functions.length),
    functions: communicators.flatMap((each) =>
      each.functions.map((totals) => collectiveFunctions.indexOf(totals.function))),
    connectionId: connections.map((each) => ids.of(each.commId)),
    connectionPeer: connections.map((each) => each.peer),
    connectionChannel: connections.map((each) => each.channel),
    connectionDirection: connections.map((each) => directions.indexOf(each.direction)),
    connectionLocalPort: connections.map((each) => each.localPort),
    connectionRemotePort: connections.map((each) => each.remotePort),
    socketLocal: sockets.map((each) => strings.of(each.local)),
    socketRemote: sockets.map((each) => strings.of(each.remote)),
    strings: strings.all(),
    ids: ids.all().map((each) => wideOfCommId(each)),
  }).finish();
}

/** Each value once, in the order of their first use. */
class Places<Value> {
  private readonly places = new Map<Value, number>();

  of(value: Value): number {
    const known = this.places.get(value);
    if (known !== undefined) return known;
    const place = this.places.size;
    this.places.set(value, place);
    return place;
  }

  all(): Value[] { return [...this.places.keys()]; }
}
