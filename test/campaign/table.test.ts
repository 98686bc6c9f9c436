// The table that closes the demo: read by somebody who sees C4 for the first time.

import { strict as assert } from "node:assert";
import type { Play } from "./judge.ts";
import { terminalTable } from "./table.ts";

function played(change: Partial<Play>): Play {
  return {
    fault: "stop", outcome: "right", answeredMs: 1600, closedMs: undefined, why: "",
    said: "non-comm-hang: rank 2 (node-2)", incident: undefined, otherwise: [], answers: 1,
    scene: [], ...change,
  };
}

describe("the demo's closing table", () => {
  it("has a heading, a title for each column, and how many were right", () => {
    const table = terminalTable([
      played({}), played({ fault: "tx", answeredMs: 4500, closedMs: 5300 }),
      played({ fault: "drop", outcome: "silent", said: "nothing", answeredMs: undefined }),
    ], ["quota (needs root: a CPU quota)"]);
    assert.equal(table, [
      "What was broken, and what C4 said",
      "",
      "FAULT                            VERDICT                         JUDGED   AFTER  CLOSED",
      "stop                             non-comm-hang: rank 2 (node-2)  right    1.6 s  -",
      "tx                               non-comm-hang: rank 2 (node-2)  right    4.5 s  5.3 s",
      "drop                             nothing                         MISSED   -      -",
      "quota (needs root: a CPU quota)                                  skipped",
      "",
      "2 of 3 right, 1 skipped",
    ].join("\n"));
  });
});
