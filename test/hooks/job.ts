// Small real jobs with a hook loaded, and what they left in their process files. No agent: the
// files are read as an agent would read them, at rest, so that what they say can be exact.

import { strict as assert } from "node:assert";
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort } from "../../bench/processes.ts";
import { readRingFile } from "../../cli/ring/read.ts";
import type { RingView } from "../../cli/view/ring.ts";
import type { CollectiveFunction } from "../../proto/signature.ts";
import { eventually } from "../fixtures/eventually.ts";

const build = path.resolve(process.env["C4_TEST_HOOKS"] ?? "ncclmon/build");
export const programs = path.resolve("test/hooks/programs");
/** As LD_PRELOAD. Sanitized hooks need their sanitizer in front of them: C4_TEST_PRELOAD. */
export const hooks = {
  gloo: preload("libc4mon-gloo.so"), mpi: preload("libc4mon-mpi.so"),
} as const;
export const torchPython = process.env["C4_TEST_PYTHON"] ?? path.resolve(".tools/torch/bin/python");
/** The same program on gloo as part of PyTorch 2.13, and on Debian's own libgloo. */
export const pythons = [
  { name: "PyTorch 2.13", python: torchPython },
  { name: "Debian's PyTorch 1.13", python: "/usr/bin/python3" },
] as const;

export interface Place {
  /** C4_DIR of the job. */
  readonly directory: string;
  /** Where test and program leave each other files. */
  readonly signs: string;
}

export interface Job {
  readonly place: Place;
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

function preload(hook: string): string {
  const first = process.env["C4_TEST_PRELOAD"];
  return [...first === undefined ? [] : [first], path.join(build, hook)].join(":");
}

/** In hooks and tests only: mocha runs the bodies of all suites, also of those it leaves out. */
export function makePlace(): Place {
  const memory = process.env["C4_TEST_PLACES"] ??
    (existsSync("/dev/shm") ? "/dev/shm" : os.tmpdir());
  const directory = mkdtempSync(path.join(memory, "c4-hooks-"));
  const signs = `${directory}-signs`;
  mkdirSync(signs);
  return { directory, signs };
}

export function removePlace(place: Place): void {
  rmSync(place.directory, { recursive: true, force: true });
  rmSync(place.signs, { recursive: true, force: true });
}

export function show(place: Place, sign: string): void {
  writeFileSync(path.join(place.signs, sign), "");
}

export async function seen(job: Job, sign: string): Promise<void> {
  await eventually(`${sign}\n${job.output()}`, () => {
    assert.equal(job.child.exitCode, null, `ended before ${sign}:\n${job.output()}`);
    return existsSync(path.join(job.place.signs, sign));
  }, startMsMax);
}

/** Four interpreters that import torch on two busy cores. */
const startMsMax = 60_000;

/** A job in a process group of its own, so that a test that fails leaves nothing behind. */
export async function launch(
  place: Place, command: readonly string[], extra: NodeJS.ProcessEnv = {},
): Promise<Job> {
  const [program, ...words] = command;
  assert(program !== undefined, "a command has a program");
  const child = spawn(program, words, {
    detached: true, stdio: ["ignore", "pipe", "pipe"], env: {
      ...process.env, OMP_NUM_THREADS: "1", MASTER_ADDR: "127.0.0.1",
      MASTER_PORT: String(await freePort()), LD_PRELOAD: hooks.gloo,
      C4_DIR: place.directory, C4_NODE: "node-0", C4_JOB: "exercise", TEST_DIR: place.signs,
      PYTHONPATH: programs, PYTHONDONTWRITEBYTECODE: "1", ...extra,
    },
  });
  let output = "";
  child.stdout?.on("data", (bytes: Buffer) => { output += bytes.toString(); });
  child.stderr?.on("data", (bytes: Buffer) => { output += bytes.toString(); });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { place, child, ended, output: () => output };
}

export function endJob(job: Job | undefined): void {
  if (job?.child.pid === undefined) return;
  try {
    process.kill(-job.child.pid, "SIGKILL");
  } catch {
    // The whole group has ended already, which is what we want.
  }
}

/** Runs it to its end, which must be a good one. */
export async function run(
  place: Place, command: readonly string[], extra: NodeJS.ProcessEnv = {},
): Promise<string> {
  const job = await launch(place, command, extra);
  try {
    assert.equal(await job.ended, 0, job.output());
    return job.output();
  } finally {
    endJob(job);
  }
}

/** How the forking launcher saw its ranks end: exit codes, or signals as negative numbers. */
export function endsIn(output: string): readonly number[] {
  const line = output.split("\n").find((each) => each.startsWith('{"ends"'));
  assert(line !== undefined, output);
  return (JSON.parse(line) as { readonly ends: readonly number[] }).ends;
}

export function fileNames(directory: string): readonly string[] {
  const found = readdirSync(directory, { recursive: true, encoding: "utf8" });
  return found.filter((name) => name.endsWith(".mon")).map((name) => path.join(directory, name));
}

/** By rank. Every file must be one that the agent would accept. */
export function readFiles(place: Place): readonly RingView[] {
  return fileNames(place.directory).map(readFile)
    .sort((left, right) => left.header.rank - right.header.rank);
}

export function readFile(name: string): RingView {
  const view = readRingFile(name);
  assert(view.ok, view.ok ? "" : view.error.message);
  return view.value;
}

export type Communicator = RingView["communicators"][number];
export type Connection = RingView["connections"][number];

export function communicatorOf(view: RingView, commId: string): Communicator {
  const found = view.communicators.find((each) => each.commId === commId);
  assert(found !== undefined, `rank ${view.header.rank} has no communicator ${commId}`);
  return found;
}

/** What was completed, by function: calls and bytes. */
export function completed(
  communicator: Communicator,
): Partial<Record<CollectiveFunction, readonly [number, number]>> {
  return Object.fromEntries(communicator.functions.map((each) =>
    [each.function, [each.completed, each.bytes] as const]));
}
