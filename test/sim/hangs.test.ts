// Hangs that need more than one look: plays in which who waits for whom goes in a circle, several
// ranks are at fault, or what is left of a hang lasts longer than it does.

import { strict as assert } from "node:assert";
import { formatAccusation } from "../../proto/verdict.ts";
import { perform, type Performance } from "../../sim/play.ts";
import { scenarioOf, type Case, type CaseFault } from "../../sim/score/cases.ts";
import type { Fault } from "../../sim/scenario/scenario.ts";

const calm = { ranks: 16, noise: "calm", family: "scored" } as const;

function playOf(fault: CaseFault, given: Pick<Case, "layout" | "seed">): Performance {
  return perform(scenarioOf({ ...calm, fault, ...given }));
}

/** Everything that was ever said of the job, each once. */
function verdictsOf({ said }: Performance): readonly string[] {
  return [...new Set(said.map(({ incident }) => formatAccusation(incident)))];
}

function stopped(rank: number, atMs = 35_000): Fault {
  return { kind: "stop", rank, atMs, forMs: 25_000, flapMs: 0 };
}

describe("a device that hangs in a ring where everybody waits for data", () => {
  for (const { layout, seed, node } of [
    { layout: "dp", seed: 1, node: 1 }, { layout: "zero", seed: 3, node: 3 },
  ] as const) {
    it(`is sought on node ${node} of four, behind the lane that carried least (${layout})`, () => {
      const play = playOf("gpu-hang", { layout, seed });
      assert.deepEqual(verdictsOf(play), [`comm-hang: node node-${node}`]);
      assert.match(play.incidents[0]?.evidence[0] ?? "", /pieces less/);
    });
  }
});

describe("a rank that is stopped in a pipeline", () => {
  it("waits for nobody, whatever it claimed last, and is named alone to the end", () => {
    const play = playOf("stop", { layout: "tp-pp-dp", seed: 3 });
    assert.deepEqual(verdictsOf(play), ["non-comm-hang: rank 1 (node-0)"]);
  });

  it("is named beside another one that nobody waits for yet", () => {
    const one = scenarioOf({ ...calm, fault: "stop", layout: "tp-pp-dp", seed: 3 });
    const play = perform({ ...one, faults: [stopped(3), stopped(6)] });
    assert.deepEqual(verdictsOf(play),
      ["non-comm-hang: rank 3 (node-1), rank 6 (node-3)"]);
  });
});

describe("a node that dies under a pipeline", () => {
  it("is named, and not the last ranks of the node behind it, which lack its data as well", () => {
    const play = perform(scenarioOf({
      fault: "node-dead", layout: "tp-pp-dp", ranks: 64, noise: "calm", family: "tuned", seed: 1,
    }));
    assert.deepEqual(verdictsOf(play), ["fail-stop: node node-0"]);
  });
});
