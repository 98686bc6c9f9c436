// The native helper, c4-nodehelper: a supervised child that knows what Node cannot ask the kernel.
// JSON lines both ways, one object a line of at most 64 KiB. It is ours, but its answers carry what
// the kernel says of strangers, so every field is checked. When it dies it is started again, after
// a pause that doubles; what was asked of it fails, and what is watched is watched anew. One that
// lives and does not answer is as good as dead, and is killed: it would see no death either.

import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { failure, success, type Result } from "../../proto/errors.ts";
import type { SocketSignature } from "../../proto/signature.ts";
import type { ExitStatus } from "../core/end.ts";
import type { Log } from "./log.ts";
import { parseExitStatus, parseSockets } from "./node-helper-lines.ts";

export interface NodeHelper {
  readonly isUp: () => boolean;
  readonly pid: () => number | undefined;
  /** Calls back once, at its death; the returned function forgets it. */
  readonly watch: (target: WatchTarget) => () => void;
  readonly sockets: (pid: number) => Promise<Result<readonly SocketSignature[]>>;
  readonly locks: (file: string) => Promise<Result<{
    readonly isLocked: boolean; readonly pid: number;
  }>>;
  readonly followKernelLog: (onLine: (line: string) => void) => void;
  readonly counts: () => NodeHelperCounts;
  readonly close: () => void;
}

export interface WatchTarget {
  readonly pid: number;
  readonly startTicks: number;
  readonly onEnded: (status: ExitStatus) => void;
  /** It cannot watch this one; somebody else must. */
  readonly onRefused: (reason: string) => void;
}

export interface NodeHelperCounts {
  readonly starts: number;
  readonly timeouts: number;
  /** Lines that were too long, unreadable or refused for want of room. */
  readonly dropped: number;
  /** Lists of sockets that were longer than the helper tells. */
  readonly listsCut: number;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;
type Answer = Readonly<Record<string, unknown>>;

const lineBytesMax = 64 * 1024;
const waitingMax = 256;
const answerTimeoutMs = 2000;
const pingEveryMs = 1000;
const pauseMinMs = 100;
const pauseMaxMs = 5000;

interface Inside {
  readonly program: string;
  readonly log: Log;
  child: Child | undefined;
  isUp: boolean;
  isClosed: boolean;
  pauseMs: number;
  nextId: number;
  readonly waiting: Map<number, (answer: Answer | undefined) => void>;
  readonly watches: Map<number, WatchTarget>;
  onLine: ((line: string) => void) | undefined;
  timer: NodeJS.Timeout | undefined;
  readonly counts: { starts: number; timeouts: number; dropped: number; listsCut: number };
}

export function startNodeHelper(program: string, log: Log): NodeHelper {
  const inside: Inside = {
    program, log, child: undefined, isUp: false, isClosed: false, pauseMs: pauseMinMs, nextId: 1,
    waiting: new Map(), watches: new Map(), onLine: undefined, timer: undefined,
    counts: { starts: 0, timeouts: 0, dropped: 0, listsCut: 0 },
  };
  start(inside);
  const pinging = setInterval(() => {
    // A question that is under way asks the same: does it live?
    if (inside.isUp && inside.waiting.size === 0) void ask(inside, { op: "ping" });
  }, pingEveryMs);
  return {
    isUp: () => inside.isUp,
    pid: () => inside.isUp ? inside.child?.pid : undefined,
    watch: (target) => watch(inside, target),
    sockets: async (pid) => {
      const answer = await ask(inside, { op: "sockets", pid });
      if (!answer.ok) return answer;
      if (answer.value["truncated"] === true) inside.counts.listsCut += 1;
      return parseSockets(answer.value["sockets"]);
    },
    locks: async (path) => {
      const answer = await ask(inside, { op: "locks", path });
      if (!answer.ok) return answer;
      const { locked, pid } = answer.value;
      if (typeof locked !== "boolean" || typeof pid !== "number") return unreadable("locks");
      return success({ isLocked: locked, pid });
    },
    followKernelLog: (onLine) => {
      inside.onLine = onLine;
      if (inside.isUp) tell(inside, { op: "kmsg" });
    },
    counts: () => ({ ...inside.counts }),
    close: () => {
      inside.isClosed = true;
      clearInterval(pinging);
      clearTimeout(inside.timer);
      inside.child?.stdin.end();
      inside.child?.kill("SIGTERM");
    },
  };
}

const unreadable = (what: string): Result<never> =>
  failure("invalid-data", `c4-nodehelper: unreadable answer about ${what}`);

function start(inside: Inside): void {
  if (inside.isClosed) return;
  inside.counts.starts += 1;
  const child = spawn(inside.program, [], { stdio: ["pipe", "pipe", "ignore"] });
  inside.child = child;
  let isOver = false;
  const over = (reason: string): void => {
    if (isOver) return;
    isOver = true;
    inside.isUp = false;
    for (const answer of [...inside.waiting.values()]) answer(undefined);
    if (inside.isClosed) return;
    inside.log.problem("c4-nodehelper ended", reason);
    inside.timer = setTimeout(() => start(inside), inside.pauseMs);
    inside.pauseMs = Math.min(pauseMaxMs, inside.pauseMs * 2);
  };
  child.once("error", (error) => over(error.message));
  child.once("exit", (code, signal) => over(signal ?? `exit code ${code ?? 0}`));
  child.stdin.on("error", () => undefined); // "exit" tells the same
  readLines(inside, child.stdout);
}

function readLines(inside: Inside, from: Readable): void {
  let rest = "";
  from.setEncoding("utf8");
  from.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > lineBytesMax) {
      rest = "";
      inside.counts.dropped += 1;
    }
    for (const line of lines) hear(inside, line);
  });
}

