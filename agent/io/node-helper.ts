// The client of c4-nodehelper (ncclmon/nodehelper), the supervised child that does what Node
// cannot: pidfds with exit status, TCP facts, file locks, the kernel log.
//
// It restarts with a growing pause when it dies, and everything that was watched is watched again:
// a process that died meanwhile is reported at once, with an unknown status. Without the program
// every question is answered `unavailable`, and the agent falls back to polling /proc.

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { failure, success, type Result } from "../../proto/errors.ts";
import type { SocketSignature } from "../../proto/signature.ts";

export type EndStatus =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signaled"; readonly signal: string }
  | { readonly kind: "unknown" };

export interface NodeHelper {
  readonly isRunning: () => boolean;
  readonly restarts: () => number;
  /** Returns what ends the watch. `onEnd` is called once at most. */
  readonly watch: (pid: number, startTicks: string, onEnd: (status: EndStatus) => void) =>
    () => void;
  readonly sockets: (pid: number) => Promise<Result<readonly SocketSignature[]>>;
  readonly isLocked: (path: string) => Promise<Result<boolean>>;
  readonly followKernelLog: (onLine: (line: string) => void) => void;
  readonly stop: () => void;
}

export interface NodeHelperOptions {
  readonly program: string;
  readonly note: (text: string) => void;
}

const answerTimeoutMs = 2_000;
const questionsMax = 256;
const restartPauseMs = 200;
const restartPauseMaxMs = 30_000;
const lineBytesMax = 64 * 1024;

interface Watch {
  readonly pid: number;
  readonly startTicks: string;
  readonly onEnd: (status: EndStatus) => void;
}

interface Asked {
  readonly resolve: (answer: Result<Message>) => void;
  readonly timer: NodeJS.Timeout;
}

type Message = Readonly<Record<string, unknown>>;

interface Life {
  child: ChildProcess | undefined;
  restarts: number;
  pauseMs: number;
  isStopped: boolean;
  nextId: number;
  onKernelLine: ((line: string) => void) | undefined;
  readonly watches: Map<number, Watch>;
  readonly asked: Map<number, Asked>;
}

export function startNodeHelper(options: NodeHelperOptions): NodeHelper {
  const life: Life = {
    child: undefined, restarts: 0, pauseMs: restartPauseMs, isStopped: false, nextId: 1,
    onKernelLine: undefined, watches: new Map(), asked: new Map(),
  };
  begin(life, options);
  return {
    isRunning: () => life.child !== undefined,
    restarts: () => life.restarts,
    watch: (pid, startTicks, onEnd) => watch(life, { pid, startTicks, onEnd }),
    sockets: async (pid) => {
      const answer = await ask(life, { op: "sockets", pid });
      return answer.ok ? parseSockets(answer.value) : answer;
    },
    isLocked: async (path) => {
      const answer = await ask(life, { op: "locks", path });
      return answer.ok ? success(answer.value["locked"] === true) : answer;
    },
    followKernelLog: (onLine) => {
      life.onKernelLine = onLine;
      send(life, { op: "kmsg" });
    },
    stop: () => {
      life.isStopped = true;
      life.child?.stdin?.end();
      forgetQuestions(life, "the node helper was stopped");
    },
  };
}

function begin(life: Life, options: NodeHelperOptions): void {
  const child = spawn(options.program, [], { stdio: ["pipe", "pipe", "ignore"] });
  life.child = child;
  let isOver = false;
  const over = (why: string): void => {
    if (isOver) return;
    isOver = true;
    life.child = undefined;
    forgetQuestions(life, why);
    if (life.isStopped) return;
    options.note(`${why}; starting it again in ${life.pauseMs} ms`);
    setTimeout(() => {
      if (life.isStopped) return;
      life.restarts += 1;
      begin(life, options);
    }, life.pauseMs).unref();
    life.pauseMs = Math.min(life.pauseMs * 2, restartPauseMaxMs);
  };
  child.on("error", (caught) => over(`the node helper cannot run: ${caught.message}`));
  child.on("exit", (code, signal) => over(`the node helper ended (${signal ?? code})`));
  child.stdin.on("error", () => undefined); // it died: `exit` says so
  createInterface({ input: child.stdout }).on("line", (line) => hear(life, line));
  for (const [id, each] of life.watches) send(life, watchRequest(id, each));
  if (life.onKernelLine !== undefined) send(life, { op: "kmsg" });
}

