// A fleet that trains without a fault, as signatures: what the agents of N nodes with eight ranks
// each would say, window after window. One communicator of all, one of each node, one of each
// place in the nodes; a ring over all with its connections; sixteen recent operations in each.

import {
  commIdFrom, type JobName, type NodeName, type ProcessId, type Rank,
} from "../proto/ids.ts";
import type {
  CommunicatorSignature, ConnectionSignature, OperationSignature, ProcessSignature, Signature,
} from "../proto/signature.ts";

export const ranksPerNode = 8;
const channels = 4;
const operationsPerWindow = 40;
const operationBytes = 64 << 20;
const stepsPerOperation = 56;
const windowMs = 1000;
const recentMax = 16;

export function nodeNameOf(node: number): NodeName {
  return `node-${node}` as NodeName;
}

export function signatureOf(node: number, nodes: number, window: number): Signature {
  return {
    node: nodeNameOf(node), session: "bench", window, windowMs, probeAddress: "10.0.0.1:7",
    processes: Array.from({ length: ranksPerNode }, (_, local) =>
      processOf({ node, nodes, local, window })),
    health: {
      cpuFraction: 0.3, memoryFraction: 0.4, interfaceErrors: 0, interfaceDrops: 0,
      agentCpuSeconds: window * 0.01, agentRssBytes: 80 << 20, windowsDropped: 0,
      filesRejected: 0, devices: [],
    },
  };
}

interface Place {
  readonly node: number;
  readonly nodes: number;
  readonly local: number;
  readonly window: number;
}

function processOf(place: Place): ProcessSignature {
  const { node, nodes, local, window } = place;
  const rank = node * ranksPerNode + local;
  const worldSize = nodes * ranksPerNode;
  return {
    job: "bench" as JobName, rank: rank as Rank, process: `${1000 + local}-1` as ProcessId,
    pid: 1000 + local, localRank: local, worldSize, framework: "nccl", library: "nccl abi 6",
    ageMs: 5000 + window * windowMs, runState: "R", beatAgeMs: -1, cpuMs: window * 900,
    phase: "none", phaseAgeMs: 0, step: 0, maskInForce: 2n ** 64n - 1n, dropped: 0, sockets: [],
    communicators: [
      communicator(place, { id: 1n, name: "world", rank, size: worldSize }),
      communicator(place, {
        id: BigInt(1000 + node), name: "tp", rank: local, size: ranksPerNode,
      }),
      communicator(place, { id: BigInt(10 + local), name: "dp", rank: node, size: nodes }),
    ],
    connections: connectionsOf(place, rank, worldSize),
  };
}

interface Group {
  readonly id: bigint;
  readonly name: string;
  readonly rank: number;
  readonly size: number;
}

function communicator({ window }: Place, group: Group): CommunicatorSignature {
  const completed = (window + 1) * operationsPerWindow;
  const busyMs = completed * 12;
  const bytes = completed * operationBytes;
  return {
    commId: commIdFrom(group.id), name: group.name, framework: "nccl", rank: group.rank,
    size: group.size, live: true, started: completed, completed, lastStartAgeMs: 30,
    lastEndAgeMs: 18, busyMs, occupiedMs: busyMs, bytes,
    functions: [{ function: "all-reduce", started: completed, completed, bytes, busyMs }],
    open: [],
    recent: Array.from({ length: recentMax }, (_, index): OperationSignature => ({
      ordinal: completed - recentMax + index + 1, function: "all-reduce", datatype: "bfloat16",
      bytes: operationBytes, peer: -1, pointToPoint: false, elapsedMs: 12, completed: true,
    })),
  };
}

function connectionsOf(
  place: Place, rank: number, worldSize: number,
): readonly ConnectionSignature[] {
  const steps = (place.window + 1) * operationsPerWindow * stepsPerOperation;
  const bytes = steps * (operationBytes / stepsPerOperation / channels);
  return [1, worldSize - 1].flatMap((distance) =>
    Array.from({ length: channels }, (_, channel): ConnectionSignature => ({
      commId: commIdFrom(1n), peer: (rank + distance) % worldSize, channel,
      direction: distance === 1 ? "send" : "receive", localPort: 0, remotePort: 0,
      readySteps: steps, postedSteps: steps, doneSteps: steps,
      readyBytes: bytes, postedBytes: bytes, doneBytes: bytes,
      heardSteps: 0, streamingMs: 0, streamingBytes: 0,
      waitGpuMs: place.window * 300, waitPeerMs: place.window * 30,
      waitNetworkMs: place.window * 200, waitDataMs: 0, wait: "none", waitAgeMs: 0,
      progressAgeMs: 18,
    })));
}
