// Who waits for whom, across all communicators of a job; at the end of the waiting sits the
// culprit.
//
// Hybrid parallelism chains the groups together: a data-parallel group waits because one member is
// still in its pipeline group, where it waits for a rank that sits in its tensor group, … A rule
// that looks at one communicator names the rank in the middle. So the ranks are nodes of a graph:
//
//   rank → every member that has not started the operation the rank waits in   (ordinals)
//   rank → the neighbour that owes it data or credit, when all have started     (transfer.ts)
//   rank → the peer of its point-to-point operation
//
// The walk begins at the ranks whose operation is overdue and follows edges; a rank it reaches
// needs only to be blocked *now* to be followed further, not overdue by its own rhythm. Sinks,
// ranks that are waited for and wait for nobody, are the suspects. A pair that the transfer rule
// calls stuck is a suspect by itself and neither end of it is a sink.
//
// NCCL shows no lanes between the devices of a node, so nobody sees who waits for whom in there.
// But one member of a node that waits for another node excuses all of that node's members: what it
// lacks, they lack. A node that is waited for and waits for no other has the culprit inside.
//
// A process that is stopped waits for nobody, whatever it claimed last: in an operation that all
// have entered everybody waits for it. And where all wait in a circle, counts tell who began
// (ring-lag.ts).
//
// "Has not started" rests on a reading, and readings are a second apart: it counts only if it was
// taken well after the waiting rank began. A rank without a fresh reading is *unknown*: it is named
// apart, and it never is a suspect here, since silence of an agent is no act of its ranks. Whoever
// waits for it, or for a member that was never heard of, is blocked all the same: a controller
// started again hears some nodes before the others, and blames nobody for what it has not heard.

import type { CommId, NodeName, Rank } from "../../../proto/ids.ts";
import type { CommunicatorState, MemberState, RankState } from "../fleet/state.ts";
import {
  byNode, fresh, isStopped, lastMovedAtMs, nameOf, spoken, witnessesMax, type Look,
} from "./look.ts";
import { collectives, openLonger, overdue, type Overdue } from "./rhythm.ts";
import { ringLag } from "./ring-lag.ts";
import { isPending, transferBetween } from "./transfer.ts";

export interface WaitsFor {
  /** Ranks whose operation is overdue, the longest wait first. */
  readonly overdue: readonly Overdue[];
  readonly sinks: readonly Sink[];
  readonly stuck: readonly StuckPair[];
  /** Waited for, perhaps, but nothing fresh is known of them. */
  readonly unknown: readonly RankState[];
  /** Somebody waits for a member that never reported to this controller. */
  readonly unseen: boolean;
  /** Operations that all members started and whose transfers nobody can see. */
  readonly opaque: readonly Overdue[];
  /** How many ranks wait, overdue or not. */
  readonly waiting: number;
  readonly moving: boolean;
}

export interface Sink {
  readonly rank: RankState;
  /** The wait that leads here, the longest. */
  readonly awaitedIn: Overdue;
  /** `absent`: it has not started the operation. `inside`: it has, and does not move. */
  readonly kind: "absent" | "inside";
  readonly why: readonly string[];
  readonly sure: boolean;
}

export interface StuckPair {
  readonly from: RankState;
  readonly to: RankState;
  readonly in: Overdue;
  readonly why: string;
  readonly sure: boolean;
}

interface Walk {
  readonly look: Look;
  readonly queue: RankState[];
  readonly seen: Set<Rank>;
  /** Ranks that wait for somebody or sit at a stuck pair. */
  readonly blocked: Set<Rank>;
  readonly awaited: Map<Rank, Sink>;
  readonly stuck: Map<string, StuckPair>;
  readonly unknown: Map<Rank, RankState>;
  unseen: boolean;
  /** Undefined: not asked yet. */
  unheard: boolean | undefined;
  readonly opaque: Map<CommId, Overdue>;
  /** A wait in each communicator that all entered and whose lanes are to be seen. */
  readonly entered: Map<CommId, Overdue>;
  /** By communicator: members whose processes are stopped. */
  readonly stopped: Map<CommId, readonly MemberState[]>;
  /** Whether somebody is absent from an operation, asked once and not once per rank that waits. */
  readonly absences: Map<string, boolean>;
  /** Communicators whose transfers moved a moment ago: what is inside them does not hang. */
  readonly moving: Set<CommId>;
  /** By communicator: its nodes with a member that waits for another node. */
  readonly starved: Map<CommId, Set<NodeName>>;
  readonly nodes: Map<CommId, ReadonlyMap<NodeName, readonly MemberState[]>>;
}

