// One agent. It watches from its first moment, with or without NATS, and says that it is ready when
// NATS was reached. Stops cleanly on the signal: what it still has to tell goes out first.

import { accessSync, constants } from "node:fs";
import path from "node:path";
import type { Result } from "../proto/errors.ts";
import type { AgentOptions } from "./io/config.ts";
import { furnish, live, type Surroundings } from "./io/live.ts";
import { createLog, type Log } from "./io/log.ts";
import { startNodeHelper, type NodeHelper } from "./io/node-helper.ts";

export { agentFields, readAgentOptions } from "./io/config.ts";
export type { AgentConfig, AgentOptions, Witnesses } from "./io/config.ts";
export type { AgentReady, Surroundings } from "./io/live.ts";

/** Resolves after a clean stop; a failure when it cannot run at all. */
export async function runAgent(
  options: AgentOptions, signal: AbortSignal, around: Surroundings,
): Promise<Result<void>> {
  const log = createLog(around.writeLog);
  const helper = findHelper(options, log);
  return live(furnish(options, log, helper, signal), around);
}

/** Beside the hooks, wherever this file was built to. */
function findHelper(options: AgentOptions, log: Log): NodeHelper | undefined {
  const given = options.config.nodeHelper;
  if (given === "none") return undefined;
  const places = given !== "" ? [given] : ["..", "../..", "../../.."].map((up) =>
    path.resolve(import.meta.dirname, up, "ncclmon/build/c4-nodehelper"));
  const program = places.find(canRun);
  if (program !== undefined) return startNodeHelper(program, log);
  log.problem("c4-nodehelper is not there",
    `${places[0]}: deaths are found by looking, sockets are not listed`);
  return undefined;
}

function canRun(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
