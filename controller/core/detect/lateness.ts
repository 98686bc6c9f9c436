// How late each rank of a job usually is, how far that wanders, and how late it was at its worst of
// late: the measure that a slow rank is held against (slow-rank.ts).

import type { Rank } from "../../../proto/ids.ts";
import type { Policy } from "../fleet/policy.ts";
import type { Candidacy, JobState, Lateness } from "../fleet/state.ts";

export function latenessOf({ watch: { lateness } }: JobState, rank: Rank): Lateness {
  const known = lateness.get(rank);
  if (known !== undefined) return known;
  const unknown: Lateness = {
    now: 0, usual: 0, spread: 0, worst: 0, samples: 0, perOperationMs: 0,
  };
  lateness.set(rank, unknown);
  return unknown;
}

/** Halved in five minutes, at a judgement a second. */
const worstKept = 0.5 ** (1 / 300);

/** Slowly, and not from a fault: else a rank that stays slow would become usual. */
export function learnLateness(usual: Lateness, candidate: Candidacy, isSlow: boolean): void {
  usual.now = candidate.lateFraction;
  usual.worst = Math.max(usual.worst * worstKept, candidate.lateFraction - usual.usual);
  usual.perOperationMs = candidate.lateFraction * candidate.operationMs;
  if (isSlow) return;
  usual.samples += 1;
  const weight = Math.max(1 / usual.samples, 1 / 64);
  const distance = candidate.lateFraction - usual.usual;
  usual.usual += distance * weight;
  usual.spread += (Math.abs(distance) * (1 - weight) - usual.spread) * weight;
}

export interface Noise {
  /** How far ranks of this job wander from their usual, on average. */
  readonly spread: number;
  /** The ranks that were latest of all at their worst of late, the worst first. */
  readonly worst: readonly { readonly rank: Rank; readonly late: number }[];
}

/** Of the ranks that were judged so often at least. */
export function noiseOf(job: JobState, policy: Policy, samplesMin: number): Noise {
  let sum = 0;
  let count = 0;
  const worst: { rank: Rank; late: number }[] = [];
  const most = policy.slowOthersSpared + 2;
  for (const [rank, { samples, spread, worst: late }] of job.watch.lateness) {
    if (samples < samplesMin) continue;
    sum += spread;
    count += 1;
    const place = worst.findIndex((each) => each.late < late);
    if (place < 0 && worst.length === most) continue;
    worst.splice(place < 0 ? worst.length : place, 0, { rank, late });
    worst.length = Math.min(worst.length, most);
  }
  return { spread: sum / Math.max(count, 1), worst };
}

/**
 * How late ranks beside this one were at their worst, but for a few, which may be slow themselves;
 * 0: nothing is known of others.
 */
export function othersAtWorst(
  { slowOthersSpared }: Policy, { worst }: Noise, rank: Rank | undefined,
): number {
  const others = worst.filter((each) => each.rank !== rank);
  return others[Math.min(slowOthersSpared, others.length - 1)]?.late ?? 0;
}
