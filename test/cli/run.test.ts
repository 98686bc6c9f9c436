import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Report } from "../../proto/report.ts";
import { eventually } from "../fixtures/eventually.ts";
import { type Schema, violations } from "../fixtures/schema.ts";
import { directoryOf, nothingLeft, processesOf, startC4, type Running } from "./processes.ts";

const announce = "echo $C4_DIR";

describe("c4 run", () => {
  let home = "";
  const started: Running[] = [];

  beforeEach(() => { home = mkdtempSync(path.join(tmpdir(), "c4-run-test-")); });
  afterEach(async () => {
    for (const running of started.splice(0)) {
      running.process.kill("SIGKILL");
      await running.ended;
      const directory = directoryOf(running);
      if (directory !== undefined) await eventually("the keeper", () => nothingLeft(directory));
    }
    rmSync(home, { recursive: true, force: true });
  });

  function c4(words: readonly string[], given: Record<string, string> = {}, input = ""): Running {
    const running = startC4(words, { environment: { XDG_RUNTIME_DIR: home, ...given }, input });
    started.push(running);
    return running;
  }

  it("does not run the command without NATS: says how to get it, exits with 125", async () => {
    const marker = path.join(home, "ran");
    const running = c4(["run", "--", "touch", marker], { C4_NATS_SERVER: "/nonexistent/nats" });
    assert.equal(await running.ended, 125);
    assert.match(running.errors(), /C4_NATS_SERVER=\/nonexistent\/nats is not there/);
    assert.match(running.errors(), /apt-get install nats-server/);
    assert.match(running.errors(), /the command was not started/);
    assert.ok(!existsSync(marker));
  });

  it("does not run the command when its report or files have no place", async () => {
    const marker = path.join(home, "ran");
    for (const [flag, place] of [["--report", "gone/report.json"], ["--keep", ""]] as const) {
      const target = path.join(home, place);
      writeFileSync(path.join(home, "old"), "");
      const running = c4(["run", flag, target, "--", "touch", marker]);
      assert.equal(await running.ended, 125);
      assert.ok(running.errors().includes(target), running.errors());
      assert.match(running.errors(), /the command was not started/);
    }
    assert.ok(!existsSync(marker));
  }).timeout(60_000);

  it("says what a NATS server that does not start had to say, and exits with 125", async () => {
    const broken = path.join(home, "nats-server");
    writeFileSync(broken, "#!/bin/sh\necho no room on the moon >&2\nexit 1\n", { mode: 0o755 });
    const running = c4(["run", "--", "true"], { C4_NATS_SERVER: broken });
    assert.equal(await running.ended, 125);
    assert.match(running.errors(), /nats-server did not start: .*no room on the moon/);
  });

  it("passes the exit code on, and 127 and 126 for what cannot be run", async () => {
    assert.equal(await c4(["run", "--", "sh", "-c", "exit 7"]).ended, 7);
    assert.equal(await c4(["run", "--", "sh", "-c", "kill -9 $$"]).ended, 137);
    assert.equal(await c4(["run", "--", "no-such-program"]).ended, 127);
    assert.equal(await c4(["run", "--", "/etc/passwd"]).ended, 126);
  }).timeout(60_000);

  it("leaves input, output and errors of the command alone", async () => {
    const script = "cat; printf 'e\\001rr' >&2";
    const running = c4(["run", "--", "sh", "-c", script], {}, "in\0put\u001b[31m");
    assert.equal(await running.ended, 0);
    assert.equal(running.output(), "in\0put\u001b[31m");
    assert.ok(running.errors().startsWith("e\u0001rrc4: "), running.errors());
  }).timeout(60_000);

  it("writes a report that holds to its schema, and keeps what it is asked to keep", async () => {
    const report = path.join(home, "report.json");
    const kept = path.join(home, "kept");
    const running = c4([
      "run", "--nodes", "2", "--job", "nothing", "--report", report, "--keep", kept,
      "--", "sh", "-c", `mkfifo \${TORCH_NCCL_DEBUG_INFO_PIPE_FILE}0.pipe
        echo dump > \${TORCH_FR_DUMP_TEMP_FILE}0; exit 3`,
    ]);
    assert.equal(await running.ended, 3);
    const written = JSON.parse(readFileSync(report, "utf8")) as Report;
    const schema = JSON.parse(readFileSync("proto/report.schema.json", "utf8")) as Schema;
    assert.deepEqual(violations(written, schema), []);
    assert.deepEqual(written.job, { name: "nothing", ranks: 0, nodes: ["node-0", "node-1"] });
    assert.equal(written.command.exitCode, 3);
    assert.ok(existsSync(path.join(kept, "stack", "nats.log")));
    assert.ok(!existsSync(path.join(kept, "stack", "token")), "a secret was kept");
    assert.ok(existsSync(path.join(kept, "stack", "dumps", "_dump_0")));
  }).timeout(60_000);

  it("lends Python its sitecustomize out of the run's own directory", async () => {
    const running = c4(["run", "--", "sh", "-c",
      `${announce}; python3 -c 'import sitecustomize; print("at", sitecustomize.__file__)'`],
    { PYTHONDONTWRITEBYTECODE: "" });
    assert.equal(await running.ended, 0);
    const directory = directoryOf(running) ?? "";
    const at = `at ${directory}/stack/python/sitecustomize.py`;
    assert.ok(running.output().includes(`${at}\n`), running.output());
    assert.ok(!existsSync("agent/python/__pycache__"));
  }).timeout(60_000);

  it("gives each command of --launch per-node its place, and passes a failure on", async () => {
    const running = c4([
      "run", "--nodes", "3", "--launch", "per-node", "--", "sh", "-c",
      "echo $C4_NODE $C4_NODE_RANK $C4_NODES; exit $C4_NODE_RANK",
    ]);
    assert.notEqual(await running.ended, 0);
    assert.deepEqual(running.output().trim().split("\n").sort(),
      ["node-0 0 3", "node-1 1 3", "node-2 2 3"]);
  }).timeout(60_000);

  it("leaves a background process of a command that ended alone, and says so", async () => {
    const running = c4(["run", "--", "sh", "-c", `${announce}; sleep 300 >/dev/null 2>&1 &`]);
    assert.equal(await running.ended, 0);
    const directory = directoryOf(running) ?? "";
    const [left, ...others] = processesOf(directory);
    assert.ok(left !== undefined && others.length === 0);
    process.kill(left.pid, "SIGKILL");
    const told = new RegExp(`1 process of the command still runs, .*${left.pid}`);
    assert.match(running.errors(), told);
    assert.ok(!existsSync(directory));
  }).timeout(60_000);

  it("leaves no process and no file behind after Ctrl-C", async () => {
    const running = c4(["run", "--nodes", "2", "--", "sh", "-c",
      `trap 'exit 9' INT; ${announce}; setsid sleep 300 & while :; do sleep 0.1; done`]);
    const directory = await eventually("the command", () => directoryOf(running));
    assert.ok(processesOf(directory).length >= 5, "the stack was not there");
    running.process.kill("SIGINT");
    assert.equal(await running.ended, 9);
    assert.ok(nothingLeft(directory), JSON.stringify(processesOf(directory)));
    assert.ok(!existsSync(path.join(home, "c4")));
  }).timeout(60_000);

  it("hears a signal that its first command sends while the others are being started", async () => {
    const running = c4(["run", "--nodes", "6", "--launch", "per-node", "--", "sh", "-c",
      `${announce}; [ $C4_NODE_RANK = 0 ] && kill -INT $PPID; trap 'exit 9' INT; ` +
        "while :; do sleep 0.1; done"]);
    // The signal goes to all; who had no trap yet is ended by it.
    const code = await running.ended;
    assert.ok(code === 9 || code === 130, String(code));
    assert.ok(nothingLeft(directoryOf(running) ?? ""));
  }).timeout(60_000);

  it("kills a command that ignores SIGTERM when the grace is over", async () => {
    const running = c4(["run", "--grace", "0.3", "--", "sh", "-c",
      `trap '' TERM; ${announce}; while :; do sleep 0.1; done`]);
    const directory = await eventually("the command", () => directoryOf(running));
    running.process.kill("SIGTERM");
    assert.equal(await running.ended, 137);
    assert.ok(nothingLeft(directory));
  }).timeout(60_000);

  it("leaves no process and no file behind when it is killed with -9", async () => {
    const running = c4(["run", "--nodes", "2", "--", "sh", "-c",
      `${announce}; setsid sleep 300 & sleep 300`]);
    const directory = await eventually("the command", () => directoryOf(running));
    running.process.kill("SIGKILL");
    assert.equal(await running.ended, "SIGKILL");
    await eventually("everything is gone", () => nothingLeft(directory));
    assert.ok(!existsSync(path.join(home, "c4")));
  }).timeout(60_000);

  it("removes what a run left whose keeper was killed with it", async () => {
    const stale = mkdtempSync(path.join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "c4-"));
    mkdirSync(path.join(stale, "stack"));
    writeFileSync(path.join(stale, "stack", "owner.json"), "{\"pid\":4190000,\"startTicks\":1}");
    assert.equal(await c4(["run", "--", "true"]).ended, 0);
    assert.ok(!existsSync(stale));
  }).timeout(60_000);

  it("starts NATS, controller and agents again where they were when killed", async () => {
    const running = c4(["run", "--nodes", "2", "--", "sh", "-c",
      `trap 'exit 0' TERM; echo $C4_CONTROLLER; ${announce}; while :; do sleep 0.1; done`]);
    const directory = await eventually("the command", () => directoryOf(running));
    const controller = /^http:\S+$/m.exec(running.output())?.[0] ?? "";
    for (const part of ["nats-server", "c4.js controller", "agent-node-1.json"]) {
      const victim = processesOf(directory).find((each) => each.words.includes(part));
      assert.ok(victim !== undefined, `${part} does not run`);
      process.kill(victim.pid, "SIGKILL");
      await eventually(part, () => processesOf(directory)
        .find((each) => each.words.includes(part) && each.pid !== victim.pid));
    }
    await eventually("the controller is ready again", async () =>
      (await fetch(`${controller}/readyz`).catch(() => undefined))?.status === 200);
    running.process.kill("SIGTERM");
    assert.equal(await running.ended, 0);
    assert.match(running.errors(), /started again: nats 1x, controller 1x, agent node-1 1x/);
  }).timeout(60_000);

  it("gives each node a network of its own with --fabric, and takes it away", async function () {
    this.timeout(60_000);
    if (process.geteuid?.() !== 0) {
      const refused = c4(["run", "--launch", "per-node", "--fabric", "--", "true"]);
      assert.equal(await refused.ended, 125);
      assert.match(refused.errors(), /--fabric makes network namespaces and needs root/);
      return;
    }
    const running = c4(["run", "--nodes", "2", "--launch", "per-node", "--fabric", "--", "sh", "-c",
      `${announce}; ip -4 -o addr show data0; echo $C4_NODE_ADDRESS $MASTER_ADDR; sleep 0.5`]);
    assert.equal(await running.ended, 0);
    const directory = await eventually("the command", () => directoryOf(running));
    assert.match(running.output(), /inet 10\.77\.0\.2\/16/);
    assert.match(running.output(), /inet 10\.77\.1\.2\/16/);
    assert.match(running.output(), /^10\.77\.1\.2 10\.77\.0\.2$/m);
    const tag = directory.slice(-6);
    assert.ok(!execFileSync("ip", ["netns", "list"], { encoding: "utf8" }).includes(tag));
    assert.ok(!execFileSync("ip", ["-o", "link"], { encoding: "utf8" }).includes(tag));
  });
});
