// What one step works with.

import type { AgentEvent } from "../../proto/event.ts";
import type { Effect } from "./contract.ts";
import { holdEvent } from "./outbox.ts";
import type { AgentPolicy } from "./policy.ts";
import type { InstantMs } from "./reading.ts";
import type { AgentState } from "./state.ts";

export interface Turn {
  readonly state: AgentState;
  readonly now: InstantMs;
  readonly policy: AgentPolicy;
  readonly effects: Effect[];
}

/** Into the outbox, and out of it at once when NATS is there. */
export function send(turn: Turn, id: string, event: AgentEvent): void {
  const held = holdEvent(turn.state.outbox, id, event, turn.policy);
  if (held === undefined || !turn.state.isConnected) return;
  held.isSent = true;
  turn.effects.push({ kind: "publish-event", id, event });
}
