// `c4 off JOB` and `c4 on JOB`: the hooks of a running job, without a restart.

import type { HooksReply, HooksRequest } from "../../proto/api.ts";
import { type Result, success } from "../../proto/errors.ts";
import { connectionOf, controllerFlags, post } from "../controller/client.ts";
import {
  type Command, type CommandInput, type ExitCode, exitCodes, outputFlag, textOf,
} from "../terminal/command.ts";
import { print } from "../terminal/print.ts";
import { formatTable } from "../view/table.ts";

const positionals = [{ name: "JOB", help: "A job's name" }];
const flags = [...controllerFlags, outputFlag];
const codes: Command["exitCodes"] = [
  ["0", "every node has done it"],
  ["1", "error, such as no controller, or a node refused or could not"],
  ["3", "timed out: no answer, or a node has not said yet that it is done; ask again"],
  ["64", "usage"],
];

export const offCommand: Command = {
  kind: "command",
  name: "off",
  summary: "Silence the hooks of a running job",
  description: "The training goes on; C4 sees nothing of it until `c4 on JOB`.",
  positionals, flags,
  examples: ["c4 off train"],
  exitCodes: codes,
  run: (input) => setHooks(input, false),
};

export const onCommand: Command = {
  kind: "command",
  name: "on",
  summary: "Bring the hooks of a running job back",
  positionals, flags,
  examples: ["c4 on train"],
  exitCodes: codes,
  run: (input) => setHooks(input, true),
};

async function setHooks(input: CommandInput, enabled: boolean): Promise<Result<ExitCode>> {
  const connection = connectionOf(input);
  if (!connection.ok) return connection;
  const asked: HooksRequest = { enabled };
  const path = `/v1/jobs/${encodeURIComponent(input.positionals[0] ?? "")}/hooks`;
  const reply = await post<HooksReply>(connection.value, path, asked);
  if (!reply.ok) return reply;
  print(input.output, textOf(input.values, "output") === "json", reply.value, (options) =>
    `Hooks of ${reply.value.job} are ${reply.value.enabled ? "on" : "off"}.\n` +
    formatTable([{ title: "NODE" }, { title: "OUTCOME" }],
      reply.value.nodes.map((each) => [{ text: each.node }, { text: each.outcome }]), options));
  return success(judgeOutcomes(reply.value));
}

/** What has failed stays so; what is pending may still come. */
function judgeOutcomes({ nodes }: HooksReply): ExitCode {
  if (nodes.every(({ outcome }) => outcome === "done")) return exitCodes.healthy;
  const hasFailed = nodes.some(({ outcome }) => outcome !== "done" && outcome !== "pending");
  return hasFailed ? exitCodes.error : exitCodes.timedOut;
}
