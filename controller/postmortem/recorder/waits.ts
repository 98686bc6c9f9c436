// Who waits for whom, from the dumps of a job that has stopped.
//
// A rank is held by one operation: the oldest open one of those scheduled after everything that
// it has completed. (Older open ones were overtaken, so they ran beside the rest: asynchronous
// sends, overlapped reductions. They hold a rank only when nothing else does, and such an edge is
// weak.) From the rank in its operation an edge goes to every member that has not scheduled it,
// to every member that has but is held by something older, and, when there is no such member, to
// all that sit in the same operation with it. Following the edges through all groups leads out of
// the groups where a stall is merely felt, to the ranks that wait for nobody.
//
// Two observations overrule what a rank seems to be held by: it is no wait if the others are done
// (stuck.ts), and it is no excuse if it did not stop a peer. Ranks of one group run the same
// program. If a peer sits in the same open operation and yet scheduled the next collective of the
// group, then that operation does not keep the rank from scheduling it either.

import type { Rank } from "../../../proto/ids.ts";
import type { Fleet, Group, Operation, RankView } from "./model.ts";
import { standing, stuckIn, type Stuck } from "./stuck.ts";

export type WaitKind =
  /** The other never scheduled the operation. */
  | "absent"
  /** It scheduled it, and is held by something older. */
  | "behind"
  /** This one's device began the operation and the other's did not. */
  | "unstarted"
  /** Both are in it. */
  | "together"
  /** Nothing is known of the other. */
  | "lost"
  /** The marks say that it waits in this group and not for whom. */
  | "unnamed";

export interface Wait {
  readonly from: Rank;
  readonly to: Rank;
  readonly kind: WaitKind;
  /** The operation was overtaken by later ones, or is only guessed. */
  readonly weak: boolean;
  readonly group: Group;
  readonly operation: Operation | undefined;
}

export interface Waits {
  readonly waits: readonly Wait[];
  readonly stuck: ReadonlyMap<Rank, Stuck>;
  /** Ranks whose open operations did not stop a peer in the same place. */
  readonly unexcused: ReadonlyMap<Rank, Excuse>;
  /** Ranks with a dump in which nothing is open, where an open operation would have shown. */
  readonly idle: readonly Rank[];
}

/** The peer was in `operation` too, and scheduled `next`, which this rank never did. */
export interface Excuse {
  readonly peer: Rank;
  readonly operation: Operation;
  readonly next: Operation;
}

interface Holds {
  readonly fleet: Fleet;
  readonly stuck: ReadonlyMap<Rank, Stuck>;
  /** What each rank is held by. */
  readonly held: ReadonlyMap<Rank, Operation>;
}

export function waitsOf(fleet: Fleet): Waits {
  const stuck = stuckIn(fleet);
  const held = new Map<Rank, Operation>();
  const unexcused = new Map<Rank, Excuse>();
  const groups = groupsByRank(fleet);
  for (const view of fleet.ranks.values()) {
    if (stuck.has(view.rank)) continue;
    const { operation, excuse } = holdOf(view, () =>
      skippedBy(fleet, view, groups.get(view.rank) ?? []));
    if (operation !== undefined) held.set(view.rank, operation);
    else if (excuse !== undefined) unexcused.set(view.rank, excuse);
  }
  const holds: Holds = { fleet, stuck, held };
  const waits: Wait[] = [];
  for (const view of fleet.ranks.values()) {
    const operation = held.get(view.rank);
    if (operation !== undefined) waits.push(...waitsIn(holds, view, operation));
    else if (!stuck.has(view.rank) && !unexcused.has(view.rank)) waits.push(...guesses(view));
  }
  return { waits, stuck, unexcused, idle: idleIn(fleet) };
}

function idleIn(fleet: Fleet): readonly Rank[] {
  const observed = new Set([...fleet.groups.values()]
    .filter(({ endsObserved, members }) => endsObserved && members.length > 1)
    .flatMap(({ members }) => members));
  return [...fleet.ranks.values()]
    .filter(({ rank, loss, open, unnamedOpen }) => loss === undefined && observed.has(rank) &&
      open.length === 0 && unnamedOpen.length === 0)
    .map(({ rank }) => rank);
}

/** Only groups in which a collective is open: in the others nobody can miss anybody. */
function groupsByRank(fleet: Fleet): ReadonlyMap<Rank, readonly Group[]> {
  const open = new Set<Group>();
  for (const view of fleet.ranks.values()) {
    for (const { group, point } of view.open) if (point === undefined) open.add(group);
  }
  const groups = new Map<Rank, Group[]>();
  for (const group of open) {
    for (const member of group.members) {
      const known = groups.get(member);
      if (known === undefined) groups.set(member, [group]);
      else known.push(group);
    }
  }
  return groups;
}