interface EdgeReason {
  readonly waiting: RankState;
  readonly kind: Sink["kind"];
  readonly why: string;
  readonly sure: boolean;
}

export function waitsFor(look: Look): WaitsFor {
  const late = overdueIn(look);
  const walk: Walk = {
    look, queue: [], seen: new Set(), blocked: new Set(), awaited: new Map(), stuck: new Map(),
    unknown: new Map(), unseen: false, unheard: undefined, opaque: new Map(),
    absences: new Map(), moving: new Set(),
    starved: new Map(), nodes: new Map(), entered: new Map(), stopped: new Map(),
  };
  for (const each of late) visit(walk, each.member.of);
  for (let next = 0; next < walk.queue.length; next += 1) {
    const rank = walk.queue[next];
    if (rank !== undefined) follow(walk, rank);
  }
  const isStill = (wait: Overdue): boolean => !walk.moving.has(commIdOf(wait));
  const sinks = [...walk.awaited.values()]
    .filter((sink) => !walk.blocked.has(sink.rank.rank))
    .filter((sink) => sink.kind === "absent" || isStill(sink.awaitedIn) &&
      (isStopped(sink.rank) || !isBusy(walk, sink.rank) && !isStarved(walk, sink.rank) &&
        hasSettled(walk, sink)))
    .sort((left, right) => left.rank.rank - right.rank.rank);
  const stuck = [...walk.stuck.values()].filter((pair) => isStill(pair.in));
  return {
    overdue: late, stuck,
    sinks: sinks.length + stuck.length > 0 ? sinks : laggards(walk, isStill),
    unknown: [...walk.unknown.values()], unseen: walk.unseen,
    opaque: [...walk.opaque.values()], waiting: walk.blocked.size, moving: walk.moving.size > 0,
  };
}

/** Of the circles in which everybody waits. */
function laggards(walk: Walk, isStill: (wait: Overdue) => boolean): readonly Sink[] {
  const { look, unknown, unseen, entered } = walk;
  if (unseen || unknown.size > 0) return [];
  for (const awaitedIn of entered.values()) {
    const { communicator } = awaitedIn.member;
    // Readings of a ring that has just filled are of different moments.
    const isSettled = isStill(awaitedIn) && [...communicator.members.values()].every((member) =>
      openLonger(look, member, () => look.policy.stuckMs) !== undefined);
    const lag = isSettled ? ringLag(look, communicator) : undefined;
    if (lag === undefined) continue;
    return [{ rank: lag.rank, awaitedIn, kind: "inside", why: [lag.why], sure: true }];
  }
  return [];
}

function overdueIn(look: Look): readonly Overdue[] {
  const found: Overdue[] = [];
  // No operation is overdue before the floor, so the others need not be looked at.
  for (const rank of look.job.watch.lingering) {
    for (const member of rank.members.values()) {
      if (member.signature.open.length === 0) continue;
      const late = overdue(look, member);
      if (late !== undefined) found.push(late);
    }
  }
  return found.sort((left, right) =>
    right.waitedMs - left.waitedMs || left.member.of.rank - right.member.of.rank);
}

function commIdOf(wait: Overdue): CommId {
  return wait.member.communicator.commId;
}

function visit(walk: Walk, rank: RankState): void {
  if (walk.seen.has(rank.rank)) return;
  walk.seen.add(rank.rank);
  walk.queue.push(rank);
}

/** Every operation this rank is blocked in, and whom it waits for there. */
function follow(walk: Walk, rank: RankState): void {
  if (!fresh(walk.look, rank) || isStopped(rank)) return;
  for (const member of rank.members.values()) {
    if (member.signature.open.length === 0) continue;
    const wait = openLonger(walk.look, member, () => walk.look.policy.stuckMs);
    if (wait === undefined) continue;
    if (wait.operation.pointToPoint) followPeer(walk, wait);
    else if (!followAbsent(walk, wait) && !followStopped(walk, wait)) followInside(walk, wait);
  }
}

