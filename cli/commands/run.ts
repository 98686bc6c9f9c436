// `c4 run`: C4 around an ordinary command on one machine.

import { isOn, textOf, integerOf, secondsOf, exitCodes, type Command, type CommandInput }
  from "../terminal/command.ts";
import { failure, formatFailure, success, type Failure, type Result } from "../../proto/errors.ts";
import { parseJobName } from "../../proto/ids.ts";
import { isPolicyMode } from "../../controller/core/fleet/policy.ts";
import { jobNameOf } from "../run/environment.ts";
import { run, type RunOptions } from "../run/run.ts";

export const runCommand: Command = {
  kind: "command",
  name: "run",
  summary: "Run a training command under C4, on this machine",
  description:
    "Starts NATS, a controller and one agent for each emulated node, then the command as it is,\n" +
    "with the hooks in its environment. Ranks are spread over the nodes in contiguous blocks.\n" +
    "The command keeps its input, output and exit code. At its end C4 prints what it saw to\n" +
    "standard error and leaves nothing behind.",
  trailing: "COMMAND...",
  flags: [
    { name: "nodes", short: "n", value: "N", default: "1", help: "Emulated nodes" },
    {
      name: "launch", value: "HOW", choices: ["once", "per-node"], default: "once",
      help: "One command starts all ranks, or one command a node with C4_NODE_RANK, C4_NODES",
    },
    { name: "fabric", help: "Each node in a network namespace of its own (root, per-node)" },
    {
      name: "policy", value: "MODE", default: "observe",
      help: "What C4 may do beside telling: this version only observes",
    },
    {
      name: "witnesses", value: "WHO", choices: ["all", "hooks"], default: "all",
      help: "Who testifies: all, or the hooks' counters without process states and sockets",
    },
    {
      name: "report", value: "FILE",
      help: "Write the report there, as JSON; the directory must exist",
    },
    { name: "alert-url", value: "URL", help: "Post alerts to this webhook" },
    { name: "job", value: "NAME", help: "Name of the job (default: from the command)" },
    {
      name: "keep", value: "DIR",
      help: "Copy logs and state there at the end; new or empty",
    },
    {
      name: "progress", value: "WHEN", choices: ["auto", "always", "never"], default: "auto",
      help: "Say each change in a `c4:` line on standard error; auto does on a terminal",
    },
    {
      name: "grace", value: "SECONDS", default: "15",
      help: "From Ctrl-C or SIGTERM until what is left is killed",
    },
  ],
  examples: [
    "c4 run --nodes 4 -- torchrun --nproc_per_node 4 train.py",
    "c4 run --nodes 2 --report report.json -- mpirun -np 4 python3 train.py",
    "c4 run --nodes 4 --launch per-node --fabric -- ./node.sh",
  ],
  exitCodes: [
    ["N", "the command's own exit code; 128 + n when signal n ended it"],
    ["125", "C4's own failure: it could not start, also for a --report or --keep that cannot be " +
      "written; the command was not run"],
    ["126, 127", "the command cannot be run, or was not found"],
    ["64", "usage: the command line is wrong"],
  ],
  ownFailure: exitCodes.stackFailed,
  run: runRun,
};

async function runRun(input: CommandInput): Promise<Result<number>> {
  const options = optionsOf(input);
  if (!options.ok) return options;
  const ended = await run(options.value);
  if (ended.ok) return ended;
  complain(input, ended.error);
  return success(exitCodes.stackFailed);
}

function complain(input: CommandInput, error: Failure): void {
  input.errors.write(`c4: ${formatFailure(error)}\nc4: the command was not started\n`);
}

function optionsOf(input: CommandInput): Result<RunOptions> {
  const { values } = input;
  const [program, ...rest] = input.trailing;
  if (program === undefined) {
    return failure("invalid-argument",
      "no command is given: put it behind --, such as: c4 run -- python3 train.py");
  }
  if (program === "") {
    return failure("invalid-argument",
      "the command behind -- is empty; name a program, such as: c4 run -- python3 train.py");
  }
  const nodes = integerOf(values, "nodes", { min: 1, max: 64 });
  if (!nodes.ok) return nodes;
  const graceMs = secondsOf(values, "grace", { max: 3600 });
  if (!graceMs.ok) return graceMs;
  const job = parseJobName(textOf(values, "job") ?? jobNameOf(input.trailing));
  if (!job.ok) return job;
  const policy = textOf(values, "policy") ?? "observe";
  if (!isPolicyMode(policy)) {
    return failure("invalid-argument",
      `--policy ${policy} is refused: this version only observes; use --policy observe`);
  }
  const isPerNode = textOf(values, "launch") === "per-node";
  const hasFabric = isOn(values, "fabric");
  if (hasFabric && !isPerNode) {
    return failure("invalid-argument",
      "--fabric needs --launch per-node: one command can stand in one namespace only");
  }
  const alertUrl = textOf(values, "alert-url") ?? "";
  if (alertUrl !== "" && !(URL.canParse(alertUrl) && /^https?:\/\//i.test(alertUrl))) {
    return failure("invalid-argument", "--alert-url must be a URL that begins with http:// or " +
      `https://, such as https://host.example/hook: got ${JSON.stringify(alertUrl.slice(0, 200))}`);
  }
  const progress = textOf(values, "progress");
  return success({
    words: [program, ...rest], job: job.value, nodes: nodes.value, isPerNode, hasFabric, alertUrl,
    witnesses: textOf(values, "witnesses") === "hooks" ? "hooks" : "all",
    graceMs: graceMs.value, policy,
    report: textOf(values, "report"), keep: textOf(values, "keep"),
    isTelling: progress === "always" || (progress === "auto" && input.errors.isTerminal),
    errors: input.errors, environment: input.environment,
  });
}
