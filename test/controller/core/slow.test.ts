// Slow ranks and slow paths, and the noise that is neither.

import { strict as assert } from "node:assert";
import type { CommandReply, ProbeResult } from "../../../proto/command.ts";
import { usualShare } from "../../../controller/core/detect/slow-rank.ts";
import type { Effect } from "../../../controller/core/fleet/contract.ts";
import { experts, hybrid, ring } from "./fixtures/layouts.ts";
import { makeWorld, pause, type World } from "./fixtures/physics.ts";
import { found, open, play, stage, type Theatre, verdicts } from "./fixtures/play.ts";

function slowDown(world: World, rank: number, ms: number): void {
  const worker = world.workers[rank];
  if (worker === undefined) throw new Error(`no rank ${rank}`);
  worker.extraComputeMs = ms;
}

describe("slow ranks", () => {
  it("says nothing in ten noisy minutes with every kind of pause", () => {
    const world = makeWorld({ layout: ring(4), jitter: 0.15, seed: 7 });
    slowDown(world, 1, 4); // uneven by ten percent, from the beginning
    const theatre = play(stage(world, { fast: false }), 120_000);
    for (const rank of [0, 1, 2, 3]) pause(world, rank, 20_000 + rank * 30);
    play(theatre, 120_000);
    for (const rank of [0, 1, 2, 3]) pause(world, rank, 8_000);
    play(theatre, 120_000);
    pause(world, 0, 25_000);
    play(theatre, 240_000);
    assert.deepEqual(theatre.alerts, []);
    assert.deepEqual(open(theatre), []);
    const slow = found(theatre).filter((incident) => incident.syndrome.endsWith("slow"));
    assert.deepEqual(slow, [], "uneven ranks are no fault");
  }).timeout(60_000);

  it("does not take one stall of a second for a slow rank", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 20_000);
    for (let time = 0; time < 4; time += 1) {
      pause(world, 3, 900);
      play(theatre, 6_000);
    }
    assert.deepEqual(verdicts(theatre), []);
  });

  it("names a rank that loses a tenth of the step within ten seconds", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 30_000);
    slowDown(world, 2, 12); // of 100 ms and some
    play(theatre, 10_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-slow: rank 2"]);
    assert.equal(found(theatre)[0]?.state, "suspected");
  });

  it("tells no negative share of a rank that usually waits longer than the others", () => {
    assert.equal(usualShare(0.034), "usually it waits 3 % for it");
    for (const fraction of [0.004, 0, -0.03]) {
      assert.equal(usualShare(fraction), "usually it does not wait for it");
    }
  });

  it("pages for a rank that stays slow, and resolves when it is well again", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 30_000);
    slowDown(world, 0, 40);
    play(theatre, 60_000);
    assert.equal(theatre.alerts.length, 1);
    slowDown(world, 0, 0);
    play(theatre, 30_000);
    assert.deepEqual(theatre.alerts.map((each) => each.alert.split("/").at(-1)),
      ["firing", "resolved"]);
    assert.equal(found(theatre).length, 1);
    const [paged] = theatre.alerts;
    assert.deepEqual(found(theatre)[0]?.evidence, paged?.incident.evidence,
      "what somebody was woken for stands, not the last of its fading");
    slowDown(world, 0, 30);
    play(theatre, 15_000);
    slowDown(world, 0, 0);
    play(theatre, 30_000);
    assert.equal(found(theatre).length, 1, "it returned");
    assert.equal(theatre.alerts.length, 2, "and woke nobody");
    assert.notDeepEqual(found(theatre)[0]?.evidence, paged?.incident.evidence);
  });

  it("names the root in a hybrid job and none of those it makes late", () => {
    const world = makeWorld({ ranks: 8, layout: hybrid(), hasLanes: false, transferMs: 8 });
    const theatre = play(stage(world), 30_000);
    slowDown(world, 6, 30);
    play(theatre, 12_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-slow: rank 6"]);
  });

  it("finds one among sixteen", () => {
    const world = makeWorld({ ranks: 16, layout: ring(16), jitter: 0.1 });
    const theatre = play(stage(world, { fast: false }), 30_000);
    slowDown(world, 11, 25);
    play(theatre, 12_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-slow: rank 11"]);
  });

  it("does not blame a rank for the hang it came out of", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 20_000);
    pause(world, 1, 8_000);
    play(theatre, 40_000);
    assert.deepEqual(verdicts(theatre), ["non-comm-hang: rank 1"]);
  });
});

/** Agents of a network in which some paths are slow: bytes per second by path. */
function network(rateOf: (from: string, to: string) => number) {
  return (effect: Extract<Effect, { kind: "command" }>): CommandReply | undefined => {
    const { command } = effect.fenced;
    if (command.kind !== "probe") return undefined;
    const results = command.targets.map(({ node }): ProbeResult => {
      const rate = rateOf(effect.node, node);
      return rate === 0
        ? { to: node, kind: "timed-out", connectMs: 0, bytesPerSecond: 0 }
        : { to: node, kind: "measured", connectMs: 1, bytesPerSecond: rate };
    });
    return { kind: "probed", id: command.id, results };
  };
}

