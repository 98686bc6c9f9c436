import { strict as assert } from "node:assert";
import { createClock } from "../../../controller/io/clock.ts";
import { decodeValue, encodeValue, writeIf } from "../../../controller/io/kv.ts";
import { keepLease, leaderKey, type LeaseKeeper } from "../../../controller/io/lease.ts";
import { eventually, sleep } from "../../fixtures/eventually.ts";
import { startNatsServer, type NatsServer } from "../../fixtures/nats.ts";
import { bucket, link, type Link } from "./fixtures.ts";

describe("the lease", function () {
  this.timeout(60_000);
  const leaseMs = 1500; // a busy machine must not take it from whoever holds it
  let server: NatsServer;
  let line: Link;
  const keepers: LeaseKeeper[] = [];

  before(async () => {
    server = await startNatsServer();
    line = await link(server);
  });
  after(async () => {
    await line.connection.close();
    await server.remove();
  });
  afterEach(async () => {
    for (const each of keepers.splice(0)) await each.stop();
    await line.stream.manager.streams.purge("KV_C4_LEADER");
  });

  interface Kept extends LeaseKeeper {
    readonly changes: string[];
    /** Makes the keeper's clock run ahead, as if the process had been stopped for so long. */
    readonly skipMs: (ms: number) => void;
  }
  function keep(holder: string, over: Partial<Parameters<typeof keepLease>[0]> = {}): Kept {
    const changes: string[] = [];
    let skippedMs = 0;
    const clock = createClock(Date.now, () => performance.now() + skippedMs);
    const keeper = keepLease({
      bucket: bucket(line.stream, "leader"), clock, holder, leaseMs,
      onGained: (term) => { changes.push(`gained ${term}`); },
      onLost: () => { changes.push("lost"); }, ...over,
    });
    keepers.push(keeper);
    return { ...keeper, changes, skipMs: (ms) => { skippedMs += ms; } };
  }

  it("is not given to a second while the first renews it", async () => {
    const first = keep("first");
    await eventually("the first leads", first.leads);
    const second = keep("second");
    await sleep(3 * leaseMs);
    assert.equal(first.leads(), true);
    assert.equal(second.leads(), false);
    assert.deepEqual(second.lease(), { kind: "standby", holder: "first" });
  });

  it("is void for a holder that slept through it, before it asks anybody", async () => {
    const first = keep("first");
    await eventually("the first leads", first.leads);
    first.skipMs(leaseMs);
    assert.equal(first.leads(), false);
  });

  it("stays with a holder that slept when nobody else took it, in the same term", async () => {
    const first = keep("first");
    await eventually("the first leads", first.leads);
    first.skipMs(leaseMs);
    await eventually("it leads again", first.leads);
    assert.equal(first.changes.length, 1, first.changes.join());
  });

  it("is lost to whoever wrote the key meanwhile, and said to be lost once", async () => {
    const first = keep("first");
    await eventually("the first leads", first.leads);
    await line.stream.leader.put(leaderKey, encodeValue({
      holder: "usurper", term: 9, released: false, instant: 0,
    }));
    await eventually("it is lost", () => first.changes.includes("lost"));
    assert.equal(first.leads(), false);
    assert.equal(await first.confirm(), false);
  });

  it("goes to a standby at once when it is released, with a higher term", async () => {
    const first = keep("first");
    const firstTerm = await eventually("the first leads", () => {
      const lease = first.lease();
      return lease.kind === "held" && lease.term;
    });
    const second = keep("second", { leaseMs: 60_000 * leaseMs });
    await eventually("the second stands by", () =>
      second.lease().kind === "standby" && second.lease());
    keepers.splice(0, keepers.length, second);
    await first.stop();
    void second.confirm(); // its own beat is far away: ask now
    await eventually("the second leads", second.leads);
    const lease = second.lease();
    assert.ok(lease.kind === "held" && lease.term > firstTerm);
  });

  it("goes to a standby when its holder is silent for the lease, not sooner", async () => {
    const vanished = { holder: "vanished", term: 1, released: false, instant: 0 };
    const written = await writeIf(bucket(line.stream, "leader"), leaderKey,
      encodeValue(vanished), 0);
    assert.ok(written.ok);
    const beganMs = performance.now();
    const second = keep("second");
    await eventually("the second leads", second.leads);
    assert.ok(performance.now() - beganMs >= leaseMs);
    const lease = second.lease();
    assert.ok(lease.kind === "held" && lease.term > written.value);
  });

  it("keeps its terms growing when the server is killed and returns", async () => {
    const first = keep("first");
    await eventually("the first leads", first.leads);
    const before = first.lease();
    await server.kill();
    await eventually("it is suspended", () => !first.leads());
    assert.equal(first.lease().kind, "held", "suspended is not lost");
    await server.start();
    await eventually("it leads again", first.leads);
    assert.deepEqual(first.changes.length, 1);
    const after = first.lease();
    assert.ok(before.kind === "held" && after.kind === "held");
    assert.equal(after.term, before.term);
    assert.ok(after.revision > before.revision);
  });

  it("writes the leader's instant, so that the next one does not begin earlier", async () => {
    const ahead = Date.now() + 3_600_000;
    const holder = { holder: "vanished", term: 1, released: true, instant: ahead };
    await writeIf(bucket(line.stream, "leader"), leaderKey, encodeValue(holder), 0);
    const clock = createClock();
    const second = keep("second", { clock });
    await eventually("the second leads", second.leads);
    assert.ok(clock.now() >= ahead);
    const entry = await line.stream.leader.get(leaderKey);
    const value = decodeValue(entry?.value ?? new Uint8Array());
    assert.ok(value.ok && (value.value as { readonly instant: number }).instant >= ahead);
  });
});
