// Help, from the same table that parses. Every page ends with lines that can be pasted.

import type { Command, CommandEntry, CommandGroup, Flag } from "./terminal/command.ts";
import { flagsOf } from "./parse.ts";
import { wrap } from "./view/table.ts";

const pageWidth = 96;
const nameWidthMax = 30;

/** Of the whole program; each command says for itself which of them it has and when. */
const commonExitCodes: readonly (readonly [string, string])[] = [
  ["0", "healthy"], ["1", "error"], ["2", "degraded: an incident is open"],
  ["3", "timed out"], ["64", "usage"],
];

export function overview(version: string, table: readonly CommandEntry[]): string {
  const names = table.map((entry) => [entry.name, entry.summary] as const);
  return [
    `c4 ${version}: keeps large training jobs running; names the rank, node or link at fault`,
    "",
    "Usage: c4 COMMAND [flags]",
    "",
    "Commands:",
    ...columns(names),
    "",
    "Start here:",
    "  c4 run --nodes 4 -- torchrun --nproc_per_node 4 train.py",
    "  c4 status",
    "  c4 COMMAND --help",
    "",
    "Exit codes:",
    ...columns([...commonExitCodes, ["125", "c4 run: C4's own failure; else the command's own"]]),
    "",
  ].join("\n");
}

export function groupHelp(group: CommandGroup): string {
  return [
    `c4 ${group.name}: ${lowered(group.summary)}`, "", `Usage: c4 ${group.name} COMMAND [flags]`,
    "", "Commands:",
    ...columns(group.commands.map((each) => [each.name, each.summary] as const)), "",
    "Examples:", ...group.commands.map((each) => `  ${each.examples[0]}`), "",
  ].join("\n");
}

export function commandHelp(command: Command, prefix = "c4"): string {
  const positionals = command.positionals ?? [];
  const description = command.description === undefined ? [] : [command.description, ""];
  const operands = positionals.length === 0
    ? [] : ["Arguments:", ...columns(positionals.map((each) => [each.name, each.help])), ""];
  return [
    `${prefix} ${command.name}: ${lowered(command.summary)}`, "",
    `Usage: ${usage(command, prefix)}`, "", ...description, ...operands,
    "Flags:", ...columns(flagsOf(command).map((flag) => [flagName(flag), flagText(flag)] as const)),
    "", "Examples:", ...command.examples.map((line) => `  ${line}`), "",
    "Exit codes:", ...columns([...command.exitCodes]), "",
  ].join("\n");
}

export function usage(command: Command, prefix = "c4"): string {
  const positionals = (command.positionals ?? []).map((each) => {
    const name = each.many === true ? `${each.name}...` : each.name;
    return each.optional === true ? `[${name}]` : name;
  });
  const trailing = command.trailing === undefined ? [] : ["--", command.trailing];
  return [prefix, command.name, ...positionals, "[flags]", ...trailing].join(" ");
}

function flagName(flag: Flag): string {
  const short = flag.short === undefined ? "    " : `-${flag.short}, `;
  const value = flag.choices?.join("|") ?? flag.value ?? "";
  return `${short}--${flag.name}${value === "" ? "" : ` ${value}`}`;
}

function flagText(flag: Flag): string {
  const fallback = flag.default === undefined ? "" : ` (default ${flag.default})`;
  return `${flag.help}${fallback}`;
}

/** Two columns; a name too long for the first has its text on the next line. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const fitting = rows.map(([left]) => left.length).filter((length) => length <= nameWidthMax);
  const width = Math.max(4, ...fitting);
  const indent = " ".repeat(width + 4);
  return rows.flatMap(([left, right]) => {
    const [first = "", ...rest] = wrap(right, pageWidth - width - 4);
    const below = rest.map((line) => indent + line);
    return left.length > width
      ? [`  ${left}`, indent + first, ...below]
      : [`  ${left.padEnd(width)}  ${first}`, ...below];
  });
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
