// Programs that branch: other functions, other sizes, and what only looks like it.

import { strict as assert } from "node:assert";
import { ring } from "./fixtures/layouts.ts";
import { type Item, kill, makeWorld, type WorldOptions } from "./fixtures/physics.ts";
import { found, play, stage, tellEnd, verdicts, type Theatre } from "./fixtures/play.ts";

type Shape = WorldOptions["shape"];

function branching(shape: Shape, ranks = 4): ReturnType<typeof stage> {
  return play(stage(makeWorld({ ranks, layout: ring(ranks), shape })), 20_000);
}

const at = (ordinal: number, change: (item: Item) => Item, ...odd: readonly number[]): Shape =>
  (rank, item, number) => (number === ordinal && odd.includes(rank) ? change(item) : item);

const otherSize = (item: Item): Item =>
  item.kind === "collective" ? { ...item, bytes: item.bytes + 4 } : item;
const otherFunction = (item: Item): Item =>
  item.kind === "collective" ? { ...item, function: "broadcast" } : item;

describe("mismatched collectives", () => {
  it("accepts sizes that may differ: each rank's own share of an all-to-all", () => {
    const theatre = branching((_rank, item) => item.kind === "collective"
      ? { ...item, function: "all-to-all", bytes: item.bytes }
      : item);
    assert.deepEqual(verdicts(theatre), []);
  });

  it("names the rank that calls with another size", () => {
    const theatre = branching(at(200, otherSize, 2));
    assert.deepEqual(verdicts(theatre), ["mismatch: rank 2"]);
    assert.equal(found(theatre)[0]?.cause, "user");
    assert.equal(found(theatre)[0]?.ordinal, 200);
  });

  it("names the rank that calls another function", () => {
    const theatre = branching(at(200, otherFunction, 0));
    assert.deepEqual(verdicts(theatre), ["mismatch: rank 0"]);
    assert.match(found(theatre)[0]?.evidence[0] ?? "", /; rank 0: broadcast of \d+ bytes$/,
      "the root is not known, and not said");
  });

  it("names it within 2 s of the moment at which the job stood still", () => {
    for (const framework of ["gloo", "nccl", "mpi"] as const) {
      const world = makeWorld({
        framework, layout: ring(4), shape: at(200, otherFunction, 2),
      });
      const theatre = play(stage(world), 20_000);
      assert.deepEqual(verdicts(theatre), ["mismatch: rank 2"], framework);
      const stoodAt = Math.max(...world.workers.map((each) => each.waiting?.startedAt ?? 0));
      const waitedMs = (theatre.said[0]?.at ?? Infinity) - stoodAt;
      assert.ok(waitedMs <= 2_000, `${framework}: ${waitedMs} ms`);
    }
  });

  it("names first, of two equal sides, the one that left what was usual, and is less sure", () => {
    for (const odd of [[0, 1], [2, 3]] as const) {
      const theatre = branching(at(200, otherSize, ...odd));
      const others = [0, 1, 2, 3].filter((rank) => !odd.includes(rank as never));
      assert.deepEqual(verdicts(theatre),
        [`mismatch: ${[...odd, ...others].map((rank) => `rank ${rank}`).join(", ")}`]);
      const [incident] = found(theatre);
      assert.equal(incident?.level, "open");
      assert.ok(incident.confidence > 0.5 && incident.confidence < 0.9);
    }
  });

  it("names both sides of a tie and is not sure where both are new", () => {
    const theatre = branching((rank, item, number) => {
      if (number !== 200) return item;
      return rank < 2 ? otherSize(item) : otherFunction(item);
    });
    assert.deepEqual(verdicts(theatre), ["mismatch: rank 0, rank 1, rank 2, rank 3"]);
    assert.ok((found(theatre)[0]?.confidence ?? 1) < 0.5);
  });

  it("lets two operations that two threads start together swap their numbers", () => {
    // Operations 201 and 202 of rank 1 are numbered the other way round.
    const world = makeWorld({ layout: ring(4) });
    const theatre = stage(world);
    play(theatre, 8_000);
    const swap = (bytes: number): number => (bytes === 2 ** 21 ? 2 ** 20 : 2 ** 21);
    for (const member of world.workers[1]?.members.values() ?? []) {
      member.recent.forEach((operation, index) => {
        const { item } = operation;
        if (item.kind !== "collective" || item.bytes < 2 ** 20) return;
        member.recent[index] = { ...operation, item: { ...item, bytes: swap(item.bytes) } };
      });
    }
    play(theatre, 1_200);
    assert.deepEqual(verdicts(theatre), []);
  });
});

describe("collectives after a death", () => {
  /** Rank 2 is killed, and whatever ranks 1 and 3 call from then on is changed. */
  function survived(change: (item: Item) => Item): Theatre {
    let isBroken = false;
    const world = makeWorld({
      layout: ring(4), shape: (rank, item) => isBroken && rank % 2 === 1 ? change(item) : item,
    });
    const theatre = play(stage(world), 10_000);
    while (world.workers.some((each) => each.waiting !== undefined)) play(theatre, 100);
    kill(world, 2);
    isBroken = true;
    tellEnd(theatre, 2, { kind: "signaled", signal: "SIGKILL", outOfMemory: false });
    return play(theatre, 8_000);
  }
  const told = (theatre: Theatre): readonly string[] => [
    ...verdicts(theatre),
    ...theatre.said.map((each) => each.change).filter((each) => each.includes("mismatch")),
  ];

  it("differ in no size that the hook could not see", () => {
    const unseen = (item: Item): Item =>
      item.kind === "collective" ? { ...item, bytes: 0 } : item;
    assert.deepEqual(told(survived(unseen)), ["fail-stop: rank 2"]);
    assert.deepEqual(told(play(stage(makeWorld({
      layout: ring(4), shape: (rank, item) => rank === 1 ? unseen(item) : item,
    })), 20_000)), [], "without a death neither");
  });

  it("are the survivors' distress, whatever they call", () => {
    assert.deepEqual(told(survived(otherFunction)), ["fail-stop: rank 2"]);
  });
});
