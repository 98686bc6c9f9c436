// From words to a command that ran: the part of c4 that tests can call in their own process.

import {
  exitCodes, type Command, type CommandEntry, type CommandGroup,
} from "./terminal/command.ts";
import { commandHelp, groupHelp, overview } from "./help.ts";
import { nearest } from "./terminal/nearest.ts";
import { parse } from "./parse.ts";
import { errorCodes, failureFrom, formatFailure, type Failure } from "../proto/errors.ts";
import type { Screen } from "./terminal/screen.ts";
import { readVersion } from "./terminal/version.ts";
import { printableLine } from "./view/paint.ts";

export interface Surroundings {
  readonly table: readonly CommandEntry[];
  readonly output: Screen;
  readonly errors: Screen;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export async function dispatch(words: readonly string[], around: Surroundings): Promise<number> {
  const [first = "help", ...rest] = words;
  if (first === "--version" || first === "-V") {
    around.output.write(`c4 ${readVersion()}\n`);
    return exitCodes.healthy;
  }
  if (first === "help" || first === "--help" || first === "-h") return help(rest, around);
  const entry = around.table.find((each) => each.name === first);
  if (entry === undefined) return unknownCommand(first, around.table.map(nameOf), "c4", around);
  const loaded = await entry.load();
  return loaded.kind === "group"
    ? dispatchGroup(loaded, rest, around)
    : runCommand(loaded, rest, around, "c4");
}

async function help(words: readonly string[], around: Surroundings): Promise<number> {
  const [topic] = words;
  if (topic === undefined) {
    around.output.write(overview(readVersion(), around.table));
    return exitCodes.healthy;
  }
  return around.table.some((entry) => entry.name === topic)
    ? dispatch([...words, "--help"], around)
    : unknownCommand(topic, around.table.map(nameOf), "c4", around);
}

async function dispatchGroup(
  group: CommandGroup, words: readonly string[], around: Surroundings,
): Promise<number> {
  const [first, ...rest] = words;
  if (first === "--help" || first === "-h") {
    around.output.write(groupHelp(group));
    return exitCodes.healthy;
  }
  const command = group.commands.find((each) => each.name === first);
  if (command !== undefined) return runCommand(command, rest, around, `c4 ${group.name}`);
  if (first === undefined) {
    complain({ code: "invalid-argument", message: `c4 ${group.name} needs a command` },
      around.errors);
    around.errors.write(groupHelp(group));
    return exitCodes.usage;
  }
  return unknownCommand(first, group.commands.map((each) => each.name), `c4 ${group.name}`, around);
}

async function runCommand(
  command: Command, words: readonly string[], around: Surroundings, prefix: string,
): Promise<number> {
  const parsed = parse(command, words);
  if (!parsed.ok) {
    complain(parsed.error, around.errors);
    advise(command, prefix, around.errors);
    return exitCodes.usage;
  }
  if (parsed.value.values.switches.includes("help")) {
    around.output.write(commandHelp(command, prefix));
    return exitCodes.healthy;
  }
  try {
    const ended = await command.run({
      ...parsed.value,
      output: around.output, errors: around.errors, environment: around.environment,
    });
    if (ended.ok) return ended.value;
    complain(ended.error, around.errors);
    if (ended.error.code === "invalid-argument") advise(command, prefix, around.errors);
    return errorCodes[ended.error.code].exitCode;
  } catch (caught) {
    // A programmer error of ours: say it with its stack, so that it can be reported.
    complain(failureFrom(caught), around.errors);
    if (caught instanceof Error && caught.stack !== undefined) {
      around.errors.write(`${caught.stack}\n`);
    }
    return command.ownFailure ?? exitCodes.error;
  }
}

function advise(command: Command, prefix: string, errors: Screen): void {
  errors.write(`Try: ${command.examples[0]}\n     ${prefix} ${command.name} --help\n`);
}

function unknownCommand(
  given: string, known: readonly string[], prefix: string, around: Surroundings,
): number {
  const near = nearest(given, known);
  const hint = near !== undefined ? `; did you mean: ${prefix} ${near}?`
    : prefix === "c4" ? "" : `; the commands of ${prefix} are ${known.join(", ")}`;
  const what = given.startsWith("-") ? "flag" : "command";
  complain({
    code: "invalid-argument", message: `unknown ${what} ${JSON.stringify(given)}${hint}`,
  }, around.errors);
  around.errors.write(`Try: ${prefix} --help\n`);
  return exitCodes.usage;
}

/** A message may repeat what stood in a file or came over the network. */
function complain(error: Failure, errors: Screen): void {
  errors.write(`c4: ${printableLine(formatFailure(error))}\n`);
}

function nameOf(entry: CommandEntry): string {
  return entry.name;
}
