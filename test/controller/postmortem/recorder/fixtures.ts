// The dumps under test/fixtures/flight-recorder, and ways to change them that must not change, or
// must only rename, what they tell.

import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { analyse, type PostMortem } from "../../../../controller/postmortem/recorder/analyse.ts";
import {
  dumpFrom, rankOfFileName, type Dump, type DumpEntry,
} from "../../../../controller/postmortem/recorder/dump.ts";
import { readDump } from "../../../../controller/postmortem/recorder/dump.ts";
import type { RankedDump } from "../../../../controller/postmortem/recorder/model.ts";
import type { Plain } from "../../../../controller/postmortem/recorder/plain.ts";
import { parseJobName, parseRank, type JobName, type Rank } from "../../../../proto/ids.ts";

export const fixtures = path.resolve("test/fixtures/flight-recorder");

/** Folder and the ranks that the injector, or make.py, put the fault into. */
export const hangs: readonly (readonly [folder: string, ranks: readonly number[]])[] = [
  ["nvrx-gpu-error-1", [12, 14]], ["nvrx-lock-gil-1", [9, 14]], ["gloo-absent", [2]],
  ["gloo-absent/json", [2]],
];

export function rank(value: number): Rank {
  const parsed = parseRank(value);
  assert.ok(parsed.ok);
  return parsed.value;
}

export function jobName(): JobName {
  const parsed = parseJobName("post-mortem");
  assert.ok(parsed.ok);
  return parsed.value;
}

/** File name and bytes of every dump of a folder. */
export function filesOf(folder: string): readonly (readonly [string, Buffer])[] {
  const at = path.join(fixtures, folder);
  return readdirSync(at).filter((name) => /\d(\.json)?$/.test(name))
    .map((name) => [name, readFileSync(path.join(at, name))] as const);
}

export function dumpsOf(folder: string): readonly RankedDump[] {
  return filesOf(folder).map(([name, bytes]) => {
    const dump = readDump(bytes);
    assert.ok(dump.ok, `${folder}/${name}`);
    const named = rankOfFileName(name);
    assert.ok(named !== undefined);
    return { rank: named, dump: dump.value };
  });
}

export function ranked(plains: ReadonlyMap<number, Plain>): readonly RankedDump[] {
  return [...plains].map(([each, plain]) => {
    const dump = dumpFrom(plain);
    assert.ok(dump.ok);
    return { rank: rank(each), dump: dump.value };
  });
}

export function judged(dumps: readonly RankedDump[]): PostMortem {
  return analyse(dumps, new Map(), jobName());
}

export const suspectsOf = ({ suspects }: PostMortem): readonly number[] =>
  suspects.map((suspect) => suspect.rank);

/** All ranks renumbered; `sorted` also sorts the member lists, as PyTorch would have. */
export function renumber(
  dumps: readonly RankedDump[],
  to: readonly number[],
  sorted: boolean,
): readonly RankedDump[] {
  const renamed = (old: Rank): Rank => rank(to[old] ?? old);
  return dumps.map((each) => ({
    rank: renamed(each.rank),
    dump: { ...each.dump, ...renumberedParts(each.dump, renamed, sorted) },
  }));
}

function renumberedParts(
  dump: Dump,
  renamed: (old: Rank) => Rank,
  sorted: boolean,
): Pick<Dump, "groups" | "entries"> {
  const places = new Map<string, readonly number[]>();
  const groups = dump.groups.map((group) => {
    const members = group.members.map(renamed);
    const inOrder = sorted ? members.toSorted((left, right) => left - right) : members;
    places.set(group.name, members.map((member) => inOrder.indexOf(member)));
    return { ...group, members: inOrder };
  });
  const entries = dump.entries.map((entry): DumpEntry => {
    const place = places.get(entry.group);
    if (entry.point === undefined || place === undefined) return entry;
    const { self, peer, direction } = entry.point;
    return { ...entry, point: { direction, self: place[self] ?? -1, peer: place[peer] ?? -1 } };
  });
  return { groups, entries };
}
