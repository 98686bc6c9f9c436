// Prometheus text of one agent. Every series exists from the first scrape on.

export interface AgentMetrics {
  readonly node: string;
  readonly isNatsUp: boolean;
  readonly natsReconnects: number;
  readonly windows: number;
  readonly windowSeconds: number;
  readonly windowsDropped: number;
  readonly signaturesTooLarge: number;
  readonly eventsHeld: number;
  readonly eventsDropped: number;
  readonly kernelFaultsDropped: number;
  readonly processes: number;
  readonly filesRejected: number;
  readonly overlooked: number;
  readonly slotsTorn: number;
  readonly roomShare: number;
  readonly communicatorsOmitted: number;
  readonly socketsOmitted: number;
  readonly shapesOmitted: number;
  readonly masksForgotten: number;
  readonly endedForgotten: number;
  readonly commandsRefused: number;
  readonly messagesRejected: number;
  readonly probesAnswered: number;
  readonly probesRefused: number;
  readonly helperStarts: number;
  readonly helperTimeouts: number;
  readonly helperDropped: number;
  readonly helperListsCut: number;
  readonly dumpsDropped: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

type Value = keyof Omit<AgentMetrics, "node">;

const families: readonly (readonly [Value, string, "counter" | "gauge", string])[] = [
  ["isNatsUp", "c4_agent_nats_up", "gauge", "NATS is connected (0 or 1)"],
  ["natsReconnects", "c4_agent_nats_reconnects_total", "counter", "Reconnections to NATS"],
  ["windows", "c4_agent_windows_total", "counter", "Windows made"],
  ["windowSeconds", "c4_agent_window_seconds_total", "counter", "Time spent on windows (seconds)"],
  ["windowsDropped", "c4_agent_windows_dropped_total", "counter",
    "Windows given up while NATS was away"],
  ["signaturesTooLarge", "c4_agent_signatures_too_large_total", "counter",
    "Signatures above the size of a message"],
  ["eventsHeld", "c4_agent_events_held", "gauge", "Events that JetStream does not have yet"],
  ["eventsDropped", "c4_agent_events_dropped_total", "counter", "Events lost for want of room"],
  ["kernelFaultsDropped", "c4_agent_kernel_faults_dropped_total", "counter",
    "Lines of the kernel's log above the rate"],
  ["processes", "c4_agent_processes", "gauge", "Training processes watched"],
  ["filesRejected", "c4_agent_files_rejected_total", "counter", "Process files refused"],
  ["overlooked", "c4_agent_overlooked_total", "counter",
    "Times that hook folders held more than is looked at"],
  ["roomShare", "c4_agent_room_share", "gauge",
    "Share of the usual rooms of a signature in use; below 1 after one was too large"],
  ["communicatorsOmitted", "c4_agent_communicators_omitted_total", "counter",
    "Communicators left out of signatures, each time"],
  ["socketsOmitted", "c4_agent_sockets_omitted_total", "counter",
    "Sockets left out of signatures, each time"],
  ["shapesOmitted", "c4_agent_shapes_omitted_total", "counter",
    "Shapes of operations left out of signatures, each time"],
  ["masksForgotten", "c4_agent_masks_forgotten_total", "counter",
    "Jobs whose mask processes that start later are not told by the agent"],
  ["endedForgotten", "c4_agent_ended_files_dropped_total", "counter",
    "Files of ended processes removed before JetStream had their end"],
  ["slotsTorn", "c4_agent_slots_torn_total", "counter", "Operation slots read while written"],
  ["commandsRefused", "c4_agent_commands_refused_total", "counter", "Commands refused"],
  ["messagesRejected", "c4_agent_messages_rejected_total", "counter", "Unreadable commands"],
  ["probesAnswered", "c4_agent_probes_answered_total", "counter", "Probes of others answered"],
  ["probesRefused", "c4_agent_probes_refused_total", "counter", "Probes of others refused"],
  ["helperStarts", "c4_agent_nodehelper_starts_total", "counter", "Starts of c4-nodehelper"],
  ["helperTimeouts", "c4_agent_nodehelper_timeouts_total", "counter",
    "Its answers that never came"],
  ["helperDropped", "c4_agent_nodehelper_dropped_total", "counter", "Its lines that were dropped"],
  ["helperListsCut", "c4_agent_nodehelper_lists_cut_total", "counter",
    "Its lists of sockets that were longer than it tells"],
  ["dumpsDropped", "c4_agent_dumps_dropped_total", "counter",
    "Flight Recorder dumps of which no copy was kept"],
  ["cpuSeconds", "c4_agent_cpu_seconds_total", "counter", "CPU time with its helper (seconds)"],
  ["residentBytes", "c4_agent_resident_bytes", "gauge", "Resident memory (bytes)"],
];

export function metricsText(metrics: AgentMetrics): string {
  return families.map(([value, name, type, help]) =>
    `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n` +
    `${name}{node="${metrics.node}"} ${Number(metrics[value])}\n`).join("");
}
