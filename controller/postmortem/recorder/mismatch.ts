// Ranks that met in the same collective of the same group with different calls. Only operations
// that nobody saw end are looked at: what has completed was no quarrel. Sizes are compared only
// where the operation demands them equal; an all-to-all or a gather of uneven parts is legal.

import type { Rank } from "../../../proto/ids.ts";
import type { Fleet, Group, Operation } from "./model.ts";

export interface Mismatch {
  readonly group: Group;
  readonly seq: number;
  /** The call that most ranks made; undefined when no call has a majority. */
  readonly usual: string | undefined;
  /** Rank and what it called, the odd ones only; all of them without a majority. */
  readonly odd: readonly { readonly rank: Rank; readonly call: string }[];
  /** What makes the calls differ. */
  readonly differs: "function" | "size or type";
}

/** At most one for each group, the first in its order. */
export function mismatchesIn(fleet: Fleet): readonly Mismatch[] {
  const bySeq = new Map<string, Map<number, Map<Rank, Operation>>>();
  for (const { rank, open, presumed } of fleet.ranks.values()) {
    for (const operation of [...presumed, ...open]) {
      const { group, seq, recorded, point } = operation;
      if (!recorded || point !== undefined) continue;
      const inGroup = bySeq.get(group.key) ?? new Map<number, Map<Rank, Operation>>();
      const calls = inGroup.get(seq) ?? new Map<Rank, Operation>();
      bySeq.set(group.key, inGroup.set(seq, calls.set(rank, operation)));
    }
  }
  return [...bySeq.values()].flatMap((inGroup) => {
    const inOrder = [...inGroup].toSorted(([left], [right]) => left - right);
    for (const [seq, calls] of inOrder) {
      const found = mismatchOf(seq, calls);
      if (found !== undefined) return [found];
    }
    return [];
  });
}

function mismatchOf(seq: number, calls: ReadonlyMap<Rank, Operation>): Mismatch | undefined {
  const [first] = calls.values();
  if (first === undefined || calls.size < 2) return undefined;
  const byFunction = split(calls, ({ operation }) => operation);
  if (byFunction !== undefined) {
    return { group: first.group, seq, ...byFunction, differs: "function" };
  }
  const bySize = split(calls, sizeOf);
  if (bySize === undefined) return undefined;
  return { group: first.group, seq, ...bySize, differs: "size or type" };
}

/** The part of the call that every rank must make alike. */
function sizeOf({ operation, shape, dtypes }: Operation): string {
  const name = operation.toLowerCase();
  const [inputs = "", outputs = ""] = shape.split(">", 2);
  const isUneven = /all_?to_?all|^gather|^scatter|barrier|coalesced/.test(name);
  if (isUneven) return operation;
  // The list form of all-gather takes uneven inputs and says so in its outputs.
  const isList = /^all_?gather$/.test(name) && outputs.includes(" ");
  return `${operation} ${isList ? outputs : inputs} ${dtypes}`.trim();
}

function split(
  calls: ReadonlyMap<Rank, Operation>,
  callOf: (operation: Operation) => string,
): Pick<Mismatch, "usual" | "odd"> | undefined {
  const all = [...calls].map(([rank, operation]) => ({ rank, call: callOf(operation) }));
  const counts = new Map<string, number>();
  for (const { call } of all) counts.set(call, (counts.get(call) ?? 0) + 1);
  if (counts.size < 2) return undefined;
  const [most] = [...counts].toSorted(([, left], [, right]) => right - left);
  const usual = most !== undefined && most[1] * 2 > all.length ? most[0] : undefined;
  const odd = all.filter(({ call }) => call !== usual).toSorted((a, b) => a.rank - b.rank);
  return { usual, odd };
}
