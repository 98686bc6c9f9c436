// What people allow, and every threshold that another fleet may want otherwise: patience with an
// operation, the loss at which somebody is told or woken, ratios of a slow path, probes, rounds of
// evidence, life of an incident, jobs, ranks, nodes and incidents held. Each says its unit, its
// bounds and where it comes from. Defaults were derived on one set of recorded runs and are scored
// on others.
//
// Constants of an algorithm stand beside it with their reason, and change with its code alone: the
// weights of confidence and the bar under which nobody is named (detect/confidence.ts), the time in
// which two facts are taken for one or a fact is stale (fleet.ts, fail-stop.ts and mismatch.ts in
// detect/), how many operations may overtake one (mismatch.ts), what a queue's shadow may weigh
// (slow-communication.ts), the rests between costly judgements, and how much of one process,
// history or evidence is kept.

import { failure, success, type Result } from "../../../proto/errors.ts";

/** Say, never touch. Modes that act on the job come with the actions, not before them. */
export type PolicyMode = "observe";

export function isPolicyMode(mode: string): mode is PolicyMode {
  return mode === "observe";
}

export interface Policy {
  readonly mode: PolicyMode;

  // Readings and silence
  /** A reading older than this no longer testifies. Three windows of one second. */
  readonly freshMs: number;
  /** An agent without a report for this long is shown as silent. Five windows: a busy host. */
  readonly silentMs: number;
  /**
   * A silent agent is the first source; peers that wait this long for its ranks are the second.
   * Longer than the restart of an agent (about 3 s), so that an update kills no node.
   */
  readonly deadNodeMs: number;

  // Rhythm and hangs
  /** Nothing is overdue sooner: a busy two-core host was seen to stall one operation for 1 s. */
  readonly overdueFloorMs: number;
  /** … nor before this many times the operation's own usual longest duration. */
  readonly overdueFactor: number;
  /** Which quantile is "usual". One pause in twenty operations may be long and teach nothing. */
  readonly overdueQuantile: number;
  /** Completed operations before a rhythm counts as learnt. */
  readonly rhythmSamplesMin: number;
  /** Patience with an operation that has no rhythm yet: connections, compilers, first batches. */
  readonly unlearntOverdueMs: number;
  /** A lane that moved within this time is slow, not stuck. */
  readonly stuckMs: number;
  /** A rank is "not there" only by a reading this much younger than its peer's start. */
  readonly absentAfterMs: number;
  /** More culprits than this fraction of a communicator are no culprits: the job paused. */
  readonly togetherFraction: number;
  /** … until this bound. Half an hour covers the evaluations and uploads people run. */
  readonly togetherMaxMs: number;
  /**
   * A process that used less than this fraction of a core over the span is frozen: below the
   * resolution of the kernel's clock tick. Decides only where nothing better testifies.
   */
  readonly frozenCpuFraction: number;
  readonly frozenSpanMs: number;
  /** Fresh reports of the communicator needed to say anything at all, as a fraction. */
  readonly coverageMin: number;

  // Pauses
  /** A hang pages after this (a rank-0 checkpoint of 25 s must not), or … */
  readonly hangPageMs: number;
  /** … after this many times the longest pause learnt at the same place. */
  readonly pausePageFactor: number;
  /** Rank 0 alone outside every operation is what saving a checkpoint looks like: more patience. */
  readonly rankZeroPageMs: number;
  /** A pause that repeated its distance in operations this often is no suspicion when due … */
  readonly pauseRegularMin: number;
  /** … until it lasts this many times the longest. */
  readonly pauseLearntFactor: number;
  /** A rank that declares compile, eval or save is believed this long. */
  readonly declaredPhaseMaxMs: number;
  /** One that declares it waits for data is believed this long: loaders do hang. */
  readonly declaredDataMaxMs: number;

