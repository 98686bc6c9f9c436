// The table that closes the demo: read by somebody who sees C4 for the first time.

import { strict as assert } from "node:assert";
import type { Play } from "./judge.ts";
import { contextLines, page, terminalTable } from "./table.ts";

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

describe("the campaign's page", () => {
  const campaign = {
    day: "2026-11-26", commit: "a1b2c3d-dirty", runs: 10, lanes: 2, jobs: 117,
    tookMs: 3_330_000, machine: "2 cores (AMD EPYC), Linux 6.18.44, Node.js 20.20.2",
  };

  it("says of what its figures hold: commit, jobs, minutes, machine", () => {
    assert.deepEqual(contextLines(campaign), [
      "Written 2026-11-26 at commit a1b2c3d-dirty: 10 runs a fault,",
      "117 jobs, 2 at a time, in 55.5 minutes,",
      "on 2 cores (AMD EPYC), Linux 6.18.44, Node.js 20.20.2.",
    ]);
    const [first, second] = contextLines({ ...campaign, runs: 1, jobs: 1, lanes: 1 });
    assert.match(`${first} ${second}`, /: 1 run a fault, 1 job, 1 at a time, in/);
  });

  it("sums up each fault, lists every run and tells what was not played", () => {
    const written = page([played({}), played({ outcome: "late", why: "later than 1000 ms" })],
      contextLines(campaign), ["drop (needs root)"]);
    assert.ok(written.includes("\n| stop | 1 of 2 | 1.6 s | 1.6 s | - |\n"));
    assert.ok(written.includes("\n| drop (needs root) | not played | | | |\n"));
    assert.ok(written.includes("| LATE | 1.6 s | - | later than 1000 ms |\n"));
  });
});
