// The agent's configuration: what each field means, and what follows from all of them together.

import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import {
  filledText, inFile, number, parseFields, parseJsonFile, parseListen, refuser, text,
  type ConfigOf, type Fields, type Listen, type Refuse,
} from "../../proto/configuration.ts";
import { environment as names } from "../../proto/environment.ts";
import { success, type Result } from "../../proto/errors.ts";
import { parseNodeName, type NodeName } from "../../proto/ids.ts";
import { wireLimits } from "../../proto/wire/check.ts";

const owner = "agent";
const mebibyte = 1024 * 1024;

export const agentFields = {
  "node": text("", "Name of this node; empty: C4_NODE, else the host's name"),
  "directory": text("",
    "Where hooks write, comma-separated; `*` stands for one folder name; empty: C4_DIR"),
  "windowMs": number(1000, 100, 60_000, "One signature each, at rest (ms)"),
  "fastWindowMs": number(100, 20, 60_000, "The same while an operation is overdue (ms)"),
  // More than the wire carries would be watched in vain: nobody reads such a signature.
  "processesMax": number(64, 1, wireLimits.processesMax,
    "Training processes that are watched; more are refused"),
  "healthMs": number(15_000, 1000, 600_000, "How often the node's health is measured (ms)"),
  "witnesses": filledText("all",
    "all: hook files, process states, processor time, sockets; hooks: hook files (and deaths)"),
  "socketsMs": number(1000, 100, 60_000, "How often sockets are listed; TCP facts (ms)"),
  "nats.url": filledText("nats://127.0.0.1:4222", "NATS servers, comma-separated"),
  "nats.tokenFile": text("", "File with the token, when NATS asks for one"),
  "nats.caFile": text("", "File with the certificate authority; switches TLS on"),
  "nats.timeoutMs": number(2000, 100, 30_000, "Patience with one JetStream answer (ms)"),
  "probe.listen": text("0.0.0.0:0",
    "Address and port where probes of other agents are answered; empty: nowhere"),
  "probe.announce": text("", "Address that others reach it at, when it is not the one above"),
  "http.listen": text("", "Address and port of /healthz, /readyz and /metrics; empty: none"),
  "dumps.directory": text("",
    "Where copies of Flight Recorder dumps are kept, by incident; empty: nowhere"),
  "dumps.bytesMax": number(256 * mebibyte, 0, 1024 * 1024 * mebibyte,
    "Room for all copies (bytes)"),
  "dumps.filesMax": number(256, 0, 100_000, "Copies that are kept; more are dropped and counted"),
  "nodeHelper": text("",
    "Path of c4-nodehelper; empty: ncclmon/build of c4's own folder; none: do without"),
  "readyFile": text("", "Is written when the agent is ready and removed when it stops"),
} as const satisfies Fields;

export type AgentConfig = ConfigOf<typeof agentFields>;

/** `hooks` is what an agent sees that may not look into the host's /proc. */
export type Witnesses = "all" | "hooks";

export interface AgentOptions {
  readonly config: AgentConfig;
  readonly node: NodeName;
  readonly roots: readonly string[];
  /** Who may testify about a process beside its hook. */
  readonly witnesses: Witnesses;
  readonly probe: Listen | undefined;
  readonly http: Listen | undefined;
}

/** `overrides`: fields by flags; they win over the file. `file` empty: defaults alone. */
export function readAgentOptions(
  file: string,
  overrides: Partial<AgentConfig>,
  environment: Readonly<Record<string, string | undefined>>,
): Result<AgentOptions> {
  const given = readJson(file);
  if (!given.ok) return given;
  const config = inFile(file, parseConfig(given.value, overrides));
  if (!config.ok) return config;
  const refuse = refuser({ owner, file, fields: agentFields, config: config.value, overrides });
  return derive(config.value, refuse, environment);
}

export function parseConfig(
  given: unknown, overrides: Partial<AgentConfig>,
): Result<AgentConfig> {
  return parseFields(owner, agentFields, given, overrides);
}

function derive(
  config: AgentConfig, refuse: Refuse,
  environment: Readonly<Record<string, string | undefined>>,
): Result<AgentOptions> {
  const named = config.node || environment[names.node] || hostname();
  const node = parseNodeName(named);
  if (!node.ok) return refuse("node", node.error.message);
  const roots = (config.directory || (environment[names.directory] ?? "")).split(",")
    .map((root) => root.trim()).filter((root) => root !== "");
  if (roots.length === 0) return refuse("directory", "no directory: set it, or C4_DIR");
  const relative = roots.find((root) => !path.isAbsolute(root));
  if (relative !== undefined) {
    return refuse("directory", `directory ${relative} must be an absolute path`);
  }
  if (config.fastWindowMs > config.windowMs) {
    return refuse("fastWindowMs", `fastWindowMs is above windowMs: ${config.fastWindowMs} and ` +
      `${config.windowMs}; lower the one or raise the other`);
  }
  const { witnesses } = config;
  if (witnesses !== "all" && witnesses !== "hooks") {
    return refuse("witnesses", `witnesses is ${witnesses} and must be all or hooks`);
  }
  const probe = listenAt("probe.listen", config, refuse);
  if (!probe.ok) return probe;
  const http = listenAt("http.listen", config, refuse);
  if (!http.ok) return http;
  return success({
    config, node: node.value, roots, witnesses, probe: probe.value, http: http.value,
  });
}

/** Empty: nowhere. */
function listenAt(
  name: "probe.listen" | "http.listen", config: AgentConfig, refuse: Refuse,
): Result<Listen | undefined> {
  return config[name] === "" ? success(undefined) : parseListen(refuse, name, config[name]);
}

function readJson(file: string): Result<unknown> {
  return parseJsonFile(file, (name) => readFileSync(name, "utf8"));
}
