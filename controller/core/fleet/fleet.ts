// The fleet as the signatures describe it.
//
// A signature carries cumulative counters, so the newest one says everything: a lost one costs a
// point of a curve and a repeated or late one nothing. What has to be right is which one is the
// newest (session and window of the agent, age of the process) and *when it was taken*: messages
// arrive late. The sender's monotonic age is in each reading; (received − age) is its clock's
// offset plus the time under way, and the smallest one seen lately is the offset alone, or as near
// as the quickest message came. With it every age in a reading becomes an instant on our clock,
// whatever the hosts' own clocks say and however long this one message took.

import type { JobName, NodeName, Rank } from "../../../proto/ids.ts";
import {
  unknownSize, type CollectiveFunction, type CommunicatorSignature, type ProcessSignature,
  type Signature,
} from "../../../proto/signature.ts";
import type { InstantMs } from "./contract.ts";
import { learn, newHistogram } from "./histogram.ts";
import type { Policy } from "./policy.ts";
import { onTransfers } from "./lanes.ts";
import { callsOf, compareShapes } from "./shapes.ts";
import { isNewest, nodeOf } from "./nodes.ts";
import { clearCurve, extend, newCurve, newestAge, valueAt } from "./curve.ts";
import {
  type ClockTrack, type CommunicatorState, type EndState, type JobState,
  type MemberState, type NodeState, type RankState, type State,
} from "./state.ts";

/** Bounds on what one hostile report can make us hold. */
const communicatorsPerProcessMax = 256;
const communicatorsPerJobMax = 262_144;
/** How long the smallest delay is remembered: clocks drift by tens of ppm, suspends jump. */
const clockBucketMs = 30_000;
/** Newest completed operations of a reading that teach the rhythm: enough, and O(1). */
const learntPerReadingMax = 4;
const learntWeightMax = 256;
/** Ranks whose hooks were just switched back on are not judged for this long. */
const blindAfterHooksMs = 3_000;

/** The jobs of which it brings a rank that is new, or that lives in a new process. */
export function onSignature(
  state: State,
  signature: Signature,
  now: InstantMs,
  policy: Policy,
): ReadonlySet<JobState> {
  const joined = new Set<JobState>();
  const node = nodeOf(state, signature.node, now, policy);
  if (node === undefined || !isNewest(state, node, signature)) return joined;
  state.counters.signatures += 1;
  node.reportedAtMs = now;
  node.stopped = false;
  node.probeAddress = signature.probeAddress;
  node.health = signature.health;
  node.processes = signature.processes.length;
  for (const reading of signature.processes) {
    onReading(state, node, reading, { now, policy, joined });
  }
  return joined;
}

export function jobOf(
  state: State,
  name: JobName,
  now: InstantMs,
  policy: Policy,
): JobState | undefined {
  const known = state.jobs.get(name);
  if (known !== undefined) return known;
  if (state.jobs.size >= policy.jobsMax) {
    state.counters.refused += 1;
    return undefined;
  }
  const job = newJob(name, now);
  state.jobs.set(name, job);
  return job;
}

export function newJob(name: JobName, now: InstantMs): JobState {
  return {
    job: name, short: shortName(name), worldSize: 0, firstSeenMs: now, originMs: undefined,
    ranks: new Map(), ended: new Set(), raised: new Set(), communicators: new Map(),
    incidents: [], notice: undefined,
    endedAtMs: undefined, silentSinceMs: undefined, incidentCounter: 0,
    hooks: { enabled: true, changedAtMs: 0, generation: 0, outcomes: new Map() },
    pauses: new Map(), restored: new Map(),
    rate: { from: undefined, perSecond: undefined, usual: 0, samples: 0 },
    watch: {
      holding: new Map(), pausing: new Map(), lingering: new Set(), lateness: new Map(),
      latenessRound: 0,
      evaluatedAtMs: 0, slowEvaluatedAtMs: 0, stoodStillAtMs: 0,
    },
    persistedAtMs: undefined,
  };
}

/** Part of incident ids. A long name is cut and told apart by a sum of all of it. */
function shortName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "");
  if (plain.length <= 16 && plain === name) return plain;
  let sum = 0x811c9dc5; // FNV-1a
  for (const letter of name) {
    sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return `${plain.slice(0, 12)}-${sum.toString(16).padStart(8, "0").slice(0, 6)}`;
}

interface Arrival {
  readonly now: InstantMs;
  readonly policy: Policy;
  readonly joined: Set<JobState>;
}

