// A window as the cores see it: a Signature whose fields are looked up in the columns when somebody
// asks. In classes, against the house's habit, because a getter on a prototype costs a look into an
// array, while an object with the numbers in it would cost 393,216 communicators and a million
// connections a second to make and to bury.
//
// What is made here is made once for a structure and serves every window after it: a signature is
// lent until the next one is read (signature.ts says why). Of its numbers whoever looks later sees
// newer ones; its operations lie where those of the next node will, and are denied to latecomers.

import { assert } from "../assert.ts";
import type { CommId, JobName, ProcessId, Rank } from "../ids.ts";
import {
  phaseKinds, waitKinds, type Calls, type CollectiveFunction, type CommunicatorSignature,
  type ConnectionSignature, type DeviceHealth, type Framework, type FunctionTotals,
  type NodeHealth, type OperationSignature, type PhaseKind, type ProcessSignature, type Signature,
  type SocketSignature, type WaitKind,
} from "../signature.ts";
import {
  communicatorAt, connectionAt, deviceAt, functionAt, healthAt, processAt, socketAt, type Group,
  type Layout,
} from "./columns.ts";
import { CallsView, newOperations, operationsOf, type Operations } from "./operations.ts";
import type {
  CommunicatorRow, ConnectionRow, ProcessRow, Range, SocketRow, Structure,
} from "./structure.ts";
import { newCells, type Cells } from "./values.ts";

/** The place of a node's windows. */
export interface Face extends Cells {
  readonly processes: readonly ProcessSignature[];
  readonly health: NodeHealth;
  readonly desk: Desk;
  /** The desk's own count when the newest window was laid on it. */
  stamp: number;
}

/** Where the operations of the newest window lie, whichever node's it is. */
export interface Desk {
  readonly open: Operations;
  readonly recent: Operations;
  /** Counts windows. */
  stamp: number;
}

export function newDesk(): Desk {
  return { open: newOperations(), recent: newOperations(), stamp: 0 };
}

/** A desk, and when it bore what is asked for. */
type Laid = Pick<Face, "desk" | "stamp">;

/** What every view looks into, and where its row is. */
class View {
  protected readonly cells: Float64Array;
  private readonly at: number;
  private readonly stride: number;

  constructor(cells: Float64Array, layout: Layout, group: Group, row: number) {
    this.cells = cells;
    this.at = layout.starts[group] + row;
    this.stride = layout.rows[group];
  }

  protected cell(column: number): number {
    return this.cells[this.at + column * this.stride] ?? 0;
  }

  protected ms(column: number): number { return this.cell(column) / 1000; }

  protected age(column: number): number {
    const told = this.cell(column);
    return told === 0 ? -1 : (told - 1) / 1000;
  }
}

class HealthView extends View implements NodeHealth {
  readonly devices: readonly DeviceHealth[];

  constructor(cells: Float64Array, { layout, devices }: Structure) {
    super(cells, layout, "health", 0);
    this.devices = devices.map((each, row) => new DeviceView({ cells, layout, row }, each));
  }

  get cpuFraction(): number { return this.cell(healthAt.cpuFraction) / 1e6; }
  get memoryFraction(): number { return this.cell(healthAt.memoryFraction) / 1e6; }
  get interfaceErrors(): number { return this.cell(healthAt.interfaceErrors); }
  get interfaceDrops(): number { return this.cell(healthAt.interfaceDrops); }
  get agentCpuSeconds(): number { return this.cell(healthAt.agentCpuSeconds) / 1e6; }
  get agentRssBytes(): number { return this.cell(healthAt.agentRssBytes); }
  get windowsDropped(): number { return this.cell(healthAt.windowsDropped); }
  get filesRejected(): number { return this.cell(healthAt.filesRejected); }
}

interface Row {
  readonly cells: Float64Array;
  readonly layout: Layout;
  readonly row: number;
}

class DeviceView extends View implements DeviceHealth {
  readonly index: number;
  readonly name: string;

  constructor({ cells, layout, row }: Row, of: Structure["devices"][number]) {
    super(cells, layout, "devices", row);
    this.index = of.index;
    this.name = of.name;
  }

  get temperatureCelsius(): number { return this.cell(deviceAt.temperatureCelsius) / 1000; }
  get eccUncorrected(): number { return this.cell(deviceAt.eccUncorrected); }
  get throttled(): boolean { return this.cell(deviceAt.throttled) === 1; }
}

interface Lists {
  readonly communicators: readonly CommunicatorSignature[];
  readonly connections: readonly ConnectionSignature[];
  readonly sockets: readonly SocketSignature[];
}

