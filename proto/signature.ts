// A signature: what the processes of one node did, as the cores see it. All counters are
// cumulative since the process began, so a lost or repeated signature costs nothing: the reader
// subtracts the last one it has. All times are durations or ages measured on the sender's own
// monotonic clock; no wall clock is in here, so clock offsets cannot change a verdict.

import type { CommId, JobName, NodeName, ProcessId, Rank } from "./ids.ts";

export const collectiveFunctions = [
  "unknown", "all-reduce", "broadcast", "reduce", "all-gather", "reduce-scatter", "all-to-all",
  "gather", "scatter", "barrier", "send", "receive", "other",
] as const; // the index is ncclmon's Function
export type CollectiveFunction = (typeof collectiveFunctions)[number];

export const datatypes = [
  "unknown", "int8", "uint8", "int32", "uint32", "int64", "uint64",
  "float16", "float32", "float64", "bfloat16", "float8",
] as const; // the index is ncclmon's Datatype
export type Datatype = (typeof datatypes)[number];

export const frameworks = ["unknown", "nccl", "gloo", "mpi", "other"] as const;
export type Framework = (typeof frameworks)[number];

export const waitKinds = ["none", "gpu", "peer", "network", "data"] as const;
/** gpu: own device is not ready. peer: no credit. network: posted, not done. data: none came. */
export type WaitKind = (typeof waitKinds)[number];

export const phaseKinds = ["none", "compile", "eval", "save", "data"] as const;
export type PhaseKind = (typeof phaseKinds)[number];

/** One window of one node. */
export interface Signature {
  readonly node: NodeName;
  /** Changes at each start of the agent; `window` counts within it. */
  readonly session: string;
  readonly window: number;
  readonly windowMs: number;
  /** Where the agent answers probes, `host:port`; empty: nowhere. */
  readonly probeAddress: string;
  readonly processes: readonly ProcessSignature[];
  readonly health: NodeHealth;
}

export interface NodeHealth {
  readonly cpuFraction: number;
  readonly memoryFraction: number;
  /** Sum over interfaces, since the agent began. */
  readonly interfaceErrors: number;
  readonly interfaceDrops: number;
  readonly agentCpuSeconds: number;
  readonly agentRssBytes: number;
  /** Windows that the agent could not send and dropped. */
  readonly windowsDropped: number;
  /** Hook files refused as damaged or hostile. */
  readonly filesRejected: number;
  readonly devices: readonly DeviceHealth[];
}

export interface DeviceHealth {
  readonly index: number;
  readonly name: string;
  readonly temperatureCelsius: number;
  readonly eccUncorrected: number;
  readonly throttled: boolean;
}

export interface ProcessSignature {
  readonly job: JobName;
  readonly rank: Rank;
  readonly process: ProcessId;
  readonly pid: number;
  readonly localRank: number;
  readonly worldSize: number;
  readonly framework: Framework;
  readonly library: string;
  /** Age of the hook file, and the process's monotonic clock at this reading. */
  readonly ageMs: number;
  /** One letter of /proc/<pid>/stat, or "?": confirms a verdict, never makes one. */
  readonly runState: string;
  readonly cpuMs: number;
  /** Since the transport's own loop last turned; -1 where the hook can see none. */
  readonly beatAgeMs: number;
  readonly phase: PhaseKind;
  readonly phaseAgeMs: number;
  /** Last step the program declared; 0 when it declares none. */
  readonly step: number;
  readonly maskInForce: bigint;
  readonly communicators: readonly CommunicatorSignature[];
  readonly connections: readonly ConnectionSignature[];
  readonly sockets: readonly SocketSignature[];
  /** Records, slots and handles that the hook had to drop. */
  readonly dropped: number;
}

/** Of a communicator: NCCL tells it from version 4 of its profiler interface on. */
export const unknownSize = -1;

