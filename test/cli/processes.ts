// Real `c4 run` processes for the tests, and the search for what they might leave behind.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const program = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../cli/c4.js");

export interface Running {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** Exit code, or the name of the signal. */
  readonly ended: Promise<number | string>;
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
}

export function startC4(words: readonly string[], options: StartOptions = {}): Running {
  const child = spawn(process.execPath, [program, ...words], {
    env: { ...process.env, ...options.environment }, stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (part: Buffer) => { output += part.toString("utf8"); });
  child.stderr.on("data", (part: Buffer) => { errors += part.toString("utf8"); });
  child.stdin.end(options.input ?? "");
  return {
    process: child, output: () => output, errors: () => errors,
    ended: new Promise((resolve) => {
      child.once("close", (code, signal) => resolve(signal ?? code ?? -1));
    }),
  };
}

/** The run's directory, as its command printed it on a line of its own. */
export function directoryOf(running: Running): string | undefined {
  return /^(\/\S*\/c4-[A-Za-z0-9]{6})$/m.exec(running.output())?.[1];
}

export interface Found {
  readonly pid: number;
  readonly words: string;
}

/** Living processes that belong to a run, by their environment or their command line. */
export function processesOf(directory: string): readonly Found[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const environment = readFileSync(`/proc/${name}/environ`, "latin1").split("\0");
      const words = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ");
      const isOurs = environment.includes(`C4_DIR=${directory}`) || words.includes(directory);
      return isOurs && words !== "" ? [{ pid: Number(name), words }] : [];
    } catch {
      return []; // ended while we looked, or not ours to see
    }
  });
}

/** Neither a process nor the directory of the run is left. */
export function nothingLeft(directory: string): boolean {
  return !existsSync(directory) && processesOf(directory).length === 0;
}
