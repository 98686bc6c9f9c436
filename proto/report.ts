// The report that `c4 run --report FILE` and `c4 sim` write. proto/report.schema.json describes
// it for others; a test holds the two together.

import type { Cause, Incident, IncidentAction, Level, Suspect, Syndrome } from "./verdict.ts";

export interface Report {
  readonly version: 1;
  readonly job: {
    readonly name: string;
    readonly ranks: number;
    readonly nodes: readonly string[];
  };
  readonly command: { readonly exitCode: number; readonly seconds: number };
  readonly incidents: readonly ReportIncident[];
  readonly signatures: {
    readonly received: number;
    readonly lost: number;
    readonly rejected: number;
  };
  readonly agents: readonly {
    readonly node: string;
    readonly cpuSeconds: number;
    readonly rssBytes: number;
  }[];
}

/** Times are milliseconds since the job's first collective; null: it has not happened. */
export interface ReportIncident {
  readonly id: string;
  readonly syndrome: Syndrome;
  readonly cause: Cause;
  readonly needsHuman: boolean;
  readonly suspects: readonly Suspect[];
  readonly level: Level;
  readonly confidence: number;
  readonly firstEvidenceMs: number;
  readonly suspectedMs: number;
  readonly pagedMs: number | null;
  readonly closedMs: number | null;
  readonly evidence: readonly string[];
  readonly actions: readonly Pick<IncidentAction, "kind" | "atMs" | "outcome">[];
  readonly reason: string;
}

export function reportIncident(incident: Incident): ReportIncident {
  return {
    id: incident.id, syndrome: incident.syndrome, cause: incident.cause,
    needsHuman: incident.needsHuman, suspects: incident.suspects, level: incident.level,
    confidence: incident.confidence, firstEvidenceMs: incident.firstEvidenceMs,
    suspectedMs: incident.suspectedMs, pagedMs: incident.pagedMs ?? null,
    closedMs: incident.closedMs ?? null, evidence: incident.evidence,
    actions: incident.actions.map(({ kind, atMs, outcome }) => ({ kind, atMs, outcome })),
    reason: incident.reason,
  };
}