class ProcessView extends View implements ProcessSignature {
  private readonly of: ProcessRow;
  readonly communicators: readonly CommunicatorSignature[];
  readonly connections: readonly ConnectionSignature[];
  readonly sockets: readonly SocketSignature[];

  constructor({ cells, layout, row }: Row, of: ProcessRow, lists: Lists) {
    super(cells, layout, "processes", row);
    this.of = of;
    this.communicators = part(lists.communicators, of.communicators);
    this.connections = part(lists.connections, of.connections);
    this.sockets = part(lists.sockets, of.sockets);
  }

  get job(): JobName { return this.of.job; }
  get rank(): Rank { return this.of.rank; }
  get process(): ProcessId { return this.of.process; }
  get pid(): number { return this.of.pid; }
  get localRank(): number { return this.of.localRank; }
  get worldSize(): number { return this.of.worldSize; }
  get framework(): Framework { return this.of.framework; }
  get library(): string { return this.of.library; }
  get maskInForce(): bigint { return this.of.maskInForce; }
  get ageMs(): number { return this.ms(processAt.ageMs); }
  get cpuMs(): number { return this.ms(processAt.cpuMs); }
  get beatAgeMs(): number { return this.age(processAt.beatAgeMs); }
  get phase(): PhaseKind { return phaseKinds[this.cell(processAt.phase)] ?? "none"; }
  get phaseAgeMs(): number { return this.ms(processAt.phaseAgeMs); }
  get step(): number { return this.cell(processAt.step); }
  get runState(): string { return letters[this.cell(processAt.runState)] ?? "?"; }
  get dropped(): number { return this.cell(processAt.dropped); }
}

/** A run state is a letter or "?"; whatever else is read is refused (signature.ts). */
export const letters: readonly string[] = Array.from({ length: 128 }, (_, code) =>
  String.fromCharCode(code));

class FunctionView extends View implements FunctionTotals {
  readonly function: CollectiveFunction;

  constructor({ cells, layout, row }: Row, of: CollectiveFunction) {
    super(cells, layout, "functions", row);
    this.function = of;
  }

  get started(): number { return this.cell(functionAt.started); }
  get completed(): number { return this.cell(functionAt.completed); }
  get bytes(): number { return this.cell(functionAt.bytes); }
  get busyMs(): number { return this.ms(functionAt.busyMs); }
}

class CommunicatorView extends View implements CommunicatorSignature {
  private readonly of: CommunicatorRow;
  private readonly row: number;
  private readonly laid: Laid;
  readonly functions: readonly FunctionTotals[];
  private readonly newest: Calls;

  constructor(
    { cells, layout, row }: Row, of: CommunicatorRow,
    laid: Laid, functions: readonly FunctionTotals[],
  ) {
    super(cells, layout, "communicators", row);
    this.of = of;
    this.row = row;
    this.laid = laid;
    this.functions = part(functions, of.functions);
    this.newest = new CallsView(laid.desk.recent, row);
  }

  get commId(): CommId { return this.of.commId; }
  get name(): string { return this.of.name; }
  get framework(): Framework { return this.of.framework; }
  get rank(): number { return this.of.rank; }
  get size(): number { return this.of.size; }
  get live(): boolean { return this.cell(communicatorAt.live) === 1; }
  get started(): number { return this.cell(communicatorAt.started); }
  get completed(): number { return this.cell(communicatorAt.completed); }
  get lastStartAgeMs(): number { return this.age(communicatorAt.lastStartAgeMs); }
  get lastEndAgeMs(): number { return this.age(communicatorAt.lastEndAgeMs); }
  get busyMs(): number { return this.ms(communicatorAt.busyMs); }
  get occupiedMs(): number { return this.ms(communicatorAt.occupiedMs); }
  get bytes(): number { return this.cell(communicatorAt.bytes); }
  get open(): readonly OperationSignature[] {
    return operationsOf(this.desk().open, this.row);
  }
  get recent(): readonly OperationSignature[] {
    return operationsOf(this.desk().recent, this.row);
  }
  get calls(): Calls {
    this.desk();
    return this.newest;
  }

  private desk(): Desk {
    const { desk, stamp } = this.laid;
    assert(desk.stamp === stamp, "operations are looked at before the next signature is read");
    return desk;
  }
}

class ConnectionView extends View implements ConnectionSignature {
  private readonly of: ConnectionRow;

  constructor({ cells, layout, row }: Row, of: ConnectionRow) {
    super(cells, layout, "connections", row);
    this.of = of;
  }

