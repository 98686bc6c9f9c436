// The last look at the end of `c4 run`, at controllers in the states it may find.

import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { StatusView } from "../../proto/api.ts";
import { drain, type LastWord } from "../../cli/run/drain.ts";
import { startFakeController } from "./fake-controller.ts";
import { jobName, makeIncident, makeJob, makeStatus } from "./views.ts";

const { controller } = makeStatus();
const standby = makeStatus({ controller: { ...controller, leader: false }, jobs: [] });
const unseen = makeStatus({ jobs: [makeJob({ ranks: 0, ranksSeen: 0, health: "unknown" })] });
const restored = makeStatus({ jobs: [makeJob({ ranksSeen: 0, health: "unknown" })] });
const ended = makeStatus({ jobs: [makeJob({ health: "ended" })] });

describe("the last look at the end of a run", () => {
  let directory: string;
  before(() => {
    // Agents have removed the files of the processes that ended.
    directory = mkdtempSync(path.join(tmpdir(), "c4-drain-"));
    mkdirSync(path.join(directory, "node-0", "proc"), { recursive: true });
  });
  after(() => rmSync(directory, { recursive: true }));

  async function look(
    wasRestarted: boolean, ...answers: readonly StatusView[]
  ): Promise<LastWord & { asked: number }> {
    let asked = 0;
    const run = { job: jobName("train"), directory, wasRestarted };
    const server = await startFakeController({
      "/v1/status": () => answers[Math.min(asked++, answers.length - 1)],
      "/v1/incidents?job=train": [makeIncident()],
    });
    try {
      return { ...await drain(server.url, run), asked };
    } finally {
      await server.close();
    }
  }

  it("waits for a controller that was started again until it leads and has read the end",
    async () => {
      const last = await look(true, standby, standby, restored, ended);
      assert.equal(last.asked, 4);
      assert.equal(last.status?.jobs[0]?.health, "ended");
      assert.equal(last.details.length, 1);
    });

  it("waits for the ends that an agent which was started again has still to tell", async () => {
    const file = path.join(directory, "node-0", "proc", "7-7.mon");
    writeFileSync(file, "");
    assert.equal((await look(false, ended)).asked, 1, "they come by themselves");
    const timer = setTimeout(() => rmSync(file), 400);
    const begunMs = performance.now();
    await look(true, ended);
    clearTimeout(timer);
    assert.ok(performance.now() - begunMs >= 550);
    assert.equal(existsSync(file), false);
  });

  it("does not wait for the end of a job that never loaded a hook", async () => {
    assert.equal((await look(false, unseen)).asked, 1);
    assert.equal((await look(true, unseen)).asked, 1);
    assert.equal((await look(false, standby)).asked, 1, "it was over before anybody led");
  });
});
