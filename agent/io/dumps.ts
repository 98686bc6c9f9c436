// Copies of Flight Recorder dumps, kept with the incident that asked for them: the program writes
// its next dump over the last one, and what is left to `c4 analyze fr` should be what was there
// when it mattered. `<directory>/<incident>/_dump_<rank>` is a folder that the command reads.
//
// The name of the dump is the training's word, and we may be root: only a regular file of the
// process's own user, in the process's own root, is copied. The room is bounded for all copies
// together; when it is used up, the oldest evidence stays and the newest is dropped and counted.

import { constants } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import type { IncidentId, Rank } from "../../proto/ids.ts";
import { isInRootOf } from "./process-root.ts";

export interface DumpRoom {
  /** Empty: nothing is kept. */
  readonly directory: string;
  readonly bytesMax: number;
  readonly filesMax: number;
}

export interface DumpStore {
  /** The folder of the copy. */
  readonly keep: (dump: Dump) => Promise<Result<string>>;
  readonly dropped: () => number;
}

export interface Dump {
  /** As we can open it. */
  readonly file: string;
  /** The process that wrote it, and its user. */
  readonly pid: number;
  readonly user: number;
  readonly incident: IncidentId;
  readonly rank: Rank;
}

const pieceBytes = 1024 * 1024;

export function createDumpStore(room: DumpRoom): DumpStore {
  let dropped = 0;
  return {
    keep: async (dump) => {
      if (room.directory === "") return failure("unsupported", "no directory for copies is set");
      const kept = await keep(room, dump)
        .catch((caught: unknown): Result<string> => ({ ok: false, error: failureFrom(caught) }));
      if (!kept.ok) dropped += 1;
      return kept;
    },
    dropped: () => dropped,
  };
}

async function keep(room: DumpRoom, dump: Dump): Promise<Result<string>> {
  const folder = path.join(room.directory, dump.incident);
  const target = path.join(folder, `_dump_${dump.rank}`);
  const beside = path.join(folder, `.${process.pid}-${dump.rank}.tmp`);
  const source = await open(dump.file,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await source.stat();
    if (!found.isFile() || found.uid !== dump.user) {
      return failure("denied", "it is no regular file of the process's user");
    }
    if (!isInRootOf(dump.pid, source.fd)) {
      return failure("denied", "its name leads out of the process's root");
    }
    const used = await usedBy(room.directory, target);
    if (used.files >= room.filesMax || used.bytes + found.size > room.bytesMax) {
      return failure("exhausted", `${used.files} copies of ${used.bytes} bytes fill ` +
        `${room.directory}; remove those of old incidents`);
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await copy(source, beside, found.size);
    await rename(beside, target);
    return success(folder);
  } finally {
    await source.close();
    await rm(beside, { force: true });
  }
}

/** A file that grows while it is read is cut at the size that was asked room for. */
async function copy(source: FileHandle, to: string, bytes: number): Promise<void> {
  const target = await open(to, "wx", 0o600);
  try {
    const piece = Buffer.alloc(Math.min(bytes, pieceBytes));
    for (let at = 0; at < bytes;) {
      const { bytesRead } = await source.read(piece, 0, Math.min(piece.length, bytes - at), at);
      if (bytesRead === 0) break;
      await target.write(piece, 0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await target.close();
  }
}

/** Counted anew each time: what was removed by hand is room again, and agents may share it. */
async function usedBy(
  directory: string, replaced: string,
): Promise<{ readonly files: number; readonly bytes: number }> {
  let files = 0;
  let bytes = 0;
  for (const incident of await readdir(directory).catch(() => [])) {
    for (const name of await readdir(path.join(directory, incident)).catch(() => [])) {
      const file = path.join(directory, incident, name);
      if (file === replaced) continue;
      files += 1;
      bytes += (await stat(file).catch(() => undefined))?.size ?? 0;
    }
  }
  return { files, bytes };
}
