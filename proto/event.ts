// Events: facts that must not be lost, agent → controller over JetStream.

import type { JobName, NodeName, ProcessId, Rank } from "./ids.ts";

/** How a process ended. `gone`: its lock vanished and nothing says how. */
export type ProcessEnd =
  | { readonly kind: "finished" }
  | { readonly kind: "exited"; readonly code: number; readonly reason: string }
  | { readonly kind: "signaled"; readonly signal: string; readonly outOfMemory: boolean }
  | { readonly kind: "gone" };

export type AgentEvent =
  | {
      readonly kind: "agent-started";
      readonly node: NodeName;
      readonly session: string;
      /** Where this agent answers probes, as `address:port`; empty when it does not. */
      readonly version: string;
    }
  | { readonly kind: "agent-stopped"; readonly node: NodeName; readonly session: string }
  | {
      readonly kind: "process-started";
      readonly node: NodeName;
      readonly job: JobName;
      readonly rank: Rank;
      readonly process: ProcessId;
      readonly pid: number;
      readonly worldSize: number;
    }
  /** An exception is about to end it: teardown may take seconds, and at times for ever. */
  | {
      readonly kind: "process-raised";
      readonly node: NodeName;
      readonly job: JobName;
      readonly rank: Rank;
      readonly process: ProcessId;
      /** Last lines of the traceback. */
      readonly evidence: readonly string[];
    }
  | {
      readonly kind: "process-ended";
      readonly node: NodeName;
      readonly job: JobName;
      readonly rank: Rank;
      readonly process: ProcessId;
      readonly end: ProcessEnd;
      /** Milliseconds from the end itself to this event, by the agent's clock; 0 unknown. */
      readonly noticedAfterMs: number;
      /** First lines of the kernel log or traceback that concern it. */
      readonly evidence: readonly string[];
    }
  | {
      readonly kind: "kernel-fault";
      readonly node: NodeName;
      /** Such as "xid 79", "oom", "link-down eth0". */
      readonly fault: string;
      readonly line: string;
    }
  | {
      readonly kind: "job-notice";
      readonly node: NodeName;
      readonly job: JobName;
      /** The launcher's word on the whole job: it was told to stop, or it ended. */
      readonly notice: "terminating" | "ended";
      readonly exitCode: number;
      readonly detail: string;
    };
