// `c4 sim SCENARIO.json`: the production cores in a world that is played.

import { readFileSync } from "node:fs";
import { inFile, parseJsonFile } from "../../proto/configuration.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import { perform } from "../../sim/play.ts";
import { reportOf } from "../../sim/report.ts";
import { parseScenario } from "../../sim/scenario/parse.ts";
import type { Scenario } from "../../sim/scenario/scenario.ts";
import {
  exitCodes, integerOf, outputFlag, textOf, type Command, type CommandInput, type ExitCode,
} from "../terminal/command.ts";
import { nearest } from "../terminal/nearest.ts";
import { print } from "../terminal/print.ts";
import { waitingLine } from "../terminal/waiting-line.ts";
import { writeReport } from "../run/report.ts";
import { checkTargets } from "../run/targets.ts";
import { formatPlay } from "../view/play.ts";
import { runDays } from "./sim-days.ts";
import { familyChoices, rankChoices, runMatrix } from "./sim-matrix.ts";
import { runSwarm } from "./sim-swarm.ts";

export const simCommand: Command = {
  kind: "command",
  name: "sim",
  summary: "Play a scenario: what would C4 have said?",
  description:
    "SCENARIO.json describes a cluster, a job on it, noise and faults (docs/simulator.md,\n" +
    "proto/scenario.schema.json). The job, the hosts and the network are played; the agents and\n" +
    "the controller are the real ones. Equal seeds give equal plays.\n" +
    "\n" +
    "`c4 sim matrix` plays every fault over five layouts, calm and rough, and prints how\n" +
    "often C4 was right. `c4 sim days` plays hours in which nothing breaks, and prints how\n" +
    "often somebody was woken for nothing. `c4 sim --swarm N` plays N drawn scenarios, seeds S\n" +
    "and after it, with deaths of the controller among them, and looks for rules that break.",
  positionals: [
    {
      name: "SCENARIO", optional: true,
      help: "File with the scenario, - for standard input; or matrix, or days",
    },
  ],
  flags: [
    outputFlag,
    { name: "seed", value: "N", help: "Play by this seed, not the scenario's; of a swarm: first" },
    { name: "report", value: "FILE", help: "Write the report there, as `c4 run` does" },
    { name: "seeds", value: "N", help: "matrix: plays of each case (1); days: how many days (1)" },
    {
      name: "ranks", value: "N", choices: rankChoices,
      help: "matrix, days: how many ranks each job has (matrix 16, days 64)",
    },
    {
      name: "family", value: "WHICH", choices: familyChoices,
      help: "matrix: what rules may be tuned on, what they are scored on, or both (both)",
    },
    { name: "only", value: "FAULT", help: "matrix: this fault alone, `none` for quiet plays" },
    { name: "hours", value: "N", help: "days: so many hours of each (24)" },
    {
      name: "resume", value: "FILE",
      help: "days: keep what was played there, and go on after it",
    },
    { name: "swarm", value: "N", help: "Play so many drawn scenarios, and no file" },
  ],
  examples: [
    "c4 sim slow-port.json", "c4 sim slow-port.json --seed 7 -o json",
    "c4 sim matrix --seeds 3 --ranks 64", "c4 sim days --hours 2",
    "c4 sim days --seeds 10 --ranks 1024 --resume days.jsonl",
    "c4 sim --swarm 50", "c4 sim --swarm 1 --seed 17",
  ],
  exitCodes: [
    [
      "0", "C4 said nothing; with matrix: played to the end; with days: nobody was woken; with " +
        "--swarm: no rule is broken",
    ],
    ["2", "C4 opened an incident; with days: somebody was woken"],
    [
      "1", "error: the scenario cannot be read or is refused, the report cannot be written, or a " +
        "play of the swarm broke a rule",
    ],
    ["64", "usage: the command line is wrong"],
  ],
  run: runSim,
};

