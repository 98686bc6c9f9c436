// One directed pair of ranks inside an operation that does not end: who waits for whom?
//
// The transport is driven by the receiver: it asks for bytes (ready > done on its side), the sender
// offers them (ready > done on its side), and they travel. Each end's counters say what that end
// claims, and the two claims together say what is true:
//
//   receiver asks, sender offers nothing      the receiver waits for the sender       edge R → S
//   sender offers, receiver does not ask      the sender waits for the receiver       edge S → R
//   both, or more was sent than arrived       something between or one end is frozen: look closer
//
// A frozen end is the difficulty. A stopped process leaves its last claim behind ("I wait for
// data") and it looks like a victim of its link. The kernel does not stop with it: it takes what
// arrives and nobody reads it. So at the closer look the sockets testify:
//
//   unread bytes at an end                    that end does not read: the other waits for it
//   unacknowledged or unsent bytes            the path does not carry them: the link
//   neither                                   nothing is on its way: an end that visibly stands
//                                             still, else the receiver, who takes what was sent
//
// Over NCCL there are no sockets to ask, but its counters tell more: posted is apart from ready
// (credit came), and done means the other side's card has it. Without either kind of witness the
// processor time decides if it can (a frozen process uses none while its peers poll), else the
// answer is the link with its level open, and little confidence.

import type { Policy } from "../fleet/policy.ts";
import type {
  CommunicatorState, Lane, MemberState, RankState, SocketTrack,
} from "../fleet/state.ts";
import { slope } from "../fleet/curve.ts";
import { fresh, spoken, type Look } from "./look.ts";

export type Transfer =
  | { readonly kind: "idle" }
  | { readonly kind: "moving" }
  | {
      readonly kind: "waits";
      readonly waiting: RankState;
      readonly awaited: RankState;
      readonly why: string;
      readonly sure: boolean;
    }
  | {
      readonly kind: "stuck";
      readonly from: RankState;
      readonly to: RankState;
      readonly why: string;
      readonly sure: boolean;
    };

interface Ends {
  readonly look: Look;
  readonly framework: CommunicatorState["framework"];
  readonly from: MemberState;
  readonly to: MemberState;
  /** undefined: the end's report is not fresh, or it has no such lane. */
  readonly sent: Lane | undefined;
  readonly received: Lane | undefined;
}

/** The lane from one member to another, judged from both ends. */
export function transferBetween(look: Look, from: MemberState, to: MemberState): Transfer {
  const sent = fresh(look, from.of) ? from.sends.get(to.index) : undefined;
  const received = fresh(look, to.of) ? to.receives.get(from.index) : undefined;
  const ends: Ends = { look, framework: from.communicator.framework, from, to, sent, received };
  const offers = sent !== undefined && sent.readySteps > sent.doneSteps;
  const asks = received !== undefined && received.readySteps > received.doneSteps;
  const underway = isUnderway(ends);
  if (!offers && !asks) return { kind: "idle" };
  if (moved(look, sent) || moved(look, received)) return { kind: "moving" };
  if (asks && !offers && !underway) {
    const why = `rank ${to.of.rank} has waited ${waited(received)} for data of rank ` +
      `${from.of.rank}, which offers none`;
    return { kind: "waits", waiting: to.of, awaited: from.of, why, sure: sent !== undefined };
  }
  if (offers && !asks) {
    const why = `rank ${from.of.rank} has waited ${waited(sent)} to send to rank ` +
      `${to.of.rank}, which asks for nothing`;
    return { kind: "waits", waiting: from.of, awaited: to.of, why, sure: received !== undefined };
  }
  return lookCloser(ends, underway);
}

/** More was delivered than taken. */
function isUnderway({ framework, from, sent, received }: Ends): boolean {
  // NCCL says of a receiver that it has the data and waits for its own device to take them.
  if (framework === "nccl" && received?.wait === "gpu") return true;
  if (sent === undefined || received === undefined) return false;
  // Its steps are the same at both ends, unless hooks were off for a while.
  const isSteps = framework === "nccl" && from.communicator.ordinalsTrusted;
  return isSteps ? sent.doneSteps > received.doneSteps : sent.doneBytes > received.doneBytes;
}

/** One end alone: it offers or asks, and nothing moves. */
export function isPending(look: Look, lane: Lane): boolean {
  return lane.readySteps > lane.doneSteps && !moved(look, lane);
}

function moved(look: Look, lane: Lane | undefined): boolean {
  return lane !== undefined && lane.progressAgeMs >= 0 &&
    lane.progressAgeMs < look.policy.stuckMs;
}

