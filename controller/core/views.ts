// What people see, computed from the state on demand. The core knows the fleet; what only io
// knows (its version, the connection, the outbox) comes in as `HostFacts`. What is not known is
// shown as unknown: a rank without a fresh report is `silent`, never `running`.

import { unreachable } from "../../proto/assert.ts";
import type {
  AgentView, CommunicatorView, HooksReply, IncidentDetail, JobDetail, JobHealth, JobView,
  MatrixView, RankView, StatusView,
} from "../../proto/api.ts";
import type { IncidentId, JobName, Rank } from "../../proto/ids.ts";
import { formatSuspect, type Incident } from "../../proto/verdict.ts";
import type { InstantMs } from "./fleet/contract.ts";
import { slope, type Curve } from "./fleet/curve.ts";
import { isFresh, memberAt } from "./fleet/fleet.ts";
import { isSilent } from "./fleet/nodes.ts";
import { isOpen } from "./fleet/belonging.ts";
import { imbalanceOf } from "./detect/imbalance.ts";
import { laneAt } from "./fleet/lanes.ts";
import { matrixOf } from "./matrix.ts";
import { slowSpanMs, type Policy } from "./fleet/policy.ts";
import { progressOf } from "./rate.ts";
import type {
  CommunicatorState, IncidentRecord, JobState, RankState, State,
} from "./fleet/state.ts";

/** What a view is computed from. */
export interface Scene {
  readonly state: State;
  readonly now: InstantMs;
  readonly policy: Policy;
}

export interface HostFacts {
  readonly version: string;
  readonly leader: boolean;
  readonly suspended: boolean;
  readonly upMs: number;
  readonly connected: boolean;
  /** Windows that never arrived, and signatures that the decoder refused. */
  readonly lost: number;
  readonly rejected: number;
  readonly alertsPending: number;
  /** De-duplicated lines of io; the core adds its own. */
  readonly errors: readonly string[];
}

export function statusView(scene: Scene, host: HostFacts): StatusView {
  const { state, policy } = scene;
  const { signatures } = state.counters;
  return {
    controller: {
      version: host.version, leader: host.leader, suspended: host.suspended,
      term: state.term, upMs: host.upMs, policy: policy.mode,
    },
    agents: agentViews(scene),
    messages: {
      connected: host.connected, received: signatures, lost: host.lost, rejected: host.rejected,
      alertsPending: host.alertsPending,
    },
    hooks: hooksOf(scene),
    jobs: jobViews(scene),
    incidents: [...state.incidents.values()].filter((record) => isOpen(record)).reverse()
      .map((record) => ({
        ...record.incident, sinceMs: elapsed(scene, record.firstEvidenceAtMs),
      })),
    errors: [...host.errors, ...ownErrors(state)],
  };
}

function elapsed({ now }: Scene, since: InstantMs): number {
  return Math.max(0, Math.round(now - since));
}

function agentViews(scene: Scene): readonly AgentView[] {
  const { state, now, policy } = scene;
  return [...state.nodes.values()].sort((left, right) => compare(left.node, right.node))
    .map((node) => ({
      node: node.node,
      state: node.stopped ? "stopped" : isSilent(node, now, policy) ? "silent" : "reporting",
      lastReportAgeMs: elapsed(scene, node.reportedAtMs),
      processes: node.processes,
      cpuSeconds: node.health?.agentCpuSeconds ?? 0,
      rssBytes: node.health?.agentRssBytes ?? 0,
    }));
}

