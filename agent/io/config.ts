// The agent's configuration: a JSON file, then flags over it. Every field says its meaning, unit,
// default and bounds here and nowhere else; unknown fields are refused by name, because a misspelt
// one would silently be its default.

import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { environment as names } from "../../proto/environment.ts";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import { parseNodeName, type NodeName } from "../../proto/ids.ts";

interface TextField {
  readonly kind: "text";
  readonly default: string;
  readonly help: string;
}

interface NumberField {
  readonly kind: "number";
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly help: string;
}

type Field = TextField | NumberField;

const text = (fallback: string, help: string): TextField =>
  ({ kind: "text", default: fallback, help });
const number = (fallback: number, min: number, max: number, help: string): NumberField =>
  ({ kind: "number", default: fallback, min, max, help });

/** `group.name` in the JSON file is an object `group` with a field `name`. */
export const agentFields = {
  "node": text("", "Name of this node; empty: C4_NODE, else the host's name"),
  "directory": text("",
    "Where hooks write, comma-separated; `*` stands for one folder name; empty: C4_DIR"),
  "windowMs": number(1000, 100, 60_000, "One signature each, at rest (ms)"),
  "fastWindowMs": number(100, 20, 60_000, "The same while an operation is overdue (ms)"),
  "processesMax": number(64, 1, 1024, "Training processes that are watched; more are refused"),
  "healthMs": number(15_000, 1000, 600_000, "How often the node's health is measured (ms)"),
  "socketsMs": number(1000, 100, 60_000, "How often sockets are listed; TCP facts (ms)"),
  "nats.url": text("nats://127.0.0.1:4222", "NATS servers, comma-separated"),
  "nats.tokenFile": text("", "File with the token, when NATS asks for one"),
  "nats.caFile": text("", "File with the certificate authority; switches TLS on"),
  "nats.timeoutMs": number(2000, 100, 30_000, "Patience with one JetStream answer (ms)"),
  "probe.listen": text("0.0.0.0:0",
    "Address and port where probes of other agents are answered; empty: nowhere"),
  "probe.announce": text("", "Address that others reach it at, when it is not the one above"),
  "http.listen": text("", "Address and port of /healthz, /readyz and /metrics; empty: none"),
  "nodeHelper": text("", "Path of c4-nodehelper; empty: beside the hooks; none: do without"),
  "readyFile": text("", "Is written when the agent is ready and removed when it stops"),
} as const satisfies Readonly<Record<string, Field>>;

export type AgentField = keyof typeof agentFields;
type ValueOf<Name extends AgentField> =
  (typeof agentFields)[Name]["kind"] extends "number" ? number : string;
export type AgentConfig = { readonly [Name in AgentField]: ValueOf<Name> };

export interface Listen {
  readonly address: string;
  readonly port: number;
}

export interface AgentOptions {
  readonly config: AgentConfig;
  readonly node: NodeName;
  readonly roots: readonly string[];
  readonly probe: Listen | undefined;
  readonly http: Listen | undefined;
}

/** `overrides`: fields by flags; they win over the file. `file` empty: defaults alone. */
export function readAgentOptions(
  file: string,
  overrides: Partial<AgentConfig>,
  environment: Readonly<Record<string, string | undefined>>,
): Result<AgentOptions> {
  const given = file === "" ? success({}) : readJson(file);
  if (!given.ok) return given;
  const config = parseConfig(given.value, overrides);
  return config.ok ? derive(config.value, environment) : config;
}

export function parseConfig(
  given: unknown, overrides: Partial<AgentConfig>,
): Result<AgentConfig> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return refuse("must be a JSON object");
  }
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      values.set(name, value);
    } else for (const [inner, each] of Object.entries(value)) values.set(`${name}.${inner}`, each);
  }
  for (const [name, value] of Object.entries(overrides)) values.set(name, value);
  const config: Record<string, string | number> = {};
  for (const [name, field] of Object.entries<Field>(agentFields)) {
    const value = values.get(name) ?? field.default;
    values.delete(name);
    const problem = check(field, value);
    if (problem !== undefined) return refuse(`${name} ${problem}`);
    config[name] = value as string | number;
  }
  const [unknown] = values.keys();
  if (unknown === undefined) return success(config as unknown as AgentConfig);
  return refuse(`there is no field ${unknown}: the fields are ` +
    Object.keys(agentFields).join(", "));
}

const refuse = (reason: string): Result<never> =>
  failure("invalid-argument", `agent configuration: ${reason}`);

function check(field: Field, value: unknown): string | undefined {
  if (field.kind === "text") return typeof value === "string" ? undefined : "must be text";
  if (typeof value !== "number" || !Number.isInteger(value)) return "must be a whole number";
  return value >= field.min && value <= field.max ? undefined
    : `is ${value} and must be ${field.min}..${field.max}`;
}

function derive(
  config: AgentConfig, environment: Readonly<Record<string, string | undefined>>,
): Result<AgentOptions> {
  const named = config.node || environment[names.node] || hostname();
  const node = parseNodeName(named);
  if (!node.ok) return refuse(node.error.message);
  const roots = (config.directory || (environment[names.directory] ?? "")).split(",")
    .map((root) => root.trim()).filter((root) => root !== "");
  if (roots.length === 0) return refuse("no directory: set it, or C4_DIR");
  const relative = roots.find((root) => !path.isAbsolute(root));
  if (relative !== undefined) return refuse(`directory ${relative} must be an absolute path`);
  if (config.fastWindowMs > config.windowMs) return refuse("fastWindowMs is above windowMs");
  const probe = parseListen("probe.listen", config["probe.listen"]);
  if (!probe.ok) return probe;
  const http = parseListen("http.listen", config["http.listen"]);
  if (!http.ok) return http;
  return success({ config, node: node.value, roots, probe: probe.value, http: http.value });
}

function parseListen(name: string, value: string): Result<Listen | undefined> {
  if (value === "") return success(undefined);
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):([0-9]{1,5})$/.exec(value);
  const port = Number(match?.[3]);
  const address = match?.[1] ?? match?.[2];
  if (address !== undefined && port <= 65_535) return success({ address, port });
  return refuse(`${name} is ${JSON.stringify(value)} and must be address:port`);
}

function readJson(file: string): Result<unknown> {
  try {
    return success(JSON.parse(readFileSync(file, "utf8")));
  } catch (caught) {
    const isMissing = caught instanceof Error && "code" in caught;
    return failure(isMissing ? "not-found" : "invalid-argument",
      `cannot read ${file}: ${failureFrom(caught).message}`, caught);
  }
}
