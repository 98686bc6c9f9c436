// A process that ended without having finished, and a node that fell silent while others wait.
//
// The first death is the root; the rest follow from it, within the time-outs of the watchdogs. News
// travel by different agents and arrive in any order, so ends are ranked by when they happened and
// not by when we heard, and late news may re-rank them: the incident then changes its suspects and
// stays one incident. Roots that happened together (a node, two kills) are named together.
//
// SIGTERM is how a launcher stops what is left and how a platform evicts. Alone it waits a moment
// for the launcher's notice or for another end that explains it. With a notice nothing happened
// that anybody has to hear of.
//
// An exception that nobody caught is on its way to an end, and what a program does on that way may
// take seconds, or stand still for ever: it is told as the end that it is, when it is raised.
//
// A silent agent is no fail-stop: agents restart, networks hiccup. When ranks elsewhere wait for
// ranks of that node as well, two independent sources say the same, and then it is said, with the
// confidence that two absences deserve. Silence counts from the newest report of any node: when
// none comes, or a controller is behind in reading them, it is the ears that are deaf.

import type { ProcessEnd } from "../../../proto/event.ts";
import type { NodeName } from "../../../proto/ids.ts";
import type { Suspect } from "../../../proto/verdict.ts";
import { causeOfEnd, causeOfRaise, type EndCause } from "../fleet/cause.ts";
import type { InstantMs } from "../fleet/contract.ts";
import type { EndState, Finding, RankState } from "../fleet/state.ts";
import { confidence, weights } from "./confidence.ts";
import { listed, rankSuspect, spoken, witnessesMax, type Look } from "./look.ts";
import type { WaitsFor } from "./waits-for.ts";

interface Death {
  readonly rank: RankState;
  readonly end: EndState;
  readonly why: EndCause;
}

export interface FailStop {
  readonly finding: Finding;
  readonly endedAtMs: InstantMs;
}

/** Kernel faults this long before a death are told with it. */
const faultWindowMs = 60_000;

export function failStop(look: Look): FailStop | undefined {
  const deaths = deathsOf(look);
  const [first] = deaths;
  if (first === undefined || isExpected(look, first)) return undefined;
  const roots = rootsOf(look, deaths);
  const [root] = roots;
  if (root === undefined) return undefined;
  // An abort waits as well: others may be about to finish, and then it was no death.
  const isCertain = root.why.role === "root" && !root.why.isAbort;
  if (!isCertain && look.now - root.end.atMs < look.policy.terminationGraceMs) {
    return undefined;
  }
  const ranks = roots.map((death) => death.rank.rank);
  const others = deaths.length - roots.length;
  const needsHuman = roots.some((death) => death.why.needsHuman);
  const finding: Finding = {
    family: "stop", job: look.job.job, syndrome: "fail-stop", cause: causeOf(roots),
    suspects: suspectsOf(look, roots), ranks, level: "closed",
    confidence: confidence(1, root.why.role === "consequence" ? weights.guess : weights.sound),
    commId: undefined, ordinal: undefined,
    evidence: [
      ...roots.slice(0, witnessesMax).map((death) => `rank ${death.rank.rank} ${death.why.text}`),
      ...roots.flatMap((death) => death.end.evidence).slice(0, witnessesMax),
      ...roots.flatMap((death) => faultsNear(look, death)).slice(0, 2),
      ...(others > 0 ? [`${others} other ranks ended after it`] : []),
    ],
    reason: reasonOf(root, ranks.length),
    sinceMs: look.now - root.end.atMs, pageAfterMs: 0, needsHuman, probe: undefined,
  };
  return { finding, endedAtMs: root.end.atMs };
}

