// The ends of a waits-for graph: the strongly connected components that no edge leaves. A single
// node there waits for nobody. Several nodes there wait for one another and for nobody else.
// Everybody who waits at all waits, directly or through others, for one of the ends.

/** Components without an edge out, each sorted; nodes without any edge at all included. */
export function terminalComponents(
  edges: ReadonlyMap<number, readonly number[]>,
): readonly (readonly number[])[] {
  const component = componentsOf(edges);
  const leaves = new Set(component.values());
  for (const [from, targets] of edges) {
    const own = component.get(from);
    if (own === undefined) continue;
    if (targets.some((to) => component.get(to) !== own)) leaves.delete(own);
  }
  const members = new Map<number, number[]>();
  for (const [node, each] of component) {
    if (!leaves.has(each)) continue;
    const list = members.get(each);
    if (list === undefined) members.set(each, [node]);
    else list.push(node);
  }
  return [...members.values()]
    .map((list) => list.toSorted((left, right) => left - right))
    .toSorted((left, right) => (left[0] ?? 0) - (right[0] ?? 0));
}

/**
 * Tarjan's algorithm with a stack of its own: a waiting chain may be as long as the job is wide,
 * and recursion would end at some ten thousand ranks.
 */
function componentsOf(edges: ReadonlyMap<number, readonly number[]>): Map<number, number> {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const component = new Map<number, number>();
  const path: number[] = [];
  const nodes = new Set([...edges.keys(), ...[...edges.values()].flat()]);
  for (const root of nodes) {
    if (index.has(root)) continue;
    const frames: { readonly node: number; next: number }[] = [{ node: root, next: 0 }];
    while (frames.length > 0) {
      const frame = frames.at(-1);
      if (frame === undefined) break;
      const { node } = frame;
      if (!index.has(node)) {
        index.set(node, index.size);
        low.set(node, index.size - 1);
        path.push(node);
      }
      const target = edges.get(node)?.[frame.next];
      frame.next += 1;
      if (target !== undefined) {
        if (!index.has(target)) frames.push({ node: target, next: 0 });
        else if (!component.has(target)) lower(low, node, index.get(target));
        continue;
      }
      frames.pop();
      if (low.get(node) === index.get(node)) close(component, path, node);
      const parent = frames.at(-1);
      if (parent !== undefined && !component.has(node)) lower(low, parent.node, low.get(node));
    }
  }
  return component;
}

function lower(low: Map<number, number>, node: number, value: number | undefined): void {
  const known = low.get(node);
  if (known !== undefined && value !== undefined && value < known) low.set(node, value);
}

function close(component: Map<number, number>, path: number[], root: number): void {
  for (let node = path.pop(); node !== undefined; node = path.pop()) {
    component.set(node, root);
    if (node === root) return;
  }
}
