// Whose lock a file carries, and what must not be concluded: from a number that another file
// system uses too, from a table that was cut, from one look.

import { strict as assert } from "node:assert";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, mkdirSync, openSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  deviceFromNumber, deviceOf, deviceOfMount, findHolderOf, parseLocks,
} from "../../../agent/io/locks.ts";
import { makeDirectory } from "../../fixtures/agent.ts";

const bytesMax = 4096;
const table = [
  "1: POSIX  ADVISORY  WRITE 21963 00:1b:9199 0 EOF",
  "1: -> POSIX  ADVISORY  WRITE 500 00:1b:9200 0 EOF",
  "2: POSIX  ADVISORY  READ  21962 00:1b:9204 0 EOF",
  "3: FLOCK  ADVISORY  WRITE 21965 00:1b:9189 0 EOF",
  "4: OFDLCK ADVISORY  WRITE -1 00:1b:9190 0 EOF",
  "5: POSIX  ADVISORY  WRITE 77 103:10f:9199 128 EOF",
  "",
].join("\n");

describe("the table of locks", () => {
  it("names the holders of POSIX write locks, with device and inode", () => {
    assert.deepEqual(parseLocks(Buffer.from(table), bytesMax), [
      { pid: 21963, device: "0:27", inode: 9199 },
      { pid: 77, device: "259:271", inode: 9199 },
    ]);
  });

  it("says nothing when it was cut or is not there, not even a byte too long", () => {
    const bytes = Buffer.from(table);
    assert.equal(parseLocks(bytes, bytes.length), undefined);
    assert.equal(parseLocks(undefined, bytesMax), undefined);
    assert.deepEqual(parseLocks(Buffer.from(""), bytesMax), []);
  });

  it("is no word on a file of another device with the same inode number", () => {
    const read = (): ReturnType<typeof parseLocks> => parseLocks(Buffer.from(table), bytesMax);
    assert.deepEqual(findHolderOf({ device: "259:271", inode: 9199 }, read),
      { kind: "held", pid: 77 });
    assert.deepEqual(findHolderOf({ device: "0:28", inode: 9199 }, read), { kind: "free" });
  });

  it("is looked at twice before a lock counts as gone, and a cut one ends the matter", () => {
    const file = { device: "0:27", inode: 9199 };
    const looks = (...texts: string[]) => (): ReturnType<typeof parseLocks> =>
      parseLocks(texts.length === 0 ? undefined : Buffer.from(texts.shift() ?? ""), bytesMax);
    assert.deepEqual(findHolderOf(file, looks("", table)), { kind: "held", pid: 21963 });
    assert.deepEqual(findHolderOf(file, looks("", "")), { kind: "free" });
    assert.deepEqual(findHolderOf(file, looks("")), { kind: "unsure" });
    assert.deepEqual(findHolderOf(file, looks()), { kind: "unsure" });
  });
});

describe("the device of a file", () => {
  it("is its mount's, whatever stat says", () => {
    const mounts = "130 27 0:99 / /x rw - tmpfs none rw\n30 25 0:27 / /dev/shm rw - tmpfs t rw\n";
    assert.equal(deviceOfMount(mounts, "30"), "0:27");
    assert.equal(deviceOfMount(mounts, "3"), undefined);
  });

  it("is taken apart as glibc put it together", () => {
    assert.equal(deviceFromNumber(27), "0:27");
    assert.equal(deviceFromNumber(65024), "254:0");
    assert.equal(deviceFromNumber(0x11_030f), "259:271");
    assert.equal(deviceFromNumber(0x1_2000_6783_459a), "74565:424090");
  });
});

const locker = [
  "import fcntl, sys, time",
  "file = open(sys.argv[1], 'r+')",
  "fcntl.lockf(file, fcntl.LOCK_EX)",
  "print('held', flush=True)",
  "time.sleep(60)",
].join("\n");

describe("two file systems that count alike", () => {
  const directory = makeDirectory();
  const places = ["one", "two"].map((name) => path.join(directory.path, name));
  const mounted: string[] = [];
  let child: ChildProcess | undefined;
  after(() => {
    child?.kill("SIGKILL");
    for (const place of mounted) execFileSync("umount", [place]);
    directory.remove();
  });

  it("are told apart: a lock in one does not keep the dead of the other alive", async () => {
    for (const place of places) {
      mkdirSync(place);
      try {
        execFileSync("mount", ["-t", "tmpfs", "none", place], { stdio: "ignore" });
        mounted.push(place);
      } catch {
        // Only root may mount; then these are two files of one file system.
      }
      writeFileSync(path.join(place, "file"), "");
    }
    const [held = "", free = ""] = places.map((place) => path.join(place, "file"));
    if (mounted.length === 2) assert.equal(statSync(held).ino, statSync(free).ino);
    child = spawn("python3", ["-c", locker, held], { stdio: ["ignore", "pipe", "inherit"] });
    assert.ok(child.stdout !== null);
    await once(child.stdout, "data");
    const holderOf = (file: string): ReturnType<typeof findHolderOf> => {
      const descriptor = openSync(file, "r");
      const identity = { device: deviceOf(descriptor), inode: fstatSync(descriptor).ino };
      closeSync(descriptor);
      return findHolderOf(identity);
    };
    assert.deepEqual(holderOf(held), { kind: "held", pid: child.pid });
    assert.deepEqual(holderOf(free), { kind: "free" });
  });
});
