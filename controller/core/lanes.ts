// Lanes and sockets of one process, as its newest reading gives them: channels added up, curves
// extended, and what a reading no longer lists forgotten.

import type { ConnectionSignature, ProcessSignature } from "../../proto/signature.ts";
import { push } from "./checkpoint.ts";
import type { Lane, RankState } from "./state.ts";

const connectionsPerProcessMax = 8_192;
const socketsPerProcessMax = 1_024;

/** Takes over what a reading says of transfers. */
export function onTransfers(rank: RankState, reading: ProcessSignature): void {
  for (const each of reading.connections.slice(0, connectionsPerProcessMax)) {
    onConnection(rank, reading.ageMs, each);
  }
  onLanes(rank, reading.ageMs);
  onSockets(rank, reading);
}

function onConnection(rank: RankState, ageMs: number, each: ConnectionSignature): void {
  const member = rank.members.get(each.commId);
  if (member === undefined) return;
  const lanes = each.direction === "send" ? member.sends : member.receives;
  let lane = lanes.get(each.peer);
  if (lane === undefined) {
    lane = newLane();
    lanes.set(each.peer, lane);
  }
  if (lane.ageMs !== ageMs) clearLane(lane, ageMs);
  addChannel(lane, each);
}

function newLane(): Lane {
  return {
    readySteps: 0, postedSteps: 0, doneSteps: 0, readyBytes: 0, postedBytes: 0, doneBytes: 0,
    waitGpuMs: 0, waitPeerMs: 0, waitNetworkMs: 0, waitDataMs: 0, heardSteps: 0,
    streamingMs: 0, streamingBytes: 0, wait: "none", waitAgeMs: 0,
    progressAgeMs: -1, localPort: 0, remotePort: 0, ageMs: -1, history: [],
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
    for (const lanes of [member.sends, member.receives]) {
      for (const [peer, lane] of lanes) {
        if (lane.ageMs !== ageMs) lanes.delete(peer);
        else push(lane.history, ageMs, laneValues(lane));
      }
    }
  }
}

/** Places in a lane's checkpoints. */
export const laneAt = {
  doneBytes: 0, peerMs: 1, networkMs: 2, dataMs: 3, streamingMs: 4, streamingBytes: 5,
} as const;

function laneValues(lane: Lane): readonly number[] {
  return [
    lane.doneBytes, lane.waitPeerMs, lane.waitNetworkMs, lane.waitDataMs, lane.streamingMs,
    lane.streamingBytes,
  ];
}

function onSockets(rank: RankState, reading: ProcessSignature): void {
  for (const signature of reading.sockets.slice(0, socketsPerProcessMax)) {
    const key = `${signature.local}>${signature.remote}`;
    let track = rank.sockets.get(key);
    if (track === undefined) {
      track = {
        local: signature.local, remote: signature.remote, signature, ageMs: reading.ageMs,
        history: [],
      };
      rank.sockets.set(key, track);
    }
    track.signature = signature;
    track.ageMs = reading.ageMs;
    const outstandingMs = signature.busyMs - signature.receiveWindowLimitedMs;
    push(track.history, reading.ageMs, [
      signature.bytesAcked, outstandingMs, signature.retransmits, signature.bytesReceived,
    ]);
  }
  for (const [key, track] of rank.sockets) {
    if (track.ageMs !== reading.ageMs) rank.sockets.delete(key);
  }
}
