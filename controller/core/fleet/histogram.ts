// Durations by half octaves. A rhythm has to survive one pause in twenty and follow a job that
// changes its shape, so it is a fading histogram and a quantile of it: a mean would be ruled by the
// pauses, and a maximum would never come down again.

import type { Histogram } from "./state.ts";

const smallestMs = 0.1;
const perOctave = 2;
/** 0.1 ms × 2^(63/2) is 84 hours. */
const bucketCount = 64;
/** When this many are in, all are halved: the last few thousand operations rule. */
const totalMax = 4_096;

export function newHistogram(): Histogram {
  return { counts: Array.from({ length: bucketCount }, () => 0), total: 0 };
}

/** `weight`: how many operations of that duration it stands for. */
export function learn(histogram: Histogram, durationMs: number, weight = 1): void {
  const octaves = Math.log2(Math.max(durationMs, smallestMs) / smallestMs);
  const bucket = Math.min(Math.ceil(octaves * perOctave), bucketCount - 1);
  histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + weight;
  histogram.total += weight;
  if (histogram.total >= totalMax) fade(histogram);
}

function fade(histogram: Histogram): void {
  histogram.total = 0;
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const left = Math.floor((histogram.counts[bucket] ?? 0) / 2);
    histogram.counts[bucket] = left;
    histogram.total += left;
  }
}

/** The upper edge of the bucket that holds the quantile; 0 of nothing. */
export function quantile(histogram: Histogram, fraction: number): number {
  let left = histogram.total * fraction;
  if (histogram.total === 0) return 0;
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    left -= histogram.counts[bucket] ?? 0;
    if (left <= 0) return smallestMs * 2 ** (bucket / perOctave);
  }
  return smallestMs * 2 ** ((bucketCount - 1) / perOctave);
}
