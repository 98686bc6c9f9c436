// One running c4-nodehelper and the processes that it is shown, for the tests of this folder.

import { strict as assert } from "node:assert";
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { eventually } from "../fixtures/eventually.ts";

/** Another build of it, such as one with sanitizers, may be named by C4_NODEHELPER. */
export const program = path.resolve(
  process.env["C4_NODEHELPER"] ?? "ncclmon/build/c4-nodehelper",
);
export const lineMax = 65_536;
export const isRoot = process.getuid?.() === 0;

export interface Event {
  readonly event: string;
  readonly id?: number | null;
  readonly [field: string]: unknown;
}

export interface Connection {
  readonly child: ChildProcess;
  readonly features: readonly string[];
  /** All events so far, in order, and those that are still to be asked for. */
  readonly events: readonly Event[];
  /** A string is sent as it is, with a newline. */
  readonly send: (request: object | string | Buffer) => void;
  /** The first event that fits and was not given before. */
  readonly next: (fits: (event: Event) => boolean) => Promise<Event>;
  readonly answer: (request: { readonly id: number; readonly [key: string]: unknown }) =>
    Promise<Event>;
  /** Closes stdin; resolves with the exit code. */
  readonly close: () => Promise<number | null>;
}

const running = new Set<ChildProcess>();

export function parseEvent(line: string): Event {
  const value: unknown = JSON.parse(line);
  assert.ok(typeof value === "object" && value !== null && "event" in value, line);
  assert.ok(Buffer.byteLength(line) < lineMax, `a line of ${Buffer.byteLength(line)} bytes`);
  return value as Event;
}

export async function connect(
  flags: readonly string[] = [], options: SpawnOptions & { readonly file?: string } = {},
): Promise<Connection> {
  const { file = program, ...rest } = options;
  assert.ok(existsSync(file), `${file} is not built: run make native`);
  const child = track(spawn(file, flags, { ...rest, stdio: ["pipe", "pipe", "inherit"] }));
  const { stdin, stdout } = child;
  assert.ok(stdin !== null && stdout !== null);
  stdin.on("error", () => {}); // it may exit first; the exit code tells more
  const events: Event[] = [];
  const waiting: Event[] = [];
  const asleep: (() => void)[] = [];
  const wake = (): void => asleep.splice(0).forEach((resolve) => resolve());
  // Not readline: it takes for a line what a helper that is gone left unfinished.
  let begun = "";
  stdout.setEncoding("utf8").on("data", (piece: string) => {
    const lines = (begun + piece).split("\n");
    begun = lines.pop() ?? "";
    const told = lines.map(parseEvent);
    events.push(...told);
    waiting.push(...told);
    wake();
  });
  child.once("exit", wake);
  const next = async (fits: (event: Event) => boolean): Promise<Event> => {
    for (;;) {
      const found = waiting.find(fits);
      if (found !== undefined) {
        waiting.splice(waiting.indexOf(found), 1);
        return found;
      }
      assert.ok(child.exitCode === null && child.signalCode === null, "c4-nodehelper has ended");
      await new Promise<void>((resolve) => asleep.push(resolve));
    }
  };
  const send = (request: object | string | Buffer): void => {
    const plain = typeof request === "string" || Buffer.isBuffer(request);
    stdin.write(plain ? request : JSON.stringify(request));
    stdin.write("\n");
  };
  const hello = await next((event) => event.event === "hello");
  return {
    child, events, send, next,
    features: hello["features"] as readonly string[],
    answer: (request) => {
      send(request);
      return next((event) => event.id === request.id);
    },
    close: async () => {
      stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      return child.exitCode;
    },
  };
}

/** What every machine answers at once, with an event `locks`. */
export function question(id: number): { readonly id: number; readonly [key: string]: unknown } {
  return { op: "locks", id, path: process.execPath };
}

/** Kills at the end of the test what it leaves behind. */
export function track(child: ChildProcess): ChildProcess {
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

export function killTracked(): void {
  for (const child of running) child.kill("SIGKILL");
}

export function pidOf(child: ChildProcess): number {
  assert.ok(child.pid !== undefined, "the process did not start");
  return child.pid;
}

/** The first line that the process prints. */
export async function firstLine(child: ChildProcess): Promise<string> {
  assert.ok(child.stdout !== null);
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error("the process printed nothing");
}

/** Asks again until the answer fits; mocha's own limit ends it sooner. */
export async function until<T>(ask: () => Promise<T> | T, fits: (value: T) => boolean): Promise<T> {
  const found = await eventually("an answer that fits", async () => {
    const value = await ask();
    return fits(value) && { value };
  });
  return found.value;
}
