// Who holds the lock on a hook file, and what the kernel says.

import { strict as assert } from "node:assert";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  connect, firstLine, killTracked, pidOf, question, track, until, type Event,
} from "./connect.ts";
import { needsRoot, skip } from "../fixtures/skip.ts";

const holder = "import fcntl, os, sys, time\n" +
  "file = open(sys.argv[1], 'r+')\n" +
  "fcntl.lockf(file, getattr(fcntl, sys.argv[2]))\n" +
  "print(os.getpid(), flush=True)\n" +
  "time.sleep(1000)\n";

async function hold(
  file: string, kind = "LOCK_EX", under: readonly string[] = [],
): Promise<readonly [ChildProcess, number]> {
  const [program = "", ...rest] = [...under, "python3", "-c", holder, file, kind];
  const child = track(spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] }));
  return [child, Number(await firstLine(child))];
}

describe("c4-nodehelper, asking for locks", () => {
  let folder = "";
  let file = "";
  const ask = async (name: string): Promise<Event> => {
    const connection = await connect();
    const answer = await connection.answer({ op: "locks", id: 1, path: name });
    assert.equal(await connection.close(), 0);
    return answer;
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "c4-nodehelper-"));
    file = path.join(folder, "hook file \u00e9");
    writeFileSync(file, "");
  });
  afterEach(() => {
    killTracked();
    rmSync(folder, { recursive: true });
  });

  it("refuses what is not a regular file, and opens none of it", async () => {
    const link = path.join(folder, "link");
    const pipe = path.join(folder, "pipe");
    const inner = path.join(folder, "folder");
    symlinkSync(file, link);
    execFileSync("mkfifo", [pipe]);
    mkdirSync(inner);
    for (const name of [link, pipe, inner, "/dev/null", `${file}/below`]) {
      const answer = await ask(name);
      assert.deepEqual([answer.event, answer["code"]], ["error", "invalid-argument"], name);
    }
    assert.equal((await ask(path.join(folder, "missing")))["code"], "not-found");
  });

  it("says that nobody holds a lock which was never taken", async () => {
    assert.deepEqual(await ask(file), { event: "locks", id: 1, locked: false, pid: 0 });
  });

  it("names the holder of a lock until it is killed", async () => {
    for (const kind of ["LOCK_EX", "LOCK_SH"]) {
      const [child] = await hold(file, kind);
      assert.deepEqual(await ask(file), { event: "locks", id: 1, locked: true, pid: child.pid });
      child.kill("SIGKILL");
      await once(child, "exit");
      assert.equal((await ask(file))["locked"], false);
    }
  });

  it("names a holder of another pid namespace by its pid in ours", async function () {
    needsRoot(this, "make a pid namespace");
    const [outer, inside] = await hold(file, "LOCK_EX", ["unshare", "-pf", "--kill-child"]);
    const children = `/proc/${pidOf(outer)}/task/${pidOf(outer)}/children`;
    const outside = Number(readFileSync(children, "utf8").trim());
    assert.equal(inside, 1);
    assert.deepEqual(await ask(file), { event: "locks", id: 1, locked: true, pid: outside });
  });
});

describe("c4-nodehelper, reading the kernel's log", () => {
  afterEach(killTracked);

  // A new descriptor for each line: the kernel limits what one of them may write.
  const log = (line: string | Buffer): void => writeFileSync("/dev/kmsg", line, { flag: "a" });

  it("gives new lines decoded and cut, and counts those that it leaves out", async function () {
    const connection = await connect();
    needsRoot(this, "write into the kernel's log");
    if (!connection.features.includes("kmsg")) skip(this, "the kernel's log cannot be read");
    const mark = `c4 test ${process.pid}`;
    log(`<7>${mark} before\n`);
    connection.send({ op: "kmsg" });
    connection.send({ op: "kmsg" });
    await connection.answer(question(1));
    const next = async (): Promise<string> => String((await connection.next((event) =>
      event.event === "kmsg" && String(event["line"]).startsWith(mark)))["line"]);

    log(`<7>${mark} na\u00efve \\ "quoted" \u0001 \u{1f600}\n`);
    assert.equal(await next(), `${mark} na\u00efve \\ "quoted" \u0001 \u{1f600}`);
    log(Buffer.concat([Buffer.from(`<7>${mark} broken `), Buffer.from([0xff, 0x0a])]));
    assert.equal(await next(), `${mark} broken \ufffd`);
    for (let shift = 0; shift < 4; ++shift) {
      log(`<7>${mark} ${"x".repeat(shift)}${"\u{1f600}".repeat(200)}\n`);
      const line = await next();
      assert.ok(Buffer.byteLength(line) <= 512 && Buffer.byteLength(line) > 508);
      assert.ok(!line.includes("\ufffd"), "cut between characters");
    }

    for (let at = 0; at < 150; ++at) log(`<7>${mark} flood\n`);
    const told = await until(async () => {
      log(`<7>${mark} after\n`);
      await connection.answer(question(2));
      return connection.events.filter((event) => event.event === "kmsg").at(-1)?.["dropped"];
    }, (dropped) => typeof dropped === "number" && dropped > 0);
    assert.ok(Number(told) < 1000);
    const lines = connection.events.filter((event) => event.event === "kmsg");
    assert.ok(!lines.some((event) => event["line"] === `${mark} before`), "begins at the end");
  });
});
