// The private directory of one run, on tmpfs, and the keeper that takes it away.
//
// Nothing may be left behind, also when `c4 run` itself is killed with -9 and can do nothing any
// more. So a small shell, the keeper, holds the other end of a pipe: when the pipe closes without
// a word, we are dead, and it ends every process of the run and removes the directory. It finds
// the processes by C4_DIR in their environment, since a training's workers make sessions of their
// own. Should the keeper be killed as well, the next run finds the directory without a living
// owner and does the same.

import { spawn } from "node:child_process";
import {
  accessSync, constants, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statfsSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environment } from "../../proto/environment.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import { fileFault } from "../../proto/file-failure.ts";
import { isAlive, ownIdentity, type ProcessIdentity } from "./identity.ts";

export interface PrivateDirectory {
  readonly path: string;
  /** Configuration, state and secrets of the stack; node directories lie beside it. */
  readonly stack: string;
  /** False where no tmpfs is at hand: it works, and training pays for writes to a disk. */
  readonly isMemory: boolean;
  readonly freeBytes: number;
}

export interface Keeper {
  /** Everything of the run has ended, or (`all`) is to be ended; resolves when nothing is left. */
  readonly finish: (what: "stopped" | "all") => Promise<void>;
}

const prefix = "c4-";

/** Where PyTorch dumps to, within the private directory. */
export const dumpFolder = path.join("stack", "dumps");

/** Where private directories may lie. */
export const parents = ["/dev/shm", tmpdir()] as const;

export function createDirectory(): Result<PrivateDirectory> {
  const isMemory = canWrite(parents[0]);
  const parent = isMemory ? parents[0] : parents[1];
  try {
    const directory = mkdtempSync(path.join(parent, prefix)); // mode 0700
    const stack = path.join(directory, "stack");
    mkdirSync(stack, { mode: 0o700 });
    mkdirSync(path.join(directory, dumpFolder));
    writeFileSync(path.join(stack, "owner.json"), JSON.stringify(ownIdentity()));
    const { bavail, bsize } = statfsSync(directory);
    return success({ path: directory, stack, isMemory, freeBytes: bavail * bsize });
  } catch (caught) {
    const { code, what, remedy } = fileFault("write", caught);
    return failure(code, `no private directory can be made in ${parent}: ${what}; ${remedy}`,
      caught);
  }
}

function canWrite(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Directories of runs that died together with their keepers. Returns how many were removed. */
export async function sweepStale(): Promise<number> {
  const stale = parents.flatMap((parent) => {
    try {
      return readdirSync(parent).filter((name) => /^c4-[A-Za-z0-9]{6}$/.test(name))
        .map((name) => path.join(parent, name)).filter(isStale);
    } catch {
      return []; // no such directory, or not ours to read
    }
  });
  await Promise.all(stale.map((directory) => startKeeper(directory, []).finish("all")));
  return stale.length;
}

function isStale(directory: string): boolean {
  try {
    if (lstatSync(directory).uid !== process.getuid?.()) return false;
    const owner = readFileSync(path.join(directory, "stack", "owner.json"), "utf8");
    return !isAlive(JSON.parse(owner) as ProcessIdentity);
  } catch {
    return false; // just removed, being made, or somebody else's: not ours to judge
  }
}

// $1 directory, $2 what every process of the run has in its environment, $3... commands to undo
// what lies outside the directory. TERM first: a training may want to say a last word.
const keeperScript = `
trap '' INT TERM HUP QUIT
directory=$1; mark=$2; shift 2
word=gone; read -r word || word=gone
ours() { grep -lzxFs -e "$mark" /proc/[0-9]*/environ | cut -d/ -f3; }
send() { for pid in $(ours); do kill -"$1" "$pid" 2>/dev/null; done; }
if [ "$word" != stopped ]; then
  send TERM
  for try in 1 2 3 4 5 6 7 8 9 10; do [ -z "$(ours)" ] && break; sleep 0.2; done
  for try in 1 2 3 4 5 6 7 8 9 10; do [ -z "$(ours)" ] && break; send KILL; sleep 0.1; done
fi
for undo in "$@"; do sh -c "$undo"; done
rm -rf -- "$directory"
`;

/** The keeper runs with a bare environment, so that it never counts as a process of a run. */
export function startKeeper(directory: string, undo: readonly string[]): Keeper {
  const mark = `${environment.directory}=${directory}`;
  const keeper = spawn("/bin/sh", ["-c", keeperScript, "c4-keeper", directory, mark, ...undo], {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" }, cwd: "/", detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = new Promise<void>((resolve) => {
    keeper.once("exit", () => resolve());
    keeper.once("error", () => resolve());
  });
  keeper.stdin.on("error", () => undefined); // it was killed: the next run cleans up
  return {
    finish: async (what) => {
      keeper.stdin.end(`${what}\n`);
      await ended;
    },
  };
}
