// What /proc says of one process. Everything is read whole in one call: a file of /proc is a
// snapshot only within one read.

import { closeSync, openSync, readFileSync, readSync } from "node:fs";

export interface ProcessStat {
  readonly state: string;
  readonly startTicks: number;
  readonly cpuMs: number;
  /** Of a zombie, when we may see it; else 0. */
  readonly waitStatus: number;
}

const msPerTick = 10; // USER_HZ is 100 on every Linux that Node runs on
const statBytes = Buffer.alloc(2048);

export function readStat(pid: number): ProcessStat | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(`/proc/${pid}/stat`, "r");
    const length = readSync(descriptor, statBytes, 0, statBytes.length, 0);
    return parseStat(statBytes.toString("latin1", 0, length));
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

export function parseStat(text: string): ProcessStat | undefined {
  // The name in parentheses may hold spaces and parentheses: the fields begin after the last one.
  const fields = text.slice(text.lastIndexOf(")") + 2).trim().split(" ");
  const [state] = fields;
  const startTicks = Number(fields[19]);
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (state?.length !== 1 || !Number.isSafeInteger(startTicks) || !(ticks >= 0)) return undefined;
  return { state, startTicks, cpuMs: ticks * msPerTick, waitStatus: Number(fields[49] ?? 0) || 0 };
}

/** A file of /proc, cut to the bound; undefined when there is none or it is not ours to read. */
export function readProc(file: string, bytesMax: number): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "r");
    const bytes = Buffer.alloc(bytesMax);
    let length = 0;
    while (length < bytesMax) {
      const read = readSync(descriptor, bytes, length, bytesMax - length, null);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * Kills for want of memory in a process's cgroup, read again now and then: one that hit another
 * process long ago explains no death of today. Two readings are kept, since the newest may already
 * count the kill whose death has not been told yet.
 */
export interface MemoryKills {
  readonly file: string;
  readonly before: number;
  readonly newest: number;
  readonly readMs: number;
}

/** Far more than a death takes to be told, by whichever witness. */
const renewMs = 2_000;

/** Undefined when the kernel does not say. */
export function readMemoryKills(pid: number, nowMs: number): MemoryKills | undefined {
  const file = cgroupFileOf(readProc(`/proc/${pid}/cgroup`, 4096)?.toString("utf8") ?? "");
  return file === undefined ? undefined : memoryKillsAt(file, nowMs);
}

export function memoryKillsAt(file: string, nowMs: number): MemoryKills | undefined {
  const kills = readKillsAt(file);
  return kills === undefined ? undefined : { file, before: kills, newest: kills, readMs: nowMs };
}

export function renewMemoryKills(known: MemoryKills, nowMs: number): MemoryKills {
  if (nowMs - known.readMs < renewMs) return known;
  const { file, newest } = known;
  return { file, before: newest, newest: readKillsAt(file) ?? newest, readMs: nowMs };
}

/** What was killed lately, as words; undefined: nothing. */
export function recentMemoryKill({ file, before }: MemoryKills): string | undefined {
  const kills = readKillsAt(file);
  return kills === undefined || kills <= before ? undefined
    : `memory cgroup out of memory: oom_kill rose from ${before} to ${kills}`;
}

export function cgroupFileOf(text: string): string | undefined {
  for (const line of text.split("\n")) {
    const [, controllers, place] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (place === undefined || place.split("/").includes("..")) continue;
    if (controllers === "") return `/sys/fs/cgroup${place}/memory.events`;
    if (controllers?.split(",").includes("memory") === true) {
      return `/sys/fs/cgroup/memory${place}/memory.oom_control`;
    }
  }
  return undefined;
}

function readKillsAt(file: string): number | undefined {
  try {
    const found = /^oom_kill (\d{1,15})$/m.exec(readFileSync(file, "utf8"));
    return found === null ? undefined : Number(found[1]);
  } catch {
    return undefined; // the root cgroup has no such file, and a dead one no directory
  }
}
