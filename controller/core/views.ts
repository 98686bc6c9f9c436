// What people see, computed from the state on demand. The core knows the fleet; what only io
// knows (its version, the connection, the outbox) comes in as `HostFacts`.

import type {
  HooksReply, IncidentDetail, JobDetail, JobView, MatrixView, StatusView,
} from "../../proto/api.ts";
import type { IncidentId, JobName } from "../../proto/ids.ts";
import type { Incident } from "../../proto/verdict.ts";
import type { InstantMs } from "./contract.ts";
import type { Policy } from "./policy.ts";
import type { State } from "./state.ts";

/** What a view is computed from. */
export interface Scene {
  readonly state: State;
  readonly now: InstantMs;
  readonly policy: Policy;
}

export interface HostFacts {
  readonly version: string;
  readonly leader: boolean;
  readonly upMs: number;
  readonly connected: boolean;
  /** Signatures that the decoder refused. */
  readonly rejected: number;
  readonly alertsPending: number;
  /** De-duplicated lines of io; the core adds its own. */
  readonly errors: readonly string[];
}

export function statusView(scene: Scene, host: HostFacts): StatusView {
  const { state, policy } = scene;
  return {
    controller: {
      version: host.version, leader: host.leader, term: state.term, upMs: host.upMs,
      policy: policy.mode,
    },
    agents: [],
    messages: {
      connected: host.connected, received: state.counters.signatures, lost: state.counters.lost,
      rejected: host.rejected, alertsPending: host.alertsPending,
    },
    hooks: { ranksLoaded: 0, ranksExpected: 0, dropped: 0, silenced: 0 },
    jobs: jobViews(scene),
    incidents: [],
    errors: host.errors,
  };
}

export function jobViews(_scene: Scene): readonly JobView[] {
  return [];
}

export function jobDetail(_scene: Scene, _job: JobName): JobDetail | undefined {
  return undefined;
}

/** All known, newest first; of one job when named. */
export function incidents(_state: State, _job?: JobName): readonly Incident[] {
  return [];
}

export function incidentDetail(_state: State, _id: IncidentId): IncidentDetail | undefined {
  return undefined;
}

export function matrixView(_scene: Scene, _job: JobName): MatrixView | undefined {
  return undefined;
}

export function hooksReply(_state: State, _job: JobName): HooksReply | undefined {
  return undefined;
}
