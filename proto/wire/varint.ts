// Whole numbers in protobuf's variable length: seven bits a byte, the lowest first. By hand, as the
// hot columns of signatures are read with it, and because counters are doubles here: exact to
// 2^53 and coarser beyond, as everywhere, where the generated code would make 64-bit objects.

import { refuse } from "./check.ts";

const bytesMax = 10;

/** A place in bytes that someone else wrote. */
export class Cursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  varint(): number {
    if (this.at >= this.end) refuse("varint", "cut off");
    const first = this.bytes[this.at] ?? 0;
    this.at += 1;
    return first < 0x80 ? first : (first & 0x7f) + 0x80 * this.rest();
  }

  /** Zigzag: the lowest bit is the sign. Taken from the first byte, so that doubles suffice. */
  signed(): number {
    if (this.at >= this.end) refuse("varint", "cut off");
    const first = this.bytes[this.at] ?? 0;
    this.at += 1;
    const low = (first & 0x7f) >> 1;
    const value = first < 0x80 ? low : low + 0x40 * this.rest();
    return (first & 1) === 0 ? value : -value - 1;
  }

  /** What follows the first byte: two bytes more at most, nearly always. */
  private rest(): number {
    const { bytes, at } = this;
    if (at + 1 < this.end) {
      const second = bytes[at] ?? 0;
      if (second < 0x80) {
        this.at = at + 1;
        return second;
      }
      const third = bytes[at + 1] ?? 0;
      if (third < 0x80) {
        this.at = at + 2;
        return (second & 0x7f) | third << 7;
      }
    }
    return this.longRest();
  }

  private longRest(): number {
    const { bytes, end } = this;
    const last = this.at - 1 + bytesMax;
    let { at } = this;
    let value = 0;
    let scale = 1;
    let byte = 0x80;
    while (byte >= 0x80 && at < end && at < last) {
      byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    }
    if (byte >= 0x80) refuse("varint", "cut off or endless");
    this.at = at;
    return value;
  }

  /** The end of a length-delimited field that begins here. */
  span(): number {
    const end = this.varint() + this.at;
    return end <= this.end ? end : refuse("length", "beyond the end");
  }

  skip(wireType: number): void {
    switch (wireType) {
      case 0: this.varint(); return;
      case 1: this.at += 8; break;
      case 2: this.at = this.span(); return;
      case 5: this.at += 4; break;
      default: refuse("wire type", wireType);
    }
    if (this.at > this.end) refuse("field", "cut off");
  }
}

/** Grows as it is written to; used again for the next message. */
export class Sink {
  private bytes = new Uint8Array(8192);
  private at = 0;

  clear(): void { this.at = 0; }

  /** A copy of what was written. */
  taken(): Uint8Array { return this.bytes.slice(0, this.at); }

  varint(value: number): void {
    this.room(bytesMax);
    let left = value;
    while (left >= 0x80) {
      this.bytes[this.at] = left % 0x80 + 0x80;
      this.at += 1;
      left = Math.floor(left / 0x80);
    }
    this.bytes[this.at] = left;
    this.at += 1;
  }

  signed(value: number): void {
    const isBelow = value < 0;
    const magnitude = isBelow ? -value - 1 : value;
    const low = magnitude % 0x40 * 2 + (isBelow ? 1 : 0);
    const rest = Math.floor(magnitude / 0x40);
    this.room(bytesMax + 1);
    this.bytes[this.at] = rest > 0 ? low + 0x80 : low;
    this.at += 1;
    if (rest > 0) this.varint(rest);
  }

  /** A length-delimited field's beginning. */
  field(tag: number, length: number): void {
    this.varint(tag * 8 + 2);
    this.varint(length);
  }

  private room(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = new Uint8Array(this.bytes.length * 2);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let left = value; left >= 0x80; left = Math.floor(left / 0x80)) size += 1;
  return size;
}

export function signedSize(value: number): number {
  const rest = Math.floor((value < 0 ? -value - 1 : value) / 0x40);
  return rest > 0 ? 1 + varintSize(rest) : 1;
}

/** A packed column, as one value where all are the same; `signs`: zigzag. */
export function writeColumn(
  sink: Sink, tag: number, values: ArrayLike<number>,
  { count, signs }: { readonly count: number; readonly signs: boolean },
): void {
  const written = isUniform(values, count) ? Math.min(count, 1) : count;
  if (written === 0) return;
  let length = 0;
  for (let row = 0; row < written; row += 1) {
    length += signs ? signedSize(values[row] ?? 0) : varintSize(values[row] ?? 0);
  }
  sink.field(tag, length);
  for (let row = 0; row < written; row += 1) {
    if (signs) sink.signed(values[row] ?? 0);
    else sink.varint(values[row] ?? 0);
  }
}

export function isUniform(values: ArrayLike<number>, count: number): boolean {
  for (let row = 1; row < count; row += 1) if (values[row] !== values[0]) return false;
  return true;
}

export function isSameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}
