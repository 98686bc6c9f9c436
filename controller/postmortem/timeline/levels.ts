// Small robust statistics, each for one reason.

import { counted } from "./model.ts";

/**
 * Of an even number the lower of the two in the middle: of two workers the faster one shows what
 * is possible, and the mean of the two would hide half of what the slower one costs.
 */
export function lowerMedian(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] ?? 0
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}

/** Of each group the median of the values at its places; NaN for a group without any. */
export function mediansBy(
  values: Float64Array, groups: Int32Array, groupCount: number,
): Float64Array {
  const { order, starts } = counted(groups, groupCount);
  const medians = new Float64Array(groupCount).fill(Number.NaN);
  for (let group = 0; group < groupCount; group += 1) {
    const from = starts[group] ?? 0;
    const to = starts[group + 1] ?? 0;
    if (from === to) continue;
    const own = new Float64Array(to - from);
    for (let place = from; place < to; place += 1) {
      own[place - from] = values[order[place] ?? 0] ?? 0;
    }
    own.sort();
    const middle = own.length >> 1;
    medians[group] = own.length % 2 === 1 ? own[middle] ?? 0
      : ((own[middle - 1] ?? 0) + (own[middle] ?? 0)) / 2;
  }
  return medians;
}

/** Sums that give the mean, the spread and the correlation of pairs in one pass. */
export function correlation(pairs: Iterable<readonly [number, number]>): {
  readonly r: number; readonly count: number; readonly spreadLeft: number;
} {
  let [count, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (const [left, right] of pairs) {
    count += 1;
    x += left;
    y += right;
    xx += left * left;
    yy += right * right;
    xy += left * right;
  }
  const [vx, vy] = [xx / count - (x / count) ** 2, yy / count - (y / count) ** 2];
  const both = xy / count - (x / count) * (y / count);
  const r = vx > 0 && vy > 0 ? Math.max(-1, Math.min(1, both / Math.sqrt(vx * vy))) : 0;
  return { r, count, spreadLeft: Math.sqrt(Math.max(0, vx)) };
}
