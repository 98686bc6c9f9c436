// The shared-memory file of one training process: what the hook writes and the agent reads.
// ncclmon/core/layout.h states the same offsets; test/golden/layout/*.bin holds both to it.
//
// The file holds state, not a log. A signature is the difference of two readings, so nothing can
// be lost between them, and a process that dies leaves its last state behind.
//
//   offset      bytes               section
//   0           4096                FileHeader
//   4096        128 x 8192          communicator table   (CommunicatorEntry)
//   1052672     4096 x 256          connection table     (ConnectionEntry)
//   2101248     16 x (256 + 4096 x 64)   operation rings (RingHeader, OperationRecord)
//   6299648     end of file
//
//   FileHeader                                      CommunicatorEntry (8192)
//   0     magic "C4MON\0\0\0"                       0     state, framework, id, rank, size, nodes
//   8     layout version (written last)             32    name[64]
//   12    section offsets, counts, strides          96    created, finalized (ticks)
//   64    pid, rank, local rank, world size         128   started, completed, last start, last end
//   96    clock: kind, calibration                  160   time with an operation under way
//   192   job, node, library, hook, host, command   192   13 x FunctionTotals (48)
//   640   how the process ended                     4096  64 x OperationSlot (64), by ordinal & 63
//   768   counters: dropped, foreign, refused
//   896   control in force                          ConnectionEntry (256)
//   960   declared phase and step, last beat        0     state, identity, operations
//   1024  first unexpected error                    64    ready, posted, done: steps and bytes
//   1216  slots used in each table                  128   waits by kind, the wait under way
//                                                   192   longest wait, repolls, heard, streaming
//
// All integers are little-endian. Times are ticks of the clock that the header names; the reader
// converts: ns = base_ns + (((ticks - base_ticks) * multiplier) >> shift).

export const layoutVersion = 1;

/** "C4MON" and "C4CTL" with three NUL bytes, as two little-endian words. */
export const fileMagic = { low: 0x4F4D3443, high: 0x0000004E } as const;
export const controlMagic = { low: 0x54433443, high: 0x0000004C } as const;

export const headerBytes = 4096;
export const communicatorSlots = 128;
export const communicatorStride = 8192;
export const connectionSlots = 4096;
export const connectionStride = 256;
export const ringCount = 16;
export const ringSlots = 4096;
export const recordBytes = 64;
export const ringHeaderBytes = 256;
export const operationSlots = 64; // of one communicator
export const operationSlotBytes = 64;
export const functionCount = 13;
export const functionTotalsBytes = 48;

export const ringStride = ringHeaderBytes + ringSlots * recordBytes;
export const communicatorOffset = headerBytes;
export const connectionOffset = communicatorOffset + communicatorSlots * communicatorStride;
export const ringOffset = connectionOffset + connectionSlots * connectionStride;
export const fileBytes = ringOffset + ringCount * ringStride;
export const controlBytes = 4096;

/** Bits of the control file's mask. All set: the hook's own choice; none: the hook is silent. */
export const watch = {
  operations: 1n, transfers: 2n, kernels: 4n, default: 2n ** 64n - 1n,
} as const;

export const fileHeader = {
  magic: 0, layoutVersion: 8, headerBytes: 12, fileBytes: 16,
  communicatorOffset: 24, communicatorSlots: 28, communicatorStride: 32,
  connectionOffset: 36, connectionSlots: 40, connectionStride: 44,
  ringOffset: 48, ringCount: 52, ringStride: 56, ringSlots: 60,
  pid: 64, rank: 68, localRank: 72, worldSize: 76, processStartTicks: 80, openedNs: 88,
  clockKind: 96, framework: 100, clockBaseTicks: 104, clockBaseNs: 112, clockMultiplier: 120,
  clockShift: 128, abiVersion: 132,
  job: 192, node: 256, library: 320, hook: 384, host: 416, command: 480,
  endKind: 640, exitCode: 644, endTicks: 648, endReason: 656,
  communicatorsDropped: 768, connectionsDropped: 776, ringsDropped: 784, operationsDropped: 792,
  foreignContexts: 800, badHandles: 808, forks: 816, chainErrors: 824,
  maskInForce: 896, controlGeneration: 904,
  phase: 960, phaseSinceTicks: 968, phaseCount: 976, step: 984, beatTicks: 992,
  firstError: 1024,
  communicatorsUsed: 1216, connectionsUsed: 1220, ringsUsed: 1224,
} as const;

export const textBytes = {
  job: 64, node: 64, library: 64, hook: 32, host: 64, command: 96, endReason: 64, firstError: 128,
  communicatorName: 64,
} as const;

export const communicatorEntry = {
  state: 0, framework: 4, id: 8, rank: 16, size: 20, nodes: 24, generation: 28, name: 32,
  createdTicks: 96, finalizedTicks: 104,
  started: 128, completed: 136, lastStartTicks: 144, lastEndTicks: 152,
  occupiedTicks: 160, occupiedSinceTicks: 168,
  functions: 192, operations: 4096,
} as const;

export const functionTotals = {
  started: 0, completed: 8, bytes: 16, busyTicks: 24, lastStartTicks: 32, lastEndTicks: 40,
} as const;

export const operationSlot = {
  ticket: 0, function: 8, datatype: 9, channels: 10, flags: 11, peer: 12, sequence: 16, bytes: 24,
  enqueueTicks: 32, startTicks: 40, endTicks: 48,
} as const;
export const operationPointToPoint = 1;
export const operationGraph = 2;

export const connectionEntry = {
  state: 0, communicator: 4, communicatorId: 8, peer: 16, channel: 20, direction: 22,
  transport: 23, localPort: 24, remotePort: 28, createdTicks: 32, operations: 40,
  readySteps: 64, readyBytes: 72, postedSteps: 80, postedBytes: 88, doneSteps: 96, doneBytes: 104,
  lastReadyTicks: 112, lastPostedTicks: 120,
  waitGpuTicks: 128, waitPeerTicks: 136, waitNetworkTicks: 144, waitDataTicks: 152,
  wait: 160, waitSinceTicks: 168, lastDoneTicks: 176, waits: 184, longestWaitTicks: 192,
  repolls: 200, heardSteps: 208, streamingTicks: 216, streamingBytes: 224,
} as const;

export const ringHeader = { head: 0, intent: 8, threadId: 16 } as const;

export const operationRecord = {
  ticket: 0, communicatorId: 8, ordinal: 16, bytes: 24, enqueueTicks: 32, startTicks: 40,
  endTicks: 48, function: 56, datatype: 57, flags: 58, checksum: 60,
} as const;

export const controlFile = {
  magic: 0, version: 8, fileBytes: 12, generation: 16, mask: 24,
} as const;

export const clockKinds = ["", "tsc", "monotonic"] as const; // the index is ClockKind
export const slotStates = ["empty", "live", "closed"] as const;
export const endKinds = ["running", "finished", "exited"] as const;
export const transports = ["unknown", "network", "tcp", "shared-memory"] as const;
