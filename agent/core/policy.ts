// What the agent may spend and hold. Every limit has a counter of what it cost, in NodeHealth or
// in the agent's own metrics.

export interface AgentPolicy {
  /** One signature each, at rest. */
  readonly windowMs: number;
  /** While an operation is overdue: what happens now is what names the culprit. */
  readonly fastWindowMs: number;
  /**
   * Ranks of a job for each millisecond of a fast window, at least. A hang is everybody's: 16,384
   * agents that all look ten times a second would bury the controller in the moment it is needed.
   */
  readonly fastRanksPerMs: number;
  /** A job may hang for a night. After so many fast windows without any progress, rest returns. */
  readonly fastWindowsMax: number;
  /** Overdue: open for so many times its typical duration, or not begun for so many gaps. */
  readonly overdueFactor: number;
  /** Never overdue before this; the jitter of a busy machine lies below. */
  readonly overdueMinMs: number;
  /** What is typical fades by this factor a window, so that a rhythm can also become faster. */
  readonly rhythmFade: number;
  /** Windows kept while NATS is away, the newest; counters are cumulative, so few are enough. */
  readonly windowsHeldMax: number;
  /** Events kept until JetStream has them. */
  readonly eventsHeldMax: number;
  /** Of those that live. */
  readonly processesMax: number;
  /** Ended ones of which the files are kept until JetStream has their end, the newest. */
  readonly endedMax: number;
  readonly communicatorsMax: number;
  readonly connectionsMax: number;
  readonly socketsMax: number;
  /** Newest shapes of a communicator; fewer when a node has many communicators. */
  readonly shapesMax: number;
  /** A message that is too large halves all of these, down to such a part of them, … */
  readonly roomMin: number;
  /** … and so many windows that were taken double them again. */
  readonly roomRegrowWindows: number;
  readonly kernelFaultsPerMinuteMax: number;
  readonly scopesMax: number;
  /** So long after its last command nothing late of a scope can come. */
  readonly scopeKeptMs: number;
  readonly commandsMax: number;
}

export const defaultPolicy: AgentPolicy = {
  windowMs: 1000,
  fastWindowMs: 100,
  fastRanksPerMs: 32, // 4,000 windows a second of a job, at eight ranks a node
  fastWindowsMax: 600,
  overdueFactor: 4,
  overdueMinMs: 300,
  rhythmFade: 0.98,
  windowsHeldMax: 3,
  eventsHeldMax: 1024,
  processesMax: 64,
  endedMax: 64, // 400 MB of tmpfs
  communicatorsMax: 1024, // with all functions of each below what the wire takes of a node
  connectionsMax: 4096, // of the node: 600 KB of a message that may have 1 MiB
  socketsMax: 1024,
  shapesMax: 4096,
  roomMin: 1 / 256,
  roomRegrowWindows: 300,
  kernelFaultsPerMinuteMax: 30,
  scopesMax: 4096,
  scopeKeptMs: 600_000,
  commandsMax: 32,
};
