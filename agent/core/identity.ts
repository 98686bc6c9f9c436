// Who a process file speaks for. The name of the file, its header and the node must agree, or one
// training process could report in the name of another node's.

import { failure, success, type Result } from "../../proto/errors.ts";
import { parseJobName, parseProcessId, parseRank, type NodeName } from "../../proto/ids.ts";
import type { ProcessFile } from "../../proto/process-tables.ts";
import { unknownSize } from "../../proto/signature.ts";
import type { ProcessIdentity } from "./reading.ts";

/** Undefined: it is sound, and does not know its rank yet. */
export function identify(
  name: string, file: ProcessFile, node: NodeName,
): Result<ProcessIdentity | undefined> {
  const { header } = file;
  const process = parseProcessId(name);
  if (!process.ok) return process;
  if (name !== `${header.pid}-${header.startTicks}`) {
    return failure("invalid-data",
      `identity: ${name} holds the file of ${header.pid}-${header.startTicks}`);
  }
  if (header.node !== node) {
    return failure("invalid-data", `identity: the file is of node ${header.node.slice(0, 63)}`);
  }
  const job = parseJobName(header.job);
  if (!job.ok) return job;
  const position = positionOf(file);
  if (position === undefined) return success(undefined);
  const rank = parseRank(position.rank);
  if (!rank.ok) return rank;
  return success({
    process: process.value, job: job.value, rank: rank.value, worldSize: position.worldSize,
    pid: header.pid,
  });
}

/**
 * A program with a launcher of its own may tell its rank to nobody but its communicators. The
 * largest one spans the job in every such program we know of. Which that is cannot be said of sizes
 * that were not told, and a wrong rank would speak in the place of another process.
 */
export function positionOf(file: ProcessFile): {
  readonly rank: number; readonly worldSize: number;
} | undefined {
  const { rank, worldSize } = file.header;
  if (rank >= 0) return { rank, worldSize };
  let largest: { readonly rank: number; readonly size: number } | undefined;
  for (const each of file.communicators) {
    if (each.size > (largest?.size ?? unknownSize)) largest = each;
  }
  return largest === undefined ? undefined : { rank: largest.rank, worldSize: largest.size };
}