function waited(lane: Lane | undefined): string {
  return spoken(Math.max(lane?.waitAgeMs ?? 0, lane?.progressAgeMs ?? 0));
}

function lookCloser(ends: Ends, underway: boolean): Transfer {
  const { from, to } = ends;
  const near = socketOf(from.of, ends.sent, to.of, ends.received);
  const far = socketOf(to.of, ends.received, from.of, ends.sent);
  if (near !== undefined || far !== undefined) return bySockets(ends, near, far);
  if (ends.framework === "nccl") return byCredit(ends, underway);
  const byWords = idleSender(ends) ?? deafEnd(ends);
  if (byWords !== undefined) return byWords;
  const byStillness = frozenEnd(ends);
  if (byStillness !== undefined) return byStillness;
  const why = `rank ${from.of.rank} offers, rank ${to.of.rank} asks, and nothing moves`;
  return { kind: "stuck", from: from.of, to: to.of, why, sure: false };
}

function bySockets(
  ends: Ends,
  near: SocketTrack | undefined,
  far: SocketTrack | undefined,
): Transfer {
  const { from, to } = ends;
  const nearUnread = near?.signature.unreadBytes ?? 0;
  const farUnread = far?.signature.unreadBytes ?? 0;
  if (farUnread > 0 && farUnread >= nearUnread) {
    const why = `${farUnread} bytes from rank ${from.of.rank} lie unread at rank ${to.of.rank}`;
    return { kind: "waits", waiting: from.of, awaited: to.of, why, sure: true };
  }
  if (nearUnread > 0) {
    const why = `${nearUnread} bytes from rank ${to.of.rank} lie unread at rank ${from.of.rank}`;
    return { kind: "waits", waiting: to.of, awaited: from.of, why, sure: true };
  }
  const nearHeld = heldBytes(near);
  const farHeld = heldBytes(far);
  if (nearHeld > 0 || farHeld > 0) {
    const holder = nearHeld > 0 ? near : far;
    const rank = nearHeld > 0 ? from.of.rank : to.of.rank;
    const why = `rank ${rank} has ${holder?.signature.unackedSegments ?? 0} segments ` +
      `unacknowledged and ${holder?.signature.unsentBytes ?? 0} bytes unsent, ` +
      `${holder?.signature.retransmits ?? 0} retransmissions`;
    const [sender, receiver] = nearHeld > 0 ? [from.of, to.of] : [to.of, from.of];
    return { kind: "stuck", from: sender, to: receiver, why, sure: true };
  }
  // A sender that was stopped before its first byte leaves clean sockets behind as well.
  const byEnds = idleSender(ends) ?? deafEnd(ends) ?? frozenEnd(ends);
  if (byEnds !== undefined) return byEnds;
  const why = `the network delivered all that rank ${from.of.rank} sent; rank ${to.of.rank} ` +
    "takes none of it";
  return { kind: "waits", waiting: from.of, awaited: to.of, why, sure: far !== undefined };
}

/** It has something to send and the credit for it, and sends nothing: its process stands still. */
function idleSender({ from, to, sent }: Ends): Transfer | undefined {
  if (sent === undefined || !from.communicator.ordinalsTrusted) return undefined;
  const due = Math.min(sent.readySteps, sent.heardSteps) - sent.postedSteps;
  if (due <= 0) return undefined;
  const why = `rank ${from.of.rank} holds credit for ${due} transfers to rank ${to.of.rank} that ` +
    `it announced, and sends nothing`;
  return { kind: "waits", waiting: to.of, awaited: from.of, why, sure: true };
}

/** The end that misses words of third ranks, too. */
function deafEnd(ends: Ends): Transfer | undefined {
  const { from, to } = ends;
  // While hooks were off, one end may have counted a word that the other did not.
  if (!from.communicator.ordinalsTrusted) return undefined;
  for (const [end, other] of [[to, from], [from, to]] as const) {
    const missed = missedWords(ends.look, end, other);
    if (missed === 0) continue;
    const why = `rank ${end.of.rank} has not heard ${missed} credits and announcements that ` +
      `others than rank ${other.of.rank} gave it`;
    return { kind: "waits", waiting: other.of, awaited: end.of, why, sure: true };
  }
  return undefined;
}

