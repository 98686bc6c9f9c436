// Points on curves of cumulative counters, about a second apart by the sender's own clock. The
// difference of two of them needs no sample in between, so lost readings only widen the choice.
//
// A fleet keeps a million curves and adds a point to each in every second. As objects the points
// would live for twelve seconds, just long enough to be copied by the collector into the memory
// that it seldom looks at, and be garbage there. So a curve owns its numbers for life: a ring of
// rows, each an age and what was counted by then.

export interface Curve {
  /** Numbers of a row: the age, then the values in the order that the curve's owner gives them. */
  readonly stride: number;
  readonly rows: Float64Array;
  /** The oldest row, and how many there are. */
  first: number;
  length: number;
}

/** More than any rule looks back. */
const pointsMax = 12;
/** Closer points than this replace nothing and add nothing: agents report at 10 Hz when alarmed. */
const spacingMs = 900;

export function newCurve(width: number): Curve {
  const stride = width + 1;
  return { stride, rows: new Float64Array(pointsMax * stride), first: 0, length: 0 };
}

export function clearCurve(curve: Curve): void {
  curve.first = 0;
  curve.length = 0;
}

/**
 * Room for one more point when it is far enough from the newest: the place in `rows` that the
 * caller writes its values to. -1: too near. An age that went back means another process.
 */
export function extend(curve: Curve, ageMs: number): number {
  if (curve.length > 0) {
    const newestMs = ageAt(curve, curve.length - 1);
    if (ageMs < newestMs) clearCurve(curve);
    else if (ageMs - newestMs < spacingMs) return -1;
  }
  if (curve.length === pointsMax) curve.first = (curve.first + 1) % pointsMax;
  else curve.length += 1;
  const place = placeOf(curve, curve.length - 1);
  curve.rows[place] = ageMs;
  return place + 1;
}

/** 0 is the oldest point. */
function placeOf(curve: Curve, index: number): number {
  const row = curve.first + index;
  return (row < pointsMax ? row : row - pointsMax) * curve.stride;
}

export function ageAt(curve: Curve, index: number): number {
  return curve.rows[placeOf(curve, index)] ?? 0;
}

/** Of the newest point; 0 when there is none. */
export function newestAge(curve: Curve): number {
  return curve.length === 0 ? 0 : ageAt(curve, curve.length - 1);
}

export function valueAt(curve: Curve, index: number, column: number): number {
  return curve.rows[placeOf(curve, index) + 1 + column] ?? 0;
}

/** What a value grew by between two points. */
export function gain(curve: Curve, from: number, to: number, column: number): number {
  return valueAt(curve, to, column) - valueAt(curve, from, column);
}

/** The oldest point that is no more than `spanMs` before the newest; `length` for none. */
export function firstWithin(curve: Curve, spanMs: number): number {
  const newestMs = newestAge(curve);
  let index = 0;
  while (index < curve.length && newestMs - ageAt(curve, index) > spanMs) index += 1;
  return index;
}

/**
 * The point to take the newest one's difference from: about `spanMs` ago. Undefined while the
 * curve is under half as long.
 */
function baseOf(curve: Curve, spanMs: number): number | undefined {
  const newestMs = newestAge(curve);
  let base = curve.length - 2;
  while (base > 0 && newestMs - ageAt(curve, base) < spanMs) base -= 1;
  return base >= 0 && newestMs - ageAt(curve, base) >= spanMs / 2 ? base : undefined;
}

/** Growth of one value per millisecond, over about `spanMs`; undefined of a curve too short. */
export function slope(curve: Curve, spanMs: number, column: number): number | undefined {
  const base = baseOf(curve, spanMs);
  if (base === undefined) return undefined;
  return gain(curve, base, curve.length - 1, column) / (newestAge(curve) - ageAt(curve, base));
}
