// The nearest known word to a mistyped one, by Damerau's distance: insertions, deletions,
// substitutions and swapped neighbours cost one each.

/** Undefined when nothing is near: a wrong guess is worse than none. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase().slice(0, 64);
  const begun = known.filter((each) => lower.length >= 2 && each.startsWith(lower));
  if (begun.length === 1) return begun[0];
  const bound = Math.max(1, Math.floor(lower.length / 3));
  const ranked = known
    .map((each) => ({ each, distance: editDistance(lower, each) }))
    .filter(({ distance }) => distance <= bound)
    .sort((left, right) => left.distance - right.distance);
  return ranked[0]?.each;
}

export function editDistance(left: string, right: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const differs = left[row - 1] === right[column - 1] ? 0 : 1;
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + differs,
        swapped ? (older[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      ));
    }
    older = previous;
    previous = current;
  }
  return previous[right.length] ?? 0;
}
