// Every operation has its own rhythm, and only the rhythm says what late means.
//
// A fixed time-out is either the ten minutes of the watchdogs or a false alarm at every
// evaluation. So each communicator learns, per function, how long its operations usually take
// (histogram.ts), and an operation is overdue after a few times that, never below a floor. An
// operation nobody has a rhythm for (the first one waits for compilers and connections) gets
// patience instead.
//
// Overdue alone accuses nobody. A job that evaluates for a minute has no operation open at all: its
// ranks pause together, an epoch, and nothing here fires. When one rank is away while others wait,
// that may be a fault or a habit: rank 0 saves a checkpoint while the others wait in the next
// collective. A habit is known by its place, (communicator, function, who is away), and by its
// regularity: checkpoints come every so many operations, to the operation, and faults do not. Where
// a pause came at equal distances it is no suspicion when it is due again, until it outlasts
// itself; and the longest that ever ended by itself at a place raises the bound for a page there. A
// program may also say so (`phase`), and is believed within bounds. Rank 0 alone outside of every
// operation, the first time, is a suspicion with little confidence and a later page. (That it
// happens at a step boundary would add nothing: forward passes, where faults fall, sit at the same
// place of a step.)

import type { OperationSignature } from "../../../proto/signature.ts";
import type { InstantMs } from "../fleet/contract.ts";
import type { Policy } from "../fleet/policy.ts";
import type {
  CommunicatorState, JobState, MemberState, Pause, RankState,
} from "../fleet/state.ts";
import { quantile } from "../fleet/histogram.ts";
import { fresh, type Look } from "./look.ts";

export interface Overdue {
  readonly member: MemberState;
  readonly operation: OperationSignature;
  /** Of the communicator's collectives, from 1: the same number on every rank. 0 for p2p. */
  readonly position: number;
  readonly startedAtMs: InstantMs;
  readonly waitedMs: number;
}

/** After this time under way, an operation of the function is overdue. */
function overdueAfterMs(
  communicator: CommunicatorState,
  operation: OperationSignature,
  policy: Policy,
): number {
  const own = communicator.rhythms.get(operation.function);
  let usualMs: number | undefined;
  if (own !== undefined && own.total >= policy.rhythmSamplesMin) {
    usualMs = quantile(own, policy.overdueQuantile);
  } else {
    let total = 0;
    for (const rhythm of communicator.rhythms.values()) {
      total += rhythm.total;
      usualMs = Math.max(usualMs ?? 0, quantile(rhythm, policy.overdueQuantile));
    }
    if (total < policy.rhythmSamplesMin) return policy.unlearntOverdueMs;
  }
  return Math.max(policy.overdueFloorMs, policy.overdueFactor * (usualMs ?? 0));
}

/** The oldest open operation of a member once it has been open for `afterMs`. */
export function openLonger(
  look: Look,
  member: MemberState,
  afterMs: (operation: OperationSignature) => number,
): Overdue | undefined {
  const { signature } = member;
  const oldest = signature.open[0];
  if (oldest === undefined || !signature.live || !fresh(look, member.of)) return undefined;
  if (oldest.elapsedMs < afterMs(oldest)) return undefined;
  // Somebody went on after this reading was taken: it describes a wait that may be over.
  const { pointToPoint, progressAtMs } = member.communicator;
  if (!pointToPoint && member.of.takenAtMs < progressAtMs) return undefined;
  return {
    member,
    operation: oldest,
    position: positionOf(member, oldest),
    startedAtMs: member.of.takenAtMs - oldest.elapsedMs,
    waitedMs: oldest.elapsedMs,
  };
}

export function overdue(look: Look, member: MemberState): Overdue | undefined {
  return openLonger(look, member, (operation) =>
    overdueAfterMs(member.communicator, operation, look.policy));
}

/**
 * Ordinals count point-to-point operations too, and those differ by role. Where there are any, the
 * oldest open collective is the one after the completed collectives.
 */
function positionOf(member: MemberState, operation: OperationSignature): number {
  if (operation.pointToPoint) return 0;
  if (!member.communicator.pointToPoint) return operation.ordinal;
  return collectives(member).completed + 1;
}

