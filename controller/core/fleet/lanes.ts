// Lanes and sockets of one process, as its newest reading gives them: channels added up, curves
// extended, and what a reading no longer lists forgotten.

import type { ConnectionSignature, ProcessSignature } from "../../../proto/signature.ts";
import { extend, newCurve } from "./curve.ts";
import type { Lane, MemberState, RankState } from "./state.ts";

const connectionsPerProcessMax = 8_192;
const socketsPerProcessMax = 1_024;

/** Takes over what a reading says of transfers. */
export function onTransfers(rank: RankState, reading: ProcessSignature): void {
  const { connections, ageMs } = reading;
  const { listed } = rank;
  const count = Math.min(connections.length, connectionsPerProcessMax);
  let isAsBefore = listed.length === count;
  for (let index = 0; index < count; index += 1) {
    const each = connections[index];
    if (each === undefined) break;
    const known = listed[index];
    const lane = known !== undefined && isOf(known, each) ? known : laneOf(rank, each);
    if (lane !== known) {
      isAsBefore = false;
      listed[index] = lane;
    }
    if (lane === undefined) continue;
    if (lane.ageMs !== ageMs) clearLane(lane, ageMs);
    addChannel(lane, each);
  }
  listed.length = count;
  if (isAsBefore) for (const lane of listed) noteLane(lane, ageMs);
  else onLanes(rank, ageMs);
  if (reading.sockets.length + rank.sockets.size > 0) onSockets(rank, reading);
}

/** A process lists its connections in the same order again and again: then nothing is looked up. */
function isOf(lane: Lane, { peer, direction, commId }: ConnectionSignature): boolean {
  return lane.peer === peer && lane.direction === direction &&
    lane.member.communicator.commId === commId;
}

function laneOf(
  rank: RankState, { peer, direction, commId }: ConnectionSignature,
): Lane | undefined {
  const member = rank.members.get(commId);
  if (member === undefined) return undefined;
  const lanes = direction === "send" ? member.sends : member.receives;
  const known = lanes.get(peer);
  if (known !== undefined) return known;
  const lane = newLane(member, peer, direction);
  lanes.set(peer, lane);
  return lane;
}

function newLane(member: MemberState, peer: number, direction: Lane["direction"]): Lane {
  return {
    member, peer, direction,
    readySteps: 0, postedSteps: 0, doneSteps: 0, readyBytes: 0, postedBytes: 0, doneBytes: 0,
    waitGpuMs: 0, waitPeerMs: 0, waitNetworkMs: 0, waitDataMs: 0, heardSteps: 0,
    streamingMs: 0, streamingBytes: 0, wait: "none", waitAgeMs: 0,
    progressAgeMs: -1, localPort: 0, remotePort: 0, ageMs: -1, history: newCurve(6),
  };
}

function clearLane(lane: Lane, ageMs: number): void {
  // Field by field: the collector would choke on a fresh object for each lane of each report.
  lane.readySteps = 0;
  lane.postedSteps = 0;
  lane.doneSteps = 0;
  lane.readyBytes = 0;
  lane.postedBytes = 0;
  lane.doneBytes = 0;
  lane.waitGpuMs = 0;
  lane.waitPeerMs = 0;
  lane.waitNetworkMs = 0;
  lane.waitDataMs = 0;
  lane.heardSteps = 0;
  lane.streamingMs = 0;
  lane.streamingBytes = 0;
  lane.wait = "none";
  lane.waitAgeMs = 0;
  lane.progressAgeMs = -1;
  lane.ageMs = ageMs;
}

function addChannel(lane: Lane, each: ConnectionSignature): void {
  lane.readySteps += each.readySteps;
  lane.postedSteps += each.postedSteps;
  lane.doneSteps += each.doneSteps;
  lane.readyBytes += each.readyBytes;
  lane.postedBytes += each.postedBytes;
  lane.doneBytes += each.doneBytes;
  lane.waitGpuMs += each.waitGpuMs;
  lane.waitPeerMs += each.waitPeerMs;
  lane.waitNetworkMs += each.waitNetworkMs;
  lane.waitDataMs += each.waitDataMs;
  lane.heardSteps += each.heardSteps;
  lane.streamingMs += each.streamingMs;
  lane.streamingBytes += each.streamingBytes;
  lane.localPort = each.localPort;
  lane.remotePort = each.remotePort;
  if (each.wait !== "none" && (lane.wait === "none" || each.waitAgeMs > lane.waitAgeMs)) {
    lane.wait = each.wait;
    lane.waitAgeMs = each.waitAgeMs;
  }
  if (each.progressAgeMs >= 0) {
    const isFirst = lane.progressAgeMs < 0;
    const newer = Math.min(lane.progressAgeMs, each.progressAgeMs);
    lane.progressAgeMs = isFirst ? each.progressAgeMs : newer;
  }
}

function onLanes(rank: RankState, ageMs: number): void {
  for (const member of rank.members.values()) {
    noteLanes(member.sends, ageMs);
    noteLanes(member.receives, ageMs);
  }
}

function noteLanes(lanes: Map<number, Lane>, ageMs: number): void {
  for (const [peer, lane] of lanes) {
    if (lane.ageMs === ageMs) noteLane(lane, ageMs);
    else lanes.delete(peer);
  }
}

/** Places in a lane's curve. */
export const laneAt = {
  doneBytes: 0, peerMs: 1, networkMs: 2, dataMs: 3, streamingMs: 4, streamingBytes: 5,
} as const;

/** Once for each reading: a further channel of the lane adds no point. */
function noteLane(lane: Lane | undefined, ageMs: number): void {
  if (lane === undefined) return;
  const { rows } = lane.history;
  const place = extend(lane.history, ageMs);
  if (place < 0) return;
  rows[place + laneAt.doneBytes] = lane.doneBytes;
  rows[place + laneAt.peerMs] = lane.waitPeerMs;
  rows[place + laneAt.networkMs] = lane.waitNetworkMs;
  rows[place + laneAt.dataMs] = lane.waitDataMs;
  rows[place + laneAt.streamingMs] = lane.streamingMs;
  rows[place + laneAt.streamingBytes] = lane.streamingBytes;
}

function onSockets(rank: RankState, reading: ProcessSignature): void {
  for (const signature of reading.sockets.slice(0, socketsPerProcessMax)) {
    const key = `${signature.local}>${signature.remote}`;
    let track = rank.sockets.get(key);
    if (track === undefined) {
      track = {
        local: signature.local, remote: signature.remote, signature, ageMs: reading.ageMs,
      };
      rank.sockets.set(key, track);
    }
    track.signature = signature;
    track.ageMs = reading.ageMs;
  }
  for (const [key, track] of rank.sockets) {
    if (track.ageMs !== reading.ageMs) rank.sockets.delete(key);
  }
}
