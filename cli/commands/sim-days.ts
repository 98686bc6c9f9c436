// `c4 sim days`: whole days in which nothing breaks. Days take hours, so what was played is kept in
// a file, a line for each hour, and the same command goes on where it was broken off.

import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from "node:fs";
import { failure, success, type Result } from "../../proto/errors.ts";
import { fileFailure } from "../../proto/file-failure.ts";
import { playHour, type Hour, type PlayedHour } from "../../sim/days/hours.ts";
import { reportOf } from "../../sim/days/report.ts";
import { layoutNames } from "../../sim/score/cases.ts";
import {
  exitCodes, integerOf, textOf, type CommandInput, type ExitCode,
} from "../terminal/command.ts";
import { print } from "../terminal/print.ts";
import { waitingLine } from "../terminal/waiting-line.ts";
import { formatDays } from "../view/days.ts";

const seedsMax = 1_000;
const hoursMax = 24;
const defaultRanks = "64";
/** How a line of the file begins: what begins otherwise is somebody else's, and not touched. */
const lineStart = '{"seed":';

export async function runDays(input: CommandInput): Promise<Result<ExitCode>> {
  const seeds = integerOf(input.values, "seeds", { min: 1, max: seedsMax, otherwise: 1 });
  if (!seeds.ok) return seeds;
  const hours = integerOf(input.values, "hours", { min: 1, max: hoursMax, otherwise: hoursMax });
  if (!hours.ok) return hours;
  const ranks = Number(textOf(input.values, "ranks") ?? defaultRanks);
  const file = textOf(input.values, "resume");
  const kept = file === undefined ? success([]) : readPlayed(file);
  if (!kept.ok) return kept;
  const wanted = hoursOf(seeds.value, hours.value, ranks);
  const plays: PlayedHour[] = [];
  const waiting = waitingLine(input.errors, () => performance.now());
  for (const [index, hour] of wanted.entries()) {
    const known = kept.value.find((each) => isSame(each, hour));
    const play = known ?? playHour(hour, (share) =>
      waiting.tell(`hour ${index + 1} of ${wanted.length},`, share));
    plays.push(play);
    if (known !== undefined || file === undefined) continue;
    const noted = note(file, play);
    if (!noted.ok) return noted;
  }
  waiting.clear();
  const report = reportOf(plays, ranks);
  print(input.output, textOf(input.values, "output") === "json", report,
    (options) => formatDays(report, options));
  return success(report.all.pages > 0 ? exitCodes.degraded : exitCodes.healthy);
}

/** Hour by hour and not seed by seed: what is broken off has a part of every day. */
function hoursOf(seeds: number, hours: number, ranks: number): readonly Hour[] {
  return Array.from({ length: seeds * hours }, (_, index) =>
    ({ seed: 1 + index % seeds, hour: Math.floor(index / seeds), ranks }));
}

function isSame(left: Hour, right: Hour): boolean {
  return left.seed === right.seed && left.hour === right.hour && left.ranks === right.ranks;
}

function note(file: string, play: PlayedHour): Result<void> {
  try {
    appendFileSync(file, `${JSON.stringify(play)}\n`);
    return success(undefined);
  } catch (caught) {
    return { ok: false, error: fileFailure(file, "write", caught) };
  }
}

function readPlayed(file: string): Result<readonly PlayedHour[]> {
  if (!existsSync(file)) return success([]);
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (caught) {
    return { ok: false, error: fileFailure(file, "read", caught) };
  }
  const lines = content.split("\n");
  const last = lines.pop() ?? "";
  const plays = lines.map(parsePlayed);
  const strange = plays.indexOf(undefined);
  if (strange >= 0) return refuseLine(file, strange + 1);
  const cut = last === "" ? success(undefined) : cutOff(file, lines.length + 1, last);
  return cut.ok ? success(plays.filter((each) => each !== undefined)) : cut;
}

function refuseLine(file: string, line: number): Result<never> {
  return failure("invalid-data", `${file}:${line}: no hour that \`c4 sim days\` played; ` +
    "name another file, or take the line away");
}

/** A last line without its end was cut off by the end of a run: its hour is played anew. */
function cutOff(file: string, line: number, begun: string): Result<void> {
  if (!begun.startsWith(lineStart) && !lineStart.startsWith(begun)) return refuseLine(file, line);
  try {
    truncateSync(file, statSync(file).size - Buffer.byteLength(begun));
    return success(undefined);
  } catch (caught) {
    return { ok: false, error: fileFailure(file, "write", caught) };
  }
}

function parsePlayed(line: string): PlayedHour | undefined {
  let given: Partial<Record<keyof PlayedHour, unknown>> | null;
  try {
    given = JSON.parse(line) as typeof given;
  } catch {
    return undefined;
  }
  if (typeof given !== "object" || given === null) return undefined;
  const { seed, hour, ranks, seconds, layout, suspicions, pages } = given;
  const known = layoutNames.find((each) => each === layout);
  const areNumbers = [seed, hour, ranks, seconds].every((each) => Number.isInteger(each));
  const areWords = [suspicions, pages].every((each) =>
    Array.isArray(each) && each.every((words) => typeof words === "string"));
  return known !== undefined && areNumbers && areWords ? given as PlayedHour : undefined;
}
