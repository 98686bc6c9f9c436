// Deaths: who ended first, of what, and whether anybody has to be woken.

import { strict as assert } from "node:assert";
import type { ProcessEnd } from "../../../proto/event.ts";
import type { NodeName } from "../../../proto/ids.ts";
import { hybrid, ring } from "./fixtures/layouts.ts";
import { asRank, kill, makeWorld, stop, type World } from "./fixtures/physics.ts";
import {
  found, open, play, restart, stage, tell, tellEnd, type Theatre, verdicts,
} from "./fixtures/play.ts";

const killed: ProcessEnd = { kind: "signaled", signal: "SIGKILL", outOfMemory: false };
const terminated: ProcessEnd = { kind: "signaled", signal: "SIGTERM", outOfMemory: false };
const raised: ProcessEnd = { kind: "exited", code: 1, reason: "exception" };

function running(
  ranks = 4, ranksPerNode = 1, framework: "gloo" | "mpi" = "gloo",
): { world: World; theatre: Theatre } {
  const world = makeWorld({ ranks, ranksPerNode, layout: ring(ranks), framework });
  return { world, theatre: play(stage(world), 10_000) };
}

function end(
  { world, theatre }: { world: World; theatre: Theatre },
  rank: number,
  how: ProcessEnd,
  more: Parameters<typeof tellEnd>[3] = {},
): void {
  kill(world, rank);
  tellEnd(theatre, rank, how, more);
}

function tellRaise(
  { world, theatre }: { world: World; theatre: Theatre }, rank: number, words: string,
): void {
  const worker = world.workers[rank];
  assert.ok(worker !== undefined);
  tell(theatre, {
    kind: "process-raised", node: worker.node, job: world.job, rank: asRank(rank),
    process: worker.process, evidence: ["Traceback (most recent call last):", words],
  });
}

/** It calls nothing any more, and has not ended. */
function raise(stand: { world: World; theatre: Theatre }, rank: number, words: string): void {
  stop(stand.world, rank);
  tellRaise(stand, rank, words);
  play(stand.theatre, 200);
}

