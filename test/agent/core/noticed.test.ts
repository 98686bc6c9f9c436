// How long ago a process ended: the word of its file, and when it is believed.

import { strict as assert } from "node:assert";
import type { EndFacts } from "../../../agent/core/end.ts";
import { defaultPolicy } from "../../../agent/core/policy.ts";
import { initialState } from "../../../agent/core/state.ts";
import { step } from "../../../agent/core/step.ts";
import type { NodeName } from "../../../proto/ids.ts";
import { readingOf } from "../../fixtures/reading.ts";

const nowMs = 100_000;

/** What the event of an end says, with the file's word on when it was. */
function noticedAfterMs(facts: Omit<EndFacts, "outOfMemory">): number {
  const state = initialState("node-0" as NodeName, "s", defaultPolicy.windowMs);
  step(state, { kind: "connection", isUp: true }, 0, defaultPolicy);
  const last = readingOf({}, 1_000);
  const { effects } = step(state, {
    kind: "ended", process: last.process, last, evidence: [],
    facts: { ...facts, outOfMemory: false },
  }, nowMs, defaultPolicy);
  for (const effect of effects) {
    if (effect.kind === "publish-event" && effect.event.kind === "process-ended") {
      return effect.event.noticedAfterMs;
    }
  }
  return assert.fail("no end was told");
}

const exited = (code: number, agoMs: number): EndFacts["recorded"] =>
  ({ kind: "exited", code, reason: "exit", atMs: nowMs - agoMs });

describe("the agent's word on when a process ended", () => {
  it("does not believe a file that tells another end than the kernel", () => {
    const recorded = exited(0, 400);
    assert.equal(noticedAfterMs({ status: { kind: "signaled", signal: "SIGKILL" }, recorded }), 0);
    assert.equal(noticedAfterMs({ status: { kind: "exited", code: 1 }, recorded }), 0);
  });

  it("believes nothing that lies long ago, and nothing in the future", () => {
    const status = { kind: "exited", code: 1 } as const;
    assert.equal(noticedAfterMs({ status, recorded: exited(1, 90_000) }), 5_000);
    assert.equal(noticedAfterMs({ status: { kind: "unknown" }, recorded: exited(1, 90_000) }),
      5_000);
    assert.equal(noticedAfterMs({ status, recorded: exited(1, -50) }), 0);
  });

  it("believes a file that agrees with the kernel, or that is the only witness", () => {
    const recorded = exited(1, 400);
    assert.equal(noticedAfterMs({ status: { kind: "exited", code: 1 }, recorded }), 400);
    assert.equal(noticedAfterMs({ status: { kind: "unknown" }, recorded }), 400);
  });
});
