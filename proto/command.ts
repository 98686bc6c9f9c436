// Commands: controller → agent, NATS request and reply. Each is idempotent and fenced: an agent
// begins nothing under a fence older than the newest it has seen for the same scope. A repetition
// of what it has begun is no beginning and gets the answer.

import type { IncidentId, JobName, NodeName, ProcessId, Rank } from "./ids.ts";

export interface Fence {
  /** `job/<job>/hooks`, `incident/<id>/gather`, `incident/<id>/probe`. */
  readonly scope: string;
  readonly generation: number;
  /** The leader's term. */
  readonly term: number;
}

export const evidenceKinds = ["stack", "flight-recorder", "kernel-log"] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export type Command =
  | { readonly kind: "set-mask"; readonly job: JobName; readonly mask: bigint }
  | {
      readonly kind: "gather";
      readonly incident: IncidentId;
      readonly job: JobName;
      readonly rank: Rank;
      readonly process: ProcessId;
      readonly want: readonly EvidenceKind[];
    }
  | {
      readonly kind: "probe";
      readonly id: string;
      readonly bytes: number;
      readonly timeoutMs: number;
      readonly targets: readonly { readonly node: NodeName; readonly address: string }[];
    };

export interface FencedCommand {
  readonly fence: Fence;
  readonly command: Command;
}

export interface ProbeResult {
  readonly to: NodeName;
  readonly kind: "measured" | "refused" | "timed-out";
  /** Time until the first byte came back, and the rate at which the bytes arrived there. */
  readonly connectMs: number;
  readonly bytesPerSecond: number;
}

export interface EvidenceItem {
  readonly kind: EvidenceKind;
  readonly node: NodeName;
  readonly rank: Rank;
  readonly text: string;
  readonly truncated: boolean;
}

export const evidenceBytesMax = 64 * 1024;

export type CommandReply =
  | { readonly kind: "done"; readonly detail: string }
  | { readonly kind: "evidence"; readonly items: readonly EvidenceItem[] }
  | { readonly kind: "probed"; readonly id: string; readonly results: readonly ProbeResult[] }
  | { readonly kind: "refused"; readonly reason: string };
