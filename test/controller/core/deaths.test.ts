// Deaths told out of order, by programs that say strange things, and to a controller that is blind.

import { strict as assert } from "node:assert";
import { causeOfEnd } from "../../../controller/core/fleet/cause.ts";
import { endRank, newJob, newRank } from "../../../controller/core/fleet/fleet.ts";
import { jobEntry } from "../../../controller/core/fleet/persist.ts";
import type { ProcessEnd } from "../../../proto/event.ts";
import type { JobName, NodeName, ProcessId, Rank } from "../../../proto/ids.ts";
import { ring } from "./fixtures/layouts.ts";
import { kill, makeWorld, pause, resume, stop, type World } from "./fixtures/physics.ts";
import { feed, found, play, restart, stage, tellEnd, type Theatre, verdicts }
  from "./fixtures/play.ts";

const killed: ProcessEnd = { kind: "signaled", signal: "SIGKILL", outOfMemory: false };
const raised: ProcessEnd = { kind: "exited", code: 1, reason: "exception" };

function running(
  ranks = 4, options: Parameters<typeof stage>[1] = {},
): { world: World; theatre: Theatre } {
  const world = makeWorld({ ranks, layout: ring(ranks) });
  return { world, theatre: play(stage(world, options), 10_000) };
}

const firing = (theatre: Theatre): number =>
  theatre.alerts.filter((each) => each.alert.includes("/firing")).length;

describe("deaths heard in the reverse order", () => {
  it("wake somebody once the kill before the harmless exit is heard", () => {
    const { world, theatre } = running();
    kill(world, 3);
    tellEnd(theatre, 3, raised);
    assert.equal(found(theatre)[0]?.state, "confirmed");
    assert.equal(firing(theatre), 0, "an exit of the program wakes nobody");
    play(theatre, 400);
    kill(world, 1);
    tellEnd(theatre, 1, killed, { noticedAfterMs: 600 });
    assert.deepEqual(verdicts(theatre), ["fail-stop: rank 1"]);
    assert.equal(firing(theatre), 1);
    assert.ok(found(theatre)[0]?.pagedMs !== undefined);
    play(theatre, 5_000);
    assert.equal(firing(theatre), 1);
  });
});

describe("a page that its receiver does not take at once", () => {
  const story = (...receiver: readonly ("failing" | "delivered")[]): Theatre => {
    const { world, theatre } = running(4, { receiver });
    kill(world, 1);
    tellEnd(theatre, 1, killed);
    return theatre;
  };
  const ofAlert = (theatre: Theatre): string | undefined =>
    found(theatre)[0]?.actions.find(({ kind }) => kind === "alert")?.outcome;

  it("is told to be failing, with the reason, once, and is said again by the next life", () => {
    const theatre = story("failing", "failing");
    assert.equal(ofAlert(theatre), "failing");
    const told = found(theatre)[0]?.history.filter(({ change }) => change.includes("HTTP 500"));
    assert.deepEqual(told?.map(({ change }) => change),
      ["alert firing not delivered yet: HTTP 500; tried again"]);
    restart(theatre);
    play(theatre, 1_000);
    assert.equal(firing(theatre), 2);
  });

  it("is told to be delivered when it is", () => {
    const theatre = story("failing", "delivered");
    assert.equal(ofAlert(theatre), "delivered");
    assert.equal(found(theatre)[0]?.state, "acted");
  });
});

