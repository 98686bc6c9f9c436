// The values of a window to bytes and back (message Values). This is where a controller's time goes
// when 131,072 ranks report, so it is one loop over columns with one loop over rows inside, on
// arrays that live as long as the node's processes do; nothing is made that a collector must find.

import { refuse } from "./check.ts";
import { columns, partnerChange, type Column, type Layout } from "./columns.ts";
import { Cursor, isUniform, signedSize, Sink, writeColumn } from "./varint.ts";

/** The values of one window, and which columns differ from those of its base. */
export interface Cells {
  readonly cells: Float64Array;
  /** By column: 1 where it is not what the base has. */
  readonly changed: Uint8Array;
}

export function newCells(layout: Layout): Cells {
  return {
    cells: new Float64Array(layout.length), changed: new Uint8Array(columns.length).fill(1),
  };
}

/** Brings `into`, whatever it held, to base + what is read. Throws a Refusal. */
export function readValues(
  bytes: Uint8Array, into: Cells, base: Float64Array, layout: Layout,
): void {
  const cursor = new Cursor(bytes);
  let tag = nextTag(cursor, 0);
  for (let column = 0; column < columns.length; column += 1) {
    const of = columns[column];
    if (of === undefined) return;
    const second = of.less?.tag ?? of.lessFunctions?.tag ?? -1;
    // Fields of a later version are passed over.
    while (tag < of.tag && tag !== 0) {
      cursor.skip(2);
      tag = nextTag(cursor, tag);
    }
    if (tag === of.tag || tag === second) {
      readColumn(cursor, { column, of, isSecond: tag === second }, { into, base, layout });
      tag = nextTag(cursor, tag);
      if (tag === second) refuse(of.field, "in both forms");
    } else if (into.changed[column] === 1) {
      const from = layout.offsets[column] ?? 0;
      const to = from + (layout.counts[column] ?? 0);
      for (let cell = from; cell < to; cell += 1) into.cells[cell] = base[cell] ?? 0;
      into.changed[column] = 0;
    }
  }
}

/** 0 at the end. Ascending, so that a column's partner is known before the column. */
function nextTag(cursor: Cursor, former: number): number {
  if (cursor.at >= cursor.end) return 0;
  const key = cursor.varint();
  const tag = Math.floor(key / 8);
  if (key % 8 !== 2 || tag <= former) refuse("values", `field ${tag} out of order`);
  return tag;
}

interface Place {
  readonly column: number;
  readonly of: Column;
  readonly isSecond: boolean;
}

interface Window {
  readonly into: Cells;
  readonly base: Float64Array;
  readonly layout: Layout;
}

function readColumn(cursor: Cursor, { column, of, isSecond }: Place, window: Window): void {
  const { into: { cells, changed }, base, layout } = window;
  const end = cursor.span();
  const offset = layout.offsets[column] ?? 0;
  const count = layout.counts[column] ?? 0;
  if (count === 0) refuse(of.field, "values of no row");
  changed[column] = 1;
  let change = cursor.signed();
  const isLone = cursor.at === end;
  for (let row = 0; row < count; row += 1) {
    if (row > 0 && !isLone) {
      if (cursor.at >= end) refuse(of.field, "fewer values than rows");
      change = cursor.signed();
    }
    const cell = offset + row;
    const own = isSecond ? change + partnerChange(column, row, layout, { cells, base }) : change;
    const value = (base[cell] ?? 0) + own;
    if (!(value >= of.min && value <= of.max)) refuse(of.field, value);
    cells[cell] = value;
  }
  if (cursor.at !== end) refuse(of.field, "more values than rows");
}

/** Undefined when a change is too large to be told: the window must be told whole. */
export function writeValues(
  cells: Float64Array, base: Float64Array, layout: Layout,
): Uint8Array | undefined {
  const sink = new Sink();
  for (let column = 0; column < columns.length; column += 1) {
    const count = layout.counts[column] ?? 0;
    const of = columns[column];
    if (count === 0 || of === undefined) continue;
    const offset = layout.offsets[column] ?? 0;
    const plain = new Float64Array(count);
    for (let row = 0; row < count; row += 1) {
      const value = cells[offset + row] ?? 0;
      const from = base[offset + row] ?? 0;
      plain[row] = value - from;
      if (from + (plain[row] ?? 0) !== value) return undefined;
    }
    if (isUniform(plain, count) && plain[0] === 0) continue;
    const second = of.less?.tag ?? of.lessFunctions?.tag;
    const rest = second === undefined ? undefined
      : withoutPartner(column, plain, { cells, base, layout });
    const isShorter = rest !== undefined && sizeOf(rest) < sizeOf(plain);
    writeColumn(sink, isShorter ? second ?? of.tag : of.tag, isShorter ? rest : plain,
      { count, signs: true });
  }
  return sink.taken();
}

/** Undefined where doubles would not give the same value back. */
function withoutPartner(
  column: number, plain: Float64Array,
  { cells, base, layout }: {
    readonly cells: Float64Array; readonly base: Float64Array; readonly layout: Layout;
  },
): Float64Array | undefined {
  const offset = layout.offsets[column] ?? 0;
  const rest = new Float64Array(plain.length);
  for (let row = 0; row < plain.length; row += 1) {
    const partner = partnerChange(column, row, layout, { cells, base });
    const left = (plain[row] ?? 0) - partner;
    if ((base[offset + row] ?? 0) + (left + partner) !== cells[offset + row]) return undefined;
    rest[row] = left;
  }
  return rest;
}

function sizeOf(values: Float64Array): number {
  if (isUniform(values, values.length)) return signedSize(values[0] ?? 0);
  let size = 0;
  for (const each of values) size += signedSize(each);
  return size;
}
