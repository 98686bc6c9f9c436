// Reads one operation ring of a process file: the newest completed operations of one thread.
//
// The writer announces `intent` before it touches a slot and publishes `head` after it. The reader
// copies the whole ring, then reads `intent` once more: a ticket that lies more than a ring's
// length behind that intent may have been overwritten during the copy and is dropped as lapped.
// What remains must carry the ticket of its place and its own checksum, or it is dropped as torn.
//
// A ring holds thousands of records, so it is read into columns, without an object for each record;
// `parseRing` makes the objects for those who show them to people.

import { success, type Result } from "./errors.ts";
import type { CommId } from "./ids.ts";
import * as layout from "./layout.ts";
import { violation } from "./process-file.ts";
import { hexOfWords, ticksMs, viewOf, wide, type Clock } from "./reading.ts";
import {
  collectiveFunctions, datatypes, type CollectiveFunction, type Datatype,
} from "./signature.ts";

interface RingFacts {
  readonly threadId: number;
  /** Records ever published; the ring holds the newest. */
  readonly published: number;
  readonly lapped: number;
  readonly torn: number;
}

export interface ProcessFileRing extends RingFacts {
  /** Oldest first. */
  readonly records: readonly ProcessFileRecord[];
}

/** Columns of one length, oldest first. */
export interface RingColumns extends RingFacts {
  readonly ticket: Float64Array;
  readonly communicatorLow: Uint32Array;
  readonly communicatorHigh: Uint32Array;
  readonly ordinal: Float64Array;
  readonly bytes: Float64Array;
  /** Function, datatype and flags, a byte each, as the layout has them. */
  readonly kind: Uint32Array;
  readonly enqueueMs: Float64Array;
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
}

export interface ProcessFileRecord {
  readonly ticket: number;
  readonly commId: CommId;
  readonly ordinal: number;
  readonly bytes: number;
  readonly function: CollectiveFunction;
  readonly datatype: Datatype;
  readonly pointToPoint: boolean;
  readonly enqueueMs: number;
  readonly startMs: number;
  readonly endMs: number;
}

export function parseRing(
  bytes: Uint8Array, intentAfter: Uint8Array, clock: Clock,
): Result<ProcessFileRing> {
  const columns = parseRingColumns(bytes, intentAfter, clock);
  if (!columns.ok) return columns;
  const { threadId, published, lapped, torn, ticket } = columns.value;
  const records = Array.from(ticket, (_, row) => recordOf(columns.value, row));
  return success({ threadId, published, lapped, torn, records });
}

/** `intentAfter`: the ring's first 16 bytes, read after `bytes` was copied. */
export function parseRingColumns(
  bytes: Uint8Array, intentAfter: Uint8Array, clock: Clock,
): Result<RingColumns> {
  if (bytes.length < layout.ringStride || intentAfter.length < 16) {
    return violation("table-short", "the file ends before its rings");
  }
  const view = viewOf(bytes);
  const head = wide(view, layout.ringHeader.head);
  const intent = wide(viewOf(intentAfter), layout.ringHeader.intent);
  if (head > Number.MAX_SAFE_INTEGER || intent > Number.MAX_SAFE_INTEGER) {
    return violation("state", "a ring that cannot have turned so often");
  }
  const oldest = Math.max(0, head - layout.ringSlots);
  const safe = Math.min(head, Math.max(oldest, intent - layout.ringSlots));
  const words = wordsOf(bytes);
  const bases = wholeRecords(words, safe, head);
  return success({
    ...copyColumns(words, bases, clock),
    threadId: view.getUint32(layout.ringHeader.threadId, true),
    published: head, torn: head - safe - bases.length, lapped: safe - oldest,
  });
}

