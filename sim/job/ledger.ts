// What the hooks would have counted: arrays over all members of all groups, and over the lanes
// between them. Written by the job as it runs, read when an agent looks. Typed arrays, because a
// thousand ranks call ten thousand operations a second and each touches a dozen numbers.

import type { Path } from "../fabric/fabric.ts";
import { pathBetween } from "../fabric/fabric.ts";
import type { Cluster } from "../scenario/scenario.ts";
import type { CollectiveFunction, WaitKind } from "../../proto/signature.ts";
import { collectiveFunctions } from "../../proto/signature.ts";
import type { Group, Groups } from "./groups.ts";

/** Newest operations kept of each member: more than a controller ever learns from one reading. */
export const recentMax = 6;
const functionCount = collectiveFunctions.length;

export interface Members {
  readonly started: Float64Array;
  readonly completed: Float64Array;
  readonly lastStartMs: Float64Array;
  readonly lastEndMs: Float64Array;
  readonly occupiedMs: Float64Array;
  /** Operations under way, and since when there is one without a gap. */
  readonly open: Int32Array;
  readonly occupiedSinceMs: Float64Array;
  /** By member × functions. */
  readonly calls: Float64Array;
  readonly returns: Float64Array;
  readonly bytes: Float64Array;
  readonly busyMs: Float64Array;
  readonly recent: readonly Operation[][];
}

export interface Operation {
  readonly ordinal: number;
  readonly function: CollectiveFunction;
  readonly bytes: number;
  readonly peer: number;
  readonly startMs: number;
  /** -1: open. */
  endMs: number;
}

/** Directed, from one member of a group to another, over every channel. */
export interface Lane {
  readonly group: Group;
  /** Ranks within the group. */
  readonly from: number;
  readonly to: number;
  readonly path: Path;
  readonly sent: LaneEnd;
  readonly received: LaneEnd;
}

/** Of completed operations; what one under way adds is in `ahead`. */
export interface LaneEnd {
  ready: number;
  posted: number;
  done: number;
  heard: number;
  bytes: number;
  streamingMs: number;
  gpuMs: number;
  peerMs: number;
  networkMs: number;
  dataMs: number;
  lastMs: number;
  ahead: Ahead | undefined;
}

/** How far a transfer got that is under way or stands still, beyond what was completed. */
export interface Ahead {
  readonly ready: number;
  readonly posted: number;
  readonly done: number;
  readonly heard: number;
  readonly wait: WaitKind;
  readonly sinceMs: number;
}

export interface Ledger {
  readonly members: Members;
  /** By group: ring neighbours, or everyone with everyone; empty within a node. */
  readonly lanes: ReadonlyMap<Group, readonly Lane[]>;
  /** Lanes that begin or end at a rank. */
  readonly ofRank: readonly (readonly Lane[])[];
}

export function openLedger(groups: Groups, cluster: Cluster, ranks: number): Ledger {
  const count = groups.members;
  const lanes = new Map<Group, readonly Lane[]>();
  const ofRank: Lane[][] = Array.from({ length: ranks }, () => []);
  for (const group of groups.all) {
    const made = lanesOf(group, cluster);
    lanes.set(group, made);
    for (const lane of made) {
      ofRank[group.ranks[lane.from] ?? 0]?.push(lane);
      ofRank[group.ranks[lane.to] ?? 0]?.push(lane);
    }
  }
  return {
    members: {
      started: new Float64Array(count), completed: new Float64Array(count),
      lastStartMs: new Float64Array(count).fill(-1), lastEndMs: new Float64Array(count).fill(-1),
      occupiedMs: new Float64Array(count), open: new Int32Array(count),
      occupiedSinceMs: new Float64Array(count),
      calls: new Float64Array(count * functionCount),
      returns: new Float64Array(count * functionCount),
      bytes: new Float64Array(count * functionCount),
      busyMs: new Float64Array(count * functionCount),
      recent: Array.from({ length: count }, () => []),
    },
    lanes, ofRank,
  };
}

function lanesOf(group: Group, cluster: Cluster): readonly Lane[] {
  const size = group.ranks.length;
  const pairs: (readonly [number, number])[] = [];
  for (let from = 0; from < size; from += 1) {
    if (group.kind === "expert") {
      for (let to = 0; to < size; to += 1) if (to !== from) pairs.push([from, to]);
    } else if (group.kind === "pipeline") {
      if (from + 1 < size) pairs.push([from, from + 1], [from + 1, from]);
    } else pairs.push([from, (from + 1) % size]);
  }
  return pairs.flatMap(([from, to]) => {
    const path = pathBetween(cluster, group.ranks[from] ?? 0, group.ranks[to] ?? 0);
    // Within a node NCCL moves bytes by peer access, and no proxy step is counted.
    if (path.fromNode === path.toNode) return [];
    return [{ group, from, to, path, sent: newEnd(), received: newEnd() }];
  });
}

function newEnd(): LaneEnd {
  return {
    ready: 0, posted: 0, done: 0, heard: 0, bytes: 0, streamingMs: 0, gpuMs: 0, peerMs: 0,
    networkMs: 0, dataMs: 0, lastMs: -1, ahead: undefined,
  };
}

function add(to: Float64Array | Int32Array, at: number, value: number): void {
  to[at] = (to[at] ?? 0) + value;
}

/** A member calls an operation. */
export function noteStart(
  members: Members, member: number, nowMs: number,
  called: Pick<Operation, "function" | "bytes" | "peer">,
): Operation {
  const ordinal = (members.started[member] ?? 0) + 1;
  members.started[member] = ordinal;
  members.lastStartMs[member] = nowMs;
  if (members.open[member] === 0) members.occupiedSinceMs[member] = nowMs;
  add(members.open, member, 1);
  add(members.calls, placeOf(member, called.function), 1);
  const operation: Operation = {
    ordinal, function: called.function, bytes: called.bytes, peer: called.peer, startMs: nowMs,
    endMs: -1,
  };
  const recent = members.recent[member] ?? [];
  recent.push(operation);
  if (recent.length > recentMax) dropOldest(recent);
  return operation;
}

/** An open one is never dropped: it is what a reading is looked at for. */
function dropOldest(recent: Operation[]): void {
  const at = recent.findIndex((each) => each.endMs >= 0);
  recent.splice(Math.max(0, at), 1);
}

export function noteEnd(
  members: Members, member: number, operation: Operation, endMs: number,
): void {
  operation.endMs = endMs;
  add(members.completed, member, 1);
  members.lastEndMs[member] = endMs;
  add(members.open, member, -1);
  if (members.open[member] === 0) {
    add(members.occupiedMs, member, endMs - (members.occupiedSinceMs[member] ?? endMs));
  }
  const place = placeOf(member, operation.function);
  add(members.returns, place, 1);
  add(members.bytes, place, operation.bytes);
  add(members.busyMs, place, endMs - operation.startMs);
}

const functionIndex = new Map(collectiveFunctions.map((name, index) => [name, index]));

export function placeOf(member: number, name: CollectiveFunction): number {
  return member * functionCount + (functionIndex.get(name) ?? 0);
}
