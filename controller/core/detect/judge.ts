// All rules on one job, in the order in which they explain each other.
//
// A mismatch is the root of the hang or the abort it leads to. A death is the root of the waiting
// that follows, and one that nothing which a program calls can bring about (SIGKILL) is the root of
// what survivors call in their distress. Only what is alive and calls the same things can hang, and
// only what moves can be slow. So each rule is asked only when those before it have nothing to say,
// and whatever stood still voids the windows that the slow rules compare.

import type { InstantMs } from "../fleet/contract.ts";
import type { Finding } from "../fleet/state.ts";
import { shownMin } from "./confidence.ts";
import { delayMatrix } from "./delay-matrix.ts";
import { failStop, silentNodes } from "./fail-stop.ts";
import { hang, type Place } from "./hang.ts";
import { lastOperationAtMs, type Look } from "./look.ts";
import { mismatch, type Branched } from "./mismatch.ts";
import { learnPause } from "./rhythm.ts";
import { slowCommunication } from "./slow-communication.ts";
import { slowRanks } from "./slow-rank.ts";
import { waitsFor, type WaitsFor } from "./waits-for.ts";
import { slowSpanMs } from "../fleet/policy.ts";

export interface Judgement {
  readonly findings: readonly Finding[];
  /** When the first root of a fail-stop died. */
  readonly endedAtMs: InstantMs | undefined;
  /** What stands still waits for ranks that died, and for nobody who lives. */
  readonly awaitsDead: boolean;
  /** The slow rules could look: what they do not find is not there. */
  readonly slowLooked: boolean;
}

/** Slow rules and shapes are compared once a window, whatever the ticks. */
const slowEveryMs = 1_000;
const placesMax = 64;

export const nothingFound: Judgement = {
  findings: [], endedAtMs: undefined, awaitsDead: false, slowLooked: false,
};

export function judge(look: Look): Judgement {
  const { job } = look;
  const silent = nothingFound;
  settle(look);
  // Hooks that were silenced count nothing, but a death is told by the kernel.
  if (!job.hooks.enabled) return deaths(look, silent) ?? silent;
  const waits = waitsFor(look);
  if (waits.overdue.length > 0) job.watch.stoodStillAtMs = look.now;
  const isSlowTurn = look.now - job.watch.slowEvaluatedAtMs >= slowEveryMs;
  if (isSlowTurn) job.watch.slowEvaluatedAtMs = look.now;
  const branched = mismatches(look, waits, isSlowTurn);
  if (branched !== undefined && !isAfterKill(look, branched)) {
    return shown({ ...silent, findings: [branched.finding] });
  }
  const death = deaths(look, silent);
  if (death !== undefined) return { ...death, awaitsDead: awaitsDead(waits) };
  if (isEnding(look)) return silent;
  const hung = hang(look, waits);
  learnPauses(look, hung.places);
  const dark = silentNodes(look, waits);
  const stopped = [...hung.findings, ...(dark === undefined ? [] : [dark])];
  if (stopped.length > 0) return shown({ ...silent, findings: stopped });
  if (!isSlowTurn) return silent;
  return shown({ ...silent, findings: slow(look), slowLooked: canLook(look) });
}

function deaths(look: Look, silent: Judgement): Judgement | undefined {
  const death = failStop(look);
  if (death === undefined) return undefined;
  return shown({ ...silent, findings: [death.finding], endedAtMs: death.endedAtMs });
}

function awaitsDead({ sinks, stuck }: WaitsFor): boolean {
  return stuck.length === 0 && sinks.length > 0 &&
    sinks.every(({ rank }) => rank.end !== undefined);
}

function shown(judgement: Judgement): Judgement {
  const findings = judgement.findings.filter((each) => each.confidence >= shownMin);
  return { ...judgement, findings };
}

/** Ranks end, and the launcher has said or will say why: what stands still now is the ending. */
function isEnding(look: Look): boolean {
  if (look.job.notice !== undefined) return true;
  for (const { end } of look.job.ended) {
    if (end !== undefined && !end.settled && end.end.kind !== "finished") return true;
  }
  for (const { raised } of look.job.raised) if (raised?.settled === false) return true;
  return false;
}

