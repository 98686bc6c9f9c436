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
// told only when they are large. Where steps are long, a window is as long as a step or two: a mean
// over a dozen seconds was tried and called a rank slow for one stall. Whatever stood still (a
// hang, a checkpoint) voids the windows it touches, and while a path is slow nobody is called late:
// slow paths moved innocent ranks by 4 %.

import type { NodeName, Rank } from "../../../proto/ids.ts";
import { difference } from "../checkpoint.ts";
import { memberAt } from "../fleet.ts";
import { laneAt } from "../lanes.ts";
import type {
  Checkpoint, CommunicatorState, Finding, Lateness, MemberState, RankState,
} from "../state.ts";
import { confidence, weights } from "./confidence.ts";
import {
  coverage, fresh, median, mediansOfOthers, membersOf, nameOf, rankSuspect, spoken, type Look,
} from "./look.ts";
import { slowSpanMs } from "../policy.ts";

export interface SlowRank {
  readonly finding: Finding;
  readonly node: NodeName;
  /** Beyond what is usual for it. */
  readonly lateFraction: number;
  readonly key: string;
}

interface Candidate {
  readonly member: MemberState;
  readonly lateFraction: number;
  readonly totalLateFraction: number;
  readonly perOperationMs: number;
  /** It stands out from its fellows of the communicator. */
  readonly standsOut: boolean;
}

/** Judges every rank of a job; also learns how late each usually is. */
export function slowRanks(look: Look): readonly SlowRank[] {
  const best = new Map<Rank, Candidate>();
  for (const communicator of look.job.communicators.values()) {
    for (const candidate of candidatesIn(look, communicator)) {
      const rank = candidate.member.of.rank;
      const known = best.get(rank);
      if (known === undefined || isStronger(candidate, known)) best.set(rank, candidate);
    }
  }
  const found: SlowRank[] = [];
  for (const [rank, candidate] of best) {
    const usual = latenessOf(look, rank);
    const isSlow = judge(look, candidate, usual);
    learnLateness(usual, candidate, isSlow);
    if (isSlow) found.push(slowRankOf(look, candidate, usual));
  }
  return found.sort((left, right) => right.finding.confidence - left.finding.confidence);
}

function isStronger(left: Candidate, right: Candidate): boolean {
  if (left.standsOut !== right.standsOut) return left.standsOut;
  return left.lateFraction > right.lateFraction;
}

function latenessOf(look: Look, rank: Rank): Lateness {
  const known = look.job.watch.lateness.get(rank);
  if (known !== undefined) return known;
  const fresh: Lateness = { now: 0, usual: 0, samples: 0, perOperationMs: 0 };
  look.job.watch.lateness.set(rank, fresh);
  return fresh;
}

function judge(look: Look, candidate: Candidate, usual: Lateness): boolean {
  const { policy } = look;
  const { lateFraction, totalLateFraction } = candidate;
  if (!candidate.standsOut) return false;
  // Late here because it waited elsewhere: in total it waits as long as its fellows.
  if (totalLateFraction < lateFraction * policy.slowTotalMin) return false;
  if (lateFraction >= policy.slowSteadyEffectMin) return true;
  return usual.samples >= policy.slowLearntMin &&
    lateFraction - Math.max(usual.usual, 0) >= policy.slowEffectMin;
}

/** Slowly, and not from a fault: else a rank that stays slow would become usual. */
function learnLateness(usual: Lateness, candidate: Candidate, isSlow: boolean): void {
  usual.now = candidate.lateFraction;
  usual.perOperationMs = candidate.perOperationMs;
  if (isSlow) return;
  usual.samples += 1;
  const weight = Math.max(1 / usual.samples, 1 / 64);
  usual.usual += (candidate.lateFraction - usual.usual) * weight;
}

