// What the controller's HTTP API answers; the CLI, the WebSocket stream and others read these.
//
//   GET  /v1/status                 StatusView
//   GET  /v1/jobs, /v1/jobs/JOB     JobView[], JobDetail
//   GET  /v1/incidents[?job=JOB]    Incident[]          GET /v1/incidents/ID   IncidentDetail
//   GET  /v1/matrix/JOB             MatrixView
//   POST /v1/jobs/JOB/hooks         HooksRequest  → HooksReply
//   GET  /v1/stream (WebSocket)     one StreamMessage a frame
//   GET  /healthz /readyz /metrics
// An error answers ErrorView with the status of proto/errors.ts.

import type { EvidenceItem } from "./command.ts";
import type { ErrorCode } from "./errors.ts";
import type { CommId, JobName, NodeName, Rank } from "./ids.ts";
import type { Framework, PhaseKind } from "./signature.ts";
import type { Incident } from "./verdict.ts";

export interface ErrorView {
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

export interface StatusView {
  readonly controller: {
    readonly version: string;
    readonly leader: boolean;
    /** It holds the lease and may not act on it: NATS has not confirmed it in time. */
    readonly suspended: boolean;
    readonly term: number;
    readonly upMs: number;
    readonly policy: "observe";
  };
  readonly agents: readonly AgentView[];
  readonly messages: {
    readonly connected: boolean;
    readonly received: number;
    readonly lost: number;
    readonly rejected: number;
    readonly alertsPending: number;
  };
  readonly hooks: {
    readonly ranksLoaded: number;
    readonly ranksExpected: number;
    /** Ranks of which no hook has told; the first few of the first few jobs. */
    readonly missing: readonly { readonly job: JobName; readonly ranks: readonly Rank[] }[];
    readonly dropped: number;
    readonly silenced: number;
  };
  readonly jobs: readonly JobView[];
  readonly incidents: readonly OpenIncident[];
  /** De-duplicated: `agent node-3: 2 hook files rejected (3x)`. */
  readonly errors: readonly string[];
}

export interface OpenIncident extends Incident {
  /** Since its first evidence; of one that returned, the first of this time. */
  readonly sinceMs: number;
}

export interface AgentView {
  readonly node: NodeName;
  readonly state: "reporting" | "silent" | "stopped";
  readonly lastReportAgeMs: number;
  readonly processes: number;
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

/** `degraded`: an open incident. `unknown`: no fresh signatures of some ranks. */
export type JobHealth = "starting" | "healthy" | "degraded" | "unknown" | "ended";

export interface JobView {
  readonly job: JobName;
  readonly ranks: number;
  readonly ranksSeen: number;
  readonly communicatorsSeen: number;
  readonly nodes: readonly NodeName[];
  readonly health: JobHealth;
  /** Declared steps where the program declares them, else completed collectives of rank 0. */
  readonly step: number;
  readonly stepKind: "declared" | "operations";
  /** Of the newest whole window, and as a ratio to the job's own learnt rhythm; 0 while unknown. */
  readonly stepsPerSecond: number;
  readonly rateRatio: number;
  /** How long it has been in its health. */
  readonly sinceMs: number;
  readonly hooks: "on" | "off";
  /** The most serious open incident in one line; empty when none. */
  readonly headline: string;
}

export interface JobDetail extends JobView {
  readonly imbalance: Imbalance;
  readonly members: readonly RankView[];
  readonly communicators: readonly CommunicatorView[];
}

/** Uneven work, for which no host is to blame; shares of the time. */
export interface Imbalance {
  /** Ranks take turns at keeping the others waiting, for up to so long; 0: they do not. */
  readonly turns: number;
  /** Ranks that always do, the latest first; of many the first ones. */
  readonly always: readonly { readonly rank: Rank; readonly fraction: number }[];
}

export interface RankView {
  readonly rank: Rank;
  readonly node: NodeName;
  readonly pid: number;
  /**
   * `raised`: an exception is about to end it. `off`: its hooks are switched off, or just came back
   * and are not judged yet.
   */
  readonly state:
    "running" | "waiting" | "late" | "raised" | "finished" | "exited" | "gone" | "silent" | "off";
  readonly phase: PhaseKind;
  /** The oldest that is open; empty when none is, and its age then -1. */
  readonly operation: string;
  readonly operationAgeMs: number;
  /**
   * Mean lateness behind the median rank over the last windows; of a rank that a standstill is put
   * down to, how long it has been awaited. null: not known now.
   */
  readonly latenessMs: number | null;
  /** null: not known now, or its hook sees no connection (MPI's collectives). */
  readonly sentBytesPerSecond: number | null;
}

export interface CommunicatorView {
  readonly commId: CommId;
  readonly name: string;
  readonly framework: Framework;
  readonly size: number;
  readonly members: readonly Rank[];
  readonly started: number;
  readonly completed: number;
  readonly operationsPerSecond: number;
}

/** Rows are sources, columns destinations, both indexes into `ranks`; null: no traffic. */
export interface MatrixView {
  readonly job: JobName;
  readonly ranks: readonly { readonly rank: Rank; readonly node: NodeName }[];
  /** Network time per MiB sent, in ms. */
  readonly networkMsPerMiB: readonly (readonly (number | null)[])[];
  /** Share of wall time in which the source waited for the destination's credit. */
  readonly peerWaitFraction: readonly (readonly (number | null)[])[];
  readonly bytesPerSecond: readonly (readonly (number | null)[])[];
}

export interface IncidentDetail {
  readonly incident: Incident;
  /** Stacks, dumps, kernel lines gathered while the processes still lived. */
  readonly gathered: readonly EvidenceItem[];
}

export interface HooksRequest {
  readonly enabled: boolean;
}

export interface HooksReply {
  readonly job: JobName;
  readonly enabled: boolean;
  readonly nodes: readonly { readonly node: NodeName; readonly outcome: string }[];
}

export type StreamMessage =
  | { readonly kind: "status"; readonly status: StatusView }
  | { readonly kind: "incident"; readonly incident: Incident };
