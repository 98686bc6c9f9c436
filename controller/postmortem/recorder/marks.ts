// The marks of `pg_status`, brought to the groups they belong to.
//
// They are keyed by a number that only this rank uses. Its entries tie some of the numbers to
// names. For the rest: numbers and names are both given in the order in which the groups were
// made, so where there are as many of one as of the other, and no entry contradicts, they pair up.

import type { Rank } from "../../../proto/ids.ts";
import type { Dump, DumpMark } from "./dump.ts";
import type { GroupOf } from "./groups.ts";
import type { Group, RankedDump } from "./model.ts";

export interface GroupMark extends DumpMark {
  readonly group: Group;
  /** Which of the two counters the mark is from. */
  readonly counter: "collective" | "point" | "unknown";
}

export function marksByRank(
  dumps: readonly RankedDump[],
  groupOf: GroupOf,
): ReadonlyMap<Rank, readonly GroupMark[]> {
  const counters = countersOf(dumps, groupOf);
  return new Map(dumps.map(({ rank, dump }) => {
    const names = namesOf(dump);
    const marks = dump.marks.flatMap((mark) => {
      const group = groupOf(rank, names.get(mark.pgId) ?? "");
      // Gloo marks an operation complete when it returns to its caller, which a failed one does.
      if (group === undefined || !group.endsObserved) return [];
      return [{ ...mark, group, counter: counterOf(mark, counters.get(group.key), rank) }];
    });
    return [rank, marks];
  }));
}

function namesOf(dump: Dump): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { pgId, group } of dump.entries) if (pgId !== undefined) names.set(pgId, group);
  const called = dump.groups.map(({ name }) => name);
  if (!called.every((name) => /^\d{1,9}$/.test(name))) return names;
  const inOrder = called.toSorted((left, right) => Number(left) - Number(right));
  const ids = dump.marks.map(({ pgId }) => pgId).toSorted((left, right) => left - right);
  if (ids.length !== inOrder.length) return names;
  const paired = new Map(ids.map((id, index) => [id, inOrder[index] ?? ""]));
  const agrees = [...names].every(([id, name]) => (paired.get(id) ?? name) === name);
  return agrees ? paired : names;
}

interface Counters {
  collective: Map<Rank, number>;
  point: Map<Rank, number>;
  hasCollective: boolean;
}

/** The newest value of both counters that each rank's entries show. */
function countersOf(
  dumps: readonly RankedDump[],
  groupOf: GroupOf,
): ReadonlyMap<string, Counters> {
  const counters = new Map<string, Counters>();
  for (const { rank, dump } of dumps) {
    for (const { group: name, collectiveSeq, pointSeq, isPointToPoint } of dump.entries) {
      const group = groupOf(rank, name);
      if (group === undefined) continue;
      const known = counters.get(group.key) ??
        { collective: new Map(), point: new Map(), hasCollective: false };
      known.collective.set(rank, Math.max(known.collective.get(rank) ?? 0, collectiveSeq));
      if (isPointToPoint) known.point.set(rank, Math.max(known.point.get(rank) ?? 0, pointSeq));
      else known.hasCollective = true;
      counters.set(group.key, known);
    }
  }
  return counters;
}

function counterOf(
  { enqueued }: DumpMark,
  counters: Counters | undefined,
  rank: Rank,
): GroupMark["counter"] {
  if (counters === undefined) return "unknown";
  if (counters.point.size === 0) return counters.hasCollective ? "collective" : "unknown";
  const collective = distance(enqueued, counters.collective, rank);
  const point = distance(enqueued, counters.point, rank);
  if (collective === point) return "unknown";
  if (point < collective) return "point";
  return counters.hasCollective ? "collective" : "unknown";
}

/** From this rank's own count where it has one, else from the nearest of the others. */
function distance(value: number, counts: ReadonlyMap<Rank, number>, rank: Rank): number {
  const own = counts.get(rank);
  const known = own === undefined ? [...counts.values()] : [own];
  return known.reduce((least, each) => Math.min(least, Math.abs(value - each)),
    Number.POSITIVE_INFINITY);
}
