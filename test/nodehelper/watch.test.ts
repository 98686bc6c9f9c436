// How processes end that are not children of c4-nodehelper. Their parent is this test, which reaps
// them at once, or a program that never does.

import { strict as assert } from "node:assert";
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startTicksOf } from "../fixtures/fake-process.ts";
import {
  connect, firstLine, killTracked, pidOf, program, question, track, until,
  type Connection, type Event,
} from "./connect.ts";
import { needsRoot, skip } from "../fixtures/skip.ts";

function sleeper(): ChildProcess {
  return track(spawn("sleep", ["1000"], { stdio: "ignore" }));
}

/** A shell that ends as `script` says once its stdin is closed. */
function shell(script: string, cwd?: string): ChildProcess {
  return track(spawn("sh", ["-c", `read line; ${script}`], {
    stdio: ["pipe", "ignore", "ignore"], ...(cwd === undefined ? {} : { cwd }),
  }));
}

// Not a shell: those reap their children between commands.
const neglect = "import os, sys, time\n" +
  "child = os.fork()\n" +
  "if child == 0: os.execvp('sh', ['sh', '-c', sys.argv[1]])\n" +
  "print(child, flush=True)\n" +
  "time.sleep(1000)\n";

// The main thread leaves at the first line, the other at the end of the input.
const threads = "import ctypes, os, sys, threading\n" +
  "left = threading.Event()\n" +
  "def last():\n  left.wait()\n  os.read(0, 1)\n  os._exit(5)\n" +
  "threading.Thread(target=last).start()\n" +
  "os.read(0, 100)\n" +
  "left.set()\n" +
  "ctypes.CDLL(None).syscall(60, 0)\n";

/** A child of a process that never waits for it. */
async function neglected(script: string): Promise<number> {
  const parent = track(spawn("python3", ["-c", neglect, script], {
    stdio: ["ignore", "pipe", "inherit"],
  }));
  return Number(await firstLine(parent));
}

function watch(connection: Connection, pid: number, id = 1): void {
  connection.send({ op: "watch", id, pid, startTicks: String(startTicksOf(pid)) });
}

/** The watch stands when a later request is answered. */
async function watched(connection: Connection, pid: number, id = 1): Promise<void> {
  watch(connection, pid, id);
  await connection.answer(question(999));
}

function ended(connection: Connection): Promise<Event> {
  return connection.next((event) => event.event === "ended");
}

const killed = { kind: "signaled", signal: "SIGKILL", core: false };

