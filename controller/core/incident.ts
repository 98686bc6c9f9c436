// The life of a verdict: suspected → confirmed → acted → recovered → closed.
//
// One incident per root problem and job (belonging.ts): a hang whose suspect turns out dead becomes
// a fail-stop, deaths that follow a hang are consequences, and each change is a line of history
// instead of a second page. But a job that went on between a hang and a death had two problems, and
// so has one in which nobody waits for the rank that hung any more, and somebody for the dead one:
// the death is a root of its own, with a time and a page of its own.
//
// It clears when its own condition is seen not to hold: a hang by progress of the communicator it
// showed in (absence of reports is not progress), slowness by rules that could look and found none,
// a death by the rank's new process.

import type { IncidentId, Rank } from "../../proto/ids.ts";
import { formatSuspect, type Incident } from "../../proto/verdict.ts";
import { fire, resolve } from "./decide/alert.ts";
import {
  isDeath, isHang, isOpen, isPartOf, isSilence, keyOf, recordFor,
} from "./fleet/belonging.ts";
import type { InstantMs } from "./fleet/contract.ts";
import { gather } from "./decide/gather.ts";
import { probe } from "./decide/probe.ts";
import type { Judgement } from "./detect/judge.ts";
import { lastMovedAtMs, spoken } from "./detect/look.ts";
import { change, changeOnce } from "./decide/history.ts";
import { formerOffences } from "./offenders.ts";
import type { Finding, IncidentRecord, JobState } from "./fleet/state.ts";
import { jobTime, type Turn } from "./fleet/turn.ts";

/** Brings a job's incidents up to what was judged now. */
export function live(turn: Turn, job: JobState, judgement: Judgement): void {
  for (const record of job.incidents) {
    const isPast = wentOnBefore(turn, job, record, judgement) ||
      isSuperseded(turn, job, record, judgement);
    if (isPast) recover(turn, job, record);
  }
  for (const finding of judgement.findings) {
    const known = recordFor(turn, job, finding);
    const record = known === undefined
      ? open(turn, job, finding)
      : renew(turn, job, { record: known, finding, endedAtMs: judgement.endedAtMs });
    page(turn, job, record, finding);
    gather(turn, job, record, finding);
    probe(turn, job, record, finding);
  }
  for (const record of job.incidents) {
    if (job.endedAtMs !== undefined) close(turn, job, record, "the job ended");
    else if (isOpen(record)) clear(turn, job, record, judgement);
    else if (isOver(turn, record)) close(turn, job, record, "it stayed away");
  }
}

function isOver(turn: Turn, record: IncidentRecord): boolean {
  return record.incident.state === "recovered" &&
    turn.now - (record.recoveredAtMs ?? turn.now) >= turn.policy.closeMs;
}

/**
 * A hang that was over, by the job's own progress, when the first of these deaths came. A hang is
 * seen at every tick while it lasts, so one that a watchdog kills leaves no gap before the death.
 */
function wentOnBefore(
  turn: Turn,
  job: JobState,
  record: IncidentRecord,
  judgement: Judgement,
): boolean {
  const { endedAtMs } = judgement;
  if (endedAtMs === undefined || !isOpen(record) || !isHang(record)) return false;
  if (endedAtMs < record.lastSeenAtMs + turn.policy.simultaneousMs) return false;
  return hasCleared(job, record, judgement);
}

/** The rank that hung moves again, and what the job waits for is dead. */
function isSuperseded(
  turn: Turn,
  job: JobState,
  record: IncidentRecord,
  judgement: Judgement,
): boolean {
  const { endedAtMs, awaitsDead } = judgement;
  if (endedAtMs === undefined || !isOpen(record) || !isHang(record)) return false;
  const living = record.ranks.map((rank) => job.ranks.get(rank))
    .filter((rank) => rank !== undefined).filter(({ end }) => end === undefined);
  const haveMoved = living.length > 0 && living.every((rank) =>
    lastMovedAtMs(rank) > endedAtMs + turn.policy.simultaneousMs);
  if (!awaitsDead || !haveMoved) {
    record.awaitsDeadSinceMs = undefined;
    return false;
  }
  record.awaitsDeadSinceMs ??= turn.now;
  return turn.now - record.awaitsDeadSinceMs >= turn.policy.clearMs;
}

