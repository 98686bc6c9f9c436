// Who began, where everybody round a ring waits for data.
//
// A member may run ahead of one that stands still by as many pieces as its neighbours have room
// for. On a ring that is short against that room nobody ever waits for credit: behind the culprit
// the next lacks data, the one behind it too, and so on round to the culprit's own node, which
// waits for what its predecessor could have sent had it got more itself. The waits are a circle and
// tell nothing. The counts do: an absence of data spreads by one piece a hop, so the lane behind
// the culprit carried least, and from there on round the ring each carried as much as the one
// before it or more. Where that order holds all the way round, the sender of the first lane is the
// door behind which it stands; where it does not, nothing is said.
//
// Counts of lanes are equal before the operation only where each of the group's operations gives
// every lane the same: a broadcast sends nothing from its last member to its root.

import type { CollectiveFunction } from "../../../proto/signature.ts";
import type { CommunicatorState, MemberState, RankState } from "../fleet/state.ts";
import { fresh, nameOf, type Look } from "./look.ts";

export interface RingLag {
  /** Sends over the lane that carried least. */
  readonly rank: RankState;
  readonly why: string;
}

const evenFunctions: readonly CollectiveFunction[] = ["all-reduce", "all-gather", "reduce-scatter"];

/** Undefined: it is no ring, or its lanes do not stand in that order. */
export function ringLag(look: Look, communicator: CommunicatorState): RingLag | undefined {
  if (communicator.framework !== "nccl" || !communicator.ordinalsTrusted) return undefined;
  for (const called of communicator.rhythms.keys()) {
    if (!evenFunctions.includes(called)) return undefined;
  }
  const lanes = lanesOf(look, communicator);
  if (lanes === undefined || lanes.length < 2) return undefined;
  const first = lanes.reduce((least, lane, at) =>
    lane.steps < (lanes[least]?.steps ?? Infinity) ? at : least, 0);
  const ordered = [...lanes.slice(first), ...lanes.slice(0, first)];
  const [behind, ...others] = ordered;
  const last = ordered.at(-1);
  if (behind === undefined || last === undefined || last.steps === behind.steps) return undefined;
  let before = behind.steps;
  for (const { steps } of others) {
    if (steps < before) return undefined;
    before = steps;
  }
  const why = `rank ${behind.to.of.rank} got ${last.steps - behind.steps} pieces less of rank ` +
    `${behind.from.of.rank} than rank ${last.to.of.rank} of rank ${last.from.of.rank}, and round ` +
    `the ring of ${nameOf(communicator)} each lane between them more than the one before`;
  return { rank: behind.from.of, why };
}

interface RingLane {
  readonly from: MemberState;
  readonly to: MemberState;
  /** Received, in this communicator's life. */
  readonly steps: number;
}

/**
 * The lanes between nodes in the order in which data pass them. Between two of them lie devices of
 * one node, which no lane joins: a node is entered by one lane and left by one.
 */
function lanesOf(
  look: Look, { members }: CommunicatorState,
): readonly RingLane[] | undefined {
  const leaving = new Map<string, RingLane>();
  for (const to of members.values()) {
    if (!fresh(look, to.of) || to.receives.size > 1 || to.sends.size > 1) return undefined;
    for (const [index, lane] of to.receives) {
      const from = members.get(index);
      if (from === undefined || leaving.has(from.of.node)) return undefined;
      leaving.set(from.of.node, { from, to, steps: lane.doneSteps });
    }
  }
  const [start] = leaving.values();
  const ordered: RingLane[] = [];
  for (let next = start; next !== undefined; next = leaving.get(next.to.of.node)) {
    ordered.push(next);
    if (next.to.of.node === start?.from.of.node) break;
    if (ordered.length > leaving.size) return undefined;
  }
  return ordered.length === leaving.size ? ordered : undefined;
}
