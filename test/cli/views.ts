// Views as a controller would answer them, with defaults, so that what a test writes out is what
// matters to it.

import type {
  AgentView, IncidentDetail, JobDetail, JobView, MatrixView, OpenIncident, RankView, StatusView,
} from "../../proto/api.ts";
import type { CommId, IncidentId, JobName, NodeName, Rank } from "../../proto/ids.ts";
import type { Incident } from "../../proto/verdict.ts";

export const node = (index: number): NodeName => `node-${index}` as NodeName;
export const jobName = (name: string): JobName => name as JobName;
const rank = (value: number): Rank => value as Rank;

export function makeAgent(given: Partial<AgentView> = {}): AgentView {
  return {
    node: node(0), state: "reporting", lastReportAgeMs: 400, processes: 1, cpuSeconds: 0.42,
    rssBytes: 61 * 2 ** 20, ...given,
  };
}

export function makeJob(given: Partial<JobView> = {}): JobView {
  return {
    job: jobName("train"), ranks: 4, ranksSeen: 4, communicatorsSeen: 1,
    nodes: [0, 1, 2, 3].map(node),
    health: "healthy", step: 18231, stepKind: "declared", stepsPerSecond: 11.2, rateRatio: 1,
    sinceMs: 134_000, hooks: "on", headline: "", ...given,
  };
}

export function makeIncident(given: Partial<OpenIncident> = {}): OpenIncident {
  return { ...makeToldIncident(), sinceMs: 31_000, ...given };
}

export function makeToldIncident(given: Partial<Incident> = {}): Incident {
  return {
    id: "inc-1" as IncidentId, job: jobName("train"), state: "confirmed",
    syndrome: "non-comm-hang", cause: "unknown", needsHuman: true,
    suspects: [{ kind: "rank", rank: rank(2), node: node(2) }], level: "closed", confidence: 0.97,
    commId: "00c0ffee00c0ffee" as CommId, ordinal: 18_232, firstEvidenceMs: 12_300,
    suspectedMs: 13_450, pagedMs: 42_300, closedMs: undefined,
    signal: "rank 2 has not started operation 18232 that 3 ranks wait in for 1.1 s",
    evidence: [
      "rank 2 has not started operation 18232 that 3 ranks wait in for 1.2 s",
      "its usual pause before this operation is 84 ms",
    ],
    actions: [
      { kind: "gather", atMs: 13_500, outcome: "done", detail: "3 stacks" },
      { kind: "alert", atMs: 42_310, outcome: "delivered", detail: "webhook answered 200" },
    ],
    reason: "rank 2 waits in no other communicator, and no transfer is outstanding",
    history: [
      { atMs: 13_450, change: "suspected non-comm-hang of rank 2" },
      { atMs: 42_300, change: "confirmed: lasted 30 s" },
    ],
    ...given,
  };
}

export function makeStatus(given: Partial<StatusView> = {}): StatusView {
  return {
    controller: {
      version: "0.1.0", leader: true, suspended: false, term: 3, upMs: 134_000, policy: "observe",
    },
    agents: [0, 1, 2, 3].map((index) => makeAgent({ node: node(index) })),
    messages: { connected: true, received: 536, lost: 0, rejected: 0, alertsPending: 0 },
    hooks: { ranksLoaded: 4, ranksExpected: 4, missing: [], dropped: 0, silenced: 0 },
    jobs: [makeJob()], incidents: [], errors: [], ...given,
  };
}

export function makeRank(given: Partial<RankView> = {}): RankView {
  return {
    rank: rank(0), node: node(0), pid: 4101, state: "waiting", phase: "none",
    operation: "all-reduce #18232", operationAgeMs: 1240, latenessMs: 0.4,
    sentBytesPerSecond: 3.1e6, ...given,
  };
}

export function makeJobDetail(given: Partial<JobDetail> = {}): JobDetail {
  return {
    ...makeJob(),
    members: [0, 1, 2, 3].map((index) => makeRank({
      rank: rank(index), node: node(index), pid: 4101 + index,
      ...(index !== 2 ? {} : {
        state: "late", operation: "", operationAgeMs: -1, latenessMs: 61_000,
      }),
    })),
    imbalance: { turns: 0, always: [] },
    communicators: [{
      commId: "00c0ffee00c0ffee" as CommId, name: "default_pg", framework: "gloo", size: 4,
      members: [0, 1, 2, 3].map(rank), started: 18_232, completed: 18_231,
      operationsPerSecond: 33.6,
    }],
    ...given,
  };
}

/** A ring of `size` ranks whose lane `slow` → `slow + 1` takes ten times as long. */
export function makeMatrix(size: number, slow: number): MatrixView {
  const cell = (from: number, to: number): number | null =>
    to !== (from + 1) % size ? null : from === slow ? 24.1 : 2.1 + 0.1 * (from % 3);
  const grid = (of: (from: number, to: number) => number | null): (number | null)[][] =>
    Array.from({ length: size }, (_, from) =>
      Array.from({ length: size }, (_unused, to) => of(from, to)));
  return {
    job: jobName("train"),
    ranks: Array.from({ length: size }, (_, index) => ({ rank: rank(index), node: node(index) })),
    networkMsPerMiB: grid(cell),
    peerWaitFraction: grid((from, to) => (cell(from, to) === null ? null : 0.02)),
    bytesPerSecond: grid((from, to) => (cell(from, to) === null ? null : 3.1e6)),
  };
}

export function makeIncidentDetail(given: Partial<IncidentDetail> = {}): IncidentDetail {
  return {
    incident: makeToldIncident(),
    gathered: [{
      kind: "stack", node: node(2), rank: rank(2), truncated: false,
      text: "File \"train.py\", line 71 in carry_out\nFile \"train.py\", line 102 in train\n",
    }],
    ...given,
  };
}
