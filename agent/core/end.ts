// How a process ended, from up to three witnesses.
//
//   the kernel      status of the exit, by the native helper: always right, not always to be had
//   the hook's file what the process itself recorded on its way out: nothing, when it was killed
//   memory          whether the kernel killed in the process's cgroup for want of memory
//
// The kernel's word counts most, with one exception: a program that announced its end (a
// scale-down, a pre-emption that it answered) is finished, whatever signal then took it.

import type { ProcessEnd } from "../../proto/event.ts";
import type { ProcessFileEnd } from "../../proto/process-file.ts";

export type ExitStatus =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signaled"; readonly signal: string }
  | { readonly kind: "unknown" };

export interface EndFacts {
  readonly status: ExitStatus;
  readonly recorded: ProcessFileEnd;
  readonly outOfMemory: boolean;
}

/** The hook's own words for an end that nobody announced. */
const ownReasons: readonly string[] = ["exit", "_exit", "quick_exit", "MPI_Finalize", ""];

export function classifyEnd({ status, recorded, outOfMemory }: EndFacts): ProcessEnd {
  if (recorded.kind === "finished" && !ownReasons.includes(recorded.reason)) {
    return { kind: "finished" };
  }
  switch (status.kind) {
    case "signaled": return {
      kind: "signaled", signal: status.signal,
      outOfMemory: outOfMemory && status.signal === "SIGKILL",
    };
    case "exited": return exited(status.code, recorded);
    case "unknown": break;
  }
  if (recorded.kind === "finished") return { kind: "finished" };
  if (recorded.kind === "exited") return exited(recorded.code, recorded);
  // Nobody saw the signal, but memory ran out in its cgroup and it left no word.
  return outOfMemory ? { kind: "signaled", signal: "SIGKILL", outOfMemory } : { kind: "gone" };
}

function exited(code: number, recorded: ProcessFileEnd): ProcessEnd {
  if (code === 0) return { kind: "finished" };
  const reason = recorded.kind === "exited" ? recorded.reason : "";
  return { kind: "exited", code, reason: reason === "" ? `exit code ${code}` : reason };
}
