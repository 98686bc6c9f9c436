// Medians, tails and their uncertainty. All measurements here come in pairs or blocks that took
// turns on the same machine, so a bootstrap over the pairs says how far the noise of this very run
// could have moved the result.

export function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  if (sorted.length === 0) return NaN;
  const place = (sorted.length - 1) * fraction;
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export interface Interval {
  readonly median: number;
  /** Bootstrap, 95 %. */
  readonly low: number;
  readonly high: number;
}

const resamples = 4000;

/** The median and how far it would move if other pairs of the same kind had been drawn. */
export function bootstrap(values: readonly number[]): Interval {
  const draw = uniform(1);
  const medians: number[] = [];
  for (let round = 0; round < resamples; round += 1) {
    medians.push(median(values.map(() => values[Math.floor(draw() * values.length)] ?? NaN)));
  }
  return {
    median: median(values), low: quantile(medians, 0.025), high: quantile(medians, 0.975),
  };
}

/** A fixed stream, so that the same measurements give the same interval. (xorshift32) */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toPrecision(digits + 1));
}