function onReading(
  state: State,
  node: NodeState,
  reading: ProcessSignature,
  arrival: Arrival,
): void {
  const job = jobOf(state, reading.job, arrival.now, arrival.policy);
  if (job === undefined) return;
  const former = job.ranks.get(reading.rank);
  if (former === undefined && !hasRoom(state, job, reading.rank, arrival.policy)) return;
  const rank = rankFor(job, node.node, reading, { former, now: arrival.now });
  if (rank === undefined) {
    state.counters.late += 1;
    return;
  }
  if (rank !== former) arrival.joined.add(job);
  job.worldSize = Math.max(job.worldSize, reading.worldSize, 0);
  rank.takenAtMs = takenAt(rank.clock, reading.ageMs, arrival.now);
  rank.receivedAtMs = arrival.now;
  // Given up for its silence, and it speaks.
  if (rank.end === undefined && job.notice?.kind !== "ended") job.endedAtMs = undefined;
  onMask(rank, reading, arrival.now);
  keepReading(rank, reading);
  // An agent that may not look at the process says "?": no processor time is not none used.
  if (reading.runState !== "?") noteCpu(rank, reading);
  if (reading.maskInForce === 0n) return;
  const { communicators } = reading;
  const count = Math.min(communicators.length, communicatorsPerProcessMax);
  for (let index = 0; index < count; index += 1) {
    const each = communicators[index];
    if (each !== undefined) onCommunicator(state, rank, each);
  }
  forgetMembers(rank, reading);
  onTransfers(rank, reading);
  let lingers = false;
  for (const { open } of reading.communicators) {
    lingers ||= open.length > 0 && (open[0]?.elapsedMs ?? 0) >= arrival.policy.overdueFloorMs;
  }
  if (lingers) job.watch.lingering.add(rank);
  else job.watch.lingering.delete(rank);
  if (job.originMs === undefined) job.originMs = firstOperation(rank);
}

function keepReading(rank: RankState, reading: ProcessSignature): void {
  const kept = rank.reading;
  if (kept === undefined) {
    const { ageMs, runState, beatAgeMs, phase, phaseAgeMs, step, localRank } = reading;
    const { maskInForce, dropped } = reading;
    rank.reading = {
      ageMs, runState, beatAgeMs, phase, phaseAgeMs, step, localRank, maskInForce, dropped,
    };
    return;
  }
  kept.ageMs = reading.ageMs;
  kept.runState = reading.runState;
  kept.beatAgeMs = reading.beatAgeMs;
  kept.phase = reading.phase;
  kept.phaseAgeMs = reading.phaseAgeMs;
  kept.step = reading.step;
  kept.localRank = reading.localRank;
  kept.maskInForce = reading.maskInForce;
  kept.dropped = reading.dropped;
}

function noteCpu({ cpu }: RankState, { ageMs, cpuMs }: ProcessSignature): void {
  const place = extend(cpu, ageMs);
  if (place >= 0) cpu.rows[place] = cpuMs;
}

/** A job may have so many ranks; one more is refused, and counted each time that it speaks. */
export function hasRoom(state: State, job: JobState, rank: Rank, policy: Policy): boolean {
  if (job.ranks.has(rank) || job.ranks.size < policy.ranksPerJobMax) return true;
  state.counters.refused += 1;
  return false;
}

/** The rank this reading speaks for; undefined when it is older than what we have. */
function rankFor(
  job: JobState,
  node: NodeName,
  reading: ProcessSignature,
  { former: known, now }: { readonly former: RankState | undefined; readonly now: InstantMs },
): RankState | undefined {
  const startedAtMs = now - reading.ageMs;
  if (known !== undefined) {
    if (known.process === reading.process && known.node === node) {
      const isLate = known.reading !== undefined && reading.ageMs < known.reading.ageMs;
      if (known.reading === undefined) known.startedAtMs = startedAtMs;
      return isLate ? undefined : known;
    }
    if (startedAtMs <= known.startedAtMs) return undefined;
  }
  return newRank(job, { rank: reading.rank, node, process: reading.process, pid: reading.pid },
    startedAtMs);
}

/** A rank begins, or begins again in a new process: nothing of the former one is comparable. */
export function newRank(
  job: JobState,
  identity: Pick<RankState, "rank" | "node" | "process" | "pid">,
  startedAtMs: InstantMs,
): RankState {
  const former = job.ranks.get(identity.rank);
  if (former !== undefined) {
    for (const member of former.members.values()) detach(member);
    job.watch.lingering.delete(former);
    job.ended.delete(former);
    job.raised.delete(former);
  }
  const { rank: number, node, process: id, pid } = identity;
  const rank: RankState = {
    rank: number, node, process: id, pid, job, startedAtMs, reading: undefined, takenAtMs: 0,
    receivedAtMs: 0, clock: { bucketSinceMs: 0, current: Infinity, former: Infinity },
    end: undefined, raised: undefined,
    members: new Map(), listed: [], sockets: new Map(), cpu: newCurve(1),
    candidacy: undefined, blindUntilMs: 0,
  };
  job.ranks.set(number, rank);
  job.endedAtMs = undefined;
  if (former?.end !== undefined) job.notice = undefined; // a new run of the same name
  return rank;
}

