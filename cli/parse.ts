// From the words of a command line to flags and positionals, by the command's own table. A word
// that is not known is an error that names it and the nearest known one: a mistyped flag that is
// silently ignored would run a job without what was asked for.

import { parseArgs } from "node:util";
import type { Command, Flag, Values } from "./terminal/command.ts";
import { failure, success, type Result } from "../proto/errors.ts";
import { nearest } from "./terminal/nearest.ts";

export interface Parsed {
  readonly values: Values;
  readonly positionals: readonly string[];
  readonly trailing: readonly string[];
}

const helpFlag: Flag = { name: "help", short: "h", help: "Show this help" };

export function flagsOf(command: Command): readonly Flag[] {
  return [...command.flags, helpFlag];
}

export function parse(command: Command, words: readonly string[]): Result<Parsed> {
  const flags = flagsOf(command);
  const { tokens } = parseArgs({
    args: [...words], strict: false, allowPositionals: true, tokens: true,
    options: Object.fromEntries([
      ...flags.map((flag) => [flag.name, {
        type: flag.value === undefined ? "boolean" as const : "string" as const,
        ...(flag.short === undefined ? {} : { short: flag.short }),
      }] as const),
      ...flags.flatMap(({ alias }) =>
        alias === undefined ? [] : [[alias.name, { type: "boolean" as const }] as const]),
    ]),
  });
  const texts: Record<string, string> = {};
  for (const flag of flags) if (flag.default !== undefined) texts[flag.name] = flag.default;
  const switches: string[] = [];
  const positionals: string[] = [];
  const end = tokens.find((token) => token.kind === "option-terminator")?.index ?? words.length;
  for (const token of tokens) {
    if (token.kind === "positional" && token.index < end) positionals.push(token.value);
    if (token.kind !== "option") continue;
    const meant = flags.find((each) => each.alias?.name === token.name);
    if (meant?.alias !== undefined) {
      if (token.value !== undefined) return takesNoValue(token.name, token.value);
      texts[meant.name] = meant.alias.value; // the last one said counts, as with any flag
      continue;
    }
    const flag = flags.find((each) => each.name === token.name);
    if (flag === undefined) return unknownFlag(token.rawName, flags);
    // A value that looks like a flag is the next flag, before which the value was forgotten.
    const isNext = token.inlineValue === false && looksLikeFlag(token.value, flags);
    const accepted = acceptFlag(flag, isNext ? undefined : token.value);
    if (!accepted.ok) return accepted;
    if (flag.value === undefined) switches.push(flag.name);
    else texts[flag.name] = accepted.value;
  }
  const parsed = {
    values: { texts, switches }, positionals, trailing: words.slice(end + 1),
  };
  return switches.includes("help") ? success(parsed) : checkPositionals(command, parsed);
}

function looksLikeFlag(value: string, flags: readonly Flag[]): boolean {
  return value.startsWith("--") || flags.some(({ short }) => value === `-${short}`);
}

function unknownFlag(given: string, flags: readonly Flag[]): Result<never> {
  const names = flags.flatMap(({ name, alias }) => alias === undefined ? name : [name, alias.name]);
  const near = nearest(given.replace(/^-+/, ""), names);
  const hint = near === undefined ? "" : `; did you mean --${near}?`;
  return failure("invalid-argument", `unknown flag ${given}${hint}`);
}

function takesNoValue(name: string, value: string): Result<never> {
  return failure("invalid-argument", `--${name} takes no value: got ${JSON.stringify(value)}`);
}

function acceptFlag(flag: Flag, value: string | undefined): Result<string> {
  if (flag.value === undefined) {
    return value === undefined ? success("") : takesNoValue(flag.name, value);
  }
  if (value === undefined || (value === "" && flag.mayBeEmpty !== true)) {
    const choices = flag.choices === undefined ? "" : `, one of ${flag.choices.join(", ")}`;
    return failure("invalid-argument",
      `--${flag.name} needs a value: --${flag.name} ${flag.value}${choices}`);
  }
  if (flag.choices === undefined || flag.choices.includes(value)) return success(value);
  const near = nearest(value, flag.choices);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return failure(
    "invalid-argument",
    `--${flag.name} must be one of ${flag.choices.join(", ")}: got ${JSON.stringify(value)}${hint}`,
  );
}

function checkPositionals(command: Command, parsed: Parsed): Result<Parsed> {
  const wanted = command.positionals ?? [];
  const missing = wanted[parsed.positionals.length];
  if (missing !== undefined && missing.optional !== true) {
    return failure("invalid-argument", `${missing.name} is missing: ${missing.help}`);
  }
  const empty = parsed.positionals.indexOf("");
  if (empty !== -1) {
    const { name, help } = wanted[empty] ?? wanted.at(-1) ?? { name: "an argument", help: "" };
    return failure("invalid-argument", `${name} is empty: ${help}`);
  }
  const extra = parsed.positionals[wanted.length];
  const takesMany = wanted.at(-1)?.many === true;
  if (extra !== undefined && !takesMany) {
    const hint = command.trailing === undefined ? "" : `; put -- before ${command.trailing}`;
    return failure("invalid-argument", `unexpected ${JSON.stringify(extra)}${hint}`);
  }
  if (command.trailing === undefined && parsed.trailing.length > 0) {
    return failure("invalid-argument", `unexpected ${JSON.stringify(parsed.trailing[0])} after --`);
  }
  return success(parsed);
}
