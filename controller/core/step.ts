// The controller core: one function, (state, input, now, policy) → (state, effects). It computes
// and never acts; io carries the effects out in the order given. Same state, same input, same now:
// same effects, so a standby that is fed the same input stands where the leader stands.
//
// Signatures only update the fleet; judging happens on ticks (io sends several a second), so that a
// burst of reports costs one judgement. Events are facts that need no second opinion: an end of a
// process is judged in the very step that brings it.

import { unreachable } from "../../proto/assert.ts";
import type { JobName } from "../../proto/ids.ts";
import { onAlertOutcome, replayAlerts } from "./decide/alert.ts";
import type { Input, InstantMs, Step } from "./fleet/contract.ts";
import { repeatMask, setHooks } from "./decide/hooks.ts";
import { onReply } from "./decide/replies.ts";
import { judge, nothingFound } from "./detect/judge.ts";
import { onEvent } from "./events.ts";
import { onSignature } from "./fleet/fleet.ts";
import { live } from "./incident.ts";
import { forgetNodes, listenFrom } from "./fleet/nodes.ts";
import { restoreInto } from "./fleet/persist.ts";
import type { Policy } from "./fleet/policy.ts";
import { measureRate } from "./rate.ts";
import { emptyState, type JobState, type State } from "./fleet/state.ts";
import { effectsOf, newTurn, type Turn } from "./fleet/turn.ts";

export type { State } from "./fleet/state.ts";

export interface Office {
  /** The leader's term; a standby gives 0 and sets it with `takeOffice`. */
  readonly term: number;
}

const youngPersistMs = 2_000;

export function initialState(office: Office): State {
  return emptyState(office.term);
}

/** The state of a former life, from what its `persist` effects wrote. Never throws. */
export function restore(entries: ReadonlyMap<string, unknown>, office: Office): State {
  const state = emptyState(office.term);
  restoreInto(state, entries);
  return state;
}

/** A standby becomes leader: its next effects leave under the new term. */
export function takeOffice(state: State, term: number): State {
  state.term = term;
  state.replayAlerts = true;
  return state;
}

export function step(state: State, input: Input, now: InstantMs, policy: Policy): Step<State> {
  const turn = newTurn(state, now, policy);
  // Before anything new is said: what is fired now would be taken for unsaid at the first tick.
  if (state.replayAlerts) listenFrom(state, now);
  replayAlerts(turn);
  switch (input.kind) {
    case "signature": {
      const joined = onSignature(state, input.signature, now, policy);
      for (const job of joined) repeatMask(turn, job, input.signature.node);
      break;
    }
    case "event": {
      const job = onEvent(turn, input.event);
      if (job !== undefined) judgeJob(turn, job);
      break;
    }
    case "reply": {
      onReply(turn, input.id, input.node, input.reply);
      break;
    }
    case "alert-outcome": {
      onAlertOutcome(turn, input.alert, input.outcome, input.detail);
      break;
    }
    case "set-hooks": {
      const job = state.jobs.get(input.job);
      if (job !== undefined) setHooks(turn, job, input.enabled);
      break;
    }
    case "tick": {
      onTick(turn);
      break;
    }
    default: unreachable(input);
  }
  return { state, effects: effectsOf(turn) };
}

function onTick(turn: Turn): void {
  const { state, now, policy } = turn;
  if (now - state.evaluatedAtMs < policy.evaluateMs) return;
  state.evaluatedAtMs = now;
  forgetNodes(state, now, policy);
  for (const [name, job] of state.jobs) {
    if (job.endedAtMs === undefined) judgeJob(turn, job);
    measureRate(job, now, policy);
    endIfOver(turn, job);
    persistIfDue(turn, job);
    forgetIfOld(turn, name, job);
  }
}

function judgeJob(turn: Turn, job: JobState): void {
  const { state, now, policy } = turn;
  const judgement = judge({ job, nodes: state.nodes, now, policy });
  live(turn, job, judgement);
}

/** Over: every rank ended, or the launcher said so and stragglers had their time. */
function endIfOver(turn: Turn, job: JobState): void {
  if (job.endedAtMs !== undefined) return;
  const { notice } = job;
  const isSaid = notice?.kind === "ended" && turn.now - notice.atMs >= turn.policy.endGraceMs;
  if (!isSaid && !haveAllEnded(turn, job) && !isGivenUp(turn, job)) return;
  job.endedAtMs = turn.now;
  turn.jobs.add(job);
  live(turn, job, nothingFound);
}

function haveAllEnded(
  { now, policy }: Turn, { ranks, ended, worldSize }: JobState,
): boolean {
  if (ranks.size === 0 || ranks.size < worldSize || ended.size < ranks.size) return false;
  for (const { end } of ended) {
    if (end === undefined || now - end.atMs < policy.endGraceMs) return false;
  }
  return true;
}

function isGivenUp({ now, policy }: Turn, job: JobState): boolean {
  for (const { receivedAtMs, end } of job.ranks.values()) {
    if (end === undefined && now - receivedAtMs <= policy.silentMs) {
      job.silentSinceMs = undefined;
      return false;
    }
  }
  // Counted from here, not from the last word: of a former life's ranks none has spoken yet.
  job.silentSinceMs ??= now;
  return now - job.silentSinceMs >= policy.silentJobKeptMs;
}

/**
 * A young job learns fast, and a controller that is killed then would wait for a hang as for an
 * operation it never saw: what is written is never older than half of the job's age.
 */
function persistIfDue(turn: Turn, job: JobState): void {
  const last = job.persistedAtMs;
  const isNew = last === undefined && job.originMs !== undefined;
  const youngMs = Math.max(youngPersistMs, (turn.now - job.firstSeenMs) / 2);
  const isDue = last !== undefined && job.endedAtMs === undefined &&
    turn.now - last >= Math.min(turn.policy.persistRhythmsMs, youngMs);
  if (isNew || isDue) turn.jobs.add(job);
}

function forgetIfOld(turn: Turn, name: JobName, job: JobState): void {
  if (job.endedAtMs === undefined) return;
  if (turn.now - job.endedAtMs < turn.policy.endedJobKeptMs) return;
  turn.state.jobs.delete(name);
  turn.jobs.delete(job);
  turn.forgotten.push(`job/${name}`);
}