export function endRank(rank: RankState, end: EndState): void {
  rank.end = end;
  rank.job.ended.add(rank);
  rank.job.raised.delete(rank);
}

/** An exception is about to end it: `end` is what is to come. */
export function noteRaise(rank: RankState, end: EndState): void {
  rank.raised = end;
  rank.job.raised.add(rank);
}

function detach(member: MemberState): void {
  const { communicator, of, index } = member;
  of.listed.length = 0; // its lanes are nobody's
  if (communicator.members.get(index) === member) communicator.members.delete(index);
  if (communicator.members.size === 0) of.job.communicators.delete(communicator.commId);
}

function takenAt(clock: ClockTrack, ageMs: number, now: InstantMs): InstantMs {
  const offset = now - ageMs;
  if (now - clock.bucketSinceMs > clockBucketMs) {
    clock.former = clock.current;
    clock.current = offset;
    clock.bucketSinceMs = now;
  }
  clock.current = Math.min(clock.current, offset);
  return Math.min(clock.current, clock.former) + ageMs;
}

/** Silenced hooks count nothing: what they say later cannot be joined to what they said before. */
function onMask(rank: RankState, reading: ProcessSignature, now: InstantMs): void {
  if (reading.maskInForce === 0n) {
    rank.blindUntilMs = Infinity;
    for (const member of rank.members.values()) {
      member.communicator.ordinalsTrusted = false;
      clearCurve(member.history);
    }
  } else if (rank.blindUntilMs === Infinity) {
    rank.blindUntilMs = now + blindAfterHooksMs;
  }
}

function onCommunicator(
  state: State,
  rank: RankState,
  signature: CommunicatorSignature,
): void {
  const known = rank.members.get(signature.commId);
  const isSame = known !== undefined && known.index === signature.rank;
  const member = isSame ? known : join(state, rank, signature, known);
  if (member === undefined) return;
  const { communicator } = member;
  if (isSame && signature.completed > member.signature.completed) {
    communicator.progressAtMs = Math.max(communicator.progressAtMs, rank.takenAtMs);
  }
  keepMember(member, signature);
  noteMember(member, signature, rank.reading?.ageMs ?? 0);
  learnFrom(communicator, signature);
  compareShapes(member, signature);
}

function join(
  state: State, rank: RankState, signature: CommunicatorSignature, former: MemberState | undefined,
): MemberState | undefined {
  const communicator = communicatorOf(state, rank.job, signature);
  if (communicator === undefined) return undefined;
  if (former !== undefined) detach(former);
  const member = newMember(communicator, rank, signature.rank);
  rank.members.set(signature.commId, member);
  communicator.members.set(signature.rank, member);
  noteSize(communicator, signature);
  return member;
}

/** Ranks count from 0, so the highest one that came tells how many there are at least. */
function noteSize(communicator: CommunicatorState, { size, rank }: CommunicatorSignature): void {
  if (communicator.isSizeTold) return;
  communicator.isSizeTold = size !== unknownSize;
  communicator.size = communicator.isSizeTold ? size : Math.max(communicator.size, rank + 1);
}

function newMember(
  communicator: CommunicatorState, of: RankState, index: number,
): MemberState {
  return {
    communicator, of, index, called: [], agreedFrom: 0, agreedTo: 0,
    history: newCurve(memberColumns), sends: new Map(), receives: new Map(),
    signature: {
      live: true, started: 0, completed: 0, pointToPointsStarted: 0, pointToPointsCompleted: 0,
      lastStartAgeMs: -1, lastEndAgeMs: -1, open: [],
    },
  };
}

function keepMember(
  { communicator, signature: kept }: MemberState, signature: CommunicatorSignature,
): void {
  kept.live = signature.live;
  kept.started = signature.started;
  kept.completed = signature.completed;
  kept.lastStartAgeMs = signature.lastStartAgeMs;
  kept.lastEndAgeMs = signature.lastEndAgeMs;
  kept.open = signature.open;
  kept.pointToPointsStarted = 0;
  kept.pointToPointsCompleted = 0;
  for (const each of signature.functions) {
    if (!isPointToPoint(each.function)) continue;
    communicator.pointToPoint ||= each.started > 0;
    kept.pointToPointsStarted += each.started;
    kept.pointToPointsCompleted += each.completed;
  }
}

