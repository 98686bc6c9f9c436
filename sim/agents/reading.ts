// What an agent reads of one process: the file that the hook of a simulated rank would have
// written, as the parser of process files gives it. Everything after this is the production agent.

import { neverMs } from "../../proto/reading.ts";
import { collectiveFunctions, type WaitKind } from "../../proto/signature.ts";
import type { NodeName, ProcessId } from "../../proto/ids.ts";
import type { ProcessFileHeader } from "../../proto/process-file.ts";
import type {
  ProcessFileCommunicator, ProcessFileConnection, ProcessFileTotals,
} from "../../proto/process-tables.ts";
import type { ProcessReading } from "../../agent/core/reading.ts";
import { groupKinds, type Group } from "../job/groups.ts";
import { placeOf, type Lane, type LaneEnd } from "../job/ledger.ts";
import { accountCpu } from "../job/run.ts";
import type { Worker, World } from "../job/world.ts";

/** A host: its name, and its clock, which agrees with no other. */
export interface Host {
  readonly index: number;
  readonly node: NodeName;
  /** Its CLOCK_MONOTONIC at the world's zero. */
  readonly clockMs: number;
}

export function processIdOf(worker: Worker): ProcessId {
  return `${1_000 + worker.rank}-${77_000 + worker.rank}` as ProcessId;
}

export function readingOf(world: World, host: Host, worker: Worker): ProcessReading {
  accountCpu(world, worker);
  const isSeen = world.scenario.witnesses === "all";
  const communicators: ProcessFileCommunicator[] = [];
  const slots = new Map<Group, number>();
  for (const kind of groupKinds) {
    const group = world.groups.of[kind][worker.rank];
    if (group === undefined) continue;
    slots.set(group, communicators.length);
    communicators.push(communicatorOf(world, host, group,
      { slot: communicators.length, index: world.groups.index[kind][worker.rank] ?? 0 }));
  }
  return {
    process: processIdOf(worker), nowMs: host.clockMs + world.nowMs,
    runState: !isSeen ? "?" : worker.state === "frozen" ? "T" : "S",
    cpuMs: isSeen ? Math.round(worker.cpuMs) : 0, sockets: [],
    file: {
      header: headerOf(world, host, worker), communicators, torn: 0,
      connections: connectionsOf(world, host, worker, slots),
    },
  };
}

