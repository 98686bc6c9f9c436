// Pages. Each has a key that is the same however often it is said: the outbox de-duplicates by it,
// so a controller that dies between writing and sending says it again in its next life and nobody
// hears it twice. One page per incident; another only when it returned after being resolved.
// Records of deliveries outlive incidents, whose ids may be given again when they and their job are
// long forgotten: so the moment of opening is part of the key.

import { act, change, changeOnce, settleActions } from "./history.ts";
import type { IncidentRecord, JobState } from "../fleet/state.ts";
import type { Turn } from "../fleet/turn.ts";

export function fire(turn: Turn, job: JobState, record: IncidentRecord): void {
  record.alert = { count: record.alert.count + 1, firing: "pending", resolved: "none" };
  act(turn, job, record, { kind: "alert", outcome: "pending", detail: alertKey(record, "firing") });
  say(turn, record, "firing");
}

export function resolve(turn: Turn, job: JobState, record: IncidentRecord): void {
  record.alert = { ...record.alert, resolved: "pending" };
  act(turn, job, record, {
    kind: "resolve", outcome: "pending", detail: alertKey(record, "resolved"),
  });
  say(turn, record, "resolved");
}

function alertKey(record: IncidentRecord, status: "firing" | "resolved"): string {
  const { incident: { id }, openedAtMs, alert: { count } } = record;
  const opened = openedAtMs === undefined ? "" : `/${Math.round(openedAtMs).toString(36)}`;
  return `${id}${opened}/${status}${count > 1 ? `-${count}` : ""}`;
}

function say(turn: Turn, record: IncidentRecord, status: "firing" | "resolved"): void {
  turn.leaving.push({
    kind: "alert", alert: alertKey(record, status), status, incident: record.incident,
  });
}

/** What a former life had written and perhaps not said. */
export function replayAlerts(turn: Turn): void {
  if (!turn.state.replayAlerts) return;
  turn.state.replayAlerts = false;
  for (const record of turn.state.incidents.values()) {
    if (record.alert.firing === "pending") say(turn, record, "firing");
    if (record.alert.resolved === "pending") say(turn, record, "resolved");
  }
}

export function onAlertOutcome(
  turn: Turn,
  alert: string,
  outcome: "failing" | "delivered" | "failed" | "refused",
  detail: string,
): void {
  for (const record of turn.state.incidents.values()) {
    for (const status of ["firing", "resolved"] as const) {
      if (alertKey(record, status) !== alert || record.alert[status] === outcome) continue;
      const job = turn.state.jobs.get(record.incident.job);
      // What fails is still to be said by the next life.
      if (outcome !== "failing") record.alert = { ...record.alert, [status]: outcome };
      if (job === undefined) continue;
      settleActions(record, (action) => action.detail === alert, outcome);
      if (outcome === "failing") {
        changeOnce(turn, job, record, `alert ${status} not delivered yet: ${detail}; tried again`);
        continue;
      }
      if (status === "firing" && outcome === "delivered" && record.incident.state === "confirmed") {
        record.incident = { ...record.incident, state: "acted" };
      }
      const came = outcome === "refused" ? "not sent" : outcome; // ours to refuse: see the outbox
      change(turn, job, record, `alert ${status} ${came}${detail === "" ? "" : `: ${detail}`}`);
    }
  }
}