/**
 * A death that the others have long survived is history: they are judged without it. And so is an
 * exception that its own process outlived.
 */
function settle(look: Look): void {
  for (const rank of look.job.raised) {
    const { raised } = rank;
    if (raised !== undefined && lastOperationAtMs(rank) > raised.atMs + look.policy.endGraceMs) {
      raised.settled = true;
    }
  }
  for (const rank of look.job.ended) {
    const { end } = rank;
    if (end === undefined || end.settled) continue;
    const from = end.atMs + look.policy.secondaryDeathMs;
    if (look.now < from) continue;
    for (const communicator of look.job.communicators.values()) {
      if (communicator.progressAtMs > from) {
        end.settled = true;
        look.job.watch.lateness.delete(rank.rank);
        break;
      }
    }
  }
}

function isAfterKill(look: Look, { seenAtMs }: Branched): boolean {
  for (const { end } of look.job.ended) {
    const isKill = end !== undefined && !end.settled && end.end.kind === "signaled" &&
      end.end.signal === "SIGKILL";
    if (isKill && end.atMs < seenAtMs) return true;
  }
  return false;
}

function mismatches(look: Look, waits: WaitsFor, isTurn: boolean): Branched | undefined {
  const concerned = isTurn
    ? look.job.communicators.values()
    : new Set(waits.overdue.map((late) => late.member.communicator));
  for (const communicator of concerned) {
    const found = mismatch(look, communicator);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Remembers who is awaited where; what ends by itself becomes a habit of that place. */
function learnPauses(look: Look, places: readonly Place[]): void {
  const { pausing } = look.job.watch;
  for (const { place, waitedMs, position } of places) {
    const known = pausing.get(place);
    if (known === undefined) {
      if (pausing.size >= placesMax) continue;
      pausing.set(place, { seenMs: look.now, longestMs: waitedMs, position });
    } else {
      known.seenMs = look.now;
      known.longestMs = Math.max(known.longestMs, waitedMs);
    }
  }
  for (const [place, pause] of pausing) {
    if (look.now - pause.seenMs < look.policy.clearMs) continue;
    pausing.delete(place);
    const commId = place.slice(0, place.indexOf("/"));
    const went = [...look.job.communicators.values()].some((communicator) =>
      communicator.commId === commId && communicator.progressAtMs > pause.seenMs);
    if (went) learnPause(look.job, place, pause);
  }
}

function canLook(look: Look): boolean {
  return look.now - look.job.watch.stoodStillAtMs > slowSpanMs(look.policy);
}

/** What is slow, once it has been so long enough. */
function slow(look: Look): readonly Finding[] {
  if (!canLook(look)) return [];
  const { holding } = look.job.watch;
  const ranks = slowRanks(look);
  // A starved process drains its sockets slowly, and its paths look slow; a slow path moves
  // innocent ranks a little. So a rank that is very late explains the paths at its node, and any
  // other slow path explains the ranks that are a little late.
  const starved = ranks.filter((each) => each.lateFraction >= look.policy.slowOverPathMin);
  const nodes = new Set(starved.map((each) => each.node));
  const paths = slowCommunication(look, delayMatrix(look))
    .filter((each) => !each.cells.every((cell) => nodes.has(cell.from) || nodes.has(cell.to)));
  const found = [
    ...paths.map((each) => ({ ...each, persistMs: look.policy.slowPersistMs })),
    ...(paths.length > 0 ? starved : ranks),
  ];
  const findings: Finding[] = [];
  for (const { finding, key, persistMs } of found) {
    const sinceMs = holding.get(key)?.sinceMs ?? look.now;
    holding.set(key, { sinceMs, seenMs: look.now });
    const heldMs = look.now - sinceMs;
    if (heldMs >= persistMs) {
      findings.push({ ...finding, sinceMs: finding.sinceMs + heldMs });
    }
  }
  for (const [key, entry] of holding) {
    if (look.now - entry.seenMs > look.policy.clearMs) holding.delete(key);
  }
  return findings;
}
