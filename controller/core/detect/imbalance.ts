// Uneven work, named as what it is: a person who sees ranks wait for each other is to know when
// that is the job's own doing, before hosts are replaced for it.
//
// It has two forms, and neither looks like a fault. Lengths of sequences and loads of experts
// change from step to step, so ranks take turns at being late; a fault stays with its rank. Shards
// and stages of unlike size make the same ranks late from the first step on; a fault has a
// beginning. (A host that was slow from its first step on looks like the latter. A large share is
// told as an incident all the same: slow-rank.ts, `slowSteadyEffectMin`.)

import type { Imbalance } from "../../../proto/api.ts";
import { isOpen } from "../fleet/belonging.ts";
import { othersAtWorst, noiseOf } from "./lateness.ts";
import type { Policy } from "../fleet/policy.ts";
import type { JobState } from "../fleet/state.ts";

const alwaysShownMax = 16;

export function imbalanceOf(job: JobState, policy: Policy): Imbalance {
  const accused = new Set(job.incidents.filter((record) => isOpen(record))
    .flatMap(({ ranks }) => ranks));
  const always = [...job.watch.lateness]
    .filter(([rank, { samples, usual }]) => !accused.has(rank) &&
      samples >= policy.imbalanceLearntMin && usual >= policy.slowEffectMin)
    .map(([rank, { usual }]) => ({ rank, fraction: rounded(usual) }))
    .sort((left, right) => right.fraction - left.fraction || left.rank - right.rank)
    .slice(0, alwaysShownMax);
  const turns = othersAtWorst(policy, noiseOf(job, policy, policy.imbalanceLearntMin), undefined);
  return { turns: turns >= policy.slowEffectMin ? rounded(turns) : 0, always };
}

function rounded(fraction: number): number {
  return Math.round(fraction * 1_000) / 1_000;
}
