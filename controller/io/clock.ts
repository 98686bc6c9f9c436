// The controller's clock: monotone within a life, anchored to wall time at its start, so that a
// restarted controller goes on counting where the last one stopped. A step of the wall clock
// during a life changes nothing; one between two lives cannot turn time back, because the leader
// key carries the last leader's instant and `advanceTo` moves past it.

import { setTimeout as sleep } from "node:timers/promises";
import type { InstantMs } from "../core/fleet/contract.ts";

export interface Clock {
  readonly now: () => InstantMs;
  /** Never earlier than this instant again. */
  readonly advanceTo: (instant: InstantMs) => void;
  /** Monotonic milliseconds of this process: leases and time-outs, never shown. */
  readonly monotonicMs: () => number;
}

/** An instant of another leader further ahead than this is a broken clock and is not followed. */
export const aheadMsMax = 24 * 3600 * 1000;

export function createClock(
  wallMs: () => number = Date.now,
  monotonicMs: () => number = () => performance.now(),
): Clock {
  let offsetMs = wallMs() - monotonicMs();
  const now = (): InstantMs => Math.floor(offsetMs + monotonicMs());
  return {
    now,
    monotonicMs,
    advanceTo: (instant) => {
      const aheadMs = instant - now();
      if (aheadMs > 0 && aheadMs <= aheadMsMax) offsetMs += aheadMs;
    },
  };
}

/** Resolves after the time, or at once when the signal is aborted; never rejects. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}

/** The promise's value, or undefined when it takes longer; it goes on unobserved then. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  const bound = new AbortController();
  try {
    return await Promise.race([promise, pause(ms, bound.signal).then(() => undefined)]);
  } finally {
    bound.abort();
  }
}

/**
 * Exponential and capped, with half of it random: between half and all of
 * min(cap, base × 2^attempt), so that many clients of one broken server spread out.
 */
export function backoffMs(
  attempt: number,
  limits: { readonly baseMs: number; readonly capMs: number },
  random: () => number = Math.random,
): number {
  const fullMs = Math.min(limits.capMs, limits.baseMs * 2 ** Math.min(attempt, 30));
  return fullMs / 2 + (fullMs / 2) * random();
}
