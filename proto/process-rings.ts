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
import { hexOf, timeMs, viewOf, wide, type Clock } from "./reading.ts";
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
  const records: ProcessFileRecord[] = [];
  let torn = 0;
  for (let index = safe; index < head; index += 1) {
    const base = layout.ringHeaderBytes + (index % layout.ringSlots) * layout.recordBytes;
    const record = parseRecord(view, base, index + 1, clock);
    if (record === undefined) torn += 1;
    else records.push(record);
  }
  return success({
    threadId: view.getUint32(layout.ringHeader.threadId, true),
    published: head, records, torn, lapped: safe - oldest,
  });
}

function parseRecord(
  view: DataView, base: number, ticket: number, clock: Clock,
): ProcessFileRecord | undefined {
  const at = layout.operationRecord;
  if (wide(view, base + at.ticket) !== ticket || !sumIsRight(view, base)) return undefined;
  const called = collectiveFunctions[view.getUint8(base + at.function)];
  const datatype = datatypes[view.getUint8(base + at.datatype)];
  if (called === undefined || datatype === undefined) return undefined;
  return {
    ticket, function: called, datatype,
    commId: hexOf(view, base + at.communicatorId) as CommId,
    ordinal: wide(view, base + at.ordinal), bytes: wide(view, base + at.bytes),
    pointToPoint: (view.getUint8(base + at.flags) & layout.operationPointToPoint) !== 0,
    enqueueMs: timeMs(view, base + at.enqueueTicks, clock),
    startMs: timeMs(view, base + at.startTicks, clock),
    endMs: timeMs(view, base + at.endTicks, clock),
  };
}

function sumIsRight(view: DataView, base: number): boolean {
  let sum = 0;
  for (let offset = 0; offset < layout.recordBytes; offset += 4) {
    sum ^= view.getUint32(base + offset, true);
  }
  return sum === 0; // the last word is the xor of the others
}