describe("c4-nodehelper, watching processes", () => {
  afterEach(killTracked);

  it("refuses a second watch of the same id and keeps the first", async () => {
    const connection = await connect();
    const target = sleeper();
    watch(connection, pidOf(target));
    watch(connection, pidOf(target));
    const refusal = await connection.next((event) => event.event === "error");
    assert.deepEqual([refusal.id, refusal["code"]], [1, "already-exists"]);
    target.kill("SIGKILL");
    assert.deepEqual(await ended(connection), { event: "ended", id: 1, status: killed });
    assert.equal(await connection.close(), 0);
  });

  it("refuses to watch a later process that has the pid, and says that the first has ended",
    async () => {
      const connection = await connect();
      const target = sleeper();
      const other = String(BigInt(startTicksOf(pidOf(target))) - 1n);
      connection.send({ op: "watch", id: 1, pid: pidOf(target), startTicks: other });
      assert.deepEqual((await ended(connection))["status"], { kind: "unknown" });
      target.kill("SIGKILL");
      await connection.answer(question(2));
      assert.equal(connection.events.filter((event) => event.event === "ended").length, 1);
    });

  it("says at once that a process which has gone already has ended, its status unknown",
    async () => {
      const connection = await connect();
      const target = sleeper();
      const ticks = String(startTicksOf(pidOf(target)));
      const gone = new Promise((resolve) => target.once("exit", resolve));
      target.kill("SIGKILL");
      await gone;
      connection.send({ op: "watch", id: 1, pid: pidOf(target), startTicks: ticks });
      assert.deepEqual((await ended(connection))["status"], { kind: "unknown" });
    });

  it("refuses the pid of a thread that leads no process", async () => {
    const connection = await connect();
    const thread = readdirSync("/proc/self/task").map(Number).find((each) => each !== process.pid);
    assert.ok(thread !== undefined, "Node has threads");
    connection.send({ op: "watch", id: 1, pid: thread, startTicks: String(startTicksOf(thread)) });
    const refusal = await connection.next((event) => event.id === 1);
    assert.equal(refusal["code"], "invalid-argument");
  });

  it("takes no more watches than its table holds, and reports every one of them to a reader that " +
    "was away", async () => {
    const watchesMax = 4096;
    const connection = await connect();
    const target = sleeper();
    for (let id = 1; id <= watchesMax + 1; ++id) watch(connection, pidOf(target), id);
    const refusal = await connection.next((event) => event.event === "error");
    assert.deepEqual([refusal.id, refusal["code"]], [watchesMax + 1, "exhausted"]);
    connection.child.stdout?.pause();
    target.kill("SIGKILL");
    await new Promise((resolve) => target.once("exit", resolve));
    connection.child.stdout?.resume();
    const ids = new Set<unknown>();
    while (ids.size < watchesMax) ids.add((await ended(connection)).id);
    assert.equal(connection.events.filter((event) => event.event === "ended").length, watchesMax);
  });

  it("is silent about a process that is not watched any more, and frees its place", async () => {
    const connection = await connect();
    const target = sleeper();
    await watched(connection, pidOf(target));
    connection.send({ op: "unwatch", id: 1 });
    connection.send({ op: "unwatch", id: 77 });
    await watched(connection, pidOf(target));
    target.kill("SIGKILL");
    assert.equal((await ended(connection)).id, 1);
    await connection.answer(question(2));
    assert.equal(connection.events.filter((event) => event.event === "ended").length, 1);
    assert.equal(connection.events.filter((event) => event.event === "error").length, 0);
  });

  for (const source of ["all", "exit-info", "proc-connector"]) {
    const flags = source === "all" ? [] : ["--exit-source", source];

    it(`tells signals and exit codes of reaped processes apart (source: ${source})`,
      async function () {
        const connection = await connect(flags);
        const able = ["exit-info", "proc-connector"].filter((each) =>
          connection.features.includes(each));
        const isAble = source === "all" ? able.length > 0 : able.includes(source);
        if (!isAble) skip(this, `this kernel lacks ${source}`);
        const endings: readonly (readonly [string, object])[] = [
          ["exit 0", { kind: "exited", code: 0 }],
          ["exit 3", { kind: "exited", code: 3 }],
          ["exit 255", { kind: "exited", code: 255 }],
          ["kill -KILL $$", killed],
          ["kill -TERM $$", { kind: "signaled", signal: "SIGTERM", core: false }],
          ["ulimit -c 0; kill -40 $$", { kind: "signaled", signal: "SIG40", core: false }],
        ];
        for (const [at, [script, status]] of endings.entries()) {
          const target = shell(script);
          await watched(connection, pidOf(target), at);
          target.stdin?.end();
          assert.deepEqual((await ended(connection)), { event: "ended", id: at, status }, script);
        }
      });
  }

  it("tells how a process ended that its parent never reaps", async () => {
    for (const flags of [[], ["--exit-source", "stat"]]) {
      const connection = await connect(flags);
      const one = await neglected("exec sleep 1000");
      await watched(connection, one);
      process.kill(one, "SIGKILL");
      assert.deepEqual((await ended(connection))["status"], killed);

      const two = await neglected("exit 3");
      await until(() => readFileSync(`/proc/${two}/stat`, "latin1"), (text) => / Z /.test(text));
      watch(connection, two, 2);
      assert.deepEqual((await ended(connection))["status"], { kind: "exited", code: 3 });

      const three = await neglected("exit 0");
      watch(connection, three, 3);
      assert.deepEqual((await ended(connection))["status"], { kind: "exited", code: 0 });
      assert.equal(await connection.close(), 0);
    }
  });

  it("does not take a status that it may not see for an exit in peace", async function () {
    needsRoot(this, "become another user");
    const folder = mkdtempSync(path.join(os.tmpdir(), "c4-nodehelper-"));
    try {
      chmodSync(folder, 0o755);
      const file = path.join(folder, "c4-nodehelper");
      copyFileSync(program, file);
      const connection = await connect([], { file, uid: 65_534, gid: 65_534 });
      const target = await neglected("exec sleep 1000");
      await watched(connection, target);
      process.kill(target, "SIGKILL");
      assert.deepEqual((await ended(connection))["status"], { kind: "unknown" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says whether a core was dumped", async function () {
    const pattern = readFileSync("/proc/sys/kernel/core_pattern", "utf8");
    if (pattern.startsWith("|")) skip(this, "core dumps go to a program");
    const folder = mkdtempSync(path.join(os.tmpdir(), "c4-nodehelper-"));
    try {
      const connection = await connect();
      for (const [limit, core] of [["unlimited", true], ["0", false]] as const) {
        const target = shell(`ulimit -c ${limit}; kill -ABRT $$`, folder);
        await watched(connection, pidOf(target));
        target.stdin?.end();
        const status = { kind: "signaled", signal: "SIGABRT", core };
        assert.deepEqual((await ended(connection))["status"], status);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  for (const source of ["all", "exit-info", "proc-connector"]) {
    const flags = source === "all" ? [] : ["--exit-source", source];

    it(`gives a process whose main thread left first the status of the last (source: ${source})`,
      async function () {
        const connection = await connect(flags);
        if (source !== "all" && !connection.features.includes(source)) {
          skip(this, `this kernel lacks ${source}`);
        }
        const target = track(spawn("python3", ["-c", threads], {
          stdio: ["pipe", "pipe", "inherit"],
        }));
        await watched(connection, pidOf(target));
        target.stdin?.write("leave\n");
        await until(() => readFileSync(`/proc/${pidOf(target)}/stat`, "latin1"), (text) =>
          / Z /.test(text));
        await connection.answer(question(2));
        target.stdin?.end();
        assert.deepEqual((await ended(connection))["status"], { kind: "exited", code: 5 });
      });
  }
});
