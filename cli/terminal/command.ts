// What a command of c4 is: data that help, parsing and completion of mistakes are made from, and
// one function. The table in c4.ts names every command and loads its module only when it is asked
// for, so that `c4 status` never pays for `c4 run`.

import { failure, success, type Result } from "../../proto/errors.ts";
import type { Screen } from "./screen.ts";

export interface Flag {
  /** Long name without dashes. */
  readonly name: string;
  readonly short?: string;
  /** Placeholder such as `FILE`. Absent: the flag is a switch that is on or off. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** A switch that stands for this flag with this value, such as `--json`. */
  readonly alias?: { readonly name: string; readonly value: string };
  /** `--flag=` and `--flag ""` mean something: the setting is emptied. */
  readonly mayBeEmpty?: boolean;
  /** Taken when the flag is not given. */
  readonly default?: string;
  /** One sentence without a full stop. */
  readonly help: string;
}

export interface Positional {
  /** Placeholder such as `INCIDENT`. */
  readonly name: string;
  readonly help: string;
  readonly optional?: boolean;
  /** Takes all that follow; only the last one may. */
  readonly many?: boolean;
}

export interface Command {
  readonly kind: "command";
  readonly name: string;
  /** One sentence without a full stop, for the list of commands. */
  readonly summary: string;
  /** Paragraphs for `--help`, already wrapped. */
  readonly description?: string;
  readonly positionals?: readonly Positional[];
  /** What stands after `--`, such as `COMMAND...`. Absent: nothing may. */
  readonly trailing?: string;
  readonly flags: readonly Flag[];
  /** Whole command lines; the first one is shown with mistakes. */
  readonly examples: readonly [string, ...string[]];
  /** All that it can end with, and what each means of this command. */
  readonly exitCodes: readonly (readonly [code: string, meaning: string])[];
  /** What an error of C4's own ends it with, where that is not 1. */
  readonly ownFailure?: ExitCode;
  readonly run: (input: CommandInput) => Promise<Result<ExitCode>>;
}

/** A command of commands: `c4 analyze fr DIR`. */
export interface CommandGroup {
  readonly kind: "group";
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}

/** A line of the table: known by name, loaded when asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command | CommandGroup>;
}

/** 0 healthy, 1 error, 2 degraded, 3 timed out, 64 usage; `c4 run` passes its command's on. */
export type ExitCode = number;

export const exitCodes = {
  healthy: 0, error: 1, degraded: 2, timedOut: 3, usage: 64, stackFailed: 125,
} as const;

export interface CommandInput {
  readonly values: Values;
  readonly positionals: readonly string[];
  /** What stood after `--`. */
  readonly trailing: readonly string[];
  readonly output: Screen;
  readonly errors: Screen;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Flags as given, defaults filled in. */
export interface Values {
  readonly texts: Readonly<Record<string, string>>;
  readonly switches: readonly string[];
}

export function textOf(values: Values, flag: string): string | undefined {
  return values.texts[flag];
}

export function isOn(values: Values, flag: string): boolean {
  return values.switches.includes(flag);
}

/** The flag as a whole number within bounds; the refusal names the value and the bounds. */
export function integerOf(
  values: Values,
  flag: string,
  bounds: {
    readonly min: number; readonly max: number;
    /** Taken when the flag is not given. */
    readonly otherwise?: number;
  },
): Result<number> {
  const given = values.texts[flag];
  if (given === undefined && bounds.otherwise !== undefined) return success(bounds.otherwise);
  const text = given ?? "";
  const value = Number(text);
  const isWhole = /^\d+$/.test(text) && Number.isSafeInteger(value);
  if (isWhole && value >= bounds.min && value <= bounds.max) return success(value);
  return failure(
    "invalid-argument",
    `--${flag} must be a whole number from ${bounds.min} to ${bounds.max}: ` +
      `got ${JSON.stringify(text.slice(0, 80))}`,
  );
}

/** The flag as seconds, in milliseconds. */
export function secondsOf(
  values: Values, flag: string, bounds: { readonly min?: number; readonly max?: number } = {},
): Result<number> {
  const { min = 0, max = 86_400 } = bounds;
  const text = values.texts[flag] ?? "";
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= min && seconds <= max) return success(Math.round(seconds * 1000));
  return failure(
    "invalid-argument",
    `--${flag} must be seconds from ${min} to ${max}: got ${JSON.stringify(text.slice(0, 80))}`,
  );
}

/** Of every patience with an answer: none comes in no time. */
export const patienceMinSeconds = 0.1;

/** Of every command that prints a view. */
export const outputFlag: Flag = {
  name: "output", short: "o", value: "FORMAT", choices: ["table", "json"], default: "table",
  alias: { name: "json", value: "json" }, help: "How to print; --json is -o json",
};
