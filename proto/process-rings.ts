// Reads one operation ring of a process file: the newest completed operations of one thread.
//
// The writer announces `intent` before it touches a slot and publishes `head` after it. The reader
// copies the whole ring, then reads `intent` once more: a ticket that lies more than a ring's
// length behind that intent may have been overwritten during the copy and is dropped as lapped.
// What remains must carry the ticket of its place and its own checksum, or it is dropped as torn.

import { success, type Result } from "./errors.ts";
import type { CommId } from "./ids.ts";
import * as layout from "./layout.ts";
import { violation } from "./process-file.ts";
import { hexOfWords, ticksMs, viewOf, wide, type Clock } from "./reading.ts";
import {
  collectiveFunctions, datatypes, type CollectiveFunction, type Datatype,
} from "./signature.ts";

export interface ProcessFileRing {
  readonly threadId: number;
  /** Records ever published; the ring holds the newest. */
  readonly published: number;
  /** Oldest first. */
  readonly records: readonly ProcessFileRecord[];
  readonly lapped: number;
  readonly torn: number;
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

/** `intentAfter`: the ring's first 16 bytes, read after `bytes` was copied. */
export function parseRing(
  bytes: Uint8Array, intentAfter: Uint8Array, clock: Clock,
): Result<ProcessFileRing> {
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
  const reading: RingReading = { words: wordsOf(bytes), clock, low: 0, high: 0, commId: noCommId };
  const records: ProcessFileRecord[] = [];
  let torn = 0;
  for (let index = safe; index < head; index += 1) {
    const base = layout.ringHeaderBytes + (index % layout.ringSlots) * layout.recordBytes;
    const record = parseRecord(reading, base >> 2, index + 1);
    if (record === undefined) torn += 1;
    else records.push(record);
  }
  return success({
    threadId: view.getUint32(layout.ringHeader.threadId, true),
    published: head, records, torn, lapped: safe - oldest,
  });
}

/** The writer is a process of this host, so its words are in our byte order. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}

interface RingReading {
  readonly words: Uint32Array;
  readonly clock: Clock;
  /** The last commId and its text: neighbours in a ring mostly share one. */
  low: number;
  high: number;
  commId: CommId;
}

const noCommId = "0000000000000000" as CommId;
const word = 2 ** 32;
const at = {
  communicatorId: layout.operationRecord.communicatorId >> 2,
  ordinal: layout.operationRecord.ordinal >> 2, bytes: layout.operationRecord.bytes >> 2,
  enqueue: layout.operationRecord.enqueueTicks >> 2, start: layout.operationRecord.startTicks >> 2,
  end: layout.operationRecord.endTicks >> 2, kind: layout.operationRecord.function >> 2,
  checksum: layout.operationRecord.checksum >> 2,
} as const;

function parseRecord(
  reading: RingReading, base: number, ticket: number,
): ProcessFileRecord | undefined {
  const { words, clock } = reading;
  let sum = 0;
  for (let index = base; index <= base + at.checksum; index += 1) sum ^= words[index] ?? 0;
  // The last word is the xor of the others.
  if (sum !== 0 || whole(words, base) !== ticket) return undefined;
  const kind = words[base + at.kind] ?? 0;
  const called = collectiveFunctions[kind & 0xFF];
  const datatype = datatypes[kind >> 8 & 0xFF];
  if (called === undefined || datatype === undefined) return undefined;
  return {
    ticket, function: called, datatype, commId: commIdOf(reading, base + at.communicatorId),
    ordinal: whole(words, base + at.ordinal), bytes: whole(words, base + at.bytes),
    pointToPoint: (kind >> 16 & layout.operationPointToPoint) !== 0,
    enqueueMs: millisecond(words, base + at.enqueue, clock),
    startMs: millisecond(words, base + at.start, clock),
    endMs: millisecond(words, base + at.end, clock),
  };
}

function whole(words: Uint32Array, index: number): number {
  return (words[index] ?? 0) + (words[index + 1] ?? 0) * word;
}

function millisecond(words: Uint32Array, index: number, clock: Clock): number {
  return ticksMs(words[index] ?? 0, words[index + 1] ?? 0, clock);
}

function commIdOf(reading: RingReading, index: number): CommId {
  const low = reading.words[index] ?? 0;
  const high = reading.words[index + 1] ?? 0;
  if (low !== reading.low || high !== reading.high) {
    reading.low = low;
    reading.high = high;
    reading.commId = hexOfWords(low, high) as CommId;
  }
  return reading.commId;
}