function candidatesIn(look: Look, communicator: CommunicatorState): readonly Candidate[] {
  if (communicator.size < 2) return [];
  const present = membersOf(communicator).filter((member) =>
    member.signature.live && fresh(look, member.of));
  if (present.length < 2 || coverage(look, communicator) < look.policy.coverageMin) return [];
  const windows = present.map((member) => windowsOf(look, member));
  const known = windows.filter((each) => each !== undefined);
  if (known.length !== windows.length) return [];
  const operations = known.map((each) => sum(each.map((window) => window.operations)));
  if (operations.every((count) => count === 0)) return []; // point-to-point alone
  const late = latenessIn(look, known);
  const everywhere = shortfalls(present.map((member) => totalFraction(look, member.of)));
  const border = borderOf(look, late);
  return present.map((member, index) => {
    const lateFraction = late[index] ?? 0;
    const spanMs = sum((known[index] ?? []).map((window) => window.spanMs));
    return {
      member, lateFraction, totalLateFraction: everywhere[index] ?? 0,
      perOperationMs: lateFraction * spanMs / Math.max(operations[index] ?? 0, 1),
      standsOut: lateFraction >= border,
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

/** Each rank's loss that is reached in enough of the windows. */
function latenessIn(
  look: Look,
  spans: readonly (readonly Window[])[],
): readonly number[] {
  const count = Math.min(...spans.map((each) => each.length));
  const { slowWindows, slowWindowsMin } = look.policy;
  const below = Math.min(slowWindows - slowWindowsMin, count - 1);
  const byWindow = Array.from({ length: count }, (_, back) => shortfalls(spans.map((each) =>
    each[each.length - 1 - back]?.collectiveFraction ?? 0)));
  return spans.map((_, index) =>
    byWindow.map((of) => of[index] ?? 0).sort((left, right) => left - right)[below] ?? 0);
}

/** From here on ranks stand out; Infinity when nobody does. */
function borderOf(look: Look, late: readonly number[]): number {
  const { slowEffectMin, slowMarginMin, slowFractionMax } = look.policy;
  const sorted = [...late].sort((left, right) => right - left);
  const most = Math.max(1, Math.floor(late.length * slowFractionMax));
  for (let count = 1; count <= most; count += 1) {
    const last = sorted[count - 1] ?? 0;
    if (last < slowEffectMin) break;
    if (last - Math.max(sorted[count] ?? 0, 0) >= slowMarginMin) return last;
  }
  return Infinity;
}

/** How much less each has than the median of the others. */
function shortfalls(values: readonly number[]): readonly number[] {
  return mediansOfOthers(values).map((others, index) => others - (values[index] ?? 0));
}

interface Window {
  readonly spanMs: number;
  readonly collectiveFraction: number;
  readonly operations: number;
}

/** The newest windows that begin after the last standstill; undefined while there are too few. */
function windowsOf(look: Look, member: MemberState): readonly Window[] | undefined {
  const history = usable(look, member);
  const count = look.policy.slowWindows;
  if (history.length <= count) return undefined;
  const windows: Window[] = [];
  for (let index = history.length - count; index < history.length; index += 1) {
    const [from, to] = [history[index - 1], history[index]];
    if (from !== undefined && to !== undefined) windows.push(windowBetween(from, to));
  }
  return windows;
}

/** Checkpoints taken since the job last stood still. */
function usable(look: Look, member: MemberState): readonly Checkpoint[] {
  const newestMs = member.history.at(-1)?.ageMs ?? 0;
  const quietMs = look.now - look.job.watch.stoodStillAtMs;
  return member.history.filter((each) => newestMs - each.ageMs < quietMs);
}

function windowBetween(from: Checkpoint, to: Checkpoint): Window {
  const spanMs = Math.max(to.ageMs - from.ageMs, 1);
  return {
    spanMs,
    collectiveFraction: gain(from, to, memberAt.collectiveMs) / spanMs,
    operations: gain(from, to, memberAt.collectives),
  };
}

function gain(from: Checkpoint | undefined, to: Checkpoint | undefined, at: number): number {
  return (to?.values[at] ?? 0) - (from?.values[at] ?? 0);
}

/** Share of time inside operations of any communicator, over the span. */
function totalFraction(look: Look, rank: RankState): number {
  let total = 0;
  for (const member of rank.members.values()) {
    const lately = difference(member.history, slowSpanMs(look.policy));
    if (lately === undefined) continue;
    total += (lately.values[memberAt.occupiedMs] ?? 0) / lately.spanMs;
  }
  return total;
}

function slowRankOf(look: Look, candidate: Candidate, usual: Lateness): SlowRank {
  const { member, lateFraction } = candidate;
  const { communicator, of: rank } = member;
  const excess = lateFraction - Math.max(usual.usual, 0);
  const chain = chainAgrees(member);
  const percent = Math.round(lateFraction * 100);
  const evidence = [
    `rank ${rank.rank} spends ${percent} % of the time less inside ${nameOf(communicator)} than ` +
      `the median of its fellows: ${spoken(candidate.perOperationMs)} per operation`,
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
    sinceMs: slowSpanMs(look.policy),
    pageAfterMs: excess >= look.policy.slowPageEffectMin ? look.policy.slowPageMs : Infinity,
    needsHuman: true, probe: undefined,
  };
  return {
    finding, node: rank.node, lateFraction: excess, key: `rank-slow/${rank.rank}`,
  };
}

/** A rank that usually waits longer than the median loses nothing: that is no negative share. */
export function usualShare(fraction: number): string {
  const percent = Math.round(fraction * 100);
  return percent > 0
    ? `its usual share was ${percent} %` : "usually it spends no less there than they do";
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
    total += gain(history[0], history.at(-1), laneAt.dataMs);
  }
  for (const { history } of member.sends.values()) {
    total += gain(history[0], history.at(-1), laneAt.peerMs);
  }
  return total;
}
