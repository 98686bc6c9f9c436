// What waits for NATS.
//
// A signature replaces the one before it, so while NATS is away only the newest few are kept and
// the rest is counted. Events are facts that must not be lost, so they are kept until JetStream
// says that it has them; when even their room is full, faults of the kernel's log go first, since
// they can be told again, and then the oldest.

import type { AgentEvent } from "../../proto/event.ts";
import type { Signature } from "../../proto/signature.ts";
import type { AgentPolicy } from "./policy.ts";

export interface HeldEvent {
  readonly id: string;
  readonly event: AgentEvent;
  /** Handed to NATS and not answered. */
  isSent: boolean;
}

export interface Outbox {
  readonly signatures: Signature[];
  readonly events: Map<string, HeldEvent>;
  windowsDropped: number;
  eventsDropped: number;
}

export function emptyOutbox(): Outbox {
  return { signatures: [], events: new Map(), windowsDropped: 0, eventsDropped: 0 };
}

export function holdSignature(outbox: Outbox, signature: Signature, policy: AgentPolicy): void {
  outbox.signatures.push(signature);
  while (outbox.signatures.length > policy.windowsHeldMax) {
    outbox.signatures.shift();
    outbox.windowsDropped += 1;
  }
}

/** The same id twice is the same event. */
export function holdEvent(outbox: Outbox, id: string, event: AgentEvent): HeldEvent | undefined {
  if (outbox.events.has(id)) return undefined;
  const held: HeldEvent = { id, event, isSent: false };
  outbox.events.set(id, held);
  return held;
}

/** What there is no room for; nobody will be told of it. */
export function dropEvents(outbox: Outbox, policy: AgentPolicy): readonly AgentEvent[] {
  const dropped: AgentEvent[] = [];
  while (outbox.events.size > policy.eventsHeldMax) {
    const all = [...outbox.events.values()];
    const victim = all.find((each) => each.event.kind === "kernel-fault") ?? all[0];
    if (victim === undefined) break;
    outbox.events.delete(victim.id);
    outbox.eventsDropped += 1;
    dropped.push(victim.event);
  }
  return dropped;
}