/** Members that have not started the operation. False when all that we know of have. */
function followAbsent(walk: Walk, wait: Overdue): boolean {
  const { look } = walk;
  const { communicator, of: waiting } = wait.member;
  const key = `${communicator.commId}/${wait.position}`;
  const asked = walk.absences.get(key);
  if (asked !== undefined) {
    if (asked) walk.blocked.add(waiting.rank);
    return asked;
  }
  if (communicator.members.size < communicator.size && hasUnheard(walk)) {
    blockUnseen(walk, wait.member);
  }
  let found = false;
  for (const other of communicator.members.values()) {
    if (other === wait.member) continue;
    const isKnown = fresh(look, other.of) || other.of.end !== undefined;
    if (!isKnown) {
      walk.unknown.set(other.of.rank, other.of);
      continue;
    }
    if (hasStarted(other, wait)) continue;
    const isLate = other.of.end !== undefined ||
      other.of.takenAtMs >= wait.startedAtMs + look.policy.absentAfterMs;
    if (!isLate) continue;
    found = true;
    const why = `rank ${other.of.rank} has begun ${collectives(other).started} collectives of ` +
      `${nameOf(communicator)}, rank ${waiting.rank} has waited ${spoken(wait.waitedMs)} in ` +
      `number ${wait.position}`;
    addEdge(walk, wait, other.of, { waiting, kind: "absent", why, sure: true });
  }
  walk.absences.set(key, found);
  return found;
}

/** A rank of the job that was known once, and that this life has not heard of. */
function hasUnheard(walk: Walk): boolean {
  walk.unheard ??= [...walk.look.job.ranks.values()].some((rank) =>
    rank.end === undefined && !fresh(walk.look, rank));
  return walk.unheard;
}

function hasStarted(other: MemberState, wait: Overdue): boolean {
  if (other.communicator.ordinalsTrusted) return collectives(other).started >= wait.position;
  // Hooks were off for a while and each rank missed another number of operations. What is left is
  // presence: a member that is in no operation here and has not been since the wait began is away.
  const lastStartMs = other.of.takenAtMs - other.signature.lastStartAgeMs;
  return other.signature.open.length > 0 || lastStartMs >= wait.startedAtMs;
}

/** Members that have started it and whose processes are stopped. False when there are none. */
function followStopped(walk: Walk, wait: Overdue): boolean {
  const { communicator } = wait.member;
  let stopped = walk.stopped.get(communicator.commId);
  if (stopped === undefined) {
    stopped = [...communicator.members.values()].filter(({ of }) =>
      fresh(walk.look, of) && isStopped(of));
    walk.stopped.set(communicator.commId, stopped);
  }
  for (const { of } of stopped) waitForStopped(walk, wait, of);
  return stopped.length > 0;
}

function waitForStopped(walk: Walk, wait: Overdue, rank: RankState): void {
  const { of: waiting, communicator } = wait.member;
  const why = `rank ${rank.rank}, whom ${nameOf(communicator)} waits for, is stopped`;
  addEdge(walk, wait, rank, { waiting, kind: "inside", why, sure: true });
}

/** All started: the lanes of this member say who owes whom. */
function followInside(walk: Walk, wait: Overdue): void {
  const { member } = wait;
  const { communicator } = member;
  for (const kin of kinOf(walk, member)) visit(walk, kin.of);
  for (const [index, lane] of member.sends) {
    const other = communicator.members.get(index);
    if (other !== undefined) judge(walk, wait, member, other);
    else if (isPending(walk.look, lane)) blockUnseen(walk, member);
  }
  for (const [index, lane] of member.receives) {
    const other = communicator.members.get(index);
    if (other !== undefined) judge(walk, wait, other, member);
    else if (isPending(walk.look, lane)) blockUnseen(walk, member);
  }
  if (member.sends.size + member.receives.size > 0) {
    walk.entered.set(communicator.commId, wait);
    return;
  }
  // It waits for somebody in there, we cannot see for whom.
  walk.opaque.set(communicator.commId, wait);
  walk.blocked.add(member.of.rank);
}

/** An agent tells of all ranks of its node, so who was not heard of is on another one. */
function blockUnseen(walk: Walk, { communicator, of: { rank, node } }: MemberState): void {
  walk.blocked.add(rank);
  starve(walk, communicator, node);
  walk.unseen = true;
}

/** Members on the same node, itself among them, that no lane joins to it. */
function kinOf(walk: Walk, { communicator, of: { node } }: MemberState): readonly MemberState[] {
  if (communicator.framework !== "nccl") return [];
  let nodes = walk.nodes.get(communicator.commId);
  if (nodes === undefined) {
    nodes = byNode(communicator);
    walk.nodes.set(communicator.commId, nodes);
  }
  return nodes.get(node) ?? [];
}

function starve(walk: Walk, { commId }: CommunicatorState, node: NodeName): void {
  const known = walk.starved.get(commId);
  if (known === undefined) walk.starved.set(commId, new Set([node]));
  else known.add(node);
}

