// `c4 matrix JOB`.

import type { MatrixView } from "../../proto/api.ts";
import { ask } from "../controller/ask.ts";
import { controllerFlags } from "../controller/client.ts";
import { type Command, exitCodes, outputFlag, textOf } from "../terminal/command.ts";
import { formatMatrix, matrixMetrics } from "../view/matrix.ts";

export const matrixCommand: Command = {
  kind: "command",
  name: "matrix",
  summary: "Delays between the ranks of a job as a heat table",
  description:
    "A hot row is a slow sender, a hot column a slow receiver, one hot cell a slow link.",
  positionals: [{ name: "JOB", help: "A job's name" }],
  flags: [
    ...controllerFlags, outputFlag,
    {
      name: "show", value: "WHAT", choices: matrixMetrics, default: "network",
      help: "Network time per MiB, waiting for the receiver, or bytes per second",
    },
  ],
  examples: ["c4 matrix train", "c4 matrix train --show wait"],
  exitCodes: [
    ["0", "shown, whatever the delays"],
    ["1", "error, such as no controller, or no job of that name"],
    ["3", "timed out: no answer"], ["64", "usage"],
  ],
  run: (input) => {
    const shown = textOf(input.values, "show");
    const metric = matrixMetrics.find((each) => each === shown) ?? "network";
    return ask<MatrixView>(input, {
      path: `/v1/matrix/${encodeURIComponent(input.positionals[0] ?? "")}`,
      draw: (view, options) => formatMatrix(view, metric, options),
      judge: () => exitCodes.healthy,
    });
  },
};
