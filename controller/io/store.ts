// The controller's state in JetStream KV: what the core asked to persist, read back as a whole when
// a controller takes office. Every write names the revision it replaces, so a leader that has been
// replaced without knowing it is refused by the server itself at its first write to a key that its
// successor has touched.

import { failure, success, type Result } from "../../proto/errors.ts";
import {
  decodeKey, decodeValue, encodeKey, encodeValue, sweep, writeIf, type Bucket,
} from "./kv.ts";

export interface Store {
  /** Everything there is, and from now on the revisions that writes must replace. */
  readonly load: () => Promise<Result<Loaded>>;
  readonly persist: (key: string, value: unknown) => Promise<Result<void>>;
  readonly forget: (key: string) => Promise<Result<void>>;
}

export interface Loaded {
  readonly entries: ReadonlyMap<string, unknown>;
  /** Values that could not be read; named, counted and left where they are. */
  readonly damaged: readonly string[];
}

export function createStore(bucket: Bucket): Store {
  let revisions = new Map<string, number>();

  const write = async (key: string, value: unknown, remove: boolean): Promise<Result<void>> => {
    const encoded = encodeKey(key);
    const bytes = remove ? undefined : encodeValue(value);
    const written = await writeIf(bucket, encoded, bytes, revisions.get(key) ?? 0);
    if (written.ok) {
      revisions.set(key, written.value);
      return success(undefined);
    }
    if (written.error.code === "stale") await learn(key, encoded);
    return written;
  };
  /** After a refusal: the newest revision, for a caller who is still the leader and repeats. */
  const learn = async (key: string, encoded: string): Promise<void> => {
    try {
      const entry = await bucket.kv.get(encoded);
      if (entry === null) revisions.delete(key);
      else revisions.set(key, entry.revision);
    } catch {
      // Unreachable: the repeated write is refused again and we come back here.
    }
  };
  return {
    load: async () => {
      const found = await readAll(bucket);
      if (found.ok) revisions = new Map(found.value.revisions);
      return found;
    },
    persist: (key, value) => write(key, value, false),
    forget: async (key) => {
      if (!revisions.has(key)) return success(undefined);
      const removed = await write(key, undefined, true);
      const marker = revisions.get(key);
      if (!removed.ok || marker === undefined) return removed;
      revisions.delete(key);
      try {
        await sweep(bucket, encodeKey(key), marker);
      } catch {
        revisions.set(key, marker); // the marker stays, and so does what replaces it
      }
      return success(undefined);
    },
  };
}

const loadTimeoutMs = 30_000;

type Found = Loaded & { readonly revisions: ReadonlyMap<string, number> };

async function readAll(bucket: Bucket): Promise<Result<Found>> {
  const entries = new Map<string, unknown>();
  const revisions = new Map<string, number>();
  const damaged: string[] = [];
  let bound: NodeJS.Timeout | undefined;
  let isCut = false;
  try {
    const found = await bucket.kv.history({ key: ">" });
    // A server that goes away in the middle leaves the reading open for as long as it is away.
    bound = setTimeout(() => {
      isCut = true;
      found.stop();
    }, loadTimeoutMs);
    for await (const entry of found) {
      const key = decodeKey(entry.key);
      revisions.set(key, entry.revision);
      if (entry.operation !== "PUT") continue;
      const decoded = decodeValue(entry.value);
      if (decoded.ok) entries.set(key, decoded.value);
      else damaged.push(key);
    }
    // Half a state is worse than none: incidents would be opened, and alerts sent, again.
    return isCut ? failure("unavailable", "the state could not be read to its end")
      : success({ entries, revisions, damaged });
  } catch (caught) {
    return failure("unavailable", "the state cannot be read from JetStream", caught);
  } finally {
    clearTimeout(bound);
  }
}
