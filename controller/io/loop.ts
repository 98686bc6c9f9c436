// Feeds the core, one input after the other: answers, events and requests first, then the tick,
// then signatures. The core is synchronous, so the loop works in slices and lets the sockets have
// their turn between them. It stops taking input while the state is being replaced and while too
// many effects wait.

import type { Effect, Input } from "../core/fleet/contract.ts";
import type { Policy } from "../core/fleet/policy.ts";
import type { State } from "../core/step.ts";
import type { Clock } from "./clock.ts";
import type { Core } from "./core.ts";
import type { Effects } from "./effects.ts";
import type { Inbox } from "./inbox.ts";

export interface Loop {
  /** True when all effects of the input were carried out; false when they were dropped. */
  readonly submit: (input: Input, see?: (effects: readonly Effect[]) => void) => Promise<boolean>;
  /** Something waits in the inbox. */
  readonly nudge: () => void;
  readonly state: () => State;
  /** Takes no input until `resume` brings the state to go on with. */
  readonly pause: () => void;
  readonly resume: (state: State) => void;
  readonly stop: () => void;
  readonly counts: () => LoopCounts;
}

export interface LoopCounts {
  readonly steps: number;
  readonly stepSeconds: number;
  /** Cumulative counts of steps that took at most `stepBoundsSeconds[i]`. */
  readonly stepBuckets: readonly number[];
  /** How much later than due the last tick was computed. */
  readonly lagSeconds: number;
  readonly effects: number;
}

export const stepBoundsSeconds = [0.00001, 0.0001, 0.001, 0.005, 0.02, 0.1, 0.5] as const;

export interface LoopOptions {
  readonly core: Core;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly inbox: Inbox;
  readonly effects: Effects;
  /** 4 to 10 a second, default 5. */
  readonly ticksPerSecond: number;
  readonly initial: State;
}

interface Urgent {
  readonly input: Input;
  readonly see: ((effects: readonly Effect[]) => void) | undefined;
  readonly whenDone: (done: boolean) => void;
}

const sliceMs = 20;
const fullPollMs = 20;

export function createLoop(options: LoopOptions): Loop {
  const { clock, effects } = options;
  const stepper = createStepper(options);
  // Bounded by its sources: events and alerts in hand, commands in flight, HTTP requests open.
  const waiting: Waiting = { urgent: [], tickDueAtMs: undefined };
  let mode: "paused" | "running" | "stopped" = "paused";
  let isScheduled = false;

  const slice = (): void => {
    isScheduled = false;
    const untilMs = clock.monotonicMs() + sliceMs;
    while (mode === "running") {
      if (effects.isFull()) {
        isScheduled = true;
        setTimeout(slice, fullPollMs);
        return;
      }
      if (!takeOne(options, stepper, waiting)) return;
      if (clock.monotonicMs() >= untilMs) return schedule();
    }
  };
  const schedule = (): void => {
    if (isScheduled || mode !== "running") return;
    isScheduled = true;
    setImmediate(slice);
  };
  const ticking = setInterval(() => {
    waiting.tickDueAtMs ??= clock.monotonicMs();
    schedule();
  }, 1000 / options.ticksPerSecond);
  return {
    submit: (input, see) => new Promise((whenDone) => {
      if (mode === "stopped") return whenDone(false);
      waiting.urgent.push({ input, see, whenDone });
      schedule();
    }),
    nudge: schedule,
    state: stepper.state,
    pause: () => { if (mode === "running") mode = "paused"; },
    resume: (next) => {
      stepper.replace(next);
      if (mode === "paused") mode = "running";
      schedule();
    },
    stop: () => {
      mode = "stopped";
      clearInterval(ticking);
      for (const each of waiting.urgent.splice(0)) each.whenDone(false);
    },
    counts: stepper.counts,
  };
}

interface Waiting {
  readonly urgent: Urgent[];
  tickDueAtMs: number | undefined;
}

/** False when there is nothing to do. */
function takeOne(options: LoopOptions, stepper: Stepper, waiting: Waiting): boolean {
  const { effects, clock, inbox } = options;
  const first = waiting.urgent.shift();
  if (first !== undefined) {
    const caused = stepper.compute(first.input);
    first.see?.(caused);
    effects.push(caused, first.whenDone);
    return true;
  }
  if (waiting.tickDueAtMs !== undefined) {
    stepper.late(clock.monotonicMs() - waiting.tickDueAtMs);
    waiting.tickDueAtMs = undefined;
    effects.push(stepper.compute({ kind: "tick" }));
    return true;
  }
  const signature = inbox.take();
  if (signature === undefined) return false;
  effects.push(stepper.compute({ kind: "signature", signature }));
  return true;
}

/** The core, its state and how long its steps take. */
interface Stepper {
  readonly compute: (input: Input) => readonly Effect[];
  readonly late: (ms: number) => void;
  readonly state: () => State;
  readonly replace: (state: State) => void;
  readonly counts: () => LoopCounts;
}

function createStepper({ core, policy, clock, initial }: LoopOptions): Stepper {
  const buckets = stepBoundsSeconds.map(() => 0);
  const counts = { steps: 0, stepSeconds: 0, lagSeconds: 0, effects: 0 };
  let state = initial;
  return {
    compute: (input) => {
      const before = clock.monotonicMs();
      const next = core.step(state, input, clock.now(), policy);
      const seconds = (clock.monotonicMs() - before) / 1000;
      state = next.state;
      counts.steps += 1;
      counts.stepSeconds += seconds;
      counts.effects += next.effects.length;
      stepBoundsSeconds.forEach((bound, index) => {
        if (seconds <= bound) buckets[index] = (buckets[index] ?? 0) + 1;
      });
      return next.effects;
    },
    late: (ms) => { counts.lagSeconds = Math.max(0, ms) / 1000; },
    state: () => state,
    replace: (next) => { state = next; },
    counts: () => ({ ...counts, stepBuckets: [...buckets] }),
  };
}