/** Credits of its receivers and announcements of its senders. */
function missedWords(look: Look, end: MemberState, except: MemberState): number {
  let missed = 0;
  for (const isSending of [true, false]) {
    for (const [index, lane] of isSending ? end.sends : end.receives) {
      const peer = end.communicator.members.get(index);
      if (peer === undefined || peer === except || lane.heardSteps === 0) continue;
      if (!fresh(look, peer.of)) continue;
      const given = (isSending ? peer.receives : peer.sends).get(end.index)?.readySteps ?? 0;
      missed += Math.max(0, given - lane.heardSteps);
    }
  }
  return missed;
}

function heldBytes(track: SocketTrack | undefined): number {
  return track === undefined ? 0 : track.signature.unackedSegments + track.signature.unsentBytes;
}

function byCredit(ends: Ends, underway: boolean): Transfer {
  const { from, to, sent, received } = ends;
  if (sent !== undefined && sent.postedSteps > sent.doneSteps) {
    const why = `rank ${from.of.rank} posted ${sent.postedSteps - sent.doneSteps} transfers to ` +
      `rank ${to.of.rank} that never completed`;
    return { kind: "stuck", from: from.of, to: to.of, why, sure: true };
  }
  const isGranted = sent !== undefined && received !== undefined && !underway &&
    from.communicator.ordinalsTrusted && received.readySteps > sent.postedSteps;
  if (isGranted) {
    // Credit that was given and data to send: who sends nothing stands still, unless the credit was
    // lost on its way, which no counter of the sender's tells.
    const why = `rank ${to.of.rank} gave credit that rank ${from.of.rank} does not use`;
    return frozenEnd(ends) ??
      { kind: "waits", waiting: to.of, awaited: from.of, why, sure: false };
  }
  const why = underway
    ? `rank ${to.of.rank} does not take what rank ${from.of.rank} has delivered`
    : `rank ${from.of.rank} gets no credit from rank ${to.of.rank}`;
  return { kind: "waits", waiting: from.of, awaited: to.of, why, sure: true };
}

/** The socket of `own` that leads to `other`: by port where known, else by the reversed pair. */
function socketOf(
  own: RankState,
  lane: Lane | undefined,
  other: RankState,
  otherLane: Lane | undefined,
): SocketTrack | undefined {
  const localPort = lane?.localPort || otherLane?.remotePort || 0;
  const remotePort = lane?.remotePort || otherLane?.localPort || 0;
  if (localPort > 0 && remotePort > 0) {
    for (const track of own.sockets.values()) {
      if (portOf(track.local) === localPort && portOf(track.remote) === remotePort) return track;
    }
    return undefined;
  }
  let found: SocketTrack | undefined;
  for (const track of own.sockets.values()) {
    if (!other.sockets.has(`${track.remote}>${track.local}`)) continue;
    // Several sockets join two ranks when they share communicators: the busiest is the data's.
    if (found === undefined || track.signature.bytesAcked > found.signature.bytesAcked) {
      found = track;
    }
  }
  return found;
}

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(":") + 1));
}

/** One of the two stands still while the other does not. */
function frozenEnd({ look, from, to }: Ends): Transfer | undefined {
  const left = stillness(from.of, look.policy);
  const right = stillness(to.of, look.policy);
  if ((left === undefined) === (right === undefined)) return undefined;
  const [awaited, waiting] = left === undefined ? [to.of, from.of] : [from.of, to.of];
  const { text, sure } = left ?? right ?? { text: "", sure: false };
  const why = `${text} while rank ${waiting.rank} waits for it`;
  return { kind: "waits", waiting, awaited, why, sure };
}

export function isFrozen(rank: RankState, policy: Policy): boolean {
  return stillness(rank, policy) !== undefined;
}

/**
 * What shows that a process does nothing at all. Its transport's loop turns a hundred times a
 * second, whatever the program does: where the hook sees it, that is proof, and processor time is
 * not asked.
 */
export function stillness(
  rank: RankState,
  policy: Policy,
): { readonly text: string; readonly sure: boolean } | undefined {
  const beatAgeMs = rank.reading?.beatAgeMs ?? -1;
  if (beatAgeMs >= 0) {
    if (beatAgeMs < policy.stuckMs) return undefined;
    const text = `the transport's loop of rank ${rank.rank} has not turned for ` +
      spoken(beatAgeMs);
    return { text, sure: true };
  }
  const used = slope(rank.cpu, policy.frozenSpanMs, 0);
  if (used === undefined || used > policy.frozenCpuFraction) return undefined;
  const text = `rank ${rank.rank} used no processor time for ${spoken(policy.frozenSpanMs)}`;
  return { text, sure: false };
}
