// The edge of the controller core: what comes in, what goes out. The core computes; io carries
// out effects in the order given. Same state, same input, same now: same effects.

import type { CommandReply, FencedCommand } from "../../../proto/command.ts";
import type { AgentEvent } from "../../../proto/event.ts";
import type { JobName, NodeName } from "../../../proto/ids.ts";
import type { Signature } from "../../../proto/signature.ts";
import type { Incident } from "../../../proto/verdict.ts";

/**
 * Milliseconds of the controller's clock: monotone within a life and anchored to wall time, so
 * that a restarted controller goes on counting. Never compared with a clock of another host.
 */
export type InstantMs = number;

export type Input =
  | { readonly kind: "signature"; readonly signature: Signature }
  | { readonly kind: "event"; readonly event: AgentEvent }
  | {
      readonly kind: "reply";
      readonly id: string;
      readonly node: NodeName;
      readonly reply: CommandReply;
    }
  | {
      readonly kind: "alert-outcome";
      readonly alert: string;
      /** Failing: tried in vain, and tried again. Refused: nobody is configured to receive it. */
      readonly outcome: "failing" | "delivered" | "failed" | "refused";
      readonly detail: string;
    }
  | { readonly kind: "set-hooks"; readonly job: JobName; readonly enabled: boolean }
  | { readonly kind: "tick" };

export type Effect =
  /** Write to JetStream KV before anything below it in the list. */
  | { readonly kind: "persist"; readonly key: string; readonly value: unknown }
  | { readonly kind: "forget"; readonly key: string }
  /** The reply, or a refusal when none comes in time, returns as an input with the same id. */
  | {
      readonly kind: "command";
      readonly id: string;
      readonly node: NodeName;
      readonly fenced: FencedCommand;
      readonly timeoutMs: number;
    }
  /** Into the outbox; `alert` is the de-duplication key. */
  | {
      readonly kind: "alert";
      readonly alert: string;
      readonly status: "firing" | "resolved";
      readonly incident: Incident;
    }
  /** For the stream and the log: said once, when it changes. */
  | { readonly kind: "changed"; readonly incident: Incident; readonly change: string }
  | { readonly kind: "note"; readonly text: string };

export interface Step<State> {
  /** The same object, changed in place: the caller gives the old one up. */
  readonly state: State;
  readonly effects: readonly Effect[];
}
