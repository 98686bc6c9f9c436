// What every rule is given: one job at one instant, and the few questions all of them ask.

import type { NodeName, Rank } from "../../../proto/ids.ts";
import type { Suspect } from "../../../proto/verdict.ts";
import type { InstantMs } from "../fleet/contract.ts";
import { isFresh } from "../fleet/fleet.ts";
import type { Policy } from "../fleet/policy.ts";
import type {
  CommunicatorState, JobState, MemberState, NodeState, RankState,
} from "../fleet/state.ts";

/** So many of a kind are shown: an incident tells a person, it does not list a cluster. */
export const witnessesMax = 4;

export interface Look {
  readonly job: JobState;
  readonly nodes: ReadonlyMap<NodeName, NodeState>;
  readonly now: InstantMs;
  readonly policy: Policy;
}

export function fresh(look: Look, rank: RankState): boolean {
  return isFresh(rank, look.now, look.policy);
}

export function rankSuspect(rank: RankState): Suspect {
  return { kind: "rank", rank: rank.rank, node: rank.node };
}

/** Stopped by a signal or a debugger, zombie, dead. */
const stoppedStates: readonly string[] = ["T", "t", "Z", "X"];

export function isStopped({ reading }: RankState): boolean {
  return reading !== undefined && stoppedStates.includes(reading.runState);
}

/** The share of a communicator's members whose reports are fresh (or whose end is known). */
export function coverage(look: Look, communicator: CommunicatorState): number {
  let known = 0;
  for (const member of communicator.members.values()) {
    if (fresh(look, member.of) || member.of.end !== undefined) known += 1;
  }
  return known / Math.max(communicator.size, 1);
}

/** When it last began or ended an operation; -Infinity: never. */
export function lastOperationAtMs({ members, takenAtMs }: RankState): InstantMs {
  let newestMs = -Infinity;
  for (const { signature } of members.values()) {
    for (const ageMs of [signature.lastStartAgeMs, signature.lastEndAgeMs]) {
      if (ageMs >= 0) newestMs = Math.max(newestMs, takenAtMs - ageMs);
    }
  }
  return newestMs;
}

/** The same, or when a lane of it last moved. */
export function lastMovedAtMs(rank: RankState): InstantMs {
  let newestMs = lastOperationAtMs(rank);
  for (const { sends, receives } of rank.members.values()) {
    for (const { progressAgeMs } of [...sends.values(), ...receives.values()]) {
      if (progressAgeMs >= 0) newestMs = Math.max(newestMs, rank.takenAtMs - progressAgeMs);
    }
  }
  return newestMs;
}

/** By rank within the communicator. */
export function membersOf(communicator: CommunicatorState): readonly MemberState[] {
  return [...communicator.members.values()].sort((left, right) => left.index - right.index);
}

export function byNode(
  communicator: CommunicatorState,
): ReadonlyMap<NodeName, readonly MemberState[]> {
  const nodes = new Map<NodeName, MemberState[]>();
  for (const member of communicator.members.values()) {
    const known = nodes.get(member.of.node);
    if (known === undefined) nodes.set(member.of.node, [member]);
    else known.push(member);
  }
  return nodes;
}

/** Typed arrays sort by number without a comparison function, many times as fast. */
function sortedCopy(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

export function median(values: readonly number[]): number {
  const sorted = sortedCopy(values);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** "2.3 s", "430 ms": for sentences. */
export function spoken(milliseconds: number): string {
  return milliseconds >= 1_000
    ? `${(milliseconds / 1_000).toFixed(1)} s`
    : `${Math.round(milliseconds)} ms`;
}

/** "ranks 1, 2 and 3", cut when long. */
export function listed(ranks: readonly Rank[]): string {
  const sorted = [...ranks].sort((left, right) => left - right);
  if (sorted.length === 1) return `rank ${sorted[0]}`;
  const shown = sorted.slice(0, 6).join(", ");
  return `ranks ${shown}${sorted.length > 6 ? ` and ${sorted.length - 6} more` : ""}`;
}

export function nameOf(communicator: CommunicatorState): string {
  const name = communicator.name === "" ? communicator.commId.slice(0, 8) : communicator.name;
  return `communicator ${name}`;
}
