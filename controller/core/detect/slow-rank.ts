// One rank is late again and again: transfers are normal, everybody waits for it.
//
// In a collective the last to come waits least. So the time a rank is occupied by its operations is
// a measure of how early it came, and lateness = (what its fellows usually spend waiting) − (what
// it does), as a share of wall time: that share is what the step would get back. The culprit has
// the shortest operations; its successor waits for data, its predecessor for credit, it waits for
// nobody (the end of the receiver-driven chain). Waits of a receiver alone accuse no one: in a ring
// all innocent receivers wait equally long.
//
// Like is compared with like: members of one communicator, which by construction do the same work.
// A rank may come late to one group because it waited in another; then its time inside *all*
// operations is as long as its fellows', and only the one who is short in total is the root.
//
// Noise: one stall of a second must not make a slow rank, so the condition must hold in four of
// five one-second windows (a rank's lateness is the loss that it reaches in that many). It must
// stand out from the next rank, since whom noise makes latest changes from window to window; and
// from the rank's own usual lateness, since uneven shards and stages are a property of the job,
// told only when they are large. How far lateness wanders in this job is learnt as well: sequences
// of many lengths make one rank after the other late by up to 18 %, each for some ten seconds. That
// belongs to the work and not to a host, and it shows by taking turns: a rank must be later than
// others were at their worst of late. Where steps are long, a window is as long as a step or two: a
// mean over a dozen seconds was tried and called a rank slow for one stall. Whatever stood still (a
// hang, a checkpoint) voids the windows it touches, and while a path is slow nobody is called late:
// slow paths moved innocent ranks by 4 %.

import type { NodeName, Rank } from "../../../proto/ids.ts";
import { ageAt, gain, newestAge, slope, type Curve } from "../fleet/curve.ts";
import { memberAt } from "../fleet/fleet.ts";
import { laneAt } from "../fleet/lanes.ts";
import type {
  Candidacy, CommunicatorState, Finding, Lateness, MemberState,
} from "../fleet/state.ts";
import { confidence, weights } from "./confidence.ts";
import {
  coverage, fresh, median, membersOf, nameOf, rankSuspect, spoken, type Look,
} from "./look.ts";
import { latenessOf, learnLateness, noiseOf, othersAtWorst, type Noise } from "./lateness.ts";
import { insert, mediansOfOthers, sortInto } from "./median.ts";
import { slowSpanMs } from "../fleet/policy.ts";

export interface SlowRank {
  readonly finding: Finding;
  readonly node: NodeName;
  /** Beyond what is usual for it. */
  readonly lateFraction: number;
  readonly key: string;
  /** How long the condition must hold. */
  readonly persistMs: number;
}

/** Judges every rank of a job; also learns how late each usually is. */
export function slowRanks(look: Look): readonly SlowRank[] {
  const judged: Candidacy[] = [];
  look.job.watch.latenessRound += 1;
  const columns = columnsFor(look);
  for (const communicator of look.job.communicators.values()) {
    addCandidates(look, communicator, columns, judged);
  }
  const found: SlowRank[] = [];
  const noise = noiseOf(look.job, look.policy, look.policy.slowLearntMin);
  for (const candidate of judged) {
    const { rank } = candidate.member.of;
    const usual = latenessOf(look.job, rank);
    const effectMin = effectMinOf(look, noise, rank);
    const isSlow = judge(look, candidate, usual, effectMin);
    learnLateness(usual, candidate, isSlow);
    if (isSlow) found.push(slowRankOf(look, candidate, usual, effectMin));
  }
  return found.sort((left, right) => right.finding.confidence - left.finding.confidence);
}

/** What is worth a word of a rank, above the noise of its job. */
function effectMinOf({ policy }: Look, noise: Noise, rank: Rank): number {
  return Math.max(policy.slowEffectMin, policy.slowNoiseFactor * noise.spread,
    policy.slowOthersFactor * othersAtWorst(policy, noise, rank));
}

function judge(
  look: Look, candidate: Candidacy, usual: Lateness, effectMin: number,
): boolean {
  const { policy } = look;
  const { lateFraction, totalLateFraction } = candidate;
  if (!candidate.standsOut) return false;
  // Late here because it waited elsewhere: in total it waits as long as its fellows.
  if (totalLateFraction < lateFraction * policy.slowTotalMin) return false;
  if (lateFraction >= policy.slowSteadyEffectMin) return true;
  return usual.samples >= policy.slowLearntMin &&
    lateFraction - usual.usual >= effectMin;
}

/**
 * Columns over the members of one communicator, in their order; written over by the next one. A job
 * has as many communicators as ranks, most of them small, and arrays of its own for each of them
 * cost more than what was in them.
 */
interface Columns {
  readonly present: MemberState[];
  /** By window: share of each member's time in collectives, and how much less than the others. */
  readonly fractions: readonly Float64Array[];
  readonly losses: readonly Float64Array[];
  /** Over all windows. */
  readonly operations: Float64Array;
  readonly spanMs: Float64Array;
  /** The loss that is reached in enough of the windows. */
  readonly late: Float64Array;
  /** In all communicators of the rank. */
  readonly total: Float64Array;
  readonly totalLoss: Float64Array;
  readonly sorted: Float64Array;
}

