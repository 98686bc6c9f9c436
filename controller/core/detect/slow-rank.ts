// One rank is late again and again: transfers are normal, everybody waits for it.
//
// In a collective the last to come waits least. So the time a rank spends inside its operations is
// a measure of how early it came, and lateness = (what its fellows usually spend waiting) − (what it
// does), as a share of wall time: that share is what the step would get back. The culprit has the
// shortest operations; its successor waits for data, its predecessor for credit, it waits for nobody
// (the end of the receiver-driven chain). Waits of a receiver alone accuse no one: in a ring all
// innocent receivers wait equally long.
//
// Like is compared with like: members of one communicator, which by construction do the same work.
// A rank may come late to one group because it waited in another; then its time inside *all*
// operations is as long as its fellows', and only the one who is short in total is the root.
//
// Noise: one stall of a second must not make a slow rank, so a rank's lateness is the median over
// one-second windows; where steps are so long that windows hold no operation the mean over the whole
// history serves, with more patience. The others' spread is the yardstick, and what has been so
// since the beginning (uneven shards, an uneven stage) is a property of the job, told only when it
// is large. Whatever stood still (a hang, a checkpoint) voids the windows it touches.

import type { Rank } from "../../../proto/ids.ts";
import { difference } from "../checkpoint.ts";
import type {
  Checkpoint, CommunicatorState, Finding, Lateness, MemberState, RankState,
} from "../state.ts";
import { confidence, weights } from "./confidence.ts";
import {
  coverage, fresh, median, membersOf, nameOf, rankSuspect, spoken, type Look,
} from "./look.ts";

export interface SlowRank {
  readonly finding: Finding;
  readonly key: string;
  /** Multiplies the time for which it must hold. */
  readonly patience: number;
}

interface Candidate {
  readonly member: MemberState;
  readonly lateFraction: number;
  readonly totalLateFraction: number;
  readonly spread: number;
  readonly perOperationMs: number;
  readonly isWhole: boolean;
}

/** Judges every rank of a job; also learns how late each usually is. */
export function slowRanks(look: Look): readonly SlowRank[] {
  const best = new Map<Rank, Candidate>();
  for (const communicator of look.job.communicators.values()) {
    for (const candidate of candidatesIn(look, communicator)) {
      const rank = candidate.member.of.rank;
      const known = best.get(rank);
      if (known === undefined || candidate.lateFraction > known.lateFraction) {
        best.set(rank, candidate);
      }
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

function latenessOf(look: Look, rank: Rank): Lateness {
  const known = look.job.watch.lateness.get(rank);
  if (known !== undefined) return known;
  const fresh: Lateness = { now: 0, usual: 0, samples: 0, perOperationMs: 0 };
  look.job.watch.lateness.set(rank, fresh);
  return fresh;
}

function judge(look: Look, candidate: Candidate, usual: Lateness): boolean {
  const { policy } = look;
  const { lateFraction, totalLateFraction, spread } = candidate;
  if (lateFraction < policy.slowSpreads * spread) return false;
  // Late here because it waited elsewhere: in total it waits as long as its fellows.
  if (totalLateFraction < policy.slowEffectMin / 2) return false;
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
  const isWhole = known.some((each) => each.some((window) => window.operations === 0));
  const spans = isWhole ? present.map((member) => wholeOf(member)) : known;
  const inside = spans.map((each) =>
    median((each ?? []).map((window) => window.collectiveFraction / communicator.concurrency)));
  const everywhere = present.map((member) => totalFraction(look, member.of));
  const operations = spans.map((each) => (each ?? []).reduce((sum, window) =>
    sum + window.operations, 0));
  if (operations.every((count) => count === 0)) return [];
  const fellows = fellowsOf(inside);
  const fellowsEverywhere = fellowsOf(everywhere);
  return present.map((member, index) => {
    const { reference, spread } = fellows(index);
    const own = inside[index] ?? 0;
    const spanMs = (spans[index] ?? []).reduce((sum, window) => sum + window.spanMs, 0);
    return {
      member, lateFraction: reference - own, spread,
      totalLateFraction: fellowsEverywhere(index).reference - (everywhere[index] ?? 0),
      perOperationMs: (reference - own) * spanMs / Math.max(operations[index] ?? 0, 1),
      isWhole,
    };
  });
}

interface Fellows {
  readonly reference: number;
  /** The standard deviation that the median distance from the median suggests. */
  readonly spread: number;
}

/** Up to here each rank is compared with the others; beyond, one rank moves no median. */
const exactFellowsMax = 64;

function fellowsOf(values: readonly number[]): (index: number) => Fellows {
  const of = (others: readonly number[]): Fellows => {
    const reference = median(others);
    const distances = others.map((each) => Math.abs(each - reference));
    return { reference, spread: 1.4826 * median(distances) };
  };
  if (values.length <= exactFellowsMax) {
    return (index) => of(values.filter((_, each) => each !== index));
  }
  const all = of(values);
  return () => all;
}

interface Window {
  readonly spanMs: number;
  readonly collectiveFraction: number;
  readonly operations: number;
}

/** The newest windows that begin after the last standstill; undefined while there are too few. */
function windowsOf(look: Look, member: MemberState): readonly Window[] | undefined {
  const history = usable(look, member);
  const count = Math.round(look.policy.slowSpanMs / 1_000);
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

function wholeOf(member: MemberState): readonly Window[] {
  const [from, to] = [member.history[0], member.history.at(-1)];
  return from === undefined || to === undefined || from === to ? [] : [windowBetween(from, to)];
}

function windowBetween(from: Checkpoint, to: Checkpoint): Window {
  const spanMs = Math.max(to.ageMs - from.ageMs, 1);
  return {
    spanMs,
    collectiveFraction: ((to.values[0] ?? 0) - (from.values[0] ?? 0)) / spanMs,
    operations: (to.values[2] ?? 0) - (from.values[2] ?? 0),
  };
}

/** Share of time inside operations of any communicator, over the span. */
function totalFraction(look: Look, rank: RankState): number {
  let total = 0;
  for (const member of rank.members.values()) {
    const lately = difference(member.history, look.policy.slowSpanMs);
    if (lately === undefined) continue;
    total += (lately.values[1] ?? 0) / lately.spanMs / member.communicator.concurrency;
  }
  return total;
}

function slowRankOf(look: Look, candidate: Candidate, usual: Lateness): SlowRank {
  const { member, lateFraction } = candidate;
  const { communicator, of: rank } = member;
  const chain = chainAgrees(member);
  const percent = Math.round(lateFraction * 100);
  const evidence = [
    `rank ${rank.rank} spends ${percent} % of the time less inside ${nameOf(communicator)} than ` +
      `the median of its fellows: ${spoken(candidate.perOperationMs)} per operation`,
    `its usual share was ${Math.round(usual.usual * 100)} %`,
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
    sinceMs: look.policy.slowSpanMs,
    pageAfterMs: lateFraction >= look.policy.slowPageEffectMin ? look.policy.slowPageMs : Infinity,
    needsHuman: true, probe: undefined,
  };
  return {
    finding, key: `rank-slow/${rank.rank}`,
    patience: candidate.isWhole ? look.policy.slowWholePatience : 1,
  };
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
  for (const lane of member.receives.values()) total += since(lane.history, 3);
  for (const lane of member.sends.values()) total += since(lane.history, 1);
  return total;
}

function since(history: readonly Checkpoint[], value: number): number {
  return (history.at(-1)?.values[value] ?? 0) - (history[0]?.values[value] ?? 0);
}
