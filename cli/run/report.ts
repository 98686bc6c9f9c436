// The report of a run: the controller's incidents in the shape of proto/report.ts, written whole
// or not at all.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { AgentView, IncidentDetail, StatusView } from "../../proto/api.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import { fileFault } from "../../proto/file-failure.ts";
import { reportIncident, type Report } from "../../proto/report.ts";
import { writeWhole } from "../files/whole-file.ts";
import { isReplaceable } from "./targets.ts";
import type { TrainingEnd } from "./training.ts";

export interface RunFacts {
  readonly job: string;
  readonly nodes: readonly string[];
  readonly end: Pick<TrainingEnd, "exitCode" | "seconds">;
  /** Undefined: the controller could not be asked at the end. */
  readonly status: StatusView | undefined;
  readonly details: readonly IncidentDetail[];
}

export function makeReport(facts: RunFacts): Report {
  const job = facts.status?.jobs.find((each) => each.job === facts.job);
  const messages = facts.status?.messages;
  return {
    version: 1,
    job: { name: facts.job, ranks: job?.ranks ?? 0, nodes: facts.nodes },
    command: { exitCode: facts.end.exitCode, seconds: Math.round(facts.end.seconds * 1000) / 1000 },
    incidents: facts.details.map(reportIncident)
      .sort((left, right) => left.firstEvidenceMs - right.firstEvidenceMs),
    signatures: {
      received: messages?.received ?? 0, lost: messages?.lost ?? 0,
      rejected: messages?.rejected ?? 0,
    },
    agents: (facts.status?.agents ?? []).map(costOf),
  };
}

function costOf({ node, cpuSeconds, rssBytes }: AgentView): Report["agents"][number] {
  // No process lives in no memory.
  return rssBytes > 0 ? { node, cpuSeconds, rssBytes } : { node, cpuSeconds: null, rssBytes: null };
}

/**
 * A reader never sees half a report: written beside, then renamed over. What is no file of its own
 * (/dev/null, a pipe, a link) is written into, for a rename would put a file in its place.
 */
export function writeReport(file: string, report: Report): Result<void> {
  const content = `${JSON.stringify(report, undefined, 2)}\n`;
  try {
    // The folder was there at the start; a training of a week may have tidied it away since.
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    if (!isReplaceable(file)) {
      writeFileSync(file, content);
      return success(undefined);
    }
    writeWhole(file, content);
    return success(undefined);
  } catch (caught) {
    const { code, what, remedy } = fileFault("write", caught);
    return failure(code, `the report cannot be written to ${file}: ${what}; ${remedy}`, caught);
  }
}
