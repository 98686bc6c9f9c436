// The report of a play, in the form of `c4 run`'s.

import { reportIncident, type Report } from "../proto/report.ts";
import { nodeNameOf } from "./agents/host.ts";
import type { Performance } from "./play.ts";

export function reportOf(play: Performance): Report {
  const { scenario, world, agents, incidents, signatures } = play;
  return {
    version: 1,
    job: {
      name: scenario.job.name, ranks: world.ranks,
      nodes: agents.map((_, index) => nodeNameOf(index)),
    },
    command: { exitCode: 0, seconds: scenario.seconds },
    incidents: [...incidents]
      .sort((left, right) => left.firstEvidenceMs - right.firstEvidenceMs)
      .map((incident) => reportIncident({ incident, gathered: [] })),
    signatures: {
      received: signatures.sent - signatures.lost, lost: signatures.lost, rejected: 0,
    },
    agents: agents.map(({ host }) => ({ node: host.node, cpuSeconds: null, rssBytes: null })),
  };
}
