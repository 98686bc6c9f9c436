// `c4 jobs` and `c4 jobs JOB`.

import type { JobDetail, JobView } from "../../proto/api.ts";
import { ask } from "../controller/ask.ts";
import { controllerFlags } from "../controller/client.ts";
import { type Command, exitCodes, outputFlag } from "../terminal/command.ts";
import { formatJob } from "../view/job.ts";
import { formatJobs } from "../view/status.ts";

export const jobsCommand: Command = {
  kind: "command",
  name: "jobs",
  summary: "The jobs, or one job with its ranks and communicators",
  positionals: [{ name: "JOB", help: "A job's name", optional: true }],
  flags: [...controllerFlags, outputFlag],
  examples: ["c4 jobs", "c4 jobs train", "c4 jobs train -o json"],
  exitCodes: [
    ["0", "no job shown is sick"],
    ["1", "error, such as no controller, or no job of that name"],
    ["2", "degraded: a job has an open incident, or its state is unknown"],
    ["3", "timed out: no answer"], ["64", "usage"],
  ],
  run: (input) => {
    const [job] = input.positionals;
    return job === undefined
      ? ask<readonly JobView[]>(input, {
        path: "/v1/jobs",
        draw: (jobs, options) =>
          jobs.length === 0 ? "No job seen yet.\n" : formatJobs(jobs, [], options),
        judge: (jobs) => judgeHealth(jobs),
      })
      : ask<JobDetail>(input, {
        path: `/v1/jobs/${encodeURIComponent(job)}`,
        draw: formatJob,
        judge: (detail) => judgeHealth([detail]),
      });
  },
};

function judgeHealth(jobs: readonly JobView[]): number {
  const isSick = jobs.some((job) => job.health === "degraded" || job.health === "unknown");
  return isSick ? exitCodes.degraded : exitCodes.healthy;
}
