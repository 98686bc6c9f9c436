// `c4 explain INCIDENT`.

import type { IncidentDetail } from "../../proto/api.ts";
import { ask } from "../ask.ts";
import { controllerFlags } from "../client.ts";
import { type Command, exitCodes, outputFlag } from "../command.ts";
import { formatExplanation } from "../view/explain.ts";
import { isOpen } from "../view/incident.ts";

export const explainCommand: Command = {
  kind: "command",
  name: "explain",
  summary: "The story of one incident, from first evidence to outcome",
  positionals: [{ name: "INCIDENT", help: "An id, as `c4 incidents` lists them" }],
  flags: [...controllerFlags, outputFlag],
  examples: ["c4 explain inc-train-1", "c4 explain inc-train-1 -o json | jq -r '.gathered[].text'"],
  exitCodes: [
    ["0", "it is over"], ["1", "error, such as no controller, or no incident of that id"],
    ["2", "degraded: it is open"], ["3", "timed out: no answer"], ["64", "usage"],
  ],
  run: (input) => ask<IncidentDetail>(input, {
    path: `/v1/incidents/${encodeURIComponent(input.positionals[0] ?? "")}`,
    draw: formatExplanation,
    judge: ({ incident }) => (isOpen(incident) ? exitCodes.degraded : exitCodes.healthy),
  }),
};
