// Reordered numbers and real branches, told apart on every window that a report may show.

import { strict as assert } from "node:assert";
import fc from "fast-check";
import { branchAt } from "../../../controller/core/detect/branch.ts";

const reorderMax = 7;
const kept = 16;
/** Six buckets a step, two of one size. */
const buckets = ["a", "b", "b", "c", "d", "e"];
const programOf = (length: number): string[] =>
  Array.from({ length }, (_, index) => `all-reduce ${buckets[index % buckets.length] ?? ""}`);

/** One thread holds an operation while the other begins up to `reorderMax` that follow. */
function begun(program: readonly string[], delays: readonly number[]): string[] {
  const order: string[] = [];
  let at = 0;
  for (let turn = 0; at < program.length; turn += 1) {
    const delay = Math.min(delays[turn % delays.length] ?? 0, program.length - at - 1);
    order.push(...program.slice(at + 1, at + 1 + delay), program[at] ?? "");
    at += delay + 1;
  }
  return order;
}

const windowOf = (order: readonly string[], newest: number, openFrom?: number) => ({
  shapes: new Map(order.slice(Math.max(0, newest - kept), newest).map((shape, index) =>
    [Math.max(0, newest - kept) + index + 1, shape] as const)),
  openFrom,
});

const delays = fc.array(fc.integer({ min: 0, max: reorderMax }), { minLength: 1, maxLength: 12 });

describe("sequences of two ranks", () => {
  it("are the same when one only overtakes the other's numbers, whatever is seen of them", () => {
    fc.assert(fc.property(
      delays, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 12 }),
      fc.boolean(), (own, newest, ahead, isStuck) => {
        const program = programOf(96);
        const late = windowOf(begun(program, own), newest);
        const usual = windowOf(program, newest + ahead);
        // A stuck rank whose thread holds one lacks what the other has, and has nothing else
        // once the other could go on: only then may standing still be believed.
        if (isStuck && ahead < reorderMax) return;
        assert.equal(branchAt(late, usual, { reorderMax, isStuck }), undefined);
        assert.equal(branchAt(usual, late, { reorderMax, isStuck }), undefined);
      },
    ), { numRuns: 3_000 });
  });

  it("part where a rank that leaves an operation out hangs, after any reordering", () => {
    fc.assert(fc.property(delays, fc.integer({ min: 2, max: 60 }), (own, at) => {
      const before = programOf(at - 1);
      const usual = [...begun(before, own), "all-reduce a"];
      const odd = [...before, "all-reduce b"];
      assert.equal(branchAt(windowOf(usual, at, at), windowOf(odd, at, at),
        { reorderMax, isStuck: true }), at);
    }), { numRuns: 500 });
  });

  it("part where a rank goes on with another size for every bucket", () => {
    const odd = programOf(60).map((shape) => `${shape} odd`);
    const at = branchAt(windowOf(programOf(60), 60), windowOf(odd, 60),
      { reorderMax, isStuck: false });
    assert.ok(at !== undefined);
  });
});
