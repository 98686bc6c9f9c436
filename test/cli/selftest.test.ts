import { strict as assert } from "node:assert";
import { startC4 } from "./processes.ts";

describe("c4 selftest", () => {
  it("says why it cannot begin without NATS", async () => {
    const running = startC4(["selftest"], { environment: { C4_NATS_SERVER: "/nonexistent" } });
    assert.equal(await running.ended, 1);
    assert.match(running.output(), /^FAILED .*start of NATS.*apt-get install nats-server/m);
  }).timeout(20_000);

  it("follows a fact from the hook to the status page, and a death back, hop by hop", async () => {
    const running = startC4(["selftest"]);
    assert.equal(await running.ended, 0, running.output() + running.errors());
    const hops = running.output().split("\n").filter((line) => line.startsWith("OK"));
    assert.equal(hops.length, 6, running.output());
    assert.match(running.output(), /C4 works on this machine/);
  }).timeout(120_000);
});
