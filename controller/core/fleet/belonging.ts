// Which incident a finding belongs to.
//
// A job that stopped has one reason at a time, so whatever the stop rules find while one is open is
// the same problem seen better. Slow paths and slow ranks are told apart by suspect. A problem that
// returns soon is the same one, flapping.

import { formatSuspect, type Suspect } from "../../../proto/verdict.ts";
import type { Finding, IncidentRecord, JobState } from "./state.ts";
import type { Turn } from "./turn.ts";

export function isOpen(record: IncidentRecord): boolean {
  const { state } = record.incident;
  return state === "suspected" || state === "confirmed" || state === "acted";
}

/** The incident a finding belongs to; undefined: a new problem. */
export function recordFor(turn: Turn, job: JobState, finding: Finding): IncidentRecord | undefined {
  const own = [...job.incidents].reverse();
  const opened = own.filter((record) => isOpen(record));
  const isSame = (record: IncidentRecord): boolean => overlaps(record, finding);
  if (finding.family === "stop") {
    // A slow link that died, a slow rank that stopped: the root is the one already known.
    return opened.find((record) => record.family === "stop") ?? opened.find(isSame) ??
      own.find((record) => record.family === "stop" && isSame(record) && isRecent(turn, record) &&
        (job.endedAtMs !== undefined || isDeath(record.incident) === isDeath(finding)));
  }
  return opened.find(isSame) ?? opened.find((record) => isPartOf(record, finding)) ??
    own.find((record) => record.family === finding.family && isSame(record) &&
      isRecent(turn, record));
}

export function isDeath(of: Pick<Finding, "syndrome">): boolean {
  return of.syndrome === "fail-stop";
}

export function isHang(record: IncidentRecord): boolean {
  return record.family === "stop" && !isDeath(record.incident);
}

/** A node that was found dead because others waited in vain; no agent told of an end. */
export function isSilence({ incident }: IncidentRecord): boolean {
  return isDeath(incident) && incident.commId !== undefined;
}

function isRecent(turn: Turn, record: IncidentRecord): boolean {
  return !isOpen(record) && turn.now - record.lastSeenAtMs <= turn.policy.flapWindowMs;
}

/**
 * What is left of a slow port while it recovers, or all that shows of it in a window with little
 * traffic: links that begin or end there. The wider verdict stands.
 */
export function isPartOf(record: IncidentRecord, finding: Finding): boolean {
  if (record.family !== finding.family || overlaps(record, finding)) return false;
  return finding.suspects.every((part) => part.kind === "link" &&
    record.incident.suspects.some((whole) => covers(whole, part)));
}

function covers(whole: Suspect, link: Extract<Suspect, { kind: "link" }>): boolean {
  if (whole.kind === "node") return whole.node === link.from || whole.node === link.to;
  if (whole.kind !== "port") return false;
  return (whole.direction !== "rx" && whole.node === link.from) ||
    (whole.direction !== "tx" && whole.node === link.to);
}

/** One of the same ranks, nodes or links. */
function overlaps(record: IncidentRecord, finding: Finding): boolean {
  const known = new Set([
    ...record.incident.suspects.map((suspect) => keyOf(suspect)), ...record.openSuspects,
  ]);
  return finding.suspects.some((suspect) => known.has(keyOf(suspect)));
}

/** Identity of a suspect: the direction of a port may be learnt later. */
export function keyOf(suspect: Suspect): string {
  return suspect.kind === "port" ? `port ${suspect.node}` : formatSuspect(suspect);
}
