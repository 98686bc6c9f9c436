// `c4 incidents`.

import type { Incident } from "../../proto/verdict.ts";
import { ask } from "../controller/ask.ts";
import { controllerFlags } from "../controller/client.ts";
import { type Command, exitCodes, outputFlag, textOf } from "../terminal/command.ts";
import { isOpen } from "../view/incident.ts";
import { formatIncidents } from "../view/incidents.ts";

export const incidentsCommand: Command = {
  kind: "command",
  name: "incidents",
  summary: "The incidents, newest first, closed ones too",
  flags: [...controllerFlags, outputFlag, { name: "job", value: "JOB", help: "Of this job only" }],
  examples: ["c4 incidents", "c4 incidents --job train -o json"],
  exitCodes: [
    ["0", "none is open"], ["1", "error, such as no controller"],
    ["2", "degraded: one of those shown is open"], ["3", "timed out: no answer"], ["64", "usage"],
  ],
  run: (input) => {
    const job = textOf(input.values, "job");
    return ask<readonly Incident[]>(input, {
      path: `/v1/incidents${job === undefined ? "" : `?job=${encodeURIComponent(job)}`}`,
      draw: formatIncidents,
      judge: (incidents) => (incidents.some(isOpen) ? exitCodes.degraded : exitCodes.healthy),
    });
  },
};
