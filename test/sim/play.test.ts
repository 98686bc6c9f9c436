// Plays of small worlds: what a scenario does, that it repeats, and that its faults fire.

import { strict as assert } from "node:assert";
import { formatAccusation } from "../../proto/verdict.ts";
import { perform, type Performance } from "../../sim/play.ts";
import { at, scenario } from "./scenarios.ts";

function said(play: Performance): readonly string[] {
  return play.incidents.map(formatAccusation);
}

describe("a play", function () {
  this.timeout(120_000);
  it("says nothing of a healthy job that evaluates and saves", () => {
    const pauses = [
      { kind: "evaluate", atStep: 20, everySteps: 40, ms: 12_000, who: "all", declared: false },
      { kind: "save", atStep: 30, everySteps: 0, ms: 4_000, who: "all", declared: false },
    ] as const;
    const play = perform(scenario({ seconds: 120, job: { pauses } }));
    assert.deepEqual(said(play), []);
    assert.ok((play.pace.at(-1) ?? 0) > 80, "the job trains");
  });

  it("repeats to the letter by its seed, and differs by another", () => {
    const faults = [{ ...at(30), kind: "compute-slow", rank: 5, factor: 1.5, growMs: 0 }] as const;
    const [first, again, other] = [1, 1, 2].map((seed) =>
      perform(scenario({ seed, seconds: 50, faults })));
    const told = (play: Performance | undefined): string =>
      JSON.stringify([play?.said, play?.pace, play?.signatures]);
    assert.equal(told(first), told(again));
    assert.notEqual(told(first), told(other));
  });

  it("proves that a fault fired by what the job lost", () => {
    const play = perform(scenario({
      faults: [{ ...at(30), kind: "compute-slow", rank: 5, factor: 1.5, growMs: 0 }],
    }));
    const effect = play.faults[0]?.proof?.effect ?? 0;
    assert.ok(effect > 0.2 && effect < 0.4, `the step lost ${effect}`);
    assert.deepEqual(said(play), ["non-comm-slow: rank 5 (node-1)"]);
  });

  it("names a stopped rank, a dead path and a slow port, each for what it is", () => {
    const cases = [
      [{ ...at(30), kind: "stop", rank: 9 }, "non-comm-hang: rank 9 (node-2)"],
      [{ ...at(30), kind: "link-dead", from: 3, to: 4 }, "comm-hang: link node-3 → node-4"],
      [{ ...at(30), kind: "tx-slow", node: 2, device: -1, factor: 8, growMs: 0 },
        "comm-slow: port node-2/network tx"],
    ] as const;
    for (const [fault, verdict] of cases) {
      assert.deepEqual(said(perform(scenario({ faults: [fault] }))), [verdict]);
    }
  });
});