/** Collectives started and completed, point-to-point operations left out. */
export function collectives(member: MemberState): { started: number; completed: number } {
  const { signature, communicator } = member;
  const { started, completed } = signature;
  if (!communicator.pointToPoint) return { started, completed };
  return {
    started: started - signature.pointToPointsStarted,
    completed: completed - signature.pointToPointsCompleted,
  };
}

/** Where others wait, and for whom. */
export function placeOf(overdueOperation: Overdue, away: readonly RankState[]): string {
  const { member, operation } = overdueOperation;
  const ranks = away.map((each) => each.rank).sort((left, right) => left - right).slice(0, 8);
  return `${member.communicator.commId}/${operation.function}/${ranks.join(",")}`;
}

function learntPause(job: JobState, place: string): Pause | undefined {
  return job.pauses.get(place);
}

const pausesMax = 256;
/** Two threads may number neighbouring operations either way. */
const positionSlack = 2;

/** A wait ended by itself: what comes again after as many operations is expected there. */
export function learnPause(
  job: JobState,
  place: string,
  pause: Pick<Pause, "longestMs" | "position">,
): void {
  const known = job.pauses.get(place);
  if (known === undefined) {
    if (job.pauses.size >= pausesMax) {
      const oldest = job.pauses.keys().next().value;
      if (oldest !== undefined) job.pauses.delete(oldest);
    }
    job.pauses.set(place, { ...pause, interval: 0, regular: 0 });
    return;
  }
  const interval = pause.position - known.position;
  known.regular = Math.abs(interval - known.interval) <= positionSlack ? known.regular + 1 : 0;
  known.interval = interval;
  known.position = pause.position;
  known.longestMs = Math.max(known.longestMs, pause.longestMs);
}

/** The pause that is due here and now by its own regularity. */
function isDue(pause: Pause, position: number, policy: Policy): boolean {
  return pause.interval > 0 && pause.regular >= policy.pauseRegularMin &&
    Math.abs(position - pause.position - pause.interval) <= positionSlack;
}

export type Patience =
  | { readonly kind: "expected"; readonly why: string }
  | { readonly kind: "suspicious"; readonly pageAfterMs: number; readonly why: string };

/** Whether an absence is a habit, declared or learnt, and when it may wake someone. */
export function patience(
  look: Look,
  away: readonly RankState[],
  place: string,
  wait: Overdue,
): Patience {
  const { policy, job } = look;
  const { waitedMs } = wait;
  const declared = away.find((rank) => isInDeclaredPhase(rank, policy));
  if (declared !== undefined && away.every((rank) => isInDeclaredPhase(rank, policy))) {
    return { kind: "expected", why: `rank ${declared.rank} declares ${declared.reading?.phase}` };
  }
  const pause = learntPause(job, place);
  if (pause !== undefined && isDue(pause, wait.position, policy) &&
      waitedMs <= pause.longestMs * policy.pauseLearntFactor) {
    return { kind: "expected", why: `as every ${pause.interval} operations` };
  }
  const learntMs = (pause?.longestMs ?? 0) * policy.pausePageFactor;
  const isRankZero = away.length === 1 && away[0] !== undefined && isAloneOutside(away[0]);
  const floorMs = isRankZero ? policy.rankZeroPageMs : policy.hangPageMs;
  return {
    kind: "suspicious",
    pageAfterMs: Math.max(floorMs, learntMs),
    why: isRankZero ? "rank 0 alone, which may be saving" : "",
  };
}

/** Rank 0 of the job, in no operation of any communicator. */
function isAloneOutside(rank: RankState): boolean {
  if (rank.rank !== 0) return false;
  for (const member of rank.members.values()) {
    if (member.signature.open.length > 0) return false;
  }
  return true;
}

function isInDeclaredPhase(rank: RankState, policy: Policy): boolean {
  const reading = rank.reading;
  if (reading === undefined || reading.phase === "none") return false;
  const boundMs = reading.phase === "data" ? policy.declaredDataMaxMs : policy.declaredPhaseMaxMs;
  return reading.phaseAgeMs <= boundMs;
}
