import { strict as assert } from "node:assert";
import { createInbox, type Inbox } from "../../../controller/io/inbox.ts";
import { encodeValue } from "../../../controller/io/kv.ts";
import { jsonCodec, signature } from "./fake.ts";

describe("the inbox of signatures", () => {
  function make(nodesMax = 4): { readonly inbox: Inbox; readonly rejected: string[] } {
    const rejected: string[] = [];
    const inbox = createInbox({
      decode: jsonCodec.decodeSignature, onWaiting: () => undefined, nodesMax, bytesMax: 2000,
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
});
