// Signature ↔ bytes.

import { parseJobName, parseNodeName, parseProcessId, parseRank, rankMax } from "../ids.ts";
import type { Result } from "../errors.ts";
import {
  collectiveFunctions, datatypes, frameworks, openOperationsMax, phaseKinds, recentOperationsMax,
  waitKinds, type CommunicatorSignature, type ConnectionSignature, type DeviceHealth,
  type FunctionTotals, type NodeHealth, type OperationSignature, type ProcessSignature,
  type Signature, type SocketSignature,
} from "../signature.ts";
import { c4 } from "./c4.js";
import {
  ageOrNever, amount, bitsOf, commIdOf, counter, decodeWith, finite, fraction, list, matching,
  named, refuse, text, wideOf, wideOfCommId, wireLimits, within, word,
} from "./check.ts";

const wire = c4.v1;
const directions = ["send", "receive"] as const;
const addressPattern = /^$|^[0-9A-Za-z.:[\]%-]{1,100}:[0-9]{1,5}$/;
const sessionPattern = /^[A-Za-z0-9-]{1,64}$/;
const u16Max = 0xFFFF;
const i32Max = 0x7FFFFFFF;

export function encodeSignature(signature: Signature): Uint8Array {
  return wire.Signature.encode({
    ...signature,
    processes: signature.processes.map(processTo),
    health: { ...signature.health, devices: [...signature.health.devices] },
  }).finish();
}

export function decodeSignature(bytes: Uint8Array): Result<Signature> {
  return decodeWith("signature", bytes, wireLimits.signatureBytesMax, (given) => {
    const message = wire.Signature.decode(given);
    return {
      node: named(parseNodeName(message.node), "node"),
      session: matching(message.session, sessionPattern, "session"),
      window: counter(message.window, "window"),
      windowMs: amount(message.windowMs, "windowMs"),
      probeAddress: matching(message.probeAddress, addressPattern, "probeAddress"),
      processes: list(message.processes as c4.v1.Process[], wireLimits.processesMax, "processes",
        processFrom),
      health: healthFrom(message.health as c4.v1.Health | null ?? refuse("health", undefined)),
    };
  });
}

function healthFrom(health: c4.v1.Health): NodeHealth {
  return {
    cpuFraction: fraction(health.cpuFraction, "cpuFraction"),
    memoryFraction: fraction(health.memoryFraction, "memoryFraction"),
    interfaceErrors: counter(health.interfaceErrors, "interfaceErrors"),
    interfaceDrops: counter(health.interfaceDrops, "interfaceDrops"),
    agentCpuSeconds: amount(health.agentCpuSeconds, "agentCpuSeconds"),
    agentRssBytes: counter(health.agentRssBytes, "agentRssBytes"),
    windowsDropped: counter(health.windowsDropped, "windowsDropped"),
    filesRejected: counter(health.filesRejected, "filesRejected"),
    devices: list(health.devices as c4.v1.Device[], wireLimits.devicesMax, "devices", deviceFrom),
  };
}

function deviceFrom(device: c4.v1.Device): DeviceHealth {
  return {
    index: within(device.index, u16Max, "device index"),
    name: text(device.name, "device name"),
    temperatureCelsius: finite(device.temperatureCelsius, "temperatureCelsius"),
    eccUncorrected: counter(device.eccUncorrected, "eccUncorrected"),
    throttled: device.throttled,
  };
}

function processTo(process: ProcessSignature): c4.v1.IProcess {
  return {
    ...process,
    framework: frameworks.indexOf(process.framework),
    phase: phaseKinds.indexOf(process.phase),
    maskInForce: wideOf(process.maskInForce),
    communicators: process.communicators.map(communicatorTo),
    connections: process.connections.map(connectionTo),
    sockets: [...process.sockets],
  };
}

function processFrom(process: c4.v1.Process): ProcessSignature {
  return {
    job: named(parseJobName(process.job), "job"),
    rank: named(parseRank(process.rank), "rank"),
    process: named(parseProcessId(process.process), "process"),
    pid: within(process.pid, i32Max, "pid", 1),
    localRank: within(process.localRank, rankMax, "localRank", -1),
    worldSize: within(process.worldSize, rankMax, "worldSize", -1),
    framework: word(process.framework, frameworks, "framework"),
    library: text(process.library, "library"),
    ageMs: amount(process.ageMs, "ageMs"),
    runState: matching(process.runState, /^[A-Za-z?]$/, "runState"),
    cpuMs: amount(process.cpuMs, "cpuMs"),
    beatAgeMs: ageOrNever(process.beatAgeMs ?? -1, "beatAgeMs"),
    phase: word(process.phase, phaseKinds, "phase"),
    phaseAgeMs: amount(process.phaseAgeMs, "phaseAgeMs"),
    step: counter(process.step, "step"),
    maskInForce: bitsOf(process.maskInForce),
    communicators: list(process.communicators as c4.v1.Communicator[], wireLimits.communicatorsMax,
      "communicators", communicatorFrom),
    connections: list(process.connections as c4.v1.Connection[], wireLimits.connectionsMax,
      "connections", connectionFrom),
    sockets: list(process.sockets as c4.v1.Socket[], wireLimits.socketsMax, "sockets", socketFrom),
    dropped: counter(process.dropped, "dropped"),
  };
}

function communicatorTo(communicator: CommunicatorSignature): c4.v1.ICommunicator {
  return {
    ...communicator,
    id: wideOfCommId(communicator.commId),
    framework: frameworks.indexOf(communicator.framework),
    functions: communicator.functions.map((each) => ({
      ...each, function: collectiveFunctions.indexOf(each.function),
    })),
    open: communicator.open.map(operationTo),
    recent: communicator.recent.map(operationTo),
  };
}

