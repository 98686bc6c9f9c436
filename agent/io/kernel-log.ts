// The kernel's log: through the native helper, else straight from /dev/kmsg. The newest lines are
// kept for evidence, bounded; what happened before the agent began is history and not reported.

import { closeSync, constants, openSync, readSync } from "node:fs";
import { cleanLine } from "../core/kernel.ts";
import { monotonicMs } from "./clock.ts";
import type { NodeHelper } from "./node-helper.ts";

export interface KernelLog {
  readonly newest: () => readonly KernelLine[];
  readonly close: () => void;
}

export interface KernelLine {
  readonly atMs: number;
  readonly line: string;
}

const linesMax = 200;
const lookEveryMs = 1000;
const recordsPerLookMax = 500;

export function followKernelLog(
  helper: NodeHelper | undefined, onLine: (line: string) => void,
): KernelLog {
  const kept: KernelLine[] = [];
  const take = (line: string): void => {
    kept.push({ atMs: monotonicMs(), line: cleanLine(line) });
    if (kept.length > linesMax) kept.shift();
    onLine(line);
  };
  helper?.followKernelLog(take);
  const close = helper === undefined ? followDevice(take) : () => undefined;
  return { newest: () => kept, close };
}

function followDevice(take: (line: string) => void): () => void {
  let descriptor: number;
  try {
    descriptor = openSync("/dev/kmsg", constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return () => undefined; // not ours to read: node faults come from elsewhere, or not at all
  }
  const beganUs = monotonicMs() * 1000;
  const record = Buffer.alloc(8192);
  const timer = setInterval(() => {
    for (let count = 0; count < recordsPerLookMax; count += 1) {
      let length: number;
      try {
        length = readSync(descriptor, record, 0, record.length, null);
      } catch (caught) {
        const code = caught instanceof Error && "code" in caught ? caught.code : "";
        if (code === "EPIPE") continue; // overrun: the next read begins at the oldest record left
        return;
      }
      const found = /^\d+,\d+,(\d+),[^;]*;([^\n]*)/.exec(record.toString("utf8", 0, length));
      if (found !== null && Number(found[1]) >= beganUs) take(found[2] ?? "");
    }
  }, lookEveryMs);
  return () => {
    clearInterval(timer);
    closeSync(descriptor);
  };
}
