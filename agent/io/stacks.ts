// Where a process is: what the kernel says of it, and the stacks of its Python threads.
//
//   /proc/<pid>/{status,wchan,stack}   always, as far as we may read them
//   py-spy dump                        where it is installed; reads memory, stops nobody
//   faulthandler                       where our sitecustomize registered it: a signal makes
//                                      Python write its stacks into memory that we then read;
//                                      we empty it before, or it would grow with each question
//
// That signal's default action is to kill. It is sent only when all of this holds at that moment:
// the process is the one meant (its start time), it catches the signal (SigCgt), and it holds the
// piece of memory by its name, which nobody but our sitecustomize makes.

import { execFile } from "node:child_process";
import {
  closeSync, constants, fstatSync, ftruncateSync, openSync, readdirSync, readlinkSync, readSync,
} from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { readProc, readStat } from "./process.ts";

const bytesMax = 48 * 1024;
const toolTimeoutMs = 4000;
/** glibc's SIGRTMIN is 34. */
export const dumpSignal = 34 + 7;
const memoryLink = "/memfd:c4-stack (deleted)";
const descriptorsMax = 4096;
const settleEveryMs = 20;
const settleTriesMax = 25;

export async function readStacks(pid: number, startTicks: number): Promise<string> {
  if (pid === 0 || !isSame(pid, startTicks)) return "";
  const parts = [kernelView(pid)];
  const spied = await spy(pid);
  parts.push(spied === "" ? await askPython(pid, startTicks) : spied);
  return parts.filter((part) => part !== "").join("\n");
}

function isSame(pid: number, startTicks: number): boolean {
  return readStat(pid)?.startTicks === startTicks;
}

function kernelView(pid: number): string {
  const wanted = /^(Name|State|Threads|VmRSS|SigPnd|ShdPnd|voluntary_ctxt_switches|nonvol\w+):/;
  const status = (readProc(`/proc/${pid}/status`, 8192)?.toString("utf8") ?? "").split("\n")
    .filter((line) => wanted.test(line)).map((line) => line.replace(/\s+/g, " "));
  const waits = readProc(`/proc/${pid}/wchan`, 256)?.toString("utf8").trim() ?? "";
  const stack = readProc(`/proc/${pid}/stack`, 8192)?.toString("utf8").trim() ?? "";
  return [
    ...status,
    ...(waits === "" || waits === "0" ? [] : [`Waits in the kernel: ${waits}`]),
    ...(stack === "" ? [] : ["Kernel stack:", stack]),
  ].join("\n");
}

function spy(pid: number): Promise<string> {
  return new Promise((resolve) => {
    execFile("py-spy", ["dump", "--nonblocking", "--pid", String(pid)],
      { timeout: toolTimeoutMs, maxBuffer: bytesMax },
      (error, output) => resolve(error === null ? `py-spy:\n${output}` : ""));
  });
}

async function askPython(pid: number, startTicks: number): Promise<string> {
  if (readStat(pid)?.state === "T") return "It is stopped, so it cannot be asked for its stacks.";
  const memory = findMemory(pid);
  if (memory === undefined || !catches(pid, dumpSignal)) return "";
  let descriptor: number | undefined;
  try {
    descriptor = openSync(memory, constants.O_RDWR | constants.O_NONBLOCK);
    // Asked of what we opened: the number may be another file's by now, and we empty it.
    if (linkOf(`/proc/self/fd/${descriptor}`) !== memoryLink) return "";
    if (!isSame(pid, startTicks) || !catches(pid, dumpSignal)) return "";
    ftruncateSync(descriptor);
    process.kill(pid, dumpSignal);
    const size = await settled(descriptor);
    if (size === 0) return "It was asked for its Python stacks and did not answer.";
    const bytes = Buffer.alloc(Math.min(size, bytesMax));
    const length = readSync(descriptor, bytes, 0, bytes.length, 0);
    return `Python stacks:\n${bytes.toString("utf8", 0, length)}`;
  } catch {
    return ""; // it ended, or is not ours to look into
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The dump is written piece by piece: it is whole when it has stopped to grow. */
async function settled(descriptor: number): Promise<number> {
  let size = 0;
  let unchanged = 0;
  for (let tries = 0; tries < settleTriesMax && unchanged < 2; tries += 1) {
    await sleep(settleEveryMs);
    const now = fstatSync(descriptor).size;
    unchanged = now === size && now > 0 ? unchanged + 1 : 0;
    size = now;
  }
  return size;
}

function findMemory(pid: number): string | undefined {
  try {
    for (const name of readdirSync(`/proc/${pid}/fd`).slice(0, descriptorsMax)) {
      const file = `/proc/${pid}/fd/${name}`;
      if (linkOf(file) === memoryLink) return file;
    }
  } catch {
    return undefined;
  }
  return undefined;
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined; // closed while we looked
  }
}

export function catches(pid: number, signal: number): boolean {
  const status = readProc(`/proc/${pid}/status`, 8192)?.toString("utf8") ?? "";
  const mask = /^SigCgt:\s*([0-9a-f]{16})$/m.exec(status)?.[1];
  return mask !== undefined && (BigInt(`0x${mask}`) >> BigInt(signal - 1) & 1n) === 1n;
}
