// What the hooks cost. First the NCCL plugin, by the replayer: ns per callback, net of the
// replayer's own calls. Then the gloo hook in a real job, twice: whole jobs with and without it in
// turns, and one job whose hooks are switched on and off in turns.
//
// Wall time of a step and processor time of all ranks are both reported. On a machine with fewer
// cores than ranks the first is mostly the scheduler's; the second says what the hook itself adds.

import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../cli/terminal/version.ts";
import { hooksFolder, torchPython } from "./machine.ts";
import type { BenchOptions } from "./options.ts";
import { freePort, temporary } from "./processes.ts";
import type { Line, Result } from "./result.ts";
import { bootstrap, median, rounded, type Interval } from "./statistics.ts";

const execute = promisify(execFile);
const outputBytesMax = 64 << 20;
const callbackBudgetNs = 15;
const tailBudgetNs = 60;
const stepBudgetPercent = 0.5;
/** Every event that NCCL knows. */
const everything = 4095;

interface Replayed {
  readonly plugin: string;
  readonly abi: number;
  readonly mask: number;
  readonly callsPerCollective: number;
  readonly nsPerCallNet: number;
  readonly netNs: { readonly "p50": number; readonly "p99": number; readonly "p99.9": number };
}

interface Block {
  readonly on?: boolean;
  readonly stepMs: readonly number[];
  readonly processorMsPerStep: number;
}

export async function benchHooks(options: BenchOptions): Promise<Result> {
  const ours = path.join(hooksFolder(), "libnccl-profiler-c4.so");
  if (!existsSync(ours)) throw new Error(`${ours} is not there: make native`);
  options.say("replaying NCCL's callbacks");
  const usual = await replay(ours, options.plugins, 0);
  const all = await replay(ours, options.plugins, everything);
  const pairs = options.pairs === 0 ? undefined : await measurePairs(options);
  const blocks = options.blocks === 0 ? undefined : await measureBlocks(options);
  return {
    lines: [
      ...callbackLines("default events", usual), ...callbackLines("all events", all),
      ...(blocks === undefined ? [] : stepLines("mask on and off", blocks)),
      ...(pairs === undefined ? [] : stepLines("jobs with and without", pairs)),
    ],
    details: { usual, all, pairs, blocks },
  };
}

