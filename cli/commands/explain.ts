// `c4 explain INCIDENT`.

import type { IncidentDetail } from "../../proto/api.ts";
import { success } from "../../proto/errors.ts";
import { parseIncidentId } from "../../proto/ids.ts";
import { ask } from "../controller/ask.ts";
import { controllerFlags } from "../controller/client.ts";
import { type Command, exitCodes, outputFlag, textOf } from "../terminal/command.ts";
import { print } from "../terminal/print.ts";
import { readIncident } from "../files/report-file.ts";
import { formatExplanation } from "../view/explain.ts";
import { isOpen } from "../view/incident.ts";

export const explainCommand: Command = {
  kind: "command",
  name: "explain",
  summary: "The story of one incident, from first evidence to outcome",
  positionals: [{ name: "INCIDENT", help: "An id, as `c4 incidents` lists them" }],
  flags: [
    ...controllerFlags, outputFlag,
    { name: "report", value: "FILE", help: "Read it from a report that `c4 run` left" },
  ],
  examples: [
    "c4 explain inc-train-1", "c4 explain inc-train-1 --report report.json",
    "c4 explain inc-train-1 -o json | jq -r '.gathered[].text'",
  ],
  exitCodes: [
    ["0", "it is over"],
    ["1", "error, such as no controller, no report, or no incident of that id"],
    ["2", "degraded: it is open"], ["3", "timed out: no answer"], ["64", "usage"],
  ],
  run: async (input) => {
    const [given = ""] = input.positionals;
    const asked = parseIncidentId(given);
    if (!asked.ok) return asked;
    const id = asked.value;
    const report = textOf(input.values, "report");
    const judge = ({ incident }: IncidentDetail): number =>
      isOpen(incident) ? exitCodes.degraded : exitCodes.healthy;
    if (report === undefined) {
      const path = `/v1/incidents/${encodeURIComponent(id)}`;
      return ask<IncidentDetail>(input, { path, draw: formatExplanation, judge });
    }
    const detail = readIncident(report, id);
    if (!detail.ok) return detail;
    print(input.output, textOf(input.values, "output") === "json", detail.value,
      (options) => formatExplanation(detail.value, options));
    return success(judge(detail.value));
  },
};
