// The life of an agent: the core, fed and obeyed. One timer makes the windows; everything else
// (deaths, lines of the kernel's log, commands, NATS coming and going) interrupts it.

import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { failure, success, type Result } from "../../proto/errors.ts";
import type { AgentEvent } from "../../proto/event.ts";
import type { NodeName } from "../../proto/ids.ts";
import { createSignatureWriter, decodeCommand, encodeEvent } from "../../proto/wire/codec.ts";
import type { Input, MeasuredHealth } from "../core/contract.ts";
import { cleanLine } from "../core/kernel.ts";
import { defaultPolicy, type AgentPolicy } from "../core/policy.ts";
import { initialState, type AgentState } from "../core/state.ts";
import { step } from "../core/step.ts";
import { createAlarm, monotonicMs, pause, type Alarm } from "./clock.ts";
import type { AgentOptions } from "./config.ts";
import { examineDeath } from "./death.ts";
import { createDumpStore } from "./dumps.ts";
import { carryOut, type Hands } from "./effects.ts";
import { watchHealth, type HealthWatch } from "./health.ts";
import { serveHttp, type HttpServer } from "./http.ts";
import { makeSharedFolders } from "./files.ts";
import { followKernelLog, type KernelLog } from "./kernel-log.ts";
import type { Log } from "./log.ts";
import { metricsText, type AgentMetrics } from "./metrics.ts";
import { connectNats, type Nats } from "./nats.ts";
import type { NodeHelper } from "./node-helper.ts";
import { createProber } from "./probe-client.ts";
import { serveProbes, type ProbeServer } from "./probe-server.ts";
import { readStat } from "./process.ts";
import { createRegistry, type Registry } from "./registry.ts";
import { createWatcher, type Watcher } from "./watch.ts";

export interface Surroundings {
  readonly version: string;
  /** Called once, when NATS was reached and the node was looked at. */
  readonly onReady: (ready: AgentReady) => void;
  /** Lines of the log. */
  readonly writeLog: (line: string) => void;
}

export interface AgentReady {
  readonly node: NodeName;
  /** Of /metrics; empty when it is not served. */
  readonly url: string;
  /** Where probes are answered; empty when they are not. */
  readonly probeAddress: string;
  /** Carries an event of somebody else to JetStream; succeeds when it is stored there. */
  readonly publish: (event: AgentEvent) => Promise<Result<void>>;
}

export interface House {
  readonly options: AgentOptions;
  readonly policy: AgentPolicy;
  readonly state: AgentState;
  readonly log: Log;
  /** Ours: the loops end when we cannot go on, too. */
  readonly stopping: AbortController;
  /** Aborted when we are told to stop, and by `stopping`. */
  readonly signal: AbortSignal;
  readonly helper: NodeHelper | undefined;
  readonly watcher: Watcher;
  readonly registry: Registry;
  readonly kernelLog: KernelLog;
  readonly health: HealthWatch;
  readonly hands: Hands;
  readonly inputs: Input[];
  readonly counts: {
    windowMs: number; slotsTorn: number; messagesRejected: number; carried: number;
    signaturesTooLarge: number;
  };
  nats: Nats | undefined;
  probes: ProbeServer | undefined;
  /** Rung when the cadence changes: the next window comes by the new one at once. */
  readonly alarm: Alarm;
  lastWindowMs: number;
  isStepping: boolean;
}

/** What `live` has to wait for at the end. */
interface Begun {
  readonly loops: Promise<void>[];
  http: HttpServer | undefined;
}

const helloMs = 500;
const scanEveryMs = 500;
const stopMs = 1000;
/** A window loop that has not turned for so long is stuck, and a supervisor should know. */
const stuckMs = 30_000;

export function furnish(
  options: AgentOptions, log: Log, helper: NodeHelper | undefined,
  told: AbortSignal,
): House {
  const { config, node } = options;
  const stopping = new AbortController();
  const signal = AbortSignal.any([told, stopping.signal]);
  const policy: AgentPolicy = {
    ...defaultPolicy, windowMs: config.windowMs, fastWindowMs: config.fastWindowMs,
    processesMax: config.processesMax,
  };
  const watcher = createWatcher(helper);
  const counts = {
    windowMs: 0, slotsTorn: 0, messagesRejected: 0, carried: 0, signaturesTooLarge: 0,
  };
  const registry = createRegistry({
    roots: options.roots, node,
    filesMax: policy.processesMax * 2 + policy.endedMax, // as many refused ones as live
    witnesses: options.witnesses, helper, watcher, log,
    onRaised: ({ process }, evidence) => {
      dispatch(house, { kind: "raised", process, evidence });
    },
    onEnded: (tracked, status) => {
      void examineDeath(tracked, status, kernelLog, signal)
        .then((ended) => dispatch(house, ended));
    },
  });
  const kernelLog = followKernelLog(helper, (line) => {
    dispatch(house, { kind: "kernel-line", line });
  });
  const dumps = createDumpStore({
    directory: config["dumps.directory"], bytesMax: config["dumps.bytesMax"],
    filesMax: config["dumps.filesMax"],
  });
  const house: House = {
    options, policy, log, stopping, signal, helper, watcher, registry, kernelLog, counts,
    state: initialState(node, randomBytes(6).toString("hex"), config.windowMs),
    health: watchHealth(config.healthMs), inputs: [],
    hands: {
      node, registry, kernelLog, dumps, log, counts, prober: createProber(), nats: () => house.nats,
      signatures: createSignatureWriter(),
      dispatch: (input) => dispatch(house, input),
      onCadence: () => house.alarm.ring(),
    },
    nats: undefined, probes: undefined, alarm: createAlarm(), lastWindowMs: monotonicMs(),
    isStepping: false,
  };
  return house;
}

