// An open level is closed by a probe between the agents: this file asks for rounds of it and takes
// in what they say; detect/probe.ts knows whom to ask and what answers mean.

import type { CommandReply } from "../../../proto/command.ts";
import type { NodeName } from "../../../proto/ids.ts";
import { formatSuspect } from "../../../proto/verdict.ts";
import { confidence, weights } from "../detect/confidence.ts";
import { concludeProbe, planProbe, probeCommand } from "../detect/probe.ts";
import { act, change, settleActions } from "./history.ts";
import type { Finding, IncidentRecord, JobState, ProbeRound } from "../fleet/state.ts";
import type { Turn } from "../fleet/turn.ts";
import { order } from "./orders.ts";

/** Beyond the time the probe itself may take: the agent's own work and the way. */
const probeReplyMarginMs = 2_000;

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
    asked: plan.map(({ by }) => by), failed: [], results: [], concluded: false,
  };
  record.probes.push(round);
  for (const { by, to } of plan) {
    order(turn, {
      id: `${round.id}/${by}`, node: by, timeoutMs: probeReplyMs(turn),
      // A scope of its own: a probe does not make the gathering beside it obsolete.
      scope: `incident/${record.incident.id}/probe`, generation: probeRound(turn, record),
      command: probeCommand(round.id, to, turn.state.nodes, turn.policy),
    });
  }
  const detail = `${pair.from} → ${pair.to} with ${round.asked.length - 1} bystanders`;
  act(turn, job, record, { kind: "probe", outcome: "pending", detail });
}

function probeReplyMs(turn: Turn): number {
  return turn.policy.probeTimeoutMs * (turn.policy.probeBystanders + 1) + probeReplyMarginMs;
}

/** Rounds count on through the returns of an incident, each of which may have its own. */
function probeRound({ policy }: Turn, { returns, probes }: IncidentRecord): number {
  return returns * policy.probeRoundsMax + probes.length;
}

function probeId({ incident }: IncidentRecord, round: number): string {
  return `${incident.id}/probe/${round}`;
}

interface ProbeReply {
  readonly round: number;
  readonly node: NodeName;
  readonly reply: CommandReply;
}

export function onProbe(turn: Turn, job: JobState, record: IncidentRecord, of: ProbeReply): void {
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
