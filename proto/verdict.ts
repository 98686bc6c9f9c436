// Verdicts and incidents: what C4 says about a job. Every field is data, so that the page, the
// table, the alert and the report tell the same story.

import type { CommId, IncidentId, JobName, NodeName, Rank } from "./ids.ts";

export const syndromes = [
  "fail-stop", "comm-hang", "non-comm-hang", "mismatch", "comm-slow", "non-comm-slow",
] as const;
export type Syndrome = (typeof syndromes)[number];

export const causes = ["hardware", "platform", "user", "unknown"] as const;
export type Cause = (typeof causes)[number];

export type Suspect =
  | { readonly kind: "rank"; readonly rank: Rank; readonly node: NodeName }
  | { readonly kind: "device"; readonly node: NodeName; readonly device: number }
  | { readonly kind: "node"; readonly node: NodeName }
  | {
      readonly kind: "port";
      readonly node: NodeName;
      readonly port: string;
      readonly direction: "tx" | "rx" | "open";
    }
  | { readonly kind: "link"; readonly from: NodeName; readonly to: NodeName }
  | { readonly kind: "leaf"; readonly leaf: string }
  | { readonly kind: "spine"; readonly spine: string }
  | { readonly kind: "workload"; readonly what: string };

/** `open`: the evidence cannot yet tell this level from a neighbouring one. */
export type Level = "open" | "closed";

/** One judgement at one instant, before it has a life of its own. */
export interface Verdict {
  readonly job: JobName;
  readonly syndrome: Syndrome;
  readonly suspects: readonly Suspect[];
  readonly level: Level;
  /** 0..1. */
  readonly confidence: number;
  /** The communicator and operation where it shows, when there is one. */
  readonly commId: CommId | undefined;
  readonly ordinal: number | undefined;
  /** Sentences with figures, strongest first. */
  readonly evidence: readonly string[];
  /** Why this and not the neighbouring verdicts. */
  readonly reason: string;
  /** Age of the first evidence when the verdict was made. */
  readonly sinceMs: number;
}

export const incidentStates = [
  "suspected", "confirmed", "acted", "recovered", "closed",
] as const;
export type IncidentState = (typeof incidentStates)[number];

export interface IncidentAction {
  readonly kind: "alert" | "gather" | "probe" | "resolve";
  /** Milliseconds since the job's first collective. */
  readonly atMs: number;
  /** Failing: tried in vain so far, and tried again. */
  readonly outcome: "pending" | "failing" | "delivered" | "done" | "refused" | "failed";
  readonly detail: string;
}

/** The life of a verdict. Times are milliseconds since the job's first collective. */
export interface Incident {
  readonly id: IncidentId;
  readonly job: JobName;
  readonly state: IncidentState;
  readonly syndrome: Syndrome;
  readonly cause: Cause;
  readonly needsHuman: boolean;
  readonly suspects: readonly Suspect[];
  readonly level: Level;
  readonly confidence: number;
  readonly commId: CommId | undefined;
  readonly ordinal: number | undefined;
  readonly firstEvidenceMs: number;
  readonly suspectedMs: number;
  readonly pagedMs: number | undefined;
  readonly closedMs: number | undefined;
  /** The sentence that opened it, as it was then; `evidence` is what is known now. */
  readonly signal: string;
  readonly evidence: readonly string[];
  readonly actions: readonly IncidentAction[];
  readonly reason: string;
  /** What changed and when, newest last: syndrome, suspects, level, state. */
  readonly history: readonly { readonly atMs: number; readonly change: string }[];
}

/** What and who, in one line: `comm-slow: link node-1 → node-2`. */
export function formatAccusation(
  { syndrome, suspects }: Pick<Incident, "syndrome" | "suspects">,
): string {
  return `${syndrome}: ${suspects.map(formatSuspect).join(", ")}`;
}

/** The identity of a suspect in text: `rank 2 (node-2)`, `link node-1 → node-2`. */
export function formatSuspect(suspect: Suspect): string {
  switch (suspect.kind) {
    case "rank": return `rank ${suspect.rank} (${suspect.node})`;
    case "device": return `device ${suspect.device} of ${suspect.node}`;
    case "node": return `node ${suspect.node}`;
    case "port": {
      const direction = suspect.direction === "open" ? "" : ` ${suspect.direction}`;
      return `port ${suspect.node}/${suspect.port}${direction}`;
    }
    case "link": return `link ${suspect.from} → ${suspect.to}`;
    case "leaf": return `leaf ${suspect.leaf}`;
    case "spine": return `spine ${suspect.spine}`;
    case "workload": return `workload: ${suspect.what}`;
  }
}
