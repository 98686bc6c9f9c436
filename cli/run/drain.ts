// The controller's last look: it gets a moment to take in what the agents still say about the end,
// then it is asked for everything once. A job that never loaded a hook is not waited for.

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { IncidentDetail, StatusView } from "../../proto/api.ts";
import { directories } from "../../proto/environment.ts";
import type { JobName } from "../../proto/ids.ts";
import type { Incident } from "../../proto/verdict.ts";
import { get } from "../controller/client.ts";

export interface LastWord {
  readonly status: StatusView | undefined;
  readonly details: readonly IncidentDetail[];
}

/** Also enough for a controller that was just killed: its lease, the way back, and the end. */
const drainMaxMs = 12_000;
const lookAgainMs = 100;
/** Between an end that JetStream has and the controller's knowledge of it. */
const takenInMs = 300;
/** Alerts go to someone else's server: we wait this long for it, not for ever. */
const alertsMaxMs = 2000;

export interface Run {
  readonly job: JobName;
  readonly directory: string;
  /** A part of C4 was: perhaps the controller, which then remembers nothing before it leads. */
  readonly wasRestarted: boolean;
}

export async function drain(controllerUrl: string, run: Run): Promise<LastWord> {
  const { job } = run;
  const connection = { url: new URL(controllerUrl), timeoutMs: 2000 };
  const begunMs = performance.now();
  const wasWatched = hasHookFiles(run.directory);
  let status: StatusView | undefined;
  let untoldAtMs = -Infinity;
  for (;;) {
    const asked = await get<StatusView>(connection, "/v1/status");
    if (asked.ok) status = asked.value;
    const waitedMs = performance.now() - begunMs;
    // An agent removes a file when its end is told. One that was killed tells it when it is back,
    // and until then another rank's end, which followed from that one, would be blamed.
    if (run.wasRestarted && hasHookFiles(run.directory)) untoldAtMs = waitedMs;
    const isTold = waitedMs - untoldAtMs >= takenInMs;
    const isSettled = asked.ok && isTold &&
      hasSettled(asked.value, { ...run, wasWatched, waitedMs });
    if (isSettled || waitedMs > drainMaxMs) break;
    await sleep(lookAgainMs);
  }
  const incidents = await get<readonly Incident[]>(connection, `/v1/incidents?job=${job}`);
  const details: IncidentDetail[] = [];
  let isSilent = false; // then it is not waited for once for each of a hundred incidents
  for (const incident of incidents.ok ? incidents.value : []) {
    let detail: IncidentDetail = { incident, gathered: [] };
    if (!isSilent) {
      const asked = await get<IncidentDetail>(connection, `/v1/incidents/${incident.id}`);
      if (asked.ok) detail = asked.value;
      else isSilent = true;
    }
    details.push(detail);
  }
  return { status, details };
}

function hasSettled(
  status: StatusView,
  asked: Run & { readonly wasWatched: boolean; readonly waitedMs: number },
): boolean {
  const job = status.jobs.find((each) => each.job === asked.job);
  // Agents have tidied the files of the dead away by then; who leads knows how many ranks it had.
  const mayForget = asked.wasRestarted && !status.controller.leader;
  if (!asked.wasWatched && !mayForget && (job?.ranks ?? 0) === 0) return true;
  if (job?.health !== "ended") return false;
  return status.messages.alertsPending === 0 || asked.waitedMs > alertsMaxMs;
}

function hasHookFiles(directory: string): boolean {
  return readdirSync(directory).some((node) => {
    const files = path.join(directory, node, directories.process);
    return existsSync(files) && readdirSync(files).length > 0;
  });
}