  // Slowness (figures: docs/notes/2026-11-23-attribution.md)
  /** One-second windows that are compared. */
  readonly slowWindows: number;
  /** … in how many of them the condition must hold. */
  readonly slowWindowsMin: number;
  /**
   * Loss of step time below which nobody is told, as a fraction. In 600 clean seconds the worst
   * rank of a window lost 2.3 % at the 99th percentile, never 5 % in four windows of five.
   */
  readonly slowEffectMin: number;
  /** … and this many times the mean distance of ranks from their usual lateness. */
  readonly slowNoiseFactor: number;
  /** … and this many times what other ranks were beyond their usual at their worst of late, … */
  readonly slowOthersFactor: number;
  /** … but for so many of them, which may be slow themselves. */
  readonly slowOthersSpared: number;
  /** … and this much more than the next rank loses. */
  readonly slowMarginMin: number;
  /**
   * A root is short of operations in total by this part of what it is short of in one group; who
   * comes late because it waited elsewhere is short of nothing. Half: windows are not aligned.
   */
  readonly slowTotalMin: number;
  /** A rank this late explains the slow paths at its node: slow paths made ranks 4 % late. */
  readonly slowOverPathMin: number;
  /** What has been so since the beginning (uneven shards) is told from here on. */
  readonly slowSteadyEffectMin: number;
  /** Evaluations, one a second, before a rank's usual lateness counts as learnt. */
  readonly slowLearntMin: number;
  /** … and before the work is called uneven. */
  readonly imbalanceLearntMin: number;
  /** Of a communicator, at most this fraction can be late; more would be the usual pace. */
  readonly slowFractionMax: number;
  /** The condition must hold this long before it is shown; with the windows, within ten seconds. */
  readonly slowPersistMs: number;
  /** … and for so many operations, unless it is this many times as large as it must be. */
  readonly slowPersistOperations: number;
  readonly slowClearFactor: number;
  /** Slowness that lasted this long and costs `slowPageEffectMin` may wake someone. */
  readonly slowPageMs: number;
  readonly slowPageEffectMin: number;
  /** A hot connection is this many times slower per byte than the median cold one … */
  readonly hotRatio: number;
  /** … and this many times slower than the slowest cold one. Recorded faults: 3.3 and more. */
  readonly hotGap: number;
  /** The path must be busy for this share of wall time more than a cold one would be. */
  readonly hotEffectMin: number;
  /** Bytes of a cell within the windows below which its time per byte says nothing. */
  readonly hotBytesMin: number;

  // Probes
  /** Shaped paths took 4 to 21 ms for half a MiB, healthy ones at most 0.6 ms. */
  readonly probeBytes: number;
  /** For all passes to one target; targets are asked one after the other. */
  readonly probeTimeoutMs: number;
  /** A probe this many times slower than the median of the pairs that are not suspected is slow. */
  readonly probeSlowRatio: number;
  /** Bystanders that take part, and rounds per incident. */
  readonly probeBystanders: number;
  readonly probeRoundsMax: number;

  // Incidents
  /** A verdict unseen for this long has cleared. Two windows and one evaluation. */
  readonly clearMs: number;
  /** … and its incident is closed after this. */
  readonly closeMs: number;
  /** Returns within this time belong to the same incident; this many of them are flapping. */
  readonly flapWindowMs: number;
  readonly flapsMax: number;
  /** Deaths this long after the first belong to it: watchdogs of 10 s to 60 s kill survivors. */
  readonly secondaryDeathMs: number;
  /** Ends this close together have one root: the resolution of the agents' clocks of death. */
  readonly simultaneousMs: number;
  /** Ranks ended by SIGTERM wait this long for the launcher's word that it meant it. */
  readonly terminationGraceMs: number;
  /** Healthy ranks whose evidence is gathered beside the suspect's, for comparison. */
  readonly gatherHealthy: number;
  readonly gatherTimeoutMs: number;
  readonly gatherRoundsMax: number;

  /** Nobody is woken by less. */
  readonly pageConfidenceMin: number;
  /** Between two judgements of the fleet; ticks may come more often. */
  readonly evaluateMs: number;
  /** After the launcher's word that the job ended, ends of its ranks may still be under way. */
  readonly endGraceMs: number;

  // Bounds of memory
  readonly jobsMax: number;
  /**
   * Twice the 131,072 ranks that one controller is built for: no honest job is refused, and what a
   * job makes us hold by announcing ranks that do not exist (0.75 KB each) ends at 200 MB.
   */
  readonly ranksPerJobMax: number;
  readonly nodesMax: number;
  readonly incidentsMax: number;
  /** An ended job is shown this long. */
  readonly endedJobKeptMs: number;
  /**
   * A job of which nobody has told anything for so long is over, although nobody said so: its nodes
   * were taken away. It begins again with the first word. Longer than any outage of a network.
   */
  readonly silentJobKeptMs: number;
  /** A node that fell silent or stopped, and on which no job runs, is no node of ours any more. */
  readonly silentNodeKeptMs: number;
  /** Learnt rhythms are written at most this often. */
  readonly persistRhythmsMs: number;
}

