// What the kernel says of a file, in words for people: the file first, then what is wrong with it,
// then what to do. The names of error codes and system calls stay in `cause`.

import { failureFrom, type ErrorCode, type Failure } from "./errors.ts";

/** What was to be done with it. */
export type FileUse = "read" | "write" | "list";

export interface FileFault {
  readonly code: ErrorCode;
  readonly what: string;
  readonly remedy: string;
}

const remedies = {
  path: "check the path",
  permissions: "change its permissions, or run as a user who may",
  room: "make room, or name another place",
} as const;

/** Unknown faults keep the kernel's words without their code. */
export function fileFault(use: FileUse, caught: unknown): FileFault {
  return faultOf(codeOf(caught), use) ?? {
    code: "unavailable", what: `cannot ${use} it (${plainReason(caught)})`,
    remedy: "look at the disk, or name another place",
  };
}

/** As one line, in which the file leads. */
export function fileFailure(file: string, use: FileUse, caught: unknown): Failure {
  const { code, what, remedy } = fileFault(use, caught);
  return { code, message: `${file}: ${what}; ${remedy}`, cause: caught };
}

function faultOf(kernel: string, use: FileUse): FileFault | undefined {
  const thing = use === "list" ? "folder" : "file";
  switch (kernel) {
    case "ENOENT": return { code: "not-found", what: `no such ${thing}`, remedy: remedies.path };
    case "ENOTDIR": return use === "list"
      ? { code: "invalid-data", what: "not a folder", remedy: "name a folder" }
      : { code: "not-found", what: "a part of its path is no folder", remedy: remedies.path };
    case "EEXIST": return {
      code: "already-exists", what: "a file is in its way", remedy: "name another place",
    };
    case "EISDIR": return { code: "invalid-data", what: "a folder", remedy: "name a file" };
    case "EACCES": case "EPERM":
      return { code: "denied", what: `not permitted to ${use}`, remedy: remedies.permissions };
    case "EROFS":
      return { code: "denied", what: "a read-only file system", remedy: "name another place" };
    case "ENAMETOOLONG":
      return { code: "not-found", what: "the name is too long", remedy: remedies.path };
    case "ELOOP": return { code: "not-found", what: "links in a circle", remedy: remedies.path };
    case "ENOSPC": case "EDQUOT":
      return { code: "exhausted", what: "no room is left", remedy: remedies.room };
    case "EMFILE": case "ENFILE": return {
      code: "exhausted", what: "too many files are open", remedy: "raise the limit (ulimit -n)",
    };
    default: return undefined;
  }
}

/** The words of a system error alone: "i/o error" of "EIO: i/o error, read '/x'". */
export function plainReason(caught: unknown): string {
  const { message } = failureFrom(caught);
  return /^E[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message;
}

export function codeOf(caught: unknown): string {
  return caught instanceof Error && "code" in caught ? String(caught.code) : "";
}
