// Real faults, recorded: what the agents said of four gloo ranks, heard by the core as it is now. A
// rule that is changed for a simulated job shows here what it does to a real one.

import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { formatAccusation, type Incident } from "../../proto/verdict.ts";
import { faults, type Fault } from "./faults.ts";
import { judge, misleads } from "./judge.ts";
import { newsSince } from "./play.ts";
import { decodeRecording, type Recording } from "./recording.ts";
import { replay, type Spoken } from "./replay.ts";

const folder = "test/fixtures/recordings";

function faultOf({ fault }: Recording): Fault {
  const found = faults.find((each) => each.name === fault);
  assert.ok(found !== undefined, `no fault is called ${fault}`);
  return found;
}

interface Told {
  /** From the act to the right answer. */
  readonly answeredMs: number | undefined;
  readonly misled: readonly string[];
}

function judgeAll(recording: Recording, spoken: readonly Spoken[]): Told {
  const { expect } = faultOf(recording);
  const before = spoken.findLast(({ atMs }) => atMs < recording.actedMs)?.incidents ?? [];
  const isNews = newsSince(before);
  const after = spoken.filter(({ atMs }) => atMs >= recording.actedMs)
    .map(({ atMs, incidents }) => ({ atMs, incidents: incidents.filter(isNews) }));
  const right = after.find(({ incidents }) => judge(incidents, expect).kind === "right");
  const isWrong = (incident: Incident): boolean =>
    misleads(incident, expect) && incident.syndrome !== expect.meanwhile;
  const wrong = after.flatMap(({ incidents }) => incidents.filter(isWrong).map(formatAccusation));
  return {
    answeredMs: right === undefined ? undefined : right.atMs - recording.actedMs,
    misled: [...new Set(wrong)],
  };
}

describe("a recorded fault of a real job", () => {
  const recordings = readdirSync(folder).filter((name) => name.endsWith(".jsonl.gz"))
    .map((name) => decodeRecording(readFileSync(path.join(folder, name))));

  it("is there for every fault of the campaign", () => {
    assert.deepEqual(recordings.map((each) => each.fault).sort(),
      faults.map((each) => each.name).sort());
  });

  for (const recording of recordings) {
    const fault = faultOf(recording);
    it(`is told in time, and nothing else is: ${fault.story}`, () => {
      const spoken = replay(recording);
      const { answeredMs, misled } = judgeAll(recording, spoken);
      assert.deepEqual(misled, []);
      assert.ok(answeredMs !== undefined && answeredMs <= fault.expect.withinMs,
        `${fault.name}: answered after ${answeredMs} ms`);
    });

    it(`is not told before it happens: ${fault.story}`, () => {
      const quiet = recording.messages.filter(({ atMs }) => atMs < recording.actedMs);
      const said = replay({ messages: quiet })
        .flatMap(({ incidents }) => incidents.map(formatAccusation));
      assert.deepEqual([...new Set(said)], []);
    });
  }
});
