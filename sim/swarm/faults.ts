// The faults of a play of the swarm: none to three, apart from each other, at once, or one while
// another recovers. Some come and go, some grow, some come again at the same place, some stay.

import { assert } from "../../proto/assert.ts";
import type { RandomStream } from "../../proto/random.ts";
import type { Fault, FaultKind, Scenario } from "../scenario/scenario.ts";
import { ranksOf } from "../scenario/scenario.ts";
import { laneIn } from "../score/faults.ts";

/** They can end, and the job goes on. */
const passing = [
  "stop", "host-loop", "data-stall", "gpu-hang", "compute-slow", "tx-slow", "rx-slow", "nic-slow",
  "link-slow", "link-dead", "leaf-slow", "agent-dead",
] as const;
/** Nothing comes after them. */
const final = ["kill", "exception", "mismatch", "node-dead", "pre-emption"] as const;
const slow = ["compute-slow", "tx-slow", "rx-slow", "nic-slow", "link-slow", "leaf-slow"];
/** It is away from its next computation on: at once with another fault nobody knows when. */
const away = ["host-loop", "data-stall"];

/** The job's rhythm is learnt by then: some thirty steps. */
const firstMs = 25_000;
const firstComputations = 40;
const firstSpreadMs = 20_000;

export function isSlow({ kind }: Fault): boolean {
  return slow.includes(kind);
}

export function isFinal({ kind }: Fault): boolean {
  return final.some((each) => each === kind);
}

/** Infinity: it stays. */
export function lastsUntilMs(fault: Fault): number {
  return isFinal(fault) || fault.forMs === 0 ? Infinity : fault.atMs + fault.forMs;
}

export function drawFaults(
  scenario: Scenario, draw: RandomStream, places: RandomStream,
): readonly Fault[] {
  const count = pick(draw, [0, 1, 1, 1, 2, 2, 3]);
  const faults: Fault[] = [];
  let freeMs = Math.max(firstMs, firstComputations * scenario.job.computeMs) +
    firstSpreadMs * draw.uniform();
  for (let index = 0; index < count; index += 1) {
    const isLast = index === count - 1;
    const before = faults.at(-1);
    const how = before === undefined
      ? "apart" : pick(draw, ["apart", "again", "recovering", "at once"] as const);
    const atMs = Math.round(beginning(draw, how, before, freeMs));
    if (how === "again" && before !== undefined && !isFinal(before)) {
      faults.push({ ...before, atMs });
    } else {
      const kind = isLast && draw.chance(0.3)
        ? pick(draw, final)
        : pick(draw, passing.filter((each) => isPossible(scenario, each) &&
          (how !== "at once" || !away.includes(each))));
      const stays = isLast && draw.chance(0.3);
      faults.push(shaped(placed(scenario, places, kind), { draw, atMs, stays }));
    }
    freeMs = Math.max(...faults.map(lastsUntilMs));
    if (!Number.isFinite(freeMs)) break;
  }
  return faults;
}

/** Over gloo the host exchanges: a rank whose device hangs does not come, it stalls nothing. */
function isPossible({ job }: Scenario, kind: FaultKind): boolean {
  return kind !== "gpu-hang" || job.framework === "nccl";
}

function beginning(
  draw: RandomStream, how: "apart" | "again" | "recovering" | "at once",
  before: Fault | undefined, freeMs: number,
): number {
  if (before === undefined) return freeMs;
  switch (how) {
    case "apart": case "again": return freeMs + 20_000 + 25_000 * draw.uniform();
    case "recovering": return freeMs + 6_000 * draw.uniform();
    case "at once": return before.atMs + (freeMs - before.atMs) * 0.7 * draw.uniform();
  }
}

/** Where it is, and how bad. */
function placed(scenario: Scenario, draw: RandomStream, kind: FaultKind): Fault {
  const { cluster, job } = scenario;
  const timed = { atMs: 0, forMs: 0, flapMs: 0 };
  const rank = draw.below(ranksOf(job.parallelism));
  const node = draw.below(cluster.nodes);
  const tenths = (least: number, most: number): number =>
    Math.round(10 * (least + (most - least) * draw.uniform())) / 10;
  const factor = tenths(4, 14);
  switch (kind) {
    case "compute-slow": return { ...timed, kind, rank, factor: tenths(1.3, 2.5), growMs: 0 };
    case "tx-slow": case "rx-slow": case "nic-slow": {
      return { ...timed, kind, node, device: -1, factor, growMs: 0 };
    }
    case "link-slow": return { ...timed, kind, ...laneIn(scenario, draw), factor, growMs: 0 };
    case "link-dead": return { ...timed, kind, ...laneIn(scenario, draw) };
    case "leaf-slow": {
      const leaf = draw.below(Math.ceil(cluster.nodes / cluster.nodesPerLeaf));
      return { ...timed, kind, leaf, factor, growMs: 0 };
    }
    case "agent-dead": case "node-dead": return { ...timed, kind, node };
    default: return { ...timed, kind, rank };
  }
}

/** When, for how long, and whether it flaps or grows. */
function shaped(fault: Fault, { draw, atMs, stays }: {
  readonly draw: RandomStream; readonly atMs: number; readonly stays: boolean;
}): Fault {
  const forMs = Math.round(15_000 + 25_000 * draw.uniform());
  const flaps = draw.chance(0.15);
  const flapMs = Math.round(10_000 + 10_000 * draw.uniform());
  const grows = draw.chance(0.2);
  const growMs = Math.round(forMs * 0.6);
  if (isFinal(fault)) return { ...fault, atMs };
  const begun = { ...fault, atMs, forMs: stays ? 0 : forMs };
  if ("growMs" in begun && grows) return { ...begun, growMs };
  if (flaps && !stays && (isSlow(begun) || begun.kind === "stop")) {
    return { ...begun, forMs: forMs + 25_000, flapMs };
  }
  return begun;
}

export function pick<T>(draw: RandomStream, from: readonly T[]): T {
  const picked = from[draw.below(from.length)];
  assert(picked !== undefined, "there is something to pick from");
  return picked;
}
