// How the controller grows: a fleet of N ranks on N/8 nodes at 1 Hz, published by other processes
// through a real NATS server and consumed by the controller's own inbox, reader, loop and core in a
// process of its own; then one rank is stopped, and the verdict is waited for.
//
// The question is what a fleet costs one core, and that is processor time of the controller's
// process (its collector's threads included) for each window of the fleet. Where this machine
// cannot keep real time, because server, generators and controller share its cores, the fleet's
// time is stretched: everything happens as it would, later. The stretch is part of the result.
// Baseline: the same messages in the same process, only counted.

import { fork, type ChildProcess } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BenchOptions } from "./options.ts";
import { startNats, stop, temporary } from "./processes.ts";
import type { Line, Result } from "./result.ts";
import type { Findings, Order, Plan } from "./scale/contract.ts";
import { svgOf } from "./scale/plot.ts";
import { rounded } from "./statistics.ts";

const generators = 2;
const rawWindows = 3;
const warmUpWindows = 12;
const measuredWindows = 8;
const faultWindows = 6;
/** Of one core, what the controller may take of it before the fleet's time is stretched. */
const shareMax = 0.4;
/** Before anything was measured. */
const firstGuessMsPerRank = 0.02;
const fleetRanks = 131_072;

interface Size {
  readonly ranks: number;
  readonly stretch: number;
  /** Cores that 1 Hz takes, and of these the messages alone. */
  readonly cores: number;
  readonly coresRaw: number;
  readonly shares: Readonly<Record<"nats" | "decode" | "fold" | "tick" | "rest", number>>;
  readonly bytesPerRankSecond: number;
  readonly findings: Findings;
}

export async function benchScale(options: BenchOptions): Promise<Result> {
  const sizes: Size[] = [];
  let msPerRank = firstGuessMsPerRank;
  for (const ranks of options.ranks) {
    const stretch = Math.max(1, Math.ceil(msPerRank * ranks / (1000 * shareMax) * 2) / 2);
    options.say(`${ranks} ranks, time stretched ${stretch} times`);
    const size = await measure(ranks, stretch);
    msPerRank = size.findings.steady.processorMs / ranks;
    sizes.push(size);
  }
  if (options.plot !== undefined) writeFileSync(options.plot, svgOf(sizes));
  return { lines: sizes.flatMap(linesOf), details: { sizes } };
}

async function measure(ranks: number, stretch: number): Promise<Size> {
  const directory = temporary();
  const nats = await startNats(directory);
  const plan: Plan = {
    url: nats.url, ranks, stretch, rawWindows, warmUpWindows, measuredWindows, faultWindows,
    faultRank: ranks - 19, // on a node whose numbers are nobody else's pattern
  };
  const children: ChildProcess[] = [];
  try {
    const controller = start("scale/controller-main.js", [JSON.stringify(plan)]);
    const others = Array.from({ length: generators }, (_, first) =>
      start("scale/generator-main.js", [JSON.stringify(plan), String(first), String(generators)]));
    children.push(controller, ...others);
    await Promise.all(children.map(answer));
    const atMs = Date.now() + 2000;
    const windows = rawWindows + warmUpWindows + measuredWindows + faultWindows;
    for (const each of others) {
      const beginMs = atMs + rawWindows * 1000 * stretch;
      each.send({ kind: "raw", from: 0, to: rawWindows, atMs } satisfies Order);
      each.send({
        kind: "signatures", from: rawWindows, to: windows, atMs: beginMs,
      } satisfies Order);
    }
    controller.send({ atMs });
    return sizeOf(plan, await answer(controller) as Findings);
  } finally {
    for (const each of children) await stop(each);
    await nats.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function start(program: string, words: readonly string[]): ChildProcess {
  // Node.js gives a process 4 GiB at most unless it is told otherwise: the budget, as it happens.
  return fork(path.join(import.meta.dirname, program), [...words]);
}

function answer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => { reject(new Error(`a process ended: ${code}`)); });
  });
}

function sizeOf({ ranks, stretch }: Plan, findings: Findings): Size {
  const { raw, steady, parts } = findings;
  const own = { nats: raw.processorMs, decode: parts.decodeMs, fold: parts.foldMs };
  const known = own.nats + own.decode + own.fold + parts.tickMs;
  const share = (ms: number): number => rounded(ms / steady.processorMs, 2);
  return {
    ranks, stretch, cores: rounded(steady.processorMs / 1000),
    coresRaw: rounded(raw.processorMs / 1000),
    shares: {
      nats: share(own.nats), decode: share(own.decode), fold: share(own.fold),
      tick: share(parts.tickMs), rest: share(Math.max(0, steady.processorMs - known)),
    },
    bytesPerRankSecond: Math.round(steady.bytes / ranks), findings,
  };
}

function linesOf({ ranks, stretch, cores, coresRaw, bytesPerRankSecond, findings }: Size): Line[] {
  const { verdict, residentMiB } = findings;
  const isWhole = ranks === fleetRanks;
  const of = `${ranks} ranks: `;
  const windows = (verdict?.rightMs ?? NaN) / 1000;
  return [
    {
      what: `${of}processor`, measured: cores, unit: "cores", baseline: coresRaw,
      ...(isWhole ? { budget: { atMost: 1 } } : {}),
      note: stretch === 1 ? "in real time" : `time stretched ${stretch} times`,
    },
    {
      what: `${of}memory`, measured: rounded(residentMiB / 1024), unit: "GiB",
      ...(isWhole ? { budget: { atMost: 4 } } : {}),
    },
    {
      what: `${of}verdict after the evidence`, measured: rounded(windows, 2), unit: "windows",
      budget: { atMost: 2 },
      note: `the rank and no other; first words after ${(verdict?.firstMs ?? NaN) / 1000}`,
    },
    { what: `${of}bytes of a rank`, measured: bytesPerRankSecond, unit: "B/s" },
  ];
}
