// Medians over columns of numbers, in arrays that the caller lends.

/** Below this many, a plain insertion beats the library, which must be called and set up. */
const fewMax = 24;

/** The first `count` values in rising order. */
export function sortInto(sorted: Float64Array, values: Float64Array, count: number): void {
  if (count <= fewMax) {
    for (let at = 0; at < count; at += 1) insert(sorted, at, values[at] ?? 0);
    return;
  }
  // Typed arrays sort by number without a comparison function, many times as fast.
  const part = sorted.subarray(0, count);
  part.set(values.subarray(0, count));
  part.sort();
}

/** Into the first `count`, which are in order. */
export function insert(sorted: Float64Array, count: number, value: number): void {
  let at = count;
  for (; at > 0 && (sorted[at - 1] ?? 0) > value; at -= 1) sorted[at] = sorted[at - 1] ?? 0;
  sorted[at] = value;
}

/**
 * For each of `count` values the median of all the others, by one sort: taking one out shifts the
 * middle by at most one place, and only when it stood before it. Where it stood is told by
 * comparing it with the middle, so that a communicator of all ranks is not searched for each.
 */
export function mediansOfOthers(
  sorted: Float64Array, values: Float64Array, count: number, into: Float64Array,
): void {
  const others = count - 1;
  const lower = (others - 1) >> 1;
  const upper = others >> 1;
  const [low, afterLow] = [sorted[lower] ?? 0, sorted[lower + 1] ?? 0];
  const [high, afterHigh] = [sorted[upper] ?? 0, sorted[upper + 1] ?? 0];
  for (let at = 0; at < count; at += 1) {
    const value = values[at] ?? 0;
    into[at] = others < 1 ? 0
      : ((value > low ? low : afterLow) + (value > high ? high : afterHigh)) / 2;
  }
}
