// Checks for values that came over the wire. Inside this folder a refusal is thrown, because it
// can arise in any of a hundred fields; `decodeWith` is the single doorway that turns it, and
// whatever the protobuf reader throws, into a Failure.

import type Long from "long";
import { failure, success, type Result } from "../errors.ts";
import type { CommId } from "../ids.ts";

/** What a peer may make us hold. Counts are per message unless they say otherwise. */
export const wireLimits = {
  signatureBytesMax: 1 << 20, // the largest message of a NATS server left as it is
  eventBytesMax: 64 * 1024,
  commandBytesMax: 64 * 1024,
  replyBytesMax: 1 << 20,
  processesMax: 256,
  communicatorsMax: 128, // a process
  connectionsMax: 4096, // a process
  socketsMax: 1024, // a process
  // A node: one lone value can stand for a whole column, so bytes do not bound what it makes.
  nodeCommunicatorsMax: 4096,
  nodeFunctionsMax: 16_384,
  nodeConnectionsMax: 8192,
  nodeSocketsMax: 2048,
  stringsMax: 8192,
  shapesMax: 8192,
  devicesMax: 64,
  evidenceItemsMax: 8,
  evidenceLinesMax: 32,
  probeTargetsMax: 64,
  textLengthMax: 256,
  lineLengthMax: 1024,
  probeBytesMax: 64 * 1024 * 1024,
  probeTimeoutMsMax: 60_000,
} as const;

/** Thrown and caught within this folder only. */
class Refusal extends Error {}

export function refuse(field: string, value: unknown): never {
  const shown = typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : String(value);
  throw new Refusal(`${field}: ${shown.slice(0, 80)} is out of range`);
}

export function decodeWith<T>(
  what: string, bytes: Uint8Array, bytesMax: number, read: (bytes: Uint8Array) => T,
): Result<T> {
  if (bytes.length > bytesMax) {
    return failure("invalid-data", `${what}: ${bytes.length} bytes, at most ${bytesMax}`);
  }
  try {
    return success(read(bytes));
  } catch (caught) {
    const reason = caught instanceof Error ? caught.message : "unreadable";
    return failure("invalid-data", `${what}: ${reason.slice(0, 200)}`);
  }
}

/** A count, a duration or an age: finite and not below zero. */
export function amount(value: number, field: string): number {
  return value >= 0 && value < Infinity ? value : refuse(field, value);
}

export function counter(value: number, field: string): number {
  return value >= 0 && Number.isInteger(value) ? value : refuse(field, value);
}

export function fraction(value: number, field: string): number {
  return value >= 0 && value <= 1 ? value : refuse(field, value);
}

export function within(value: number, max: number, field: string, min = 0): number {
  return value >= min && value <= max ? value : refuse(field, value);
}

export function finite(value: number, field: string): number {
  return Number.isFinite(value) ? value : refuse(field, value);
}

// Control characters could drive the terminal of whoever reads a table.
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f]/;
// eslint-disable-next-line no-control-regex
const controlsButLines = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

export function text(value: string, field: string, max: number = wireLimits.textLengthMax): string {
  return value.length <= max && !controls.test(value) ? value : refuse(field, value);
}

/** Several lines. */
export function passage(value: string, field: string, max: number): string {
  return value.length <= max && !controlsButLines.test(value) ? value : refuse(field, value);
}

export function matching(value: string, pattern: RegExp, field: string): string {
  return pattern.test(value) ? value : refuse(field, value);
}

/** The plain word of an enum value. */
export function word<Word extends string>(
  value: number, words: readonly Word[], field: string,
): Word {
  return words[value] ?? refuse(field, value);
}

export function list<From, To>(
  values: readonly From[], max: number, field: string, read: (value: From) => To,
): readonly To[] {
  if (values.length > max) refuse(`${field} count`, values.length);
  return values.map(read);
}

/** A value that one of the parsers of proto/ids.ts made. */
export function named<T>(parsed: Result<T>, field: string): T {
  return parsed.ok ? parsed.value : refuse(field, parsed.error.message);
}

export type Wide = number | Long;

/** Absent fixed64 fields read as the number 0. */
export function bitsOf(value: Wide): bigint {
  if (typeof value === "number") return BigInt(value);
  return BigInt(value.high >>> 0) << 32n | BigInt(value.low >>> 0);
}

export function wideOf(bits: bigint): Wide {
  const low = Number(BigInt.asIntN(32, bits));
  const high = Number(BigInt.asIntN(32, bits >> 32n));
  return { low, high, unsigned: true } as Long; // the writer reads these two words and no method
}

/** The same as text, without the way over BigInt: one per connection and window. */
export function commIdOf(value: Wide): CommId {
  if (typeof value === "number") return "0000000000000000" as CommId;
  const high = (value.high >>> 0).toString(16).padStart(8, "0");
  return (high + (value.low >>> 0).toString(16).padStart(8, "0")) as CommId;
}

export function wideOfCommId(commId: CommId): Wide {
  const high = Number.parseInt(commId.slice(0, 8), 16) | 0;
  const low = Number.parseInt(commId.slice(8), 16) | 0;
  return { low, high, unsigned: true } as Long;
}