/** The writer is a process of this host, so its words are in our byte order. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}

const word = 2 ** 32;
const at = {
  communicatorId: layout.operationRecord.communicatorId >> 2,
  ordinal: layout.operationRecord.ordinal >> 2, bytes: layout.operationRecord.bytes >> 2,
  enqueue: layout.operationRecord.enqueueTicks >> 2, start: layout.operationRecord.startTicks >> 2,
  end: layout.operationRecord.endTicks >> 2, kind: layout.operationRecord.function >> 2,
} as const;
const recordWords = layout.recordBytes >> 2;

/** Where the records of these tickets begin, in words; torn ones are left out. */
function wholeRecords(words: Uint32Array, first: number, end: number): Uint32Array {
  const bases = new Uint32Array(end - first);
  let count = 0;
  for (let index = first; index < end; index += 1) {
    const base = layout.ringHeaderBytes + (index % layout.ringSlots) * layout.recordBytes >> 2;
    if (!isWhole(words, base, index + 1)) continue;
    bases[count] = base;
    count += 1;
  }
  return bases.subarray(0, count);
}

function isWhole(words: Uint32Array, base: number, ticket: number): boolean {
  // The last word is the xor of the others. Four words a turn: it is most of the work.
  let sum = 0;
  for (let index = base; index < base + recordWords; index += 4) {
    sum ^= (words[index] ?? 0) ^ (words[index + 1] ?? 0) ^
      (words[index + 2] ?? 0) ^ (words[index + 3] ?? 0);
  }
  if (sum !== 0 || whole(words, base) !== ticket) return false;
  const kind = words[base + at.kind] ?? 0;
  return (kind & 0xFF) < collectiveFunctions.length && (kind >> 8 & 0xFF) < datatypes.length;
}

type Columns = Omit<RingColumns, keyof RingFacts>;

function copyColumns(words: Uint32Array, bases: Uint32Array, clock: Clock): Columns {
  const rows = bases.length;
  const ticket = new Float64Array(rows);
  const communicatorLow = new Uint32Array(rows);
  const communicatorHigh = new Uint32Array(rows);
  const ordinal = new Float64Array(rows);
  const bytes = new Float64Array(rows);
  const kind = new Uint32Array(rows);
  const enqueueMs = new Float64Array(rows);
  const startMs = new Float64Array(rows);
  const endMs = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const base = bases[row] ?? 0;
    ticket[row] = whole(words, base);
    communicatorLow[row] = words[base + at.communicatorId] ?? 0;
    communicatorHigh[row] = words[base + at.communicatorId + 1] ?? 0;
    ordinal[row] = whole(words, base + at.ordinal);
    bytes[row] = whole(words, base + at.bytes);
    kind[row] = words[base + at.kind] ?? 0;
    enqueueMs[row] = millisecond(words, base + at.enqueue, clock);
    startMs[row] = millisecond(words, base + at.start, clock);
    endMs[row] = millisecond(words, base + at.end, clock);
  }
  return {
    ticket, communicatorLow, communicatorHigh, ordinal, bytes, kind, enqueueMs, startMs, endMs,
  };
}

function millisecond(words: Uint32Array, index: number, clock: Clock): number {
  return ticksMs(words[index] ?? 0, words[index + 1] ?? 0, clock);
}

function whole(words: Uint32Array, index: number): number {
  return (words[index] ?? 0) + (words[index + 1] ?? 0) * word;
}

function recordOf(columns: RingColumns, row: number): ProcessFileRecord {
  const kind = columns.kind[row] ?? 0;
  const { communicatorLow: low, communicatorHigh: high } = columns;
  return {
    ticket: columns.ticket[row] ?? 0, function: collectiveFunctions[kind & 0xFF] ?? "unknown",
    datatype: datatypes[kind >> 8 & 0xFF] ?? "unknown",
    commId: hexOfWords(low[row] ?? 0, high[row] ?? 0) as CommId,
    ordinal: columns.ordinal[row] ?? 0, bytes: columns.bytes[row] ?? 0,
    pointToPoint: (kind >> 16 & layout.operationPointToPoint) !== 0,
    enqueueMs: columns.enqueueMs[row] ?? 0, startMs: columns.startMs[row] ?? 0,
    endMs: columns.endMs[row] ?? 0,
  };
}