  get commId(): CommId { return this.of.commId; }
  get peer(): number { return this.of.peer; }
  get channel(): number { return this.of.channel; }
  get direction(): "send" | "receive" { return this.of.direction; }
  get localPort(): number { return this.of.localPort; }
  get remotePort(): number { return this.of.remotePort; }
  get readySteps(): number { return this.cell(connectionAt.readySteps); }
  get postedSteps(): number { return this.cell(connectionAt.postedSteps); }
  get doneSteps(): number { return this.cell(connectionAt.doneSteps); }
  get readyBytes(): number { return this.cell(connectionAt.readyBytes); }
  get postedBytes(): number { return this.cell(connectionAt.postedBytes); }
  get doneBytes(): number { return this.cell(connectionAt.doneBytes); }
  get heardSteps(): number { return this.cell(connectionAt.heardSteps); }
  get streamingMs(): number { return this.ms(connectionAt.streamingMs); }
  get streamingBytes(): number { return this.cell(connectionAt.streamingBytes); }
  get waitGpuMs(): number { return this.ms(connectionAt.waitGpuMs); }
  get waitPeerMs(): number { return this.ms(connectionAt.waitPeerMs); }
  get waitNetworkMs(): number { return this.ms(connectionAt.waitNetworkMs); }
  get waitDataMs(): number { return this.ms(connectionAt.waitDataMs); }
  get wait(): WaitKind { return waitKinds[this.cell(connectionAt.wait)] ?? "none"; }
  get waitAgeMs(): number { return this.ms(connectionAt.waitAgeMs); }
  get progressAgeMs(): number { return this.age(connectionAt.progressAgeMs); }
}

class SocketView extends View implements SocketSignature {
  readonly local: string;
  readonly remote: string;

  constructor({ cells, layout, row }: Row, { local, remote }: SocketRow) {
    super(cells, layout, "sockets", row);
    this.local = local;
    this.remote = remote;
  }

  get bytesAcked(): number { return this.cell(socketAt.bytesAcked); }
  get bytesReceived(): number { return this.cell(socketAt.bytesReceived); }
  get unackedSegments(): number { return this.cell(socketAt.unackedSegments); }
  get unsentBytes(): number { return this.cell(socketAt.unsentBytes); }
  get unreadBytes(): number { return this.cell(socketAt.unreadBytes); }
  get retransmits(): number { return this.cell(socketAt.retransmits); }
  get roundTripMs(): number { return this.ms(socketAt.roundTripMs); }
  get busyMs(): number { return this.ms(socketAt.busyMs); }
  get receiveWindowLimitedMs(): number { return this.ms(socketAt.receiveWindowLimitedMs); }
  get sendBufferLimitedMs(): number { return this.ms(socketAt.sendBufferLimitedMs); }
  get deliveryBytesPerSecond(): number { return this.cell(socketAt.deliveryBytesPerSecond); }
  get lastSentAgeMs(): number { return this.ms(socketAt.lastSentAgeMs); }
  get lastReceivedAgeMs(): number { return this.ms(socketAt.lastReceivedAgeMs); }
}

function part<Item>(items: readonly Item[], { from, to }: Range): readonly Item[] {
  return items.slice(from, to);
}

export function newFace(structure: Structure, desk: Desk): Face {
  const { layout } = structure;
  const { cells, changed } = newCells(layout);
  const at = (row: number): Row => ({ cells, layout, row });
  const functions = structure.functions.map((each, row) => new FunctionView(at(row), each));
  const laid = { desk, stamp: -1 };
  const lists: Lists = {
    communicators: structure.communicators.map((each, row) =>
      new CommunicatorView(at(row), each, laid, functions)),
    connections: structure.connections.map((each, row) => new ConnectionView(at(row), each)),
    sockets: structure.sockets.map((each, row) => new SocketView(at(row), each)),
  };
  return Object.assign(laid, {
    cells, changed, health: new HealthView(cells, structure),
    processes: structure.processes.map((each, row) => new ProcessView(at(row), each, lists)),
  });
}

/** A copy in plain objects, which no later window changes. */
export function plainSignature(signature: Signature): Signature {
  return plain(signature) as Signature;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const fields: Record<string, unknown> = {};
  if (!(value instanceof View)) {
    for (const [name, each] of Object.entries(value)) fields[name] = plain(each);
    return fields;
  }
  for (const name of namesOf(value)) fields[name] = plain(Reflect.get(value, name));
  return fields;
}

/** Getters of the class, and the lists and names that are fields. */
function namesOf(view: View): readonly string[] {
  const getters = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(view)))
    .filter(([name, each]) => each.get !== undefined && name !== "calls").map(([name]) => name);
  const own = ["devices", "index", "name", "communicators", "connections", "sockets", "function",
    "functions", "local", "remote"].filter((name) => Object.hasOwn(view, name));
  return [...getters, ...own];
}
