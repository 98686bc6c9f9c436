// Clean days: hours of large jobs in which nothing breaks and nothing is regular. Whoever is woken
// in one of them is woken for nothing, and the score of a fault that is found says nothing of that.
//
// An hour is a play of its own, drawn from the seed and its number, so that days can be played in
// pieces, by many, and go on after a break. What this cannot show is a memory of more than an hour.
//
// All the noise there is: computation and lengths of sequences vary, stages and ranks are uneven,
// ranks stall, windows are lost, late and told twice, clocks differ by minutes, all evaluate and
// save, rank 0 saves alone (and half of the programs do not say so), data comes late for all, and
// agents are replaced, one after the other.

import { formatAccusation } from "../../proto/verdict.ts";
import { randomStream, type RandomStream } from "../../proto/random.ts";
import { perform } from "../play.ts";
import { defaultCluster, defaultJob } from "../scenario/defaults.ts";
import type { Cluster, Fault, Job, Noise, Pause, Scenario } from "../scenario/scenario.ts";
import {
  devicesFor, layoutNames, partsOf, replaceAgents, type LayoutName,
} from "../score/cases.ts";

export interface Hour {
  readonly seed: number;
  /** Of the seed's day, from 0. */
  readonly hour: number;
  readonly ranks: number;
}

export interface PlayedHour extends Hour {
  readonly layout: LayoutName;
  readonly seconds: number;
  /** What was said, a line each. All of it is wrong. */
  readonly suspicions: readonly string[];
  /** Those of them that woke somebody. */
  readonly pages: readonly string[];
}

const hourSeconds = 3_600;
const firstUpdateMs = 300_000;
const updatesEndMs = 3_300_000;

/** The layouts take turns, so that a day has each of them about five times. */
export function layoutOf({ seed, hour }: Hour): LayoutName {
  return layoutNames[(seed + hour) % layoutNames.length] ?? "dp";
}

export function scenarioOf(given: Hour): Scenario {
  const { seed, hour, ranks } = given;
  const stream = (purpose: string): RandomStream =>
    randomStream(seed, `days/${hour}/${purpose}`);
  const devicesPerNode = devicesFor(ranks);
  const cluster: Cluster = {
    ...defaultCluster, devicesPerNode, nodes: ranks / devicesPerNode,
    portsPerNic: 1 + stream("ports").below(2),
  };
  const job: Job = {
    ...defaultJob, ...partsOf(layoutOf(given), ranks), ...drawSizes(stream("sizes")),
  };
  return {
    version: 1, name: `days/${ranks}/${seed}/${hour}`, seed: stream("play").below(2 ** 32),
    seconds: hourSeconds, cluster, job: { ...job, pauses: drawPauses(stream("pauses")) },
    noise: drawNoise(stream("noise")), faults: drawUpdates(stream("updates"), cluster),
    witnesses: stream("witnesses").chance(0.5) ? "hooks" : "all", policy: {},
  };
}

/** `onSecond` is told which share of the hour has been played. */
export function playHour(given: Hour, onSecond?: (share: number) => void): PlayedHour {
  const scenario = scenarioOf(given);
  const { incidents } = perform(scenario, {
    onSecond: (atMs) => onSecond?.(atMs / (hourSeconds * 1_000)),
  });
  return {
    ...given, layout: layoutOf(given), seconds: scenario.seconds,
    suspicions: incidents.map(formatAccusation),
    pages: incidents.filter((each) => each.pagedMs !== undefined).map(formatAccusation),
  };
}

function drawSizes(draw: RandomStream): Partial<Job> {
  return {
    computeMs: Math.round(600 + 1_400 * draw.uniform()),
    gradientMiB: 512 * 2 ** draw.below(3), activationMiB: 16 * 2 ** draw.below(3),
    microBatches: 2 * 2 ** draw.below(3),
  };
}

function drawNoise(draw: RandomStream): Noise {
  return {
    jitter: 0.02 + 0.04 * draw.uniform(), stallChance: 10 ** (-4 + draw.uniform()),
    stallFraction: 0.3, unevenStages: 0.15 * draw.uniform(), unevenRanks: 0.05 * draw.uniform(),
    sequenceImbalance: 0.15 * draw.uniform(), clockOffsetMs: 180_000,
    lost: 0.05 * draw.uniform(), late: 0.05 * draw.uniform(), duplicated: 0.05 * draw.uniform(),
  };
}

function drawPauses(draw: RandomStream): readonly Pause[] {
  const ms = (least: number, most: number): number =>
    Math.round(least + (most - least) * draw.uniform());
  return [
    {
      kind: "compile", atStep: 1, everySteps: 0, ms: ms(5_000, 40_000), who: "all",
      declared: false,
    },
    {
      kind: "evaluate", atStep: 120, everySteps: 400, ms: ms(8_000, 25_000), who: "all",
      declared: false,
    },
    {
      kind: "save", atStep: 260, everySteps: 500, ms: ms(5_000, 25_000),
      who: draw.chance(0.5) ? "rank-0" : "all", declared: draw.chance(0.5),
    },
    {
      kind: "load-data", atStep: 330 + draw.below(300), everySteps: 0, ms: ms(10_000, 45_000),
      who: "all", declared: false,
    },
  ];
}

/** In one hour of four the agents are replaced, node by node. */
function drawUpdates(draw: RandomStream, { nodes }: Cluster): readonly Fault[] {
  if (!draw.chance(0.25)) return [];
  const everyMs = Math.min(5_000, Math.floor((updatesEndMs - firstUpdateMs) / nodes));
  return replaceAgents(nodes, firstUpdateMs, everyMs);
}