type Mode = "scenario" | "matrix" | "days" | "swarm";
/** Flags of each mode that another one would ignore, and play something else than was meant. */
const flagsOfMode: Readonly<Record<Mode, readonly string[]>> = {
  scenario: ["seed", "report"], matrix: ["seeds", "ranks", "family", "only"],
  days: ["seeds", "ranks", "hours", "resume"], swarm: ["swarm", "seed"],
};
const wordsOfMode: Readonly<Record<Mode, string>> = {
  scenario: "one scenario", matrix: "`c4 sim matrix`", days: "`c4 sim days`",
  swarm: "`c4 sim --swarm`",
};
const seedMax = 2 ** 32 - 1;

async function runSim(input: CommandInput): Promise<Result<ExitCode>> {
  const [word] = input.positionals;
  const isSwarm = textOf(input.values, "swarm") !== undefined;
  if (isSwarm && word !== undefined) {
    return failure("invalid-argument", `--swarm draws its scenarios, and ${word} is one; leave ` +
      "out the one or the other");
  }
  if (!isSwarm && word === undefined) {
    return failure("invalid-argument",
      "SCENARIO is missing: a file with the scenario, - for standard input; or matrix, days, or " +
        "--swarm");
  }
  const mode = isSwarm ? "swarm" : word === "matrix" || word === "days" ? word : "scenario";
  const mixed = refuseForeign(input, mode);
  if (mixed !== undefined) return mixed;
  if (mode === "matrix") return runMatrix(input);
  if (mode === "days") return runDays(input);
  if (mode === "swarm") return runSwarm(input);
  const scenario = scenarioOf(input);
  if (!scenario.ok) return scenario;
  const report = textOf(input.values, "report");
  const targets = checkTargets({ report, keep: undefined });
  if (!targets.ok) return targets;
  const waiting = waitingLine(input.errors, () => performance.now());
  const told = reportOf(perform(scenario.value, {
    onSecond: (atMs) => waiting.tell("playing", atMs / (scenario.value.seconds * 1_000)),
  }));
  waiting.clear();
  if (report !== undefined) {
    const written = writeReport(report, told);
    if (!written.ok) return written;
  }
  print(input.output, textOf(input.values, "output") === "json", told,
    (options) => formatPlay(scenario.value, told, options));
  return success(told.incidents.length === 0 ? exitCodes.healthy : exitCodes.degraded);
}

function refuseForeign(input: CommandInput, mode: Mode): Result<never> | undefined {
  const all = [...new Set(Object.values(flagsOfMode).flat())];
  const foreign = all.find((name) => !flagsOfMode[mode].includes(name) &&
    textOf(input.values, name) !== undefined);
  if (foreign === undefined) return undefined;
  const owner = (Object.keys(flagsOfMode) as readonly Mode[])
    .find((each) => flagsOfMode[each].includes(foreign)) ?? mode;
  const end = {
    scenario: `${input.positionals[0]} is one scenario; leave it out, or play without the file`,
    matrix: "matrix plays many; leave it out, or name a file in the place of matrix",
    days: "days draws what it plays; leave it out, or name a file in the place of days",
    swarm: "--swarm draws what it plays; leave it out",
  }[mode];
  return failure("invalid-argument",
    `--${foreign} ${textOf(input.values, foreign)} is for ${wordsOfMode[owner]}, and ${end}`);
}

function scenarioOf(input: CommandInput): Result<Scenario> {
  const seed = textOf(input.values, "seed") === undefined
    ? success(undefined) : integerOf(input.values, "seed", { min: 0, max: seedMax });
  if (!seed.ok) return seed;
  const [word = ""] = input.positionals;
  const file = word === "-" ? "standard input" : word;
  const given = parseJsonFile(file, () => readFileSync(word === "-" ? 0 : word, "utf8"));
  const meant = nearest(word, ["matrix", "days"]);
  if (!given.ok) return meant !== undefined && given.error.code === "not-found"
    ? failure("not-found", `${given.error.message}; did you mean: c4 sim ${meant}?`) : given;
  const scenario = inFile(file, parseScenario(given.value));
  if (!scenario.ok || seed.value === undefined) return scenario;
  return success({ ...scenario.value, seed: seed.value });
}