describe("a rank that is killed while the others wait for another one", () => {
  const story = (awayForMs: number): Theatre => {
    const { world, theatre } = running();
    pause(world, 1, awayForMs);
    play(theatre, 4_000);
    kill(world, 3);
    tellEnd(theatre, 3, killed);
    play(theatre, 4_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 1"], "a consequence, it seems");
    return play(theatre, 8_000);
  };

  it("is a consequence as long as that one stands still", () => {
    assert.deepEqual(verdicts(story(60_000)), ["non-comm-hang: rank 1"]);
  });

  it("is told, and pages, once that one goes on and the job waits for the dead one", () => {
    const theatre = story(9_000);
    assert.deepEqual(found(theatre).map((each) => `${each.syndrome} ${each.state}`),
      ["non-comm-hang recovered", "fail-stop acted"]);
    assert.equal(firing(theatre), 2);
    assert.equal(found(play(theatre, 10_000)).length, 2);
  });
});

describe("a rank that is stopped, goes on, and is killed", () => {
  const story = (wentOnForMs: number): Theatre => {
    const { world, theatre } = running();
    stop(world, 2, "T");
    play(theatre, 4_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 2"]);
    resume(world, 2);
    play(theatre, wentOnForMs);
    kill(world, 2);
    tellEnd(theatre, 2, killed);
    return play(theatre, 400);
  };

  for (const wentOnForMs of [1_500, 6_000]) {
    it(`has two incidents when the job went on for ${wentOnForMs} ms in between`, () => {
      const theatre = story(wentOnForMs);
      assert.deepEqual(found(theatre).map((each) => `${each.syndrome} ${each.state}`).sort(),
        ["fail-stop acted", "non-comm-hang recovered"]);
      assert.equal(firing(theatre), 2);
      const [hang, death] = [...found(theatre)].sort((a, b) => a.suspectedMs - b.suspectedMs);
      assert.ok((death?.firstEvidenceMs ?? 0) - (hang?.suspectedMs ?? 0) > wentOnForMs);
      play(theatre, 10_000);
      assert.equal(firing(theatre), 2, "and no third page");
    });
  }

  it("stays the one at fault when the hanging job is killed as a whole", () => {
    const { world, theatre } = running();
    stop(world, 2, "T");
    play(theatre, 4_000);
    for (const rank of [0, 1, 2, 3]) {
      kill(world, rank);
      tellEnd(theatre, rank, killed);
    }
    play(theatre, 1_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 2"]);
  });

  it("is told as ended from outside when the whole job is, and the hang had woken nobody", () => {
    const { world, theatre } = running();
    stop(world, 2, "S");
    play(theatre, 4_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 2"]);
    for (const rank of [2, 0, 1, 3]) {
      kill(world, rank);
      tellEnd(theatre, rank, { kind: "signaled", signal: "SIGTERM", outOfMemory: false });
    }
    play(theatre, 10_000);
    assert.deepEqual(found(theatre).map(({ syndrome, cause }) => [syndrome, cause]),
      [["fail-stop", "platform"]]);
  });

  it("has one incident when it is killed while it hangs", () => {
    const { world, theatre } = running();
    stop(world, 2, "T");
    play(theatre, 4_000);
    kill(world, 2);
    tellEnd(theatre, 2, killed, { noticedAfterMs: 300 });
    play(theatre, 5_000);
    assert.deepEqual(verdicts(theatre), ["fail-stop: rank 2"]);
    assert.equal(firing(theatre), 1);
  });
});

describe("a rank that leaves the loop alone", () => {
  it("is named, and not the first of those who lost it as a peer", () => {
    const { world, theatre } = running();
    kill(world, 2);
    tellEnd(theatre, 2, { kind: "finished" });
    play(theatre, 300);
    kill(world, 1);
    tellEnd(theatre, 1, raised, {
      evidence: ["RuntimeError: [gloo/transport/tcp/pair.cc:547] Connection closed by peer"],
    });
    play(theatre, 4_000);
    assert.deepEqual(verdicts(theatre), ["fail-stop: rank 2"]);
    assert.equal(found(theatre)[0]?.cause, "user");
    assert.equal(firing(theatre), 0);
  });
});

describe("what a program says of its own end", () => {
  const cause = (...evidence: readonly string[]): string => {
    const why = causeOfEnd(raised, evidence, []);
    return `${why.cause}, ${why.needsHuman ? "wakes" : "sleeps"}`;
  };

  it("accuses no hardware with words that only look like the kernel's", () => {
    for (const line of [
      "KeyError: no txid in row", "ValueError: xid 79 is no transaction",
      "RuntimeError: uncorrectable input", "NVRM: Xid (PCI:0000:3b:00): 79, says the program",
      "AssertionError: ecc error in my codec",
    ]) assert.equal(cause(line), "user, sleeps", line);
  });

  it("accuses hardware in CUDA's own words, or with a fault that the kernel reported", () => {
    for (const line of [
      "RuntimeError: CUDA error: uncorrectable ECC error encountered",
      "ncclUnhandledCudaError: Cuda failure 214 'uncorrectable ECC error encountered'",
      "CUDA_ERROR_NVLINK_UNCORRECTABLE",
    ]) assert.equal(cause(line), "hardware, wakes", line);
    const fault = { atMs: 0, fault: "xid 79", line: "NVRM: Xid (PCI:0000:3b:00): 79" };
    assert.equal(causeOfEnd(killed, [], [fault]).cause, "hardware");
  });

  it("wakes nobody for a lost connection to a server of its own", () => {
    assert.equal(cause("ConnectionError: [Errno 111] Connection refused"), "user, sleeps");
    assert.equal(cause(
      "File \"torch/distributed/elastic/multiprocessing/errors/__init__.py\", in wrapper",
      "ConnectionResetError: Connection reset by peer",
    ), "user, sleeps");
    const { world, theatre } = running();
    kill(world, 2);
    tellEnd(theatre, 2, raised, { evidence: ["ConnectionError: Connection refused"] });
    play(theatre, 4_000);
    assert.equal(found(theatre)[0]?.cause, "user");
    assert.equal(firing(theatre), 0);
  });

  it("wakes somebody for a peer lost in a collective when no other end explains it", () => {
    const { world, theatre } = running();
    kill(world, 2);
    tellEnd(theatre, 2, raised, {
      evidence: ["RuntimeError: [third_party/gloo/gloo/transport/tcp/pair.cc:534] " +
        "Connection closed by peer [10.0.0.3]:4711"],
    });
    play(theatre, 4_000);
    assert.equal(found(theatre)[0]?.cause, "unknown");
    assert.equal(firing(theatre), 1);
  });

  it("shows the last line of a long traceback", () => {
    const { world, theatre } = running();
    kill(world, 2);
    const frames = Array.from({ length: 14 }, (_, index) => `  File "train.py", line ${index}`);
    tellEnd(theatre, 2, raised, { evidence: [...frames, "ValueError: loss is nan"] });
    assert.match(found(theatre)[0]?.evidence[0] ?? "", /ValueError: loss is nan/);
  });
});

describe("a death while the hooks are off", () => {
  it("is told at once, and nothing else is", () => {
    const { world, theatre } = running();
    feed(theatre, { kind: "set-hooks", job: world.job, enabled: false });
    theatre.mask = 0n;
    play(theatre, 5_000);
    assert.deepEqual(verdicts(theatre), []);
    kill(world, 2);
    tellEnd(theatre, 2, killed);
    assert.deepEqual(verdicts(theatre), ["fail-stop: rank 2"]);
    assert.equal(firing(theatre), 1);
    play(theatre, 10_000);
    assert.deepEqual(verdicts(theatre), ["fail-stop: rank 2"]);
  });
});

describe("what survives of many deaths", () => {
  it("fits a value, and keeps the words of those that died first", () => {
    const job = newJob("train" as JobName, 0);
    const evidence = Array.from({ length: 16 }, () => "x".repeat(512));
    for (let number = 0; number < 600; number += 1) {
      const rank = newRank(job, {
        rank: number as Rank, node: "node-0" as NodeName, process: `${number}-9` as ProcessId,
        pid: number,
      }, 0);
      endRank(rank, {
        end: raised, atMs: number === 300 ? 1 : 1_000, evidence, settled: false,
      });
    }
    const text = JSON.stringify(jobEntry(job).value);
    assert.ok(text.length < 1_000 * 1024, `${text.length} bytes`);
    const { ends } = JSON.parse(text) as {
      ends: readonly { rank: number; end: { evidence: readonly string[] } }[];
    };
    assert.equal(ends.length, 512);
    assert.equal(ends[0]?.rank, 300);
    assert.equal(ends.filter((each) => each.end.evidence.length > 0).length, 16);
  });

  it("gives no incident's id twice, whatever was written of its job", () => {
    const { world, theatre } = running();
    kill(world, 1);
    tellEnd(theatre, 1, killed);
    const [first] = found(theatre);
    assert.ok(first !== undefined);
    const key = `job/${world.job}`;
    const saved = theatre.entries.get(key);
    assert.ok(typeof saved === "object" && saved !== null);
    theatre.entries.set(key, { ...saved, incidentCounter: 0 });
    restart(theatre);
    assert.equal(theatre.state.jobs.get(world.job)?.incidentCounter, 1);
    // And when nothing was written of the job at all.
    theatre.entries.delete(key);
    restart(theatre, 3);
    tellEnd(theatre, 2, killed);
    assert.deepEqual([...theatre.state.incidents.keys()], [first.id, "inc-train-2"]);
  });
});