function hear(inside: Inside, line: string): void {
  const message = parseLine(line);
  if (message === undefined) {
    inside.counts.dropped += 1;
    return;
  }
  switch (message["event"]) {
    case "hello": return onHello(inside);
    case "kmsg": {
      const text = message["line"];
      if (typeof text === "string") inside.onLine?.(text);
      return;
    }
    case "ended": return onEnded(inside, message);
    default: {
      const id = message["id"];
      if (typeof id !== "number") return;
      const target = inside.watches.get(id);
      if (target !== undefined && message["event"] === "error") {
        inside.watches.delete(id);
        target.onRefused(String(message["message"]).slice(0, 200));
      } else inside.waiting.get(id)?.(message);
    }
  }
}

function parseLine(line: string): Answer | undefined {
  if (line.length > lineBytesMax) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value as Answer : undefined;
  } catch {
    return undefined;
  }
}

function onHello(inside: Inside): void {
  inside.isUp = true;
  inside.pauseMs = pauseMinMs;
  for (const [id, target] of inside.watches) tellWatch(inside, id, target);
  if (inside.onLine !== undefined) tell(inside, { op: "kmsg" });
}

function onEnded(inside: Inside, message: Answer): void {
  const id = message["id"];
  const target = typeof id === "number" ? inside.watches.get(id) : undefined;
  if (typeof id !== "number" || target === undefined) return;
  inside.watches.delete(id);
  target.onEnded(parseExitStatus(message["status"]));
}

function watch(inside: Inside, target: WatchTarget): () => void {
  const id = inside.nextId;
  inside.nextId += 1;
  inside.watches.set(id, target);
  if (inside.isUp) tellWatch(inside, id, target);
  return () => {
    if (inside.watches.delete(id) && inside.isUp) tell(inside, { op: "unwatch", id });
  };
}

function tellWatch(inside: Inside, id: number, target: WatchTarget): void {
  tell(inside, { op: "watch", id, pid: target.pid, startTicks: String(target.startTicks) });
}

/** What is asked in one turn goes out in one write: each write wakes the helper. */
function tell(inside: Inside, request: Answer): void {
  const stdin = inside.child?.stdin;
  stdin?.cork();
  stdin?.write(`${JSON.stringify(request)}\n`);
  process.nextTick(() => stdin?.uncork());
}

/** Not up from now on: others look for deaths until the next one is there. */
function giveUp(inside: Inside, child: Child | undefined): void {
  if (inside.child !== child) return; // it is not this one that was asked
  inside.isUp = false;
  child?.kill("SIGKILL");
}

function ask(inside: Inside, request: Answer): Promise<Result<Answer>> {
  if (!inside.isUp) {
    return Promise.resolve(failure("unavailable", "c4-nodehelper is not running"));
  }
  if (inside.waiting.size >= waitingMax) {
    inside.counts.dropped += 1;
    return Promise.resolve(failure("exhausted", `${waitingMax} questions wait for c4-nodehelper`));
  }
  const { child } = inside;
  const id = inside.nextId;
  inside.nextId += 1;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      inside.counts.timeouts += 1;
      inside.waiting.delete(id);
      resolve(failure("timed-out", "c4-nodehelper does not answer"));
      giveUp(inside, child);
    }, answerTimeoutMs);
    inside.waiting.set(id, (answer) => {
      clearTimeout(timer);
      inside.waiting.delete(id);
      if (answer === undefined) resolve(failure("unavailable", "c4-nodehelper ended"));
      else if (answer["event"] === "error") {
        const reason = String(answer["message"]).slice(0, 200);
        resolve(failure("unavailable", `c4-nodehelper: ${reason}`));
      } else resolve(success(answer));
    });
    tell(inside, { ...request, id });
  });
}