function open(turn: Turn, job: JobState, finding: Finding): IncidentRecord {
  turn.jobs.add(job);
  const at = jobTime(job, turn.now);
  const id = mintId(turn, job);
  const incident: Incident = {
    id, job: job.job, state: "suspected", syndrome: finding.syndrome, cause: finding.cause,
    needsHuman: finding.needsHuman, suspects: finding.suspects, level: finding.level,
    confidence: finding.confidence, commId: finding.commId, ordinal: finding.ordinal,
    firstEvidenceMs: jobTime(job, turn.now - finding.sinceMs), suspectedMs: at,
    pagedMs: undefined, closedMs: undefined, signal: finding.evidence[0] ?? finding.reason,
    evidence: finding.evidence, actions: [], reason: finding.reason, history: [],
  };
  const record: IncidentRecord = {
    incident, family: finding.family, firstEvidenceAtMs: turn.now - finding.sinceMs,
    openedAtMs: turn.now, lastSeenAtMs: turn.now, recoveredAtMs: undefined,
    returns: 0, ranks: finding.ranks,
    verdictAtMs: turn.now, dueAtMs: undefined, awaitsDeadSinceMs: undefined,
    openSuspects: finding.suspects.map((suspect) => keyOf(suspect)),
    alert: { count: 0, firing: "none", resolved: "none" }, pagedEvidence: undefined, gathered: [],
    gatherRounds: 0, gatheredFor: "", probes: [], closed: undefined,
  };
  turn.state.incidents.set(id, record);
  job.incidents.push(record);
  forgetOldest(turn);
  change(turn, job, record, `suspected: ${headline(finding)}`);
  recall(turn, job, record);
  return record;
}

function recall(turn: Turn, job: JobState, record: IncidentRecord): void {
  for (const text of formerOffences(turn.state, record)) changeOnce(turn, job, record, text);
}

/**
 * Minted here and nowhere else; parseIncidentId accepts exactly this form. Incidents outlive their
 * job, whose counter may begin again with a new job of the same name: numbers in use are skipped.
 */
function mintId(turn: Turn, job: JobState): IncidentId {
  for (;;) {
    job.incidentCounter += 1;
    const id = `inc-${job.short}-${job.incidentCounter}` as IncidentId;
    if (!turn.state.incidents.has(id)) return id;
  }
}

/** Closed incidents make room, the oldest first; open ones are never dropped. */
function forgetOldest(turn: Turn): void {
  const { incidents } = turn.state;
  if (incidents.size <= turn.policy.incidentsMax) return;
  for (const [id, record] of incidents) {
    if (record.incident.state !== "closed") continue;
    incidents.delete(id);
    const job = turn.state.jobs.get(record.incident.job);
    if (job !== undefined) job.incidents = job.incidents.filter((each) => each !== record);
    turn.forgotten.push(`incident/${id}`, `evidence/${id}`);
    return;
  }
}

export function headline(of: Pick<Finding, "syndrome" | "suspects">): string {
  return `${of.syndrome}, ${of.suspects.slice(0, 3).map(formatSuspect).join(", ")}`;
}

interface Renewal {
  readonly record: IncidentRecord;
  readonly finding: Finding;
  readonly endedAtMs: InstantMs | undefined;
}

function renew(turn: Turn, job: JobState, renewal: Renewal): IncidentRecord {
  const { record, finding } = renewal;
  record.lastSeenAtMs = turn.now;
  // Late news of a job that is over make its story right and wake nobody again.
  if (!isOpen(record) && job.endedAtMs === undefined) reopen(turn, job, record, finding);
  if (isConsequence(turn, renewal)) {
    const who = finding.suspects.slice(0, 3).map(formatSuspect).join(", ");
    changeOnce(turn, job, record, `${who} ended as a consequence`);
    return record;
  }
  const isLess = isPartOf(record, finding) || isAwakening(turn, job, record, finding);
  if (!isLess) reclassify(turn, job, record, finding);
  return record;
}

/**
 * A hang that ends, ends rank by rank: whoever wakes last, or is only reported last, stands still
 * for a moment among those who go on. That is no better knowledge of what had hung.
 */
