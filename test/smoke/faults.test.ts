// One of each fault, for real, as the demo and the campaign play them.

import { strict as assert } from "node:assert";
import { faults, type Fault } from "../campaign/faults.ts";
import { learn, play } from "../campaign/play.ts";
import { stageOf, startSession, type Session } from "../campaign/session.ts";

/** A job that survives it and is like the others' can be shared. */
const isShared = (fault: Fault): boolean =>
  !fault.fatal && fault.workload === "ring" && fault.witnesses === undefined;
const isRoot = process.geteuid?.() === 0;

/** The campaign judges the bound; here the machine may be loaded, but not the answer forgotten. */
const patience = 3;

async function answersRightly(fault: Fault, session: Session): Promise<void> {
  const played = await play(fault, session);
  const { expect, name } = fault;
  assert.notEqual(played.incident, undefined, `${name}: C4 said nothing`);
  assert.ok(played.outcome === "right" || played.outcome === "late",
    `${name}: ${played.said} (${played.why})`);
  assert.ok((played.answeredMs ?? Infinity) <= patience * expect.withinMs,
    `${name}: after ${played.answeredMs} ms`);
  if (expect.closes !== undefined) {
    assert.notEqual(played.closedMs, undefined, `${name}: the level stayed open`);
  }
}

describe("real faults of a real job are named", function () {
  this.timeout(180_000);

  describe("one after the other in a job that survives them", () => {
    let session: Session;
    before(async () => {
      const fabric = isRoot;
      session = await startSession({ workload: "ring", fabric });
      await learn();
    });
    after(async () => { await session.finish(); });

    for (const fault of faults.filter(isShared)) {
      it(fault.story, async function () {
        if (fault.needsRoot && !isRoot) {
          process.stdout.write(`    not played, needs root: ${fault.story}\n`);
          this.skip();
        }
        await answersRightly(fault, session);
      });
    }
  });

  for (const fault of faults.filter((each) => !isShared(each))) {
    it(`in a job of its own: ${fault.story}`, async function () {
      if (fault.needsRoot && !isRoot) {
        process.stdout.write(`    not played, needs root: ${fault.story}\n`);
        this.skip();
      }
      const session = await startSession(stageOf(fault));
      try {
        await learn();
        await answersRightly(fault, session);
      } finally {
        await session.finish();
      }
    });
  }
});
