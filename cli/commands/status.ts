// `c4 status`: one page. With --wait it looks again until all is healthy, and prints the last page
// even when the time is up.

import { setTimeout as sleep } from "node:timers/promises";
import type { StatusView } from "../../proto/api.ts";
import { type Result, success } from "../../proto/errors.ts";
import { connectionOf, controllerFlags, get } from "../controller/client.ts";
import {
  type Command, type CommandInput, exitCodes, isOn, outputFlag, textOf,
} from "../terminal/command.ts";
import { print } from "../terminal/print.ts";
import { formatStatus, isDegraded } from "../view/status.ts";

const lookAgainMs = 500;

export const statusCommand: Command = {
  kind: "command",
  name: "status",
  summary: "What C4 sees: its parts, jobs, open incidents",
  flags: [
    ...controllerFlags, outputFlag,
    { name: "wait", help: "Look again until all is healthy or --timeout is over" },
  ],
  examples: [
    "c4 status", "c4 status --wait --timeout 60", "c4 status -o json | jq '.jobs[].health'",
  ],
  exitCodes: [
    ["0", "healthy"], ["1", "error, such as no controller"],
    ["2", "degraded: an open incident, a silent agent, or ranks in an unknown state"],
    ["3", "timed out: no answer, or with --wait not healthy in time"], ["64", "usage"],
  ],
  run: runStatus,
};

async function runStatus(input: CommandInput): Promise<Result<number>> {
  const connection = connectionOf(input);
  if (!connection.ok) return connection;
  const deadlineMs = Date.now() + connection.value.timeoutMs;
  const waits = isOn(input.values, "wait");
  for (;;) {
    const view = await get<StatusView>(connection.value, "/v1/status");
    const isOver = !waits || Date.now() >= deadlineMs;
    if (!view.ok && isOver) return view;
    if (view.ok && (isOver || !isDegraded(view.value))) {
      const asJson = textOf(input.values, "output") === "json";
      print(input.output, asJson, view.value, (options) => formatStatus(view.value, options));
      if (!isDegraded(view.value)) return success(exitCodes.healthy);
      return success(waits ? exitCodes.timedOut : exitCodes.degraded);
    }
    await sleep(lookAgainMs);
  }
}
