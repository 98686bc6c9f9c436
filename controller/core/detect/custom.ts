// As many ranks call the one as the other: which of them goes on as before?
//
// A training job calls the same things step after step, so the newest calls before the branch are a
// custom. Whoever calls there what has not been called lately, or not after what came before it, is
// the one that left. It is a weaker witness than a majority: a whole job that begins something new
// leaves the custom as well, and then the one that stayed behind is at fault. So the others are
// named too, in the second place.

export interface Custom {
  /** Shapes of the newest calls before the branch, by ordinal; as groups name theirs. */
  readonly before: ReadonlyMap<number, string>;
  readonly ordinal: number;
  /** Numbers follow the program's order, and no worker threads overtake one another. */
  readonly isInOrder: boolean;
}

/** The one shape of several that is usual there; undefined where all are, or none. */
export function usualOf(shapes: readonly string[], custom: Custom): string | undefined {
  const { before, ordinal, isInOrder } = custom;
  const last = before.get(ordinal - 1);
  const following = new Set<string>();
  for (const [each, shape] of before) {
    if (before.get(each - 1) === last) following.add(shape);
  }
  const known = new Set(before.values());
  return (isInOrder && last !== undefined ? onlyOne(shapes, following) : undefined) ??
    onlyOne(shapes, known);
}

function onlyOne(shapes: readonly string[], among: ReadonlySet<string>): string | undefined {
  const found = shapes.filter((shape) => among.has(shape));
  return found.length === 1 ? found[0] : undefined;
}
