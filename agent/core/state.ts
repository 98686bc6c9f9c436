// What the agent remembers between two inputs. One writer: `step`.

import type { CommandReply } from "../../proto/command.ts";
import type { JobName, NodeName, ProcessId } from "../../proto/ids.ts";
import type { Fences } from "./fence.ts";
import { emptyOutbox, type Outbox } from "./outbox.ts";
import type { InstantMs, ProcessIdentity } from "./reading.ts";
import { noRhythm, type Rhythm } from "./rhythm.ts";
import { noFormer, type Former } from "./signature.ts";

export interface AgentState {
  readonly node: NodeName;
  /** Changes at each start of the agent. */
  readonly session: string;
  /** Empty: this agent answers no probes. */
  probeAddress: string;
  window: number;
  windowAtMs: InstantMs;
  isConnected: boolean;
  readonly processes: Map<ProcessId, ProcessState>;
  readonly outbox: Outbox;
  readonly fences: Fences;
  /** By what the command says: a repetition joins the work under way, or gets its answer again. */
  readonly works: Map<string, Work>;
  /** What was asked for a job, for those of its processes that start later. */
  readonly masks: Map<JobName, bigint>;
  everyMs: number;
  /** Share of the policy's rooms that messages may take now, and windows sent since it changed. */
  readonly room: { share: number; windows: number };
  /** Fast windows since something last moved. */
  fastWindows: number;
  readonly kernel: { faults: number; sinceMs: InstantMs; dropped: number; sequence: number };
  counts: {
    commandsRefused: number;
    processesRefused: number;
    /** Left out of signatures, each time. */
    communicatorsOmitted: number;
    socketsOmitted: number;
    shapesOmitted: number;
    masksForgotten: number;
    /** Files removed before JetStream had the end of their process. */
    endedForgotten: number;
  };
}

export interface ProcessState {
  readonly identity: ProcessIdentity | undefined;
  readonly former: Former;
  readonly rhythm: Rhythm;
  isOverdue: boolean;
  /** Sum of all that can move; equal in two windows: nothing did. */
  progress: number;
  hasEnded: boolean;
}

export interface Work {
  /** Subjects that wait for the answer. */
  replies: string[];
  answer: CommandReply | undefined;
}

export function initialState(node: NodeName, session: string, windowMs: number): AgentState {
  return {
    node, session, probeAddress: "", window: 0, windowAtMs: 0, isConnected: false,
    processes: new Map(), outbox: emptyOutbox(), fences: new Map(), works: new Map(),
    masks: new Map(), everyMs: windowMs, room: { share: 1, windows: 0 }, fastWindows: 0,
    kernel: { faults: 0, sinceMs: 0, dropped: 0, sequence: 0 },
    counts: {
      commandsRefused: 0, processesRefused: 0, communicatorsOmitted: 0, socketsOmitted: 0,
      shapesOmitted: 0, masksForgotten: 0, endedForgotten: 0,
    },
  };
}

export function newProcess(identity: ProcessIdentity | undefined): ProcessState {
  return {
    identity, former: noFormer(), rhythm: noRhythm(), isOverdue: false, progress: 0,
    hasEnded: false,
  };
}
