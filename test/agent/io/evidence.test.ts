// Real Python processes, with and without our sitecustomize.

import { strict as assert } from "node:assert";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { createDumpStore } from "../../../agent/io/dumps.ts";
import { cut, gatherEvidence } from "../../../agent/io/evidence.ts";
import { readFlightRecorder } from "../../../agent/io/flight-recorder.ts";
import type { KernelLog } from "../../../agent/io/kernel-log.ts";
import { lastWordsFile, readLastWords } from "../../../agent/io/last-words.ts";
import { readStat } from "../../../agent/io/process.ts";
import { catches, dumpSignal, readStacks } from "../../../agent/io/stacks.ts";
import { readDumpFolder } from "../../../cli/analyze/folder.ts";
import { evidenceBytesMax } from "../../../proto/command.ts";
import type { IncidentId, NodeName, Rank } from "../../../proto/ids.ts";
import { makeDirectory } from "../../fixtures/agent.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { needsRoot } from "../../fixtures/skip.ts";

const user = process.getuid?.() ?? 0;
const noLog: KernelLog = { newest: () => [], close: () => undefined };

describe("evidence of a Python process", () => {
  let directory: ReturnType<typeof makeDirectory>;
  const children: ChildProcess[] = [];
  beforeEach(() => { directory = makeDirectory(); });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    directory.remove();
  });

  const python = async (
    source: string, environment: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly child: ChildProcess; readonly pid: number; readonly ticks: number }> => {
    const child = spawn("python3", ["-c", `print("up", flush=True)\n${source}`], {
      stdio: ["ignore", "pipe", "ignore"],
      env: { PATH: process.env["PATH"] ?? "", ...environment },
    });
    children.push(child);
    await once(createInterface({ input: child.stdout }), "line");
    const pid = child.pid ?? 0;
    return { child, pid, ticks: readStat(pid)?.startTicks ?? 0 };
  };
  const ours = (): Record<string, string> => ({
    PYTHONPATH: path.resolve("agent/python"), PYTHONDONTWRITEBYTECODE: "1", C4_DIR: directory.path,
  });
  const stuck = "import time\ndef wait_for_peer():\n  while True: time.sleep(0.01)\n" +
    "wait_for_peer()";

  it("never signals a process that does not wait for it", async () => {
    const { child, pid, ticks } = await python(stuck);
    assert.equal(catches(pid, dumpSignal), false);
    const text = await readStacks(pid, ticks);
    assert.doesNotMatch(text, /Python stacks/);
    assert.match(text, /State: /);
    assert.equal(child.exitCode ?? child.signalCode, null);
  });

  it("never signals a process that waits for that signal for reasons of its own", async () => {
    const { child, pid, ticks } = await python(
      `import signal, sys\nsignal.signal(${dumpSignal}, lambda *_: sys.exit(9))\n${stuck}`);
    await eventually("it catches the signal", () => catches(pid, dumpSignal));
    assert.doesNotMatch(await readStacks(pid, ticks), /Python stacks/);
    assert.equal(child.exitCode ?? child.signalCode, null);
  });

  it("has nothing to say of a pid that is another's by now", async () => {
    const { pid, ticks } = await python(stuck, ours());
    assert.equal(await readStacks(pid, ticks + 1), "");
  });

  it("names the function in which the interpreter is stuck", async () => {
    const { pid, ticks } = await python(stuck, ours());
    await eventually("it catches the signal", () => catches(pid, dumpSignal));
    await eventually("it is stuck", async () =>
      /Python stacks:[^]*wait_for_peer/.test(await readStacks(pid, ticks)));
  });

  it("leaves one dump in the process's memory, however often it asks", async () => {
    const { pid, ticks } = await python(stuck, ours());
    await eventually("it catches the signal", () => catches(pid, dumpSignal));
    await eventually("it is stuck", async () =>
      /wait_for_peer/.test(await readStacks(pid, ticks)));
    const folder = `/proc/${pid}/fd`;
    const memory = readdirSync(folder).map((name) => path.join(folder, name))
      .find((file) => readlinkSync(file).startsWith("/memfd:c4-stack")) ?? "";
    const size = statSync(memory).size;
    const first = await readStacks(pid, ticks);
    const again = await readStacks(pid, ticks);
    for (const text of [first, again]) assert.match(text, /Python stacks:\n\S[^]*wait_for_peer/);
    assert.equal(statSync(memory).size, size);
  });

  it("does not wake a process that is stopped, and says that it is", async () => {
    const { child, pid, ticks } = await python(stuck, ours());
    child.kill("SIGSTOP");
    await eventually("it is stopped", () => readStat(pid)?.state === "T");
    assert.match(await readStacks(pid, ticks), /State: T[^]*It is stopped/);
  });

  it("keeps the traceback of the exception that ended the program", async () => {
    const { child, pid, ticks } = await python(
      "import time\ntime.sleep(0.1)\nraise RuntimeError('loss is NaN')", ours());
    await once(child, "exit");
    const words = readLastWords(directory.path, `${pid}-${ticks}`, user);
    assert.deepEqual(readLastWords(directory.path, `${pid}-${ticks}`, user + 1), []);
    assert.equal(words.at(-1), "RuntimeError: loss is NaN");
  });

  it("leaves exit codes, and the sitecustomize it hides, as they were", async () => {
    const hidden = path.join(directory.path, "hidden");
    mkdirSync(hidden);
    writeFileSync(path.join(hidden, "sitecustomize.py"),
      `open(${JSON.stringify(path.join(directory.path, "ran"))}, "w").write("yes")`);
    const environment = ours();
    const { child } = await python("import time\ntime.sleep(0.1)\nraise SystemExit(4)", {
      ...environment, PYTHONPATH: `${environment["PYTHONPATH"]}:${hidden}`,
    });
    assert.deepEqual(await once(child, "exit"), [4, null]);
    assert.equal(readFileSync(path.join(directory.path, "ran"), "utf8"), "yes");
  });

  it("gathers each kind once, and keeps a copy of the dump that can be analyzed", async () => {
    const prefix = path.join(directory.path, "dump-");
    const copies = path.join(directory.path, "copies");
    const dumps = createDumpStore({ directory: copies, bytesMax: 1 << 20, filesMax: 4 });
    const library = path.join(directory.path, "libtorch_cpu.so");
    writeFileSync(library, "a library, as far as a mapping shows");
    const torch = `import mmap\nfile = open(${JSON.stringify(library)})\n` +
      "map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)\n";
    const { pid, ticks } = await python(torch + stuck, { TORCH_FR_DUMP_TEMP_FILE: prefix });
    await eventually("it is mapped", () =>
      readFileSync(`/proc/${pid}/maps`, "utf8").includes(library));
    const gather = async (): Promise<readonly string[]> => {
      const reply = await gatherEvidence({
        node: "node-0" as NodeName, rank: 3 as Rank, incident: "inc-a" as IncidentId,
        process: `${pid}-${ticks}`, pid, startTicks: ticks,
      }, ["flight-recorder", "flight-recorder", "kernel-log"], { kernelLog: noLog, dumps });
      assert.ok(reply.kind === "evidence");
      return reply.items.map((each) => `${each.kind} ${each.rank}: ${each.text}`);
    };
    assert.deepEqual(await gather(), [`flight-recorder 3: No dump at ${prefix}3.`]);
    writeFileSync(`${prefix}3`, "");
    assert.match((await gather())[0] ?? "", /an empty dump at/);
    copyFileSync("test/fixtures/flight-recorder/gloo-absent/_dump_3", `${prefix}3`);
    const folder = path.join(copies, "inc-a");
    const [told = ""] = await gather();
    assert.match(told, /a dump of \d+ bytes at/);
    assert.ok(told.endsWith(`c4 analyze fr ${folder} reads the copy.`), told);
    assert.ok((await readDumpFolder(folder)).ok);
    rmSync(`${prefix}3`);
    symlinkSync("/etc/passwd", `${prefix}3`);
    assert.match((await gather())[0] ?? "", /No dump at/);
  });

  it("finds a dump where the process lives, and follows no name of it out of there",
    async function () {
      needsRoot(this, "mount");
      const inside = path.join(directory.path, "inside");
      const copies = path.join(directory.path, "copies");
      mkdirSync(inside);
      writeFileSync(path.join(directory.path, "ours-3"), "not its own");
      const dumps = createDumpStore({ directory: copies, bytesMax: 1 << 20, filesMax: 4 });
      const tell = async (prefix: string): Promise<string> => {
        const child = spawn("unshare", ["--mount", "sh", "-c", 'mount -t tmpfs none "$0" && ' +
          'printf dump > "$0/dump-3" && ln -s / "$0/out" && echo up && read end', inside], {
          stdio: ["pipe", "pipe", "ignore"],
          env: { PATH: process.env["PATH"] ?? "", TORCH_FR_DUMP_TEMP_FILE: prefix },
        });
        children.push(child);
        await once(createInterface({ input: child.stdout }), "line");
        return readFlightRecorder({
          pid: child.pid ?? 0, rank: 3 as Rank, incident: "inc-a" as IncidentId,
        }, dumps);
      };
      assert.match(await tell(`${inside}/dump-`), /a dump of 4 bytes at .*; c4 analyze fr .*copy/);
      assert.equal(readFileSync(path.join(copies, "inc-a", "_dump_3"), "utf8"), "dump");
      assert.match(await tell(`${inside}/out${directory.path}/ours-`),
        /not copied: its name leads out of the process's root/);
    });

  it("does not miss a dump of a program without PyTorch", async () => {
    const prefix = path.join(directory.path, "dump-");
    const { pid, ticks } = await python(stuck, { TORCH_FR_DUMP_TEMP_FILE: prefix });
    const dumps = createDumpStore({ directory: directory.path, bytesMax: 1 << 20, filesMax: 4 });
    const reply = await gatherEvidence({
      node: "node-0" as NodeName, rank: 3 as Rank, incident: "inc-a" as IncidentId,
      process: `${pid}-${ticks}`, pid, startTicks: ticks,
    }, ["flight-recorder"], { kernelLog: noLog, dumps });
    assert.deepEqual(reply, { kind: "evidence", items: [] });
  });

  it("takes py-spy's word where it is on the PATH, and asks Python when it fails", async () => {
    const spy = path.join(directory.path, "py-spy");
    const { pid, ticks } = await python(stuck, ours());
    const before = process.env["PATH"] ?? "";
    process.env["PATH"] = `${directory.path}:${before}`;
    try {
      writeFileSync(spy, "#!/bin/sh\necho \"$@\"; echo 'wait_for_peer (train.py:7)'\n",
        { mode: 0o755 });
      const spied = await readStacks(pid, ticks);
      assert.ok(spied.includes(`py-spy:\ndump --nonblocking --pid ${pid}\n`), spied);
      assert.match(spied, /wait_for_peer \(train\.py:7\)/);
      assert.doesNotMatch(spied, /Python stacks:/);
      writeFileSync(spy, "#!/bin/sh\necho half a stack; exit 1\n");
      const asked = await readStacks(pid, ticks);
      assert.doesNotMatch(asked, /half a stack/);
      assert.match(asked, /Python stacks:[\s\S]*wait_for_peer/);
    } finally {
      process.env["PATH"] = before;
    }
  });

  it("reads no last words through a link", () => {
    const file = lastWordsFile(directory.path, "1-1");
    mkdirSync(path.dirname(file));
    symlinkSync("/etc/passwd", file);
    assert.deepEqual(readLastWords(directory.path, "1-1", user), []);
  });
});

describe("a text of evidence", () => {
  it("is cut at its limit in bytes, whatever its characters are, and says so", () => {
    const long = cut("→".repeat(evidenceBytesMax));
    assert.ok(long.truncated);
    assert.ok(Buffer.byteLength(long.text) <= evidenceBytesMax);
    assert.deepEqual(cut("short"), { text: "short", truncated: false });
  });

  it("cannot drive a terminal", () => {
    assert.equal(cut("a\u001b[2J\tb\nc\u0007").text, "a?[2J\tb\nc?");
  });
});
