// Whom a sink of the graph of waits accuses: the rank itself, its device, or its whole node.
//
// A rank that never came, or came and froze, is accused itself. One that is inside an operation of
// NCCL and whose lanes wait for its own device accuses that device. But where several ranks of one
// node take part, the ones with lanes to other nodes are only the doors: the one that stands still
// may be any of them, and what tells them apart is a process that visibly does nothing.

import type { Suspect } from "../../../proto/verdict.ts";
import type { MemberState, RankState } from "../fleet/state.ts";
import { byNode, isStopped, rankSuspect, type Look } from "./look.ts";
import { isFrozen } from "./transfer.ts";
import type { Sink } from "./waits-for.ts";

export interface Accused {
  readonly kind: "rank" | "device" | "node";
  readonly ranks: readonly RankState[];
  /** The likeliest first. */
  readonly suspects: readonly Suspect[];
}

export function accusedOf(look: Look, sink: Sink): Accused {
  const { rank, kind, awaitedIn: { member: { communicator } } } = sink;
  const itself: Accused = { kind: "rank", ranks: [rank], suspects: [rankSuspect(rank)] };
  if (kind !== "inside" || communicator.framework !== "nccl") return itself;
  const kin = byNode(communicator).get(rank.node) ?? [];
  if (kin.length > 1) return amongKin(look, kin);
  const member = rank.members.get(communicator.commId);
  if (member === undefined || !waitsForDevice(member)) return itself;
  const device: Suspect = { kind: "device", node: rank.node, device: rank.reading?.localRank ?? 0 };
  return { kind: "device", ranks: [rank], suspects: [device, rankSuspect(rank)] };
}

/** Two doors of one node accuse the same. */
export function distinct(accused: readonly Accused[]): readonly Accused[] {
  const known = new Map<string, Accused>();
  for (const each of accused) known.set(JSON.stringify(each.suspects), each);
  return [...known.values()];
}

function amongKin(look: Look, kin: readonly MemberState[]): Accused {
  const ranks = kin.map((member) => member.of);
  const still = kin.filter((member) => standsStill(look, member)).map((member) => member.of);
  if (still.length > 0 && still.length < kin.length) {
    return { kind: "rank", ranks: still, suspects: still.map((rank) => rankSuspect(rank)) };
  }
  const nodes = new Set(ranks.map((rank) => rank.node));
  return { kind: "node", ranks, suspects: [...nodes].map((node) => ({ kind: "node", node })) };
}

/** A rank without lanes has no progress thread that has to poll: its quiet proves nothing. */
function standsStill(look: Look, member: MemberState): boolean {
  if (isStopped(member.of)) return true;
  return member.sends.size + member.receives.size > 0 && isFrozen(member.of, look.policy);
}

/** NCCL: the lanes of the rank wait for its own device. */
function waitsForDevice(member: MemberState): boolean {
  return [...member.sends.values(), ...member.receives.values()]
    .some((lane) => lane.wait === "gpu");
}
