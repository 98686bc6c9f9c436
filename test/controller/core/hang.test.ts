// What stands still: stories of ranks that stop, paths that die and pauses that are none.

import { strict as assert } from "node:assert";
import { hybrid, ring } from "./fixtures/layouts.ts";
import { makeWorld, pause, resume, stop } from "./fixtures/physics.ts";
import { found, open, play, restart, stage, verdicts } from "./fixtures/play.ts";

describe("hangs", () => {
  it("says nothing of a job that runs", () => {
    const theatre = play(stage(makeWorld({ layout: ring(4) })), 30_000);
    assert.deepEqual(verdicts(theatre), []);
  });

  it("says nothing when all ranks evaluate for 20 s together", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    for (const rank of [0, 1, 2, 3]) pause(world, rank, 20_000 + rank * 50);
    play(theatre, 40_000);
    assert.deepEqual(verdicts(theatre), []);
  });

  it("says nothing when the first step takes a quarter of a minute", () => {
    const world = makeWorld({ layout: ring(4) });
    for (const rank of [0, 1, 2, 3]) pause(world, rank, 4_000 + rank * 3_500);
    assert.deepEqual(verdicts(play(stage(world), 30_000)), []);
  });

  it("says nothing when every rank is stopped at once, since nobody is waited for", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    for (const rank of [0, 1, 2, 3]) stop(world, rank, "T");
    play(theatre, 60_000);
    assert.deepEqual(verdicts(theatre), []);
  });

  it("names a rank that loops in host code, within 5 s of its absence", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    pause(world, 2, 1e9);
    play(theatre, 5_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 2"]);
    const [incident] = found(theatre);
    assert.equal(incident?.state, "suspected");
    assert.equal(incident?.level, "closed");
    assert.ok((incident?.confidence ?? 0) > 0.9, `confidence ${incident?.confidence}`);
  });

  it("names a rank stopped in the middle of an operation from counters alone", () => {
    const witnesses = [[true, true], [false, true], [true, false], [false, false]] as const;
    for (const [hasSockets, hasProcessState] of witnesses) {
      const world = makeWorld({
        layout: ring(4, 1), transferMs: 200, hasSockets, hasProcessState,
      });
      const theatre = play(stage(world), 20_000);
      // Past its short computation: inside the transfer.
      stop(world, 1, "S");
      play(theatre, 5_000);
      const inside = world.workers[1]?.waiting !== undefined;
      assert.ok(inside, "the rank is to be stopped inside an operation");
      assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 1"],
        `sockets: ${hasSockets}, process states: ${hasProcessState}`);
      const said = found(theatre)[0]?.evidence.join("; ") ?? "";
      if (!hasProcessState) assert.doesNotMatch(said, /processor time|process state/);
    }
  });

  it("names a rank that was stopped when it had read all and sent nothing yet", () => {
    const world = makeWorld({
      layout: ring(4, 1), transferMs: 200, hasBeat: true, hasUnread: false,
    });
    const theatre = play(stage(world), 20_000);
    stop(world, 1, "S");
    for (const member of world.workers[1]?.members.values() ?? []) {
      const lane = member.sends.get(2);
      assert.ok(lane !== undefined);
      lane.posted = lane.done = lane.ready - 1;
      lane.heard = lane.ready;
    }
    play(theatre, 5_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 1"]);
  });

  it("blames nobody for waiting for a rank that a new controller has not heard of yet", () => {
    const world = makeWorld({ layout: ring(4, 1), transferMs: 200, hasBeat: true });
    let isSilent = false;
    const theatre = stage(world, { silent: (node) => isSilent && node === "node-1" });
    play(theatre, 20_000);
    stop(world, 1, "S");
    play(theatre, 500);
    assert.deepEqual(verdicts(theatre), []);
    isSilent = true;
    restart(theatre);
    play(theatre, 4_000);
    assert.deepEqual(verdicts(theatre), []);
    isSilent = false;
    play(theatre, 1_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 1"]);
  });

  it("tells a stopped rank from a dead path by the turns of its transport's loop alone", () => {
    const alone = { hasSockets: false, hasProcessState: false, hasBeat: true };
    const stopped = makeWorld({ layout: ring(4), ...alone });
    const first = play(stage(stopped), 10_000);
    stop(stopped, 1, "S");
    play(first, 5_000);
    assert.deepEqual(verdicts(first), ["non-comm-hang: rank 1"]);
    assert.equal(found(first)[0]?.level, "closed");
    const cut = makeWorld({ layout: ring(4), ...alone });
    const second = play(stage(cut), 10_000);
    cut.deadPaths.add("1>2").add("2>1");
    play(second, 5_000);
    assert.deepEqual(verdicts(second), ["comm-hang: link node-1 > node-2, rank 2"]);
  });

  it("pages at once for a rank whose process is stopped, and otherwise after 30 s", () => {
    const paged = (runState: string): number => {
      const world = makeWorld({ layout: ring(4) });
      const theatre = play(stage(world), 10_000);
      stop(world, 3, runState);
      play(theatre, 60_000);
      assert.equal(theatre.alerts.length, 1);
      return (theatre.alerts[0]?.at ?? 0) - 10_000;
    };
    assert.ok(paged("T") < 5_000);
    const patient = paged("S");
    assert.ok(patient >= 29_000 && patient < 34_000, `${patient} ms`);
  });

  it("names the link when a pair's traffic is dropped, with and without sockets to ask", () => {
    for (const hasSockets of [true, false]) {
      const world = makeWorld({ layout: ring(4), hasSockets });
      const theatre = play(stage(world), 10_000);
      world.deadPaths.add("1>2").add("2>1");
      play(theatre, 5_000);
      // A dead path looks like a frozen receiver where no socket testifies: then both are said.
      const orRank = hasSockets ? "" : ", rank 2";
      assert.deepEqual(verdicts(theatre), [`comm-hang: link node-1 > node-2${orRank}`]);
      assert.equal(found(theatre)[0]?.level, hasSockets ? "closed" : "open");
    }
  });

  it("follows the waiting across communicators to the rank at its end", () => {
    const world = makeWorld({ ranks: 8, layout: hybrid(), hasLanes: false });
    const theatre = play(stage(world), 10_000);
    pause(world, 1, 1e9); // its tp, pp and dp peers all wait, and theirs in turn
    play(theatre, 6_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 1"]);
  });

  it("finds the pipeline stage that a data-parallel group waits for without knowing it", () => {
    const world = makeWorld({ ranks: 8, layout: hybrid(), hasLanes: false });
    const theatre = play(stage(world), 10_000);
    stop(world, 0);
    play(theatre, 6_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 0"]);
  });

  it("names both of two ranks that stop at once, in one incident", () => {
    const world = makeWorld({ ranks: 8, layout: ring(8) });
    const theatre = play(stage(world), 10_000);
    stop(world, 2);
    stop(world, 5);
    play(theatre, 8_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 2, rank 5"]);
  });

  it("takes rank 0 alone outside for a checkpoint: a suspicion that clears and no page", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    pause(world, 0, 25_000);
    play(theatre, 40_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 0"]);
    assert.equal(found(theatre)[0]?.state, "recovered");
    assert.deepEqual(theatre.alerts, []);
  });

  it("expects a pause that comes every so many operations, and no other", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    const suspicions = (): number => theatre.said.filter((each) =>
      /^(suspected|returned)/.test(each.change)).length;
    const worker = world.workers[1];
    assert.ok(worker !== undefined);
    const saveAt = (step: number): void => {
      worker.pauseAt = { step, ms: 10_000 };
      while (worker.step < step + 20) play(theatre, 100);
    };
    for (const step of [200, 280, 360, 440]) saveAt(step);
    assert.equal(suspicions(), 4);
    saveAt(520);
    assert.equal(suspicions(), 4, "the fifth came when it was due");
    saveAt(570);
    assert.equal(suspicions(), 5, "the sixth did not");
  });

  it("believes a rank that declares that it saves, and one that declares nothing less", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    pause(world, 3, 50_000, "save");
    play(theatre, 40_000);
    assert.deepEqual(verdicts(theatre), []);
  });

  it("excuses ranks that catch up elsewhere, but not for ever", () => {
    let isLost = false;
    const call = (comm: string) =>
      ({ kind: "collective", comm, function: "all-reduce", bytes: 1_024 }) as const;
    const world = makeWorld({ layout: {
      comms: new Map([["all", [0, 1, 2, 3]], ["side", [2, 3]]]),
      program: (rank) =>
        [{ kind: "compute", ms: 100 }, call(isLost && rank >= 2 ? "side" : "all")],
    } });
    const theatre = play(stage(world), 20_000);
    isLost = true;
    play(theatre, 25_000);
    assert.deepEqual(verdicts(theatre), []);
    play(theatre, 15_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 2, rank 3"]);
  });

  it("clears when the rank goes on, and writes down how it went", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    stop(world, 1, "T");
    play(theatre, 8_000);
    assert.equal(open(theatre).length, 1);
    resume(world, 1);
    play(theatre, 70_000);
    const [incident] = found(theatre);
    assert.equal(incident?.state, "closed");
    assert.deepEqual(theatre.alerts.map((each) => each.alert.split("/").at(-1)),
      ["firing", "resolved"]);
  });

  it("gives the same id, when it is another's, another key to its alerts", () => {
    const keys = [10_000, 14_000].map((atMs) => {
      const world = makeWorld({ layout: ring(4) });
      const theatre = play(stage(world), atMs);
      stop(world, 1, "T");
      const [alert] = play(theatre, 40_000).alerts;
      assert.equal(alert?.incident.id, "inc-train-1");
      return alert.alert;
    });
    assert.notEqual(keys[0], keys[1]);
  });

  it("makes one incident of a rank that flaps, and pages for the flapping", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    for (let time = 0; time < 5; time += 1) {
      stop(world, 2, "T");
      play(theatre, 3_000);
      resume(world, 2);
      play(theatre, 12_000);
    }
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 2"]);
    const returns = found(theatre)[0]?.history
      .filter((entry) => entry.change.startsWith("returned"));
    assert.equal(returns?.length, 4);
  });

  it("judges nothing while the hooks are off, and the right rank after they come back", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    theatre.mask = 0n;
    play(theatre, 10_000);
    theatre.mask = 1n;
    // Each rank missed another number of operations.
    world.workers.forEach((worker, rank) => {
      for (const member of worker.members.values()) {
        member.started += rank * 3;
        member.completed += rank * 3;
      }
    });
    play(theatre, 20_000);
    assert.deepEqual(verdicts(theatre), []);
    pause(world, 2, 1e9);
    play(theatre, 6_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 2"]);
  });
});
