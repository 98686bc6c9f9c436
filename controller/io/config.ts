// The controller's configuration: what each field means, and what follows from all of them.

import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import {
  filledText, inFile, number, parseFields, parseJsonFile, parseListen, refuser, text,
  type ConfigOf, type Fields, type Listen, type Refuse,
} from "../../proto/configuration.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import { readSecretFile } from "../../proto/wire/nats.ts";
import { defaultPolicy, isPolicyMode, validatePolicy, type Policy } from "../core/fleet/policy.ts";

const owner = "controller";

export const controllerFields = {
  "name": text("", "Name of this controller in NATS and the lease; empty: the host's name"),
  "policy": text("", "observe, all that this version does; empty: what the policy file says"),
  "policyFile": text("", "JSON file with fields of the policy that differ from the defaults"),
  "leaseMs": number(3000, 300, 60_000,
    "A leader silent for so long is replaced; it stops acting after 2/3 of it (ms)"),
  "ticksPerSecond": number(5, 4, 10, "How often time alone is judged"),
  "nats.url": filledText("nats://127.0.0.1:4222", "NATS servers, comma-separated"),
  "nats.tokenFile": text("", "File with the token, when NATS asks for one"),
  "nats.caFile": text("", "File with the certificate authority; switches TLS on"),
  "nats.replicas": number(1, 1, 5, "Copies of each stream and bucket that is made: 1, 3 or 5"),
  "nats.timeoutMs": number(2000, 100, 30_000, "Patience with one JetStream request (ms)"),
  "http.listen": filledText("127.0.0.1:7044",
    "Address and port of the HTTP API; port 0: any free one"),
  "http.hosts": text("", "Host names of ours beside localhost and addresses, comma-separated"),
  "http.statusMs": number(1000, 100, 60_000, "Interval of status messages on the stream (ms)"),
  "alert.url": text("", "Webhook that alerts are posted to; empty: nobody is told"),
  "alert.urlFile": text("", "File with that URL, when the URL itself is a secret"),
  "alert.secretFile": text("", "File with the HMAC key; else the environment's C4_ALERT_SECRET"),
  "alert.timeoutMs": number(10_000, 100, 120_000, "Patience with one webhook request (ms)"),
  "alert.attemptsMax": number(1000, 1, 100_000, "Requests for one alert before it has failed"),
  "alert.retryBaseMs": number(1000, 10, 60_000, "First pause between attempts; doubles (ms)"),
  "alert.retryCapMs": number(60_000, 10, 3_600_000, "Longest pause between attempts (ms)"),
  "alert.runbooks": filledText("docs/runbooks", "Where runbooks lie; alerts add `/<syndrome>.md`"),
} as const satisfies Fields;

export type ControllerConfig = ConfigOf<typeof controllerFields>;

export interface ControllerOptions {
  readonly config: ControllerConfig;
  readonly policy: Policy;
  readonly http: Listen;
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
  const given = readJson(file);
  if (!given.ok) return given;
  const config = inFile(file, parseConfig(given.value, overrides));
  if (!config.ok) return config;
  const refuse = refuser({
    owner, file, fields: controllerFields, config: config.value, overrides,
  });
  return derive(config.value, refuse, environment);
}

export function parseConfig(
  given: unknown, overrides: Partial<ControllerConfig>,
): Result<ControllerConfig> {
  return parseFields(owner, controllerFields, given, overrides);
}

function derive(
  config: ControllerConfig,
  refuse: Refuse,
  environment: Readonly<Record<string, string | undefined>>,
): Result<ControllerOptions> {
  const listen = parseListen(refuse, "http.listen", config["http.listen"]);
  if (!listen.ok) return listen;
  const policy = readPolicy(config, refuse);
  if (!policy.ok) return policy;
  const urlInFile = readSecretFile("alert.urlFile", config["alert.urlFile"]);
  if (!urlInFile.ok) return urlInFile;
  const secret = readSecretFile("alert.secretFile", config["alert.secretFile"]);
  if (!secret.ok) return secret;
  const alertUrl = config["alert.url"] || urlInFile.value.trim();
  if (alertUrl !== "" && !(URL.canParse(alertUrl) && /^https?:/i.test(alertUrl))) {
    // Not repeated: it may be a secret.
    return refuse("alert.url",
      "alert.url must be an http or https URL, such as https://host.example/hook");
  }
  const replicas = config["nats.replicas"];
  if (replicas % 2 === 0) {
    return refuse("nats.replicas", `nats.replicas is ${replicas} and must be 1, 3 or 5`);
  }
  return success({
    config, policy: policy.value, http: listen.value, alertUrl,
    hosts: config["http.hosts"].split(",").map((each) => each.trim().toLowerCase())
      .filter((each) => each !== ""),
    name: config.name || hostname(),
    alertSecret: secret.value || (environment["C4_ALERT_SECRET"] ?? ""),
  });
}

function readPolicy(config: ControllerConfig, refuse: Refuse): Result<Policy> {
  const { policyFile: file, policy: mode } = config;
  const given = readJson(file);
  if (!given.ok) return given;
  if (typeof given.value !== "object" || given.value === null || Array.isArray(given.value)) {
    return failure("invalid-data", `${file}: the policy must be a JSON object`);
  }
  const unknown = Object.keys(given.value).find((name) => !(name in defaultPolicy));
  if (unknown !== undefined) {
    return failure("invalid-data", `${file}: the policy has no field ${unknown}; ` +
      "docs/operation.md and controller/core/fleet/policy.ts name its fields");
  }
  // Every field is known; validatePolicy judges each value.
  const judged = validatePolicy(
    { ...defaultPolicy, ...given.value, ...mode === "" ? {} : { mode } } as Policy);
  if (judged.ok) return judged;
  // The mode has a field of its own; all else can only have come from the file.
  return mode === "" || isPolicyMode(mode)
    ? failure("invalid-data", `${file}: ${judged.error.message}`)
    : refuse("policy", judged.error.message);
}

function readJson(file: string): Result<unknown> {
  return parseJsonFile(file, (name) => readFileSync(name, "utf8"));
}
