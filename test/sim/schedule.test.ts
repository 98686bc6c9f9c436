import { strict as assert } from "node:assert";
import fc from "fast-check";
import { newSchedule, nextMs, plan, take, type Coming } from "../../sim/job/schedule.ts";

describe("the job's schedule", () => {
  it("gives back what was planned by time, and equal times in the order of their coming in", () => {
    const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 });
    fc.assert(fc.property(times, fc.nat(50), (list, early) => {
      const schedule = newSchedule();
      const planned = list.map((atMs, index) => ({ atMs, index }));
      const expected = [...planned].sort((left, right) =>
        left.atMs - right.atMs || left.index - right.index);
      for (const { atMs, index } of planned) {
        plan(schedule, atMs, "computed", { index, turn: index + early });
      }
      const into: Coming = { kind: "delivered", index: -1, turn: -1 };
      for (const { atMs, index } of expected) {
        assert.equal(nextMs(schedule), atMs);
        take(schedule, into);
        assert.deepEqual(into, { kind: "computed", index, turn: index + early });
      }
      assert.equal(nextMs(schedule), Infinity);
    }));
  });

  it("grows, and keeps each kind with its own", () => {
    const schedule = newSchedule();
    const kinds = ["computed", "transferred", "delivered"] as const;
    for (let index = 0; index < 5_000; index += 1) {
      plan(schedule, 5_000 - index, kinds[index % 3] ?? "computed", { index, turn: 7 });
    }
    const into: Coming = { kind: "computed", index: 0, turn: 0 };
    for (let index = 4_999; index >= 0; index -= 1) {
      take(schedule, into);
      assert.deepEqual(into, { kind: kinds[index % 3], index, turn: 7 });
    }
  });
});