async function replay(
  ours: string, others: readonly string[], mask: number,
): Promise<readonly Replayed[]> {
  const nothing = path.join(hooksFolder(), "libnccl-profiler-noop.so");
  const plugins = [ours, nothing, ...others].flatMap((each) => ["--plugin", each]);
  const directory = temporary();
  try {
    const { stdout } = await execute(path.join(hooksFolder(), "c4mon-replay"), [
      "--bench", ...plugins, ...(mask === 0 ? [] : ["--mask", String(mask)]),
    ], { env: { ...process.env, C4_DIR: directory }, maxBuffer: outputBytesMax });
    const found = JSON.parse(stdout) as readonly Replayed[];
    return found.map((each) => ({ ...each, plugin: path.basename(each.plugin) }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function callbackLines(events: string, replayed: readonly Replayed[]): readonly Line[] {
  return replayed.slice(1).flatMap((each): readonly Line[] => {
    const isOurs = each.plugin === "libnccl-profiler-c4.so";
    const baseline = replayed.find((other) => other.plugin.includes("noop"));
    const what = `${each.plugin}, ${events}`;
    const note = `${each.callsPerCollective} calls a collective, ABI ${each.abi}`;
    return [
      {
        what: `${what}: per callback`, measured: each.nsPerCallNet, unit: "ns", note,
        baseline: baseline?.nsPerCallNet ?? 0,
        ...(isOurs ? { budget: { atMost: callbackBudgetNs } } : {}),
      },
      {
        what: `${what}: p99.9`, measured: each.netNs["p99.9"], unit: "ns",
        baseline: baseline?.netNs["p99.9"] ?? 0,
        ...(isOurs ? { budget: { atMost: tailBudgetNs } } : {}),
      },
    ];
  });
}

interface Compared {
  readonly pairs: number;
  readonly stepMsWith: number;
  readonly stepMsWithout: number;
  readonly processorMsWith: number;
  readonly processorMsWithout: number;
  /** More time with the hook, in percent. */
  readonly stepPercent: Interval;
  readonly processorPercent: Interval;
}

/** A B, B A, A B, …: whole jobs. */
async function measurePairs(options: BenchOptions): Promise<Compared> {
  const words = ["--seconds", String(options.seconds ?? 12)];
  const found: (readonly [Block, Block])[] = [];
  for (let pair = 0; pair < options.pairs; pair += 1) {
    options.say(`jobs with and without the hook, pair ${pair + 1} of ${options.pairs}`);
    const isHookFirst = pair % 2 === 0;
    const first = merged(await train(words, isHookFirst));
    const second = merged(await train(words, !isHookFirst));
    found.push(isHookFirst ? [first, second] : [second, first]);
  }
  return compare(found);
}

async function measureBlocks(options: BenchOptions): Promise<Compared> {
  options.say(`one job, ${options.blocks} blocks with the mask on and off`);
  const blocks = await train(["--blocks", String(options.blocks)], true);
  const found: (readonly [Block, Block])[] = [];
  for (let index = 0; index + 1 < blocks.length; index += 2) {
    const [left, right] = [blocks[index], blocks[index + 1]];
    if (left === undefined || right === undefined) continue;
    found.push(left.on === true ? [left, right] : [right, left]);
  }
  return compare(found);
}

function merged(blocks: readonly Block[]): Block {
  return {
    stepMs: blocks.flatMap((each) => each.stepMs),
    processorMsPerStep: median(blocks.map((each) => each.processorMsPerStep)),
  };
}

/** Each pair: with the hook, without. */
function compare(pairs: readonly (readonly [Block, Block])[]): Compared {
  const percent = (ratio: number): number => (ratio - 1) * 100;
  const steps = pairs.map(([on, off]) => percent(median(on.stepMs) / median(off.stepMs)));
  const processor = pairs.map(([on, off]) =>
    percent(on.processorMsPerStep / off.processorMsPerStep));
  const each = (side: 0 | 1): Block => merged(pairs.map((pair) => pair[side]));
  const [on, off] = [each(0), each(1)];
  return {
    pairs: pairs.length,
    stepMsWith: rounded(median(on.stepMs)), stepMsWithout: rounded(median(off.stepMs)),
    processorMsWith: rounded(on.processorMsPerStep),
    processorMsWithout: rounded(off.processorMsPerStep),
    stepPercent: bootstrap(steps), processorPercent: bootstrap(processor),
  };
}

function stepLines(how: string, compared: Compared): readonly Line[] {
  const line = ({ median: measured, low, high }: Interval) => ({
    measured: rounded(measured), between: [rounded(low), rounded(high)] as const, unit: "%",
    baseline: 0, note: `${compared.pairs} pairs`,
  });
  return [
    {
      what: `DDP step, ${how}: more time`, budget: { atMost: stepBudgetPercent },
      ...line(compared.stepPercent),
    },
    {
      what: `DDP step, ${how}: more processor time`, ...line(compared.processorPercent),
    },
  ];
}

async function train(words: readonly string[], isHooked: boolean): Promise<readonly Block[]> {
  const directory = temporary();
  const program = path.join(projectRoot(), "bench/programs/steps.py");
  try {
    const { stdout } = await execute(torchPython(), [program, ...words], {
      maxBuffer: outputBytesMax, env: {
        ...process.env, OMP_NUM_THREADS: "1", MASTER_ADDR: "127.0.0.1",
        MASTER_PORT: String(await freePort()), C4_DIR: directory, C4_NODE: "node-0",
        ...(isHooked ? { LD_PRELOAD: path.join(hooksFolder(), "libc4mon-gloo.so") } : {}),
      },
    });
    return JSON.parse(stdout) as readonly Block[];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