describe("ends of processes", () => {
  it("says nothing of a job that finishes, rank by rank", () => {
    const stand = running();
    for (const rank of [3, 0, 2, 1]) {
      end(stand, rank, { kind: "finished" });
      play(stand.theatre, 400);
    }
    play(stand.theatre, 10_000);
    assert.deepEqual(verdicts(stand.theatre), []);
  });

  it("says nothing of a job that its launcher was told to stop", () => {
    const stand = running();
    tell(stand.theatre, {
      kind: "job-notice", node: "node-0" as NodeName, job: stand.world.job, notice: "terminating",
      exitCode: 0, detail: "SIGINT",
    });
    for (const rank of [0, 1, 2, 3]) end(stand, rank, rank === 2 ? killed : terminated);
    // The launcher's second word, a moment later, does not take back the first.
    play(stand.theatre, 200);
    tell(stand.theatre, {
      kind: "job-notice", node: "node-0" as NodeName, job: stand.world.job, notice: "ended",
      exitCode: 130, detail: "exit code 130",
    });
    play(stand.theatre, 20_000);
    assert.deepEqual(verdicts(stand.theatre), []);
  });

  for (const { framework, said } of [
    { framework: "gloo", said: [] },
    { framework: "mpi", said: ["fail-stop: rank 2"] },
  ] as const) {
    it(`says ${said.length === 0 ? "nothing" : "so"} of a rank of ${framework} that aborts after ` +
      "the last step while the others finish", () => {
      const stand = running(4, 1, framework);
      for (const worker of stand.world.workers) worker.stepsMax = 200;
      play(stand.theatre, 20_000);
      assert.ok(stand.world.workers.every((worker) => worker.waiting === undefined));
      end(stand, 2, { kind: "signaled", signal: "SIGABRT", outOfMemory: false });
      for (const rank of [0, 1, 3]) end(stand, rank, { kind: "finished" });
      play(stand.theatre, 10_000);
      assert.deepEqual(verdicts(stand.theatre), said);
    });
  }

  it("names a killed rank in the very step that brings the news, and pages once", () => {
    const stand = running();
    end(stand, 2, killed);
    assert.deepEqual(verdicts(stand.theatre), ["fail-stop: rank 2"]);
    const [incident] = found(stand.theatre);
    assert.equal(incident?.cause, "unknown");
    assert.equal(incident?.needsHuman, true);
    assert.equal(stand.theatre.alerts.length, 1);
    for (const rank of [1, 3, 0]) {
      end(stand, rank, raised, { evidence: ["RuntimeError: Connection closed by peer"] });
    }
    play(stand.theatre, 20_000);
    assert.deepEqual(verdicts(stand.theatre), ["fail-stop: rank 2"]);
    const firing = stand.theatre.alerts.filter((each) => each.alert.includes("firing"));
    assert.equal(firing.length, 1);
    assert.equal(found(stand.theatre)[0]?.state, "closed");
  });

  it("ranks deaths by when they happened and not by when it heard", () => {
    const stand = running();
    end(stand, 3, raised, { evidence: ["RuntimeError: Connection reset by peer"] });
    play(stand.theatre, 400);
    end(stand, 1, killed, { noticedAfterMs: 600 });
    play(stand.theatre, 4_000);
    assert.deepEqual(verdicts(stand.theatre), ["fail-stop: rank 1"]);
  });

  it("takes a user's exception for the user's, wakes nobody and blames no terminated rank", () => {
    const stand = running();
    end(stand, 1, raised, { evidence: ["ValueError: loss is nan"] });
    play(stand.theatre, 200);
    for (const rank of [0, 2, 3]) end(stand, rank, terminated);
    play(stand.theatre, 10_000);
    const [incident, ...others] = found(stand.theatre);
    assert.deepEqual(others, []);
    assert.equal(incident?.cause, "user");
    assert.equal(incident?.needsHuman, false);
    assert.deepEqual(verdicts(stand.theatre), ["fail-stop: rank 1"]);
    assert.deepEqual(stand.theatre.alerts, []);
  });

  it("tells an exception when it is raised, and no hang while it tears down", () => {
    const stand = running();
    raise(stand, 1, "ValueError: loss is nan");
    assert.deepEqual(verdicts(stand.theatre), ["fail-stop: rank 1"]);
    assert.match(found(stand.theatre)[0]?.reason ?? "", /raised ValueError: loss is nan/);
    play(stand.theatre, 20_000);
    end(stand, 1, raised, { evidence: ["ValueError: loss is nan"] });
    for (const rank of [0, 2, 3]) end(stand, rank, terminated);
    play(stand.theatre, 10_000);
    const [incident, ...others] = found(stand.theatre);
    assert.deepEqual(others, []);
    assert.deepEqual([incident?.syndrome, incident?.cause, incident?.pagedMs],
      ["fail-stop", "user", undefined]);
  });

  for (const { words, cause } of [
    { words: "ValueError: loss is NaN", cause: "user" },
    { words: "torch.cuda: CUDA error: uncorrectable ECC error encountered", cause: "hardware" },
    { words: "RuntimeError: [gloo/pair.cc] Connection closed by peer", cause: "unknown" },
  ] as const) {
    it(`takes for the cause what was raised, and a later life still knows it: ${cause}`, () => {
      const stand = running();
      raise(stand, 2, words);
      play(stand.theatre, 45_000);
      const said = (): readonly string[] => found(stand.theatre).map((each) =>
        `${each.syndrome} ${each.cause} ${each.suspects.length}`);
      assert.deepEqual(said(), [`fail-stop ${cause} 1`]);
      restart(stand.theatre);
      play(stand.theatre, 45_000);
      assert.deepEqual(said(), [`fail-stop ${cause} 1`]);
    });
  }

  it("forgets an exception that the program outlived", () => {
    const stand = running();
    tellRaise(stand, 1, "ValueError: caught by a hook of its own");
    play(stand.theatre, 60_000);
    assert.deepEqual(open(stand.theatre), []);
    stop(stand.world, 2);
    play(stand.theatre, 10_000);
    assert.deepEqual(verdicts(stand.theatre).slice(1), ["non-comm-hang: rank 2"]);
  });

  it("dates a later end by itself, and not by an exception that the program outlived", () => {
    const stand = running();
    tellRaise(stand, 1, "ValueError: caught by a hook of its own");
    play(stand.theatre, 60_000);
    end(stand, 1, killed);
    play(stand.theatre, 1_000);
    const job = stand.theatre.state.jobs.get(stand.world.job);
    const agoMs = (job?.watch.evaluatedAtMs ?? 0) - (job?.ranks.get(asRank(1))?.end?.atMs ?? 0);
    assert.ok(agoMs <= 1_500, `${agoMs} ms ago`);
  });

  it("waits for the end that explains it when an exception is about a lost peer", () => {
    const stand = running();
    raise(stand, 3, "RuntimeError: gloo: Connection closed by peer [127.0.0.1]:1");
    play(stand.theatre, 200);
    end(stand, 2, killed, { noticedAfterMs: 400 });
    play(stand.theatre, 10_000);
    assert.deepEqual(verdicts(stand.theatre), ["fail-stop: rank 2"]);
  });

  it("takes SIGTERM of all from outside for the platform's, after a moment of grace", () => {
    const stand = running();
    for (const rank of [0, 1, 2, 3]) end(stand, rank, terminated);
    assert.deepEqual(verdicts(stand.theatre), []);
    play(stand.theatre, 10_000);
    const [incident] = found(stand.theatre);
    assert.equal(incident?.cause, "platform");
    assert.equal(incident?.needsHuman, false);
    assert.deepEqual(verdicts(stand.theatre), ["fail-stop: workload"]);
  });

  it("tells the job's own memory limit from a node without memory", () => {
    const cause = (line: string): string => {
      const stand = running();
      end(stand, 1, { kind: "signaled", signal: "SIGKILL", outOfMemory: true },
        { evidence: [line] });
      return found(stand.theatre)[0]?.cause ?? "";
    };
    assert.equal(cause("Memory cgroup out of memory: Killed process 17 (python)"), "user");
    assert.equal(cause("Out of memory: Killed process 17 (python), global_oom"), "platform");
  });

  it("blames the hardware when the kernel reported the card", () => {
    const stand = running();
    tell(stand.theatre, {
      kind: "kernel-fault", node: "node-2" as NodeName, fault: "xid 79",
      line: "NVRM: Xid (PCI:0000:3b:00): 79, GPU has fallen off the bus",
    });
    end(stand, 2, { kind: "signaled", signal: "SIGABRT", outOfMemory: false });
    play(stand.theatre, 3_000);
    assert.equal(found(stand.theatre)[0]?.cause, "hardware");
  });

  it("names the node when all its ranks die together", () => {
    const stand = running(8, 2);
    end(stand, 4, { kind: "gone" });
    end(stand, 5, { kind: "gone" });
    assert.deepEqual(verdicts(stand.theatre), ["fail-stop: node node-2, rank 4, rank 5"]);
  });

  it("folds a hang and the deaths that follow it into one incident", () => {
    const stand = running();
    stop(stand.world, 1);
    play(stand.theatre, 12_000);
    for (const rank of [0, 2, 3]) {
      end(stand, rank, { kind: "signaled", signal: "SIGABRT", outOfMemory: false });
    }
    play(stand.theatre, 5_000);
    assert.deepEqual(verdicts(stand.theatre), ["non-comm-hang: rank 1"]);
    const history = found(stand.theatre)[0]?.history.map((entry) => entry.change).join("; ");
    assert.match(history ?? "", /as a consequence/);
  });

  it("turns a hang into a fail-stop when its suspect is found dead", () => {
    const stand = running();
    stop(stand.world, 1);
    play(stand.theatre, 5_000);
    end(stand, 1, killed);
    assert.deepEqual(verdicts(stand.theatre), ["fail-stop: rank 1"]);
  });

  it("says a rank finished early when the others still wait for it", () => {
    const stand = running();
    end(stand, 3, { kind: "finished" });
    play(stand.theatre, 6_000);
    assert.deepEqual(verdicts(stand.theatre), ["non-comm-hang: rank 3"]);
    assert.equal(found(stand.theatre)[0]?.cause, "user");
  });

  it("hears an end twice and says it once", () => {
    const stand = running();
    end(stand, 0, killed);
    tellEnd(stand.theatre, 0, killed);
    play(stand.theatre, 2_000);
    assert.equal(found(stand.theatre).length, 1);
    assert.equal(stand.theatre.alerts.length, 1);
  });
});

