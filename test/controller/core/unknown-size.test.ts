// Communicators whose size nobody tells, as over versions 1 to 3 of NCCL's profiler interface,
// where a communicator is not seen either before its first operation.

import { strict as assert } from "node:assert";
import { hybrid, ring } from "./fixtures/layouts.ts";
import { kill, makeWorld, pause, stop, type World, type WorldOptions } from "./fixtures/physics.ts";
import { play, restart, stage, tellEnd, type Theatre, verdicts } from "./fixtures/play.ts";

function untold(options: Partial<WorldOptions> = {}): World {
  return makeWorld({ layout: ring(4), framework: "nccl", hasSize: false, ...options });
}

function sizesIn({ state, world }: Theatre): readonly number[] {
  return [...state.jobs.get(world.job)?.communicators.values() ?? []].map((each) => each.size);
}

describe("communicators whose size nobody tells", () => {
  it("have as many members as the highest rank that was seen of them shows", () => {
    assert.deepEqual(sizesIn(play(stage(untold()), 5_000)), [4]);
    const world = untold({ ranks: 8, ranksPerNode: 4, layout: hybrid() });
    const theatre = play(stage(world), 5_000);
    assert.equal(sizesIn(theatre).length, world.options.layout.comms.size);
    assert.ok(sizesIn(theatre).every((size) => size === 2), sizesIn(theatre).join());
  });

  it("show a death, a rank that does not come, and one that stops inside", () => {
    const dying = untold();
    const deaths = play(stage(dying), 10_000);
    kill(dying, 2);
    tellEnd(deaths, 2, { kind: "signaled", signal: "SIGKILL", outOfMemory: false });
    assert.deepEqual(verdicts(play(deaths, 5_000)), ["fail-stop: rank 2"]);
    const late = untold();
    const absences = play(stage(late), 10_000);
    pause(late, 2, 1e9);
    assert.deepEqual(verdicts(play(absences, 5_000)), ["non-comm-hang: rank 2"]);
    const stuck = untold({ layout: ring(4, 1), transferMs: 200 });
    const stops = play(stage(stuck), 20_000);
    stop(stuck, 1);
    assert.deepEqual(verdicts(play(stops, 5_000)), ["non-comm-hang: rank 1"]);
  });

  it("show a rank that is slow and a path that is dead or slow", () => {
    const uneven = untold();
    const slowness = play(stage(uneven), 30_000);
    const [, , slow] = uneven.workers;
    assert.ok(slow !== undefined);
    slow.extraComputeMs = 12;
    assert.deepEqual(verdicts(play(slowness, 10_000)), ["non-comm-slow: rank 2"]);
    const cut = untold({ layout: ring(4, 1), transferMs: 200 });
    const cuts = play(stage(cut), 10_000);
    cut.deadPaths.add("1>2").add("2>1");
    assert.match(verdicts(play(cuts, 8_000)).join(), /^comm-hang: (link|port|node)/);
    // The world paces slow paths by the receiver's stream, which only gloo shows.
    const narrow = untold({ layout: ring(4, 40, 8 * 2 ** 20), framework: "gloo" });
    const queues = play(stage(narrow), 20_000);
    narrow.slowPaths.set("1>2", 12);
    assert.deepEqual(verdicts(play(queues, 12_000)), ["comm-slow: link node-1 > node-2"]);
  });

  it("accuse nobody while a new controller has heard of a part of their members", () => {
    const world = untold({ layout: ring(4, 1), transferMs: 200 });
    let isSilent = false;
    const theatre = stage(world, { silent: (node) => isSilent && node === "node-1" });
    play(theatre, 20_000);
    stop(world, 1);
    play(theatre, 500);
    isSilent = true;
    restart(theatre);
    play(theatre, 10_000);
    assert.deepEqual(verdicts(theatre).filter((each) => !each.includes("node-1")), []);
    assert.deepEqual(sizesIn(theatre), [4]);
  });

  it("name nobody before all have begun a first operation, for who is missing is not seen", () => {
    const world = untold();
    pause(world, 2, 1e9);
    assert.deepEqual(verdicts(play(stage(world), 30_000)), []);
  });
});