function holdOf(
  view: RankView,
  skippedOf: () => readonly Skipped[],
): { readonly operation?: Operation; readonly excuse?: Excuse } {
  const isNewer = ({ order }: Operation): boolean => order > view.completedUpTo;
  const inTurn = [
    ...view.open.filter(isNewer), ...view.open.filter((each) => !isNewer(each)),
  ].filter(({ group, point }) => group.members.length > 1 &&
    (point === undefined || point.peer !== undefined));
  if (inTurn.length === 0) return {};
  const skipped = skippedOf();
  // The newest one marks the place where the host stopped. A peer that went on from the same
  // place, with at least that one open, shows that nothing open there keeps a host.
  const newest = view.open.at(-1);
  let excuse = newest === undefined ? undefined : refutationOf(view, newest, skipped);
  if (excuse !== undefined) return { excuse };
  for (const operation of inTurn) {
    const refuted = refutationOf(view, operation, skipped);
    if (refuted === undefined) return { operation };
    excuse ??= refuted;
  }
  return excuse === undefined ? {} : { excuse };
}

interface Skipped {
  readonly next: Operation;
  readonly peer: RankView;
}

/** The first collective of each group that at least half of the others are in, and it is not. */
function skippedBy(
  fleet: Fleet,
  view: RankView,
  groups: readonly Group[],
): readonly Skipped[] {
  const found: Skipped[] = [];
  for (const group of groups) {
    if (group.members.length < 2) continue;
    const seq = (view.progress.get(group.key)?.scheduledTo ?? 0) + 1;
    const others = group.members.filter((member) => member !== view.rank)
      .map((member) => fleet.ranks.get(member))
      .filter((other) => other !== undefined)
      .filter(({ loss }) => loss === undefined);
    const inside = others.flatMap((peer) => {
      const next = peer.progress.get(group.key)?.open.get(seq);
      return next === undefined ? [] : [{ next, peer }];
    });
    if (inside.length * 2 >= others.length) found.push(...inside);
  }
  return found;
}

function refutationOf(
  view: RankView,
  operation: Operation,
  skipped: readonly Skipped[],
): Excuse | undefined {
  const { point, seq, group } = operation;
  for (const { next, peer } of skipped) {
    const same = point === undefined
      ? peer.progress.get(group.key)?.open.get(seq)
      : alike(view, operation, peer);
    if (same !== undefined && same.order < next.order) {
      return { peer: peer.rank, operation, next };
    }
  }
  return undefined;
}

const kindOf = ({ group, point, shape }: Operation): string =>
  `${group.description} ${point?.direction} ${shape}`;

/** The peer's own send or receive in the same place of the same program. */
function alike(view: RankView, operation: Operation, peer: RankView): Operation | undefined {
  const kind = kindOf(operation);
  const isAlike = (each: Operation): boolean => each.point !== undefined && kindOf(each) === kind;
  const place = view.open.filter(isAlike).indexOf(operation);
  return peer.open.filter(isAlike)[place];
}

/** Of the reasons to wait only the strongest kind counts: the others follow from it. */
function waitsIn(holds: Holds, view: RankView, operation: Operation): readonly Wait[] {
  const weak = operation.order <= view.completedUpTo;
  const found = othersIn(operation, view.rank).flatMap((to) => {
    const kind = kindOfWait(holds, view, { operation, to });
    return kind === undefined ? []
      : [{ from: view.rank, to, kind, weak, group: operation.group, operation }];
  });
  const firm = found.filter(({ kind }) =>
    kind === "absent" || kind === "behind" || kind === "unstarted");
  if (firm.length > 0) return firm;
  const lost = found.filter(({ kind }) => kind === "lost");
  return lost.length > 0 ? lost : found;
}

function othersIn({ group, point }: Operation, rank: Rank): readonly Rank[] {
  if (point === undefined) return group.members.filter((member) => member !== rank);
  return point.peer === undefined ? [] : [point.peer];
}

function kindOfWait(
  { fleet, stuck, held }: Holds,
  view: RankView,
  { operation, to }: { readonly operation: Operation; readonly to: Rank },
): WaitKind | undefined {
  const other = fleet.ranks.get(to);
  if (other === undefined || other.loss !== undefined) return "lost";
  const match = matchOf(view, operation, other);
  if (match === "done") return undefined;
  if (match === "absent") return "absent";
  if (stuck.has(to)) return "behind";
  if (match === "open") return "together";
  // A device that began the operation waits for those that did not, and never the other way.
  if (match.started && !operation.started) return undefined;
  const holder = held.get(to);
  if (holder === undefined || holder === match) {
    return operation.started === match.started ? "together" : "unstarted";
  }
  return holder.order < match.order ? "behind" : "together";
}

/** The other end's own record of the operation, or how it stands without one. */
function matchOf(
  view: RankView,
  operation: Operation,
  other: RankView,
): Operation | "open" | "done" | "absent" {
  const { group, seq, point } = operation;
  if (point !== undefined) {
    // Sends and receives between two ranks pair up in order, and a pair ends on both sides
    // together: the nth open one here belongs to the nth open one there.
    return other.open.find((each) => each.group.key === group.key &&
      each.point !== undefined && each.point.direction !== point.direction &&
      each.point.peer === view.rank && each.point.nth === point.nth) ?? "absent";
  }
  const stands = standing(other, group.key, seq);
  if (stands === "lost") return "absent";
  return stands === "open" ? other.progress.get(group.key)?.open.get(seq) ?? "open" : stands;
}

function guesses(view: RankView): readonly Wait[] {
  return view.unnamedOpen.flatMap((group) => group.members
    .filter((member) => member !== view.rank)
    .map((to) => ({
      from: view.rank, to, kind: "unnamed" as const, weak: true, group, operation: undefined,
    })));
}
