// What io brings of one process at one instant.

import type { ProcessFile } from "../../proto/process-tables.ts";
import type { JobName, ProcessId, Rank } from "../../proto/ids.ts";
import type { SocketSignature } from "../../proto/signature.ts";

/** Milliseconds of this host's CLOCK_MONOTONIC: the clock of the process files. */
export type InstantMs = number;

/** Who a process is; its file said so and the checks of `identify` held. */
export interface ProcessIdentity {
  readonly process: ProcessId;
  readonly job: JobName;
  readonly rank: Rank;
  readonly worldSize: number;
  /** As seen inside its own namespace. */
  readonly pid: number;
}

/** Lent for one step: the core keeps none of it, so io may write the next reading into it. */
export interface ProcessReading {
  readonly process: ProcessId;
  readonly file: ProcessFile;
  readonly nowMs: InstantMs;
  /** One letter of /proc/<pid>/stat, or "?". */
  readonly runState: string;
  readonly cpuMs: number;
  readonly sockets: readonly SocketSignature[];
}
