// What one step works with, and its effects in order: first what must survive, then what leaves.
// A crash between two effects then repeats a message (alerts and commands carry keys for that) and
// never acts on something that was not written.

import type { Effect, InstantMs } from "./contract.ts";
import type { Policy } from "./policy.ts";
import { evidenceEntry, incidentEntry, jobEntry } from "./persist.ts";
import type { IncidentRecord, JobState, State } from "./state.ts";

/** What every part of a step is given. */
export interface Turn {
  readonly state: State;
  readonly now: InstantMs;
  readonly policy: Policy;
  readonly touched: Set<IncidentRecord>;
  readonly jobs: Set<JobState>;
  /** Incidents whose gathered evidence grew. */
  readonly evidence: Set<IncidentRecord>;
  readonly forgotten: string[];
  readonly leaving: Effect[];
}

export function newTurn(state: State, now: InstantMs, policy: Policy): Turn {
  return {
    state, now, policy, touched: new Set(), jobs: new Set(), evidence: new Set(), forgotten: [],
    leaving: [],
  };
}

export function effectsOf(turn: Turn): readonly Effect[] {
  const effects: Effect[] = [];
  for (const job of turn.jobs) {
    job.persistedAtMs = turn.now;
    effects.push({ kind: "persist", ...jobEntry(job) });
  }
  for (const record of turn.touched) effects.push({ kind: "persist", ...incidentEntry(record) });
  for (const record of turn.evidence) effects.push({ kind: "persist", ...evidenceEntry(record) });
  for (const key of turn.forgotten) effects.push({ kind: "forget", key });
  return [...effects, ...turn.leaving];
}

/** Milliseconds since the job's first collective; never negative. */
export function jobTime(job: JobState, at: InstantMs): number {
  return Math.max(0, Math.round(at - (job.originMs ?? job.firstSeenMs)));
}