describe("silent agents", () => {
  const silentFrom = (node: string, from: number): { theatre: Theatre; world: World } => {
    const world = makeWorld({ ranks: 8, ranksPerNode: 2, layout: ring(8) });
    const theatre = stage(world, { silent: (name, now) => name === node && now >= from });
    return { world, theatre: play(theatre, 10_000) };
  };

  it("makes nobody a suspect while the job goes on", () => {
    const { theatre } = silentFrom("node-1", 10_000);
    play(theatre, 60_000);
    assert.deepEqual(verdicts(theatre), []);
  });

  it("names the rank that hangs elsewhere and not the silent one, with less confidence", () => {
    const { world, theatre } = silentFrom("node-1", 10_000);
    play(theatre, 8_000);
    stop(world, 6);
    play(theatre, 20_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 6"]);
    assert.ok((found(theatre)[0]?.confidence ?? 1) < 0.7);
  });

  it("calls the node dead when its peers wait for it as well", () => {
    const { world, theatre } = silentFrom("node-1", 10_000);
    kill(world, 2);
    kill(world, 3);
    play(theatre, 4_000);
    assert.deepEqual(verdicts(theatre), [], "an agent may restart");
    play(theatre, 16_000);
    assert.deepEqual(verdicts(theatre), ["fail-stop: node node-1"]);
    assert.equal(open(theatre)[0]?.level, "open");
  });

  it("keeps to the dead node when its survivors abort or lose it as a peer", () => {
    const ends: readonly ProcessEnd[] = [
      { kind: "signaled", signal: "SIGABRT", outOfMemory: false },
      { kind: "exited", code: 1, reason: "exception" },
    ];
    for (const how of ends) {
      const { world, theatre } = silentFrom("node-1", 10_000);
      for (const rank of [2, 3]) kill(world, rank);
      play(theatre, 20_000);
      for (const rank of [0, 4, 5]) {
        kill(world, rank);
        tellEnd(theatre, rank, how, { evidence: ["RuntimeError: Connection closed by peer"] });
      }
      play(theatre, 5_000);
      assert.deepEqual(verdicts(theatre), ["fail-stop: node node-1"]);
    }
  });

  it("does not take a hang for over when the agent that showed it falls silent", () => {
    const world = makeWorld({ layout: ring(4) });
    let from = Infinity;
    const theatre = stage(world, { silent: (_, now) => now >= from });
    play(theatre, 10_000);
    stop(world, 2, "T");
    play(theatre, 6_000);
    from = world.now;
    play(theatre, 30_000);
    assert.deepEqual(open(theatre).map((incident) => incident.syndrome), ["non-comm-hang"]);
  });
});

describe("a hybrid job", () => {
  it("loses one rank and gets one incident", () => {
    const world = makeWorld({ ranks: 8, layout: hybrid(), hasLanes: false });
    const theatre = play(stage(world), 10_000);
    kill(world, 5);
    tellEnd(theatre, 5, killed);
    play(theatre, 30_000);
    assert.deepEqual(verdicts(theatre), ["fail-stop: rank 5"]);
  });
});
