// The report that `c4 run --report FILE` and `c4 sim` write. proto/report.schema.json describes
// it for others; a test holds the two together.

import type { IncidentDetail } from "./api.ts";
import type { EvidenceItem } from "./command.ts";
import type { JobName } from "./ids.ts";
import type { Incident } from "./verdict.ts";

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
  /** What each used; null: nobody measured it, as in a run that was over before. */
  readonly agents: readonly {
    readonly node: string;
    readonly cpuSeconds: number | null;
    readonly rssBytes: number | null;
  }[];
}

/** Times are milliseconds since the job's first collective; null: it has not happened. */
export interface ReportIncident
  extends Omit<Incident, "job" | "pagedMs" | "closedMs" | "commId" | "ordinal"> {
  readonly pagedMs: number | null;
  readonly closedMs: number | null;
  /** The communicator and operation where it shows; null: it shows in none. */
  readonly commId: Incident["commId"] | null;
  readonly ordinal: number | null;
  /** Stacks, dumps, kernel lines gathered while the processes still lived. */
  readonly gathered: readonly EvidenceItem[];
}

/** The whole story: the controller that told it is gone when the report is read. */
export function reportIncident({ incident, gathered }: IncidentDetail): ReportIncident {
  const { job: _, ...told } = incident;
  return {
    ...told, pagedMs: incident.pagedMs ?? null, closedMs: incident.closedMs ?? null,
    commId: incident.commId ?? null, ordinal: incident.ordinal ?? null, gathered,
  };
}

/** And back, as the controller would answer. */
export function incidentOf(job: JobName, reported: ReportIncident): IncidentDetail {
  const { gathered, ...told } = reported;
  return {
    gathered,
    incident: {
      ...told, job, pagedMs: told.pagedMs ?? undefined, closedMs: told.closedMs ?? undefined,
      commId: told.commId ?? undefined, ordinal: told.ordinal ?? undefined,
    },
  };
}