function communicatorOf(
  state: State,
  job: JobState,
  signature: CommunicatorSignature,
): CommunicatorState | undefined {
  const known = job.communicators.get(signature.commId);
  if (known !== undefined) return known;
  const isTold = signature.size !== unknownSize;
  const isSound = signature.rank >= 0 && (!isTold || signature.rank < signature.size);
  if (!isSound || job.communicators.size >= communicatorsPerJobMax) {
    state.counters.refused += 1;
    return undefined;
  }
  const restored = job.restored.get(signature.commId);
  job.restored.delete(signature.commId);
  const communicator: CommunicatorState = {
    commId: signature.commId, name: signature.name, framework: signature.framework,
    size: isTold ? signature.size : 0, isSizeTold: isTold,
    members: new Map(), rhythms: new Map(restored?.rhythms),
    ordinalsTrusted: restored?.ordinalsTrusted ?? true, pointToPoint: false,
    progressAtMs: 0, learntOrdinal: 0, called: [], mayDiffer: true, branch: undefined,
  };
  job.communicators.set(signature.commId, communicator);
  return communicator;
}

/** Places in a member's curve. */
export const memberAt = { collectiveMs: 0, occupiedMs: 1, collectives: 2, completed: 3 } as const;
const memberColumns = 4;

/**
 * Time in collectives, time in anything, collectives completed, operations completed. Time under
 * way is included, so that a long operation is spread over the windows it spans and not dropped
 * into its last one. Where point-to-point operations mix in, the time in collectives is a sum, and
 * overlap counts twice.
 */
function noteMember(
  { signature: kept, history }: MemberState, signature: CommunicatorSignature, ageMs: number,
): void {
  const { occupiedMs, completed } = signature;
  // A window without an operation says nothing of lateness: points are an operation apart at least,
  // so that long steps make long windows.
  const isNews = history.length === 0 || ageMs < newestAge(history) ||
    completed > valueAt(history, history.length - 1, memberAt.completed);
  const place = isNews ? extend(history, ageMs) : -1;
  if (place < 0) return;
  const isMixed = kept.pointToPointsStarted > 0;
  history.rows[place + memberAt.collectiveMs] = isMixed ? collectiveMs(signature) : occupiedMs;
  history.rows[place + memberAt.occupiedMs] = occupiedMs;
  history.rows[place + memberAt.collectives] = completed - kept.pointToPointsCompleted;
  history.rows[place + memberAt.completed] = completed;
}

function collectiveMs(signature: CommunicatorSignature): number {
  let pointToPointMs = 0;
  let openMs = 0;
  for (const each of signature.functions) {
    if (isPointToPoint(each.function)) pointToPointMs += each.busyMs;
  }
  for (const each of signature.open) if (!each.pointToPoint) openMs += each.elapsedMs;
  return signature.busyMs - pointToPointMs + openMs;
}

export function isPointToPoint(of: CollectiveFunction): boolean {
  return of === "send" || of === "receive";
}

/**
 * Each operation teaches once, whichever member told of it first, and counts for those that no
 * reading showed: between two readings a quick job completes fifty, and one that hung is always
 * among the newest. Counted one by one, three hangs would be a tenth of a young job's rhythm.
 */
function learnFrom(communicator: CommunicatorState, signature: CommunicatorSignature): void {
  if (signature.completed <= communicator.learntOrdinal) return;
  const calls = callsOf(signature);
  const count = calls.length;
  for (let at = Math.max(0, count - learntPerReadingMax); at < count; at += 1) {
    const each = calls.operationAt(at);
    if (!each.completed) continue;
    if (each.ordinal <= communicator.learntOrdinal) continue;
    let rhythm = communicator.rhythms.get(each.function);
    if (rhythm === undefined) {
      rhythm = newHistogram();
      communicator.rhythms.set(each.function, rhythm);
    }
    const stoodFor = each.ordinal - communicator.learntOrdinal;
    learn(rhythm, each.elapsedMs, Math.min(stoodFor, learntWeightMax));
    communicator.learntOrdinal = each.ordinal;
  }
}

/** A slot that a reading no longer lists was closed and given to another communicator. */
function forgetMembers(rank: RankState, reading: ProcessSignature): void {
  if (rank.members.size <= reading.communicators.length) return;
  const listed = new Set(reading.communicators.map((each) => each.commId));
  for (const [commId, member] of rank.members) {
    if (listed.has(commId)) continue;
    rank.members.delete(commId);
    detach(member);
  }
}

/** The job's clock starts when its first operation did. */
function firstOperation(rank: RankState): InstantMs | undefined {
  let earliest: number | undefined;
  for (const { signature } of rank.members.values()) {
    if (signature.started === 0) continue;
    let ageMs = Math.max(signature.lastStartAgeMs, 0);
    for (const each of signature.open) ageMs = Math.max(ageMs, each.elapsedMs);
    earliest = Math.min(earliest ?? Infinity, rank.takenAtMs - ageMs);
  }
  return earliest;
}

export function isFresh(rank: RankState, now: InstantMs, policy: Policy): boolean {
  return rank.reading !== undefined && rank.end === undefined &&
    now - rank.takenAtMs <= policy.freshMs && rank.blindUntilMs <= now;
}
