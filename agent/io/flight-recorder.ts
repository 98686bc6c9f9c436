// PyTorch's Flight Recorder, as far as the job set it up: where it dumps to is in the environment
// of the process. When it listens on a pipe it is asked for a dump now. The dump itself is a
// pickle, which is not text and not opened here; `c4 analyze fr` reads it without executing
// anything. What goes into the incident is where the dump lies, how large and how old it is, and
// where a copy is kept: a missing one, an empty one and one from before the incident are three
// different findings.

import { closeSync, constants, fstatSync, lstatSync, openSync, statSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { IncidentId, Rank } from "../../proto/ids.ts";
import type { DumpStore } from "./dumps.ts";
import { inRootOf, isInRootOf } from "./process-root.ts";
import { readProc } from "./process.ts";

const environmentBytesMax = 256 * 1024;
/** A process of PyTorch on CUDA has some 10,000 mappings of a hundred bytes. */
const mapsBytesMax = 8 * 1024 * 1024;
const waitMs = 1500;
const lookEveryMs = 100;

const dumpNames = ["TORCH_FR_DUMP_TEMP_FILE", "TORCH_NCCL_DEBUG_INFO_TEMP_FILE"];
const pipeNames = ["TORCH_NCCL_DEBUG_INFO_PIPE_FILE"];

export interface Recording {
  readonly pid: number;
  readonly rank: Rank;
  readonly incident: IncidentId;
}

export async function readFlightRecorder(
  { pid, rank, incident }: Recording, dumps: DumpStore,
): Promise<string> {
  if (pid === 0) return "";
  const environment = readEnvironment(pid);
  const prefix = valueOf(environment, dumpNames);
  if (prefix === undefined) return "";
  const name = `${prefix}${rank}`;
  const file = inRootOf(pid, name);
  const pipe = valueOf(environment, pipeNames);
  const before = sizeOf(file);
  const isAsked = pipe !== undefined && askThrough(pid, inRootOf(pid, `${pipe}${rank}.pipe`));
  if (isAsked) await untilChanged(file, before);
  const found = sizeOf(file);
  if (found === undefined) {
    if (!isAsked && !hasTorch(pid)) return ""; // the environment is the job's, the program is not
    return `No dump at ${name}${isAsked ? ", though one was asked for" : ""}.`;
  }
  const what = found.bytes === 0 ? "an empty dump" : `a dump of ${found.bytes} bytes`;
  const age = ((Date.now() - found.changedMs) / 1000).toFixed(1);
  const where = `${what} at ${name}, ${age} s old${isAsked ? ", asked for now" : ""}`;
  const user = userOf(pid);
  if (found.bytes === 0 || user === undefined) return `${where}.`;
  const kept = await dumps.keep({ file, pid, user, incident, rank });
  return kept.ok ? `${where}; c4 analyze fr ${kept.value} reads the copy.`
    : `${where}; not copied: ${kept.error.message}. c4 analyze fr reads it where it lies.`;
}

function userOf(pid: number): number | undefined {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return undefined; // it ended
  }
}

function hasTorch(pid: number): boolean {
  return readProc(`/proc/${pid}/maps`, mapsBytesMax)?.includes("/libtorch") === true;
}

function readEnvironment(pid: number): ReadonlyMap<string, string> {
  const text = readProc(`/proc/${pid}/environ`, environmentBytesMax)?.toString("utf8") ?? "";
  return new Map(text.split("\0").map((entry) => {
    const at = entry.indexOf("=");
    return [entry.slice(0, at), entry.slice(at + 1)];
  }));
}

function valueOf(
  environment: ReadonlyMap<string, string>, names: readonly string[],
): string | undefined {
  const value = names.map((name) => environment.get(name)).find((each) => each !== undefined);
  return value !== undefined && value.startsWith("/") && value.length < 1024 ? value : undefined;
}

function sizeOf(file: string): { readonly bytes: number; readonly changedMs: number } | undefined {
  try {
    const found = lstatSync(file);
    return found.isFile() ? { bytes: found.size, changedMs: found.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * One byte into its pipe. The path is a stranger's word: it is looked at before it is opened, for
 * opening some devices is an act in itself, and it must be a pipe of the process's own user.
 */
function askThrough(pid: number, pipe: string): boolean {
  let descriptor: number | undefined;
  try {
    const found = lstatSync(pipe);
    if (!found.isFIFO() || found.uid !== userOf(pid)) return false;
    descriptor = openSync(pipe,
      constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    return fstatSync(descriptor).isFIFO() && isInRootOf(pid, descriptor) &&
      writeSync(descriptor, "1") === 1;
  } catch {
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

async function untilChanged(
  file: string, before: { readonly bytes: number; readonly changedMs: number } | undefined,
): Promise<void> {
  for (let waited = 0; waited < waitMs; waited += lookEveryMs) {
    await sleep(lookEveryMs);
    if (sizeOf(file)?.changedMs !== before?.changedMs) return;
  }
}
