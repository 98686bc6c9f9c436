// C4 around one command: a NATS server, a controller, and an agent for each emulated node, all
// supervised. None of them is needed for the training to run on: each may be killed at any moment
// and comes back to where it was.

import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Witnesses } from "../../agent/main.ts";
import { environment as names } from "../../proto/environment.ts";
import type { StackNode } from "../fabric/fabric.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import type { ChildMessage, JobNotice, NoticeOrder } from "./service.ts";
import { entryPoint } from "../terminal/version.ts";
import { startChild, type Child } from "./child.ts";
import type { PrivateDirectory } from "../files/directory.ts";
import { findNats, lastLines, startNats, type NatsServer } from "./nats.ts";

export interface StackOptions {
  readonly directory: PrivateDirectory;
  readonly nodes: readonly StackNode[];
  readonly policy: string;
  readonly alertUrl: string;
  readonly witnesses: Witnesses;
  /** Where the parts reach NATS: loopback, or a fabric's management address. */
  readonly host: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onRestart: (part: string, reason: string) => void;
}

export interface Stack {
  readonly controllerUrl: string;
  readonly nats: { readonly url: string; readonly token: string };
  /** `agent node-2 2x`. */
  readonly restarts: () => readonly string[];
  /** Resolves true when the word is safe in JetStream. */
  readonly notify: (notice: Omit<JobNotice, "node" | "kind">) => Promise<boolean>;
  readonly stop: () => Promise<void>;
  readonly tails: () => readonly { readonly name: string; readonly text: string }[];
}

interface Part {
  readonly child: Child;
  readonly ready: Promise<Result<string>>;
}

interface Parts {
  readonly nats: NatsServer;
  readonly controller: Part;
  readonly agents: readonly Part[];
}

const startTimeoutMs = 20_000;
const startsMax = 3;
const lookAgainMs = 25;
const stopGraceMs = 3000;
const noticeTimeoutMs = 3000;
const noticeRetryMs = 300;

export async function startStack(options: StackOptions): Promise<Result<Stack>> {
  const program = findNats(options.environment);
  if (!program.ok) return program;
  const token = randomBytes(24).toString("base64url");
  writeFileSync(path.join(options.directory.stack, "token"), token, { mode: 0o600 });
  const nats = await startNats({
    directory: options.directory, host: options.host, token, program: program.value,
    environment: childEnvironment(options),
    onRestart: (reason) => options.onRestart("nats", reason),
  });
  if (!nats.ok) return nats;
  const acknowledged = new Set<number>();
  const parts: Parts = {
    nats: nats.value,
    controller: startController(options, nats.value.url),
    agents: options.nodes.map((node) => startAgent(options, node, nats.value.url, acknowledged)),
  };
  const ready = await Promise.all([parts.controller, ...parts.agents].map((part) => part.ready));
  const failed = ready.find((each) => !each.ok);
  const [controllerUrl] = ready;
  if (failed !== undefined || controllerUrl?.ok !== true) {
    await stopParts(parts);
    return failed ?? failure("internal", "no controller");
  }
  return success({
    controllerUrl: controllerUrl.value,
    nats: { url: nats.value.url, token },
    restarts: () => allChildren(parts).filter((child) => child.starts() > 1)
      .map((child) => `${child.name} ${child.starts() - 1}x`),
    notify: (notice) => notify(parts.agents, acknowledged, notice),
    stop: () => stopParts(parts),
    tails: () => allChildren(parts).map((child) => ({ name: child.name, text: child.tail() })),
  });
}

function allChildren(parts: Parts): readonly Child[] {
  return [parts.nats.child, parts.controller.child, ...parts.agents.map((agent) => agent.child)];
}

/** First those who speak, then the server they speak through. */
async function stopParts(parts: Parts): Promise<void> {
  await Promise.all(parts.agents.map((agent) => agent.child.stop(stopGraceMs)));
  await parts.controller.child.stop(stopGraceMs);
  await parts.nats.child.stop(stopGraceMs);
}

