// Benchmarks: each prints JSON with the baseline of the same run, the machine and the versions.

import { parseArgs } from "node:util";
import { benchAgent } from "./agent.ts";
import { benchHooks } from "./hooks.ts";
import { describeMachine } from "./machine.ts";
import type { BenchOptions } from "./options.ts";
import { benchPipeline } from "./pipeline.ts";
import { benchScale } from "./scale.ts";
import { benchSim } from "./sim.ts";
import { tableOf, verdictOf, type Result } from "./result.ts";

const help = `npm run bench -- hooks|agent|pipeline|scale|sim [flags]

  hooks      ns per NCCL callback of our plugin, of one that does nothing and of any --plugin; the
             step time of a real 4-rank DDP job (gloo) with and without our hook
  agent      processor time and memory of an agent that watches 8 ranks; speed of its parsers
  pipeline   signatures a second from NATS through the controller, on one core
  scale      one core, memory and the latency of a verdict, from 1,024 to 131,072 ranks at 1 Hz
  sim        how much faster than the clock a job of 64, 256 and 1,024 ranks is played

Flags:
  --json           JSON only, also on a terminal
  --plugin PATH    hooks: another NCCL profiler plugin to measure in the same run (repeatable)
  --seconds N      hooks: length of each job (12); agent: time of observation (30);
                   sim: played time (60)
  --pairs N        hooks: jobs with and without the hook, in turns (6); 0: none
  --blocks N       hooks: blocks of 50 steps with the mask on and off, in turns (40); 0: none
  --nodes N        pipeline: nodes of 8 ranks each (64)
  --ranks N,N,…    scale: sizes, each a multiple of 512 (1024,4096,16384,65536,131072)
  --plot FILE      scale: draw the cost by ranks (SVG)
  --help           this text

Exit codes: 0 measured (a missed budget is said, not punished: it is a measurement), 1 error,
64 usage. Run it on a machine that does nothing else; what else ran is shown as "load".
`;

const benchmarks: Readonly<Record<string, (options: BenchOptions) => Promise<Result>>> = {
  hooks: benchHooks, agent: benchAgent, pipeline: benchPipeline, scale: benchScale,
  sim: benchSim,
};

async function main(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words], allowPositionals: true, options: {
      json: { type: "boolean" }, help: { type: "boolean" },
      plugin: { type: "string", multiple: true }, seconds: { type: "string" },
      pairs: { type: "string" }, blocks: { type: "string" }, nodes: { type: "string" },
      ranks: { type: "string" }, plot: { type: "string" },
    },
  });
  if (values.help === true) {
    process.stdout.write(help);
    return 0;
  }
  const [name = "", ...surplus] = positionals;
  const benchmark = benchmarks[name];
  if (benchmark === undefined || surplus.length > 0) throw new TypeError("name one benchmark");
  const options: BenchOptions = {
    plugins: values.plugin ?? [],
    seconds: values.seconds === undefined ? undefined : whole("seconds", values.seconds, 1),
    pairs: whole("pairs", values.pairs ?? "6", 0),
    blocks: whole("blocks", values.blocks ?? "40", 0),
    nodes: whole("nodes", values.nodes ?? "64", 1),
    ranks: (values.ranks ?? "1024,4096,16384,65536,131072").split(",").map((each) =>
      whole("ranks", each, 512, 1 << 20)),
    plot: values.plot,
    say: (text) => { if (process.stderr.isTTY) process.stderr.write(`bench: ${text}\n`); },
  };
  const machine = describeMachine();
  const { lines, details } = await benchmark(options);
  const judged = lines.map((line) => ({ ...line, verdict: verdictOf(line) }));
  const json = JSON.stringify({ benchmark: name, machine, lines: judged, details }, undefined, 2);
  process.stdout.write(`${json}\n`);
  if (process.stdout.isTTY && values.json !== true) process.stdout.write(`\n${tableOf(lines)}\n`);
  return 0;
}

function whole(name: string, text: string, least: number, most = 100_000): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new TypeError(`--${name} must be a whole number from ${least}: got ${text}`);
}

main(process.argv.slice(2)).then((code) => { process.exitCode = code; }, (caught: unknown) => {
  const isUsage = caught instanceof TypeError;
  process.stderr.write(`bench: ${isUsage ? caught.message : String(caught)}\n`);
  if (isUsage) process.stderr.write(`\n${help}`);
  process.exitCode = isUsage ? 64 : 1;
});
