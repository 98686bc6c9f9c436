import { strict as assert } from "node:assert";
import fc from "fast-check";
import { judged, ranked, suspectsOf } from "./fixtures.ts";
import { hasStalled, stall, type Fault, type Layout } from "./world.ts";

const layouts: readonly Layout[] = [
  [2, 2, 4], [4, 2, 2], [2, 4, 2], [1, 2, 4], [2, 1, 4], [1, 4, 1], [8, 1, 2],
].map(([tensor = 1, replicas = 1, stages = 1]) => ({ tensor, replicas, stages, microbatches: 4 }));

interface Draw {
  readonly layout: Layout;
  readonly faults: readonly Fault[];
  readonly seed: number;
  readonly full: boolean;
}

function draws(kinds: readonly Fault["kind"][], count: number): fc.Arbitrary<Draw> {
  return fc.record({
    layout: fc.constantFrom(...layouts), seed: fc.nat(), full: fc.boolean(),
    kind: fc.constantFrom(...kinds), base: fc.integer({ min: 10, max: 50 }),
    picks: fc.uniqueArray(fc.nat(999), { minLength: count, maxLength: count }),
    jitters: fc.array(fc.nat(5), { minLength: count, maxLength: count }),
  }).map(({ layout, seed, full, kind, base, picks, jitters }) => {
    const size = layout.tensor * layout.replicas * layout.stages;
    const ranks = [...new Set(picks.map((pick) => pick % size))];
    const faults = ranks.map((rank, index): Fault => {
      const after = base + (jitters[index] ?? 0);
      return { kind, rank, after, unseen: 1 + (jitters.at(-1 - index) ?? 0) };
    });
    return { layout, seed, full, faults };
  });
}

/** Small and good enough to deal turns: a linear congruence. */
function dealer(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

function outcome(draw: Draw) {
  const dumps = stall({ ...draw, random: dealer(draw.seed) });
  return { stalled: hasStalled(dumps), found: judged(ranked(dumps)) };
}

const faulty = ({ faults }: Draw): readonly number[] =>
  faults.map(({ rank }) => rank).toSorted((left, right) => left - right);

describe("the post-mortem of simulated hybrid-parallel jobs", () => {
  it("accuses nobody when nothing is broken", () => {
    fc.assert(fc.property(draws(["host-stops"], 0), (draw) => {
      assert.equal(outcome(draw).found.kind, "nothing");
    }), { numRuns: 20 });
  });

  for (const [kind, syndrome] of [
    ["host-stops", "non-comm-hang"], ["dies", "fail-stop"],
  ] as const) {
    it(`names exactly the one rank whose fault is: ${kind}`, () => {
      fc.assert(fc.property(draws([kind], 1), (draw) => {
        const { stalled, found } = outcome(draw);
        fc.pre(stalled);
        assert.equal(found.verdict?.syndrome, syndrome);
        assert.deepEqual(suspectsOf(found), faulty(draw));
      }), { numRuns: 120 });
    });
  }

  it("never closes a verdict on an innocent rank, whatever breaks on one to three ranks", () => {
    const kinds = ["host-stops", "device-dies", "device-sleeps", "dies"] as const;
    const any = fc.oneof(draws(kinds, 1), draws(kinds, 2), draws(kinds, 3));
    fc.assert(fc.property(any, (draw) => {
      const { stalled, found } = outcome(draw);
      fc.pre(stalled);
      // Those who died are accused only by a majority that lived.
      const { missing, expected } = found.ranks;
      const isMinority = missing.length * 2 >= expected;
      assert.equal(found.kind, isMinority && found.kind === "unknown" ? "unknown" : "verdict");
      if (found.verdict?.level !== "closed") return;
      for (const suspect of suspectsOf(found)) assert.ok(faulty(draw).includes(suspect));
    }), { numRuns: 300 });
  });

  it("includes the rank whose device sleeps, and names it alone when devices tell", () => {
    fc.assert(fc.property(draws(["device-sleeps"], 1), (draw) => {
      const { stalled, found } = outcome(draw);
      fc.pre(stalled);
      const [asleep] = faulty(draw);
      assert.ok(asleep !== undefined && suspectsOf(found).includes(asleep));
      if (draw.full) assert.deepEqual(suspectsOf(found), [asleep]);
    }), { numRuns: 120 });
  });

  it("includes the rank whose device died without a word", () => {
    fc.assert(fc.property(draws(["device-dies"], 1), (draw) => {
      const { stalled, found } = outcome(draw);
      fc.pre(stalled);
      const [dead] = faulty(draw);
      assert.ok(dead !== undefined && suspectsOf(found).includes(dead));
    }), { numRuns: 120 });
  });
});
