// Jobs and nodes whose end nobody tells: their machines were taken away.

import { strict as assert } from "node:assert";
import { defaultPolicy, validatePolicy } from "../../../controller/core/fleet/policy.ts";
import { ring } from "./fixtures/layouts.ts";
import { kill, makeWorld, pause } from "./fixtures/physics.ts";
import { found, play, restart, stage, verdicts, type Theatre } from "./fixtures/play.ts";

const policy = {
  ...defaultPolicy, silentJobKeptMs: 30_000, silentNodeKeptMs: 20_000, endedJobKeptMs: 10_000,
};

/** All nodes fall silent at 10 s and speak again at `untilMs`. */
function silenced(untilMs = Infinity): Theatre {
  const theatre = stage(makeWorld({ layout: ring(4) }), {
    policy, silent: (_, now) => now > 10_000 && now < untilMs,
  });
  return play(theatre, 10_000);
}

const jobs = ({ state }: Theatre): readonly (readonly [string, boolean])[] =>
  [...state.jobs.values()].map(({ job, endedAtMs }) => [job, endedAtMs === undefined]);

describe("a job that nobody tells of any more", () => {
  it("is not given up sooner than its policy says, and may not be told to be in haste", () => {
    const theatre = play(silenced(), 30_000);
    assert.deepEqual(jobs(theatre), [["train", true]]);
    const hasty = validatePolicy({ ...defaultPolicy, silentJobKeptMs: 60_000 });
    assert.match(hasty.ok ? "" : hasty.error.message, /silentJobKeptMs is below togetherMaxMs/);
    const deaf = validatePolicy({ ...defaultPolicy, silentNodeKeptMs: 1_000 });
    assert.match(deaf.ok ? "" : deaf.error.message, /silentNodeKeptMs is below deadNodeMs/);
  });

  it("ends, is forgotten with its nodes, and leaves nothing in the store", () => {
    const theatre = play(silenced(), 40_000);
    assert.deepEqual(jobs(theatre), [["train", false]]);
    play(theatre, 10_000);
    assert.deepEqual(jobs(theatre), []);
    assert.equal(theatre.state.nodes.size, 0);
    assert.ok(!theatre.entries.has("job/train"));
    assert.deepEqual(found(theatre), [], "and nobody is blamed for it");
  });

  it("begins again with the first word", () => {
    const theatre = play(silenced(48_000), 36_000);
    assert.deepEqual(jobs(theatre), [["train", false]]);
    play(theatre, 6_000);
    assert.deepEqual(jobs(theatre), [["train", true]]);
    play(theatre, 20_000);
    assert.deepEqual(jobs(theatre), [["train", true]]);
    assert.deepEqual(found(theatre), []);
  });

  it("is given its time anew by a controller that was started again", () => {
    const theatre = play(silenced(), 25_000);
    restart(theatre);
    play(theatre, 25_000);
    assert.deepEqual(jobs(theatre), [["train", true]]);
    play(theatre, 10_000);
    assert.deepEqual(jobs(theatre), [["train", false]]);
  });
});

describe("a node that fell silent", () => {
  for (const framework of ["gloo", "nccl", "mpi"] as const) {
    it(`while no controller lived is told by the next one, over ${framework}`, () => {
      const world = makeWorld({ framework, layout: ring(4) });
      const theatre = stage(world, { silent: (node, now) => node === "node-2" && now > 20_000 });
      play(theatre, 20_000);
      kill(world, 2);
      restart(theatre);
      play(theatre, 20_000);
      assert.deepEqual(verdicts(theatre), ["fail-stop: node node-2"]);
      assert.ok(found(theatre)[0]?.pagedMs !== undefined, "and somebody is woken");
    });
  }

  it("with all the others is not dead: the controller is deaf", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = stage(world, {
      silent: (node, now) => now > 20_000 && (node === "node-2" ? now < 45_000 : now < 40_000),
    });
    play(theatre, 20_000);
    pause(world, 2, 60_000); // the others wait for it as for a dead one
    play(theatre, 26_000);
    assert.ok(!verdicts(theatre).some((each) => each.startsWith("fail-stop")), "5 s apart");
  });

  it("and comes back, is nobody's death", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = stage(world, {
      silent: (node, now) => node === "node-2" && now > 20_000 && now < 24_000,
    });
    play(theatre, 20_000);
    restart(theatre);
    play(theatre, 20_000);
    assert.deepEqual(verdicts(theatre), []);
  });

  it("is kept while a job counts on it", () => {
    const theatre = play(silenced(), 25_000);
    assert.equal(theatre.state.nodes.size, 4);
  });
});
