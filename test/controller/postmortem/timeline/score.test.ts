// Whether the limits of the verdict hold on worlds on which they were not chosen: seeds from 5000
// on, which are used for nothing else. (They were looked at on seeds from 1000 on, and the limits
// of the paper needed no change.) A few worlds each, to be quick: score.ts plays as many as one
// wants.

import { strict as assert } from "node:assert";
import { families, play } from "./score.ts";

const scoringSeed = 5000;
const worldsEach = 3;
/** Kinds that accuse nobody. A miss is one thing, and a wrong name another. */
const innocent = ["nothing", "unknown"];

describe("the verdict on timelines of worlds that it has not seen", function score() {
  this.timeout(30_000);
  const accused: string[] = [];

  for (const family of families) {
    it(`is right: ${family.name}`, () => {
      for (let seed = scoringSeed; seed < scoringSeed + worldsEach; seed += 1) {
        const { expected, found } = play(family, seed);
        const isRight = expected.includes(found);
        if (!isRight && !innocent.includes(found)) accused.push(`${seed} ${found}`);
        assert.ok(isRight, `seed ${seed}: ${found} for ${expected.join(" or ")}`);
      }
    });
  }

  it("never names the wrong one", () => assert.deepEqual(accused, []));
});
