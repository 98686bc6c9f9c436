// Steps per second of a job, now and usually: what people ask first.
//
// Both ends of a window are readings of one process, and its own age says how long the window was:
// a controller that has just begun, a report that came late, or a rank that others stood in for
// meanwhile must not look like a slow job. Until a whole window was seen the rate is unknown.

import type { InstantMs } from "./fleet/contract.ts";
import { collectives } from "./detect/rhythm.ts";
import type { Rank } from "../../proto/ids.ts";
import { isFresh } from "./fleet/fleet.ts";
import { isOpen } from "./fleet/belonging.ts";
import type { Policy } from "./fleet/policy.ts";
import type { JobState, RankState } from "./fleet/state.ts";

const windowMs = 2_000;
/** Weight of a new sample in what is usual, once there are enough: about a minute. */
const usualWeight = 1 / 32;

export interface Progress {
  readonly step: number;
  readonly kind: "declared" | "operations";
}

/** By the lowest rank that reports: declared steps, else its completed collectives. */
export function progressOf(job: JobState, isMeant: (rank: RankState) => boolean): Progress {
  return progressBy(lowestOf(job, isMeant));
}

function lowestOf(
  job: JobState, isMeant: (rank: RankState) => boolean,
): RankState | undefined {
  const zero = job.ranks.get(0 as Rank); // nearly always; asked of every job at every tick
  if (zero !== undefined && isMeant(zero)) return zero;
  let lowest: RankState | undefined;
  for (const rank of job.ranks.values()) {
    if (!isMeant(rank)) continue;
    if (lowest === undefined || rank.rank < lowest.rank) lowest = rank;
  }
  return lowest;
}

function progressBy(rank: RankState | undefined): Progress {
  if (rank?.reading === undefined) return { step: 0, kind: "operations" };
  if (rank.reading.step > 0) return { step: rank.reading.step, kind: "declared" };
  let completed = 0;
  for (const member of rank.members.values()) completed += collectives(member).completed;
  return { step: completed, kind: "operations" };
}

export function measureRate(job: JobState, now: InstantMs, policy: Policy): void {
  const { rate } = job;
  const rank = lowestOf(job, (each) => isFresh(each, now, policy));
  if (rank?.reading === undefined) {
    rate.from = undefined;
    rate.perSecond = undefined;
    return;
  }
  const { step, kind } = progressBy(rank);
  const { from } = rate;
  const here = { process: rank.process, kind, step, ageMs: rank.reading.ageMs };
  if (from === undefined || from.process !== here.process || from.kind !== kind ||
    step < from.step) {
    rate.from = here;
    rate.perSecond = undefined;
    return;
  }
  const spanMs = here.ageMs - from.ageMs;
  if (spanMs < windowMs) return;
  rate.from = here;
  rate.perSecond = (step - from.step) / (spanMs / 1_000);
  // What a job does while something is wrong with it is not what it usually does.
  if (rate.perSecond === 0 || job.incidents.some(isOpen)) return;
  rate.samples += 1;
  rate.usual += (rate.perSecond - rate.usual) * Math.max(1 / rate.samples, usualWeight);
}
