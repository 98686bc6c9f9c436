// What is known of a process at its death, while the traces are still warm.

import type { Input } from "../core/contract.ts";
import type { ExitStatus } from "../core/end.ts";
import { killedForMemory } from "../core/kernel.ts";
import { pause } from "./clock.ts";
import type { KernelLog } from "./kernel-log.ts";
import { readLastWords } from "./last-words.ts";
import { recentMemoryKill } from "./process.ts";
import { readOne, type Tracked } from "./registry.ts";

type Ended = Extract<Input, { readonly kind: "ended" }>;

/** The kernel tells of a kill for memory a moment after the process is dead. */
const memoryWordMs = 30;
const linesMax = 4;

export async function examineDeath(
  tracked: Tracked, status: ExitStatus, kernelLog: KernelLog, signal: AbortSignal,
): Promise<Ended> {
  const last = readOne(tracked);
  const isSuspect = status.kind === "unknown" ||
    (status.kind === "signaled" && status.signal === "SIGKILL");
  let memory = memoryEvidence(tracked, kernelLog);
  if (isSuspect && memory.length === 0 && tracked.pid > 0) {
    await pause(memoryWordMs, signal);
    memory = memoryEvidence(tracked, kernelLog);
  }
  const recorded = last.ok ? last.value.file.header.end
    : tracked.lastFile?.header.end ?? { kind: "running" as const };
  const firstError = last.ok ? last.value.file.header.firstError : "";
  const lines = kernelLog.newest().map((each) => each.line)
    .filter((line) => tracked.pid > 0 && new RegExp(`\\b${tracked.pid}\\b`).test(line));
  return {
    kind: "ended", process: tracked.process, last: last.ok ? last.value : undefined,
    facts: { status, recorded, outOfMemory: memory.length > 0 },
    evidence: [
      ...memory, ...lines.slice(-linesMax),
      ...(firstError === "" ? [] : [`hook: ${firstError}`]),
      ...readLastWords(tracked.place.root, tracked.process, tracked.open.owner),
    ],
  };
}

function memoryEvidence(tracked: Tracked, kernelLog: KernelLog): readonly string[] {
  const told = kernelLog.newest().map((each) => each.line)
    .filter((line) => killedForMemory(line) === tracked.pid && tracked.pid > 0);
  const kill = tracked.memory === undefined ? undefined : recentMemoryKill(tracked.memory);
  return kill === undefined ? told : [...told, kill];
}
