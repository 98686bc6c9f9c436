// Situations that the real dumps do not show, each as small as it can be.

import { strict as assert } from "node:assert";
import type { Plain } from "../../../../controller/postmortem/recorder/plain.ts";
import { judged, ranked, suspectsOf } from "./fixtures.ts";

interface Call {
  /** `all_reduce`, `send 0->1`, `coalesced`. */
  readonly call: string;
  readonly group: string;
  readonly seq: number;
  readonly state?: "scheduled" | "started" | "completed";
  readonly size?: number;
  readonly isPoint?: boolean;
}

const groups: Readonly<Record<string, readonly number[]>> = {
  a: [0, 1, 2, 3], b: [0, 1], c: [2, 3], d: [1, 2],
};

function dump(rank: number, calls: readonly Call[]): Plain {
  const own = Object.entries(groups).filter(([, members]) => members.includes(rank));
  return new Map<string, Plain>([
    ["version", "2.9"],
    ["pg_config", new Map(own.map(([name, members]): [string, Plain] => [name, new Map([
      ["name", name], ["desc", name.toUpperCase()], ["ranks", `[${members.join(", ")}]`],
    ])]))],
    ["entries", calls.map(({ call, group, seq, state, size, isPoint }, index) => {
      const isBetweenTwo = isPoint ?? /^(send|recv)/.test(call);
      return new Map<string, Plain>([
        ["record_id", index], ["process_group", [group, group.toUpperCase()]],
        ["profiling_name", `nccl:${call}`], ["is_p2p", isBetweenTwo],
        ["collective_seq_id", isBetweenTwo ? 0 : seq], ["p2p_seq_id", isBetweenTwo ? seq : 0],
        ["input_sizes", [[size ?? 8]]], ["output_sizes", [[size ?? 8]]],
        ["input_dtypes", ["Float"]], ["state", state ?? "scheduled"],
      ]);
    })],
  ]);
}

const verdictOf = (calls: readonly (readonly Call[])[]) =>
  judged(ranked(new Map(calls.map((each, rank) => [rank, dump(rank, each)]))));

const reduce = (group: string, seq: number, more: Partial<Call> = {}): Call =>
  ({ call: "all_reduce", group, seq, ...more });

describe("a post-mortem in small", () => {
  it("follows a wait through three groups to the rank that stayed away", () => {
    const found = verdictOf([
      [reduce("b", 1)], [reduce("d", 1), reduce("b", 1)], [reduce("c", 1), reduce("d", 1)],
      [reduce("a", 1, { state: "completed" })],
    ]);
    assert.deepEqual(suspectsOf(found), [3]);
    assert.equal(found.verdict?.syndrome, "non-comm-hang");
  });

  it("leaves it open when all are in one operation and nobody ends it", () => {
    const all = [reduce("a", 1, { state: "completed" }), reduce("a", 2)];
    const found = verdictOf([all, all, all, all]);
    assert.equal(found.verdict?.syndrome, "comm-hang");
    assert.equal(found.verdict.level, "open");
    assert.deepEqual(suspectsOf(found), [0, 1, 2, 3]);
  });

  it("names the rank whose device did not begin what the others began", () => {
    const began = [reduce("a", 1, { state: "started" })];
    const found = verdictOf([began, began, [reduce("a", 1)], began]);
    assert.deepEqual(suspectsOf(found), [2]);
    assert.match(found.verdict?.evidence.join() ?? "", /device never began all_reduce 1/);
  });

  it("calls it a mismatch when two ranks call two groups in opposite orders", () => {
    const done = reduce("a", 1, { state: "completed" });
    const found = verdictOf([
      [done, reduce("b", 1), reduce("a", 2)], [done, reduce("a", 2), reduce("b", 1)],
      [done, reduce("a", 2)], [done, reduce("a", 2)],
    ]);
    assert.equal(found.verdict?.syndrome, "mismatch");
    assert.deepEqual(suspectsOf(found), [0, 1]);
    assert.match(found.verdict.reason, /different orders/);
  });

  it("does not quarrel over sizes that may differ, nor over what has completed", () => {
    const found = verdictOf([0, 1, 2, 3].map((rank) => [
      reduce("a", 1, { state: "completed", size: rank }),
      { call: "all_to_all", group: "a", seq: 2, size: rank },
    ]));
    assert.equal(found.verdict?.syndrome, "comm-hang");
  });

  it("is not held by a send that later operations overtook", () => {
    const done = (seq: number): Call => reduce("a", seq, { state: "completed" });
    const found = verdictOf([
      [done(1), { call: "send 0->1", group: "b", seq: 1 }, done(2)],
      [done(1), done(2), reduce("a", 3)], [done(1), done(2), reduce("a", 3)],
      [done(1), done(2), reduce("a", 3)],
    ]);
    assert.deepEqual(suspectsOf(found), [0]);
  });

  it("takes the state of a batch from the entry that ends it", () => {
    const batch = (state: "scheduled" | "completed"): readonly Call[] => [
      { call: "send 0->1", group: "b", seq: 1 }, { call: "recv 0<-1", group: "b", seq: 1 },
      { call: "coalesced", group: "b", seq: 1, state, isPoint: true },
    ];
    const mirrored: readonly Call[] = [
      { call: "send 1->0", group: "b", seq: 1 }, { call: "recv 1<-0", group: "b", seq: 1 },
      { call: "coalesced", group: "b", seq: 1, state: "completed", isPoint: true },
    ];
    const rest = reduce("a", 1, { state: "completed" });
    assert.equal(
      verdictOf([[...batch("completed"), rest], [...mirrored, rest], [rest], [rest]]).kind,
      "nothing");
    const found = verdictOf([batch("scheduled"), [], [rest], [rest]]);
    assert.ok(suspectsOf(found).includes(1));
  });

  it("holds a healthy end of the job against nobody", () => {
    const done = [reduce("a", 1, { state: "completed" }), reduce("a", 2, { state: "completed" })];
    assert.equal(verdictOf([done, done, done, done]).kind, "nothing");
  });

  it("says that it does not know when only one dump of many is there", () => {
    const found = judged(ranked(new Map([[0, dump(0, [reduce("a", 1)])]])));
    assert.equal(found.kind, "unknown");
    assert.deepEqual(suspectsOf(found), []);
    assert.deepEqual(found.ranks.missing, [1, 2, 3]);
  });
});