/** One input at a time: what an effect brings back waits until its step is over. */
function dispatch(house: House, input: Input): void {
  house.inputs.push(input);
  if (house.isStepping) return;
  house.isStepping = true;
  try {
    for (let next = house.inputs.shift(); next !== undefined; next = house.inputs.shift()) {
      const { effects } = step(house.state, next, monotonicMs(), house.policy);
      for (const effect of effects) carryOut(house.hands, effect);
    }
  } finally {
    house.isStepping = false;
  }
}

/** Whatever ends it, everything that was begun is stopped: nothing else would end the process. */
export async function live(house: House, around: Surroundings): Promise<Result<void>> {
  const begun: Begun = { loops: [], http: undefined };
  try {
    return await liveUntilStopped(house, around, begun);
  } finally {
    house.stopping.abort();
    await stop(house);
    await Promise.all([...begun.loops, begun.http?.close()]);
  }
}

async function liveUntilStopped(
  house: House, around: Surroundings, begun: Begun,
): Promise<Result<void>> {
  const { options, log, signal } = house;
  for (let waited = 0; waited < helloMs && house.helper?.isUp() === false; waited += 20) {
    await pause(20, signal);
  }
  if (options.probe !== undefined) {
    const probes = await serveProbes(options.probe);
    if (!probes.ok) return probes;
    house.probes = probes.value;
  }
  const probeAddress = probeAddressOf(house);
  const http = options.http === undefined ? undefined : await serveHttp(options.http, {
    isHealthy: () => monotonicMs() - house.lastWindowMs < stuckMs,
    isReady: () => house.nats?.isUp() === true && house.state.window > 0,
    metrics: () => metricsText(metricsOf(house)),
  });
  if (http?.ok === false) return http;
  begun.http = http?.value;
  makeSharedFolders(options.roots, options.node);
  house.registry.scan();
  dispatch(house, { kind: "started", probeAddress, version: around.version });
  await seeSockets(house);
  begun.loops.push(makeWindows(house), followSockets(house));
  const connected = await connect(house);
  if (!connected.ok) return signal.aborted ? success(undefined) : connected;
  const url = begun.http?.url ?? "";
  log.note(`agent of ${options.node} is ready`);
  writeReadyFile(house, url);
  around.onReady({
    node: options.node, url, probeAddress, publish: (event) => carry(house, event),
  });
  await untilAborted(signal);
  return success(undefined);
}

async function connect(house: House): Promise<Result<Nats>> {
  const { config, node } = house.options;
  const nats = await connectNats({
    url: config["nats.url"], tokenFile: config["nats.tokenFile"], caFile: config["nats.caFile"],
    timeoutMs: config["nats.timeoutMs"], node,
  }, {
    onUp: (isUp) => {
      house.hands.signatures.restart();
      if (house.nats !== undefined) dispatch(house, { kind: "connection", isUp });
    },
    onCommand: (reply, bytes) => {
      const fenced = decodeCommand(bytes);
      if (fenced.ok) return dispatch(house, { kind: "command", reply, fenced: fenced.value });
      house.counts.messagesRejected += 1;
      house.log.problem("a command is unreadable", fenced.error.message);
    },
  }, house.log, house.signal);
  if (!nats.ok) return nats;
  house.nats = nats.value;
  dispatch(house, { kind: "connection", isUp: nats.value.isUp() });
  return nats;
}

async function makeWindows(house: House): Promise<void> {
  const { signal, registry, counts } = house;
  let scannedMs = 0;
  let dueMs = monotonicMs();
  signal.addEventListener("abort", house.alarm.ring, { once: true });
  while (!signal.aborted) {
    const begunMs = monotonicMs();
    if (begunMs - scannedMs >= scanEveryMs) {
      registry.scan();
      scannedMs = begunMs;
    }
    const readings = registry.read();
    for (const each of readings) counts.slotsTorn += each.file.torn;
    dispatch(house, { kind: "readings", readings, health: measuredHealth(house) });
    house.lastWindowMs = monotonicMs();
    counts.windowMs += house.lastWindowMs - begunMs;
    // By the clock and not by the pause, or windows would drift by what they cost. After a long
    // sleep the missed ones are not made up for.
    dueMs = Math.max(dueMs + house.state.everyMs, house.lastWindowMs);
    await house.alarm.wait(dueMs - house.lastWindowMs);
    dueMs = Math.min(dueMs, monotonicMs());
  }
}

