// Which process groups there are, who is in them, and who stands behind a place in a group.

import type { Rank } from "../../../proto/ids.ts";
import type { DumpEntry } from "./dump.ts";
import type { Group, Loss, RankedDump } from "./model.ts";

/** Named by a file or by the members of a group. */
export function expectedRanks(
  dumps: readonly RankedDump[],
  lost: ReadonlyMap<Rank, Loss>,
): readonly Rank[] {
  const members = new Set<Rank>();
  for (const { dump } of dumps) {
    for (const group of dump.groups) for (const member of group.members) members.add(member);
  }
  const named = new Set<Rank>([...members, ...dumps.map(({ rank }) => rank)]);
  // A broken file whose name ends in a number is a rank only if the job can have that rank.
  for (const rank of lost.keys()) if (members.size === 0 || members.has(rank)) named.add(rank);
  return [...named].toSorted((left, right) => left - right);
}

/**
 * The members of a coalesced batch stay `scheduled` for ever: the entry `coalesced` that ends the
 * batch carries the state for all of them. Where that entry is not there, a dump of open
 * operations alone has left it out because it completed. Sends and receives of one batch share a
 * number, which shows that they were one.
 */
export function settle(entries: readonly DumpEntry[]): readonly DumpEntry[] {
  const batches = new Map<string, { state: DumpEntry["state"] | undefined; points: number }>();
  for (const entry of entries) {
    const batch = batches.get(batchOf(entry)) ?? { state: undefined, points: 0 };
    if (entry.operation === "coalesced") batch.state = entry.state;
    else if (entry.isPointToPoint && entry.pointSeq > 0) batch.points += 1;
    batches.set(batchOf(entry), batch);
  }
  return entries
    .filter((entry) => entry.operation !== "coalesced")
    .map((entry) => {
      const batch = batches.get(batchOf(entry));
      const unended = (batch?.points ?? 0) > 1 ? "completed" : entry.state;
      return { ...entry, state: batch?.state ?? unended };
    });
}

function batchOf({ group, isPointToPoint, pointSeq, collectiveSeq }: DumpEntry): string {
  return `${group}/${isPointToPoint ? `p${pointSeq}` : collectiveSeq}`;
}

/** The group that a rank calls by this name. */
export type GroupOf = (rank: Rank, name: string) => Group | undefined;

export interface Naming {
  readonly groups: Map<string, Group>;
  /** For each rank: the key of the group it calls by this name. */
  readonly keys: Map<Rank, Map<string, string>>;
}

export function groupsOf(dumps: readonly RankedDump[], expected: readonly Rank[]): Naming {
  const naming: Naming = { groups: new Map(), keys: new Map() };
  const quiet = quietGroups(dumps);
  for (const { rank, dump } of dumps) {
    const keys = new Map<string, string>();
    for (const { name, description, members } of dump.groups) {
      if (!members.includes(rank)) continue;
      const key = `${name} of ${fingerprint(members)}`;
      const endsObserved = !quiet.has(name);
      keys.set(name, key);
      if (naming.groups.has(key)) continue;
      naming.groups.set(key, { key, name, description, members, membersKnown: true, endsObserved });
    }
    naming.keys.set(rank, keys);
  }
  for (const { rank, dump } of dumps) {
    for (const { group: name, description } of dump.entries) {
      const keys = naming.keys.get(rank);
      if (keys === undefined || keys.has(name)) continue;
      keys.set(name, name);
      const isWhole = description === "default_pg" || name === "default_pg";
      const known = naming.groups.get(name)?.members ?? [];
      const members = isWhole ? expected : [...new Set([...known, rank])];
      naming.groups.set(name, {
        key: name, name, description, members, membersKnown: isWhole,
        endsObserved: !quiet.has(name),
      });
    }
  }
  return naming;
}

/**
 * Tells groups of one name apart without the cost of comparing the members of the whole job for
 * each of its ranks. Independent of their order.
 */
function fingerprint(members: readonly Rank[]): string {
  let sum = 0;
  let mixed = 0;
  for (const member of members) {
    sum += member;
    mixed ^= Math.imul(member + 1, 0x9e37_79b1);
  }
  return `${members.length}-${sum}-${mixed >>> 0}`;
}

/** Groups whose backend reports no ends, as far as anybody recorded operations in them. */
function quietGroups(dumps: readonly RankedDump[]): ReadonlySet<string> {
  const gloo = new Set<string>();
  const others = new Set<string>();
  for (const { dump } of dumps) {
    for (const { group, backend } of dump.entries) {
      (backend === "gloo" ? gloo : others).add(group);
    }
  }
  return new Set([...gloo].filter((name) => !others.has(name)));
}

/**
 * The rank behind each place in a group. Usually the list of members says it, but every send and
 * receive also names its own place, which decides where the two disagree.
 */
export type Indices = ReadonlyMap<string, {
  readonly inOrder: boolean;
  readonly own: ReadonlyMap<number, Rank>;
}>;

export function indicesOf(
  dumps: readonly RankedDump[],
  groupOf: GroupOf,
): Indices {
  const indices = new Map<string, { inOrder: boolean; own: Map<number, Rank> }>();
  for (const { rank, dump } of dumps) {
    for (const { point, group: name } of dump.entries) {
      const group = groupOf(rank, name);
      if (point === undefined || group === undefined) continue;
      const known = indices.get(group.key) ?? { inOrder: true, own: new Map<number, Rank>() };
      known.own.set(point.self, rank);
      if (group.members[point.self] !== rank) known.inOrder = false;
      indices.set(group.key, known);
    }
  }
  return indices;
}

/** In groups whose ends nobody sees: what every member that left a dump has scheduled. */
export function lowestSchedule(
  dumps: readonly RankedDump[],
  groupOf: GroupOf,
): ReadonlyMap<string, number> {
  const highest = new Map<string, Map<Rank, number>>();
  for (const { rank, dump } of dumps) {
    for (const entry of dump.entries) {
      const group = groupOf(rank, entry.group);
      if (group === undefined || group.endsObserved) continue;
      const ranks = highest.get(group.key) ?? new Map<Rank, number>();
      for (const member of group.members) if (!ranks.has(member)) ranks.set(member, 0);
      ranks.set(rank, Math.max(ranks.get(rank) ?? 0, entry.collectiveSeq));
      highest.set(group.key, ranks);
    }
  }
  const present = new Set(dumps.map(({ rank }) => rank));
  return new Map([...highest].map(([key, ranks]) => [key, Math.min(
    ...[...ranks].filter(([rank]) => present.has(rank)).map(([, seq]) => seq),
  )]));
}
