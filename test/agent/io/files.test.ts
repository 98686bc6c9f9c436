import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import {
  chownSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import {
  closeFile, findNodeFolders, listProcesses, makeSharedFolders, openProcessFile, readProcessFile,
} from "../../../agent/io/files.ts";
import { writeMask } from "../../../agent/io/control.ts";
import { lastWordsFile } from "../../../agent/io/last-words.ts";
import { createLog } from "../../../agent/io/log.ts";
import { createRegistry } from "../../../agent/io/registry.ts";
import { createWatcher } from "../../../agent/io/watch.ts";
import type { Result } from "../../../proto/errors.ts";
import type { NodeName, ProcessId } from "../../../proto/ids.ts";
import { fileBytes, watch } from "../../../proto/layout.ts";
import { makeDirectory } from "../../fixtures/agent.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { controlFile, writeHookFile } from "../../fixtures/hook-file.ts";
import { needsRoot } from "../../fixtures/skip.ts";

function refusal(result: Result<unknown>): string {
  assert.ok(!result.ok, "it was accepted");
  return result.error.message;
}

describe("a folder of process files that a stranger filled", () => {
  let directory: ReturnType<typeof makeDirectory>;
  beforeEach(() => { directory = makeDirectory(); });
  afterEach(() => directory.remove());

  const open = (file: string): string => refusal(openProcessFile(file, "4242-777"));

  it("refuses a link, though it leads to a good file", () => {
    const good = writeHookFile(directory.path);
    const link = path.join(path.dirname(good), "1-1.mon");
    symlinkSync(good, link);
    assert.match(open(link), /it is a link/);
  });

  it("refuses a pipe without waiting for its other end", () => {
    const good = writeHookFile(directory.path);
    const pipe = path.join(path.dirname(good), "1-1.mon");
    execFileSync("mkfifo", [pipe]);
    assert.match(open(pipe), /no regular file/);
  });

  it("refuses a folder, a device and a file of any other size", () => {
    const good = writeHookFile(directory.path);
    const folder = path.join(path.dirname(good), "2-2.mon");
    mkdirSync(folder);
    assert.match(open(folder), /no regular file/);
    assert.match(open("/dev/zero"), /no regular file/);
    const huge = path.join(path.dirname(good), "3-3.mon");
    writeFileSync(huge, "");
    truncateSync(huge, 2 ** 40);
    assert.match(open(huge), /1099511627776 bytes/);
    truncateSync(good, fileBytes - 1);
    assert.match(open(good), /bytes, not/);
  });

  it("refuses a file of another user than its folder's", function () {
    needsRoot(this, "give a file away");
    const good = writeHookFile(directory.path);
    chownSync(good, 12_345, 12_345);
    assert.match(open(good), /its owner 12345/);
  });

  it("takes the files of all users from folders that root shares out, and only there", function () {
    needsRoot(this, "give a file away");
    makeSharedFolders([directory.path], "node-0");
    const mode = (...parts: readonly string[]): number =>
      statSync(path.join(directory.path, ...parts)).mode & 0o7777;
    assert.deepEqual([mode("node-0"), mode("node-0", "proc"), mode("node-0", "ctl"), mode("stack")],
      [0o755, 0o1777, 0o1777, 0o1777]);
    const theirs = writeHookFile(directory.path);
    chownSync(theirs, 12_345, 12_345);
    const opened = openProcessFile(theirs, "4242-777");
    assert.ok(opened.ok);
    assert.equal(opened.value.owner, 12_345);
    closeFile(opened.value);
  });

  it("makes nothing in a folder that a stranger made first, nor through a link", function () {
    needsRoot(this, "share a folder out");
    const elsewhere = path.join(directory.path, "elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, path.join(directory.path, "node-1"));
    mkdirSync(path.join(directory.path, "node-0"));
    chownSync(path.join(directory.path, "node-0"), 12_345, 12_345);
    for (const node of ["node-0", "node-1"]) {
      makeSharedFolders([directory.path], node);
      assert.deepEqual(readdirSync(path.join(directory.path, node)), []);
    }
  });

  it("refuses a file that shrinks after it was opened, and one of garbage", () => {
    const file = writeHookFile(directory.path, { communicators: [{}] });
    const opened = openProcessFile(file, "4242-777");
    assert.ok(opened.ok);
    assert.ok(readProcessFile(opened.value).ok);
    truncateSync(file, 5000);
    assert.match(refusal(readProcessFile(opened.value)), /^table-short: /);
    truncateSync(file, 0);
    assert.match(refusal(readProcessFile(opened.value)), /^short: /);
    writeFileSync(file, Buffer.alloc(8192, 0xA5));
    assert.match(refusal(readProcessFile(opened.value)), /^foreign: /);
    closeFile(opened.value);
  });

  it("lists only names that a hook gives, however many others there are", () => {
    const good = writeHookFile(directory.path);
    const folder = path.dirname(good);
    for (const name of ["x.mon", "-1-1.mon", "0-1.mon", "..mon", "1-1.mon.tmp", "1-1"]) {
      writeFileSync(path.join(folder, name), "");
    }
    const [place] = findNodeFolders([directory.path], "node-0").found;
    assert.ok(place !== undefined);
    assert.deepEqual(listProcesses(place), { found: ["4242-777"], isCut: false });
  });

  it("is hidden by no junk: a process file is found among thousands of other names", () => {
    const good = writeHookFile(directory.path);
    const folder = path.dirname(good);
    for (let count = 0; count < 3000; count += 1) {
      writeFileSync(path.join(folder, `junk-${count}`), "");
    }
    // The folder's order is the kernel's: made anew, the good one lies behind most of the junk.
    renameSync(good, path.join(directory.path, "aside"));
    renameSync(path.join(directory.path, "aside"), good);
    const [place] = findNodeFolders([directory.path], "node-0").found;
    assert.ok(place !== undefined);
    assert.deepEqual(listProcesses(place), { found: ["4242-777"], isCut: false });
  });

  it("is hidden by no pods that train nothing, and more than is looked at is told", () => {
    for (let count = 0; count < 300; count += 1) {
      mkdirSync(path.join(directory.path, `idle-${count}`));
      writeFileSync(path.join(directory.path, `file-${count}`), "");
    }
    writeHookFile(path.join(directory.path, "zz-pod"));
    const found = findNodeFolders([path.join(directory.path, "*")], "node-0");
    assert.deepEqual(found.found.map(({ root }) => path.basename(root)), ["zz-pod"]);
    assert.equal(found.isCut, false);
    for (let count = 0; count < 300; count += 1) {
      mkdirSync(path.join(directory.path, `idle-${count}`, "node-0"));
    }
    const many = findNodeFolders([path.join(directory.path, "*")], "node-0");
    assert.deepEqual([many.found.length, many.isCut], [256, true]);
  });

  it("counts that it held more process files than are looked at", () => {
    const folder = path.dirname(writeHookFile(directory.path));
    for (let pid = 1; pid <= 1200; pid += 1) writeFileSync(path.join(folder, `${pid}-1.mon`), "");
    const lines: string[] = [];
    const watcher = createWatcher(undefined);
    const registry = createRegistry({
      roots: [directory.path], node: "node-0" as NodeName, filesMax: 8, witnesses: "all",
      helper: undefined, watcher,
      log: createLog((line) => lines.push(line)), onRaised: () => undefined,
      onEnded: () => undefined,
    });
    registry.scan();
    watcher.close();
    registry.close();
    assert.ok(registry.counts().overlooked > 0);
    assert.match(lines.join(), /hook files may be overlooked: more names than are looked at/);
  });

  it("tells of last words once, when they are there, and of nobody else's", () => {
    const file = writeHookFile(directory.path);
    const watcher = createWatcher(undefined);
    const told: string[] = [];
    const registry = createRegistry({
      roots: [directory.path], node: "node-0" as NodeName, filesMax: 8, witnesses: "all",
      helper: undefined, watcher, log: createLog(() => undefined), onEnded: () => undefined,
      onRaised: ({ process }, words) => told.push(`${process}: ${words.join("|")}`),
    });
    registry.scan();
    const name = path.basename(file, ".mon");
    const words = lastWordsFile(directory.path, name);
    mkdirSync(path.dirname(words));
    writeFileSync(lastWordsFile(directory.path, "1-1"), "KeyError: 'other'\n");
    writeFileSync(words, ""); // being written
    registry.scan();
    assert.deepEqual(told, []);
    writeFileSync(words, "Traceback (most recent call last):\nValueError: loss is nan\n");
    for (let round = 0; round < 3; round += 1) registry.scan();
    watcher.close();
    registry.close();
    assert.deepEqual(told, [`${name}: Traceback (most recent call last):|ValueError: loss is nan`]);
  });

  it("waits for room to open a file, instead of refusing it for good", async () => {
    writeHookFile(directory.path, { pid: 1 });
    writeHookFile(directory.path, { pid: 2 });
    const watcher = createWatcher(undefined);
    const ended: string[] = [];
    const registry = createRegistry({
      roots: [directory.path], node: "node-0" as NodeName, filesMax: 1, witnesses: "all",
      helper: undefined, watcher, log: createLog(() => undefined), onRaised: () => undefined,
      onEnded: ({ process }) => ended.push(process),
    });
    registry.scan();
    await new Promise((resolve) => { setTimeout(resolve, 2100); }); // longer than the grace
    registry.scan();
    await eventually("the first has ended", () => ended.length === 1);
    registry.removeFiles(ended[0] as ProcessId);
    registry.scan();
    await eventually("the second had its turn", () => ended.length === 2);
    assert.equal(registry.counts().filesRejected, 0);
    assert.ok(registry.counts().overlooked > 0);
    watcher.close();
    registry.close();
  });

  it("finds the folders of pods by a pattern, and nothing where there is nothing", () => {
    const volume = "volumes/kubernetes.io~empty-dir/c4";
    for (const pod of ["pod-a", "pod-b"]) {
      writeHookFile(path.join(directory.path, pod, volume));
    }
    mkdirSync(path.join(directory.path, "pod-c"));
    const found = findNodeFolders([path.join(directory.path, "*", volume)], "node-0");
    assert.deepEqual(found.found.flatMap((place) => listProcesses(place).found),
      ["4242-777", "4242-777"]);
    assert.deepEqual(findNodeFolders(["/nowhere/*/c4"], "node-0"), { found: [], isCut: false });
  });

  it("counts a file that stays bad once, and never one that is being made", async () => {
    const good = writeHookFile(directory.path);
    const folder = path.dirname(good);
    renameSync(good, path.join(folder, "good"));
    writeFileSync(path.join(folder, "5-5.mon"), "garbage");
    writeFileSync(path.join(folder, "6-6.mon"), "");
    const watcher = createWatcher(undefined);
    const lines: string[] = [];
    const registry = createRegistry({
      roots: [directory.path], node: "node-0" as NodeName, filesMax: 8, witnesses: "all",
      helper: undefined, watcher,
      log: createLog((line) => lines.push(line)), onRaised: () => undefined,
      onEnded: () => undefined,
    });
    registry.scan();
    assert.equal(registry.counts().filesRejected, 0);
    // The second becomes whole while we look.
    renameSync(path.join(folder, "good"), path.join(folder, "6-6.mon"));
    await eventually("the bad one is refused", () => {
      registry.scan();
      return registry.counts().filesRejected > 0;
    });
    registry.scan();
    assert.equal(registry.counts().filesRejected, 1);
    assert.equal(lines.filter((line) => line.includes("refused")).length, 1);
    watcher.close();
    registry.close();
  });
});

describe("a control file", () => {
  let directory: ReturnType<typeof makeDirectory>;
  let file: string;
  beforeEach(() => {
    directory = makeDirectory();
    file = path.join(directory.path, "1-1.ctl");
    writeFileSync(file, controlFile());
  });
  afterEach(() => directory.remove());

  it("is left alone when it is a link, too short, or of another layout", () => {
    const link = path.join(directory.path, "2-2.ctl");
    symlinkSync(file, link);
    assert.match(refusal(writeMask(link, 0n)), /it is a link/);
    const short = path.join(directory.path, "3-3.ctl");
    writeFileSync(short, "short");
    assert.match(refusal(writeMask(short, 0n)), /bytes, not/);
    const foreign = path.join(directory.path, "4-4.ctl");
    writeFileSync(foreign, Buffer.alloc(4096, 7));
    assert.match(refusal(writeMask(foreign, 0n)), /layout that is not ours/);
    assert.deepEqual(readFileSync(foreign), Buffer.alloc(4096, 7));
    assert.match(refusal(writeMask(path.join(directory.path, "5-5.ctl"), 0n)), /ENOENT/);
  });

  it("gets the mask and a higher generation each time, and nothing else changes", () => {
    assert.deepEqual(writeMask(file, 0n), { ok: true, value: 1n });
    assert.deepEqual(writeMask(file, watch.default), { ok: true, value: 2n });
    const expected = Buffer.from(controlFile());
    expected.writeBigUInt64LE(2n, 16);
    expected.writeBigUInt64LE(watch.default, 24);
    assert.deepEqual(readFileSync(file), expected);
  });
});
