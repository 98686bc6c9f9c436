// `c4 analyze timeline FILE`: why a job was slow, from the timeline that a tracer made of it.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { analyseTimeline, type TimelineAnalysis }
  from "../../controller/postmortem/timeline/analyse.ts";
import { timelineFrom, type Timeline } from "../../controller/postmortem/timeline/model.ts";
import {
  timelineReader, type RawTimeline, type TimelineReader,
} from "../../controller/postmortem/timeline/read.ts";
import { reportOf } from "../../controller/postmortem/timeline/report.ts";
import { units } from "../../controller/postmortem/timeline/words.ts";
import { failure, success, type Failure, type Result } from "../../proto/errors.ts";
import { fileFailure } from "../../proto/file-failure.ts";
import {
  exitCodes, outputFlag, textOf, type Command, type CommandInput, type ExitCode,
} from "../terminal/command.ts";
import { print } from "../terminal/print.ts";
import { formatBytes } from "../view/figures.ts";
import { formatTimeline } from "./timeline-view.ts";
import { waitingLine, type WaitingLine } from "../terminal/waiting-line.ts";

/** Five million rows of the longest useful kind are half of this. */
const bytesMax = 2 ** 30;
const pieceBytes = 1 << 18;

export const timelineCommand: Command = {
  kind: "command",
  name: "timeline",
  summary: "Say what made a job slow, and what it cost, from a timeline of its operations",
  description: [
    "FILE is CSV with a header line, or one JSON object a line; - reads standard input. A row is",
    "one operation of one worker: dp_rank, pp_rank, operation, start_us, duration_us, step,",
    "micro_batch. Other spellings and units are known: docs/analyze.md lists them.",
    "",
    "Every step is replayed with its dependencies, as it was and with every operation as long as",
    "its like usually are. The difference is the loss, and what gets it back is the cause: a slow",
    "worker, an uneven stage, uneven sequences, transfers and syncs, or nothing. Clocks of",
    "different workers are never compared.",
  ].join("\n"),
  positionals: [{ name: "FILE", help: "The timeline; - is standard input" }],
  flags: [
    outputFlag,
    {
      name: "unit", value: "UNIT", choices: units,
      help: "Unit of starts and durations whose column names do not say it",
    },
  ],
  examples: [
    "c4 analyze timeline trace.csv",
    "c4 analyze timeline trace.csv --unit s -o json | jq .verdict.kind",
    "zcat trace.jsonl.gz | c4 analyze timeline -",
  ],
  exitCodes: [
    ["0", "nothing is slow"], ["1", "error: the file is not there or breaks its format"],
    ["2", "something is slow, or the file cannot tell"], ["64", "usage"],
  ],
  run: analyzeTimeline,
};

async function analyzeTimeline(input: CommandInput): Promise<Result<ExitCode>> {
  const file = input.positionals[0] ?? "";
  const unit = units.find((each) => each === textOf(input.values, "unit"));
  const opened = await open(file);
  if (!opened.ok) return opened;
  const waiting = waitingLine(input.errors, () => performance.now());
  const analysed = await analyse(opened.value, timelineReader({ unit }), waiting);
  waiting.clear();
  if (!analysed.ok) return analysed;
  const report = reportOf(analysed.value.timeline, analysed.value.analysis);
  print(input.output, textOf(input.values, "output") === "json", report,
    (options) => formatTimeline(report, options));
  return success(report.verdict.kind === "nothing" ? exitCodes.healthy : exitCodes.degraded);
}

interface Source {
  readonly name: string;
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Undefined: a pipe does not say how much will come. */
  readonly bytes: number | undefined;
}

async function open(file: string): Promise<Result<Source>> {
  if (file === "-") {
    return success({ name: "standard input", pieces: process.stdin, bytes: undefined });
  }
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) return failure("invalid-data", `${file}: a folder; name a file`);
    const pieces = createReadStream(file, { highWaterMark: pieceBytes });
    return success({ name: file, pieces, bytes: facts.isFile() ? facts.size : undefined });
  } catch (caught) {
    return { ok: false, error: fileFailure(file, "read", caught) };
  }
}

async function analyse(
  source: Source, reader: TimelineReader, waiting: WaitingLine,
): Promise<Result<{ readonly timeline: Timeline; readonly analysis: TimelineAnalysis }>> {
  const raw = await readAll(source, reader, waiting);
  if (!raw.ok) return raw;
  const timeline = timelineFrom(raw.value);
  if (!timeline.ok) return named(source, timeline.error);
  const running = analyseTimeline(timeline.value);
  for (;;) {
    const turn = running.next();
    if (turn.done !== true) {
      waiting.tell(turn.value.phase, turn.value.done / turn.value.of);
      continue;
    }
    return turn.value.ok ? success({ timeline: timeline.value, analysis: turn.value.value })
      : turn.value;
  }
}

async function readAll(
  source: Source, reader: TimelineReader, waiting: WaitingLine,
): Promise<Result<RawTimeline>> {
  const { pieces, bytes } = source;
  let read = 0;
  try {
    for await (const piece of pieces) {
      read += piece.length;
      if (read > bytesMax) {
        return failure("exhausted", `${source.name}: more than ${formatBytes(bytesMax)} of text; ` +
          "leave out some steps: a few dozen are enough for a verdict");
      }
      const refused = reader.piece(piece);
      if (refused !== undefined) return named(source, refused);
      waiting.tell("reading", bytes === undefined ? undefined : read / bytes);
    }
  } catch (caught) {
    return { ok: false, error: fileFailure(source.name, "read", caught) };
  }
  const ended = reader.end();
  return ended.ok ? ended : named(source, ended.error);
}

function named({ name }: Source, error: Failure): Result<never> {
  return { ok: false, error: { ...error, message: `${name}: ${error.message}` } };
}
