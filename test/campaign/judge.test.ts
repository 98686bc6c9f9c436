// The judge of the campaign must not be kind: an answer with a stranger among its suspects, or
// with the right suspect under the wrong syndrome, is wrong.

import { strict as assert } from "node:assert";
import type { IncidentId, JobName, NodeName, Rank } from "../../proto/ids.ts";
import type { Incident, Suspect } from "../../proto/verdict.ts";
import { faults, matches, type Fault } from "./faults.ts";
import { isClosedOn, judge, misleads, patience, refusal, verdictOf } from "./judge.ts";

function incident(change: Partial<Incident>): Incident {
  return {
    id: "inc-1" as IncidentId, job: "job" as JobName, state: "suspected",
    syndrome: "non-comm-hang", cause: "unknown", needsHuman: false, suspects: [rank(1)],
    level: "closed", confidence: 0.9, commId: undefined, ordinal: undefined, firstEvidenceMs: 0,
    suspectedMs: 0, pagedMs: undefined, closedMs: undefined, signal: "", evidence: [],
    actions: [], reason: "", history: [], ...change,
  };
}

const rank = (number: number): Suspect =>
  ({ kind: "rank", rank: number as Rank, node: `node-${number}` as NodeName });
const expectation = {
  syndrome: "non-comm-hang", suspects: [{ kind: "rank", rank: 1 }], withinMs: 5000,
} as const;

const fault: Fault = {
  name: "stop", story: "", workload: "ring", fabric: false, needsRoot: false, fatal: false,
  inject: [], heal: [], expect: expectation,
};
const right = { kind: "right", incident: incident({}) } as const;
const heard = (answeredMs: number, ...otherwise: readonly Incident[]) =>
  ({ answeredMs, closedMs: undefined, otherwise, answers: 1, scene: [] });

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

  it("calls it misleading to name an innocent beside the culprit", () => {
    assert.ok(misleads(incident({ suspects: [rank(1), rank(2)] }), expectation));
  });

  it("calls it misleading to say another syndrome of the culprit", () => {
    assert.ok(misleads(incident({ syndrome: "comm-hang" }), expectation));
  });

  it("calls neither the right answer misleading nor one that is only less exact", () => {
    assert.ok(!misleads(incident({}), expectation));
    assert.ok(!misleads(incident({ suspects: [], level: "open" }), expectation));
    assert.ok(!misleads(incident({}), { ...expectation, cause: "user" }));
  });

  it("counts a right answer among wrong words as noisy, and remarks what was said", () => {
    const played = verdictOf(fault, right, heard(1700, incident({ syndrome: "comm-hang" })));
    assert.equal(played.outcome, "noisy");
    assert.equal(played.why, "also said comm-hang: rank 1 (node-1)");
    assert.match(refusal(played, expectation) ?? "", /^noisy/);
  });

  it("calls an answer after its bound late, and a late one among wrong words noisy", () => {
    assert.equal(verdictOf(fault, right, heard(5000)).outcome, "right");
    assert.equal(verdictOf(fault, right, heard(5001)).outcome, "late");
    const twice = verdictOf(fault, right, { ...heard(900), answers: 2 });
    assert.equal(twice.outcome, "noisy");
    assert.match(twice.why, /said in 2 incidents/);
    assert.match(refusal(twice, fault.expect) ?? "", /noisy/);
    const otherwise = incident({ syndrome: "fail-stop" });
    assert.equal(verdictOf(fault, right, heard(5001, otherwise)).outcome, "noisy");
  });

  it("lets a late answer pass a test up to its patience and not beyond", () => {
    const boundMs = patience * expectation.withinMs;
    assert.equal(refusal(verdictOf(fault, right, heard(boundMs)), expectation), undefined);
    assert.match(refusal(verdictOf(fault, right, heard(boundMs + 1)), expectation) ?? "",
      /more than 3 times 5000 ms/);
  });

  it("lets neither silence, a wrong answer nor an open level pass a test", () => {
    const closes = { ...expectation, closes: { kind: "rank", rank: 1 } } as const;
    const unclosed = verdictOf({ ...fault, expect: closes }, right, heard(1700));
    assert.equal(refusal(unclosed, closes), "the level stayed open");
    const silent = verdictOf(fault, { kind: "silent" }, heard(1700));
    assert.match(refusal(silent, expectation) ?? "", /^silent/);
    const wrong = verdictOf(fault, { ...right, kind: "wrong", why: "" }, heard(1700));
    assert.match(refusal(wrong, expectation) ?? "", /^wrong/);
  });

  it("lets a test forgive of the culprit what was true until its process had ended", () => {
    const expect = { ...expectation, syndrome: "fail-stop", meanwhile: "non-comm-hang" } as const;
    const ofIt = (...words: readonly Incident[]): string | undefined =>
      refusal(verdictOf({ ...fault, expect }, right, heard(1700, ...words)), expect);
    assert.equal(ofIt(incident({})), undefined);
    assert.match(ofIt(incident({ suspects: [rank(2)] })) ?? "", /^noisy/);
    assert.match(ofIt(incident({}), incident({ syndrome: "comm-hang" })) ?? "", /^noisy/);
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
    for (const each of faults) {
      assert.ok(each.inject.length > 0 && each.expect.suspects.length > 0, each.name);
      const endsByItself = each.inject.some((lever) =>
        lever.kind === "order" && lever.order.kind === "loop");
      assert.ok(each.fatal || each.heal.length > 0 || endsByItself, each.name);
      if (each.fabric) assert.ok(each.needsRoot, each.name);
    }
  });
});
