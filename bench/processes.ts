// Places, ports and processes that a benchmark needs for a while.

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findNats } from "../cli/run/nats.ts";

const startMsMax = 20_000;
/** The kernel's unit of utime and stime, on every Linux of today. */
const msPerTick = 10;
const pageBytes = 4096;

/** In memory, as in production. */
export function temporary(): string {
  return mkdtempSync(path.join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "c4-bench-"));
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => { server.once("listening", resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

export interface NatsServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export async function startNats(directory: string): Promise<NatsServer> {
  const program = findNats(process.env);
  if (!program.ok) throw new Error(program.error.message);
  const port = await freePort();
  const child = spawn(program.value, [
    "-a", "127.0.0.1", "-p", String(port), "-js", "-sd", path.join(directory, "store"),
    "-l", path.join(directory, "nats.log"),
  ], { stdio: "ignore" });
  await until("nats-server listens", () => accepts(port));
  return { url: `nats://127.0.0.1:${port}`, stop: () => stop(child) };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => { socket.destroy(); resolve(true); });
    socket.once("error", () => { resolve(false); });
  });
}

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + startMsMax;
  while (!await holds()) {
    if (performance.now() > endMs) throw new Error(`not within ${startMsMax} ms: ${what}`);
    await sleep(20);
  }
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => { child.once("exit", resolve); });
  child.kill("SIGTERM");
  const timer = setTimeout(() => { child.kill("SIGKILL"); }, 5000);
  await gone;
  clearTimeout(timer);
}

export interface Usage {
  readonly processorMs: number;
  readonly residentBytes: number;
}

/** Of the process and of all that it started, as the kernel counts them. */
export function usageOf(pid: number): Usage {
  const own = usageOfOne(pid);
  return childrenOf(pid).map(usageOf).reduce((sum, each) => ({
    processorMs: sum.processorMs + each.processorMs,
    residentBytes: sum.residentBytes + each.residentBytes,
  }), own);
}

function usageOfOne(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // from field 3
  const [, resident] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
  return {
    processorMs: (Number(fields[11]) + Number(fields[12])) * msPerTick,
    residentBytes: Number(resident) * pageBytes,
  };
}

function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")
    .filter((each) => each.trim() !== "").map(Number);
}
