// Small readings of little-endian memory that somebody else writes while we look.
//
// 64-bit counters become JavaScript numbers: exact up to 2^53 and beyond it right to one part in
// 2^53, which no rate or age can feel. Ticks need more care: the time-stamp counter of a machine
// that is up for a month is above 2^53 already, and rounding it would round an age. So ticks are
// never read as one number: the base of the clock is subtracted word by word, and the difference,
// which spans only the life of the process, is small enough to be exact.

export interface Clock {
  readonly kind: "tsc" | "monotonic";
  readonly baseLow: number;
  readonly baseHigh: number;
  /** CLOCK_MONOTONIC of this host at the base. */
  readonly baseMs: number;
  readonly msPerTick: number;
}

/** The place of a time that never was. */
export const neverMs = -1;

const word = 2 ** 32;

export function wide(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * word;
}

/** Milliseconds of CLOCK_MONOTONIC; `neverMs` for the zero that means never. */
export function timeMs(view: DataView, at: number, clock: Clock): number {
  return ticksMs(view.getUint32(at, true), view.getUint32(at + 4, true), clock);
}

export function ticksMs(low: number, high: number, clock: Clock): number {
  if (low === 0 && high === 0) return neverMs;
  const ticks = (high - clock.baseHigh) * word + (low - clock.baseLow);
  // Before the machine began is as wrong as never, but a time must not look like `neverMs`.
  return Math.max(0, clock.baseMs + ticks * clock.msPerTick);
}

export function durationMs(view: DataView, at: number, clock: Clock): number {
  return wide(view, at) * clock.msPerTick;
}

/** How long ago, on the same host's clock: never below zero, never before the host began. */
export function ageMs(sinceMs: number, nowMs: number): number {
  return Math.min(Math.max(0, nowMs - sinceMs), Math.max(0, nowMs));
}

const decoder = new TextDecoder("utf-8");
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001f\u007f-\u009f]/g;

/** Up to the first NUL; control characters, which could drive a terminal, are shown as "?". */
export function textOf(view: DataView, at: number, bytes: number): string {
  let length = 0;
  while (length < bytes && view.getUint8(at + length) !== 0) length += 1;
  if (length === 0) return "";
  const cut = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + at, length);
  return decoder.decode(cut).replace(controls, "?");
}

/** 16 lower-case hex digits. */
export function hexOf(view: DataView, at: number): string {
  return hexOfWords(view.getUint32(at, true), view.getUint32(at + 4, true));
}

export function hexOfWords(low: number, high: number): string {
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