function isAwakening(
  { now }: Turn, job: JobState, record: IncidentRecord, finding: Finding,
): boolean {
  if (!isHang(record) || isDeath(finding)) return false;
  const others = record.ranks.filter((rank) => !finding.ranks.includes(rank));
  return others.length > 0 && others.every((rank) => {
    const state = job.ranks.get(rank);
    if (state === undefined || state.end !== undefined) return false;
    const movedAtMs = lastMovedAtMs(state);
    return movedAtMs > record.verdictAtMs && now - movedAtMs < awakeningMs;
  });
}

const awakeningMs = 4_000;

function reopen(turn: Turn, job: JobState, record: IncidentRecord, finding: Finding): void {
  record.returns += 1;
  record.recoveredAtMs = undefined;
  record.dueAtMs = undefined;
  record.pagedEvidence = undefined;
  // What was asked and found out last time may be true no more: it is asked again.
  record.gathered = [];
  record.gatherRounds = 0;
  record.gatheredFor = "";
  record.probes = [];
  record.closed = undefined;
  turn.evidence.add(record);
  record.firstEvidenceAtMs = turn.now - finding.sinceMs;
  if (record.alert.resolved !== "none") {
    record.alert = { count: record.alert.count, firing: "none", resolved: "none" };
  }
  record.incident = { ...record.incident, state: "suspected", closedMs: undefined };
  change(turn, job, record, `returned, ${record.returns} times by now: ${headline(finding)}`);
}

/**
 * Deaths that came after a hang had shown, or after a node had fallen silent: watchdogs, operators,
 * lost peers. The death is the better word for it when one of them was waited for, and once
 * somebody was woken only when all were: whoever kills a job that hangs kills all of it.
 */
function isConsequence(turn: Turn, { record, finding, endedAtMs }: Renewal): boolean {
  const wasAwaited = isHang(record) || isSilence(record);
  if (!wasAwaited || !isDeath(finding) || endedAtMs === undefined) return false;
  const wasAwaitedAt = (rank: Rank): boolean => record.ranks.includes(rank);
  const isBetter = record.incident.pagedMs === undefined
    ? finding.ranks.some(wasAwaitedAt) : finding.ranks.every(wasAwaitedAt);
  if (isBetter) return false;
  return endedAtMs > record.firstEvidenceAtMs + turn.policy.simultaneousMs;
}

/** Better knowledge of the same problem. */
function reclassify(
  turn: Turn,
  job: JobState,
  record: IncidentRecord,
  finding: Finding,
): void {
  const { incident } = record;
  const closed = conclusionFor(record, finding);
  const suspects = closed?.suspects ?? finding.suspects;
  const level = closed?.level ?? finding.level;
  const before = verdictOf(incident);
  const after = verdictOf({ ...finding, suspects });
  const evidence = closed === undefined ? finding.evidence : [closed.text, ...finding.evidence];
  record.family = finding.family;
  record.ranks = finding.ranks;
  record.incident = {
    ...incident, syndrome: finding.syndrome, cause: finding.cause, suspects, level,
    confidence: Math.max(finding.confidence, closed?.confidence ?? 0),
    needsHuman: finding.needsHuman, commId: finding.commId, ordinal: finding.ordinal,
    evidence,
    reason: closed?.level === "closed" && finding.syndrome === "comm-slow"
      ? closed.text : finding.reason,
  };
  const isSame = before === after && level === incident.level;
  if (!isSame && record.pagedEvidence !== undefined) record.pagedEvidence = evidence;
  if (before !== after) {
    record.openSuspects = finding.suspects.map((suspect) => keyOf(suspect));
    record.verdictAtMs = turn.now;
    change(turn, job, record, `now ${after}; was ${before}`);
    recall(turn, job, record);
  } else if (level !== incident.level) {
    change(turn, job, record, `level ${level}`);
  }
}

/** What a probe concluded outlives the open verdict that asked for it. */
function conclusionFor(
  record: IncidentRecord,
  finding: Finding,
): IncidentRecord["closed"] {
  const { closed } = record;
  if (closed === undefined || closed.level === "open") return undefined;
  const [link] = finding.suspects;
  const isSame = finding.suspects.length === 1 && link?.kind === "link" &&
    link.from === closed.from && link.to === closed.to;
  return isSame ? closed : undefined;
}

