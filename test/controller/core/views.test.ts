// What people are shown, and what is never hidden.

import { strict as assert } from "node:assert";
import { refuseFence, type Fences } from "../../../agent/core/fence.ts";
import { defaultPolicy as agentPolicy } from "../../../agent/core/policy.ts";
import type { Effect } from "../../../controller/core/fleet/contract.ts";
import type { Fence } from "../../../proto/command.ts";
import type { JobName, NodeName, ProcessId, Rank } from "../../../proto/ids.ts";
import { defaultPolicy } from "../../../controller/core/fleet/policy.ts";
import {
  hooksReply, incidentDetail, incidents, jobDetail, jobViews, matrixView, statusView,
  type HostFacts, type Scene,
} from "../../../controller/core/views.ts";
import { ring } from "./fixtures/layouts.ts";
import { asRank, kill, makeWorld, resume, stop } from "./fixtures/physics.ts";
import {
  feed, found, play, restart, stage, tell, tellEnd, verdicts, type Theatre,
} from "./fixtures/play.ts";

const host: HostFacts = {
  version: "0.1.0", leader: true, suspended: false, upMs: 5, connected: true, lost: 0, rejected: 2,
  alertsPending: 0,
  errors: ["io: something"],
};
const epochMs = 1_790_000_000_000;

function sceneOf(theatre: Theatre): Scene {
  return { state: theatre.state, now: epochMs + theatre.world.now, policy: defaultPolicy };
}

