// The judge of the campaign must not be kind: an answer with a stranger among its suspects, or
// with the right suspect under the wrong syndrome, is wrong.

import { strict as assert } from "node:assert";
import type { IncidentId, JobName, NodeName, Rank } from "../../proto/ids.ts";
import type { Incident, Suspect } from "../../proto/verdict.ts";
import { faults, matches } from "./faults.ts";
import { accusesInnocent, isClosedOn, judge } from "./judge.ts";

function incident(change: Partial<Incident>): Incident {
  return {
    id: "inc-1" as IncidentId, job: "job" as JobName, state: "suspected",
    syndrome: "non-comm-hang", cause: "unknown", needsHuman: false, suspects: [rank(1)],
    level: "closed", confidence: 0.9, commId: undefined, ordinal: undefined, firstEvidenceMs: 0,
    suspectedMs: 0, pagedMs: undefined, closedMs: undefined, evidence: [], actions: [], reason: "",
    history: [], ...change,
  };
}

const rank = (number: number): Suspect =>
  ({ kind: "rank", rank: number as Rank, node: `node-${number}` as NodeName });
const expectation = {
  syndrome: "non-comm-hang", suspects: [{ kind: "rank", rank: 1 }], withinMs: 5000,
} as const;

describe("the judge of the campaign", () => {
  it("hears nothing when there is no incident", () => {
    assert.equal(judge([], expectation).kind, "silent");
  });

  it("refuses the right suspect under another syndrome", () => {
    const outcome = judge([incident({ syndrome: "comm-hang" })], expectation);
    assert.equal(outcome.kind, "wrong");
  });

  it("refuses an innocent named beside the culprit", () => {
    const outcome = judge([incident({ suspects: [rank(1), rank(2)] })], expectation);
    assert.equal(outcome.kind === "wrong" && outcome.why, "named rank 2 (node-2)");
  });

  it("refuses an incident that names nobody", () => {
    assert.equal(judge([incident({ suspects: [] })], expectation).kind, "wrong");
  });

  it("refuses another cause where one is expected", () => {
    const outcome = judge([incident({})], { ...expectation, cause: "user" });
    assert.equal(outcome.kind, "wrong");
  });

  it("tells an innocent's name from the culprit's under another syndrome", () => {
    assert.ok(accusesInnocent(incident({ suspects: [rank(1), rank(2)] }), expectation));
    assert.ok(!accusesInnocent(incident({ syndrome: "fail-stop" }), expectation));
  });

  it("accepts the culprit alone", () => {
    assert.equal(judge([incident({})], expectation).kind, "right");
  });

  it("counts a level as closed only on the end that was really touched", () => {
    const port: Suspect =
      { kind: "port", node: "node-1" as NodeName, port: "data", direction: "tx" };
    const closed = incident({ syndrome: "comm-slow", suspects: [port] });
    assert.ok(isClosedOn(closed, { kind: "port", node: 1, direction: "tx" }));
    assert.ok(!isClosedOn(closed, { kind: "port", node: 1, direction: "rx" }));
    const open = { ...closed, level: "open" } as const;
    assert.ok(!isClosedOn(open, { kind: "port", node: 1, direction: "tx" }));
  });

  it("knows a link by both ends and its direction", () => {
    const link: Suspect =
      { kind: "link", from: "node-1" as NodeName, to: "node-0" as NodeName };
    assert.ok(matches(link, { kind: "link", from: 1, to: 0 }));
    assert.ok(!matches(link, { kind: "link", from: 0, to: 1 }));
  });

  it("has faults with names of their own, each with a lever and a suspect", () => {
    assert.equal(new Set(faults.map((each) => each.name)).size, faults.length);
    for (const fault of faults) {
      assert.ok(fault.inject.length > 0 && fault.expect.suspects.length > 0, fault.name);
      const endsByItself = fault.inject.some((lever) =>
        lever.kind === "order" && lever.order.kind === "loop");
      assert.ok(fault.fatal || fault.heal.length > 0 || endsByItself, fault.name);
      if (fault.fabric) assert.ok(fault.needsRoot, fault.name);
    }
  });
});
