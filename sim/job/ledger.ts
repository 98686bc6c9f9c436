// What the hooks would have counted: arrays over all members of all groups, and over the lanes
// between them. Written by the job as it runs, read when an agent looks. Typed arrays, because a
// thousand ranks call ten thousand operations a second and each touches a dozen numbers.

import type { Path } from "../fabric/fabric.ts";
import { pathBetween } from "../fabric/fabric.ts";
import type { Cluster } from "../scenario/scenario.ts";
import type { CollectiveFunction, WaitKind } from "../../proto/signature.ts";
import { collectiveFunctions } from "../../proto/signature.ts";
import type { Group, Groups } from "./groups.ts";

const functionCount = collectiveFunctions.length;
/** Newest operations kept of each member: more than a controller ever learns from one reading. */
export const recentMax = 6;

/** Of one member, in a row: counts of all it called. Times are -1 for never. */
export const memberAt = {
  started: 0, completed: 1, lastStartMs: 2, lastEndMs: 3, occupiedMs: 4,
  /** Operations under way, and since when there is one without a gap. */
  open: 5, occupiedSinceMs: 6,
  /** How many of the newest operations are kept, in a ring that begins where. */
  recent: 7, recentFirst: 8,
  /** A bit for each function that was called: most members call one or two. */
  functions: 9,
} as const;
/** … behind them, for each function: */
export const functionAt = { calls: 0, returns: 1, bytes: 2, busyMs: 3 } as const;
/** … and behind those, the newest operations, the oldest first. -1 as an end: open. */
export const recentAt = {
  ordinal: 0, function: 1, bytes: 2, peer: 3, startMs: 4, endMs: 5,
} as const;
const functionsBegin = 10;
const functionColumns = 4;
const recentBegin = functionsBegin + functionCount * functionColumns;
const recentColumns = 6;
const memberColumns = recentBegin + recentMax * recentColumns;

/** One after the other, so that what is counted together lies together. */
export type Members = Float64Array;

export function memberPlace(member: number): number {
  return member * memberColumns;
}

export function functionPlace(member: number, code: number): number {
  return member * memberColumns + functionsBegin + code * functionColumns;
}

/** Of the newest operations, 0 is the oldest. */
export function recentPlace(members: Members, member: number, index: number): number {
  const place = member * memberColumns;
  const row = (members[place + memberAt.recentFirst] ?? 0) + index;
  return place + recentBegin + (row < recentMax ? row : row - recentMax) * recentColumns;
}

/** A message under way: a member may have many, and its row forgets the oldest. */
export interface Operation {
  readonly ordinal: number;
  readonly code: number;
  readonly bytes: number;
  readonly startMs: number;
}

interface Called {
  readonly function: CollectiveFunction;
  readonly bytes: number;
  readonly peer: number;
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
  /** Pieces pass now, though none is counted before all have. */
  readonly isMoving: boolean;
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
  return { members: openMembers(groups.members), lanes, ofRank };
}

