// What the tests of this folder set up: a NATS server with our streams, and controllers as child
// processes that are always cleaned up.

import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { connect, type NatsConnection } from "nats";
import type { ControllerConfig } from "../../../controller/main.ts";
import { openJetStream, type JetStream } from "../../../controller/io/streams.ts";
import type { Bucket } from "../../../controller/io/kv.ts";
import type { Log } from "../../../controller/io/log.ts";
import { eventually } from "../../fixtures/eventually.ts";
import type { NatsServer } from "../../fixtures/nats.ts";

export interface Link {
  readonly connection: NatsConnection;
  readonly stream: JetStream;
}

export async function link(server: NatsServer): Promise<Link> {
  const connection = await connect({
    servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50,
  });
  return { connection, stream: await openJetStream(connection, 1, 1000) };
}

export function bucket(stream: JetStream, which: "state" | "leader"): Bucket {
  const name = which === "state" ? "C4_STATE" : "C4_LEADER";
  return { name, kv: stream[which], client: stream.client, manager: stream.manager };
}

export function quietLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    note: (text) => { lines.push(text); },
    problem: (key, detail) => { lines.push(`${key}: ${detail ?? ""}`); },
    problems: () => [],
  };
}

export interface ControllerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly stderr: () => string;
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
}

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), "child.js");

export async function startController(
  config: Partial<ControllerConfig>,
  parts: "fake" | "real" = "fake",
): Promise<ControllerProcess> {
  const child = spawn(process.execPath, [script, JSON.stringify({
    "http.listen": "127.0.0.1:0", "leaseMs": 900, "ticksPerSecond": 10,
    "alert.retryBaseMs": 20, "alert.retryCapMs": 200, "nats.timeoutMs": 500, ...config,
  }), parts], { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (part: Buffer) => { stdout += part.toString(); });
  child.stderr.on("data", (part: Buffer) => { stderr += part.toString(); });
  const gone = new Promise<void>((resolve) => { child.once("exit", () => resolve()); });
  const url = await eventually("the controller says it is ready", () => {
    if (child.exitCode !== null) throw new Error(`the controller ended: ${stderr}`);
    const [first] = stdout.split("\n");
    return stdout.includes("\n") && (JSON.parse(first ?? "") as { readonly url: string }).url;
  }).catch((caught: unknown) => {
    child.kill("SIGKILL"); // nobody else knows of it: it would write into the next test's world
    throw caught;
  });
  return {
    child, url,
    stderr: () => stderr,
    kill: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await gone;
    },
  };
}

export async function metric(url: string, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split("\n").find((each) => each.startsWith(`${series} `));
  if (line === undefined) throw new Error(`there is no series ${series}`);
  return Number(line.slice(series.length + 1));
}

export async function leads(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`);
  const said = await answer.json() as { readonly ready: boolean; readonly leader: boolean };
  return said.ready && said.leader;
}
