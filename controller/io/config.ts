// The controller's configuration: a JSON file, then flags over it. Every field says its meaning,
// unit, default and bounds here and nowhere else; unknown fields are refused by name, because a
// misspelt one would silently be its default.

import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import { defaultPolicy, validatePolicy, type Policy } from "../core/policy.ts";
import { readSecret } from "./nats.ts";

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
export const controllerFields = {
  "name": text("", "Name of this controller in NATS and the lease; empty: the host's name"),
  "policy": text("", "observe, isolate or recover; empty: what the policy file says"),
  "policyFile": text("", "JSON file with fields of the policy that differ from the defaults"),
  "leaseMs": number(3000, 300, 60_000,
    "A leader silent for so long is replaced; it stops acting after 2/3 of it (ms)"),
  "ticksPerSecond": number(5, 4, 10, "How often time alone is judged"),
  "nats.url": text("nats://127.0.0.1:4222", "NATS servers, comma-separated"),
  "nats.tokenFile": text("", "File with the token, when NATS asks for one"),
  "nats.caFile": text("", "File with the certificate authority; switches TLS on"),
  "nats.replicas": number(1, 1, 5, "Copies of each stream and bucket that is made: 1, 3 or 5"),
  "nats.timeoutMs": number(2000, 100, 30_000, "Patience with one JetStream request (ms)"),
  "http.listen": text("127.0.0.1:7044", "Address and port of the HTTP API; port 0: any free one"),
  "http.hosts": text("", "Host names of ours beside localhost and addresses, comma-separated"),
  "http.statusMs": number(1000, 100, 60_000, "Interval of status messages on the stream (ms)"),
  "alert.url": text("", "Webhook that alerts are posted to; empty: nobody is told"),
  "alert.urlFile": text("", "File with that URL, when the URL itself is a secret"),
  "alert.secretFile": text("", "File with the HMAC key; else the environment's C4_ALERT_SECRET"),
  "alert.timeoutMs": number(10_000, 100, 120_000, "Patience with one webhook request (ms)"),
  "alert.attemptsMax": number(1000, 1, 100_000, "Requests for one alert before it has failed"),
  "alert.retryBaseMs": number(1000, 10, 60_000, "First pause between attempts; doubles (ms)"),
  "alert.retryCapMs": number(60_000, 10, 3_600_000, "Longest pause between attempts (ms)"),
  "alert.runbooks": text("docs/runbooks", "Where runbooks lie; alerts add `/<syndrome>.md`"),
} as const satisfies Readonly<Record<string, Field>>;

export type ControllerField = keyof typeof controllerFields;
type ValueOf<Name extends ControllerField> =
  (typeof controllerFields)[Name]["kind"] extends "number" ? number : string;
export type ControllerConfig = { readonly [Name in ControllerField]: ValueOf<Name> };

export interface ControllerOptions {
  readonly config: ControllerConfig;
  readonly policy: Policy;
  readonly http: { readonly address: string; readonly port: number };
  readonly hosts: readonly string[];
  readonly name: string;
  readonly alertUrl: string;
  readonly alertSecret: string;
}

/** `overrides`: fields by flags; they win over the file. `file` empty: defaults alone. */
export function readControllerOptions(
  file: string,
  overrides: Partial<ControllerConfig>,
  environment: Readonly<Record<string, string | undefined>>,
): Result<ControllerOptions> {
  const given = file === "" ? success({}) : readJson(file);
  if (!given.ok) return given;
  const config = parseConfig(given.value, overrides);
  return config.ok ? derive(config.value, environment) : config;
}

export function parseConfig(
  given: unknown,
  overrides: Partial<ControllerConfig>,
): Result<ControllerConfig> {
  const flat = flatten(given);
  if (!flat.ok) return flat;
  const values = new Map<string, unknown>([...flat.value, ...Object.entries(overrides)]);
  const config: Record<string, string | number> = {};
  for (const [name, field] of Object.entries<Field>(controllerFields)) {
    const value = values.get(name) ?? field.default;
    values.delete(name);
    const problem = check(field, value);
    if (problem !== undefined) return refuse(`${name} ${problem}`);
    config[name] = value as string | number;
  }
  const [unknown] = values.keys();
  if (unknown !== undefined) {
    return refuse(`there is no field ${unknown}: the fields are ${Object.keys(controllerFields)
      .join(", ")}`);
  }
  return success(config as unknown as ControllerConfig);
}

const refuse = (reason: string): Result<never> =>
  failure("invalid-argument", `controller configuration: ${reason}`);

function check(field: Field, value: unknown): string | undefined {
  if (field.kind === "text") return typeof value === "string" ? undefined : "must be text";
  if (typeof value !== "number" || !Number.isInteger(value)) return "must be a whole number";
  return value >= field.min && value <= field.max ? undefined
    : `is ${value} and must be ${field.min}..${field.max}`;
}

function flatten(given: unknown): Result<ReadonlyMap<string, unknown>> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return refuse("must be a JSON object");
  }
  const flat = new Map<string, unknown>();
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      flat.set(name, value);
    } else for (const [inner, each] of Object.entries(value)) flat.set(`${name}.${inner}`, each);
  }
  return success(flat);
}

function derive(
  config: ControllerConfig,
  environment: Readonly<Record<string, string | undefined>>,
): Result<ControllerOptions> {
  const listen = parseListen(config["http.listen"]);
  if (!listen.ok) return listen;
  const policy = readPolicy(config);
  if (!policy.ok) return policy;
  const urlInFile = readSecret(config["alert.urlFile"]);
  if (!urlInFile.ok) return urlInFile;
  const secret = readSecret(config["alert.secretFile"]);
  if (!secret.ok) return secret;
  const alertUrl = config["alert.url"] || urlInFile.value.trim();
  if (alertUrl !== "" && !(URL.canParse(alertUrl) && /^https?:/i.test(alertUrl))) {
    return refuse("alert.url must be an http or https URL"); // not repeated: it may be a secret
  }
  const isOdd = config["nats.replicas"] % 2 === 1;
  if (!isOdd) return refuse("nats.replicas must be 1, 3 or 5");
  return success({
    config, policy: policy.value, http: listen.value, alertUrl,
    hosts: config["http.hosts"].split(",").map((each) => each.trim().toLowerCase())
      .filter((each) => each !== ""),
    name: config.name || hostname(),
    alertSecret: secret.value || (environment["C4_ALERT_SECRET"] ?? ""),
  });
}

function parseListen(value: string): Result<{ readonly address: string; readonly port: number }> {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):([0-9]{1,5})$/.exec(value);
  const port = Number(match?.[3]);
  const address = match?.[1] ?? match?.[2];
  if (address === undefined || port > 65_535) {
    return refuse(`http.listen is ${JSON.stringify(value)} and must be address:port`);
  }
  return success({ address, port });
}

function readPolicy(config: ControllerConfig): Result<Policy> {
  const given = config.policyFile === "" ? success({}) : readJson(config.policyFile);
  if (!given.ok) return given;
  if (typeof given.value !== "object" || given.value === null || Array.isArray(given.value)) {
    return refuse(`${config.policyFile} must be a JSON object`);
  }
  const unknown = Object.keys(given.value).find((name) => !(name in defaultPolicy));
  if (unknown !== undefined) return refuse(`the policy has no field ${unknown}`);
  const mode = config.policy === "" ? {} : { mode: config.policy };
  // Every field is known; validatePolicy judges each value.
  return validatePolicy({ ...defaultPolicy, ...given.value, ...mode } as Policy);
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
