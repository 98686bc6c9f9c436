// A fleet that trains, as signatures: what the agents of N nodes with eight ranks each would say,
// window after window. One communicator of all, one of each node, one of each place in the nodes; a
// ring over all with its connections; sixteen recent operations in each, of eight sizes in turn.
// No two ranks agree to the microsecond on anything that takes time, operations are under way when
// the window ends, and counters are caught between ready and done: a fleet of round numbers would
// flatter every encoding.
//
// The noise repeats every 64 nodes, so that a generator can make the numbers of 64 nodes and send
// them in the names of 16,384 (scale/generator-main.ts).
//
// With a fault, the ranks go on for its window, and then all but one wait in the next operation of
// the communicator of all, which that one, stopped, never begins.

import {
  commIdFrom, type JobName, type NodeName, type ProcessId, type Rank,
} from "../../proto/ids.ts";
import type {
  CollectiveFunction, CommunicatorSignature, ConnectionSignature, FunctionTotals,
  OperationSignature, ProcessSignature, Signature, WaitKind,
} from "../../proto/signature.ts";

export const ranksPerNode = 8;
export const noisyNodes = 64;
const channels = 4;
const operationsPerWindow = 40;
const stepsPerOperation = 56;
const stepBytes = 256 * 1024;
const windowMs = 1000;
const recentMax = 16;
const mebibyte = 1 << 20;
/** Gradients in buckets; divides the operations of a window. */
const sizes = [25, 25, 25, 13, 64, 32, 7, 1].map((each) => each * mebibyte);
const sizesSum = sizes.reduce((sum, each) => sum + each, 0);

/** A rank that is stopped at the end of a window. */
export interface Fault {
  readonly rank: number;
  readonly window: number;
}

export interface Fleet {
  readonly nodes: number;
  readonly fault?: Fault | undefined;
}

export function nodeNameOf(node: number): NodeName {
  return `node-${node}` as NodeName;
}

export function signatureOf(node: number, fleet: Fleet, window: number): Signature {
  const noise = noiseOf(node % noisyNodes, window);
  return {
    node: nodeNameOf(node), session: "bench", window, windowMs, probeAddress: "10.0.0.1:7",
    processes: Array.from({ length: ranksPerNode }, (_, local) =>
      processOf({ node, fleet, local, window })),
    health: {
      cpuFraction: micro(0.3 + noise / 10), memoryFraction: micro(0.4 + noise / 100),
      interfaceErrors: 0, interfaceDrops: 0, agentCpuSeconds: micro(window * 0.01 + noise / 1000),
      agentRssBytes: 80 << 20, windowsDropped: 0, filesRejected: 0, devices: [],
    },
  };
}

interface Place {
  readonly node: number;
  readonly fleet: Fleet;
  readonly local: number;
  readonly window: number;
}

