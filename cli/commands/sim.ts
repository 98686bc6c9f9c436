// `c4 sim SCENARIO.json`: the production cores in a world that is played.

import { readFileSync } from "node:fs";
import { parseJsonFile } from "../../proto/configuration.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import { perform } from "../../sim/play.ts";
import { reportOf } from "../../sim/report.ts";
import { parseScenario } from "../../sim/scenario/parse.ts";
import type { Scenario } from "../../sim/scenario/scenario.ts";
import {
  exitCodes, integerOf, outputFlag, textOf, type Command, type CommandInput, type ExitCode,
} from "../command.ts";
import { print } from "../print.ts";
import { writeReport } from "../run/report.ts";
import { checkTargets } from "../run/targets.ts";
import { formatPlay } from "../view/play.ts";
import { rankChoices, runMatrix } from "./sim-matrix.ts";

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
    "often C4 was right.",
  positionals: [
    { name: "SCENARIO", help: "File with the scenario, - for standard input; or matrix" },
  ],
  flags: [
    outputFlag,
    { name: "seed", value: "N", help: "Play by this seed and not by the scenario's" },
    { name: "report", value: "FILE", help: "Write the report there, as `c4 run` does" },
    { name: "seeds", value: "N", help: "matrix: plays of each case (1)" },
    {
      name: "ranks", value: "N", choices: rankChoices,
      help: "matrix: how many ranks each job has (16)",
    },
    { name: "only", value: "FAULT", help: "matrix: this fault alone, `none` for quiet plays" },
  ],
  examples: [
    "c4 sim slow-port.json", "c4 sim slow-port.json --seed 7 -o json",
    "c4 sim matrix --seeds 3 --ranks 64",
  ],
  exitCodes: [["0", "C4 said nothing"], ["2", "C4 opened an incident"]],
  run: runSim,
};

const ofScenario = ["seed", "report"];
const ofMatrix = ["seeds", "ranks", "only"];
const seedMax = 2 ** 32 - 1;

async function runSim(input: CommandInput): Promise<Result<ExitCode>> {
  const isMatrix = input.positionals[0] === "matrix";
  const foreign = (isMatrix ? ofScenario : ofMatrix).find((name) => textOf(input.values, name));
  if (foreign !== undefined) {
    const whose = isMatrix ? "a scenario" : "`c4 sim matrix`";
    return failure("invalid-argument", `--${foreign} is a flag of ${whose}`);
  }
  if (isMatrix) return runMatrix(input);
  const scenario = scenarioOf(input);
  if (!scenario.ok) return scenario;
  const report = textOf(input.values, "report");
  const targets = checkTargets({ report, keep: undefined });
  if (!targets.ok) return targets;
  const told = reportOf(perform(scenario.value, tellProgress(input, scenario.value)));
  if (report !== undefined) {
    const written = writeReport(report, told);
    if (!written.ok) return written;
  }
  print(input.output, textOf(input.values, "output") === "json", told,
    (options) => formatPlay(scenario.value, told, options));
  return success(told.incidents.length === 0 ? exitCodes.healthy : exitCodes.degraded);
}

function scenarioOf(input: CommandInput): Result<Scenario> {
  const [file = ""] = input.positionals;
  if (file === "") return failure("invalid-argument", "no scenario is named");
  const given = parseJsonFile(file, (name) => readFileSync(name === "-" ? 0 : name, "utf8"));
  // What is in the file is at fault, and not how the command was called.
  if (!given.ok) return failure(
    given.error.code === "not-found" ? "not-found" : "invalid-data", given.error.message);
  const scenario = parseScenario(given.value);
  if (!scenario.ok || textOf(input.values, "seed") === undefined) return scenario;
  const seed = integerOf(input.values, "seed", { min: 0, max: seedMax });
  return seed.ok ? success({ ...scenario.value, seed: seed.value }) : seed;
}

/** A line that is written over, on a terminal only. */
function tellProgress(
  { errors }: CommandInput, { seconds }: Scenario,
): ((atMs: number) => void) | undefined {
  if (!errors.isTerminal) return undefined;
  let shown = -1;
  return (atMs) => {
    const percent = Math.floor(atMs / seconds / 10);
    if (percent === shown) return;
    shown = percent;
    errors.write(`\rplaying ${percent} %`);
    if (percent >= 100) errors.write("\r\u001b[K");
  };
}
