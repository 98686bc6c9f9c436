// What C4 posts to a webhook: one JSON object an alert. proto/alert.schema.json describes it for
// receivers; a test holds the two together.
//
//   POST <url>
//   Content-Type: application/json
//   X-C4-Timestamp: <seconds since 1970 when it was sent>
//   X-C4-Signature: sha256=<hex of HMAC-SHA256(secret, timestamp + "." + body)>
//   X-C4-Delivery: <the alert's key, the same at every repetition>
//
// Any 2xx means delivered. 429, 5xx and network errors are tried again; any other answer means
// that it will never be accepted. A delivery can come twice (when C4 was killed between the answer
// and noting it): receivers that must not repeat compare X-C4-Delivery.

import type { Cause, IncidentAction, Level, Suspect, Syndrome } from "./verdict.ts";

export interface AlertMessage {
  readonly version: 1;
  readonly status: "firing" | "resolved";
  /** One incident has one id from its first message to its last: the de-duplication key. */
  readonly incident: string;
  /** One line: what, who, where. */
  readonly summary: string;
  readonly what: { readonly syndrome: Syndrome; readonly cause: Cause; readonly reason: string };
  readonly who: {
    readonly job: string;
    readonly suspects: readonly AlertSuspect[];
    readonly level: Level;
  };
  readonly since: {
    /** RFC 3339, by the controller's clock. */
    readonly at: string;
    /** Milliseconds since the job's first collective. */
    readonly jobMs: number;
  };
  readonly resolvedAt: string | null;
  /**
   * `job-ended`: nobody saw it mended, the job is over. Whoever closes a ticket by itself leaves
   * that one open: a job that a broken node ended is no news only when somebody looked.
   */
  readonly resolution: "recovered" | "job-ended" | null;
  /** 0..1. */
  readonly confidence: number;
  readonly needsHuman: boolean;
  readonly done: readonly Pick<IncidentAction, "kind" | "outcome" | "detail">[];
  readonly evidence: readonly string[];
  /** To paste into a shell. */
  readonly command: string;
  readonly runbook: string;
}

/** The suspect as data, and as the words that screens show. */
export type AlertSuspect = Suspect & { readonly text: string };

export const alertHeaders = {
  timestamp: "x-c4-timestamp",
  signature: "x-c4-signature",
  delivery: "x-c4-delivery",
} as const;

export const alertEvidenceMax = 20;
export const alertTextLengthMax = 1000;