/** Before the first window: a rank whose sockets are not seen yet looks as if it had none. */
async function seeSockets(house: House): Promise<void> {
  if (house.options.witnesses === "hooks") return;
  await Promise.race([
    house.registry.refreshSockets(), pause(house.options.config.socketsMs, house.signal),
  ]);
}

async function followSockets(house: House): Promise<void> {
  if (house.options.witnesses === "hooks") return;
  while (!house.signal.aborted) {
    await house.registry.refreshSockets();
    await pause(house.options.config.socketsMs, house.signal);
  }
}

function measuredHealth(house: House): MeasuredHealth {
  return {
    ...house.health.facts(), agentCpuSeconds: cpuSeconds(house),
    agentRssBytes: process.memoryUsage.rss(),
    filesRejected: house.registry.counts().filesRejected,
  };
}

/** The helper's share counts as ours. From /proc, since process.cpuUsage takes a millisecond. */
function cpuSeconds(house: House): number {
  const pids = [process.pid, house.helper?.pid() ?? 0].filter((pid) => pid !== 0);
  return pids.reduce((sum, pid) => sum + (readStat(pid)?.cpuMs ?? 0), 0) / 1000;
}

async function carry(house: House, given: AgentEvent): Promise<Result<void>> {
  // A launcher quotes command lines and errors, and the codec takes no more than one clean line.
  const event = given.kind !== "job-notice" ? given
    : { ...given, detail: cleanLine(given.detail) };
  house.counts.carried += 1;
  const id = `${house.state.session}-carried-${house.counts.carried}`;
  const isStored = await house.nats?.publishEvent(id, encodeEvent(event));
  return isStored === true ? success(undefined)
    : failure("unavailable", "JetStream has not stored the event");
}

async function stop(house: House): Promise<void> {
  dispatch(house, { kind: "stopping" });
  const untilMs = monotonicMs() + stopMs;
  const never = new AbortController().signal;
  // What was decided goes out, if somebody takes it; nobody waits for a server that is away.
  while (house.nats?.isUp() === true && house.state.outbox.events.size > 0 &&
    monotonicMs() < untilMs) await pause(20, never);
  const { readyFile } = house.options.config;
  if (readyFile !== "") rmSync(readyFile, { force: true });
  house.watcher.close();
  house.kernelLog.close();
  house.health.close();
  house.helper?.close();
  await house.probes?.close();
  await house.nats?.close();
  house.registry.close();
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function writeReadyFile(house: House, url: string): void {
  const { readyFile } = house.options.config;
  if (readyFile === "") return;
  try {
    writeFileSync(readyFile, `${JSON.stringify({ node: house.options.node, url })}\n`);
  } catch (caught) {
    house.log.problem("the ready file cannot be written", String(caught));
  }
}

/** An address that means something elsewhere: every interface is no place to connect to. */
function probeAddressOf(house: House): string {
  const { probe, config } = house.options;
  if (probe === undefined || house.probes === undefined) return "";
  const isAny = probe.address === "0.0.0.0" || probe.address === "::";
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
    .find((each) => !each.internal && each.family === "IPv4");
  const address = config["probe.announce"] ||
    (isAny ? own?.address ?? "127.0.0.1" : probe.address);
  const host = address.includes(":") ? `[${address}]` : address;
  return `${host}:${house.probes.port}`;
}

function metricsOf(house: House): AgentMetrics {
  const { state, counts, helper } = house;
  const files = house.registry.counts();
  const probes = house.probes?.counts();
  const helperCounts = helper?.counts();
  return {
    node: state.node, isNatsUp: house.nats?.isUp() === true,
    natsReconnects: house.nats?.reconnects() ?? 0,
    windows: state.window, windowSeconds: counts.windowMs / 1000,
    windowsDropped: state.outbox.windowsDropped, signaturesTooLarge: counts.signaturesTooLarge,
    eventsHeld: state.outbox.events.size, eventsDropped: state.outbox.eventsDropped,
    kernelFaultsDropped: state.kernel.dropped, processes: files.watched,
    filesRejected: files.filesRejected, overlooked: files.overlooked,
    slotsTorn: counts.slotsTorn, roomShare: state.room.share,
    communicatorsOmitted: state.counts.communicatorsOmitted,
    socketsOmitted: state.counts.socketsOmitted,
    shapesOmitted: state.counts.shapesOmitted, masksForgotten: state.counts.masksForgotten,
    endedForgotten: state.counts.endedForgotten,
    commandsRefused: state.counts.commandsRefused, messagesRejected: counts.messagesRejected,
    probesAnswered: probes?.answered ?? 0, probesRefused: probes?.refused ?? 0,
    helperStarts: helperCounts?.starts ?? 0, helperTimeouts: helperCounts?.timeouts ?? 0,
    helperDropped: helperCounts?.dropped ?? 0, helperListsCut: helperCounts?.listsCut ?? 0,
    dumpsDropped: house.hands.dumps.dropped(),
    cpuSeconds: cpuSeconds(house), residentBytes: process.memoryUsage.rss(),
  };
}