function openMembers(count: number): Members {
  const members = new Float64Array(count * memberColumns);
  for (let member = 0; member < count; member += 1) {
    const place = memberPlace(member);
    members[place + memberAt.lastStartMs] = -1;
    members[place + memberAt.lastEndMs] = -1;
  }
  return members;
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

function add(members: Members, place: number, value: number): void {
  members[place] = (members[place] ?? 0) + value;
}

/** A member calls an operation; returns its ordinal. */
export function noteStart(
  members: Members, member: number, nowMs: number, called: Called,
): number {
  const place = memberPlace(member);
  const ordinal = (members[place + memberAt.started] ?? 0) + 1;
  members[place + memberAt.started] = ordinal;
  members[place + memberAt.lastStartMs] = nowMs;
  if (members[place + memberAt.open] === 0) members[place + memberAt.occupiedSinceMs] = nowMs;
  add(members, place + memberAt.open, 1);
  const code = codeOf(called.function);
  add(members, functionPlace(member, code) + functionAt.calls, 1);
  members[place + memberAt.functions] = (members[place + memberAt.functions] ?? 0) | (1 << code);
  const recent = roomForRecent(members, member);
  members[recent + recentAt.ordinal] = ordinal;
  members[recent + recentAt.function] = code;
  members[recent + recentAt.bytes] = called.bytes;
  members[recent + recentAt.peer] = called.peer;
  members[recent + recentAt.startMs] = nowMs;
  members[recent + recentAt.endMs] = -1;
  return ordinal;
}

/** A message, which is remembered until it is delivered. */
export function openOperation(
  members: Members, member: number, nowMs: number, called: Called,
): Operation {
  const ordinal = noteStart(members, member, nowMs, called);
  return { ordinal, code: codeOf(called.function), bytes: called.bytes, startMs: nowMs };
}

/** An open one is never dropped while there are others: it is what a reading is looked at for. */
function roomForRecent(members: Members, member: number): number {
  const count = memberPlace(member) + memberAt.recent;
  const kept = members[count] ?? 0;
  if (kept < recentMax) {
    members[count] = kept + 1;
    return recentPlace(members, member, kept);
  }
  let drop = 0;
  while (drop < recentMax && isOpenAt(members, member, drop)) drop += 1;
  if (drop === recentMax) drop = 0;
  for (let to = drop; to > 0; to -= 1) copyRecent(members, member, to - 1, to);
  const first = memberPlace(member) + memberAt.recentFirst;
  members[first] = ((members[first] ?? 0) + 1) % recentMax;
  return recentPlace(members, member, recentMax - 1);
}

function isOpenAt(members: Members, member: number, index: number): boolean {
  return members[recentPlace(members, member, index) + recentAt.endMs] === -1;
}

function copyRecent(members: Members, member: number, index: number, to: number): void {
  const from = recentPlace(members, member, index);
  members.copyWithin(recentPlace(members, member, to), from, from + recentColumns);
}

/** Of a group's collective, which a member calls one at a time: the newest of its row. */
export function noteNewestEnd(members: Members, member: number, endMs: number): void {
  const count = members[memberPlace(member) + memberAt.recent] ?? 0;
  const newest = recentPlace(members, member, count - 1);
  members[newest + recentAt.endMs] = endMs;
  complete(members, member, endMs, {
    code: members[newest + recentAt.function] ?? 0, bytes: members[newest + recentAt.bytes] ?? 0,
    startMs: members[newest + recentAt.startMs] ?? endMs,
  });
}

export function noteEnd(
  members: Members, member: number, operation: Operation, endMs: number,
): void {
  complete(members, member, endMs, operation);
  for (let at = (members[memberPlace(member) + memberAt.recent] ?? 0) - 1; at >= 0; at -= 1) {
    const recent = recentPlace(members, member, at);
    if (members[recent + recentAt.ordinal] !== operation.ordinal) continue;
    members[recent + recentAt.endMs] = endMs;
    break;
  }
}

function complete(
  members: Members, member: number, endMs: number,
  { code, bytes, startMs }: Pick<Operation, "code" | "bytes" | "startMs">,
): void {
  const place = memberPlace(member);
  add(members, place + memberAt.completed, 1);
  members[place + memberAt.lastEndMs] = endMs;
  add(members, place + memberAt.open, -1);
  if (members[place + memberAt.open] === 0) {
    add(members, place + memberAt.occupiedMs,
      endMs - (members[place + memberAt.occupiedSinceMs] ?? endMs));
  }
  const totals = functionPlace(member, code);
  add(members, totals + functionAt.returns, 1);
  add(members, totals + functionAt.bytes, bytes);
  add(members, totals + functionAt.busyMs, endMs - startMs);
}

const codes = new Map(collectiveFunctions.map((name, index) => [name, index]));

function codeOf(name: CollectiveFunction): number {
  return codes.get(name) ?? 0;
}