export interface CommunicatorSignature {
  readonly commId: CommId;
  readonly name: string;
  readonly framework: Framework;
  /** Rank within the communicator. */
  readonly rank: number;
  /** `unknownSize` where the library does not tell. */
  readonly size: number;
  readonly live: boolean;
  /** Operations started and completed: the ordinals of the newest. */
  readonly started: number;
  readonly completed: number;
  /** Age of the newest start and the newest completion; -1 when there was none. */
  readonly lastStartAgeMs: number;
  readonly lastEndAgeMs: number;
  /** Sum of the durations of completed operations, and their bytes. */
  readonly busyMs: number;
  /**
   * Cumulative wall time with at least one operation under way, the present included: operations
   * that overlap count once, so a late rank is the one that is occupied least.
   */
  readonly occupiedMs: number;
  readonly bytes: number;
  readonly functions: readonly FunctionTotals[];
  /** Open operations, oldest first, at most `openOperationsMax`. */
  readonly open: readonly OperationSignature[];
  /** Newest started operations with their shapes, newest last, at most `recentOperationsMax`. */
  readonly recent: readonly OperationSignature[];
  /** The same in numbers, where they came as numbers. */
  readonly calls?: Calls;
}

/** `recent` for whoever compares six million operations a second and keeps hardly one. */
export interface Calls {
  readonly length: number;
  readonly ordinalAt: (index: number) => number;
  /** Often the very object that another signature gave for the same shape. */
  readonly shapeAt: (index: number) => OperationShape;
  readonly operationAt: (index: number) => OperationSignature;
}

export const openOperationsMax = 4;
export const recentOperationsMax = 16;

/** What must be equal on all ranks of a communicator. */
export type OperationShape =
  Pick<OperationSignature, "function" | "datatype" | "bytes" | "peer">;

export interface FunctionTotals {
  readonly function: CollectiveFunction;
  readonly started: number;
  readonly completed: number;
  readonly bytes: number;
  readonly busyMs: number;
}

export interface OperationSignature {
  readonly ordinal: number;
  readonly function: CollectiveFunction;
  readonly datatype: Datatype;
  readonly bytes: number;
  /** Root of a rooted collective, peer of a send or receive; -1 none. */
  readonly peer: number;
  readonly pointToPoint: boolean;
  /** Open: age since its start. Completed: its duration. */
  readonly elapsedMs: number;
  readonly completed: boolean;
}

export interface ConnectionSignature {
  readonly commId: CommId;
  /** Rank of the other end within the communicator. */
  readonly peer: number;
  readonly channel: number;
  readonly direction: "send" | "receive";
  readonly localPort: number;
  readonly remotePort: number;
  readonly readySteps: number;
  readonly postedSteps: number;
  readonly doneSteps: number;
  readonly readyBytes: number;
  readonly postedBytes: number;
  readonly doneBytes: number;
  /**
   * The peer's words that arrived: credits when sending, announcements of sends when receiving.
   * Less than the other end's `readySteps`: the rest is on the way, or this process sleeps, or the
   * network lost it. 0 for good where the transport does not show them.
   */
  readonly heardSteps: number;
  /**
   * Receiving: time from a payload's first byte to its last, and the bytes so timed (0 when not
   * measured). Free of lateness and of queues for credit: the measure of a slow link over TCP,
   * where the sender's `done` only means "in the kernel's buffer".
   */
  readonly streamingMs: number;
  readonly streamingBytes: number;
  /** Cumulative wall time in each wait, the one under way included. */
  readonly waitGpuMs: number;
  readonly waitPeerMs: number;
  readonly waitNetworkMs: number;
  readonly waitDataMs: number;
  readonly wait: WaitKind;
  /** Age of the wait under way; 0 when none. */
  readonly waitAgeMs: number;
  /** Age of the last progress of any kind; -1 when there was none. */
  readonly progressAgeMs: number;
}

/** TCP facts of one established socket of the process, from the kernel. */
export interface SocketSignature {
  /** `address:port`; the pair (local, remote) reversed is the other end's own. */
  readonly local: string;
  readonly remote: string;
  readonly bytesAcked: number;
  readonly bytesReceived: number;
  readonly unackedSegments: number;
  readonly unsentBytes: number;
  readonly unreadBytes: number;
  readonly retransmits: number;
  readonly roundTripMs: number;
  /** Cumulative time with data outstanding, and the parts limited by the peer and by us. */
  readonly busyMs: number;
  readonly receiveWindowLimitedMs: number;
  readonly sendBufferLimitedMs: number;
  readonly deliveryBytesPerSecond: number;
  readonly lastSentAgeMs: number;
  readonly lastReceivedAgeMs: number;
}
