// Where a series changes its level and stays there: a worker that becomes slow in the middle of a
// trace is slow for half of it, and its mean would show a quarter of what happened.
//
// The largest excursion of the cumulated deviation from the mean, in units of its noise, is where
// two levels fit best (CUSUM). Under no change it exceeds x with probability 2·exp(-2x²), the tail
// of a Brownian bridge, so the limit follows from how many series are looked at. The noise is taken
// from differences of neighbours, which a change of level touches only once; a few of them may be
// alike by chance, so it is no less than the spread of the quieter side.

import { meanOf } from "./levels.ts";

/** Episodes shorter than this are left to the rest: three steps are no habit. */
const segmentStepsMin = 3;
/** Levels closer than this are one level. */
const differenceMin = 0.05;
const falseAlarms = 0.001;
const changesMax = 8;
/** A trace without any noise still has the resolution of its clock. */
const noiseMin = 0.001;

/** Places at which a new level begins, ascending. `seriesCount`: how many are looked at in all. */
export function changesOf(series: readonly number[], seriesCount: number): readonly number[] {
  const limit = Math.sqrt(Math.log(2 * Math.max(1, seriesCount) / falseAlarms) / 2);
  const changes: number[] = [];
  const open = [{ from: 0, to: series.length }];
  while (changes.length < changesMax) {
    const part = open.pop();
    if (part === undefined) break;
    const change = changeIn(series.slice(part.from, part.to), limit);
    if (change === undefined) continue;
    const at = part.from + change;
    changes.push(at);
    open.push({ from: part.from, to: at }, { from: at, to: part.to });
  }
  return changes.toSorted((left, right) => left - right);
}

function changeIn(series: readonly number[], limit: number): number | undefined {
  const count = series.length;
  if (count < 2 * segmentStepsMin) return undefined;
  const mean = meanOf(series);
  let sum = 0;
  let best = { at: 0, size: 0 };
  for (let at = 1; at < count; at += 1) {
    sum += (series[at - 1] ?? 0) - mean;
    const isFar = at >= segmentStepsMin && at <= count - segmentStepsMin;
    if (isFar && Math.abs(sum) > best.size) best = { at, size: Math.abs(sum) };
  }
  const [left, right] = [series.slice(0, best.at), series.slice(best.at)];
  const noise = Math.max(noiseOf(series), Math.min(spreadOf(left), spreadOf(right)));
  const excursion = best.size / (noise * Math.sqrt(count));
  const difference = Math.abs(meanOf(left) - meanOf(right));
  return excursion > limit && difference >= differenceMin ? best.at : undefined;
}

function spreadOf(series: readonly number[]): number {
  const mean = meanOf(series);
  return Math.sqrt(meanOf(series.map((value) => (value - mean) ** 2)));
}

/** From the median size of the steps between neighbours, as a normal deviation. */
function noiseOf(series: readonly number[]): number {
  const sizes = series.slice(1).map((value, index) => Math.abs(value - (series[index] ?? 0)))
    .toSorted((left, right) => left - right);
  const typical = sizes[sizes.length >> 1] ?? 0;
  return Math.max(noiseMin, typical * 1.4826 / Math.SQRT2);
}
