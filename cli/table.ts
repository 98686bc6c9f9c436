// Every command of c4, in the order in which people meet them.

import type { CommandEntry } from "./terminal/command.ts";

export const commandTable: readonly CommandEntry[] = [
  {
    name: "run", summary: "Run a training command under C4, on this machine",
    load: async () => (await import("./commands/run.ts")).runCommand,
  },
  {
    name: "status", summary: "What C4 sees: its parts, jobs, open incidents",
    load: async () => (await import("./commands/status.ts")).statusCommand,
  },
  {
    name: "jobs", summary: "The jobs, or one job with its ranks and communicators",
    load: async () => (await import("./commands/jobs.ts")).jobsCommand,
  },
  {
    name: "incidents", summary: "The incidents, newest first, closed ones too",
    load: async () => (await import("./commands/incidents.ts")).incidentsCommand,
  },
  {
    name: "explain", summary: "The story of one incident, from first evidence to outcome",
    load: async () => (await import("./commands/explain.ts")).explainCommand,
  },
  {
    name: "matrix", summary: "Delays between the ranks of a job as a heat table",
    load: async () => (await import("./commands/matrix.ts")).matrixCommand,
  },
  {
    name: "watch", summary: "Status that stays on the screen",
    load: async () => (await import("./commands/watch.ts")).watchCommand,
  },
  {
    name: "off", summary: "Silence the hooks of a running job",
    load: async () => (await import("./commands/hooks.ts")).offCommand,
  },
  {
    name: "on", summary: "Bring the hooks of a running job back",
    load: async () => (await import("./commands/hooks.ts")).onCommand,
  },
  {
    name: "ring", summary: "Look inside one process's shared-memory file",
    load: async () => (await import("./commands/ring.ts")).ringCommand,
  },
  {
    name: "sim", summary: "Play a scenario: what would C4 have said?",
    load: async () => (await import("./commands/sim.ts")).simCommand,
  },
  {
    name: "analyze", summary: "Post-mortem: verdicts from dumps and timelines",
    load: async () => (await import("./commands/analyze.ts")).analyzeCommand,
  },
  {
    name: "selftest", summary: "Prove that facts flow from hook to status, hop by hop",
    load: async () => (await import("./commands/selftest.ts")).selftestCommand,
  },
  {
    name: "agent", summary: "Run the agent of this node",
    load: async () => (await import("./commands/agent.ts")).agentCommand,
  },
  {
    name: "controller", summary: "Run the controller",
    load: async () => (await import("./commands/controller.ts")).controllerCommand,
  },
];
