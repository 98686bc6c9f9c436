// A controller that dies in the middle of a play, and noise that ends in the middle of one.

import { strict as assert } from "node:assert";
import { isKnown } from "../../sim/control.ts";
import { perform } from "../../sim/play.ts";
import { at, scenario } from "./scenarios.ts";

describe("a play with a script", function () {
  this.timeout(60_000);
  const stopped = { ...at(30), kind: "stop", rank: 9 } as const;

  it("says an alert again under the same key when the controller died over it", () => {
    const restarts = [1, 2].map((place) => ({ atMs: 30_000 + 33_000 * place, downMs: 2_000 }));
    for (const share of [0, 0.5, 0.99]) {
      const play = perform(scenario({ seconds: 130, faults: [stopped] }), {
        restarts: restarts.map((each) => ({ ...each, share })), outboxMs: 1_500,
      });
      assert.ok(play.rebirths.length > 0, "it died");
      assert.equal(play.incidents.length, 1);
      assert.equal(new Set(play.alerts.map((each) => each.alert)).size, 1);
      assert.equal(play.incidents[0]?.state, "acted", "its delivery was heard of in the end");
    }
  });

  it("knows after a death what it had said before it", () => {
    const play = perform(scenario({ seconds: 60, faults: [stopped] }), {
      restarts: [{ atMs: 45_000, downMs: 1_000, share: 1 }],
    });
    const [first] = play.said;
    const [rebirth] = play.rebirths;
    assert.ok(first !== undefined && rebirth !== undefined && rebirth.atMs > first.atMs);
    assert.ok(isKnown(rebirth, first.incident.id));
  });

  it("becomes regular when its noise ends", () => {
    const noise = { jitter: 0.3, lost: 0.5 };
    // The slowest of many irregular ranks makes every step longer.
    const steps = (calmAtMs: number): number => {
      const { pace } = perform(scenario({ seconds: 60, noise }), { calmAtMs });
      return (pace[59] ?? 0) - (pace[30] ?? 0);
    };
    assert.ok(steps(25_000) > 1.1 * steps(60_000));
    const { signatures: { lost } } = perform(scenario({ noise }), { calmAtMs: 0 });
    assert.equal(lost, 0);
  });
});
