// What is done about a verdict: look closer. Evidence is gathered while the processes still live,
// from the suspects and from two healthy ranks beside them (one stack says little, the difference
// of two says much), and an open level is probed. Nothing here changes the training job: policy
// `observe`, the only one there is, has no verbs for that.

import type { CommandReply, EvidenceKind, FencedCommand } from "../../proto/command.ts";
import type { NodeName } from "../../proto/ids.ts";
import { formatSuspect } from "../../proto/verdict.ts";
import { confidence, weights } from "./detect/confidence.ts";
import { concludeProbe, planProbe, probeCommand } from "./detect/probe.ts";
import { isFresh } from "./fleet.ts";
import { act, change, settleActions } from "./history.ts";
import {
  evidenceKeptMax, type Finding, type IncidentRecord, type JobState, type ProbeRound,
  type RankState,
} from "./state.ts";
import type { Turn } from "./turn.ts";

/** Beyond the time the probe itself may take: the agent's own work and the way. */
const probeReplyMarginMs = 2_000;
const suspectsAskedMax = 4;

export function gather(
  turn: Turn,
  job: JobState,
  record: IncidentRecord,
  finding: Finding,
): void {
  const about = finding.ranks.join();
  if (record.gatheredFor === about || record.gatherRounds >= turn.policy.gatherRoundsMax) return;
  if (finding.family === "comm-slow") return; // a stack shows nothing of a path
  record.gatheredFor = about;
  record.gatherRounds += 1;
  const suspects = finding.ranks.slice(0, suspectsAskedMax)
    .map((rank) => job.ranks.get(rank)).filter((rank) => rank !== undefined);
  const asked = [...suspects, ...bystanders(turn, job, finding)];
  for (const rank of asked) askForEvidence(turn, record, rank, suspects.includes(rank));
  if (asked.length > 0) {
    const detail = `ranks ${asked.map((rank) => rank.rank).join(", ")}`;
    act(turn, job, record, { kind: "gather", outcome: "pending", detail });
  }
}

/** Living ranks to compare with, by rank, so that the choice repeats. */
function bystanders(turn: Turn, job: JobState, finding: Finding): readonly RankState[] {
  return [...job.ranks.values()]
    .filter((rank) => !finding.ranks.includes(rank.rank) && isFresh(rank, turn.now, turn.policy))
    .sort((left, right) => left.rank - right.rank)
    .slice(0, turn.policy.gatherHealthy);
}

function askForEvidence(
  turn: Turn,
  record: IncidentRecord,
  rank: RankState,
  isSuspect: boolean,
): void {
  const isAlive = rank.end === undefined;
  const living: readonly EvidenceKind[] = isAlive ? ["stack", "flight-recorder"] : [];
  const want: readonly EvidenceKind[] = isSuspect ? [...living, "kernel-log"] : living;
  if (want.length === 0) return;
  command(turn, {
    id: `${record.incident.id}/gather/${gatherRound(turn, record)}/${rank.rank}`, node: rank.node,
    timeoutMs: turn.policy.gatherTimeoutMs,
    fenced: {
      fence: fenceOf(turn, record, "gather"),
      command: {
        kind: "gather", incident: record.incident.id, job: rank.job.job, rank: rank.rank,
        process: rank.process, want,
      },
    },
  });
}

/** A probe does not make the gathering beside it obsolete: each has a scope of its own. */
function fenceOf(
  turn: Turn, record: IncidentRecord, kind: "gather" | "probe",
): FencedCommand["fence"] {
  return {
    scope: `incident/${record.incident.id}/${kind}`,
    generation: kind === "gather" ? gatherRound(turn, record) : probeRound(turn, record),
    term: turn.state.term,
  };
}

/** Rounds count on through the returns of an incident, each of which may have its own. */
function gatherRound({ policy }: Turn, { returns, gatherRounds }: IncidentRecord): number {
  return returns * policy.gatherRoundsMax + gatherRounds;
}

function probeRound({ policy }: Turn, { returns, probes }: IncidentRecord): number {
  return returns * policy.probeRoundsMax + probes.length;
}

function probeId({ incident }: IncidentRecord, round: number): string {
  return `${incident.id}/probe/${round}`;
}

interface Order {
  readonly id: string;
  readonly node: NodeName;
  readonly timeoutMs: number;
  readonly fenced: FencedCommand;
}

export function command(turn: Turn, order: Order): void {
  turn.leaving.push({ kind: "command", ...order });
}

export function probe(
  turn: Turn,
  job: JobState,
  record: IncidentRecord,
  finding: Finding,
): void {
  const pair = finding.probe;
  if (pair === undefined || record.closed?.level === "closed") return;
  const last = record.probes.at(-1);
  if (last !== undefined && !last.concluded) {
    const deadlineMs = last.atMs + probeReplyMs(turn) + probeReplyMarginMs;
    if (turn.now < deadlineMs) return;
    last.concluded = true; // an agent never answered: this round says nothing
  }
  if (record.probes.length >= turn.policy.probeRoundsMax) return;
  const own = [...new Set([...job.ranks.values()].map((rank) => rank.node))].sort();
  const nodes = own.map((node) => turn.state.nodes.get(node)).filter((node) => node !== undefined);
  const plan = planProbe(pair, nodes, turn.policy);
  if (plan.length === 0) return;
  const round: ProbeRound = {
    id: probeId(record, probeRound(turn, record) + 1), ...pair, atMs: turn.now,
    asked: plan.map((order) => order.by), failed: [], results: [], concluded: false,
  };
  record.probes.push(round);
  for (const order of plan) {
    command(turn, {
      id: `${round.id}/${order.by}`, node: order.by,
      timeoutMs: probeReplyMs(turn),
      fenced: {
        fence: fenceOf(turn, record, "probe"),
        command: probeCommand(round.id, order.to, turn.state.nodes, turn.policy),
      },
    });
  }
  const detail = `${pair.from} → ${pair.to} with ${round.asked.length - 1} bystanders`;
  act(turn, job, record, { kind: "probe", outcome: "pending", detail });
}