export const defaultPolicy: Policy = {
  mode: "observe",
  freshMs: 3_000,
  silentMs: 5_000,
  deadNodeMs: 8_000,
  overdueFloorMs: 1_500,
  overdueFactor: 3,
  overdueQuantile: 0.95,
  rhythmSamplesMin: 24,
  unlearntOverdueMs: 20_000,
  stuckMs: 1_000,
  absentAfterMs: 1_000,
  togetherFraction: 0.5,
  togetherMaxMs: 1_800_000,
  frozenCpuFraction: 0.001,
  frozenSpanMs: 2_000,
  coverageMin: 0.5,
  hangPageMs: 30_000,
  pausePageFactor: 3,
  rankZeroPageMs: 60_000,
  pauseRegularMin: 2,
  pauseLearntFactor: 1.5,
  declaredPhaseMaxMs: 1_800_000,
  declaredDataMaxMs: 60_000,
  slowWindows: 5,
  slowWindowsMin: 4,
  slowEffectMin: 0.06,
  slowNoiseFactor: 4,
  slowOthersFactor: 1.25,
  slowOthersSpared: 2,
  slowMarginMin: 0.04,
  slowTotalMin: 0.5,
  slowOverPathMin: 0.12,
  slowSteadyEffectMin: 0.2,
  slowLearntMin: 8,
  imbalanceLearntMin: 60,
  slowFractionMax: 0.25,
  slowPersistMs: 1_000,
  slowPersistOperations: 3,
  slowClearFactor: 1.5,
  slowPageMs: 30_000,
  slowPageEffectMin: 0.12,
  hotRatio: 3,
  hotGap: 2,
  hotEffectMin: 0.1,
  hotBytesMin: 256 * 1024,
  probeBytes: 512 * 1024,
  probeTimeoutMs: 3_000,
  probeSlowRatio: 4,
  probeBystanders: 2,
  probeRoundsMax: 3,
  clearMs: 2_500,
  closeMs: 60_000,
  flapWindowMs: 600_000,
  flapsMax: 3,
  secondaryDeathMs: 60_000,
  simultaneousMs: 250,
  terminationGraceMs: 1_500,
  gatherHealthy: 2,
  gatherTimeoutMs: 10_000,
  gatherRoundsMax: 3,
  pageConfidenceMin: 0.35,
  evaluateMs: 200,
  endGraceMs: 3_000,
  jobsMax: 4_096,
  ranksPerJobMax: 262_144,
  nodesMax: 65_536,
  incidentsMax: 1_000,
  endedJobKeptMs: 600_000,
  silentJobKeptMs: 86_400_000,
  silentNodeKeptMs: 3_600_000,
  persistRhythmsMs: 30_000,
};

/** The time that the windows of the slow rules cover. */
export function slowSpanMs(policy: Policy): number {
  return policy.slowWindows * 1_000;
}

const fractions = [
  "overdueQuantile", "togetherFraction", "frozenCpuFraction", "coverageMin", "slowEffectMin",
  "slowMarginMin", "slowTotalMin", "slowOverPathMin", "slowSteadyEffectMin", "slowFractionMax",
  "slowPageEffectMin", "hotEffectMin",
  "pageConfidenceMin",
] as const;

/** Flat: each line refuses one mistake and names it. */
export function validatePolicy(policy: Policy): Result<Policy> {
  const refuse = (text: string): Result<Policy> => failure("invalid-argument", `policy: ${text}`);
  for (const [name, value] of Object.entries(policy)) {
    if (name === "mode") continue;
    if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
      return refuse(`${name} is ${String(value)}; give a number from 0`);
    }
  }
  if (!isPolicyMode(policy.mode)) {
    return refuse(`mode is ${String(policy.mode)}, but this version only observes; use observe`);
  }
  for (const name of fractions) {
    if (policy[name] > 1) return refuse(`${name} is ${policy[name]}; give a fraction of 0..1`);
  }
  if (policy.freshMs < 1_000) return refuse("freshMs is below one window of 1000 ms");
  if (policy.silentMs < policy.freshMs) return refuse("silentMs is below freshMs");
  if (policy.deadNodeMs < policy.silentMs) return refuse("deadNodeMs is below silentMs");
  if (policy.overdueFloorMs < 100) return refuse("overdueFloorMs is below 100 ms");
  if (policy.overdueFactor < 1) return refuse("overdueFactor is below 1");
  if (policy.hangPageMs < policy.overdueFloorMs) {
    return refuse("hangPageMs is below overdueFloorMs");
  }
  if (policy.rankZeroPageMs < policy.hangPageMs) {
    return refuse("rankZeroPageMs is below hangPageMs");
  }
  if (policy.pausePageFactor < 1) return refuse("pausePageFactor is below 1");
  if (policy.slowWindows < 2 || policy.slowWindows >= 12) return refuse("slowWindows: 2 to 11");
  if (policy.slowWindowsMin < 1 || policy.slowWindowsMin > policy.slowWindows) {
    return refuse("slowWindowsMin must be 1..slowWindows");
  }
  if (policy.hotRatio <= 1) return refuse("hotRatio must be above 1");
  if (policy.hotGap <= 1) return refuse("hotGap must be above 1");
  if (policy.probeSlowRatio <= 1) return refuse("probeSlowRatio must be above 1");
  if (policy.probeBytes > 64 * 1024 * 1024) return refuse("probeBytes is above 64 MiB");
  if (policy.silentJobKeptMs < policy.togetherMaxMs) {
    return refuse("silentJobKeptMs is below togetherMaxMs");
  }
  if (policy.silentNodeKeptMs < policy.deadNodeMs) {
    return refuse("silentNodeKeptMs is below deadNodeMs");
  }
  const bounds = [policy.jobsMax, policy.ranksPerJobMax, policy.incidentsMax];
  if (bounds.some((bound) => bound < 1)) return refuse("a bound of memory is 0");
  return success(policy);
}