describe("views", () => {
  it("know nothing of a job that never was", () => {
    const scene = sceneOf(stage(makeWorld({ layout: ring(4) })));
    const nobody = "nobody" as JobName;
    assert.equal(jobDetail(scene, nobody), undefined);
    assert.equal(matrixView(scene, nobody), undefined);
    assert.equal(hooksReply(scene.state, nobody), undefined);
    assert.deepEqual(incidents(scene.state, nobody), []);
  });

  it("show a healthy job, its ranks, its communicator and its rate", () => {
    const theatre = play(stage(makeWorld({ layout: ring(4) })), 20_000);
    const scene = sceneOf(theatre);
    const status = statusView(scene, host);
    assert.equal(status.agents.filter((agent) => agent.state === "reporting").length, 4);
    assert.deepEqual(status.hooks,
      { ranksLoaded: 4, ranksExpected: 4, missing: [], dropped: 0, silenced: 0 });
    assert.deepEqual(status.errors, ["io: something"]);
    const [job] = jobViews(scene);
    assert.equal(job?.health, "healthy");
    assert.equal(job?.stepKind, "operations");
    // Three operations in each step of about 100 ms.
    assert.ok(Math.abs((job?.stepsPerSecond ?? 0) - 30) < 6, `${job?.stepsPerSecond}`);
    assert.ok(Math.abs((job?.rateRatio ?? 0) - 1) < 0.2);
    const detail = jobDetail(scene, theatre.world.job);
    assert.deepEqual(detail?.communicators[0]?.members, [0, 1, 2, 3]);
    assert.ok((detail?.communicators[0]?.operationsPerSecond ?? 0) > 20);
  });

  it("know a rate again after a restart only when a whole window was seen, and as it was", () => {
    // The first ticks of its new life find nobody: not a job that stands at step 0.
    const theatre = play(stage(makeWorld({ layout: ring(4) }), {
      silent: (_, now) => now > 60_000 && now < 61_500,
    }), 60_000);
    restart(theatre);
    const seen = new Set<number>();
    while (theatre.world.now < 75_000) {
      play(theatre, 200);
      const [job] = jobViews(sceneOf(theatre));
      assert.ok(job !== undefined);
      if (job.rateRatio !== 0) seen.add(job.rateRatio);
      const isEarly = theatre.world.now < 63_500;
      if (isEarly) assert.equal(job.rateRatio, 0, "shown before a window was over");
    }
    assert.ok(seen.size > 1, "a rate was never shown");
    for (const ratio of seen) assert.ok(Math.abs(ratio - 1) < 0.15, `${ratio} of what is usual`);
  });

  it("hold a slow job's rate against what it did before, however long it is slow", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 30_000);
    const worker = world.workers[1];
    assert.ok(worker !== undefined);
    worker.extraComputeMs = 100;
    const ratioAfter = (ms: number): number =>
      jobViews(sceneOf(play(theatre, ms)))[0]?.rateRatio ?? 0;
    const early = ratioAfter(20_000);
    const late = ratioAfter(60_000);
    assert.ok(early > 0.2 && early < 0.8, `${early}`);
    assert.ok(Math.abs(late - early) < 0.05, `${early} at first, ${late} a minute later`);
    worker.extraComputeMs = 0;
    const healed = ratioAfter(20_000);
    assert.ok(Math.abs(healed - 1) < 0.1, `${healed} when it is over`);
  });

  it("show no rate of a job whose hooks are off, whose ranks are silent, or that ended", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = stage(world, { silent: (_, now) => now > 60_000 && now < 70_000 });
    const rates = (): readonly number[] => jobViews(sceneOf(theatre)).flatMap((job) =>
      [job.stepsPerSecond, job.rateRatio]);
    play(theatre, 20_000);
    assert.ok(rates().every((each) => each > 0));
    feed(theatre, { kind: "set-hooks", job: world.job, enabled: false });
    theatre.mask = 0n;
    play(theatre, 3_000);
    assert.deepEqual(rates(), [0, 0], "hooks off");
    theatre.mask = 1n;
    feed(theatre, { kind: "set-hooks", job: world.job, enabled: true });
    play(theatre, 30_000);
    assert.ok(Math.abs((rates()[1] ?? 0) - 1) < 0.2, "back");
    play(theatre, 16_000);
    assert.deepEqual(rates(), [0, 0], "silent");
    play(theatre, 11_000);
    assert.ok(Math.abs((rates()[1] ?? 0) - 1) < 0.2, `back: ${rates().join()}`);
    for (const rank of [0, 1, 2, 3]) {
      kill(world, rank);
      tellEnd(theatre, rank, { kind: "finished" });
    }
    play(theatre, 6_000);
    assert.deepEqual(rates(), [0, 0], "ended");
  });

  it("give an operation's age only to a rank that is in one", () => {
    const theatre = play(stage(makeWorld({ layout: ring(4) })), 5_000);
    const seen = new Set<string>();
    for (let moment = 0; moment < 20; moment += 1) {
      play(theatre, 500);
      for (const each of jobDetail(sceneOf(theatre), theatre.world.job)?.members ?? []) {
        const isIn = each.operation !== "";
        assert.equal(each.operationAgeMs >= 0, isIn, `${each.operation} ${each.operationAgeMs}`);
        seen.add(isIn ? "in one" : "in none");
      }
    }
    assert.equal(seen.size, 2, [...seen].join());
  });

  it("know nothing of the ranks whose hooks are off but that they are off", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 20_000);
    const figures = () => jobDetail(sceneOf(theatre), world.job)?.members.map((member) =>
      [member.state, member.operationAgeMs, member.latenessMs, member.sentBytesPerSecond]);
    const [before] = figures() ?? [];
    assert.ok(Number(before?.[3]) > 0);
    feed(theatre, { kind: "set-hooks", job: world.job, enabled: false });
    theatre.mask = 0n;
    play(theatre, 3_000);
    assert.deepEqual(figures(), [0, 1, 2, 3].map(() => ["off", -1, null, null]));
  });

  it("take a hook that sees no connection for blind, not for a rank that sends nothing", () => {
    const sent = (hasLanes: boolean): boolean[] | undefined => {
      const world = makeWorld({ layout: ring(4), framework: "mpi", hasLanes });
      return jobDetail(sceneOf(play(stage(world), 5_000)), world.job)?.members
        .map((member) => member.sentBytesPerSecond !== null);
    };
    assert.deepEqual(sent(true), [true, true, true, true]);
    assert.deepEqual(sent(false), [false, false, false, false]);
  });

  it("call a rank without a report silent, and its job unknown", () => {
    const theatre = stage(makeWorld({ layout: ring(4) }), {
      silent: (node, now) => node === "node-2" && now > 10_000,
    });
    play(theatre, 20_000);
    const scene = sceneOf(theatre);
    assert.equal(jobDetail(scene, theatre.world.job)?.members[2]?.state, "silent");
    assert.equal(jobViews(scene)[0]?.health, "unknown");
    const silent = statusView(scene, host).agents.filter((agent) => agent.state === "silent");
    assert.deepEqual(silent.map((agent) => agent.node), ["node-2"]);
  });

  it("show who raised while it tears down, and what it raised in the headline", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    const worker = world.workers[1];
    assert.ok(worker !== undefined);
    stop(world, 1);
    tell(theatre, {
      kind: "process-raised", node: worker.node, job: world.job, rank: asRank(1),
      process: worker.process, evidence: ["ValueError: loss is nan"],
    });
    play(theatre, 3_000);
    const detail = jobDetail(sceneOf(theatre), world.job);
    assert.equal(detail?.members[1]?.state, "raised");
    assert.match(detail?.headline ?? "", /^fail-stop: rank 1 \(node-1\)/);
  });

  it("show who is late, who waits and what is open in the headline", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    stop(world, 3);
    play(theatre, 6_000);
    const detail = jobDetail(sceneOf(theatre), world.job);
    assert.deepEqual(detail?.members.map((member) => member.state),
      ["waiting", "waiting", "waiting", "late"]);
    assert.equal(detail?.health, "degraded");
    const [waiting, , , late] = detail?.members ?? [];
    assert.ok((waiting?.operationAgeMs ?? 0) > 5_000);
    assert.ok(Math.abs((late?.latenessMs ?? 0) - (waiting?.operationAgeMs ?? 0)) < 1_000,
      `late by ${late?.latenessMs} ms, awaited for ${waiting?.operationAgeMs} ms`);
    assert.match(detail?.headline ?? "", /^non-comm-hang: rank 3 \(node-3\)/);
  });

  it("keep the signal that opened an incident, through new evidence and a restart", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    stop(world, 3);
    play(theatre, 2_500);
    const [young] = found(theatre);
    assert.ok(young !== undefined);
    assert.equal(young.signal.replaceAll(/[\d.]+ m?s\b/g, "…"),
      young.evidence[0]?.replaceAll(/[\d.]+ m?s\b/g, "…"));
    play(theatre, 20_000);
    restart(theatre);
    play(theatre, 10_000);
    const [old] = found(theatre);
    assert.equal(old?.signal, young.signal);
    assert.ok(!old.evidence.includes(young.signal), "the evidence has grown");
  });

  it("show how ranks ended, and an ended job as ended", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    for (const rank of [0, 1, 2, 3]) {
      kill(world, rank);
      tellEnd(theatre, rank, rank === 1 ? { kind: "gone" } : { kind: "finished" });
    }
    play(theatre, 6_000);
    const detail = jobDetail(sceneOf(theatre), world.job);
    assert.deepEqual(detail?.members.map((member) => member.state),
      ["finished", "gone", "finished", "finished"]);
    assert.equal(detail?.health, "ended");
  });

  it("say since when a job is in its state, through incidents, a restart and its end", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = stage(world);
    const since = (): string => {
      const [job] = jobViews(sceneOf(theatre));
      return `${job?.health} ${Math.round((job?.sinceMs ?? -1) / 1_000)}`;
    };
    play(theatre, 30_000);
    assert.equal(since(), "healthy 30");
    stop(world, 2);
    play(theatre, 10_000);
    assert.equal(since(), "degraded 10");
    const [open] = statusView(sceneOf(theatre), host).incidents;
    assert.equal(Math.round((open?.sinceMs ?? 0) / 1_000), 10);
    resume(world, 2);
    play(theatre, 15_000);
    assert.match(since(), /^healthy 1[0-3]$/, "since the recovery");
    restart(theatre);
    play(theatre, 5_000);
    assert.match(since(), /^healthy 1[5-8]$/, "a controller's new life is no news of the job");
    for (const rank of [0, 1, 2, 3]) {
      kill(world, rank);
      tellEnd(theatre, rank, { kind: "finished" });
    }
    play(theatre, 23_000);
    assert.equal(since(), "ended 20");
  });

  it("say since when a job is unknown: its ranks' last word, or the hooks' silencing", () => {
    const dark = stage(makeWorld({ layout: ring(4) }), {
      silent: (node, now) => node === "node-2" && now > 10_000,
    });
    play(dark, 30_000);
    const [lost] = jobViews(sceneOf(dark));
    assert.equal(lost?.health, "unknown");
    assert.ok(Math.abs(lost.sinceMs - 20_000) <= 1_000, `${lost.sinceMs}`);
    const quiet = play(stage(makeWorld({ layout: ring(4) })), 20_000);
    feed(quiet, { kind: "set-hooks", job: quiet.world.job, enabled: false });
    quiet.mask = 0n;
    play(quiet, 6_000);
    restart(quiet);
    play(quiet, 6_000);
    const [off] = jobViews(sceneOf(quiet));
    assert.deepEqual([off?.health, off?.sinceMs], ["unknown", 12_000]);
  });

  it("show a ring's matrix with its four cells and nothing where nothing flows", () => {
    const theatre = play(stage(makeWorld({ layout: ring(4) })), 20_000);
    const matrix = matrixView(sceneOf(theatre), theatre.world.job);
    const cells = matrix?.networkMsPerMiB.map((row) => row.map((cell) => cell !== null));
    assert.deepEqual(cells, [
      [false, true, false, false], [false, false, true, false], [false, false, false, true],
      [true, false, false, false],
    ]);
    const [first] = matrix?.networkMsPerMiB ?? [];
    assert.ok(Math.abs((first?.[1] ?? 0) - 1) < 0.3);
  });

  it("gather evidence from the suspect and two healthy ranks, once, and keep it", () => {
    const world = makeWorld({ layout: ring(4) });
    const asked: string[] = [];
    const answer = (effect: Extract<Effect, { kind: "command" }>) => {
      const { command } = effect.fenced;
      if (command.kind !== "gather") return undefined;
      asked.push(`${command.rank}: ${command.want.join(" ")}`);
      return {
        kind: "evidence" as const,
        items: [{
          kind: "stack" as const, node: effect.node, rank: command.rank, text: "main.py:7",
          truncated: false,
        }],
      };
    };
    const theatre = play(stage(world, { answer }), 10_000);
    stop(world, 2);
    play(theatre, 10_000);
    assert.deepEqual(asked, [
      "2: stack flight-recorder kernel-log", "0: stack flight-recorder",
      "1: stack flight-recorder",
    ]);
    const id = found(theatre)[0]?.id;
    assert.ok(id !== undefined);
    assert.equal(incidentDetail(theatre.state, id)?.gathered.length, 3);
    assert.ok(theatre.entries.has(`evidence/${id}`));
    resume(world, 2);
    play(theatre, 10_000);
    stop(world, 2);
    play(theatre, 10_000);
    assert.equal(asked.length, 6, "a return is looked at anew");
    assert.equal(incidentDetail(theatre.state, id)?.gathered.length, 3, "and by its own stacks");
  });

  it("never make a slow gather obsolete by the probe that follows it", () => {
    const world = makeWorld({ layout: ring(4), hasSockets: false });
    const commands: { readonly at: string; readonly kind: string; readonly fence: Fence }[] = [];
    const answer = (effect: Extract<Effect, { kind: "command" }>) => { // slow: not answered here
      const { command, fence } = effect.fenced;
      commands.push({ at: effect.node, kind: command.kind, fence });
      return undefined;
    };
    const theatre = play(stage(world, { answer }), 10_000);
    world.deadPaths.add("1>2").add("2>1");
    play(theatre, 5_000);
    assert.deepEqual(verdicts(theatre), ["comm-hang: link node-1 > node-2, rank 2"]);
    const gathers = commands.filter((each) => each.kind === "gather");
    const isProbed = (node: string) =>
      commands.some((each) => each.at === node && each.kind === "probe");
    assert.ok(gathers.some((each) => isProbed(each.at)), "a node must be asked for both");
    for (const node of new Set(gathers.map((each) => each.at))) {
      const fences: Fences = new Map();
      const here = commands.filter((each) => each.at === node);
      for (const { fence } of here) refuseFence(fences, fence, 0, agentPolicy);
      for (const { kind, fence } of here) {
        if (kind === "gather") assert.equal(refuseFence(fences, fence, 0, agentPolicy), undefined);
      }
    }
  });

  it("silence again where an agent starts anew, or where a rank comes later", () => {
    const world = makeWorld({ layout: ring(4) });
    const told: string[] = [];
    const theatre = stage(world, {
      answer: ({ node, fenced: { command, fence } }) => {
        if (command.kind !== "set-mask") return undefined;
        told.push(`${node} ${fence.generation} ${command.mask === 0n}`);
        return { kind: "done", detail: "" };
      },
    });
    const restarted = (session: string): void => {
      const node = "node-2" as NodeName;
      tell(theatre, { kind: "agent-started", node, session, version: "1" });
    };
    const moved = (process: string): void => {
      tell(theatre, {
        kind: "process-ended", node: "node-1" as NodeName, job: world.job, rank: 1 as Rank,
        process: world.workers[1]?.process ?? ("" as ProcessId), end: { kind: "finished" },
        noticedAfterMs: 0, evidence: [],
      });
      tell(theatre, {
        kind: "process-started", node: "node-9" as NodeName, job: world.job, rank: 1 as Rank,
        process: process as ProcessId, pid: 9, worldSize: 4,
      });
    };
    play(theatre, 5_000);
    restarted("s2");
    assert.equal(told.join(), "", "nobody asked for silence");
    feed(theatre, { kind: "set-hooks", job: world.job, enabled: false });
    told.length = 0;
    theatre.mask = 0n;
    play(theatre, 3_000);
    assert.equal(told.join(), "", "who knows it is not told again and again");
    restarted("s3");
    assert.deepEqual(told, ["node-2 1 true"]);
    moved("9-9");
    assert.deepEqual(told, ["node-2 1 true", "node-9 1 true"]);
    assert.equal(hooksReply(theatre.state, world.job)?.nodes.at(-1)?.outcome, "done");
    told.length = 0;
    restart(theatre); // it knows no ranks then: their next signatures bring them
    play(theatre, 2_000);
    assert.ok(told.includes("node-3 1 true"), told.join());
  });

  it("silence a job's hooks on every node, fenced, and tell how it went", () => {
    const world = makeWorld({ layout: ring(4) });
    const fences: string[] = [];
    const theatre = stage(world, {
      answer: (effect) => {
        const { command, fence } = effect.fenced;
        if (command.kind !== "set-mask") return undefined;
        fences.push(`${effect.node} ${fence.scope} ${fence.generation} ${command.mask === 0n}`);
        return effect.node === "node-3"
          ? { kind: "refused", reason: "read-only" }
          : { kind: "done", detail: "" };
      },
    });
    play(theatre, 5_000);
    feed(theatre, { kind: "set-hooks", job: world.job, enabled: false });
    assert.deepEqual(fences, [0, 1, 2, 3].map((node) => `node-${node} job/train/hooks 1 true`));
    const reply = hooksReply(theatre.state, world.job);
    assert.equal(reply?.enabled, false);
    assert.deepEqual(reply?.nodes.map((each) => each.outcome),
      ["done", "done", "done", "read-only"]);
  });
});
