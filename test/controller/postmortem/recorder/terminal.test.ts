import { strict as assert } from "node:assert";
import fc from "fast-check";
import { terminalComponents } from "../../../../controller/postmortem/recorder/terminal.ts";

const graphs = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 30 });

/** By definition: everything reachable from a node reaches it back. */
function byReachability(pairs: readonly (readonly [number, number])[]): readonly number[][] {
  const nodes = [...new Set(pairs.flat())].toSorted((left, right) => left - right);
  const reach = (from: number): Set<number> => {
    const seen = new Set([from]);
    for (const node of seen) for (const [a, b] of pairs) if (a === node) seen.add(b);
    return seen;
  };
  const ends = nodes.filter((node) => [...reach(node)].every((other) => reach(other).has(node)));
  const groups = new Map(ends.map((node) => {
    const members = [...reach(node)].toSorted((left, right) => left - right);
    return [members.join(), members];
  }));
  return [...groups.values()].toSorted((left, right) => (left[0] ?? 0) - (right[0] ?? 0));
}

describe("the ends of a waits-for graph", () => {
  it("are the components that no edge leaves", () => {
    fc.assert(fc.property(graphs, (pairs) => {
      const edges = new Map<number, number[]>();
      for (const [from, to] of pairs) edges.set(from, [...edges.get(from) ?? [], to]);
      assert.deepEqual(terminalComponents(edges), byReachability(pairs));
    }));
  });

  it("are found at the end of a chain longer than any call stack", () => {
    const length = 200_000;
    const edges = new Map(Array.from({ length }, (_, node) => [node, [node + 1]]));
    assert.deepEqual(terminalComponents(edges), [[length]]);
  });
});
