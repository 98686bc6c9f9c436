import { strict as assert } from "node:assert";
import { createInbox, type Inbox } from "../../../controller/io/inbox.ts";
import { encodeValue } from "../../../controller/io/kv.ts";
import {
  createSignatureReader, createSignatureWriter, isWholeWindow,
} from "../../../proto/wire/codec.ts";
import { jsonCodec, signature } from "./fake.ts";

describe("the inbox of signatures", () => {
  function make(
    nodesMax = 4, bytesHeldMax = 1_000_000,
  ): { readonly inbox: Inbox; readonly rejected: string[] } {
    const rejected: string[] = [];
    const inbox = createInbox({
      reader: jsonCodec.createSignatureReader(), isWhole: jsonCodec.isWholeWindow,
      onWaiting: () => undefined, nodesMax, bytesMax: 2000,
      bytesHeldMax,
      onRejected: (node, reason) => { rejected.push(`${node} ${reason}`); },
    });
    return { inbox, rejected };
  }
  const offer = (inbox: Inbox, at: string, window: number, session = "s1"): void =>
    inbox.offer(`c4.v1.sig.${at}`, encodeValue(signature(at, window, session)));
  const drain = (inbox: Inbox): string[] => {
    const taken: string[] = [];
    for (let next = inbox.take(); next !== undefined; next = inbox.take()) {
      taken.push(`${next.node} ${next.window}`);
    }
    return taken;
  };

  it("rejects and counts what it cannot read, by node and reason, and never throws", () => {
    const { inbox, rejected } = make();
    inbox.offer("c4.v1.sig.bad.name.", new Uint8Array());
    inbox.offer("c4.v1.sig.node-1", Uint8Array.of(0xff, 0x00));
    inbox.offer("c4.v1.sig.node-2", new Uint8Array(2001));
    inbox.offer("c4.v1.sig.node-3", encodeValue(signature("node-4", 1)));
    assert.deepEqual(drain(inbox), []);
    assert.deepEqual(rejected.sort(),
      ["? subject", "node-1 encoding", "node-2 size", "node-3 node"]);
    assert.equal(inbox.counts().rejected, 4);
  });

  it("keeps no more nodes than it is allowed, whoever invents them", () => {
    const { inbox, rejected } = make(2);
    for (const each of ["a", "b", "c"]) offer(inbox, each, 1);
    assert.deepEqual(rejected, ["c nodes-full"]);
    offer(inbox, "a", 2);
    assert.deepEqual(drain(inbox), ["a 2", "b 1"], "a known node still gets through");
  });

  it("gives the freshest of each node, and counts what was overtaken", () => {
    const { inbox } = make();
    offer(inbox, "a", 1);
    offer(inbox, "b", 1);
    offer(inbox, "a", 2);
    assert.deepEqual(drain(inbox), ["a 2", "b 1"]);
    assert.equal(inbox.counts().superseded, 1);
  });

  it("counts lost windows by their gaps, not across a restart of the agent", () => {
    const { inbox } = make();
    for (const window of [1, 2, 5, 4, 5]) {
      offer(inbox, "a", window);
      drain(inbox);
    }
    offer(inbox, "a", 1, "s2");
    drain(inbox);
    assert.equal(inbox.counts().lost, 2);
    assert.equal(inbox.counts().received, 6);
  });

  it("refuses what would make all that waits too large, and takes more once it is read", () => {
    const one = encodeValue(signature("n1", 10)).length;
    const { inbox, rejected } = make(9, 3 * one);
    for (const each of ["n1", "n2", "n3", "n4"]) offer(inbox, each, 10);
    assert.deepEqual(rejected, ["n4 bytes-full"]);
    drain(inbox);
    for (let window = 11; window < 60; window += 1) offer(inbox, "n1", window);
    drain(inbox);
    for (const each of ["n1", "n2", "n3"]) offer(inbox, each, 60);
    assert.equal(rejected.length, 1, "what was overtaken waits no more");
  });

  it("reads a whole window though it was overtaken, since what overtook it builds on it", () => {
    const rejected: string[] = [];
    const inbox = createInbox({
      reader: createSignatureReader(), isWhole: isWholeWindow, onWaiting: () => undefined,
      onRejected: (node, reason) => { rejected.push(`${node} ${reason}`); },
    });
    const writer = createSignatureWriter();
    const tell = (window: number): void =>
      inbox.offer("c4.v1.sig.a", writer.write(signature("a", window)));
    for (const window of [1, 2, 3]) tell(window);
    assert.deepEqual(drain(inbox), ["a 3"]);
    tell(4);
    assert.deepEqual(drain(inbox), ["a 4"]);
    assert.deepEqual(rejected, []);
    assert.deepEqual([inbox.counts().superseded, inbox.counts().lost], [2, 0]);
  });

  it("counts windows whose base never came, and is right again with the next whole one", () => {
    const real = createInbox({
      reader: createSignatureReader(), isWhole: isWholeWindow, onWaiting: () => undefined,
      onRejected: () => assert.fail("nothing is wrong with it"),
    });
    const writer = createSignatureWriter();
    writer.write(signature("a", 1));
    for (let window = 2; window <= 6; window += 1) {
      real.offer("c4.v1.sig.a", writer.write(signature("a", window)));
      assert.deepEqual(drain(real), window < 6 ? [] : ["a 6"]);
    }
    assert.equal(real.counts().baseless, 4);
    for (let window = 7; window <= 16; window += 1) {
      const bytes = writer.write(signature("a", window));
      if (window !== 11) real.offer("c4.v1.sig.a", bytes); // a whole one, and four rest on it
      drain(real);
    }
    assert.deepEqual([real.counts().baseless, real.counts().lost], [8, 1], "four came in vain");
  });

  it("lets no node speak for another, nor spoil what is kept of it", () => {
    const rejected: string[] = [];
    const inbox = createInbox({
      reader: createSignatureReader(), isWhole: isWholeWindow, onWaiting: () => undefined,
      onRejected: (node, reason) => { rejected.push(`${node} ${reason}`); },
    });
    const honest = createSignatureWriter();
    inbox.offer("c4.v1.sig.a", honest.write(signature("a", 1)));
    assert.deepEqual(drain(inbox), ["a 1"]);
    inbox.offer("c4.v1.sig.b", createSignatureWriter().write(signature("a", 7)));
    assert.deepEqual(drain(inbox), []);
    inbox.offer("c4.v1.sig.a", honest.write(signature("a", 2)));
    assert.deepEqual(drain(inbox), ["a 2"]);
    assert.deepEqual(rejected, ["b node"]);
  });
});
