// Time, for the whole of agent/io.

import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds of CLOCK_MONOTONIC: the clock that the hooks' files are written by. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Resolves after the time or when the signal says stop, whichever is first. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

export interface Alarm {
  /** Resolves after the time, or when somebody rings. */
  readonly wait: (ms: number) => Promise<void>;
  readonly ring: () => void;
}

export function createAlarm(): Alarm {
  let wake: (() => void) | undefined;
  return {
    wait: (ms) => new Promise((resolve) => {
      const timer = setTimeout(() => wake?.(), Math.max(0, ms));
      wake = () => {
        clearTimeout(timer);
        wake = undefined;
        resolve();
      };
    }),
    ring: () => wake?.(),
  };
}
