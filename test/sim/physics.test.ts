// The simulator's formulas for a transfer against the same ring played piece by piece.

import { strict as assert } from "node:assert";
import { runUntil } from "../../sim/job/run.ts";
import type { Lane } from "../../sim/job/ledger.ts";
import { piecesInFlight } from "../../sim/job/transfer.ts";
import { makeWorld, noteChange, type World } from "../../sim/job/world.ts";
import { playRing, type LaneTimes } from "./chunks.ts";
import { scenario } from "./scenarios.ts";

/** An operation of so many loops is long enough for its beginning not to matter. */
const loops = 8;
/** Of the operation's time with its waits: what formulas leave out of the first and last loop. */
const tolerance = 0.08;
const computeMs = 400;

function calmWorld(size: number): World {
  return makeWorld(scenario({
    nodes: size, devicesPerNode: 1, job: { computeMs },
    noise: { jitter: 0, stallChance: 0, unevenRanks: 0, sequenceImbalance: 0 },
  }));
}

/** Lanes in the order of the ring, after the first step's all-reduce. */
function lanesAfterOneStep(world: World): readonly Lane[] {
  const [call] = world.calls.filter(({ group }) => group.kind === "data");
  assert.ok(call !== undefined);
  while (call.lanes.some(({ sent }) => sent.bytes === 0)) runUntil(world, world.nowMs + 1);
  return [...call.lanes].sort((left, right) => left.from - right.from);
}

function compare(size: number, lanes: readonly Lane[], lateBy: readonly number[]): void {
  const pieces = 2 * (size - 1);
  const ring = playRing({
    arrivalMs: lateBy, loops, credits: piecesInFlight,
    pieceMs: lanes.map(({ sent }) => sent.networkMs / (pieces * loops)),
  });
  const [first] = lanes;
  assert.ok(first !== undefined);
  const allowedMs = tolerance * ring.endMs;
  const near = (told: number, played: number, what: string): void =>
    assert.ok(Math.abs(told - played) <= allowedMs,
      `${what}: ${told.toFixed(1)} ms by the formulas, ${played.toFixed(1)} ms piece by piece`);
  near(first.sent.lastMs - computeMs, ring.endMs, `${size} members, end`);
  lanes.forEach(({ sent, received }, index) => {
    const { gpuMs, peerMs, dataMs } = ring.lanes[index] as LaneTimes;
    const lane = `${size} members, lane ${index}`;
    near(sent.gpuMs, gpuMs, `${lane}, sender without data`);
    near(sent.peerMs, peerMs, `${lane}, sender without credit`);
    near(received.dataMs, dataMs, `${lane}, receiver without data`);
  });
}

const sizes = [2, 3, 4, 8, 9, 10, 12, 16];

describe("a ring by formulas and piece by piece", () => {
  it("ends alike when all come together and every lane is sound", () => {
    for (const size of sizes) {
      const lanes = lanesAfterOneStep(calmWorld(size));
      compare(size, lanes, lanes.map(() => 0));
    }
  });

  it("waits alike for a member that comes late", () => {
    for (const size of sizes) {
      const world = calmWorld(size);
      const late = world.workers[size - 1];
      assert.ok(late !== undefined);
      late.awayMs = 150;
      const lanes = lanesAfterOneStep(world);
      compare(size, lanes, lanes.map((_, index) => index === size - 1 ? 150 : 0));
    }
  });

  it("backs up alike before a slow lane, where the ring is longer than its credits", () => {
    // With about as many hops as credits it is now the one, now the other; formulas choose.
    for (const size of sizes.filter((each) => Math.abs(each - 1 - piecesInFlight) > 1)) {
      const world = calmWorld(size);
      const [call] = world.calls.filter(({ group }) => group.kind === "data");
      const lane = call?.lanes.find((each) => each.from === 1 % size);
      assert.ok(lane !== undefined);
      world.conditions.link.set(lane.path.key, 6);
      noteChange(world);
      const lanes = lanesAfterOneStep(world);
      compare(size, lanes, lanes.map(() => 0));
      const backed = lanes.filter((each) => each.sent.peerMs > each.sent.gpuMs);
      assert.equal(backed.length > 0, size - 1 > piecesInFlight);
    }
  });
});