function startController(options: StackOptions, natsUrl: string): Part {
  const file = path.join(options.directory.stack, "controller.json");
  let port = 0; // the kernel's choice, then the same again
  return startPart(options, {
    name: "controller", enter: [],
    argumentsOf: () => {
      writeConfiguration(file, {
        name: "c4-run", policy: options.policy,
        // There is no second controller here: one that is restarted need not wait for long.
        leaseMs: 1000,
        nats: { url: natsUrl, tokenFile: path.join(options.directory.stack, "token") },
        http: { listen: `127.0.0.1:${port}` },
        alert: { url: options.alertUrl },
      });
      return ["controller", "--config", file];
    },
    onReady: (url) => { port = Number(new URL(url).port); },
    onMessage: () => undefined,
  });
}

function startAgent(
  options: StackOptions, node: StackNode, natsUrl: string, acknowledged: Set<number>,
): Part {
  const file = path.join(options.directory.stack, `agent-${node.name}.json`);
  return startPart(options, {
    name: `agent ${node.name}`, enter: node.enter,
    argumentsOf: () => {
      writeConfiguration(file, agentConfiguration(options, node, natsUrl));
      return ["agent", "--config", file];
    },
    onReady: () => undefined,
    onMessage: (message) => {
      if (message.kind === "noticed") acknowledged.add(message.id);
    },
  });
}

function agentConfiguration(options: StackOptions, node: StackNode, natsUrl: string): object {
  return {
    node: node.name,
    directory: options.directory.path,
    witnesses: options.witnesses,
    nats: { url: natsUrl, tokenFile: path.join(options.directory.stack, "token") },
    probe: { listen: `${node.address}:0` },
    dumps: { directory: path.join(options.directory.stack, "evidence") },
  };
}

interface PartOptions {
  readonly name: string;
  readonly enter: readonly string[];
  readonly argumentsOf: () => readonly string[];
  readonly onReady: (url: string) => void;
  readonly onMessage: (message: ChildMessage) => void;
}

function startPart(options: StackOptions, part: PartOptions): Part {
  const [command = process.execPath, ...enter] = [...part.enter, process.execPath, entryPoint];
  let url: string | undefined;
  const child = startChild({
    name: part.name, command, hasChannel: true,
    argumentsOf: () => [...enter, ...part.argumentsOf()],
    environment: childEnvironment(options),
    onRestart: (reason) => options.onRestart(part.name, reason),
    onMessage: (message) => {
      const told = message as ChildMessage; // from our own program over a private channel
      if (told.kind === "ready") {
        url = told.url;
        part.onReady(told.url);
      }
      part.onMessage(told);
    },
  });
  return { child, ready: untilReady(child, () => url) };
}

async function untilReady(child: Child, url: () => string | undefined): Promise<Result<string>> {
  const deadlineMs = performance.now() + startTimeoutMs;
  while (performance.now() < deadlineMs && child.starts() <= startsMax) {
    const ready = url();
    if (ready !== undefined) return success(ready);
    await sleep(lookAgainMs);
  }
  const said = lastLines(child.tail()) || "it printed nothing";
  return failure("unavailable", `${child.name} did not start: ${said}`);
}

/** Not all of the user's: a NODE_OPTIONS or LD_PRELOAD meant for the training would hit us. */
function childEnvironment(options: StackOptions): Record<string, string> {
  const passed = [
    "PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "C4_ALERT_SECRET",
    "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE",
  ];
  const kept = passed.flatMap((name): (readonly [string, string])[] => {
    const value = options.environment[name];
    return value === undefined ? [] : [[name, value]];
  });
  // By this the keeper knows its own.
  return { ...Object.fromEntries(kept), [names.directory]: options.directory.path };
}

function writeConfiguration(file: string, configuration: object): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(configuration, undefined, 2)}\n`, { mode: 0o600 });
}

let noticesSent = 0;

/** Through any agent that lives, until one says that it is safe. Repeating it does no harm. */
async function notify(
  agents: readonly Part[], acknowledged: Set<number>, notice: Omit<JobNotice, "node" | "kind">,
): Promise<boolean> {
  noticesSent += 1;
  const order: NoticeOrder = {
    kind: "notice", id: noticesSent, notice: { kind: "job-notice", ...notice },
  };
  const deadlineMs = performance.now() + noticeTimeoutMs;
  for (let turn = 0; performance.now() < deadlineMs && agents.length > 0; turn += 1) {
    agents[turn % agents.length]?.child.send(order);
    for (let waited = 0; waited < noticeRetryMs; waited += lookAgainMs) {
      if (acknowledged.has(order.id)) return true;
      await sleep(lookAgainMs);
    }
  }
  return acknowledged.has(order.id);
}
