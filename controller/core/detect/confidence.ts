// How sure a verdict is, as a product of what supports it. The factors are judgements, not
// measurements, and they are all here so that they can be argued with. What matters is their order:
// a verdict on complete reports and counters of both ends beats one that lacks either, and below
// `shownMin` it is no verdict but "unknown".

export const weights = {
  /** Ordinals or both ends' counters agree. Not 1: hooks can be wrong. */
  sound: 0.97,
  /** One end's word, or the word of processor time. */
  oneSided: 0.7,
  /** It explains the picture and nothing proves it. */
  guess: 0.4,
  /** Rank 0 alone outside: as often a checkpoint as a fault. */
  habit: 0.7,
  /** Something the rule would have looked at is missing or points elsewhere. */
  contradicted: 0.6,
  /** Two sources saw a node dead, neither saw it die. */
  silent: 0.65,
} as const;

/** Below this nobody is named. */
export const shownMin = 0.3;

/** `coverage`: the share of reports that were there; half of it missing costs a quarter. */
export function confidence(coverage: number, ...factors: readonly number[]): number {
  let product = 0.5 + Math.min(Math.max(coverage, 0), 1) / 2;
  for (const factor of factors) product *= factor;
  return Math.round(product * 100) / 100;
}
