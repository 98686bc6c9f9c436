// It is no wait if the others are done. A member of an exchange that the others have completed
// gave its part and needs nothing more. If it still shows the operation open, then its own device
// stopped, or its own host stopped watching: a device error leaves exactly this behind, since what
// was launched before it still reaches the others. Such a rank waits for nobody, whatever else it
// has open.

import type { Rank } from "../../../proto/ids.ts";
import type { Fleet, Operation, RankView } from "./model.ts";

/** A rank that shows an operation open which all others have completed. */
export interface Stuck {
  readonly rank: Rank;
  readonly operation: Operation;
  /** How far the farthest of the others got in the group. */
  readonly othersAt: number;
}

export type Standing = "lost" | "done" | "open" | "absent";

export function standing(view: RankView | undefined, key: string, seq: number): Standing {
  if (view === undefined || view.loss !== undefined) return "lost";
  const progress = view.progress.get(key);
  if (progress === undefined) return "absent";
  if (progress.open.has(seq)) return "open";
  if (seq <= progress.completedTo) return "done";
  return seq <= progress.scheduledTo ? "open" : "absent";
}

const exchange = /all_?reduce|all_?gather|reduce_?scatter|all_?to_?all|alltoall|barrier/i;

/**
 * Found again and again, since a rank that is known to be stuck excuses nobody else: two of them
 * in one group would otherwise cover for each other.
 */
export function stuckIn(fleet: Fleet): ReadonlyMap<Rank, Stuck> {
  const stuck = new Map<Rank, Stuck>();
  for (let before = -1; before < stuck.size;) {
    before = stuck.size;
    for (const view of fleet.ranks.values()) {
      const found = stuck.has(view.rank) ? undefined : stuckOf(fleet, view, stuck);
      if (found !== undefined) stuck.set(view.rank, found);
    }
  }
  return stuck;
}

function stuckOf(
  fleet: Fleet,
  view: RankView,
  stuck: ReadonlyMap<Rank, Stuck>,
): Stuck | undefined {
  const passed = passedSeqs(fleet, view);
  for (const operation of view.open) {
    const { group, seq } = operation;
    if (operation.point !== undefined || !group.endsObserved || group.members.length < 2) continue;
    const others = group.members
      .filter((member) => member !== view.rank && !stuck.has(member))
      .map((member) => fleet.ranks.get(member));
    const isPassed = seq < (passed.get(group.key) ?? 0);
    if (!isPassed && !isEndedBy(others, operation)) continue;
    const reached = others.map((other) => other?.progress.get(group.key)?.completedTo ?? 0);
    return { rank: view.rank, operation, othersAt: Math.max(...reached) };
  }
  return undefined;
}

/**
 * In an exchange every member needs every other, so one end of it anywhere proves that all
 * members began it, and with that ended everything before it: a communicator runs in order.
 */
function passedSeqs(fleet: Fleet, view: RankView): ReadonlyMap<string, number> {
  const passed = new Map<string, number>();
  for (const { group, seq, point, operation } of view.open) {
    if (point !== undefined || !group.endsObserved || !exchange.test(operation)) continue;
    const isEnded = group.members.some((member) => member !== view.rank &&
      standing(fleet.ranks.get(member), group.key, seq) === "done");
    if (isEnded) passed.set(group.key, Math.max(passed.get(group.key) ?? 0, seq));
  }
  return passed;
}

/**
 * All others ended it. A rooted operation may end early at some, and then the next one is asked
 * for. One end alone would not do here: a broken network lets some members finish.
 */
function isEndedBy(others: readonly (RankView | undefined)[], operation: Operation): boolean {
  const { group, seq } = operation;
  const asked = exchange.test(operation.operation) ? seq : seq + 1;
  const standings = others.map((other) => standing(other, group.key, asked));
  return standings.includes("done") &&
    standings.every((each) => each === "done" || each === "lost");
}
