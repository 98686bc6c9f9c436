// `c4 analyze fr DIR`: the post-mortem of a job that is gone, from the dumps its ranks left. Its
// neighbour `c4 analyze timeline FILE` looks at a job that ran to its end, only slowly.

import { analyse } from "../../controller/postmortem/recorder/analyse.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import { parseJobName, type JobName } from "../../proto/ids.ts";
import { readDumpFolder, type DumpFolder } from "../analyze/folder.ts";
import { timelineCommand } from "../analyze/timeline.ts";
import { formatPostMortem, type RecorderReport } from "../analyze/view.ts";
import {
  exitCodes, outputFlag, textOf,
  type Command, type CommandGroup, type CommandInput, type ExitCode,
} from "../terminal/command.ts";
import { print } from "../terminal/print.ts";
import { printableLine } from "../view/paint.ts";

const recorderCommand: Command = {
  kind: "command",
  name: "fr",
  summary: "Name the ranks at fault from PyTorch Flight Recorder dumps",
  description: [
    "DIR holds one file for each rank, as PyTorch writes them: _dump_<rank>,",
    "nccl_trace_rank_<rank>, or *.json; pickle and JSON may be mixed. The rank is the last",
    "number of the file's name, else what the content says. Pickles are read by a reader of our",
    "own that executes nothing. Other files are left alone.",
    "",
    "A rank is at fault when the waiting of the others ends at it: across all process groups,",
    "ranks wait for whoever never scheduled their operation, or is held before it by something",
    "older. No clocks are compared, and no duration decides anything.",
  ].join("\n"),
  positionals: [{ name: "DIR", help: "Folder with the dumps of one job" }],
  flags: [
    outputFlag,
    { name: "job", value: "NAME", default: "flight-recorder", help: "Name of the job to print" },
  ],
  examples: ["c4 analyze fr ./dumps", "c4 analyze fr ./dumps -o json | jq .verdict.suspects"],
  exitCodes: [
    ["0", "nothing wrong"], ["1", "error: no dump could be read, or some could not and the " +
      "rest show nothing"], ["2", "a verdict, or ranks that wait for reasons unknown"],
    ["64", "usage"],
  ],
  run: analyzeRecorder,
};

export const analyzeCommand: CommandGroup = {
  kind: "group",
  name: "analyze",
  summary: "Post-mortem: verdicts from dumps and timelines",
  commands: [recorderCommand, timelineCommand],
};

async function analyzeRecorder(input: CommandInput): Promise<Result<ExitCode>> {
  const job = parseJobName(textOf(input.values, "job") ?? "");
  if (!job.ok) return job;
  const folder = await readDumpFolder(input.positionals[0] ?? "");
  if (!folder.ok) return folder;
  const { dumps, problems } = folder.value;
  for (const { file, error } of problems) {
    input.errors.write(`${printableLine(`${file}: ${error}`)}\n`);
  }
  if (dumps.length === 0) {
    return failure("invalid-data", `${input.positionals[0]}: none of its ${problems.length} ` +
      "files is a readable dump; name the folder of one job's dumps");
  }
  const report = reportOf(folder.value, job.value);
  print(input.output, textOf(input.values, "output") === "json", report,
    (options) => formatPostMortem(report, options));
  return success(exitCodeOf(report));
}

function reportOf({ dumps, lost, problems }: DumpFolder, job: JobName): RecorderReport {
  return { ...analyse(dumps, lost, job), files: { read: dumps.length, problems } };
}

/** "Nothing wrong" is only said when everything was read. */
function exitCodeOf({ kind, files }: RecorderReport): ExitCode {
  if (kind !== "nothing") return exitCodes.degraded;
  return files.problems.length > 0 ? exitCodes.error : exitCodes.healthy;
}
