// The dumps of one folder. Each file is hostile: its size is known before it is read, a bad one is
// named and put aside, and the others are still worth a verdict.

import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import {
  rankOfFileName, ranksByGroups, readDump, type Dump,
} from "../../controller/postmortem/recorder/dump.ts";
import type { Loss, RankedDump } from "../../controller/postmortem/recorder/model.ts";
import { pickleBytesMax } from "../../controller/postmortem/recorder/pickle.ts";
import { failure, formatFailure, success, type Result } from "../../proto/errors.ts";
import { fileFailure, fileFault } from "../../proto/file-failure.ts";
import type { Rank } from "../../proto/ids.ts";

export const filesMax = 200_000;

export interface DumpFolder {
  readonly dumps: readonly RankedDump[];
  readonly lost: ReadonlyMap<Rank, Loss>;
  readonly problems: readonly { readonly file: string; readonly error: string }[];
}

export async function readDumpFolder(folder: string): Promise<Result<DumpFolder>> {
  const listed = await namesIn(folder);
  if (!listed.ok) return listed;
  const dumps = new Map<Rank, { readonly file: string; readonly dump: Dump }>();
  const lost = new Map<Rank, Loss>();
  const problems: { file: string; error: string }[] = [];
  for (const file of listed.value) {
    const read = await readOne(path.join(folder, file));
    if (!read.ok) {
      problems.push({ file, error: formatFailure(read.error) });
      const rank = rankOfFileName(file);
      if (rank !== undefined) lost.set(rank, isEmptyFile(read) ? "empty-file" : "unreadable");
      continue;
    }
    const rank = rankOf(file, read.value);
    if (rank === undefined) {
      problems.push({ file, error: "neither its name nor its content says which rank it is" });
      continue;
    }
    const other = dumps.get(rank);
    if (other !== undefined) {
      return failure("invalid-data",
        `${file} and ${other.file} both are rank ${rank}: leave one of them in the folder`);
    }
    dumps.set(rank, { file, dump: read.value });
  }
  for (const rank of dumps.keys()) lost.delete(rank);
  return success({
    dumps: [...dumps].map(([rank, { dump }]) => ({ rank, dump })), lost, problems,
  });
}

/** A number at the end, or an ending that dumps have. Logs and notes beside them are left alone. */
const dumpName = /^[^.].*?(\d\.(json|pkl|pickle|bin)|\d|\.json|\.pkl|\.pickle)$/;

async function namesIn(folder: string): Promise<Result<readonly string[]>> {
  try {
    const names = (await readdir(folder)).filter((name) => dumpName.test(name));
    if (names.length === 0) {
      return failure("not-found",
        `${folder}: no dumps are in it; expected files such as _dump_0, nccl_trace_rank_0 or ` +
          "0.json");
    }
    if (names.length > filesMax) {
      return failure("exhausted", `${names.length} files in ${folder}; ${filesMax} are read`);
    }
    return success(names.toSorted((left, right) =>
      left.localeCompare(right, "en", { numeric: true })));
  } catch (caught) {
    return { ok: false, error: fileFailure(folder, "list", caught) };
  }
}

const emptyFile = "the file has no byte: its rank ended before it wrote its dump";

const isEmptyFile = (read: Result<Dump>): boolean => !read.ok && read.error.message === emptyFile;

async function readOne(file: string): Promise<Result<Dump>> {
  try {
    const facts = await stat(file);
    if (!facts.isFile()) return failure("invalid-data", "not a regular file");
    if (facts.size === 0) return failure("invalid-data", emptyFile);
    if (facts.size > pickleBytesMax) {
      return failure("exhausted", `${facts.size} bytes; ${pickleBytesMax} are read`);
    }
    return readDump(await readFile(file));
  } catch (caught) {
    const { code, what, remedy } = fileFault("read", caught);
    return failure(code, `${what}; ${remedy}`, caught);
  }
}

/** The name decides, unless the groups of the dump know no such rank. */
function rankOf(file: string, dump: Dump): Rank | undefined {
  const named = rankOfFileName(file);
  const possible = ranksByGroups(dump);
  if (named !== undefined && (possible === undefined || possible.includes(named))) return named;
  return dump.rank ?? (possible?.length === 1 ? possible[0] : undefined);
}