function watchRequest(id: number, watched: Watch): object {
  return { op: "watch", id, pid: watched.pid, startTicks: watched.startTicks };
}

function watch(life: Life, watched: Watch): () => void {
  const id = life.nextId++;
  life.watches.set(id, watched);
  send(life, watchRequest(id, watched));
  return () => {
    if (life.watches.delete(id)) send(life, { op: "unwatch", id });
  };
}

function send(life: Life, request: object): void {
  life.child?.stdin?.write(`${JSON.stringify(request)}\n`);
}

function ask(life: Life, request: object): Promise<Result<Message>> {
  if (life.child === undefined) {
    return Promise.resolve(failure("unavailable", "the node helper is not running"));
  }
  if (life.asked.size >= questionsMax) {
    return Promise.resolve(failure("exhausted", `${questionsMax} questions to the node helper`));
  }
  const id = life.nextId++;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      life.asked.delete(id);
      resolve(failure("timed-out", `the node helper gave no answer in ${answerTimeoutMs} ms`));
    }, answerTimeoutMs);
    life.asked.set(id, { resolve, timer });
    send(life, { ...request, id });
  });
}

function forgetQuestions(life: Life, why: string): void {
  for (const { resolve, timer } of life.asked.values()) {
    clearTimeout(timer);
    resolve(failure("unavailable", why));
  }
  life.asked.clear();
}

function hear(life: Life, line: string): void {
  if (line.length > lineBytesMax) return;
  const message = parse(line);
  if (message === undefined) return;
  const id = typeof message["id"] === "number" ? message["id"] : -1;
  switch (message["event"]) {
    case "hello":
      life.pauseMs = restartPauseMs;
      return;
    case "ended": return ended(life, id, message);
    case "kmsg":
      if (typeof message["line"] === "string") life.onKernelLine?.(message["line"]);
      return;
    case "error":
      if (life.watches.has(id)) ended(life, id, { status: { kind: "unknown" } });
      return answer(life, id, failure("unavailable", String(message["message"])));
    default: return answer(life, id, success(message));
  }
}

function parse(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value as Message : undefined;
  } catch {
    return undefined; // the helper is ours; a broken line is one that was cut by its death
  }
}

function ended(life: Life, id: number, message: Message): void {
  const watched = life.watches.get(id);
  if (watched === undefined) return;
  life.watches.delete(id);
  watched.onEnd(statusOf(message["status"]));
}

function statusOf(value: unknown): EndStatus {
  const status = (typeof value === "object" && value !== null ? value : {}) as Message;
  const { kind, code, signal } = status as { kind?: unknown; code?: unknown; signal?: unknown };
  if (kind === "exited" && typeof code === "number") return { kind, code };
  if (kind === "signaled" && typeof signal === "string") return { kind, signal };
  return { kind: "unknown" };
}

function answer(life: Life, id: number, result: Result<Message>): void {
  const asked = life.asked.get(id);
  if (asked === undefined) return;
  life.asked.delete(id);
  clearTimeout(asked.timer);
  asked.resolve(result);
}

/** The helper reads the kernel, not the tenant: its shapes are ours and only their kind is held. */
function parseSockets(message: Message): Result<readonly SocketSignature[]> {
  const { sockets } = message;
  if (Array.isArray(sockets)) return success(sockets as readonly SocketSignature[]);
  return failure("invalid-data", "the node helper answered without sockets");
}