function verdictOf(of: Pick<Finding, "syndrome" | "suspects" | "cause">): string {
  return `${of.syndrome}, ${of.suspects.slice(0, 3).map(formatSuspect).join(" + ")}, ${of.cause}`;
}

function page(turn: Turn, job: JobState, record: IncidentRecord, finding: Finding): void {
  const { state, needsHuman } = record.incident;
  // News come in any order: what was confirmed as nobody's business may turn out to be a death
  // that somebody must hear of.
  const isRaised = state === "confirmed" && needsHuman && record.alert.firing === "none";
  if (state !== "suspected" && !isRaised) return;
  const ageMs = turn.now - record.firstEvidenceAtMs;
  const isFlapping = record.returns >= turn.policy.flapsMax;
  if (ageMs < finding.pageAfterMs && !isFlapping) return;
  if (finding.pageAfterMs > 0 && isRestless(turn, record)) return;
  if (finding.confidence < turn.policy.pageConfidenceMin) return;
  record.incident = { ...record.incident, state: "confirmed" };
  if (!needsHuman) {
    change(turn, job, record, "confirmed; nobody needs to be woken");
    return;
  }
  record.incident = {
    ...record.incident, pagedMs: record.incident.pagedMs ?? jobTime(job, turn.now),
  };
  change(turn, job, record, isFlapping
    ? `confirmed: it returned ${record.returns} times`
    : `confirmed after ${spoken(ageMs)}`);
  record.pagedEvidence = record.incident.evidence;
  fire(turn, job, record);
}

/**
 * When a hang ends, ranks wake one after the other, and for a moment the last one is all that is
 * seen of it: nobody is woken for what was not there before. But for long nobody waits with a page
 * for a verdict that cannot decide.
 */
function isRestless({ now, policy }: Turn, record: IncidentRecord): boolean {
  record.dueAtMs ??= now;
  const isLater = record.verdictAtMs - record.firstEvidenceAtMs > policy.clearMs;
  return isLater && now - record.verdictAtMs < policy.clearMs &&
    now - record.dueAtMs < restlessMaxMs;
}

const restlessMaxMs = 10_000;

function clear(turn: Turn, job: JobState, record: IncidentRecord, judgement: Judgement): void {
  if (record.lastSeenAtMs === turn.now) return;
  if (turn.now - record.lastSeenAtMs < turn.policy.clearMs) return;
  if (hasCleared(job, record, judgement)) recover(turn, job, record);
}

function recover(turn: Turn, job: JobState, record: IncidentRecord): void {
  const wasPaged = record.alert.firing !== "none";
  record.recoveredAtMs = turn.now;
  const { incident, pagedEvidence } = record;
  record.incident = {
    ...incident, state: "recovered", evidence: pagedEvidence ?? incident.evidence,
  };
  change(turn, job, record, wasPaged ? "recovered" : "cleared by itself");
  if (wasPaged) resolve(turn, job, record);
}

function hasCleared(job: JobState, record: IncidentRecord, judgement: Judgement): boolean {
  const { incident } = record;
  if (record.family !== "stop") return judgement.slowLooked;
  if (incident.syndrome === "fail-stop" && incident.commId === undefined) {
    return record.ranks.every((rank) => job.ranks.get(rank)?.end === undefined ||
      job.ranks.get(rank)?.end?.settled === true);
  }
  const shownIn = incident.commId === undefined
    ? undefined
    : job.communicators.get(incident.commId);
  if (shownIn !== undefined) return shownIn.progressAtMs > record.lastSeenAtMs;
  return [...job.communicators.values()].some((communicator) =>
    communicator.progressAtMs > record.lastSeenAtMs);
}

function close(turn: Turn, job: JobState, record: IncidentRecord, why: string): void {
  if (record.incident.state === "closed") return;
  const isFiring = record.alert.firing !== "none" && record.alert.resolved === "none";
  record.incident = { ...record.incident, state: "closed", closedMs: jobTime(job, turn.now) };
  change(turn, job, record, `closed: ${why}`);
  if (isFiring) resolve(turn, job, record);
}
