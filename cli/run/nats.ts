// The NATS server of one run: a real nats-server with JetStream, on a port that the kernel chose,
// behind a token. It is asked for the same port again when it has to be started anew, since
// agents and controller know it by that.

import { accessSync, constants, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { failure, success, type Result } from "../../proto/errors.ts";
import { startChild, type Child } from "./child.ts";
import type { PrivateDirectory } from "../files/directory.ts";

export interface NatsServer {
  readonly child: Child;
  readonly url: string;
}

export interface NatsOptions {
  readonly directory: PrivateDirectory;
  /** Address it listens on: loopback, or the management address of an emulated fabric. */
  readonly host: string;
  readonly token: string;
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly onRestart: (reason: string) => void;
}

/** Names another binary than the one on the PATH. */
const natsVariable = "C4_NATS_SERVER";

const startTimeoutMs = 10_000;
const lookAgainMs = 20;

export function findNats(
  environment: Readonly<Record<string, string | undefined>>,
): Result<string> {
  const named = environment[natsVariable] ?? "";
  const found = named === "" ? onPath("nats-server", environment) : runnable(named);
  if (found !== undefined) return success(found);
  const where = named === ""
    ? "nats-server is not on the PATH" : `${natsVariable}=${named} is not there`;
  return failure("not-found",
    `${where}; install it with: apt-get install nats-server (or from nats.io)`);
}

function onPath(
  name: string, environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  // Debian keeps servers in sbin, which is not on everyone's PATH.
  const folders = [...(environment["PATH"] ?? "").split(":"), "/usr/sbin", "/usr/local/bin"];
  return folders.filter((folder) => path.isAbsolute(folder))
    .map((folder) => runnable(path.join(folder, name))).find((file) => file !== undefined);
}

function runnable(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return file;
  } catch {
    return undefined;
  }
}

export async function startNats(options: NatsOptions): Promise<Result<NatsServer>> {
  const { stack } = options.directory;
  const file = path.join(stack, "nats.conf");
  let port = -1; // the kernel's choice
  const child = startChild({
    name: "nats",
    command: options.program,
    argumentsOf: () => {
      sweepPorts(stack);
      writeFileSync(file, configurationOf(options, port), { mode: 0o600 });
      return ["-c", file];
    },
    environment: options.environment,
    hasChannel: false,
    onRestart: options.onRestart,
  });
  const deadlineMs = performance.now() + startTimeoutMs;
  while (performance.now() < deadlineMs && child.starts() <= 3) {
    const found = portOf(stack, child.pid());
    if (found !== undefined) {
      port = found;
      return success({ child, url: `nats://${options.host}:${found}` });
    }
    await sleep(lookAgainMs);
  }
  await child.stop(0);
  return failure("unavailable",
    `nats-server did not start: ${lastLines(child.tail()) || "it printed nothing"}`);
}

function configurationOf(options: NatsOptions, port: number): string {
  const { stack } = options.directory;
  const quoted = (text: string): string => JSON.stringify(text);
  return [
    `listen: ${quoted(`${options.host}:${port}`)}`,
    `ports_file_dir: ${quoted(stack)}`,
    `authorization { token: ${quoted(options.token)} }`,
    "jetstream {",
    `  store_dir: ${quoted(path.join(stack, "jetstream"))}`,
    "  max_memory_store: 64MB",
    "  max_file_store: 1GB",
    "}",
    "max_payload: 8MB",
    "write_deadline: \"5s\"",
    "",
  ].join("\n");
}

/** A file of a killed server would name a port that is nobody's. */
function sweepPorts(stack: string): void {
  for (const name of readdirSync(stack)) {
    if (name.endsWith(".ports")) rmSync(path.join(stack, name), { force: true });
  }
}

function portOf(stack: string, pid: number | undefined): number | undefined {
  try {
    const text = readFileSync(path.join(stack, `nats-server_${pid ?? 0}.ports`), "utf8");
    const { nats } = JSON.parse(text) as { readonly nats?: readonly string[] };
    const port = Number(new URL(nats?.[0] ?? "").port);
    return port > 0 ? port : undefined;
  } catch {
    return undefined; // not written yet, or half
  }
}

export function lastLines(text: string, count = 3): string {
  return text.trimEnd().split("\n").slice(-count).join(" | ");
}
