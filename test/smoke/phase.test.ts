// A program that says what it is about: a save by rank 0 alone, on real processes. Later the same
// save without a word is the control: if it raised no suspicion, the declared one would prove
// nothing.

import { strict as assert } from "node:assert";
import { isOpen } from "../../cli/view/incident.ts";
import { poll, startSession, type Session } from "../campaign/session.ts";

const toldSaveAt = 60;
/** Some five seconds later: time to see that the job went on in peace. */
const saveAt = 160;
const saveSeconds = 7;

describe("a phase that a Python program declares", function () {
  this.timeout(180_000);
  let session: Session;
  before(async () => {
    session = await startSession({
      workload: "ring", fabric: false, arguments: ["--told-save-at", String(toldSaveAt),
        "--save-at", String(saveAt), "--save-seconds", String(saveSeconds)],
    });
  });
  after(async () => { await session.finish(); });

  it("is seen while it lasts, and its pause raises no suspicion", async () => {
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

  it("is what makes the difference: untold, rank 0 is suspected", async () => {
    const { job, incidents } = session;
    const [incident] = await poll(60_000, async () => {
      const found = await incidents();
      return found.length > 0 && found;
    });
    assert.equal(incident?.syndrome, "non-comm-hang", JSON.stringify(incident));
    assert.deepEqual(incident.suspects.map((each) => each.kind === "rank" && Number(each.rank)),
      [0]);
    for (const { phase } of (await job()).members) assert.equal(phase, "none");
    await poll(30_000, async () => !(await incidents()).some(isOpen)); // a pause and no more
  });
});