function columnsFor(look: Look): Columns {
  let most = 0;
  for (const { members } of look.job.communicators.values()) most = Math.max(most, members.size);
  const column = (): Float64Array => new Float64Array(most);
  const windows = (): Float64Array[] => Array.from({ length: look.policy.slowWindows }, column);
  return {
    present: [], fractions: windows(), losses: windows(), operations: column(), spanMs: column(),
    late: column(), total: column(), totalLoss: column(), sorted: column(),
  };
}

/** For each rank the communicator in which it stands out, or else is latest. */
function addCandidates(
  look: Look, communicator: CommunicatorState, columns: Columns, judged: Candidacy[],
): void {
  if (communicator.size < 2) return;
  const { present, operations, spanMs, late, totalLoss } = columns;
  const known = fillPresent(look, communicator, present);
  if (present.length < 2 || known / communicator.size < look.policy.coverageMin) return;
  if (!fillWindows(look, columns)) return;
  if (!hasOperations(columns)) return; // point-to-point alone
  fillLateness(look, columns);
  const border = borderOf(look, columns);
  if (border < Infinity) fillTotals(look, columns);
  for (let index = 0; index < present.length; index += 1) {
    const member = present[index];
    if (member === undefined) break;
    const lateFraction = late[index] ?? 0;
    const standsOut = lateFraction >= border;
    const own = candidacyOf(look, member, judged);
    const isWeaker = own.standsOut === standsOut
      ? lateFraction <= own.lateFraction : own.standsOut;
    if (isWeaker) continue;
    own.member = member;
    own.lateFraction = lateFraction;
    own.totalLateFraction = standsOut ? totalLoss[index] ?? 0 : 0;
    own.standsOut = standsOut;
    own.operationMs = (spanMs[index] ?? 0) / Math.max(operations[index] ?? 0, 1);
  }
}

/** The rank's own, of this judgement: nothing yet if this is the first of its communicators. */
function candidacyOf(look: Look, member: MemberState, judged: Candidacy[]): Candidacy {
  const { latenessRound: round } = look.job.watch;
  const rank = member.of;
  rank.candidacy ??= {
    round: 0, member, lateFraction: 0, totalLateFraction: 0, operationMs: 0, standsOut: false,
  };
  const own = rank.candidacy;
  if (own.round === round) return own;
  own.round = round;
  own.lateFraction = -Infinity;
  own.standsOut = false;
  judged.push(own);
  return own;
}

/** Whom fresh reports show, by rank within the communicator; returns how many are known about. */
function fillPresent(look: Look, { members }: CommunicatorState, present: MemberState[]): number {
  present.length = 0;
  let known = 0;
  let newest = -1;
  let isInOrder = true;
  for (const member of members.values()) {
    const isFresh = fresh(look, member.of);
    if (isFresh || member.of.end !== undefined) known += 1;
    if (!isFresh || !member.signature.live) continue;
    isInOrder &&= member.index > newest;
    newest = member.index;
    present.push(member);
  }
  if (!isInOrder) present.sort((left, right) => left.index - right.index);
  return known;
}

/** The newest windows, which begin after the last standstill; false while anybody has too few. */
function fillWindows(look: Look, columns: Columns): boolean {
  const count = look.policy.slowWindows;
  const quietMs = look.now - look.job.watch.stoodStillAtMs;
  for (let at = 0; at < columns.present.length; at += 1) {
    const history = columns.present[at]?.history;
    if (history === undefined || !hasPoints(history, count + 1, quietMs)) return false;
    fillMember(columns, at, history);
  }
  return true;
}

/** So many points taken since the job last stood still. */
function hasPoints(history: Curve, count: number, quietMs: number): boolean {
  const oldest = history.length - count;
  return oldest >= 0 && newestAge(history) - ageAt(history, oldest) < quietMs;
}

function fillMember({ fractions, operations, spanMs }: Columns, at: number, curve: Curve): void {
  let operationsSum = 0;
  let spanSumMs = 0;
  let to = curve.length - fractions.length;
  for (const inside of fractions) {
    const windowMs = Math.max(ageAt(curve, to) - ageAt(curve, to - 1), 1);
    inside[at] = gain(curve, to - 1, to, memberAt.collectiveMs) / windowMs;
    operationsSum += gain(curve, to - 1, to, memberAt.collectives);
    spanSumMs += windowMs;
    to += 1;
  }
  operations[at] = operationsSum;
  spanMs[at] = spanSumMs;
}

function hasOperations({ present, operations }: Columns): boolean {
  for (let at = 0; at < present.length; at += 1) if (operations[at] !== 0) return true;
  return false;
}

function fillLateness(look: Look, columns: Columns): void {
  const { present, fractions, losses, late } = columns;
  const { slowWindows, slowWindowsMin } = look.policy;
  const below = Math.min(slowWindows - slowWindowsMin, slowWindows - 1);
  fractions.forEach((each, window) => { fillShortfalls(columns, each, losses[window]); });
  const own = new Float64Array(losses.length);
  for (let at = 0; at < present.length; at += 1) {
    for (let window = 0; window < own.length; window += 1) {
      insert(own, window, losses[window]?.[at] ?? 0);
    }
    late[at] = own[below] ?? 0;
  }
}

