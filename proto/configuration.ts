// The form that the configurations of agent and controller share: a JSON file, then flags over it.
// Every field says its meaning, unit, default and bounds in one table; unknown fields are refused
// by name, because a misspelt one would silently be its default.

import { failure, failureFrom, success, type Result } from "./errors.ts";
import { fileFailure, fileFault, plainReason } from "./file-failure.ts";

interface TextField {
  readonly kind: "text";
  readonly default: string;
  readonly mayBeEmpty: boolean;
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
  ({ kind: "text", default: fallback, mayBeEmpty: true, help });

/** Text that without a letter would mean nothing. */
export const filledText = (fallback: string, help: string): TextField =>
  ({ kind: "text", default: fallback, mayBeEmpty: false, help });

/** Whole numbers only. */
export const number = (fallback: number, min: number, max: number, help: string): NumberField =>
  ({ kind: "number", default: fallback, min, max, help });

/**
 * A refusal that says whose configuration it is about. What a flag says is a fault of the command
 * line; what a file says is a fault of the file.
 */
function refuseConfig(
  owner: string, reason: string, code: "invalid-argument" | "invalid-data",
): Result<never> {
  return failure(code, `${owner} configuration: ${reason}`);
}

/** Refuses the value of a field for a reason that follows from all fields together. */
export type Refuse = (name: string, reason: string) => Result<never>;

export function refuser<Table extends Fields>({ owner, file, fields, config, overrides }: {
  readonly owner: string; readonly file: string; readonly fields: Table;
  readonly config: ConfigOf<Table>; readonly overrides: Partial<ConfigOf<Table>>;
}): Refuse {
  return (name, reason) => {
    const isOfFile = !(name in overrides) && config[name] !== fields[name]?.default;
    return inFile(file,
      refuseConfig(owner, reason, isOfFile ? "invalid-data" : "invalid-argument"));
  };
}

/** What is wrong with the content of a file is said together with its name. */
export function inFile<T>(file: string, result: Result<T>): Result<T> {
  return result.ok || result.error.code !== "invalid-data" ? result
    : failure("invalid-data", `${file}: ${result.error.message}`, result.error.cause);
}

/** `overrides`: fields by flags; they win over what was given. */
export function parseFields<Table extends Fields>(
  owner: string, fields: Table, given: unknown, overrides: Partial<ConfigOf<Table>>,
): Result<ConfigOf<Table>> {
  const flat = flatten(given);
  if (flat === undefined) return refuseConfig(owner, "must be a JSON object", "invalid-data");
  const values = new Map<string, unknown>([...flat, ...Object.entries(overrides)]);
  const config: Record<string, string | number> = {};
  for (const [name, field] of Object.entries<Field>(fields)) {
    const value = values.get(name) ?? field.default;
    values.delete(name);
    const problem = check(field, value);
    if (problem !== undefined) {
      return refuseConfig(owner, `${name} ${problem}`,
        name in overrides ? "invalid-argument" : "invalid-data");
    }
    config[name] = value as string | number;
  }
  const [unknown] = values.keys();
  if (unknown === undefined) return success(config as ConfigOf<Table>);
  return refuseConfig(owner,
    `there is no field ${unknown}: the fields are ${Object.keys(fields).join(", ")}`,
    "invalid-data");
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
  if (field.kind === "text") {
    if (typeof value !== "string") return "must be text";
    return value !== "" || field.mayBeEmpty ? undefined : "must not be empty";
  }
  if (typeof value !== "number" || !Number.isInteger(value)) return "must be a whole number";
  return value >= field.min && value <= field.max ? undefined
    : `is ${value} and must be ${field.min}..${field.max}`;
}

export interface Listen {
  readonly address: string;
  readonly port: number;
}

/** `address:port`, an IPv6 address in brackets. */
export function parseListen(refuse: Refuse, name: string, value: string): Result<Listen> {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):([0-9]{1,5})$/.exec(value);
  const port = Number(match?.[3]);
  const address = match?.[1] ?? match?.[2];
  if (address !== undefined && port <= 65_535) return success({ address, port });
  return refuse(name,
    `${name} is ${JSON.stringify(value)} and must be address:port, such as 127.0.0.1:7044`);
}

/** What is wrong, and what to do: whoever reads it has the configuration before them. */
export function listenFailure(
  name: string, { address, port }: Listen, error: NodeJS.ErrnoException,
): Result<never> {
  const [what, remedy] = error.code === "EADDRINUSE"
    ? ["the port is taken", "free that port or choose another"]
    : error.code === "EACCES"
      ? ["not permitted to listen there", "choose a port above 1023, or run as root"]
      : error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND"
        ? ["no address of this machine", "choose one of this machine's addresses"]
        : [plainReason(error), "choose another address or port"];
  const host = address.includes(":") ? `[${address}]` : address;
  return failure("unavailable", `${name} is ${host}:${port}: ${what}; ${remedy}`, error);
}

/** The text of the field's file without its last line break; empty when no file is named. */
export function readSecret(
  name: string, file: string, read: (file: string) => string,
): Result<string> {
  if (file === "") return success("");
  try {
    return success(read(file).replace(/\r?\n$/, ""));
  } catch (caught) {
    const { code, what } = fileFault("read", caught);
    return failure(code, `${name} is ${file}: ${what}; ` +
      "make it readable for this user, or leave the field empty", caught);
  }
}

/** `read` brings the text of the file; no file name: no fields. */
export function parseJsonFile(file: string, read: (file: string) => string): Result<unknown> {
  if (file === "") return success({});
  let content: string;
  try {
    content = read(file);
  } catch (caught) {
    return { ok: false, error: fileFailure(file, "read", caught) };
  }
  try {
    return success(JSON.parse(content));
  } catch (caught) {
    const what = content.trim() === "" ? "nothing is in it; expected JSON"
      : `not JSON: ${failureFrom(caught).message}; correct it`;
    return failure("invalid-data", `${file}: ${what}`, caught);
  }
}
