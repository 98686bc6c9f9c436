// What the controller knows. Changed in place: 131,072 ranks report every second, and a copy of
// the fleet per report would be the whole budget. Only controller/core writes it.

import type { EvidenceItem, ProbeResult } from "../../../proto/command.ts";
import type { ProcessEnd } from "../../../proto/event.ts";
import type { CommId, IncidentId, JobName, NodeName, ProcessId, Rank } from "../../../proto/ids.ts";
import type {
  CollectiveFunction, CommunicatorSignature, NodeHealth, OperationShape, ProcessSignature,
  WaitKind,
} from "../../../proto/signature.ts";
import type { Cause, Incident, Level, Suspect, Syndrome } from "../../../proto/verdict.ts";
import type { InstantMs } from "./contract.ts";
import type { Curve } from "./curve.ts";

export interface State {
  /** The leader's term, for fences. */
  term: number;
  readonly nodes: Map<NodeName, NodeState>;
  readonly jobs: Map<JobName, JobState>;
  readonly incidents: Map<IncidentId, IncidentRecord>;
  readonly counters: Counters;
  /** Alerts that were pending when the former life ended: said again at the first step. */
  replayAlerts: boolean;
  evaluatedAtMs: InstantMs;
  /** When nodes were last looked over for those to forget. */
  sweptAtMs: InstantMs;
}

export interface Counters {
  signatures: number;
  /** Windows that came after a newer one, or twice. */
  late: number;
  /** Processes, communicators, jobs that a bound kept out. */
  refused: number;
}

export interface NodeState {
  readonly node: NodeName;
  session: string;
  window: number;
  /** Sessions before this one: their late windows are not mistaken for a restart. */
  formerSessions: string[];
  reportedAtMs: InstantMs;
  stopped: boolean;
  probeAddress: string;
  health: NodeHealth | undefined;
  processes: number;
  /** Newest kernel faults, at most `kernelFaultsMax`. */
  faults: KernelFault[];
}
export const kernelFaultsMax = 16;
export const formerSessionsMax = 4;

export interface KernelFault {
  readonly atMs: InstantMs;
  readonly fault: string;
  readonly line: string;
}

/** The launcher's newest word on the job. */
export interface JobNotice {
  readonly kind: "terminating" | "ended";
  readonly atMs: InstantMs;
  /** When it said that it stops the job; kept when it says later that the job ended. */
  readonly announcedAtMs: InstantMs | undefined;
}

export interface JobState {
  readonly job: JobName;
  readonly short: string;
  worldSize: number;
  firstSeenMs: InstantMs;
  /** Start of the first operation seen; incident times count from here. */
  originMs: InstantMs | undefined;
  readonly ranks: Map<Rank, RankState>;
  /** Those of `ranks` that have an `end`: few, or the job is over. */
  readonly ended: Set<RankState>;
  /** Those that raised and have not ended yet. */
  readonly raised: Set<RankState>;
  readonly communicators: Map<CommId, CommunicatorState>;
  /** The job's own of `State.incidents`, oldest first. */
  incidents: IncidentRecord[];
  notice: JobNotice | undefined;
  endedAtMs: InstantMs | undefined;
  /** None of its ranks has said anything since; undefined: somebody does. */
  silentSinceMs: InstantMs | undefined;
  incidentCounter: number;
  hooks: HooksState;
  readonly pauses: Map<string, Pause>;
  /** Learnt in a former life, by commId; taken over when the communicator is seen again. */
  readonly restored: Map<CommId, RestoredCommunicator>;
  readonly rate: RateState;
  readonly watch: WatchState;
  /** When its record was last written; undefined: never. */
  persistedAtMs: InstantMs | undefined;
}

export interface RestoredCommunicator {
  readonly rhythms: ReadonlyMap<CollectiveFunction, Histogram>;
  readonly ordinalsTrusted: boolean;
}

export interface HooksState {
  enabled: boolean;
  changedAtMs: InstantMs;
  generation: number;
  readonly outcomes: Map<NodeName, string>;
}

