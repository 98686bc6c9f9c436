// A program that says what it is about: a save by rank 0 alone, on real processes.

import { strict as assert } from "node:assert";
import { poll, startSession, type Session } from "../campaign/session.ts";

const saveAt = 60;
const saveSeconds = 8;

describe("a phase that a Python program declares", function () {
  this.timeout(180_000);
  let session: Session | undefined;
  after(async () => { await session?.finish(); });

  it("is seen while it lasts, and its pause raises no suspicion", async () => {
    session = await startSession({
      workload: "ring", fabric: false, arguments: [
        "--declare", "--save-at", String(saveAt), "--save-seconds", String(saveSeconds),
      ],
    });
    const { job, incidents } = session;
    const phaseOfFirst = async (): Promise<string | undefined> =>
      (await job()).members.find((each) => Number(each.rank) === 0)?.phase;
    await poll(60_000, async () => await phaseOfFirst() === "save");
    const begunMs = performance.now();
    await poll(30_000, async () => await phaseOfFirst() === "none");
    const lasted = (performance.now() - begunMs) / 1000;
    assert.ok(lasted > saveSeconds / 2, `the phase was seen for ${lasted.toFixed(1)} s`);
    const { step } = await job();
    await poll(30_000, async () => (await job()).step > step + 20); // and it goes on as before
    assert.deepEqual(await incidents(), []);
  });
});
