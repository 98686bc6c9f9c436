import { strict as assert } from "node:assert";
import type { SelftestView } from "../../cli/view/selftest.ts";
import { startC4 } from "./processes.ts";

describe("c4 selftest", () => {
  it("says why it cannot begin without NATS", async () => {
    const running = startC4(["selftest"], { environment: { C4_NATS_SERVER: "/nonexistent" } });
    assert.equal(await running.ended, 1);
    assert.match(running.output(), /^FAILED .*start of NATS.*apt-get install nats-server/m);
    assert.match(running.output(), /^C4 does not work: start of NATS.* failed\.$/m);
  }).timeout(60_000);

  it("says so as JSON and nothing else, when asked to, with the same exit code", async () => {
    const running = startC4(["selftest", "-o", "json"], {
      environment: { C4_NATS_SERVER: "/nonexistent" },
    });
    assert.equal(await running.ended, 1);
    const { works, hops } = JSON.parse(running.output()) as SelftestView;
    assert.equal(works, false);
    assert.deepEqual(hops.map((each) => each.ok), [false]);
    assert.match(hops[0]?.detail ?? "", /apt-get install nats-server/);
  }).timeout(60_000);

  it("follows a fact from the hook to the status page, and a death back, hop by hop", async () => {
    const running = startC4(["selftest"]);
    assert.equal(await running.ended, 0, running.output() + running.errors());
    const hops = running.output().split("\n").filter((line) => line.startsWith("OK"));
    assert.equal(hops.length, 6, running.output());
    assert.match(running.output(), /C4 works on this machine/);
  }).timeout(120_000);

  it("gives every hop as JSON, with what was seen and how long it took", async () => {
    const running = startC4(["selftest", "--output", "json"]);
    assert.equal(await running.ended, 0, running.output() + running.errors());
    const { works, hops } = JSON.parse(running.output()) as SelftestView;
    assert.equal(works, true);
    assert.deepEqual(hops.map((each) => each.hop), [
      "start of NATS, controller, agent", "hook → file", "file → agent → NATS",
      "NATS → controller", "controller → status", "death → agent → controller",
    ]);
    for (const { ok, tookMs, detail } of hops) assert.ok(ok && tookMs >= 0 && detail !== "");
  }).timeout(120_000);
});