/** Others waited at a place for somebody, and it ended by itself. */
export interface Pause {
  longestMs: number;
  /** Number of the operation in which they waited, the newest time. */
  position: number;
  /** Operations between the last two times, and how often that was the same. */
  interval: number;
  regular: number;
}

/** Steps per second, now and usually. */
export interface RateState {
  /** Where the window under way began; undefined: nobody reports. */
  from: RateMark | undefined;
  /** Of the newest whole window; undefined: none was seen. */
  perSecond: number | undefined;
  usual: number;
  /** Windows that taught what is usual, also those of a former life. */
  samples: number;
}

export interface RateMark {
  readonly process: ProcessId;
  readonly kind: "declared" | "operations";
  readonly step: number;
  readonly ageMs: number;
}

/** A pause under way. */
export interface Pausing {
  seenMs: InstantMs;
  longestMs: number;
  readonly position: number;
}

/** What the rules remember between evaluations. */
export interface WatchState {
  /** Key of a condition that must or may hold only so long → when it began, and last held. */
  readonly holding: Map<string, { sinceMs: InstantMs; seenMs: InstantMs }>;
  /** Places where somebody is awaited now → since when. */
  readonly pausing: Map<string, Pausing>;
  /** Ranks whose newest reading shows an operation open for longer than the floor. */
  readonly lingering: Set<RankState>;
  /** Each rank's usual lateness fraction per communicator, learnt slowly. */
  readonly lateness: Map<Rank, Lateness>;
  /** Counts the judgements of lateness. */
  latenessRound: number;
  evaluatedAtMs: InstantMs;
  slowEvaluatedAtMs: InstantMs;
  /** Something stood still: what readings before this say about speed is void. */
  stoodStillAtMs: InstantMs;
}

export interface Lateness {
  /** Fraction of time by which the median rank waits longer than this one; newest, and usual. */
  now: number;
  usual: number;
  /** Mean distance from the usual one. */
  spread: number;
  /** Beyond the usual one at its worst of late. */
  worst: number;
  samples: number;
  perOperationMs: number;
}

export interface RankState {
  readonly rank: Rank;
  readonly job: JobState;
  node: NodeName;
  process: ProcessId;
  pid: number;
  /** Start of the process on the controller's clock: of two, the later one is the rank. */
  startedAtMs: InstantMs;
  /** undefined: announced by an event, no signature yet. */
  reading: Reading | undefined;
  /** When the reading was taken, on the controller's clock, its time under way subtracted. */
  takenAtMs: InstantMs;
  receivedAtMs: InstantMs;
  clock: ClockTrack;
  end: EndState | undefined;
  /** As the end that is to come: an exception that nobody caught is on its way to it. */
  raised: EndState | undefined;
  readonly members: Map<CommId, MemberState>;
  /** The lane of each connection, in the order of the newest reading. */
  readonly listed: (Lane | undefined)[];
  readonly sockets: Map<string, SocketTrack>;
  /** Processor time. */
  readonly cpu: Curve;
  /** Undefined until it was judged once. */
  candidacy: Candidacy | undefined;
  /** Hooks were off or just came back: counters are not comparable until this instant. */
  blindUntilMs: InstantMs;
}

/**
 * What is kept of the newest process signature. Copied, here and in `MemberSignature`, because
 * signatures come at 1 Hz: held for a second, each would outlive its youth in the collector's eyes
 * and be moved and buried at great cost; let go at once, it costs next to nothing.
 */
export type Reading = {
  -readonly [Field in
    "ageMs" | "runState" | "beatAgeMs" | "phase" | "phaseAgeMs" | "step" | "localRank" |
    "maskInForce" | "dropped"]: ProcessSignature[Field];
};

/**
 * The communicator in which a rank stands out from its fellows, or else is latest, and by how much
 * (detect/slow-rank.ts). Kept for life and written over at each judgement: fresh ones would be a
 * hundred thousand objects a second.
 */
