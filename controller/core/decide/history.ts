// What happened to an incident, written down: lines of history and actions, each with its time.

import type { IncidentAction } from "../../../proto/verdict.ts";
import type { IncidentRecord, JobState } from "../fleet/state.ts";
import { jobTime, type Turn } from "../fleet/turn.ts";

/** Of a long history its beginning is kept as well: it says what opened the incident. */
const historyMax = 64;
const beginningKept = 4;
const actionsMax = 64;

export function change(turn: Turn, job: JobState, record: IncidentRecord, text: string): void {
  const entry = { atMs: jobTime(job, turn.now), change: text };
  const history = [...record.incident.history, entry];
  if (history.length > historyMax) history.splice(beginningKept, 1);
  record.incident = { ...record.incident, history };
  turn.touched.add(record);
  turn.leaving.push({ kind: "changed", incident: record.incident, change: text });
}

/** A line that is said once, however often it is seen. */
export function changeOnce(
  turn: Turn,
  job: JobState,
  record: IncidentRecord,
  text: string,
): void {
  if (record.incident.history.some((entry) => entry.change === text)) return;
  change(turn, job, record, text);
}

/** Something is being done. */
export function act(
  turn: Turn,
  job: JobState,
  record: IncidentRecord,
  action: Omit<IncidentAction, "atMs">,
): void {
  const actions = [
    ...record.incident.actions, { ...action, atMs: jobTime(job, turn.now) },
  ].slice(-actionsMax);
  record.incident = { ...record.incident, actions };
  turn.touched.add(record);
}

const unsettled: readonly string[] = ["pending", "failing"] satisfies IncidentAction["outcome"][];

/** … and this came of it. */
export function settleActions(
  record: IncidentRecord,
  isMeant: (action: IncidentAction) => boolean,
  outcome: IncidentAction["outcome"],
): void {
  const actions = record.incident.actions.map((action) =>
    unsettled.includes(action.outcome) && isMeant(action) ? { ...action, outcome } : action);
  record.incident = { ...record.incident, actions };
}