/** In any group that it stands in, not only in the one in which it is waited for. */
function isStarved({ starved }: Walk, rank: RankState): boolean {
  for (const [commId, { communicator, signature }] of rank.members) {
    if (communicator.framework !== "nccl" || signature.open.length === 0) continue;
    if (starved.get(commId)?.has(rank.node) === true) return true;
  }
  return false;
}

/**
 * Its transfers move, or those of a group that it is in, be it slowly: it is late and does not
 * stand still.
 */
function isBusy({ look, moving }: Walk, rank: RankState): boolean {
  if (!fresh(look, rank)) return false;
  if (rank.takenAtMs - lastMovedAtMs(rank) < look.policy.stuckMs) return true;
  for (const [commId, { signature }] of rank.members) {
    if (signature.open.length > 0 && moving.has(commId)) return true;
  }
  return false;
}

/** Whoever came a moment ago has had no time to move, and his fellows none to notice. */
function hasSettled(walk: Walk, { rank, awaitedIn: { member: { communicator } } }: Sink): boolean {
  const own = rank.members.get(communicator.commId);
  const inside = own === undefined ? [] : [own, ...kinOf(walk, own)];
  const { look } = walk;
  return inside.every((member) =>
    member.of.end !== undefined || member.signature.open.length === 0 ||
    openLonger(look, member, () => look.policy.stuckMs) !== undefined);
}

function followPeer(walk: Walk, wait: Overdue): void {
  const { member, operation } = wait;
  const peer = member.communicator.members.get(operation.peer);
  if (peer === undefined) return blockUnseen(walk, member);
  const isKnown = fresh(walk.look, peer.of) || peer.of.end !== undefined;
  if (!isKnown) {
    walk.unknown.set(peer.of.rank, peer.of);
    walk.blocked.add(member.of.rank);
    return;
  }
  if (isStopped(peer.of)) return waitForStopped(walk, wait, peer.of);
  const isSend = operation.function === "send";
  const [from, to] = isSend ? [member, peer] : [peer, member];
  if (from.sends.has(to.index) || to.receives.has(from.index)) {
    judge(walk, wait, from, to);
    return;
  }
  const verb = isSend ? "send to" : "receive from";
  const why = `rank ${member.of.rank} waits to ${verb} rank ${peer.of.rank}`;
  addEdge(walk, wait, peer.of, { waiting: member.of, kind: "absent", why, sure: false });
}

function judge(walk: Walk, wait: Overdue, from: MemberState, to: MemberState): void {
  const transfer = transferBetween(walk.look, from, to);
  switch (transfer.kind) {
    case "idle": return;
    case "moving": {
      if (!wait.member.communicator.pointToPoint) walk.moving.add(commIdOf(wait));
      return;
    }
    case "waits": {
      const { waiting, awaited, why, sure } = transfer;
      const isKnown = fresh(walk.look, awaited) || awaited.end !== undefined;
      walk.blocked.add(waiting.rank);
      if (waiting.node !== awaited.node) starve(walk, wait.member.communicator, waiting.node);
      if (!isKnown) walk.unknown.set(awaited.rank, awaited);
      else addEdge(walk, wait, awaited, { waiting, kind: "inside", why, sure });
      return;
    }
    default: {
      const { from: near, to: far, why, sure } = transfer;
      walk.stuck.set(`${near.rank}>${far.rank}`, { from: near, to: far, in: wait, why, sure });
      for (const end of [near, far]) {
        walk.blocked.add(end.rank);
        starve(walk, wait.member.communicator, end.node);
        visit(walk, end);
      }
    }
  }
}

/** An edge: `reason.waiting` → `rank`. */
function addEdge(walk: Walk, wait: Overdue, rank: RankState, reason: EdgeReason): void {
  walk.blocked.add(reason.waiting.rank);
  visit(walk, rank);
  const known = walk.awaited.get(rank.rank);
  if (known === undefined) {
    walk.awaited.set(rank.rank, {
      rank, awaitedIn: wait, kind: reason.kind, why: [reason.why], sure: reason.sure,
    });
    return;
  }
  // One that never started is worth more than a neighbour's opinion from inside the operation.
  const kind = known.kind === "absent" ? "absent" : reason.kind;
  const longer = wait.waitedMs > known.awaitedIn.waitedMs ? wait : known.awaitedIn;
  const why = known.why.includes(reason.why) ? known.why
    : [...known.why, reason.why].slice(0, witnessesMax);
  walk.awaited.set(rank.rank, {
    rank, awaitedIn: longer, kind, why, sure: known.sure || reason.sure,
  });
}
