// The values of a window to bytes and back (message Values). This is where a controller's time goes
// when 131,072 ranks report, so it is one loop over columns with one loop over rows inside, on
// arrays that live as long as the node's processes do; nothing is made that a collector must find.

import { refuse } from "./check.ts";
import { columns, partnerChange, type Column, type Layout, type Window } from "./columns.ts";
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

// What the loops below ask of each column, in arrays: the list itself has objects of many forms.
const tags = Int32Array.from(columns, (each) => each.tag);
const seconds = Int32Array.from(columns, secondTagOf);
const least = Float64Array.from(columns, (each) => each.min);
const most = Float64Array.from(columns, (each) => each.max);

function secondTagOf({ less, lessFunctions }: Column): number {
  return less?.tag ?? lessFunctions?.tag ?? -1;
}

/** Brings `into`, whatever it held, to base + what is read. Throws a Refusal. */
export function readValues(
  bytes: Uint8Array, into: Cells, base: Float64Array, layout: Layout,
): void {
  const cursor = new Cursor(bytes);
  const { cells, changed } = into;
  const { offsets, counts } = layout;
  let tag = nextTag(cursor, 0);
  for (let column = 0; column < tags.length; column += 1) {
    const first = tags[column] ?? 0;
    const second = seconds[column] ?? 0;
    // Fields of a later version are passed over.
    while (tag < first && tag !== 0) {
      cursor.skip(2);
      tag = nextTag(cursor, tag);
    }
    if (tag === first || tag === second) {
      changed[column] = 1;
      const window = { cells, base, layout };
      readChanges(cursor, column, tag === second, window);
      if (tag === second) addPartners(column, window);
      tag = nextTag(cursor, tag);
      if (tag === second) refuse(fieldOf(column), "in both forms");
    } else if (changed[column] === 1) {
      changed[column] = 0;
      const from = offsets[column] ?? 0;
      const to = from + (counts[column] ?? 0);
      for (let cell = from; cell < to; cell += 1) cells[cell] = base[cell] ?? 0;
    }
  }
}

function fieldOf(column: number): string {
  return columns[column]?.field ?? "";
}

/** 0 at the end. Ascending, so that a column's partner is known before the column. */
function nextTag(cursor: Cursor, former: number): number {
  if (cursor.at >= cursor.end) return 0;
  const key = cursor.varint();
  const tag = Math.floor(key / 8);
  if (key % 8 !== 2 || tag <= former) refuse("values", `field ${tag} out of order`);
  return tag;
}

/** Base + change of every row, and within bounds unless a partner's change is still to be added. */
function readChanges(
  cursor: Cursor, column: number, isSecond: boolean, { cells, base, layout }: Window,
): void {
  const end = cursor.span();
  const offset = layout.offsets[column] ?? 0;
  const to = offset + (layout.counts[column] ?? 0);
  const min = least[column] ?? 0;
  const max = most[column] ?? 0;
  if (offset === to) refuse(fieldOf(column), "values of no row");
  let change = cursor.signed();
  const isLone = cursor.at === end;
  for (let cell = offset; cell < to; cell += 1) {
    if (cell > offset && !isLone) {
      if (cursor.at >= end) refuse(fieldOf(column), "fewer values than rows");
      change = cursor.signed();
    }
    const value = (base[cell] ?? 0) + change;
    if (!isSecond && !(value >= min && value <= max)) refuse(fieldOf(column), value);
    cells[cell] = value;
  }
  if (cursor.at !== end) refuse(fieldOf(column), "more values than rows");
}

function addPartners(column: number, window: Window): void {
  const { cells, layout } = window;
  const offset = layout.offsets[column] ?? 0;
  const count = layout.counts[column] ?? 0;
  const min = least[column] ?? 0;
  const max = most[column] ?? 0;
  for (let row = 0; row < count; row += 1) {
    const cell = offset + row;
    const value = (cells[cell] ?? 0) + partnerChange(column, row, window);
    if (!(value >= min && value <= max)) refuse(fieldOf(column), value);
    cells[cell] = value;
  }
}

/** Undefined when a change is too large to be told: the window must be told whole. */
export function writeValues(
  cells: Float64Array, base: Float64Array, layout: Layout,
): Uint8Array | undefined {
  const sink = new Sink();
  const window: Window = { cells, base, layout };
  for (let column = 0; column < columns.length; column += 1) {
    const count = layout.counts[column] ?? 0;
    if (count === 0) continue;
    const offset = layout.offsets[column] ?? 0;
    const plain = new Float64Array(count);
    for (let row = 0; row < count; row += 1) {
      const value = cells[offset + row] ?? 0;
      const from = base[offset + row] ?? 0;
      plain[row] = value - from;
      if (from + (plain[row] ?? 0) !== value) return undefined;
    }
    if (isUniform(plain, count) && plain[0] === 0) continue;
    const second = seconds[column] ?? -1;
    const rest = second < 0 ? undefined : withoutPartner(column, plain, window);
    const isShorter = rest !== undefined && sizeOf(rest) < sizeOf(plain);
    writeColumn(sink, isShorter ? second : tags[column] ?? 0, isShorter ? rest : plain,
      { count, signs: true });
  }
  return sink.taken();
}

/** Undefined where doubles would not give the same value back. */
function withoutPartner(
  column: number, plain: Float64Array, window: Window,
): Float64Array | undefined {
  const { cells, base, layout } = window;
  const offset = layout.offsets[column] ?? 0;
  const rest = new Float64Array(plain.length);
  for (let row = 0; row < plain.length; row += 1) {
    const partner = partnerChange(column, row, window);
    const left = (plain[row] ?? 0) - partner;
    if ((base[offset + row] ?? 0) + left + partner !== cells[offset + row]) return undefined;
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
