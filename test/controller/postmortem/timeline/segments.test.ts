import { strict as assert } from "node:assert";
import { changesOf } from "../../../../controller/postmortem/timeline/segments.ts";
import { normal, randomOf } from "./world.ts";

function series(seed: number, levels: readonly (readonly [count: number, level: number])[]) {
  const random = randomOf(seed, "segments");
  return levels.flatMap(([count, level]) =>
    Array.from({ length: count }, () => level + 0.02 * normal(random)));
}

describe("changes of level in a series", () => {
  it("are none in noise, however many series are looked at", () => {
    const found = Array.from({ length: 1000 }, (_, seed) =>
      changesOf(series(seed, [[40, 1]]), 1000));
    assert.ok(found.filter((changes) => changes.length > 0).length <= 2);
  });

  it("are none in a series too short to have two levels, or in two steps that stand out", () => {
    assert.deepEqual(changesOf([1, 1, 2, 2, 2], 1), []);
    assert.deepEqual(changesOf(series(1, [[20, 1], [2, 1.3], [20, 1]]), 100), []);
  });

  it("are found where they are, one, two or three of them", () => {
    for (const levels of [
      [[20, 1], [15, 1.2]], [[12, 1], [10, 1.3], [14, 1]], [[9, 1.3], [9, 1], [9, 1.2], [9, 1]],
    ] as const) {
      const expected = levels.slice(0, -1).map((_, index) =>
        levels.slice(0, index + 1).reduce((sum, [count]) => sum + count, 0));
      const found = changesOf(series(7, levels), 10);
      assert.equal(found.length, expected.length);
      for (const [index, at] of found.entries()) {
        assert.ok(Math.abs(at - (expected[index] ?? 0)) <= 1, `${found} for ${expected}`);
      }
    }
  });

  it("are found exactly in a series without any noise", () => {
    assert.deepEqual(changesOf([1, 1, 1, 1, 1.5, 1.5, 1.5, 1.5], 1), [4]);
  });
});