export interface Candidacy {
  /** Of the judgement that found it. */
  round: number;
  member: MemberState;
  lateFraction: number;
  totalLateFraction: number;
  /** From one operation of the group to the next. */
  operationMs: number;
  standsOut: boolean;
}

export interface EndState {
  readonly end: ProcessEnd;
  /** When it ended, not when we heard. */
  readonly atMs: InstantMs;
  readonly evidence: readonly string[];
  /** The others went on without it: it is no news any more. */
  settled: boolean;
}

/** Two buckets of the smallest (received − age): the sender's clock read on ours. */
export interface ClockTrack {
  bucketSinceMs: InstantMs;
  current: number;
  former: number;
}

export interface CommunicatorState {
  readonly commId: CommId;
  name: string;
  framework: CommunicatorSignature["framework"];
  /** While nobody has told it, the least that it can be by the ranks that were seen of it. */
  size: number;
  isSizeTold: boolean;
  /** By rank within the communicator. */
  readonly members: Map<number, MemberState>;
  readonly rhythms: Map<CollectiveFunction, Histogram>;
  /** False once hooks were silenced in its life: ordinals of ranks may differ for good. */
  ordinalsTrusted: boolean;
  /** Has point-to-point traffic: ordinals differ by role, counts of collectives do not. */
  pointToPoint: boolean;
  /** When the newest reading was taken that showed a member completing an operation. */
  progressAtMs: InstantMs;
  /** Of the newest operation that taught a rhythm. */
  learntOrdinal: number;
  /** What was called, by the member that told first; at the ordinal's place (shapes.ts). */
  readonly called: (Called | undefined)[];
  /** False: its members were seen to call the same, as far as they tell. */
  mayDiffer: boolean;
  /** A difference of its members' calls: where, since when, and when it was last seen. */
  branch: {
    readonly ordinal: number; readonly sinceMs: InstantMs; readonly seenMs: InstantMs;
  } | undefined;
}

/** An operation's shape, and where it was called. */
export interface Called {
  ordinal: number;
  shape: OperationShape;
}

/** What is kept of a member's newest signature. */
export type MemberSignature = {
  -readonly [Field in
    "live" | "started" | "completed" | "lastStartAgeMs" | "lastEndAgeMs" | "open"]:
  CommunicatorSignature[Field];
} & {
  /** Of `started` and `completed`. */
  pointToPointsStarted: number;
  pointToPointsCompleted: number;
};

/** One rank's place in one communicator. */
export interface MemberState {
  readonly communicator: CommunicatorState;
  readonly of: RankState;
  index: number;
  readonly signature: MemberSignature;
  /** It lists `agreedFrom` to before `agreedTo`, each as the communicator's `called` has it, … */
  agreedFrom: number;
  agreedTo: number;
  /** … or it lists something else, and this is its list. */
  readonly called: Called[];
  /** What `memberAt` lists. */
  readonly history: Curve;
  /** Lanes to and from the other ranks of the communicator, channels added up. */
  readonly sends: Map<number, Lane>;
  readonly receives: Map<number, Lane>;
}

export interface Lane {
  readonly member: MemberState;
  /** The other end's rank within the communicator. */
  readonly peer: number;
  readonly direction: "send" | "receive";
  readySteps: number;
  postedSteps: number;
  doneSteps: number;
  readyBytes: number;
  postedBytes: number;
  doneBytes: number;
  waitGpuMs: number;
  waitPeerMs: number;
  waitNetworkMs: number;
  waitDataMs: number;
  /** The peer's credits (sending) or announcements (receiving) that arrived; 0: not shown. */
  heardSteps: number;
  streamingMs: number;
  streamingBytes: number;
  /** The oldest wait under way of its channels. */
  wait: WaitKind;
  waitAgeMs: number;
  /** Of the channel that moved last; -1 when none ever did. */
  progressAgeMs: number;
  localPort: number;
  remotePort: number;
  /** Age of the process when this was read: the lane may be missing in a later reading. */
  ageMs: number;
  /** What `laneAt` lists. */
  readonly history: Curve;
}

