// Keys and values of the JetStream buckets, and the conditional write all of them rest on: a write
// names the revision it replaces, so a controller that was stopped and woke up as a stranger can
// overwrite nothing that its successor wrote.

import { headers, type JetStreamClient, type JetStreamManager, type KV, NatsError } from "nats";
import { failure, failureFrom, success, type Failure, type Result } from "../../proto/errors.ts";

/** NATS servers refuse messages above 1 MiB unless told otherwise. */
export const valueBytesMax = 1000 * 1024;
const wrongLastSequence = 10071;
/** Account, server and disk have no room left (nats-server's errors.json). */
const noRoom: ReadonlySet<number> = new Set([10002, 10023, 10047]);
const storeFailed = 10077;

export interface Bucket {
  readonly name: string;
  readonly kv: KV;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
}

/** Any string as one key: letters, digits, `-`, `_` and `/` stay, all else becomes `=hex=`. */
export function encodeKey(text: string): string {
  return text.replace(/[^A-Za-z0-9_/-]/gu, (letter) =>
    `=${(letter.codePointAt(0) ?? 0).toString(16)}=`);
}

export function decodeKey(key: string): string {
  return key.replace(/=([0-9a-f]{1,6})=/g, (_, code: string) =>
    String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff)));
}

/** JSON and bigint. */
export function encodeValue(value: unknown): Uint8Array {
  const text = JSON.stringify(value, (_, each: unknown) =>
    typeof each === "bigint" ? { $bigint: each.toString() } : each);
  return new TextEncoder().encode(text ?? "null");
}

export function decodeValue(bytes: Uint8Array): Result<unknown> {
  try {
    return success(JSON.parse(new TextDecoder().decode(bytes), (_, each: unknown) =>
      isBigint(each) ? BigInt(each.$bigint) : each));
  } catch (caught) {
    return failure("invalid-data", `a stored value is not JSON`, caught);
  }
}

function isBigint(value: unknown): value is { readonly $bigint: string } {
  return typeof value === "object" && value !== null && "$bigint" in value &&
    typeof value.$bigint === "string" && /^-?[0-9]{1,40}$/.test(value.$bigint);
}

/**
 * Writes, or deletes when the value is undefined, if the key's newest revision is still
 * `revision` (0: the key does not exist). `stale`: somebody else wrote. `exhausted`: no room.
 * `unavailable`: unknown whether it was written.
 */
export async function writeIf(
  bucket: Bucket,
  key: string,
  value: Uint8Array | undefined,
  revision: number,
): Promise<Result<number>> {
  if (value !== undefined && value.length > valueBytesMax) {
    return failure("exhausted", `${key}: ${value.length} bytes, at most ${valueBytesMax}`);
  }
  const subject = `$KV.${bucket.name}.${key}`;
  const marks = headers();
  if (value === undefined) marks.set("KV-Operation", "DEL");
  try {
    const acknowledged = await bucket.client.publish(subject, value ?? new Uint8Array(), {
      headers: marks, expect: { lastSubjectSequence: revision },
    });
    return success(acknowledged.seq);
  } catch (caught) {
    const isStale = caught instanceof NatsError && caught.api_error?.err_code === wrongLastSequence;
    return { ok: false, error: isStale ? failureFrom(caught, "stale") : notStored(caught) };
  }
}

/** Why JetStream did not take it: what has no room now is not worth waiting for, an outage is. */
export function notStored(caught: unknown): Failure {
  const { err_code: code = 0, description = "" } =
    caught instanceof NatsError ? caught.api_error ?? {} : {};
  const isFull = noRoom.has(code) || (code === storeFailed && description.startsWith("maximum "));
  return isFull
    ? { code: "exhausted", message: `JetStream has no room: ${description}`, cause: caught }
    : failureFrom(caught, "unavailable");
}

/** Removes what a delete left; only up to the marker, never a later write of somebody else. */
export async function sweep(bucket: Bucket, key: string, marker: number): Promise<void> {
  await bucket.manager.streams.purge(`KV_${bucket.name}`, {
    filter: `$KV.${bucket.name}.${key}`, seq: marker + 1,
  });
}
