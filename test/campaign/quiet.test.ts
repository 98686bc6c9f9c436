// The quiet run of the campaign must not pass by being slow: what it was asked to live through must
// have happened.

import { strict as assert } from "node:assert";
import type { Incident } from "../../proto/verdict.ts";
import { makeIncident } from "../controller/io/fake.ts";
import { failureOf, quietSection, readPrinted, type Quiet } from "./quiet.ts";

const printed = [
  "step  1950  loss 0.1200", "pause over: evaluation", "step  2000  loss 0.1100",
  "pause over: checkpoint", "step  4500  loss 0.0800", "pause over: rank 0 saving",
  "step  4550  loss 0.0800", "",
].join("\n");

function quiet(change: Partial<Quiet>): Quiet {
  return {
    seconds: 600, collectives: 25_000, incidents: [], paged: 0, ...readPrinted(printed), ...change,
  };
}

describe("the quiet run of the campaign", () => {
  it("reads the last step and the pauses from what the training printed", () => {
    assert.deepEqual(readPrinted(printed), {
      lastStep: 4550, pauses: ["evaluation", "checkpoint", "rank 0 saving"],
    });
    assert.deepEqual(readPrinted(""), { lastStep: 0, pauses: [] });
  });

  it("is a success when it went on after all of its pauses and woke nobody", () => {
    assert.equal(failureOf(quiet({})), undefined);
    assert.match(quietSection(quiet({})).join("\n"),
      /3 of 3 pauses lived through: evaluation, checkpoint, rank 0 saving\.\n$/);
  });

  it("fails when it was too slow for a pause, and the page says which", () => {
    const slow = quiet({ pauses: ["evaluation"], lastStep: 3950 });
    assert.equal(failureOf(slow), "it never came to: checkpoint, rank 0 saving");
    assert.match(quietSection(slow).join("\n"), /1 of 3 pauses .*\nFAILED: it never came to/);
  });

  it("fails when it ended in its last pause", () => {
    assert.match(failureOf(quiet({ lastStep: 4500 })) ?? "", /did not go on after step 4500/);
  });

  it("fails when somebody was paged", () => {
    assert.equal(failureOf(quiet({ paged: 1 })), "1 pages");
  });

  it("fails when a suspicion lasts to the end, and not when it cleared itself", () => {
    const suspicion = (state: Incident["state"]): Partial<Quiet> =>
      ({ incidents: [{ ...makeIncident("s"), state }] });
    assert.equal(failureOf(quiet(suspicion("recovered"))), undefined);
    assert.equal(failureOf(quiet(suspicion("suspected"))),
      "1 suspicions did not clear themselves");
  });
});
