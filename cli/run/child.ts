// A supervised child: started again when it dies, after a pause that doubles, until it is told to
// stop. What it prints is kept in a bounded tail, so that a start that fails can say why and a
// child that talks too much cannot fill a disk.

import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  /** Made anew at each start: a port that the first start was given is asked for by the second. */
  readonly argumentsOf: () => readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** A channel that closes when we die, also by SIGKILL: children of ours leave then. */
  readonly hasChannel: boolean;
  readonly onRestart: (reason: string) => void;
  readonly onMessage?: (message: unknown) => void;
}

export interface Child {
  readonly name: string;
  readonly pid: () => number | undefined;
  readonly starts: () => number;
  /** Over the channel; false when there is no living child to hear it. */
  readonly send: (message: object) => boolean;
  /** Last lines that it printed. */
  readonly tail: () => string;
  /** TERM, then KILL after the grace; never started again. */
  readonly stop: (graceMs: number) => Promise<void>;
}

const pauseMinMs = 50;
const pauseMaxMs = 2000;
/** One that lived this long did start; the next death is a new one. */
const settledMs = 10_000;
const tailBytesMax = 16 * 1024;

interface Running {
  process: ChildProcess | undefined;
  ended: Promise<string>;
}

export function startChild(options: ChildOptions): Child {
  const stopping = new AbortController();
  const running: Running = { process: undefined, ended: Promise.resolve("") };
  let starts = 0;
  let tail = "";
  const start = (): void => {
    starts += 1;
    const process = spawn(options.command, [...options.argumentsOf()], {
      env: { ...options.environment },
      // Its own session: Ctrl-C at the terminal is for the training, not for us.
      detached: true,
      stdio: options.hasChannel ? ["ignore", "pipe", "pipe", "ipc"] : ["ignore", "pipe", "pipe"],
    });
    const keep = (bytes: Buffer): void => {
      tail = (tail + bytes.toString("utf8")).slice(-tailBytesMax);
    };
    process.stdout?.on("data", keep);
    process.stderr?.on("data", keep);
    if (options.onMessage !== undefined) process.on("message", options.onMessage);
    running.process = process;
    running.ended = endOf(process);
  };
  start();
  const watched = watch(options, running, { start, signal: stopping.signal });
  return {
    name: options.name,
    pid: () => running.process?.pid,
    starts: () => starts,
    send: (message) => running.process?.connected === true &&
      // A child that dies meanwhile is asked again or passed over by the caller.
      running.process.send(message, () => undefined),
    tail: () => tail,
    stop: async (graceMs) => {
      stopping.abort();
      await endGently(running, graceMs);
      await watched;
    },
  };
}

async function watch(
  options: ChildOptions, running: Running,
  life: { readonly start: () => void; readonly signal: AbortSignal },
): Promise<void> {
  let pauseMs = pauseMinMs;
  while (!life.signal.aborted) {
    const begunMs = performance.now();
    const reason = await running.ended;
    if (life.signal.aborted) return;
    if (performance.now() - begunMs > settledMs) pauseMs = pauseMinMs;
    options.onRestart(reason);
    await sleep(pauseMs, undefined, { signal: life.signal }).catch(() => undefined); // stopping
    pauseMs = Math.min(pauseMaxMs, pauseMs * 2);
    if (!life.signal.aborted) life.start();
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => {
      resolve(signal === null ? `exit code ${code ?? 0}` : `killed by ${signal}`);
    });
  });
}

async function endGently(running: Running, graceMs: number): Promise<void> {
  const child = running.process;
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const patience = new AbortController();
  const inTime = await Promise.race([
    running.ended.then(() => true),
    sleep(graceMs, false, { signal: patience.signal }).catch(() => false),
  ]);
  patience.abort();
  if (inTime) return;
  child.kill("SIGKILL");
  await running.ended;
}
