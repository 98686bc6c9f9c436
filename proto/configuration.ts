// The form that the configurations of agent and controller share: a JSON file, then flags over it.
// Every field says its meaning, unit, default and bounds in one table; unknown fields are refused
// by name, because a misspelt one would silently be its default.

import { failure, failureFrom, success, type Result } from "./errors.ts";

interface TextField {
  readonly kind: "text";
  readonly default: string;
  readonly help: string;
}

interface NumberField {
  readonly kind: "number";
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly help: string;
}

export type Field = TextField | NumberField;
/** `group.name` in the JSON file is an object `group` with a field `name`. */
export type Fields = Readonly<Record<string, Field>>;
export type ConfigOf<Table extends Fields> = {
  readonly [Name in keyof Table]: Table[Name]["kind"] extends "number" ? number : string;
};

export const text = (fallback: string, help: string): TextField =>
  ({ kind: "text", default: fallback, help });

/** Whole numbers only. */
export const number = (fallback: number, min: number, max: number, help: string): NumberField =>
  ({ kind: "number", default: fallback, min, max, help });

/** A refusal that says whose configuration it is about. */
export function refuseConfig(owner: string, reason: string): Result<never> {
  return failure("invalid-argument", `${owner} configuration: ${reason}`);
}

/** `overrides`: fields by flags; they win over what was given. */
export function parseFields<Table extends Fields>(
  owner: string, fields: Table, given: unknown, overrides: Partial<ConfigOf<Table>>,
): Result<ConfigOf<Table>> {
  const flat = flatten(given);
  if (flat === undefined) return refuseConfig(owner, "must be a JSON object");
  const values = new Map<string, unknown>([...flat, ...Object.entries(overrides)]);
  const config: Record<string, string | number> = {};
  for (const [name, field] of Object.entries<Field>(fields)) {
    const value = values.get(name) ?? field.default;
    values.delete(name);
    const problem = check(field, value);
    if (problem !== undefined) return refuseConfig(owner, `${name} ${problem}`);
    config[name] = value as string | number;
  }
  const [unknown] = values.keys();
  if (unknown === undefined) return success(config as ConfigOf<Table>);
  return refuseConfig(owner,
    `there is no field ${unknown}: the fields are ${Object.keys(fields).join(", ")}`);
}

function flatten(given: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return undefined;
  const flat = new Map<string, unknown>();
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      flat.set(name, value);
    } else for (const [inner, each] of Object.entries(value)) flat.set(`${name}.${inner}`, each);
  }
  return flat;
}

function check(field: Field, value: unknown): string | undefined {
  if (field.kind === "text") return typeof value === "string" ? undefined : "must be text";
  if (typeof value !== "number" || !Number.isInteger(value)) return "must be a whole number";
  return value >= field.min && value <= field.max ? undefined
    : `is ${value} and must be ${field.min}..${field.max}`;
}

export interface Listen {
  readonly address: string;
  readonly port: number;
}

/** `address:port`, an IPv6 address in brackets. */
export function parseListen(owner: string, name: string, value: string): Result<Listen> {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):([0-9]{1,5})$/.exec(value);
  const port = Number(match?.[3]);
  const address = match?.[1] ?? match?.[2];
  if (address !== undefined && port <= 65_535) return success({ address, port });
  return refuseConfig(owner, `${name} is ${JSON.stringify(value)} and must be address:port`);
}

/** What the kernel said, and what to do: whoever reads it has the configuration before them. */
export function listenFailure(
  name: string, { address, port }: Listen, error: NodeJS.ErrnoException,
): Result<never> {
  const remedy = error.code === "EADDRINUSE" ? "free that port or choose another"
    : error.code === "EACCES" ? "choose a port above 1023, or run as root"
    : "choose one of this machine's addresses";
  const host = address.includes(":") ? `[${address}]` : address;
  return failure("unavailable", `${name} is ${host}:${port}: ${error.message}; ${remedy}`, error);
}

/** The text of the field's file without its last line break; empty when no file is named. */
export function readSecret(
  name: string, file: string, read: (file: string) => string,
): Result<string> {
  if (file === "") return success("");
  try {
    return success(read(file).replace(/\r?\n$/, ""));
  } catch (caught) {
    return failure("not-found", `${name} is ${file}: ${failureFrom(caught).message}; ` +
      "make it readable for this user, or leave the field empty", caught);
  }
}

/** `read` brings the text of the file; no file name: no fields. */
export function parseJsonFile(file: string, read: (file: string) => string): Result<unknown> {
  if (file === "") return success({});
  try {
    return success(JSON.parse(read(file)));
  } catch (caught) {
    const isMissing = caught instanceof Error && "code" in caught;
    return failure(isMissing ? "not-found" : "invalid-argument",
      `cannot read ${file}: ${failureFrom(caught).message}`, caught);
  }
}
