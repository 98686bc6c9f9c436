// What must not matter does not: names of ranks, clocks, units, the order of rows.

import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { TimelineAnalysis } from "../../../../controller/postmortem/timeline/analyse.ts";
import { analyse, analysed, header } from "./fixtures.ts";
import { families, nameOf } from "./score.ts";
import { randomOf, timelineOf, type Layout, type Row } from "./world.ts";

const layout: Layout = { replicas: 3, stages: 2, microBatches: 4, steps: 4 };

/** One world of each family that has a trouble in it. */
const worlds: readonly (readonly Row[])[] = families.slice(1).map((family, index) => {
  const random = randomOf(index, family.name);
  const { troubles, keeps = () => true } = family.make({
    layout, from: (low, high) => low + random() * (high - low),
    whole: (below) => Math.floor(random() * below),
  });
  return timelineOf({ layout, seed: index, troubles, noise: 0.02 }).filter(keeps);
});
/** By number, so that a failure prints one and not the rows. */
const world = fc.nat({ max: worlds.length - 1 });
const rowsOf = (index: number): readonly Row[] => worlds[index] ?? [];
const runs = { numRuns: 40 };

/** Figures may differ by the rounding of the file's last digit. */
function assertSame(left: TimelineAnalysis, right: TimelineAnalysis, scale = 1): void {
  assert.equal(nameOf(left), nameOf(right));
  assert.equal(left.verdict.level, right.verdict.level);
  const figures = ({ verdict, figures: found }: TimelineAnalysis, by: number) => [
    verdict.confidence, found?.loss ?? 0, (found?.actualMs ?? 0) / by,
    ...Object.values(found?.share ?? {}),
  ];
  const [here, there] = [figures(left, scale), figures(right, 1)];
  for (const [index, value] of here.entries()) {
    const other = there[index] ?? 0;
    assert.ok(Math.abs(value - other) <= 2e-3 * Math.max(1, Math.abs(other)), `${here} ${there}`);
  }
}

describe("the verdict on a timeline is the same", () => {
  it("for rows in any order", () => {
    fc.assert(fc.property(world, fc.nat(), (index, seed) => {
      const rows = rowsOf(index);
      const random = randomOf(seed, "order");
      const shuffled = rows.map((row) => ({ row, at: random() }))
        .toSorted((left, right) => left.at - right.at).map(({ row }) => row);
      assertSame(analysed(shuffled), analysed(rows));
    }), runs);
  });

  it("for a clock that started earlier, and for each worker a clock of its own", () => {
    fc.assert(fc.property(world, fc.nat(), fc.nat({ max: 1e9 }), (index, seed, shiftMs) => {
      const rows = rowsOf(index);
      const shifted = rows.map((row) => ({
        ...row, startMs: row.startMs + shiftMs +
          Math.round(randomOf(seed, row.dp, row.pp)() * 1e7),
      }));
      assertSame(analysed(shifted), analysed(rows));
    }), runs);
  });

  it("for a job that is slower throughout, and for other units", () => {
    fc.assert(fc.property(world, fc.constantFrom(0.25, 8, 512), (index, scale) => {
      const rows = rowsOf(index);
      const scaled = rows.map((row) => ({
        ...row, startMs: row.startMs * scale, durationMs: row.durationMs * scale,
      }));
      assertSame(analysed(scaled), analysed(rows), scale);
    }), runs);
    fc.assert(fc.property(world, (index) => {
      const rows = rowsOf(index);
      const inSeconds = [header.replaceAll("_us", "_s"), ...rows.map((row) => [
        row.dp, row.pp, row.operation, (row.startMs / 1000).toFixed(6),
        (row.durationMs / 1000).toFixed(6), row.step, row.micro, row.chunk,
      ].join())].join("\n");
      const analysis = analyse(inSeconds);
      assert.ok(analysis.ok);
      assertSame(analysis.value, analysed(rows));
    }), { numRuns: 10 });
  });

  it("for other numbers of steps and micro-batches", () => {
    fc.assert(fc.property(world, fc.integer({ min: 1, max: 1000 }), (index, stride) => {
      const rows = rowsOf(index);
      const renamed = rows.map((row) => ({
        ...row, step: 17 + row.step * stride, micro: row.micro < 0 ? -1 : row.micro * 5 + 2,
      }));
      assertSame(analysed(renamed), analysed(rows));
    }), runs);
  });

  it("but for the ranks in it, when data-parallel ranks change their numbers", () => {
    const orders = fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 });
    fc.assert(fc.property(world, orders, (index, order) => {
      const rows = rowsOf(index);
      const renamed = rows.map((row) => ({ ...row, dp: order[row.dp] ?? row.dp }));
      const [before, after] = [analysed(rows), analysed(renamed)];
      assert.equal(after.verdict.kind, before.verdict.kind);
      assert.equal(after.verdict.confidence, before.verdict.confidence);
      const suspects = ({ verdict }: TimelineAnalysis, dpOf: (dp: number) => number) => {
        if (verdict.kind === "worker") {
          return verdict.workers.map(({ dp, pp }) => `${dpOf(dp)}/${pp}`).toSorted();
        }
        return verdict.kind !== "communication" ? [] : verdict.meetings.map((meeting) =>
          meeting.kind === "sync" ? `sync ${meeting.stage}`
            : `${dpOf(meeting.dp)} ${meeting.fromStage} ${meeting.toStage}`).toSorted();
      };
      assert.deepEqual(suspects(after, (dp) => dp),
        suspects(before, (dp) => order[dp] ?? dp));
    }), runs);
  });
});
