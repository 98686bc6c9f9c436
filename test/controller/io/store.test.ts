import { strict as assert } from "node:assert";
import fc from "fast-check";
import {
  decodeKey, decodeValue, encodeKey, encodeValue, valueBytesMax,
} from "../../../controller/io/kv.ts";
import { createStore } from "../../../controller/io/store.ts";
import { startNatsServer, type NatsServer } from "../../fixtures/nats.ts";
import { bucket, link, type Link } from "./fixtures.ts";

describe("keys and values of the state", () => {
  it("gives every string a key that NATS takes, and finds it again", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      const key = encodeKey(text);
      assert.match(key, /^[A-Za-z0-9_/=-]*$/);
      assert.equal(decodeKey(key), text);
    }));
  });

  it("keeps whole numbers of 128 bits", () => {
    const wide = fc.bigInt({ min: -(1n << 127n), max: 1n << 128n });
    fc.assert(fc.property(wide, (number) => {
      assert.deepEqual(decodeValue(encodeValue({ mask: [number] })),
        { ok: true, value: { mask: [number] } });
    }));
  });

  it("calls bytes that are no JSON damaged instead of throwing", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const decoded = decodeValue(bytes);
      assert.ok(decoded.ok || decoded.error.code === "invalid-data");
    }));
  });
});

describe("the state in JetStream", function () {
  this.timeout(30_000);
  let server: NatsServer;
  let line: Link;
  const open = () => createStore(bucket(line.stream, "state"));

  before(async () => {
    server = await startNatsServer();
    line = await link(server);
  });
  after(async () => {
    await line.connection.close();
    await server.remove();
  });
  beforeEach(async () => {
    await line.stream.manager.streams.purge("KV_C4_STATE");
  });
  async function loaded(): Promise<Record<string, unknown>> {
    const found = await open().load();
    assert.ok(found.ok);
    return Object.fromEntries(found.value.entries);
  }

  it("says at once that there is no room, and takes what comes when there is again", async () => {
    const { streams } = line.stream.manager;
    const { config: { max_bytes: usual }, state } = await streams.info("KV_C4_STATE");
    const store = open();
    await streams.update("KV_C4_STATE", { max_bytes: state.bytes + 500 });
    try {
      const refused = await store.persist("job/a", "x".repeat(1_000));
      assert.ok(!refused.ok && refused.error.code === "exhausted");
      assert.match(refused.error.message, /no room: maximum bytes/);
    } finally {
      await streams.update("KV_C4_STATE", { max_bytes: usual });
    }
    assert.ok((await store.persist("job/a", 1)).ok);
    assert.deepEqual(await loaded(), { "job/a": 1 });
  });

  it("refuses a former leader whose key its successor has written", async () => {
    const former = open();
    const successor = open();
    assert.ok((await former.persist("incident/1", "mine")).ok);
    await successor.load();
    assert.ok((await successor.persist("incident/1", "theirs")).ok);
    const refused = await former.persist("incident/1", "mine again");
    assert.equal(refused.ok ? "" : refused.error.code, "stale");
    const removed = await open().forget("incident/1");
    assert.ok(removed.ok, "one that never saw the key has nothing to forget");
    assert.deepEqual(await loaded(), { "incident/1": "theirs" });
  });

  it("lets a leader repeat a refused write once it has learnt the revision", async () => {
    const leader = open();
    assert.ok((await leader.persist("k", 1)).ok);
    await line.stream.state.put("k", encodeValue("late write of the predecessor"));
    assert.equal((await leader.persist("k", 2)).ok, false);
    assert.ok((await leader.persist("k", 2)).ok);
    assert.deepEqual(await loaded(), { k: 2 });
  });

  it("refuses a value that no server would take, by its size", async () => {
    const refused = await open().persist("big", "x".repeat(valueBytesMax));
    assert.equal(refused.ok ? "" : refused.error.code, "exhausted");
  });

  it("names damaged values and loads the rest", async () => {
    await open().persist("good", 1);
    await line.stream.state.put("bad", "{");
    const found = await open().load();
    assert.ok(found.ok);
    assert.deepEqual([...found.value.damaged], ["bad"]);
    assert.deepEqual([...found.value.entries], [["good", 1]]);
  });

  it("loads an empty bucket as empty", async () => {
    assert.deepEqual(await loaded(), {});
  });

  it("forgets without leaving anything behind, and can write the key anew", async () => {
    const store = open();
    await store.persist("job/a.b c", { ranks: 4 });
    assert.ok((await store.forget("job/a.b c")).ok);
    assert.deepEqual(await loaded(), {});
    const info = await line.stream.manager.streams.info("KV_C4_STATE");
    assert.equal(info.state.messages, 0);
    assert.ok((await store.persist("job/a.b c", { ranks: 8 })).ok);
    assert.deepEqual(await loaded(), { "job/a.b c": { ranks: 8 } });
  });

  it("is unavailable, not silent, while the server is away, and keeps all of it", async () => {
    const store = open();
    assert.ok((await store.persist("k", "before")).ok);
    await server.kill();
    const refused = await store.persist("k", "during");
    assert.equal(refused.ok ? "" : refused.error.code, "unavailable");
    await server.start();
    // The write may have waited in the client and come through: then its revision is news to us.
    while (!(await store.persist("k", "after")).ok) { /* refused until the revision is learnt */ }
    assert.deepEqual(await loaded(), { k: "after" });
  });
});
