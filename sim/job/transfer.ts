// The physics of a transfer, at the level of a whole operation: how long it takes, and what each
// lane's counters say of it afterwards.
//
// A ring moves at the pace of its slowest lane. While members are missing, the one before the last
// to come waits for its credit and the one behind it for its data; the others have nothing to send
// and wait for data, too. Once all are there, every lane but the slowest is idle for a part of the
// time. A member may run ahead of what stands still by as many pieces as there are hops behind it,
// so data are missing there; only where that is more than the credits of the lanes between does it
// back up, and senders wait for credit. A test plays the same ring piece by piece and holds these
// formulas to it.

import { healthyMsPerMiB, slowness } from "../fabric/fabric.ts";
import type { Lane } from "./ledger.ts";
import type { Call, Letter, Mail, World } from "./world.ts";

const mebibyte = 1024 * 1024;
/** A hop's share of latency, and a MiB between devices of one node. */
const hopMs = 0.005;
const localMsPerMiB = 0.005;
/** Pieces that each end of an NCCL connection keeps in flight (NCCL_STEPS). */
export const piecesInFlight = 8;

/** Bytes that one lane carries, and pieces they are cut into. */
export interface Share {
  readonly bytes: number;
  readonly pieces: number;
}

/** Of what the lowest member called that has come. */
export function shareOf({ size, called, bytes }: Call): Share {
  switch (called) {
    case "all-reduce": return { bytes: 2 * bytes * (size - 1) / size, pieces: 2 * (size - 1) };
    case "all-to-all": return { bytes: bytes / size, pieces: 1 };
    case "broadcast": return { bytes, pieces: size - 1 };
    default: return { bytes: bytes * (size - 1) / size, pieces: size - 1 };
  }
}

/** Infinity when a path is dead. */
export function transferMs(world: World, call: Call): number {
  const { bytes, pieces } = shareOf(call);
  const { lanes } = call;
  const latencyMs = hopMs * pieces;
  if (lanes.length === 0) return latencyMs + localMsPerMiB * bytes / mebibyte;
  const longest = laneMs(world, slowestOf(world, lanes, bytes), bytes);
  // All-to-all: a card sends to everyone in turn.
  const turns = call.group.kind === "expert" ? call.size - 1 : 1;
  return latencyMs + longest * turns;
}

/** The channels of a lane share its card's ports. */
function laneMs(world: World, lane: Lane, bytes: number): number {
  const { cluster } = world.scenario;
  const healthyMs = healthyMsPerMiB(cluster) / cluster.portsPerNic * (bytes / mebibyte);
  return world.isSound ? healthyMs : healthyMs * slowness(world.conditions, cluster, lane.path);
}

export function messageMs(world: World, mail: Mail, bytes: number): number {
  return mail.lane === undefined
    ? hopMs + localMsPerMiB * bytes / mebibyte
    : hopMs + laneMs(world, mail.lane, bytes);
}

export function countCollective(world: World, call: Call): void {
  const { lanes } = call;
  if (lanes.length === 0) return;
  const { bytes, pieces } = shareOf(call);
  const { arrivalMs, beginMs, endMs, group } = call;
  const last = arrivalMs.indexOf(beginMs);
  const slowest = slowestOf(world, lanes, bytes);
  const isRing = group.kind !== "expert";
  for (const lane of lanes) {
    const { sent, received } = lane;
    const ownMs = laneMs(world, lane, bytes);
    const idleMs = Math.max(0, endMs - beginMs - ownMs);
    const senderWaitedMs = beginMs - (arrivalMs[lane.from] ?? beginMs);
    const receiverWaitedMs = beginMs - (arrivalMs[lane.to] ?? beginMs);
    count(lane, pieces, bytes, endMs);
    sent.networkMs += networkMs(world, ownMs);
    const toLast = hopsBetween(call, lane.to, last);
    // All-to-all has no lane behind another. Whoever is missing takes nothing at all.
    const beforeLast = toLast === 0 ? Infinity : isRing ? excess(call, toLast, toLast) : -1;
    waits(lane, { excess: beforeLast, senderMs: senderWaitedMs, receiverMs: receiverWaitedMs });
    const toSlow = hopsBetween(call, lane.to, slowest.from);
    const beforeSlow = isRing && lane !== slowest ? excess(call, toSlow, toSlow + 1) : -1;
    waits(lane, { excess: beforeSlow, senderMs: idleMs, receiverMs: idleMs });
    received.streamingMs += ownMs;
  }
}

function hopsBetween({ group }: Call, from: number, to: number): number {
  const size = group.ranks.length;
  return (to - from + size) % size;
}

/** Pieces that could be run ahead, beyond the room of so many lanes up to what stands still. */
function excess({ group }: Call, hops: number, lanesWithRoom: number): number {
  return group.ranks.length - 1 - hops - lanesWithRoom * piecesInFlight;
}

interface Wait {
  readonly excess: number;
  readonly senderMs: number;
  readonly receiverMs: number;
}

/** Above 0 the sender waits for credit, below the receiver for data; at 0 both have run out. */
function waits({ sent, received }: Lane, wait: Wait): void {
  if (wait.excess > 0) sent.peerMs += wait.senderMs;
  else sent.gpuMs += wait.senderMs;
  if (wait.excess < 0) received.dataMs += wait.receiverMs;
}

/** Over TCP a sender only sees its kernel's buffer. */
function networkMs(world: World, ownMs: number): number {
  return world.scenario.job.framework === "nccl" ? ownMs : Math.min(ownMs, 0.2);
}

function slowestOf(world: World, lanes: readonly Lane[], bytes: number): Lane {
  let [slowest] = lanes as readonly [Lane, ...Lane[]];
  if (world.isSound) return slowest;
  let longest = -1;
  for (const lane of lanes) {
    const ms = laneMs(world, lane, bytes);
    if (ms > longest) [slowest, longest] = [lane, ms];
  }
  return slowest;
}

function count(lane: Lane, pieces: number, bytes: number, nowMs: number): void {
  for (const end of [lane.sent, lane.received]) {
    end.ready += pieces;
    end.posted += pieces;
    end.done += pieces;
    end.heard += pieces;
    end.bytes += bytes;
    end.lastMs = nowMs;
    end.ahead = undefined;
  }
}

export function countMessage(world: World, mail: Mail, letter: Letter): void {
  const { lane } = mail;
  if (lane === undefined) return;
  const ownMs = laneMs(world, lane, letter.bytes);
  const waitedMs = Math.max(0, world.nowMs - ownMs - (mail.waiting?.startMs ?? world.nowMs));
  const offeredMs = Math.max(0, world.nowMs - ownMs - letter.operation.startMs);
  count(lane, 1, letter.bytes, world.nowMs);
  lane.sent.networkMs += networkMs(world, ownMs);
  lane.sent.peerMs += offeredMs;
  lane.received.dataMs += waitedMs;
  lane.received.streamingMs += ownMs;
}
