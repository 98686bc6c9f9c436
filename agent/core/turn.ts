// What one step works with.

import type { AgentEvent } from "../../proto/event.ts";
import type { ProcessId } from "../../proto/ids.ts";
import type { Effect } from "./contract.ts";
import { dropEvents, holdEvent } from "./outbox.ts";
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
  const { outbox, isConnected } = turn.state;
  const held = holdEvent(outbox, id, event);
  for (const dropped of dropEvents(outbox, turn.policy)) {
    if (dropped.kind === "process-ended") letGo(turn, dropped.process);
  }
  if (held === undefined || !isConnected) return;
  held.isSent = true;
  turn.effects.push({ kind: "publish-event", id, event });
}

/** A process that has ended, and of which nothing is left to tell. */
export function letGo({ state, effects }: Turn, process: ProcessId): void {
  state.processes.delete(process);
  effects.push({ kind: "remove-files", process });
}
