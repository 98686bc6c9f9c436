// How `c4 status` in another terminal finds the controller of a running `c4 run`: each run leaves
// a small file in a directory of its user, and takes it away at its end. A file whose writer is
// gone is ignored and swept up.

import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import { isAlive, ownIdentity, type ProcessIdentity } from "./identity.ts";
import { writeWhole } from "./whole-file.ts";

export interface RunPointer {
  readonly owner: ProcessIdentity;
  readonly job: string;
  readonly controller: string;
  /** $C4_DIR of the run. */
  readonly directory: string;
  readonly startedMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function pointerDirectory(environment: Environment): string {
  const runtime = environment["XDG_RUNTIME_DIR"] ?? "";
  return path.isAbsolute(runtime) ? path.join(runtime, "c4")
    : path.join("/tmp", `c4-${process.getuid?.() ?? 0}`);
}

/** Shell words that take this process's pointer away; for the keeper, when we no longer can. */
export function forgetCommand(environment: Environment): string {
  const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const directory = pointerDirectory(environment);
  return `rm -f ${quote(fileOf(directory))}; rmdir ${quote(directory)}`;
}

function fileOf(directory: string): string {
  return path.join(directory, `run-${process.pid}.json`);
}

/** Not being able to leave one is no reason not to run: others then name the controller. */
export function leavePointer(
  environment: Environment, pointer: Omit<RunPointer, "owner">,
): Result<void> {
  const directory = pointerDirectory(environment);
  const file = fileOf(directory);
  try {
    const runtime = path.dirname(directory);
    if (!existsSync(runtime)) return failure("not-found", `${runtime} does not exist`);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!isOwn(directory)) return failure("denied", `${directory} is another user's`);
    writeWhole(file, JSON.stringify({ owner: ownIdentity(), ...pointer }), 0o600);
    return success(undefined);
  } catch (caught) {
    return { ok: false, error: failureFrom(caught) };
  }
}

/** This user's runs that still live, newest first. */
export function livingRuns(environment: Environment): readonly RunPointer[] {
  const directory = pointerDirectory(environment);
  // A directory in /tmp that another user made could point us to that user's controller.
  if (!isOwn(directory)) return [];
  return readdirSync(directory)
    .filter((name) => /^run-\d+\.json$/.test(name))
    .flatMap((name) => {
      const pointer = readPointer(path.join(directory, name));
      return pointer === undefined ? [] : [pointer];
    })
    .sort((left, right) => right.startedMs - left.startedMs);
}

function readPointer(file: string): RunPointer | undefined {
  try {
    const pointer = JSON.parse(readFileSync(file, "utf8")) as RunPointer;
    if (isAlive(pointer.owner)) return pointer;
    rmSync(file, { force: true });
  } catch {
    // Half-written by another version or just removed: as good as none.
  }
  return undefined;
}

function isOwn(directory: string): boolean {
  try {
    const found = lstatSync(directory);
    return found.isDirectory() && found.uid === process.getuid?.();
  } catch {
    return false;
  }
}
