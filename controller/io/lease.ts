// Who leads. One key in JetStream KV; its revision at the taking of office is the leader's term,
// the only fence there is.
//
// The holder rewrites the key every heartbeat, each time naming the revision it replaces. A standby
// that has seen no new revision for `leaseMs` of its own monotonic clock replaces it, also by
// revision. So of two controllers that both believe they may write, one is refused: no clock is
// compared with another, and a wrong clock can delay a takeover but not make two leaders.
//
//   standby ── key absent, released, or unchanged for leaseMs ──▶ leading
//   leading ── nothing acknowledged for 2/3 leaseMs ──▶ suspended ── acknowledged ──▶ leading
//   leading or suspended ── somebody else's revision ──▶ standby
//
// A leader stops acting (`leads()` is false) after 2/3 of the lease counted from the moment it SENT
// its last acknowledged heartbeat; a standby waits the whole lease from the moment it SAW that
// heartbeat, which is later. The third between them is for clocks that run at different rates. A
// process that was stopped finds `leads()` false on its first instruction after it wakes, since the
// monotonic clock ran on. Suspension is not loss: nobody else has led if our revision still stands.
//
// Not a time-to-live of the bucket: then the server's clock would decide, and a server restarted
// after the key expired may begin its revisions, our terms, anew.

import type { InstantMs } from "../core/fleet/contract.ts";
import { pause, type Clock } from "./clock.ts";
import { type Bucket, decodeValue, encodeValue, writeIf } from "./kv.ts";

export type Lease =
  | { readonly kind: "standby"; readonly holder: string }
  | {
      readonly kind: "held";
      readonly term: number;
      readonly revision: number;
      readonly validUntilMs: number;
    };

export interface LeaseOptions {
  readonly bucket: Bucket;
  readonly clock: Clock;
  /** Different for each life of each controller. */
  readonly holder: string;
  /** Default 3000. A takeover after a crash takes this and one heartbeat. */
  readonly leaseMs: number;
  /** Called once for each loss and each gain, never for suspension. */
  readonly onGained: (term: number) => void;
  readonly onLost: () => void;
}

export interface LeaseKeeper {
  readonly lease: () => Lease;
  /** True only while acting is safe at this very moment. */
  readonly leads: () => boolean;
  /** Rewrites the key now: true when the lease is still ours. */
  readonly confirm: () => Promise<boolean>;
  /** Stops; a leader releases the key, so that a standby need not wait. */
  readonly stop: () => Promise<void>;
}

interface LeaderValue {
  readonly holder: string;
  readonly term: number;
  readonly released: boolean;
  readonly instant: InstantMs;
}

export const leaderKey = "leader";
const heartbeatsPerLease = 6;

interface Keeper extends LeaseOptions {
  current: Lease;
  seenRevision: number;
  seenAtMs: number;
}

export function keepLease(options: LeaseOptions): LeaseKeeper {
  const keeper: Keeper = {
    ...options,
    current: { kind: "standby", holder: "" },
    seenRevision: -1,
    seenAtMs: options.clock.monotonicMs(),
  };
  const stopping = new AbortController();
  // Heartbeats and `confirm` must not overlap: each replaces the revision the other wrote.
  let turn: Promise<void> = Promise.resolve();
  const beat = (): Promise<void> => {
    turn = turn.then(() => stopping.signal.aborted ? undefined : once(keeper));
    return turn;
  };
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await beat();
      await pause(keeper.leaseMs / heartbeatsPerLease, stopping.signal);
    }
  })();
  const leads = (): boolean => keeper.current.kind === "held" &&
    keeper.clock.monotonicMs() < keeper.current.validUntilMs;
  return {
    lease: () => keeper.current,
    leads,
    confirm: async () => {
      await beat();
      return leads();
    },
    stop: async () => {
      stopping.abort();
      await running;
      await turn;
      await release(keeper);
    },
  };
}

