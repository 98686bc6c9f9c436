// Evidence is gathered from the suspects and from two healthy ranks beside them: one stack says
// little, the difference of two says much.

import type { CommandReply, EvidenceKind } from "../../../proto/command.ts";
import { isFresh } from "../fleet/fleet.ts";
import { act, change, settleActions } from "./history.ts";
import {
  evidenceKeptMax, type Finding, type IncidentRecord, type JobState, type RankState,
} from "../fleet/state.ts";
import type { Turn } from "../fleet/turn.ts";
import { order } from "./orders.ts";

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
  const { id } = record.incident;
  const round = gatherRound(turn, record);
  order(turn, {
    id: `${id}/gather/${round}/${rank.rank}`, node: rank.node,
    timeoutMs: turn.policy.gatherTimeoutMs,
    scope: `incident/${id}/gather`, generation: round,
    command: {
      kind: "gather", incident: id, job: rank.job.job, rank: rank.rank, process: rank.process, want,
    },
  });
}

/** Rounds count on through the returns of an incident, each of which may have its own. */
function gatherRound({ policy }: Turn, { returns, gatherRounds }: IncidentRecord): number {
  return returns * policy.gatherRoundsMax + gatherRounds;
}

export function onEvidence(
  turn: Turn,
  job: JobState,
  record: IncidentRecord,
  reply: CommandReply,
): void {
  if (reply.kind === "evidence") {
    record.gathered = [...record.gathered, ...reply.items].slice(0, evidenceKeptMax);
    const what = reply.items.map((item) => `${item.kind} of rank ${item.rank}`).join(", ");
    settleActions(record, (action) => action.kind === "gather", "done");
    if (what !== "") change(turn, job, record, `gathered ${what}`);
    turn.evidence.add(record);
  } else if (reply.kind === "refused") {
    settleActions(record, (action) => action.kind === "gather", "refused");
    change(turn, job, record, `evidence refused: ${reply.reason}`);
  }
}
