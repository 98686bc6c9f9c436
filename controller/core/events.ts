// Facts from agents and launchers. Each may come twice, and in any order with the signatures.

import type { AgentEvent } from "../../proto/event.ts";
import { repeatMask } from "./decide/hooks.ts";
import { endByException } from "./fleet/cause.ts";
import { endRank, hasRoom, isFresh, jobOf, newRank, noteRaise } from "./fleet/fleet.ts";
import { nodeOf, openSession } from "./fleet/nodes.ts";
import { kernelFaultsMax, type JobState } from "./fleet/state.ts";
import type { Turn } from "./fleet/turn.ts";

/** As many as an agent sends; a traceback says at its end what went wrong. */
const evidenceMax = 16;

type Ended = Extract<AgentEvent, { kind: "process-ended" }>;
type Raised = Extract<AgentEvent, { kind: "process-raised" }>;
type Started = Extract<AgentEvent, { kind: "process-started" }>;

/** The job to judge at once, when the event concerns one. */
export function onEvent(turn: Turn, event: AgentEvent): JobState | undefined {
  const node = nodeOf(turn.state, event.node, turn.now, turn.policy);
  if (node === undefined) return undefined;
  switch (event.kind) {
    case "agent-started": {
      openSession(node, event.session);
      node.stopped = false;
      node.reportedAtMs = turn.now;
      for (const job of turn.state.jobs.values()) {
        const isThere = [...job.ranks.values()].some((rank) =>
          rank.node === event.node && rank.end === undefined);
        if (isThere) repeatMask(turn, job, event.node);
      }
      return undefined;
    }
    case "agent-stopped": {
      if (event.session === node.session) node.stopped = true;
      return undefined;
    }
    case "process-started": return onStarted(turn, event);
    case "process-raised": return onRaised(turn, event);
    case "process-ended": return onEnded(turn, event);
    case "kernel-fault": {
      node.faults.push({ atMs: turn.now, fault: event.fault, line: event.line });
      if (node.faults.length > kernelFaultsMax) node.faults.shift();
      return undefined;
    }
    default: {
      const job = jobOf(turn.state, event.job, turn.now, turn.policy);
      if (job === undefined) return undefined;
      const announcedAtMs = event.notice === "terminating" ? turn.now : job.notice?.announcedAtMs;
      job.notice = { kind: event.notice, atMs: turn.now, announcedAtMs };
      turn.jobs.add(job);
      return job;
    }
  }
}

/** Readings carry the process as well, so this only tells us of ranks we do not see yet. */
function onStarted(turn: Turn, event: Started): JobState | undefined {
  const job = jobOf(turn.state, event.job, turn.now, turn.policy);
  if (job === undefined || !hasRoom(turn.state, job, event.rank, turn.policy)) return undefined;
  const known = job.ranks.get(event.rank);
  // A repeated event about a former process must not unseat the one that reports.
  const isKnown = known !== undefined && (known.process === event.process ||
    isFresh(known, turn.now, turn.policy));
  if (isKnown) return undefined;
  newRank(job, event, turn.now);
  repeatMask(turn, job, event.node);
  job.worldSize = Math.max(job.worldSize, event.worldSize, 0);
  return undefined;
}

/** Of a process that we do not know nobody waits yet: its end will tell. */
function onRaised(turn: Turn, event: Raised): JobState | undefined {
  const job = turn.state.jobs.get(event.job);
  const rank = job?.ranks.get(event.rank);
  if (job === undefined || rank?.process !== event.process || rank.node !== event.node) {
    return undefined;
  }
  if (rank.end !== undefined || rank.raised !== undefined) return undefined;
  noteRaise(rank, {
    end: endByException, atMs: turn.now, evidence: event.evidence.slice(-evidenceMax),
    settled: false,
  });
  turn.jobs.add(job);
  return job;
}

function onEnded(turn: Turn, event: Ended): JobState | undefined {
  const job = jobOf(turn.state, event.job, turn.now, turn.policy);
  if (job === undefined || !hasRoom(turn.state, job, event.rank, turn.policy)) return undefined;
  let rank = job.ranks.get(event.rank);
  if (rank === undefined) {
    rank = newRank(job, { ...event, pid: 0 }, turn.now);
  } else if (rank.process !== event.process || rank.node !== event.node) {
    // Of a former process, unless we never heard of this one beginning.
    if (rank.end === undefined && rank.reading !== undefined) return undefined;
    rank = newRank(job, { ...event, pid: 0 }, turn.now);
  }
  if (rank.end !== undefined) return undefined;
  // What raised first ended first, however long its teardown took.
  const atMs = rank.raised?.settled === false
    ? rank.raised.atMs : turn.now - Math.max(event.noticedAfterMs, 0);
  const evidence = event.evidence.slice(-evidenceMax);
  endRank(rank, { end: event.end, atMs, evidence, settled: false });
  job.watch.slowEvaluatedAtMs = 0;
  turn.jobs.add(job);
  return job;
}
