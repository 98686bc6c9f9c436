// Carries out the core's effects, in the order given and only while this controller leads.
//
// The core goes on computing while effects wait (NATS may be away for minutes), so they queue here.
// The queue is bounded; when it is full the loop stops taking input, which is safe: events stay in
// JetStream and signatures are superseded by fresher ones. Effects are never dropped while in
// office. Out of office they are dropped all together: what was not persisted is computed again,
// by the next leader, from the same input.

import { assert, unreachable } from "../../proto/assert.ts";
import type { Effect } from "../core/fleet/contract.ts";
import type { Failure, Result } from "../../proto/errors.ts";
import { backoffMs, pause } from "./clock.ts";
import type { Log } from "./log.ts";
import type { Store } from "./store.ts";

export interface Effects {
  /** `whenDone` hears true when all are carried out, false when they were dropped. */
  readonly push: (effects: readonly Effect[], whenDone?: (done: boolean) => void) => void;
  readonly open: () => void;
  /** Drops what waits; resolves when nothing is under way any more. */
  readonly close: () => Promise<void>;
  readonly waiting: () => number;
  readonly isFull: () => boolean;
  readonly counts: () => EffectCounts;
}

export interface EffectCounts {
  readonly persisted: number;
  readonly refused: number;
  readonly conflicts: number;
  readonly dropped: number;
}

type Of<Kind extends Effect["kind"]> = Extract<Effect, { readonly kind: Kind }>;

export interface EffectsOptions {
  readonly store: Pick<Store, "persist" | "forget">;
  /** True only while acting is safe at this moment. */
  readonly leads: () => boolean;
  /** Asks the leader key itself, after the server refused a write. */
  readonly confirm: () => Promise<boolean>;
  readonly enqueueAlert: (alert: Of<"alert">) => Promise<Result<void>>;
  /** Starts a command and returns; its reply comes back as an input. */
  readonly startCommand: (command: Of<"command">) => void;
  readonly announce: (change: Of<"changed">) => void;
  readonly log: Log;
  /** Default 20,000. */
  readonly waitingMax?: number;
}

interface Waiting {
  readonly effect: Effect | undefined;
  readonly whenDone: ((done: boolean) => void) | undefined;
}

const batchMax = 128;
const retry = { baseMs: 50, capMs: 1000 } as const;
const suspendedPollMs = 50;

export function createEffects(options: EffectsOptions): Effects {
  const waitingMax = options.waitingMax ?? 20_000;
  const counts = { persisted: 0, refused: 0, conflicts: 0, dropped: 0 };
  let queue: Waiting[] = [];
  let office: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();
  let wake = (): void => undefined;

  const drop = (each: Waiting): void => {
    if (each.effect !== undefined) counts.dropped += 1;
    each.whenDone?.(false);
  };
  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      if (queue.length === 0) {
        await new Promise<void>((resolve) => { wake = resolve; });
        continue;
      }
      const batch = nextBatch(queue);
      const done = await carryOut(options, counts, batch, signal);
      // The batch stays in the queue until it is done, so that closing drops it with the rest.
      if (!done || signal.aborted) continue;
      for (const each of queue.splice(0, batch.length)) each.whenDone?.(true);
    }
  };
  return {
    push: (effects, whenDone) => {
      const items: Waiting[] = effects.map((effect) => ({ effect, whenDone: undefined }));
      if (whenDone !== undefined) items.push({ effect: undefined, whenDone });
      if (office === undefined) items.forEach(drop);
      else queue.push(...items);
      wake();
    },
    open: () => {
      assert(office === undefined, "effects are opened once a term");
      office = new AbortController();
      running = run(office.signal);
    },
    close: async () => {
      office?.abort();
      office = undefined;
      const dropped = queue;
      queue = [];
      wake();
      dropped.forEach(drop);
      await running;
    },
    waiting: () => queue.length,
    isFull: () => queue.length >= waitingMax,
    counts: () => ({ ...counts }),
  };
}

/** One effect, or as many writes as stand together: their order among each other is free. */
function nextBatch(queue: readonly Waiting[]): readonly Waiting[] {
  const isWrite = (each: Waiting | undefined): boolean =>
    each?.effect?.kind === "persist" || each?.effect?.kind === "forget";
  let length = 0;
  while (length < batchMax && isWrite(queue[length])) length += 1;
  return queue.slice(0, Math.max(1, length));
}

/** False: out of office before it was done. */
async function carryOut(
  options: EffectsOptions,
  counts: { persisted: number; refused: number; conflicts: number },
  batch: readonly Waiting[],
  signal: AbortSignal,
): Promise<boolean> {
  // Within a batch the last write to a key stands for all: nobody can have seen the others.
  const writes = new Map<string, Of<"persist"> | Of<"forget">>();
  for (const { effect } of batch) {
    if (effect?.kind === "persist" || effect?.kind === "forget") writes.set(effect.key, effect);
    else if (effect !== undefined) return await perform(options, effect, signal);
  }
  const written = await Promise.all([...writes.values()].map((write) =>
    untilDone(options, signal, async () => {
      const result = await (write.kind === "persist"
        ? options.store.persist(write.key, write.value)
        : options.store.forget(write.key));
      if (result.ok) counts.persisted += 1;
      else if (result.error.code === "stale") counts.conflicts += 1;
      else if (result.error.code === "exhausted") counts.refused += 1;
      return result;
    })));
  return written.every((done) => done);
}

async function perform(
  options: EffectsOptions,
  effect: Exclude<Effect, Of<"persist"> | Of<"forget">>,
  signal: AbortSignal,
): Promise<boolean> {
  if (effect.kind === "alert") {
    return untilDone(options, signal, () => options.enqueueAlert(effect));
  }
  if (!await untilLeading(options, signal)) return false;
  switch (effect.kind) {
    case "command": options.startCommand(effect); break;
    case "changed": options.announce(effect); break;
    case "note": options.log.note(effect.text); break;
    default: return unreachable(effect);
  }
  return true;
}

/** Tries, while in office, until the action succeeds or can never succeed. */
async function untilDone(
  options: EffectsOptions,
  signal: AbortSignal,
  action: () => Promise<Result<void>>,
): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    if (!await untilLeading(options, signal)) return false;
    const result = await action();
    if (result.ok) return !signal.aborted;
    if (isHopeless(result.error)) {
      // Holding up every later effect for one that cannot be carried out would be worse.
      options.log.problem("an effect could not be carried out", result.error.message);
      return true;
    }
    // Somebody replaced the value: either our successor, then this loses the lease, or a late
    // write of our predecessor, then the store has learnt the revision and we repeat.
    if (result.error.code === "stale" && await options.confirm()) continue;
    await pause(backoffMs(attempt, retry), signal);
  }
}

function isHopeless(error: Failure): boolean {
  return error.code === "exhausted" || error.code === "invalid-data" || error.code === "denied";
}

/** While suspended, effects wait; false: no longer in office. */
async function untilLeading(options: EffectsOptions, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (options.leads()) return true;
    await pause(suspendedPollMs, signal);
  }
  return false;
}