function headerOf(world: World, host: Host, worker: Worker): ProcessFileHeader {
  const { job, cluster } = world.scenario;
  const inPhase = worker.phase !== "none" && worker.phaseUntilMs > world.nowMs;
  return {
    pid: 1_000 + worker.rank, rank: worker.rank,
    localRank: worker.rank % cluster.devicesPerNode, worldSize: world.ranks,
    startTicks: 77_000 + worker.rank, openedMs: host.clockMs,
    clock: { kind: "monotonic", baseLow: 0, baseHigh: 0, baseMs: 0, msPerTick: 1e-6 },
    framework: job.framework, abiVersion: 6, job: job.name, node: host.node,
    library: job.framework, hook: "sim", host: host.node, command: "train",
    end: { kind: "running" }, dropped: noneDropped, maskInForce: 94n, controlGeneration: 0n,
    phase: inPhase ? worker.phase : "none",
    phaseSinceMs: worker.phase === "none" ? neverMs
      : host.clockMs + (inPhase ? worker.phaseSinceMs : worker.phaseUntilMs), phaseCount: 0,
    step: 0, beatMs: beatOf(world, host, worker), firstError: "",
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

function communicatorOf(
  world: World, host: Host, group: Group,
  at: { readonly slot: number; readonly index: number },
): ProcessFileCommunicator {
  const { members } = world.ledger;
  const member = group.base + at.index;
  const onClock = (ms: number): number => ms < 0 ? neverMs : host.clockMs + ms;
  const isOpen = (members.open[member] ?? 0) > 0;
  return {
    slot: at.slot, generation: 1, live: true, framework: world.scenario.job.framework,
    commId: group.commId, rank: at.index, size: group.ranks.length, nodes: 1, name: group.name,
    createdMs: host.clockMs, started: members.started[member] ?? 0,
    completed: members.completed[member] ?? 0,
    lastStartMs: onClock(members.lastStartMs[member] ?? -1),
    lastEndMs: onClock(members.lastEndMs[member] ?? -1),
    occupiedMs: members.occupiedMs[member] ?? 0,
    occupiedSinceMs: isOpen ? onClock(members.occupiedSinceMs[member] ?? -1) : neverMs,
    functions: totalsOf(world, member),
    operations: (members.recent[member] ?? []).map((each) => ({
      ordinal: each.ordinal, function: each.function, datatype: "bfloat16" as const,
      pointToPoint: each.peer >= 0, graph: false, peer: each.peer, sequence: each.ordinal,
      bytes: each.bytes, enqueueMs: onClock(each.startMs), startMs: onClock(each.startMs),
      endMs: onClock(each.endMs),
    })),
  };
}

function totalsOf(world: World, member: number): readonly ProcessFileTotals[] {
  const { members } = world.ledger;
  const totals: ProcessFileTotals[] = [];
  for (const name of collectiveFunctions) {
    const place = placeOf(member, name);
    const started = members.calls[place] ?? 0;
    if (started === 0) continue;
    totals.push({
      function: name, started, completed: members.returns[place] ?? 0,
      bytes: members.bytes[place] ?? 0, busyMs: members.busyMs[place] ?? 0,
    });
  }
  return totals;
}

function connectionsOf(
  world: World, host: Host, worker: Worker, slots: ReadonlyMap<Group, number>,
): readonly ProcessFileConnection[] {
  return (world.ledger.ofRank[worker.rank] ?? []).map((lane, slot) => {
    const isSender = lane.group.ranks[lane.from] === worker.rank;
    return connectionOf(world, host, lane, {
      slot, communicatorSlot: slots.get(lane.group) ?? 0, isSender,
    });
  });
}

function connectionOf(
  world: World, host: Host, lane: Lane,
  at: { readonly slot: number; readonly communicatorSlot: number; readonly isSender: boolean },
): ProcessFileConnection {
  const end = at.isSender ? lane.sent : lane.received;
  const { ahead } = end;
  const isTcp = world.scenario.job.framework === "gloo";
  const lastMs = end.lastMs < 0 ? neverMs : host.clockMs + end.lastMs;
  return {
    slot: at.slot, live: true, communicatorSlot: at.communicatorSlot,
    commId: lane.group.commId, peer: at.isSender ? lane.to : lane.from, channel: 0,
    direction: at.isSender ? "send" : "receive", transport: isTcp ? "tcp" : "network",
    localPort: 0, remotePort: 0, createdMs: host.clockMs, operations: 0,
    readySteps: end.ready + (ahead?.ready ?? 0), readyBytes: end.bytes,
    postedSteps: end.posted + (ahead?.posted ?? 0), postedBytes: end.bytes,
    doneSteps: end.done + (ahead?.done ?? 0), doneBytes: end.bytes,
    lastReadyMs: lastMs, lastPostedMs: lastMs, lastDoneMs: lastMs,
    waitGpuMs: end.gpuMs, waitPeerMs: end.peerMs, waitNetworkMs: end.networkMs,
    waitDataMs: end.dataMs, ...waitOf(host, end), longestWaitMs: 0, repolls: 0,
    // NCCL shows no words of the peer; over TCP a stream is timed where it arrives.
    heardSteps: isTcp ? end.heard + (ahead?.heard ?? 0) : 0,
    streamingMs: isTcp && !at.isSender ? end.streamingMs : 0,
    streamingBytes: isTcp && !at.isSender ? end.bytes : 0,
  };
}

function waitOf(host: Host, { ahead }: LaneEnd): {
  readonly wait: WaitKind; readonly waitSinceMs: number;
} {
  if (ahead === undefined || ahead.wait === "none") return { wait: "none", waitSinceMs: neverMs };
  return { wait: ahead.wait, waitSinceMs: host.clockMs + ahead.sinceMs };
}