function deathsOf(look: Look): readonly Death[] {
  const deaths: Death[] = [];
  for (const rank of [...look.job.ended, ...look.job.raised]) {
    const end = rank.end ?? rank.raised;
    if (end === undefined || end.settled) continue;
    const faults = (look.nodes.get(rank.node)?.faults ?? []).filter((fault) =>
      Math.abs(fault.atMs - end.atMs) <= faultWindowMs);
    const why = rank.end === undefined
      ? causeOfRaise(end.evidence, faults) : causeOfEnd(end.end, end.evidence, faults);
    if (why.role === "none" || isAbortAtExit(look, rank, why)) continue;
    deaths.push({ rank, end, why });
  }
  return deaths.sort((left, right) =>
    left.end.atMs - right.end.atMs || left.rank.rank - right.rank.rank);
}

/**
 * PyTorch aborts now and then while a finished program tears down. When others of the job finish
 * within the same moments, one that aborts with no operation under way has finished too. Programs
 * of MPI have no such habit: one of theirs that aborts meant it.
 */
function isAbortAtExit(look: Look, rank: RankState, why: EndCause): boolean {
  if (!why.isAbort) return false;
  for (const [commId, { signature }] of rank.members) {
    if (look.job.communicators.get(commId)?.framework === "mpi") return false;
    if (signature.live && signature.open.length > 0) return false;
  }
  for (const other of look.job.ranks.values()) {
    const isFinished = other.end?.end.kind === "finished" &&
      Math.abs(other.end.atMs - (rank.end?.atMs ?? 0)) <= look.policy.endGraceMs;
    if (isFinished) return true;
  }
  return false;
}

/** The launcher said that it stops the job, before or at the first death. */
function isExpected(look: Look, first: Death): boolean {
  const announcedAtMs = look.job.notice?.announcedAtMs;
  return announcedAtMs !== undefined &&
    first.end.atMs >= announcedAtMs - look.policy.terminationGraceMs;
}

function rootsOf(look: Look, deaths: readonly Death[]): readonly Death[] {
  const own = deaths.filter((death) => death.why.role === "root");
  const sudden = own.filter((death) => death.end.end.kind !== "exited");
  // Survivors of a sudden death exit with whatever their program makes of a lost peer.
  const [first] = own;
  const [suddenFirst] = sudden;
  if (first !== undefined) {
    const isAfterSudden = suddenFirst !== undefined && first !== suddenFirst &&
      suddenFirst.end.atMs - first.end.atMs <= look.policy.simultaneousMs;
    const root = isAfterSudden ? suddenFirst : first;
    return [root, ...sudden.filter((death) => death !== root &&
      Math.abs(death.end.atMs - root.end.atMs) <= look.policy.simultaneousMs &&
      root.end.end.kind !== "exited")];
  }
  const requested = deaths.filter((death) => death.why.role === "requested");
  const [told] = requested;
  const [consequence] = deaths;
  if (consequence === undefined) return [];
  if (told === undefined) return [leaverBefore(look, consequence) ?? consequence];
  return requested.filter((death) =>
    death.end.atMs - told.end.atMs <= look.policy.simultaneousMs);
}

/**
 * Everybody who died only lost a peer. Whoever finished before them, while they went on, is the
 * peer: a program that leaves the loop on one rank alone.
 */
function leaverBefore(look: Look, consequence: Death): Death | undefined {
  let leaver: Death | undefined;
  for (const rank of look.job.ranks.values()) {
    const { end } = rank;
    if (end === undefined || end.settled || !isCleanEnd(end.end)) continue;
    if (end.atMs > consequence.end.atMs || end.atMs > (leaver?.end.atMs ?? Infinity)) continue;
    const text = "finished while the others went on; they lost it as a peer";
    const why: EndCause =
      { role: "root", cause: "user", needsHuman: false, isAbort: false, text };
    leaver = { rank, end, why };
  }
  return leaver;
}

function isCleanEnd(end: ProcessEnd): boolean {
  return end.kind === "finished" || (end.kind === "exited" && end.code === 0);
}

