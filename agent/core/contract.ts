// The edge of the agent core: what comes in, what goes out. The core computes; io carries out
// effects in the order given. Same state, same input, same now: same effects.

import type { CommandReply, FencedCommand } from "../../proto/command.ts";
import type { AgentEvent } from "../../proto/event.ts";
import type { IncidentId, ProcessId, Rank } from "../../proto/ids.ts";
import type { NodeHealth, Signature } from "../../proto/signature.ts";
import type { EvidenceKind } from "../../proto/command.ts";
import type { EndFacts } from "./end.ts";
import type { ProcessReading } from "./reading.ts";

/** What io measures of the node; the core adds what it counted itself. */
export type MeasuredHealth = Omit<NodeHealth, "windowsDropped">;

export type Input =
  | { readonly kind: "started"; readonly probeAddress: string; readonly version: string }
  /** One window: every process file of this node that could be read. */
  | {
      readonly kind: "readings";
      readonly readings: readonly ProcessReading[];
      readonly health: MeasuredHealth;
    }
  /** Its lock is gone or the kernel said so; the last reading shows the file as it left it. */
  | {
      readonly kind: "ended";
      readonly process: ProcessId;
      /** Undefined: its file could not be read any more. */
      readonly last: ProcessReading | undefined;
      readonly facts: EndFacts;
      readonly evidence: readonly string[];
    }
  /** It left its last words, and has not ended yet. */
  | {
      readonly kind: "raised";
      readonly process: ProcessId;
      readonly evidence: readonly string[];
    }
  | { readonly kind: "kernel-line"; readonly line: string }
  | { readonly kind: "connection"; readonly isUp: boolean }
  /** JetStream has it, or has not: then it is sent again. */
  | { readonly kind: "published"; readonly id: string; readonly isStored: boolean }
  | { readonly kind: "command"; readonly reply: string; readonly fenced: FencedCommand }
  | { readonly kind: "carried-out"; readonly work: string; readonly reply: CommandReply }
  /** The last signature is more than a message may hold; it was not sent. */
  | { readonly kind: "too-large" }
  | { readonly kind: "stopping" };

export type Effect =
  | { readonly kind: "publish-signature"; readonly signature: Signature }
  /** `id` is JetStream's key of de-duplication. */
  | { readonly kind: "publish-event"; readonly id: string; readonly event: AgentEvent }
  /** The next readings are due so long after the last ones began. */
  | { readonly kind: "read-every"; readonly everyMs: number }
  /** Reported and stored: its files may go. */
  | { readonly kind: "remove-files"; readonly process: ProcessId }
  | {
      readonly kind: "set-mask";
      readonly work: string;
      readonly processes: readonly ProcessId[];
      readonly mask: bigint;
    }
  | {
      readonly kind: "gather";
      readonly work: string;
      readonly incident: IncidentId;
      readonly process: ProcessId;
      readonly rank: Rank;
      /** False: it has ended, and only what outlives it can be gathered. */
      readonly isAlive: boolean;
      readonly want: readonly EvidenceKind[];
    }
  | {
      readonly kind: "probe";
      readonly work: string;
      readonly probe: Extract<FencedCommand["command"], { kind: "probe" }>;
    }
  | { readonly kind: "reply"; readonly reply: string; readonly answer: CommandReply }
  | { readonly kind: "reject"; readonly process: ProcessId; readonly reason: string };

export interface Step<State> {
  /** The same object, changed in place: the caller gives the old one up. */
  readonly state: State;
  readonly effects: readonly Effect[];
}
