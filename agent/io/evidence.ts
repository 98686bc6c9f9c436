// Evidence while the process still lives: what its threads do, what it recorded, what the kernel
// said. Nothing here may hurt the process: py-spy reads from outside, and the signal that asks for
// a stack is sent only to a process that says it catches it.

import { execFile } from "node:child_process";
import { closeSync, fstatSync, openSync, readFileSync, readSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { evidenceBytesMax, type EvidenceItem, type EvidenceKind } from "../../proto/command.ts";
import type { NodeName, Rank } from "../../proto/ids.ts";

export interface EvidenceRequest {
  readonly node: NodeName;
  readonly rank: Rank;
  readonly pid: number;
  /** `$C4_DIR/<node>`. */
  readonly directory: string;
  readonly want: readonly EvidenceKind[];
  readonly kernelLines: readonly string[];
}

const run = promisify(execFile);
const spyTimeoutMs = 5_000;
const stackWaitMs = 500;
/** sitecustomize.py registers SIGRTMIN + 5; SIGRTMIN is 34 for programs of glibc. */
const stackSignal = 34 + 5;
const threadsMax = 64;

export async function gatherEvidence(request: EvidenceRequest): Promise<readonly EvidenceItem[]> {
  const items = await Promise.all(request.want.map(async (kind) => {
    const text = await gatherOne(kind, request);
    const bytes = Buffer.from(text, "utf8");
    return {
      kind, node: request.node, rank: request.rank,
      text: bytes.subarray(0, evidenceBytesMax).toString("utf8"),
      truncated: bytes.length > evidenceBytesMax,
    };
  }));
  return items.filter((item) => item.text !== "");
}

async function gatherOne(kind: EvidenceKind, request: EvidenceRequest): Promise<string> {
  switch (kind) {
    case "stack": return await stacks(request);
    case "flight-recorder": return flightRecorder(request.pid);
    case "kernel-log": return request.kernelLines.join("\n");
  }
}

async function stacks(request: EvidenceRequest): Promise<string> {
  const python = await spy(request.pid) ?? await askForStack(request);
  return [...(python === undefined ? [] : [python]), kernelView(request.pid)].join("\n\n");
}

async function spy(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run("py-spy", ["dump", "--nonblocking", "--pid", String(pid)], {
      timeout: spyTimeoutMs, maxBuffer: 4 * evidenceBytesMax,
    });
    return `py-spy dump:\n${stdout}`;
  } catch {
    return undefined; // not installed, or not a Python process: the next source is asked
  }
}

/** A stopped process cannot answer; its last written stack would lie, so only news is taken. */
async function askForStack(request: EvidenceRequest): Promise<string | undefined> {
  const file = path.join(request.directory, "stack", `${request.pid}.txt`);
  const before = sizeOf(file);
  if (before === undefined || !catches(request.pid, stackSignal)) return undefined;
  try {
    process.kill(request.pid, stackSignal);
  } catch {
    return undefined; // it is gone
  }
  await sleep(stackWaitMs);
  const text = readFrom(file, before);
  return text === "" ? undefined : `faulthandler:\n${text}`;
}

function sizeOf(file: string): number | undefined {
  try {
    const descriptor = openSync(file, "r");
    try {
      const { size } = fstatSync(descriptor);
      return size;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

function readFrom(file: string, offset: number): string {
  try {
    const descriptor = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(evidenceBytesMax);
      const read = readSync(descriptor, bytes, 0, bytes.length, offset);
      return bytes.toString("utf8", 0, read);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return "";
  }
}

/** An uncaught real-time signal would end the process: ask the kernel first. */
export function catches(pid: number, signal: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
    return ((caught >> BigInt(signal - 1)) & 1n) === 1n;
  } catch {
    return false;
  }
}

/** Where each thread stands in the kernel: works for any process, also for a stopped one. */
function kernelView(pid: number): string {
  const read = (name: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, "utf8").trim();
    } catch {
      return "";
    }
  };
  let threads: readonly string[] = [];
  try {
    threads = readdirSync(`/proc/${pid}/task`).slice(0, threadsMax);
  } catch {
    return ""; // it is gone
  }
  const lines = threads.map((thread) => {
    const state = /^State:\s*(.+)$/m.exec(read(`task/${thread}/status`))?.[1] ?? "?";
    return `  ${thread} ${read(`task/${thread}/comm`)}: ${state}, waits in ` +
      `${read(`task/${thread}/wchan`) || "-"}`;
  });
  return [`kernel's view of ${pid}:`, ...lines].join("\n");
}

/** The recorder's file, if the job writes one: named by its environment, with the rank behind. */
function flightRecorder(pid: number): string {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    const value = (name: string): string | undefined => environment
      .find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
    const prefix = value("TORCH_FR_DUMP_TEMP_FILE") ?? value("TORCH_NCCL_DEBUG_INFO_TEMP_FILE");
    const rank = value("RANK");
    if (prefix === undefined || rank === undefined || !path.isAbsolute(prefix)) return "";
    const size = sizeOf(`${prefix}${rank}`);
    return size === undefined ? "" : `${prefix}${rank}: ${size} bytes; see c4 analyze fr`;
  } catch {
    return "";
  }
}