/** How much less each has than the median of the others. */
function fillShortfalls(
  { present: { length }, sorted }: Columns, values: Float64Array, into: Float64Array | undefined,
): void {
  if (into === undefined) return;
  sortInto(sorted, values, length);
  mediansOfOthers(sorted, values, length, into);
  for (let at = 0; at < length; at += 1) into[at] = (into[at] ?? 0) - (values[at] ?? 0);
}

/** From here on ranks stand out; Infinity when nobody does. */
function borderOf(look: Look, { present: { length }, late, sorted }: Columns): number {
  const { slowEffectMin, slowMarginMin, slowFractionMax } = look.policy;
  sortInto(sorted, late, length);
  const most = Math.max(1, Math.floor(length * slowFractionMax));
  for (let count = 1; count <= most; count += 1) {
    const last = sorted[length - count] ?? 0;
    if (last < slowEffectMin) break;
    const next = count < length ? sorted[length - count - 1] ?? 0 : 0;
    if (last - Math.max(next, 0) >= slowMarginMin) return last;
  }
  return Infinity;
}

/**
 * Share of time inside operations of any communicator, over the span. Asked only where somebody
 * stands out: it goes through the curves of all groups of all members.
 */
function fillTotals(look: Look, columns: Columns): void {
  const { present, total, totalLoss } = columns;
  const spanMs = slowSpanMs(look.policy);
  for (let at = 0; at < present.length; at += 1) {
    let sum = 0;
    for (const { history } of present[at]?.of.members.values() ?? []) {
      sum += slope(history, spanMs, memberAt.occupiedMs) ?? 0;
    }
    total[at] = sum;
  }
  fillShortfalls(columns, total, totalLoss);
}

function slowRankOf(
  look: Look, candidate: Candidacy, usual: Lateness, effectMin: number,
): SlowRank {
  const { policy } = look;
  const { member, lateFraction, operationMs } = candidate;
  const { communicator, of: rank } = member;
  const change = lateFraction - usual.usual;
  const loss = lateFraction - Math.max(usual.usual, 0);
  const chain = chainAgrees(member);
  const percent = Math.round(lateFraction * 100);
  const evidence = [
    `the median rank of ${nameOf(communicator)} waits ${percent} % of the time for rank ` +
      `${rank.rank}: ${spoken(lateFraction * operationMs)} in each operation`,
    usualShare(usual.usual),
    ...(chain === undefined ? [] : [chain.text]),
  ];
  const finding: Finding = {
    family: "rank-slow", job: look.job.job, syndrome: "non-comm-slow", cause: "unknown",
    suspects: [rankSuspect(rank)], ranks: [rank.rank], level: "closed",
    confidence: confidence(
      coverage(look, communicator), weights.sound,
      chain?.agrees === false ? weights.contradicted : 1,
    ),
    commId: communicator.commId, ordinal: undefined, evidence,
    reason: `everybody waits for rank ${rank.rank}, and it waits for nobody`,
    sinceMs: slowSpanMs(policy),
    pageAfterMs: loss >= policy.slowPageEffectMin ? policy.slowPageMs : Infinity,
    needsHuman: true, probe: undefined,
  };
  return {
    finding, node: rank.node, lateFraction: loss, key: `rank-slow/${rank.rank}`,
    // The windows of a job with long steps hold few of them: what is not clear is looked at longer.
    persistMs: change >= policy.slowClearFactor * effectMin
      ? policy.slowPersistMs
      : Math.max(policy.slowPersistMs, policy.slowPersistOperations * operationMs),
  };
}

/** For a rank that usually waits longer than the median nobody waits: that is no negative share. */
export function usualShare(fraction: number): string {
  const percent = Math.round(fraction * 100);
  return percent > 0
    ? `usually it waits ${percent} % for it` : "usually it does not wait for it";
}

/** The end of the wait chain: of all members it waits least for the others. */
function chainAgrees(member: MemberState): { agrees: boolean; text: string } | undefined {
  const waits = membersOf(member.communicator).map((each) => ({ each, ms: ownWaits(each) }));
  const own = waits.find((entry) => entry.each === member)?.ms;
  if (own === undefined || waits.every((entry) => entry.ms === 0)) return undefined;
  const less = waits.filter((entry) => entry.ms < own).length;
  const agrees = less <= Math.floor(waits.length / 4);
  const usual = median(waits.map((entry) => entry.ms));
  return {
    agrees,
    text: `it waited ${spoken(own)} for its neighbours, the median rank ${spoken(usual)}`,
  };
}

function ownWaits(member: MemberState): number {
  let total = 0;
  for (const { history } of member.receives.values()) {
    total += gain(history, 0, history.length - 1, laneAt.dataMs);
  }
  for (const { history } of member.sends.values()) {
    total += gain(history, 0, history.length - 1, laneAt.peerMs);
  }
  return total;
}