async function once(keeper: Keeper): Promise<void> {
  if (keeper.current.kind === "held") await renew(keeper);
  else await tryTake(keeper);
}

async function renew(keeper: Keeper): Promise<void> {
  const held = keeper.current;
  if (held.kind !== "held") return;
  const sentAtMs = keeper.clock.monotonicMs();
  const written = await write(keeper, held.term, held.revision, false);
  if (written.ok) {
    const validUntilMs = validUntil(keeper, sentAtMs);
    keeper.current = { ...held, revision: written.value, validUntilMs };
    return;
  }
  if (written.error.code !== "stale") return; // unreachable: the lease lapses by itself
  const entry = await read(keeper);
  if (entry === undefined) return;
  if (entry.value?.holder === keeper.holder) {
    // An earlier heartbeat whose answer was lost. It is ours; the next beat confirms it in time.
    keeper.current = { ...held, revision: entry.revision };
    return;
  }
  keeper.current = { kind: "standby", holder: entry.value?.holder ?? "" };
  see(keeper, entry.revision);
  keeper.onLost();
}

async function tryTake(keeper: Keeper): Promise<void> {
  const entry = await read(keeper);
  if (entry === undefined) {
    // Unreadable time must not count as silence of the leader: it may well be beating.
    keeper.seenAtMs = keeper.clock.monotonicMs();
    return;
  }
  keeper.current = { kind: "standby", holder: entry.value?.holder ?? "" };
  if (entry.revision !== keeper.seenRevision) see(keeper, entry.revision);
  const silentMs = keeper.clock.monotonicMs() - keeper.seenAtMs;
  const isFree = entry.revision === 0 || entry.value?.released === true;
  if (!isFree && silentMs < keeper.leaseMs) return;
  if (entry.value !== undefined) keeper.clock.advanceTo(entry.value.instant);
  const sentAtMs = keeper.clock.monotonicMs();
  const written = await write(keeper, 0, entry.revision, false);
  if (!written.ok) return;
  const term = written.value;
  keeper.current = {
    kind: "held", term, revision: term, validUntilMs: validUntil(keeper, sentAtMs),
  };
  keeper.onGained(term);
}

function see(keeper: Keeper, revision: number): void {
  keeper.seenRevision = revision;
  keeper.seenAtMs = keeper.clock.monotonicMs();
}

function validUntil(keeper: Keeper, sentAtMs: number): number {
  return sentAtMs + keeper.leaseMs * 2 / 3;
}

async function release(keeper: Keeper): Promise<void> {
  const held = keeper.current;
  if (held.kind !== "held") return;
  keeper.current = { kind: "standby", holder: "" };
  keeper.onLost();
  // Refused or unanswered: the next leader waits the lease out instead.
  await write(keeper, held.term, held.revision, true);
}

function write(keeper: Keeper, term: number, revision: number, released: boolean) {
  const value: LeaderValue = {
    holder: keeper.holder, term, released, instant: keeper.clock.now(),
  };
  return writeIf(keeper.bucket, leaderKey, encodeValue(value), revision);
}

/** Undefined: unreachable. Revision 0: there is no key. */
async function read(
  keeper: Keeper,
): Promise<{ readonly revision: number; readonly value: LeaderValue | undefined } | undefined> {
  try {
    const entry = await keeper.bucket.kv.get(leaderKey);
    if (entry === null) return { revision: 0, value: undefined };
    const decoded = decodeValue(entry.value);
    const value = decoded.ok ? parseLeader(decoded.value) : undefined;
    return { revision: entry.revision, value };
  } catch {
    return undefined; // the next beat tries again
  }
}

function parseLeader(value: unknown): LeaderValue | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { holder, term, released, instant } = value as Record<string, unknown>;
  if (typeof holder !== "string" || typeof term !== "number") return undefined;
  if (typeof released !== "boolean" || typeof instant !== "number") return undefined;
  return { holder, term, released, instant };
}