/** `node-2` before `node-10`. */
function compare(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

function hooksOf({ state }: Scene): StatusView["hooks"] {
  let ranksLoaded = 0;
  let ranksExpected = 0;
  let dropped = 0;
  let silenced = 0;
  const missing: { job: JobName; ranks: readonly Rank[] }[] = [];
  for (const job of state.jobs.values()) {
    if (job.endedAtMs !== undefined) continue;
    ranksExpected += Math.max(job.worldSize, job.ranks.size);
    const ranks = missing.length < missingJobsMax ? missingOf(job) : [];
    if (ranks.length > 0) missing.push({ job: job.job, ranks });
    for (const rank of job.ranks.values()) {
      if (rank.reading === undefined) continue;
      ranksLoaded += 1;
      dropped += rank.reading.dropped;
      if (rank.reading.maskInForce === 0n) silenced += 1;
    }
  }
  return { ranksLoaded, ranksExpected, missing, dropped, silenced };
}

const missingJobsMax = 4;
const missingRanksMax = 8;

function missingOf({ ranks, worldSize }: JobState): readonly Rank[] {
  const missing: Rank[] = [];
  for (let each = 0; each < worldSize && missing.length < missingRanksMax; each += 1) {
    const rank = each as Rank;
    if (ranks.get(rank)?.reading === undefined) missing.push(rank);
  }
  return missing;
}

function ownErrors(state: State): readonly string[] {
  const lines: string[] = [];
  for (const node of state.nodes.values()) {
    const health = node.health;
    if (health === undefined) continue;
    if (health.filesRejected > 0) {
      lines.push(`agent ${node.node}: ${health.filesRejected} hook files rejected`);
    }
    if (health.windowsDropped > 0) {
      lines.push(`agent ${node.node}: ${health.windowsDropped} windows dropped`);
    }
  }
  if (state.counters.refused > 0) {
    lines.push(`controller: ${state.counters.refused} reports beyond a bound were refused`);
  }
  return lines;
}

export function jobViews(scene: Scene): readonly JobView[] {
  return [...scene.state.jobs.values()].map((job) => jobView(scene, job));
}

function jobView(scene: Scene, job: JobState): JobView {
  const ranks = [...job.ranks.values()];
  const progress = progressOf(job, (rank) => rank.reading !== undefined);
  const worst = openRecords(job)[0]?.incident;
  const health = healthOf(scene, job);
  return {
    job: job.job,
    ranks: Math.max(job.worldSize, ranks.length),
    ranksSeen: ranks.filter((rank) => rank.reading !== undefined).length,
    communicatorsSeen: job.communicators.size,
    nodes: [...new Set(ranks.map((rank) => rank.node))].sort(compare),
    health,
    step: progress.step,
    stepKind: progress.kind,
    ...rateOf(job),
    sinceMs: elapsed(scene, Math.max(job.firstSeenMs, healthSince(scene, job, health))),
    hooks: job.hooks.enabled ? "on" : "off",
    headline: worst === undefined ? "" : headlineOf(worst),
  };
}

/** Of a job that ended, or whose hooks are silent, the last rate is no news. */
function rateOf(job: JobState): Pick<JobView, "stepsPerSecond" | "rateRatio"> {
  const { perSecond, usual, samples } = job.rate;
  if (job.endedAtMs !== undefined || perSecond === undefined) {
    return { stepsPerSecond: 0, rateRatio: 0 };
  }
  const isLearnt = usual > 0 && samples > 1;
  return {
    stepsPerSecond: round(perSecond), rateRatio: isLearnt ? round(perSecond / usual) : 0,
  };
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function headlineOf(incident: Incident): string {
  const who = incident.suspects.slice(0, 2).map(formatSuspect).join(", ");
  return `${incident.syndrome}: ${who} (${incident.state}, confidence ${incident.confidence})`;
}

/** Pages before suspicions, standstill before slowness, then the oldest. */
function openRecords(job: JobState): readonly IncidentRecord[] {
  const weight = (record: IncidentRecord): number =>
    (record.incident.state === "suspected" ? 0 : 2) + (record.family === "stop" ? 1 : 0);
  return job.incidents.filter((record) => isOpen(record))
    .sort((left, right) => weight(right) - weight(left));
}

function healthOf({ now, policy }: Scene, job: JobState): JobHealth {
  if (job.endedAtMs !== undefined) return "ended";
  if (job.incidents.some((record) => isOpen(record))) return "degraded";
  if (job.originMs === undefined) return "starting";
  if (!job.hooks.enabled) return "unknown";
  const ranks = [...job.ranks.values()];
  const isKnown = ranks.length >= job.worldSize && ranks.every((rank) =>
    rank.end !== undefined || isFresh(rank, now, policy));
  return isKnown ? "healthy" : "unknown";
}

/**
 * When that health began, from what is remembered anyway and survives a restart. A silence that is
 * over leaves no trace: a healthy job is healthy since its last incident, whatever was unknown.
 */
function healthSince(scene: Scene, job: JobState, health: JobHealth): InstantMs {
  switch (health) {
    case "ended": return job.endedAtMs ?? scene.now;
    case "starting": return job.firstSeenMs;
    case "degraded":
      return Math.min(...openRecords(job).map((record) => record.firstEvidenceAtMs));
    case "unknown": return job.hooks.enabled ? silentSince(scene, job) : job.hooks.changedAtMs;
    case "healthy":
      return Math.max(job.originMs ?? 0, job.hooks.changedAtMs,
        ...job.incidents.map((record) => record.recoveredAtMs ?? 0));
    default: return unreachable(health);
  }
}

/** The oldest of the last words of ranks that say nothing now. */
function silentSince({ now, policy }: Scene, job: JobState): InstantMs {
  if (job.ranks.size < job.worldSize) return job.firstSeenMs;
  let since = now;
  for (const rank of job.ranks.values()) {
    if (rank.end !== undefined || isFresh(rank, now, policy)) continue;
    since = Math.min(since, rank.reading === undefined ? job.firstSeenMs : rank.takenAtMs);
  }
  return since;
}

export function jobDetail(scene: Scene, name: JobName): JobDetail | undefined {
  const job = scene.state.jobs.get(name);
  if (job === undefined) return undefined;
  return {
    ...jobView(scene, job), imbalance: imbalanceOf(job, scene.policy),
    members: [...job.ranks.values()].sort((left, right) => left.rank - right.rank)
      .map((rank) => rankView(scene, rank)),
    communicators: [...job.communicators.values()].map((each) => communicatorView(scene, each)),
  };
}

/** Of a rank that says nothing now, only its place and its state: the rest is no news. */
function rankView(scene: Scene, rank: RankState): RankView {
  const isKnown = isFresh(rank, scene.now, scene.policy);
  const open = !isKnown ? undefined : [...rank.members.values()]
    .flatMap((member) => member.signature.open)
    .sort((left, right) => right.elapsedMs - left.elapsedMs)[0];
  return {
    rank: rank.rank, node: rank.node, pid: rank.pid, state: rankState(scene, rank),
    phase: rank.reading?.phase ?? "none",
    operation: open === undefined ? "" : `${open.function} ${open.ordinal}`,
    operationAgeMs: Math.round(open?.elapsedMs ?? -1),
    latenessMs: isKnown ? latenessOf(scene, rank) : null,
    sentBytesPerSecond: isKnown ? sentBy(scene, rank) : null,
  };
}

/** Null where the hook sees no connection at all, as in MPI's collectives: that is not nothing. */
function sentBy(scene: Scene, rank: RankState): number | null {
  const lanes = [...rank.members.values()].flatMap((member) => [...member.sends.values()]);
  if (lanes.length === 0) return null;
  return Math.round(lanes.reduce((sum, lane) =>
    sum + growthPerSecond(scene, lane.history, laneAt.doneBytes), 0));
}

/** A rank that everybody waits for has no mean: it is as late as they have waited. */
function latenessOf(scene: Scene, rank: RankState): number | null {
  const standstill = suspectedIn(rank).find((record) => record.family === "stop");
  if (standstill !== undefined) return elapsed(scene, standstill.firstEvidenceAtMs);
  const mean = rank.job.watch.lateness.get(rank.rank)?.perOperationMs;
  return mean === undefined ? null : round(mean);
}

function suspectedIn(rank: RankState): readonly IncidentRecord[] {
  return rank.job.incidents.filter((record) =>
    isOpen(record) && record.incident.suspects.some((suspect) =>
      suspect.kind === "rank" && suspect.rank === rank.rank));
}

/** Lately; 0 while too little is known. */
function growthPerSecond({ policy }: Scene, curve: Curve, at: number): number {
  return (slope(curve, slowSpanMs(policy), at) ?? 0) * 1_000;
}

function rankState({ now, policy }: Scene, rank: RankState): RankView["state"] {
  switch (rank.end?.end.kind) {
    case "finished": return "finished";
    case "exited": return "exited";
    case "signaled":
    case "gone": return "gone";
    case undefined: break;
  }
  if (rank.raised?.settled === false) return "raised";
  if (rank.blindUntilMs > now && now - rank.takenAtMs <= policy.freshMs) return "off";
  if (!isFresh(rank, now, policy)) return "silent";
  if (suspectedIn(rank).length > 0) return "late";
  const isWaiting = [...rank.members.values()].some((member) => member.signature.open.length > 0);
  return isWaiting ? "waiting" : "running";
}

function communicatorView(scene: Scene, communicator: CommunicatorState): CommunicatorView {
  const members = [...communicator.members.values()]
    .sort((left, right) => left.index - right.index);
  const rates = members.map((member) =>
    growthPerSecond(scene, member.history, memberAt.collectives));
  return {
    commId: communicator.commId, name: communicator.name, framework: communicator.framework,
    size: communicator.size, members: members.map((member) => member.of.rank),
    started: Math.max(0, ...members.map((member) => member.signature.started)),
    completed: members.length === 0
      ? 0
      : Math.min(...members.map((member) => member.signature.completed)),
    operationsPerSecond: round(Math.max(0, ...rates)),
  };
}

/** All known, newest first; of one job when named. */
export function incidents(state: State, job?: JobName): readonly Incident[] {
  return [...state.incidents.values()].map((record) => record.incident)
    .filter((incident) => job === undefined || incident.job === job).reverse();
}

export function incidentDetail(state: State, id: IncidentId): IncidentDetail | undefined {
  const record = state.incidents.get(id);
  return record === undefined
    ? undefined
    : { incident: record.incident, gathered: record.gathered };
}

export function matrixView(scene: Scene, name: JobName): MatrixView | undefined {
  const job = scene.state.jobs.get(name);
  if (job === undefined) return undefined;
  return matrixOf({ job, nodes: scene.state.nodes, now: scene.now, policy: scene.policy });
}

export function hooksReply(state: State, name: JobName): HooksReply | undefined {
  const job = state.jobs.get(name);
  if (job === undefined) return undefined;
  const nodes = [...job.hooks.outcomes].map(([node, outcome]) => ({ node, outcome }));
  return { job: job.job, enabled: job.hooks.enabled, nodes };
}