function communicatorFrom(communicator: c4.v1.Communicator): CommunicatorSignature {
  const size = within(communicator.size, rankMax, "communicator size", 1);
  return {
    commId: commIdOf(communicator.id),
    name: text(communicator.name, "communicator name"),
    framework: word(communicator.framework, frameworks, "communicator framework"),
    rank: within(communicator.rank, size - 1, "communicator rank"),
    size,
    live: communicator.live,
    started: counter(communicator.started, "started"),
    completed: counter(communicator.completed, "completed"),
    lastStartAgeMs: ageOrNever(communicator.lastStartAgeMs, "lastStartAgeMs"),
    lastEndAgeMs: ageOrNever(communicator.lastEndAgeMs, "lastEndAgeMs"),
    busyMs: amount(communicator.busyMs, "busyMs"),
    occupiedMs: amount(communicator.occupiedMs, "occupiedMs"),
    bytes: counter(communicator.bytes, "bytes"),
    functions: list(communicator.functions as c4.v1.Totals[], collectiveFunctions.length,
      "functions", totalsFrom),
    open: list(communicator.open as c4.v1.Operation[], openOperationsMax, "open", operationFrom),
    recent: list(communicator.recent as c4.v1.Operation[], recentOperationsMax, "recent",
      operationFrom),
  };
}

function totalsFrom(totals: c4.v1.Totals): FunctionTotals {
  return {
    function: word(totals.function, collectiveFunctions, "function"),
    started: counter(totals.started, "started"),
    completed: counter(totals.completed, "completed"),
    bytes: counter(totals.bytes, "bytes"),
    busyMs: amount(totals.busyMs, "busyMs"),
  };
}

function operationTo(operation: OperationSignature): c4.v1.IOperation {
  return {
    ...operation,
    function: collectiveFunctions.indexOf(operation.function),
    datatype: datatypes.indexOf(operation.datatype),
  };
}

function operationFrom(operation: c4.v1.Operation): OperationSignature {
  return {
    ordinal: counter(operation.ordinal, "ordinal"),
    function: word(operation.function, collectiveFunctions, "function"),
    datatype: word(operation.datatype, datatypes, "datatype"),
    bytes: counter(operation.bytes, "bytes"),
    peer: within(operation.peer, rankMax, "peer", -1),
    pointToPoint: operation.pointToPoint,
    elapsedMs: amount(operation.elapsedMs, "elapsedMs"),
    completed: operation.completed,
  };
}

function connectionTo(connection: ConnectionSignature): c4.v1.IConnection {
  return {
    ...connection,
    communicatorId: wideOfCommId(connection.commId),
    direction: directions.indexOf(connection.direction),
    wait: waitKinds.indexOf(connection.wait),
  };
}

function connectionFrom(connection: c4.v1.Connection): ConnectionSignature {
  return {
    commId: commIdOf(connection.communicatorId),
    peer: within(connection.peer, rankMax, "peer", -1),
    channel: within(connection.channel, u16Max, "channel"),
    direction: word(connection.direction, directions, "direction"),
    localPort: within(connection.localPort, u16Max, "localPort"),
    remotePort: within(connection.remotePort, u16Max, "remotePort"),
    readySteps: counter(connection.readySteps, "readySteps"),
    postedSteps: counter(connection.postedSteps, "postedSteps"),
    doneSteps: counter(connection.doneSteps, "doneSteps"),
    readyBytes: counter(connection.readyBytes, "readyBytes"),
    postedBytes: counter(connection.postedBytes, "postedBytes"),
    doneBytes: counter(connection.doneBytes, "doneBytes"),
    heardSteps: counter(connection.heardSteps, "heardSteps"),
    streamingMs: amount(connection.streamingMs, "streamingMs"),
    streamingBytes: counter(connection.streamingBytes, "streamingBytes"),
    waitGpuMs: amount(connection.waitGpuMs, "waitGpuMs"),
    waitPeerMs: amount(connection.waitPeerMs, "waitPeerMs"),
    waitNetworkMs: amount(connection.waitNetworkMs, "waitNetworkMs"),
    waitDataMs: amount(connection.waitDataMs, "waitDataMs"),
    wait: word(connection.wait, waitKinds, "wait"),
    waitAgeMs: amount(connection.waitAgeMs, "waitAgeMs"),
    progressAgeMs: ageOrNever(connection.progressAgeMs, "progressAgeMs"),
  };
}

function socketFrom(socket: c4.v1.Socket): SocketSignature {
  return {
    local: text(socket.local, "socket local"),
    remote: text(socket.remote, "socket remote"),
    bytesAcked: counter(socket.bytesAcked, "bytesAcked"),
    bytesReceived: counter(socket.bytesReceived, "bytesReceived"),
    unackedSegments: counter(socket.unackedSegments, "unackedSegments"),
    unsentBytes: counter(socket.unsentBytes, "unsentBytes"),
    unreadBytes: counter(socket.unreadBytes, "unreadBytes"),
    retransmits: counter(socket.retransmits, "retransmits"),
    roundTripMs: amount(socket.roundTripMs, "roundTripMs"),
    busyMs: amount(socket.busyMs, "socket busyMs"),
    receiveWindowLimitedMs: amount(socket.receiveWindowLimitedMs, "receiveWindowLimitedMs"),
    sendBufferLimitedMs: amount(socket.sendBufferLimitedMs, "sendBufferLimitedMs"),
    deliveryBytesPerSecond: amount(socket.deliveryBytesPerSecond, "deliveryBytesPerSecond"),
    lastSentAgeMs: amount(socket.lastSentAgeMs, "lastSentAgeMs"),
    lastReceivedAgeMs: amount(socket.lastReceivedAgeMs, "lastReceivedAgeMs"),
  };
}
