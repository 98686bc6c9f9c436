// The native helper as its client meets it: the real one, and doubles that misbehave.

import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseExitStatus, parseSockets } from "../../../agent/io/node-helper-lines.ts";
import { startNodeHelper, type NodeHelper } from "../../../agent/io/node-helper.ts";
import { createLog } from "../../../agent/io/log.ts";
import {
  cgroupFileOf, memoryKillsAt, parseStat, readStat, recentMemoryKill, renewMemoryKills,
} from "../../../agent/io/process.ts";
import type { ExitStatus } from "../../../agent/core/end.ts";
import { makeDirectory } from "../../fixtures/agent.ts";
import { eventually } from "../../fixtures/eventually.ts";

const program = path.resolve("ncclmon/build/c4-nodehelper");
const log = createLog(() => undefined);

describe("the client of c4-nodehelper", () => {
  let directory: ReturnType<typeof makeDirectory>;
  let helper: NodeHelper | undefined;
  beforeEach(() => { directory = makeDirectory(); });
  afterEach(() => {
    helper?.close();
    helper = undefined;
    directory.remove();
  });
  const double = (script: string): NodeHelper => {
    const file = path.join(directory.path, "helper");
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    helper = startNodeHelper(file, log);
    return helper;
  };

  it("survives a helper that cannot be started, and tries again", async () => {
    helper = startNodeHelper(path.join(directory.path, "missing"), log);
    await eventually("a second start", () => (helper?.counts().starts ?? 0) > 1);
    const answer = await helper.sockets(1);
    assert.ok(!answer.ok && answer.error.code === "unavailable");
  });

  it("drops lines that are garbage, no objects, or endless", async () => {
    const client = double(
      "echo '{\"event\":\"hello\"}'; echo nonsense; echo 7; head -c 300000 /dev/zero; sleep 30");
    await eventually("they are dropped", () => client.counts().dropped >= 3);
    assert.ok(client.isUp());
  });

  it("gives up on an answer that never comes", async () => {
    const client = double("echo '{\"event\":\"hello\"}'; sleep 30");
    await eventually("it is up", () => client.isUp());
    const answer = await client.locks("/x");
    assert.ok(!answer.ok && answer.error.code === "timed-out");
    assert.equal(client.counts().timeouts, 1);
  });

  it("counts lists of sockets that the helper cut short", async () => {
    const client = double("echo '{\"event\":\"hello\"}'; read line; " +
      "echo '{\"event\":\"sockets\",\"id\":1,\"sockets\":[],\"truncated\":true}'; sleep 30");
    await eventually("it is up", () => client.isUp());
    assert.deepEqual(await client.sockets(1), { ok: true, value: [] });
    assert.equal(client.counts().listsCut, 1);
  });

  for (const [fate, sent] of [["dies", "SIGKILL"], ["answers nothing", "SIGSTOP"]] as const) {
    it(`gives up a helper that ${fate}, and watches anew with the next one`, async () => {
      helper = startNodeHelper(program, log);
      const client = helper;
      await eventually("it is up", () => client.isUp());
      const child = spawn("sleep", ["30"]);
      const pid = child.pid ?? 0;
      const ends: ExitStatus[] = [];
      client.watch({
        pid, startTicks: readStat(pid)?.startTicks ?? 0, onEnded: (status) => ends.push(status),
        onRefused: (reason) => assert.fail(reason),
      });
      process.kill(client.pid() ?? 0, sent);
      await eventually("a second start", () => client.counts().starts > 1 && client.isUp());
      child.kill("SIGKILL");
      await eventually("the death is told", () => ends.length > 0);
      assert.equal(ends.length, 1);
    });
  }
});

describe("what c4-nodehelper says", () => {
  it("is refused when a field is missing, negative or no number", () => {
    assert.ok(!parseSockets({}).ok);
    assert.ok(!parseSockets([{}]).ok);
    assert.ok(!parseSockets([{ local: "a:1", remote: "b:2", bytesAcked: -1 }]).ok);
    assert.ok(!parseSockets([{ local: "\u001b:1", remote: "b:2" }]).ok);
  });

  it("is an unknown status when it is no status", () => {
    for (const value of [undefined, 7, {}, { kind: "exited" }, { kind: "signaled", signal: "x" }]) {
      assert.deepEqual(parseExitStatus(value), { kind: "unknown" });
    }
  });
});

describe("what /proc says of a process", () => {
  it("is read past a name that tries to look like other fields", () => {
    const fields = ["T", ..."1 1 1 0 -1 0 0 0 0 0 5 6 0 0 20 0 1 0 99".split(" ")];
    const stat = parseStat(`7 (a) R 1 (b)) ${fields.join(" ")} ${"0 ".repeat(30)}`);
    assert.deepEqual([stat?.state, stat?.startTicks, stat?.cpuMs], ["T", 99, 110]);
    assert.equal(parseStat("nonsense"), undefined);
    assert.equal(readStat(2 ** 30), undefined);
  });

  it("names the file that counts kills for memory, of both kinds of cgroup, and no other", () => {
    assert.equal(cgroupFileOf("0::/a/b\n"), "/sys/fs/cgroup/a/b/memory.events");
    assert.equal(cgroupFileOf("5:cpu:/x\n4:memory:/y\n"),
      "/sys/fs/cgroup/memory/y/memory.oom_control");
    assert.equal(cgroupFileOf("0::/../../etc\n"), undefined);
    assert.equal(cgroupFileOf(""), undefined);
  });

  it("counts a kill for memory while it is news, also one read before its death is told", () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "c4-memory-")), "memory.events");
    const write = (kills: number): void => { writeFileSync(file, `oom 0\noom_kill ${kills}\n`); };
    assert.equal(memoryKillsAt(file, 0), undefined, "no such file");
    write(3);
    const first = memoryKillsAt(file, 0);
    assert.ok(first !== undefined);
    assert.equal(recentMemoryKill(first), undefined, "what was before us is no news");
    write(4);
    const told = /oom_kill rose from 3 to 4/;
    assert.match(recentMemoryKill(first) ?? "", told);
    const second = renewMemoryKills(first, 2_500);
    assert.match(recentMemoryKill(second) ?? "", told, "read, and not told yet");
    assert.equal(renewMemoryKills(second, 3_000), second, "not so soon again");
    assert.equal(recentMemoryKill(renewMemoryKills(second, 5_000)), undefined, "long ago");
    rmSync(path.dirname(file), { recursive: true });
  });
});
