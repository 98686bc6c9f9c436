// Steps per second of a job, now and usually: what people ask first.

import type { InstantMs } from "./contract.ts";
import { collectives } from "./detect/rhythm.ts";
import { isFresh } from "./fleet.ts";
import type { Policy } from "./policy.ts";
import type { JobState, RankState } from "./state.ts";

const everyMs = 2_000;
/** Weight of a new sample in what is usual, once there are enough: about a minute. */
const usualWeight = 1 / 32;

export interface Progress {
  readonly step: number;
  readonly kind: "declared" | "operations";
}

/** By the lowest rank that reports: declared steps, else its completed collectives. */
export function progressOf(job: JobState, isMeant: (rank: RankState) => boolean): Progress {
  let lowest: RankState | undefined;
  for (const rank of job.ranks.values()) {
    if (!isMeant(rank)) continue;
    if (lowest === undefined || rank.rank < lowest.rank) lowest = rank;
  }
  if (lowest?.reading === undefined) return { step: 0, kind: "operations" };
  if (lowest.reading.step > 0) return { step: lowest.reading.step, kind: "declared" };
  let completed = 0;
  for (const member of lowest.members.values()) completed += collectives(member).completed;
  return { step: completed, kind: "operations" };
}

export function measureRate(job: JobState, now: InstantMs, policy: Policy): void {
  const { rate } = job;
  if (now - rate.atMs < everyMs) return;
  const { step } = progressOf(job, (rank) => isFresh(rank, now, policy));
  const isFirst = rate.atMs === 0 || step < rate.step;
  if (!isFirst) {
    rate.perSecond = (step - rate.step) / ((now - rate.atMs) / 1_000);
    if (rate.perSecond > 0) {
      rate.samples += 1;
      const weight = Math.max(1 / rate.samples, usualWeight);
      rate.usual += (rate.perSecond - rate.usual) * weight;
    }
  }
  rate.step = step;
  rate.atMs = now;
}
