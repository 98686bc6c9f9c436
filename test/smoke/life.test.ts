// What a job's life brings besides faults, on real processes: an operator who silences the hooks,
// parts of C4 that are killed while a fault is on, an ordinary end by SIGTERM.

import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { faults } from "../campaign/faults.ts";
import { pull } from "../campaign/levers.ts";
import { learn } from "../campaign/play.ts";
import { poll, startSession, type Session } from "../campaign/session.ts";

const c4 = path.resolve("dist/cli/c4.js");

function run(session: Session, ...words: string[]): string {
  return execFileSync(process.execPath, [c4, ...words, "--controller", session.controller], {
    encoding: "utf8",
  });
}

/** Pids of the stack's own processes whose command line has all of these words. */
function stackPids(session: Session, ...words: string[]): readonly number[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return line.includes(session.directory) && words.every((word) => line.includes(word));
    } catch {
      return false; // it ended while we looked
    }
  });
}

async function completed(session: Session): Promise<number> {
  const job = await session.job();
  return Math.max(...job.communicators.map((each) => each.completed));
}

describe("the life of a job under C4", function () {
  this.timeout(120_000);
  let session: Session;
  before(async () => {
    session = await startSession({ workload: "ring", fabric: false });
    await learn();
  });
  after(async () => { await session.finish(); });

  it("falls silent on c4 off while the training goes on, and comes back on c4 on", async () => {
    run(session, "off", "train");
    await poll(10_000, async () => {
      const first = await completed(session);
      await new Promise((resolve) => { setTimeout(resolve, 1_500); });
      return await completed(session) === first;
    });
    const printed = session.printed().length;
    await poll(20_000, () => session.printed().length > printed);
    const silent = await completed(session);
    run(session, "on", "train");
    await poll(10_000, async () => await completed(session) > silent);
    assert.deepEqual((await session.incidents()).filter((each) => each.needsHuman), []);
  });

  it("names a stopped rank once, though controller, agent and NATS are killed", async () => {
    const stop = faults.find((each) => each.name === "stop");
    assert.ok(stop !== undefined);
    const before = new Set((await session.incidents()).map((each) => each.id));
    for (const lever of stop.inject) await pull(lever, session.stage);
    for (const words of [["controller"], ["agent", "node-2"], ["nats-server"]]) {
      const pids = stackPids(session, ...words);
      assert.ok(pids.length > 0, `no process of ${words.join(" ")}`);
      for (const pid of pids) process.kill(pid, "SIGKILL");
    }
    const paged = await poll(60_000, async () => {
      const fresh = (await session.incidents().catch(() => []))
        .filter((each) => !before.has(each.id) && each.pagedMs !== undefined);
      return fresh.length > 0 ? fresh : false;
    });
    assert.equal(paged.length, 1, JSON.stringify(paged.map((each) => each.suspects)));
    assert.equal(paged[0]?.syndrome, "non-comm-hang");
    assert.deepEqual(paged[0].suspects, [{ kind: "rank", rank: 1, node: "node-1" }]);
    for (const lever of stop.heal) await pull(lever, session.stage);
  });

  it("takes an operator's SIGTERM for what it is: nobody is woken", async () => {
    const known = new Set((await session.incidents().catch(() => [])).map((each) => each.id));
    const report = await session.finish();
    assert.ok(report !== undefined, "no report was written");
    const late = report.incidents.filter((each) => !known.has(each.id as never));
    assert.deepEqual(late.filter((each) => each.needsHuman), []);
  });
});
