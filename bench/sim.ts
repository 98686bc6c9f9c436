// How much faster than the clock the simulator plays: a healthy job over tensor, pipeline and data
// groups, the agents and the controller being the production cores. By processor time as well: a
// play is one thread, and another process beside it costs it wall time only. A first play is for
// the compiler and not counted; of the others the least disturbed counts. One more, under the
// sampling profiler, says which part the time went into.

import { Session } from "node:inspector/promises";
import type { Profiler } from "node:inspector";
import { perform } from "../sim/play.ts";
import { scenarioOf } from "../sim/score/cases.ts";
import { ranksOf, type Scenario } from "../sim/scenario/scenario.ts";
import type { BenchOptions } from "./options.ts";
import type { Result } from "./result.ts";
import { rounded } from "./statistics.ts";

const sizes = [64, 256, 1024] as const;
const ratioWanted = 100;
const secondsUsual = 60;
const plays = 3;
const warmUpSeconds = 200;
const microsecondsPerProbe = 500;

interface Run {
  readonly ranks: number;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  readonly processorSeconds: number;
  readonly ratioByWall: number;
  readonly ratioByProcessor: number;
  readonly shares: Readonly<Record<string, number>>;
}

export async function benchSim(options: BenchOptions): Promise<Result> {
  const runs: Run[] = [];
  options.say("warming up");
  perform(scenarioFor(sizes[0], warmUpSeconds));
  for (const ranks of sizes) {
    options.say(`${ranks} ranks`);
    runs.push(await measure(scenarioFor(ranks, options.seconds ?? secondsUsual)));
  }
  return {
    lines: runs.map((run) => ({
      what: `real time, ${run.ranks} ranks`, measured: run.ratioByProcessor, unit: "×",
      note: "of one core's time", ...(run.ranks === 1024 ? budget : {}),
    })),
    details: { layout: "tensor 2, pipeline 2, data the rest; calm; nothing is wrong", runs },
  };
}

const budget = { budget: { atLeast: ratioWanted } } as const;

function scenarioFor(ranks: number, seconds: number): Scenario {
  const plain = scenarioOf({ fault: "none", layout: "tp-pp-dp", ranks, noise: "calm", seed: 1 });
  return { ...plain, seconds, job: { ...plain.job, pauses: [] } };
}

async function measure(scenario: Scenario): Promise<Run> {
  const timed = Array.from({ length: plays }, () => time(scenario));
  const wallSeconds = Math.min(...timed.map((each) => each.wallSeconds));
  const processorSeconds = Math.min(...timed.map((each) => each.processorSeconds));
  return {
    ranks: ranksOf(scenario.job.parallelism), simulatedSeconds: scenario.seconds,
    wallSeconds: rounded(wallSeconds), processorSeconds: rounded(processorSeconds),
    ratioByWall: rounded(scenario.seconds / wallSeconds),
    ratioByProcessor: rounded(scenario.seconds / processorSeconds),
    shares: await sharesOf(scenario),
  };
}

function time(scenario: Scenario): Pick<Run, "wallSeconds" | "processorSeconds"> {
  const begun = { ms: performance.now(), processor: process.cpuUsage() };
  const play = perform(scenario);
  const wallSeconds = (performance.now() - begun.ms) / 1_000;
  const { user, system } = process.cpuUsage(begun.processor);
  if (play.alerts.length > 0) throw new Error("a healthy job raised an alert");
  return { wallSeconds, processorSeconds: (user + system) / 1e6 };
}

/** A sample belongs to the innermost part on its stack; the collector to nobody. */
const parts: readonly (readonly [string, RegExp])[] = [
  ["collecting garbage", /^\(garbage collector\)/],
  ["judging: controller/core, ticks", /^onTick .*controller\/core\/step/],
  ["folding: controller/core, signatures", /^onSignature .*controller\/core\/fleet/],
  ["signing: agent/core", /^step .*agent\/core\/step/],
  ["reading: sim/agents", /^(look|showAll) .*sim\//],
  ["the world: sim/job", /^runUntil .*sim\/job\/run/],
];

async function sharesOf(scenario: Scenario): Promise<Readonly<Record<string, number>>> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: microsecondsPerProbe });
  await session.post("Profiler.start");
  perform(scenario);
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  return attribute(profile);
}

function attribute(profile: Profiler.Profile): Readonly<Record<string, number>> {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const counts = new Map<string, number>();
  let total = 0;
  const visit = (node: Profiler.ProfileNode, around: string): void => {
    const { functionName, url } = node.callFrame;
    const own = parts.find(([, frame]) => frame.test(`${functionName} ${url}`))?.[0] ?? around;
    const hits = functionName === "(idle)" ? 0 : node.hitCount ?? 0;
    total += hits;
    counts.set(own, (counts.get(own) ?? 0) + hits);
    for (const child of node.children ?? []) {
      const below = nodes.get(child);
      if (below !== undefined) visit(below, own);
    }
  };
  const [root] = profile.nodes;
  if (root !== undefined) visit(root, "everything else");
  return Object.fromEntries([...counts].sort(([, left], [, right]) => right - left)
    .map(([part, hits]) => [part, rounded(hits / Math.max(total, 1))]));
}
