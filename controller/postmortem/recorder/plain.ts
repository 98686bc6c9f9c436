// What a dump may consist of, whichever of its two formats it came in, and the only way to look
// into it. A value from a pickle may share parts or contain itself, so nothing here or in the
// callers walks a value to its end: every reader asks for named fields to a fixed depth.

export type Plain =
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Plain[]
  | ReadonlyMap<string, Plain>;

/** The field of a dictionary, or undefined. */
export function fieldOf(value: Plain, name: string): Plain {
  return value instanceof Map ? (value.get(name) as Plain) : undefined;
}

export function listOf(value: Plain): readonly Plain[] {
  return Array.isArray(value) ? value as readonly Plain[] : [];
}

export function entriesOf(value: Plain): readonly (readonly [string, Plain])[] {
  return value instanceof Map ? [...value.entries()] as (readonly [string, Plain])[] : [];
}

export function textOf(value: Plain): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** An integer that a number can hold exactly; anything else is undefined. */
export function integerOf(value: Plain): number | undefined {
  const number = typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

/** Nanoseconds since 1970 need 61 bits: they come as bigint, or as a rounded number from JSON. */
export function millisecondsOf(nanoseconds: Plain): number | undefined {
  const number = typeof nanoseconds === "bigint" ? Number(nanoseconds) : nanoseconds;
  return typeof number === "number" && number > 0 ? number / 1e6 : undefined;
}

/** What JSON.parse gives, with maps in place of objects so that no key of it is special. */
export function plainFromJson(value: unknown, depth: number): Plain {
  if (depth <= 0 || value === null || value === undefined) return undefined;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  if (Array.isArray(value)) return value.map((each) => plainFromJson(each, depth - 1));
  if (typeof value !== "object") return undefined;
  const pairs = Object.entries(value);
  return new Map(pairs.map(([key, each]) => [key, plainFromJson(each, depth - 1)]));
}
