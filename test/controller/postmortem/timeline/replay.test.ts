import { strict as assert } from "node:assert";
import fc from "fast-check";
import { analysed } from "./fixtures.ts";
import { timelineOf, type Layout, type Row } from "./world.ts";
import type { Figures } from "../../../../controller/postmortem/timeline/verdict.ts";

function figuresOf(rows: readonly Row[]): Figures {
  const { figures } = analysed(rows);
  assert.ok(figures !== undefined, "no step could be replayed");
  return figures;
}

const exact = { noise: 0, syncMs: 0, transferMs: 0 };
const near = (actual: number, expected: number, tolerance = 1e-4): void => assert.ok(
  Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
  `${actual} is not ${expected}`);

describe("the replay", () => {
  it("gives a pipeline of equal stages its known time: (micro-batches + stages - 1) rounds", () => {
    for (const [stages, microBatches] of [[1, 3], [2, 2], [3, 5], [4, 4], [4, 9]] as const) {
      const layout = { replicas: 2, stages, microBatches, steps: 2 };
      const { actualMs, idealMs } = figuresOf(timelineOf({ layout, seed: 1, ...exact }));
      near(actualMs, (microBatches + stages - 1) * 60);
      near(idealMs, (microBatches + stages - 1) * 60);
    }
  });

  it("takes as long as the step that was recorded, whatever the layout and the trouble", () => {
    const layouts = fc.record({
      replicas: fc.integer({ min: 1, max: 4 }), stages: fc.integer({ min: 1, max: 4 }),
      microBatches: fc.integer({ min: 1, max: 6 }), steps: fc.constant(2),
    });
    fc.assert(fc.property(layouts, fc.nat(), (layout, seed) => {
      const { actualMs, recordedMs } = figuresOf(timelineOf({
        layout, seed, noise: 0.1, clockOffsetMs: 1e6, troubles: [
          { kind: "slow-worker", dp: 0, pp: layout.stages - 1, factor: 1.5 },
          { kind: "long-sequences", sigma: 0.4 },
        ],
      }));
      // One play in thousands was off by 0.0021 (seed -931715727).
      assert.ok(Math.abs(actualMs / recordedMs - 1) < 0.005, `${actualMs} for ${recordedMs}`);
    }), { numRuns: 60 });
  });

  it("follows an interleaved schedule without being told that it is one", () => {
    const layout: Layout = { replicas: 2, stages: 2, microBatches: 4, steps: 3, chunks: 3 };
    const rows = timelineOf({ layout, seed: 3, noise: 0.05 });
    const { actualMs, recordedMs } = figuresOf(rows);
    near(actualMs, recordedMs, 0.002);
    const slow = analysed(timelineOf({
      layout, seed: 3, troubles: [{ kind: "slow-worker", dp: 1, pp: 0, factor: 1.6 }],
    }));
    assert.equal(slow.verdict.kind, "worker");
  });

  it("charges nothing for slowness that others would have waited for anyway", () => {
    // Stage 1 has the forward of stage 0 to get its params, and its backward to sync its grads.
    const layout = { replicas: 3, stages: 2, microBatches: 1, steps: 3 };
    const calm = figuresOf(timelineOf({ layout, seed: 1, noise: 0, syncMs: 2 }));
    const slow = figuresOf(timelineOf({
      layout, seed: 1, noise: 0, syncMs: 2, troubles: [{ kind: "slow-sync", pp: 1, factor: 4 }],
    }));
    near(calm.loss, 0);
    near(slow.loss, 0);
  });

  it("counts a transfer from when its last end had come, so that lateness is not its fault", () => {
    const layout = { replicas: 2, stages: 2, microBatches: 4, steps: 3 };
    const { share } = figuresOf(timelineOf({
      layout, seed: 1, troubles: [{ kind: "slow-worker", dp: 0, pp: 0, factor: 2 }],
    }));
    assert.ok(Math.abs(share.communication) < 0.02, `${share.communication}`);
    assert.ok(share.worker > 0.95, `${share.worker}`);
  });

  it("loses exactly what one worker of a lone stage takes too long", () => {
    const layout = { replicas: 3, stages: 1, microBatches: 4, steps: 3 };
    const { loss, alone, share } = figuresOf(timelineOf({
      layout, seed: 1, ...exact, troubles: [{ kind: "slow-worker", dp: 1, pp: 0, factor: 1.4 }],
    }));
    near(loss, 0.4);
    near(alone.worker, 0.4);
    near(share.worker, 1);
  });

  it("keeps the whole work of the stages in its ideal, and asks only for its even split", () => {
    const layout = { replicas: 2, stages: 2, microBatches: 8, steps: 2 };
    const { idealMs } = figuresOf(timelineOf({
      layout, seed: 1, ...exact, troubles: [{ kind: "slow-stage", pp: 1, factor: 2 }],
    }));
    // Stages of 60 and 120 ms: 90 ms each.
    near(idealMs, (8 + 1) * 90);
  });
});