function probeReplyMs(turn: Turn): number {
  return turn.policy.probeTimeoutMs * (turn.policy.probeBystanders + 1) + probeReplyMarginMs;
}

export function onReply(turn: Turn, id: string, node: NodeName, reply: CommandReply): void {
  const [subject, kind, round] = id.split("/");
  if (kind === "hooks") return onHooksReply(turn, id, node, reply);
  for (const record of turn.state.incidents.values()) {
    if (record.incident.id !== subject) continue;
    const job = turn.state.jobs.get(record.incident.job);
    if (job === undefined) return;
    if (kind === "gather") onEvidence(turn, job, record, reply);
    if (kind === "probe") onProbe(turn, job, record, { round: Number(round), node, reply });
  }
}

function onEvidence(
  turn: Turn,
  job: JobState,
  record: IncidentRecord,
  reply: CommandReply,
): void {
  if (reply.kind === "evidence") {
    record.gathered = [...record.gathered, ...reply.items].slice(0, evidenceKeptMax);
    const what = reply.items.map((item) => `${item.kind} of rank ${item.rank}`).join(", ");
    settleActions(record, (action) => action.kind === "gather", "done");
    change(turn, job, record, what === "" ? "no evidence to gather" : `gathered ${what}`);
    turn.evidence.add(record);
  } else if (reply.kind === "refused") {
    settleActions(record, (action) => action.kind === "gather", "refused");
    change(turn, job, record, `evidence refused: ${reply.reason}`);
  }
}

interface ProbeReply {
  readonly round: number;
  readonly node: NodeName;
  readonly reply: CommandReply;
}

function onProbe(turn: Turn, job: JobState, record: IncidentRecord, of: ProbeReply): void {
  const round = record.probes.find((each) => each.id === probeId(record, of.round));
  if (round === undefined || round.concluded || !round.asked.includes(of.node)) return;
  if (of.reply.kind === "probed") {
    round.results.push({ by: of.node, results: of.reply.results });
  } else {
    round.failed.push(of.node);
  }
  const answered = new Set([...round.results.map((each) => each.by), ...round.failed]);
  if (round.asked.some((node) => !answered.has(node))) return;
  round.concluded = true;
  const said = concludeProbe(round, turn.policy);
  settleActions(record, (action) => action.kind === "probe", "done");
  const sure = said.level === "closed" ? weights.sound : weights.oneSided;
  record.closed = { from: round.from, to: round.to, ...said, confidence: confidence(1, sure) };
  if (said.level === "closed") {
    record.incident = {
      ...record.incident, suspects: said.suspects, level: "closed",
      confidence: Math.max(record.incident.confidence, record.closed.confidence),
      evidence: [said.text, ...record.incident.evidence],
      // "There is no other traffic to tell" is over; of a hang the probe only tells where.
      reason: record.incident.syndrome === "comm-slow" ? said.text : record.incident.reason,
    };
    const who = said.suspects.map(formatSuspect).join(", ");
    change(turn, job, record, `a probe closes the level: ${who}; ${said.text}`);
  } else {
    change(turn, job, record, `a probe leaves the level open: ${said.text}`);
  }
}

/** Every bit: the hook's own choice of what to watch. */
const maskOn = 0xffff_ffff_ffff_ffffn;

export function setHooks(turn: Turn, job: JobState, enabled: boolean): void {
  const { hooks } = job;
  hooks.enabled = enabled;
  hooks.changedAtMs = turn.now;
  hooks.generation += 1;
  hooks.outcomes.clear();
  turn.jobs.add(job);
  const nodes = [...new Set([...job.ranks.values()].map((rank) => rank.node))].sort();
  for (const node of nodes) sendMask(turn, job, node);
}

/**
 * Masks live in the agents' memory: one that starts anew has none, and a node that joins the job
 * later was never told, while we take the job for silenced. The generation stays, since nothing
 * new was decided; an agent that did it already just answers again.
 */
export function repeatMask(turn: Turn, job: JobState, node: NodeName): void {
  if (job.hooks.generation > 0 && job.endedAtMs === undefined) sendMask(turn, job, node);
}

function sendMask(turn: Turn, job: JobState, node: NodeName): void {
  const { enabled, generation, outcomes } = job.hooks;
  outcomes.set(node, "pending");
  command(turn, {
    id: `${job.job}/hooks/${generation}/${node}`, node,
    timeoutMs: turn.policy.gatherTimeoutMs,
    fenced: {
      fence: { scope: `job/${job.job}/hooks`, generation, term: turn.state.term },
      command: { kind: "set-mask", job: job.job, mask: enabled ? maskOn : 0n },
    },
  });
}

function onHooksReply(turn: Turn, id: string, node: NodeName, reply: CommandReply): void {
  const [name, , generation] = id.split("/");
  for (const job of turn.state.jobs.values()) {
    if (job.job !== name || String(job.hooks.generation) !== generation) continue;
    job.hooks.outcomes.set(node, reply.kind === "refused" ? reply.reason : "done");
  }
}