/** In [0, 1), the same for the same numbers. */
function noiseOf(...numbers: readonly number[]): number {
  let mixed = 0x9e3779b9;
  for (const each of numbers) {
    mixed = Math.imul(mixed ^ each, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return (mixed >>> 0) / 2 ** 32;
}

const micro = (value: number): number => Math.round(value * 1e6) / 1e6;
const inMicroseconds = (value: number): number => Math.round(value * 1000) / 1000;

/** What a rank does at the end of the window. */
interface Moment {
  readonly seed: number;
  /** Windows of work behind it. */
  readonly worked: number;
  /** Whole windows that it has stood still. */
  readonly stoodMs: number;
  readonly isStopped: boolean;
}

function momentOf({ node, fleet: { fault }, local, window }: Place): Moment {
  const seed = node % noisyNodes * ranksPerNode + local;
  if (fault === undefined || window <= fault.window) {
    return { seed, worked: window + 1, stoodMs: 0, isStopped: false };
  }
  return {
    seed, worked: fault.window + 1, stoodMs: (window - fault.window) * windowMs,
    isStopped: node * ranksPerNode + local === fault.rank,
  };
}

function processOf(place: Place): ProcessSignature {
  const { node, fleet: { nodes }, local, window } = place;
  const moment = momentOf(place);
  const rank = node * ranksPerNode + local;
  const worldSize = nodes * ranksPerNode;
  const jitterMs = noiseOf(moment.seed, window, 1) * 3;
  return {
    job: "bench" as JobName, rank: rank as Rank, process: `${1000 + local}-1` as ProcessId,
    pid: 1000 + local, localRank: local, worldSize, framework: "nccl", library: "nccl abi 6",
    ageMs: inMicroseconds(5000 + window * windowMs + jitterMs),
    runState: moment.isStopped ? "T" : "R", beatAgeMs: -1,
    cpuMs: moment.worked * 900, phase: "none", phaseAgeMs: 0, step: 0,
    maskInForce: 2n ** 64n - 1n, dropped: 0, sockets: [],
    communicators: [
      communicator(moment, { id: 1n, name: "world", rank, size: worldSize }),
      communicator(moment, {
        id: BigInt(1000 + node), name: "tp", rank: local, size: ranksPerNode,
      }),
      communicator(moment, { id: BigInt(10 + local), name: "dp", rank: node, size: nodes }),
    ],
    connections: connectionsOf(moment, rank, worldSize),
  };
}

interface Group {
  readonly id: bigint;
  readonly name: string;
  readonly rank: number;
  readonly size: number;
}

function communicator(moment: Moment, group: Group): CommunicatorSignature {
  const { seed, worked, stoodMs, isStopped } = moment;
  const kind = group.name.length + group.name.charCodeAt(0);
  const noise = (of: number): number => noiseOf(seed, worked, kind, of);
  const completed = worked * operationsPerWindow;
  const isWaiting = stoodMs > 0 && group.name === "world" && !isStopped;
  const isOpen = isWaiting || (stoodMs === 0 && noise(2) < 0.4);
  const openMs = isOpen ? inMicroseconds(noise(3) * 11 + stoodMs) : 0;
  const busyMs = inMicroseconds(completed * 12 + noise(4) * 4);
  const ordinals = Array.from({ length: recentMax }, (_, index) =>
    completed - recentMax + index + (isOpen ? 2 : 1));
  const recent = ordinals.map((ordinal): OperationSignature => ({
    ordinal, function: functionOf(group, ordinal), datatype: "bfloat16",
    bytes: sizes[ordinal % sizes.length] ?? 0, peer: -1, pointToPoint: false,
    elapsedMs: ordinal > completed ? openMs : inMicroseconds(10 + noiseOf(seed, ordinal, kind) * 4),
    completed: ordinal <= completed,
  }));
  const functions = functionsOf(group, { completed, busyMs, isOpen });
  return {
    commId: commIdFrom(group.id), name: group.name, framework: "nccl", rank: group.rank,
    size: group.size, live: true, started: completed + (isOpen ? 1 : 0), completed,
    lastStartAgeMs: isOpen ? openMs : inMicroseconds(12 + noise(5) * 13 + stoodMs),
    lastEndAgeMs: inMicroseconds(noise(6) * 12 + stoodMs), busyMs,
    occupiedMs: inMicroseconds(busyMs + openMs),
    bytes: functions.reduce((sum, each) => sum + each.bytes, 0),
    functions, open: recent.filter((each) => !each.completed), recent,
  };
}

/** Sharded data parallelism scatters and gathers in turns. */
function functionOf({ name }: Group, ordinal: number): CollectiveFunction {
  if (name !== "dp") return "all-reduce";
  return ordinal % 2 === 0 ? "reduce-scatter" : "all-gather";
}

function functionsOf(
  group: Group, of: { readonly completed: number; readonly busyMs: number; isOpen: boolean },
): readonly FunctionTotals[] {
  const { completed, busyMs, isOpen } = of;
  const bytes = completed / sizes.length * sizesSum;
  const opening = functionOf(group, completed + 1);
  const names: readonly CollectiveFunction[] = group.name === "dp"
    ? ["reduce-scatter", "all-gather"] : ["all-reduce"];
  return names.map((name) => ({
    function: name, completed: completed / names.length,
    started: completed / names.length + (isOpen && name === opening ? 1 : 0),
    bytes: bytes / names.length, busyMs: inMicroseconds(busyMs / names.length),
  }));
}

const waits: readonly WaitKind[] = ["none", "gpu", "network", "none"];

function connectionsOf(
  { seed, worked, stoodMs }: Moment, rank: number, worldSize: number,
): readonly ConnectionSignature[] {
  const steps = worked * operationsPerWindow * stepsPerOperation;
  return [1, worldSize - 1].flatMap((distance) =>
    Array.from({ length: channels }, (_, channel): ConnectionSignature => {
      const noise = (of: number): number =>
        noiseOf(seed, worked, channel + (distance === 1 ? 0 : channels), of + 10);
      const isMoving = stoodMs === 0;
      const ready = steps + (isMoving ? Math.floor(noise(1) * 3) : 0);
      const posted = steps + (isMoving ? Math.min(ready - steps, Math.floor(noise(2) * 3)) : 0);
      const wait = isMoving ? waits[Math.floor(noise(3) * waits.length)] ?? "none" : "none";
      return {
        commId: commIdFrom(1n), peer: (rank + distance) % worldSize, channel,
        direction: distance === 1 ? "send" : "receive", localPort: 0, remotePort: 0,
        readySteps: ready, postedSteps: posted, doneSteps: steps,
        readyBytes: ready * stepBytes, postedBytes: posted * stepBytes,
        doneBytes: steps * stepBytes,
        heardSteps: 0, streamingMs: 0, streamingBytes: 0,
        waitGpuMs: inMicroseconds(worked * 300 + noise(4) * 20),
        waitPeerMs: inMicroseconds(worked * 30 + noise(5) * 5),
        waitNetworkMs: inMicroseconds(worked * 200 + noise(6) * 10),
        waitDataMs: 0, wait, waitAgeMs: wait === "none" ? 0 : inMicroseconds(noise(7) * 9),
        progressAgeMs: inMicroseconds(noise(8) * 20 + stoodMs),
      };
    }));
}
