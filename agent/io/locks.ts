// Whose lock lies on a file, from /proc/locks: the word on a process that we cannot see otherwise.
//
// An inode number says nothing without its file system: every tmpfs counts its own from one. And
// the device that stat names is not always the one that the table of locks names (btrfs, overlays),
// so it is taken from the mount through which the file was opened.
//
// A lock that is not in the table is a death. So nothing is concluded from a table that was cut or
// could not be read, and an absence is looked at twice: the kernel hands the table over a page at
// a time, and a lock that goes away between two pages can push another one out of sight.

import { fstatSync } from "node:fs";
import { readProc } from "./process.ts";

/** A file as the table of locks names it. */
export interface FileIdentity {
  /** `major:minor`, in decimal digits. */
  readonly device: string;
  readonly inode: number;
}

export interface HeldLock extends FileIdentity {
  /** -1: it belongs to an open file and not to a process; 0: to a process we cannot see. */
  readonly pid: number;
}

export type Holder =
  | { readonly kind: "held"; readonly pid: number }
  | { readonly kind: "free" }
  | { readonly kind: "unsure" };

const tableBytesMax = 256 * 1024;
const mountsBytesMax = 1024 * 1024;

export function findHolderOf(
  file: FileIdentity, read: () => readonly HeldLock[] | undefined = readLocks,
): Holder {
  for (let look = 0; look < 2; look += 1) {
    const locks = read();
    if (locks === undefined) return { kind: "unsure" };
    const found = locks.find((each) => each.inode === file.inode && each.device === file.device);
    if (found !== undefined) return { kind: "held", pid: Math.max(0, found.pid) };
  }
  return { kind: "free" };
}

function readLocks(): readonly HeldLock[] | undefined {
  return parseLocks(readProc("/proc/locks", tableBytesMax), tableBytesMax);
}

/** The POSIX write locks; undefined when there is no table, or more of it than was read. */
export function parseLocks(
  table: Buffer | undefined, bytesMax: number,
): readonly HeldLock[] | undefined {
  if (table === undefined || table.length >= bytesMax) return undefined;
  const held: HeldLock[] = [];
  const pattern = /POSIX\s+\w+\s+WRITE\s+(-?\d+)\s+([0-9a-f]+):([0-9a-f]+):(\d+)/;
  for (const line of table.toString("latin1").split("\n")) {
    const [, pid, major = "", minor = "", inode] = pattern.exec(line) ?? [];
    if (pid === undefined || line.includes("->")) continue; // an arrow: it waits for the lock
    const device = `${Number.parseInt(major, 16)}:${Number.parseInt(minor, 16)}`;
    held.push({ pid: Number(pid), device, inode: Number(inode) });
  }
  return held;
}

/** Of an open file. */
export function deviceOf(descriptor: number): string {
  const mount = mountOf(descriptor);
  const mounts = readProc("/proc/self/mountinfo", mountsBytesMax)?.toString("latin1") ?? "";
  return (mount === undefined ? undefined : deviceOfMount(mounts, mount))
    ?? deviceFromNumber(fstatSync(descriptor).dev);
}

/** The number of the mount through which it was opened. */
export function mountOf(descriptor: number): string | undefined {
  const about = readProc(`/proc/self/fdinfo/${descriptor}`, 4096)?.toString("latin1") ?? "";
  return /^mnt_id:\s*(\d+)$/m.exec(about)?.[1];
}

export function deviceOfMount(mounts: string, mount: string): string | undefined {
  return new RegExp(`^${mount} \\d+ (\\d+:\\d+) `, "m").exec(mounts)?.[1];
}

/** As glibc packs the two halves into one number of 64 bits. */
export function deviceFromNumber(device: number): string {
  const bits = BigInt(device);
  const major = (bits >> 8n & 0xfffn) | (bits >> 32n & 0xfffff000n);
  const minor = (bits & 0xffn) | (bits >> 12n & 0xffffff00n);
  return `${major}:${minor}`;
}