function slowRing(
  paths: readonly string[],
  answer?: ReturnType<typeof network>,
): Theatre {
  const world = makeWorld({ layout: ring(4, 40, 8 * 2 ** 20) });
  const theatre = play(stage(world, answer === undefined ? {} : { answer }), 20_000);
  for (const path of paths) world.slowPaths.set(path, 12);
  return play(theatre, 12_000);
}

describe("slow paths", () => {
  it("calls a slow cell of a ring a link and leaves its level open", () => {
    const theatre = slowRing(["1>2"]);
    assert.deepEqual(verdicts(theatre), ["comm-slow: link node-1 > node-2"]);
    assert.equal(found(theatre)[0]?.level, "open");
  });

  it("closes the level by a probe: transmitter, receiver or path", () => {
    const cases: readonly [string, (from: string, to: string) => number][] = [
      ["port node-1 tx", (from) => (from === "node-1" ? 5e6 : 1e9)],
      ["port node-2 rx", (_, to) => (to === "node-2" ? 5e6 : 1e9)],
      ["link node-1 > node-2",
        (from, to) => (from === "node-1" && to === "node-2" ? 5e6 : 1e9)],
    ];
    for (const [suspect, rateOf] of cases) {
      const theatre = slowRing(["1>2"], network(rateOf));
      assert.deepEqual(verdicts(theatre), [`comm-slow: ${suspect}`]);
      assert.equal(found(theatre)[0]?.level, "closed");
    }
  });

  it("probes anew when a path is slow again, and believes the new probe", () => {
    const rates = { isReceiver: false };
    const theatre = slowRing(["1>2"], network((from, to) =>
      (rates.isReceiver ? to === "node-2" : from === "node-1") ? 5e6 : 1e9));
    assert.deepEqual(verdicts(theatre), ["comm-slow: port node-1 tx"]);
    theatre.world.slowPaths.clear();
    play(theatre, 20_000);
    rates.isReceiver = true;
    theatre.world.slowPaths.set("1>2", 12);
    play(theatre, 12_000);
    assert.deepEqual(verdicts(theatre), ["comm-slow: port node-2 rx"]);
    const probes = found(theatre)[0]?.actions.filter((each) => each.kind === "probe");
    assert.equal(probes?.length, 2);
  });

  it("leaves the level open when the probe finds nothing, and says so", () => {
    const theatre = slowRing(["1>2"], network(() => 1e9));
    assert.equal(found(theatre)[0]?.level, "open");
    const history = found(theatre)[0]?.history.map((entry) => entry.change).join("; ");
    assert.match(history ?? "", /probe leaves the level open/);
  });

  it("names the card of a node whose both cells of a ring are slow", () => {
    const theatre = slowRing(["0>1", "1>2"]);
    assert.deepEqual(verdicts(theatre), ["comm-slow: port node-1 open, node node-1"]);
  });

  it("reads transmitter, receiver, card and path from all-to-all traffic at once", () => {
    const others = (rank: number): number[] => [0, 1, 2, 3].filter((each) => each !== rank);
    const cases: readonly [string, readonly string[]][] = [
      ["port node-1 tx", others(1).map((to) => `1>${to}`)],
      ["port node-2 rx", others(2).map((from) => `${from}>2`)],
      ["port node-3 open, node node-3", others(3).flatMap((each) => [`3>${each}`, `${each}>3`])],
      ["link node-1 > node-2", ["1>2"]],
    ];
    for (const [suspect, paths] of cases) {
      const world = makeWorld({ layout: experts(4, 30, 4 * 2 ** 20) });
      const theatre = play(stage(world), 20_000);
      for (const path of paths) world.slowPaths.set(path, 20);
      play(theatre, 12_000);
      assert.deepEqual(verdicts(theatre), [`comm-slow: ${suspect}`]);
      assert.equal(found(theatre)[0]?.level, "closed");
    }
  });

  it("keeps to a slow transmitter while a part of its paths is still slow", () => {
    const world = makeWorld({ layout: experts(4, 30, 4 * 2 ** 20) });
    const theatre = play(stage(world), 20_000);
    for (const path of ["1>0", "1>2", "1>3"]) world.slowPaths.set(path, 20);
    play(theatre, 12_000);
    for (const path of ["1>0", "1>3"]) world.slowPaths.delete(path);
    play(theatre, 12_000);
    assert.deepEqual(verdicts(theatre), ["comm-slow: port node-1 tx"]);
    assert.equal(open(theatre).length, 1);
    world.slowPaths.clear();
    play(theatre, 12_000);
    assert.equal(open(theatre).length, 0);
  });

  it("blames no rank for being late while a path is slow", () => {
    const theatre = slowRing(["2>3"]);
    play(theatre, 20_000);
    assert.deepEqual(verdicts(theatre).filter((each) => each.startsWith("non-comm")), []);
  });

  it("makes one incident of a slow path that dies", () => {
    const theatre = slowRing(["1>2"]);
    theatre.world.deadPaths.add("1>2").add("2>1");
    play(theatre, 6_000);
    assert.deepEqual(verdicts(theatre), ["comm-hang: link node-1 > node-2"]);
  });
});