export interface SocketTrack {
  readonly local: string;
  readonly remote: string;
  signature: ProcessSignature["sockets"][number];
  ageMs: number;
}

/** Durations by powers of 2^(1/2) from 0.1 ms; old ones fade. */
export interface Histogram {
  readonly counts: number[];
  total: number;
}

export type Family = "stop" | "comm-slow" | "rank-slow";

/** A verdict with what the incident needs beside it. */
export interface Finding {
  readonly family: Family;
  readonly job: JobName;
  readonly syndrome: Syndrome;
  readonly cause: Cause;
  readonly suspects: readonly Suspect[];
  /** Ranks to gather evidence from. */
  readonly ranks: readonly Rank[];
  readonly level: Level;
  readonly confidence: number;
  readonly commId: CommId | undefined;
  readonly ordinal: number | undefined;
  readonly evidence: readonly string[];
  readonly reason: string;
  readonly sinceMs: number;
  /** Age at which it may wake someone; 0 at once, Infinity never. */
  readonly pageAfterMs: number;
  readonly needsHuman: boolean;
  /** The pair whose level a probe could close. */
  readonly probe: { readonly from: NodeName; readonly to: NodeName } | undefined;
}

export interface IncidentRecord {
  incident: Incident;
  /** Changes when a slow link dies or a slow rank stops: still the same root. */
  family: Family;
  /** On the controller's clock, of this occurrence. */
  firstEvidenceAtMs: InstantMs;
  /** Part of its alerts' keys; undefined in what an older release wrote. */
  readonly openedAtMs: InstantMs | undefined;
  lastSeenAtMs: InstantMs;
  recoveredAtMs: InstantMs | undefined;
  /** How often it came back after it had cleared. */
  returns: number;
  ranks: readonly Rank[];
  /** When it was last put down to somebody or something else. */
  verdictAtMs: InstantMs;
  /** When somebody would have been woken, had the verdict been sure of itself. */
  dueAtMs: InstantMs | undefined;
  /** Of a hang: since when the job has waited for ranks that died in it, and for nobody else. */
  awaitsDeadSinceMs: InstantMs | undefined;
  /** Identities of the suspects as the rules named them, before a probe closed the level. */
  openSuspects: readonly string[];
  alert: AlertState;
  /** As it was when somebody was woken for this verdict: what fades does not take its place. */
  pagedEvidence: readonly string[] | undefined;
  gathered: EvidenceItem[];
  gatherRounds: number;
  /** The suspects that the last round asked about. */
  gatheredFor: string;
  probes: ProbeRound[];
  /** What the last probe round concluded; replaces the open suspects. */
  closed: ProbeConclusion | undefined;
}
export const evidenceKeptMax = 16;

export interface AlertState {
  /** Pages of this incident: one, and one more for each return after a resolution. */
  count: number;
  firing: "none" | "pending" | "delivered" | "failed" | "refused";
  resolved: "none" | "pending" | "delivered" | "failed" | "refused";
}

export interface ProbeConclusion {
  readonly from: NodeName;
  readonly to: NodeName;
  readonly suspects: readonly Suspect[];
  readonly level: Level;
  readonly confidence: number;
  readonly text: string;
}

export interface ProbeRound {
  readonly id: string;
  readonly from: NodeName;
  readonly to: NodeName;
  readonly atMs: InstantMs;
  /** Probers asked, and what each measured. */
  readonly asked: readonly NodeName[];
  /** Agents that refused or did not answer. */
  readonly failed: NodeName[];
  readonly results: { readonly by: NodeName; readonly results: readonly ProbeResult[] }[];
  concluded: boolean;
}

export function emptyState(term: number): State {
  return {
    term,
    nodes: new Map(),
    jobs: new Map(),
    incidents: new Map(),
    counters: { signatures: 0, late: 0, refused: 0 },
    replayAlerts: false,
    evaluatedAtMs: 0,
    sweptAtMs: 0,
  };
}
