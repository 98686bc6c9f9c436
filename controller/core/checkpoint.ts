// Points on curves of cumulative counters, about a second apart by the sender's own clock. The
// difference of two of them needs no sample in between, so lost readings only widen the choice.

import { checkpointsMax, type Checkpoint } from "./state.ts";

/** Closer points than this replace nothing and add nothing: agents report at 10 Hz when alarmed. */
const spacingMs = 900;

/** Appends when far enough from the newest. An age that went back means another process. */
export function push(history: Checkpoint[], ageMs: number, values: readonly number[]): void {
  const newest = history.at(-1);
  if (newest !== undefined && ageMs < newest.ageMs) history.length = 0;
  else if (newest !== undefined && ageMs - newest.ageMs < spacingMs) return;
  history.push({ ageMs, values });
  if (history.length > checkpointsMax) history.shift();
}

export interface Difference {
  readonly spanMs: number;
  /** Same order as the checkpoint's values. */
  readonly values: readonly number[];
}

/** From about `spanMs` ago to the newest point; undefined while the curve is under half as long. */
export function difference(history: readonly Checkpoint[], spanMs: number): Difference | undefined {
  const newest = history.at(-1);
  if (newest === undefined) return undefined;
  let base: Checkpoint | undefined;
  for (let index = history.length - 2; index >= 0; index -= 1) {
    base = history[index];
    if (base !== undefined && newest.ageMs - base.ageMs >= spanMs) break;
  }
  if (base === undefined) return undefined;
  const from = base;
  const covered = newest.ageMs - from.ageMs;
  if (covered < spanMs / 2) return undefined;
  return {
    spanMs: covered,
    values: newest.values.map((value, index) => value - (from.values[index] ?? value)),
  };
}
