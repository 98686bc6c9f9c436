// `c4 agent`: a thin wrapper over agent/main.ts. Flags are its configuration's fields.

import {
  agentFields, readAgentOptions, runAgent, type AgentConfig, type AgentReady,
} from "../../agent/main.ts";
import { type Result, success } from "../../proto/errors.ts";
import { type Command, type CommandInput, exitCodes, textOf } from "../terminal/command.ts";
import {
  type NoticeOrder, flagsOf, parseSettings, serviceSignal, tellParent,
} from "../run/service.ts";
import { readVersion } from "../terminal/version.ts";

export const agentCommand: Command = {
  kind: "command",
  name: "agent",
  summary: "Run the agent of this node",
  description: "Ends cleanly on SIGTERM and SIGINT.",
  flags: [{ name: "config", value: "FILE", help: "JSON configuration" }, ...flagsOf(agentFields)],
  examples: ["c4 agent --config /etc/c4/agent.json"],
  exitCodes: [["0", "stopped as asked"], ["1", "error"], ["64", "usage"]],
  run: runAgentCommand,
};

async function runAgentCommand(input: CommandInput): Promise<Result<number>> {
  const settings = parseSettings(input.values, agentFields);
  if (!settings.ok) return settings;
  const options = readAgentOptions(
    textOf(input.values, "config") ?? "",
    settings.value as Partial<AgentConfig>, // each of its field's kind
    input.environment,
  );
  if (!options.ok) return options;
  const ended = await runAgent(options.value, serviceSignal(), {
    version: readVersion(),
    onReady: (ready) => {
      listenForNotices(ready);
      tellParent({ kind: "ready", url: ready.url });
    },
    writeLog: (line) => input.errors.write(`${line.trimEnd()}\n`),
  });
  return ended.ok ? success(exitCodes.healthy) : ended;
}

/** `c4 run` tells the job's fate through whichever of its agents lives. */
function listenForNotices(ready: AgentReady): void {
  process.on("message", (order: NoticeOrder) => {
    if (order.kind !== "notice") return;
    void ready.publish({ ...order.notice, node: ready.node }).then((published) => {
      if (published.ok) tellParent({ kind: "noticed", id: order.id });
    });
  });
  process.channel?.unref(); // a listener holds the channel again
}