function causeOf(roots: readonly Death[]): Finding["cause"] {
  const causes = roots.map((death) => death.why.cause);
  for (const cause of ["hardware", "unknown", "platform", "user"] as const) {
    if (causes.includes(cause)) return cause;
  }
  return "unknown";
}

/** All ranks of a node at once: the node first. All ranks of the job: nobody in particular. */
function suspectsOf(look: Look, roots: readonly Death[]): readonly Suspect[] {
  const ranks = roots.map((death) => rankSuspect(death.rank));
  if (roots.length > 1 && roots.length === look.job.ranks.size) {
    return [{ kind: "workload", what: "every rank of the job" }];
  }
  const nodes = new Set(roots.map((death) => death.rank.node));
  const [node] = nodes;
  if (node === undefined || nodes.size > 1 || roots.length < 2) return ranks;
  const there = [...look.job.ranks.values()].filter((rank) => rank.node === node);
  return there.length === roots.length ? [{ kind: "node", node }, ...ranks] : ranks;
}

function faultsNear(look: Look, death: Death): readonly string[] {
  return (look.nodes.get(death.rank.node)?.faults ?? [])
    .filter((fault) => Math.abs(fault.atMs - death.end.atMs) <= faultWindowMs)
    .map((fault) => `${death.rank.node}: ${fault.line}`);
}

function reasonOf(root: Death, count: number): string {
  const who = count === 1 ? `rank ${root.rank.rank}` : `${count} ranks`;
  switch (root.why.role) {
    case "requested": return `${who} were told to end from outside, and no launcher announced it`
      .replace("were", count === 1 ? "was" : "were");
    case "consequence": return `${who} ended first, and says that it lost a peer; no other end ` +
      "is known";
    default: return `${who} ended first and had not finished: ${root.why.text}`;
  }
}

function newestReportAtMs({ nodes }: Look): InstantMs {
  let newestMs = -Infinity;
  for (const { reportedAtMs } of nodes.values()) newestMs = Math.max(newestMs, reportedAtMs);
  return newestMs;
}

/** Ranks of a former life that have not reported in this one. */
function unheardOf({ job }: Look): readonly RankState[] {
  return [...job.ranks.values()].filter(({ end, reading }) =>
    end === undefined && reading === undefined);
}

/** Silent agents whose ranks others wait for, when nothing that we can see explains the wait. */
export function silentNodes(look: Look, waits: WaitsFor): Finding | undefined {
  const [first] = waits.overdue;
  if (first === undefined || waits.sinks.length > 0 || waits.stuck.length > 0) return undefined;
  const silent = new Map<NodeName, RankState[]>();
  const heardAtMs = newestReportAtMs(look);
  for (const rank of [...waits.unknown, ...(waits.unseen ? unheardOf(look) : [])]) {
    const node = look.nodes.get(rank.node);
    const silentMs = node === undefined ? 0 : heardAtMs - node.reportedAtMs;
    if (node === undefined || node.stopped || silentMs < look.policy.deadNodeMs) continue;
    silent.set(rank.node, [...(silent.get(rank.node) ?? []), rank]);
  }
  if (silent.size === 0) return undefined;
  const ranks = [...silent.values()].flat();
  return {
    family: "stop", job: look.job.job, syndrome: "fail-stop", cause: "unknown",
    suspects: [...silent.keys()].map((node) => ({ kind: "node", node })),
    ranks: ranks.map((rank) => rank.rank), level: "open",
    confidence: confidence(1, weights.silent),
    commId: first.member.communicator.commId, ordinal: first.operation.ordinal,
    evidence: [...silent].map(([node, of]) =>
      `${node} has sent no report for ` +
      `${spoken(look.now - (look.nodes.get(node)?.reportedAtMs ?? look.now))}, and others wait ` +
      `for ${listed(of.map((rank) => rank.rank))}`),
    reason: "two sources agree: the agent is silent and the peers of its ranks wait for them",
    sinceMs: look.now - first.startedAtMs, pageAfterMs: 0, needsHuman: true, probe: undefined,
  };
}
