// All dumps side by side: which groups there are, who is in them, and how far every rank got in
// each. Three things make this less simple than it sounds.
//
// What is recorded as open is not all that is open. The ring is bounded, entries are evicted, and
// some dumps leave out what has completed. The marks of `pg_status` fill the holes: a collective
// up to the mark was scheduled, whether its entry is there or not.
//
// A mark does not say which counter it is from. It is taken for the collective counter only where
// some rank has a collective of that group on record and the number continues that one rather
// than the counter of point-to-point operations.
//
// Gloo never reports an end. There, an operation that every member has scheduled is presumed
// over, and only what runs ahead of some member is open.

import type { Rank } from "../../../proto/ids.ts";
import {
  expectedRanks, groupsOf, indicesOf, lowestSchedule, settle, type GroupOf,
} from "./groups.ts";
import { marksByRank } from "./marks.ts";
import type { Fleet, Loss, RankedDump, RankView } from "./model.ts";
import { lostView, viewOf } from "./progress.ts";

export function fleetOf(dumps: readonly RankedDump[], lost: ReadonlyMap<Rank, Loss>): Fleet {
  const expected = expectedRanks(dumps, lost);
  const settled = dumps.map(({ rank, dump }) => ({
    rank, dump: { ...dump, entries: settle(dump.entries) },
  }));
  const naming = groupsOf(settled, expected);
  const groupOf: GroupOf = (rank, name) =>
    naming.groups.get(naming.keys.get(rank)?.get(name) ?? "");
  const marks = marksByRank(settled, groupOf);
  const indices = indicesOf(settled, groupOf);
  const lows = lowestSchedule(settled, groupOf);
  const found = new Map(settled.map((each) => [each.rank, each]));
  const ranks = new Map<Rank, RankView>(expected.map((rank) => {
    const own = found.get(rank);
    if (own === undefined) return [rank, lostView(rank, lost.get(rank) ?? "missing")];
    return [rank, viewOf(own, { groupOf, marks: marks.get(rank) ?? [], indices, lows })];
  }));
  return { groups: naming.groups, ranks };
}
