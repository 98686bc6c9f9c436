// How a job's ranks form communicators, after Megatron's order: tensor groups innermost (they stay
// within a node), then data, then pipeline. rank = (pipeline × data + d) × tensor + t.

import { randomStream } from "../../proto/random.ts";
import type { CommId } from "../../proto/ids.ts";
import { ranksOf, type Job } from "../scenario/scenario.ts";

export const groupKinds = ["tensor", "data", "pipeline", "expert"] as const;
export type GroupKind = (typeof groupKinds)[number];

export interface Group {
  readonly name: string;
  readonly kind: GroupKind;
  readonly commId: CommId;
  /** By rank within the group. */
  readonly ranks: readonly number[];
  /** Place of its first member in arrays over all members. */
  readonly base: number;
}

export interface Groups {
  readonly all: readonly Group[];
  /** For each kind, the group of every rank; undefined where the job has none of the kind. */
  readonly of: Readonly<Record<GroupKind, readonly (Group | undefined)[]>>;
  /** For each kind, the rank within that group; -1 where there is none. */
  readonly index: Readonly<Record<GroupKind, Int32Array>>;
  readonly members: number;
}

export function formGroups(job: Job, seed: number): Groups {
  const { data, pipeline, tensor, expert } = job.parallelism;
  const count = ranksOf(job.parallelism);
  const ids = randomStream(seed, "communicator ids");
  const all: Group[] = [];
  const of: Record<GroupKind, (Group | undefined)[]> = {
    tensor: nobody(count), data: nobody(count), pipeline: nobody(count), expert: nobody(count),
  };
  const none = (): Int32Array => new Int32Array(count).fill(-1);
  const index = { tensor: none(), data: none(), pipeline: none(), expert: none() };
  let base = 0;
  const add = (kind: GroupKind, ranks: readonly number[]): void => {
    if (ranks.length < 2) return;
    const commId = [ids.below(2 ** 32), ids.below(2 ** 32)]
      .map((word) => word.toString(16).padStart(8, "0")).join("") as CommId;
    const number = all.filter((group) => group.kind === kind).length;
    const group: Group = { name: `${kind}-${number}`, kind, commId, ranks, base };
    all.push(group);
    base += ranks.length;
    ranks.forEach((rank, place) => {
      of[kind][rank] = group;
      index[kind][rank] = place;
    });
  };
  const rankAt = (p: number, d: number, t: number): number => (p * data + d) * tensor + t;
  for (let p = 0; p < pipeline; p += 1) {
    for (let d = 0; d < data; d += 1) add("tensor", times(tensor, (t) => rankAt(p, d, t)));
    for (let t = 0; t < tensor; t += 1) {
      add("data", times(data, (d) => rankAt(p, d, t)));
      if (expert < 2) continue;
      for (let first = 0; first < data; first += expert) {
        add("expert", times(expert, (d) => rankAt(p, first + d, t)));
      }
    }
  }
  for (let d = 0; d < data; d += 1) {
    for (let t = 0; t < tensor; t += 1) add("pipeline", times(pipeline, (p) => rankAt(p, d, t)));
  }
  return { all, of, index, members: base };
}

function nobody(count: number): undefined[] {
  return times(count, () => undefined);
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Pipeline stage of a rank. */
export function stageOf(job: Job, rank: number): number {
  const { data, tensor } = job.parallelism;
  return Math.floor(rank / (data * tensor));
}
