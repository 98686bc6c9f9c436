// One window: the readings of all processes become one signature of the node, and what they show
// decides when the next window is due.

import type { ProcessSignature, Signature } from "../../proto/signature.ts";
import type { Input } from "./contract.ts";
import { identify } from "./identity.ts";
import { holdSignature } from "./outbox.ts";
import type { ProcessReading } from "./reading.ts";
import { hear } from "./rhythm.ts";
import { processSignature, type SignatureBounds } from "./signature.ts";
import { newProcess, type AgentState, type ProcessState } from "./state.ts";
import { send, type Turn } from "./turn.ts";

export function onReadings(turn: Turn, input: Extract<Input, { kind: "readings" }>): void {
  const { state, now, policy } = turn;
  regrow(turn);
  const bounds = boundsFor(input.readings, turn);
  let hasMoved = false;
  const processes: ProcessSignature[] = [];
  for (const reading of input.readings) {
    const process = admit(turn, reading);
    if (process?.identity === undefined || process.hasEnded) continue;
    const { signature, omitted } = processSignature(
      process.identity, reading, process.former, bounds);
    state.counts.communicatorsOmitted += omitted.communicators;
    state.counts.socketsOmitted += omitted.sockets;
    state.counts.shapesOmitted += omitted.shapes;
    process.isOverdue = hear(process.rhythm, signature, policy);
    const progress = progressOf(reading);
    if (progress !== process.progress) hasMoved = true;
    process.progress = progress;
    processes.push(signature);
  }
  const signature: Signature = {
    node: state.node, session: state.session, window: state.window,
    windowMs: state.windowAtMs === 0 ? state.everyMs : Math.max(0, now - state.windowAtMs),
    probeAddress: state.probeAddress, processes,
    health: { ...input.health, windowsDropped: state.outbox.windowsDropped },
  };
  state.window += 1;
  state.windowAtMs = now;
  if (state.isConnected) turn.effects.push({ kind: "publish-signature", signature });
  else holdSignature(state.outbox, signature, policy);
  sendAgain(turn);
  chooseCadence(turn, hasMoved);
}

/** Tells the start of a process that is new; undefined when it is none of ours. */
export function admit(turn: Turn, reading: ProcessReading): ProcessState | undefined {
  const { state, policy } = turn;
  const known = state.processes.get(reading.process);
  if (known?.identity !== undefined) return known;
  const identified = identify(reading.process, reading.file, state.node);
  if (!identified.ok) {
    state.counts.processesRefused += 1;
    turn.effects.push({
      kind: "reject", process: reading.process, reason: identified.error.message,
    });
    return undefined;
  }
  if (known === undefined && countLiving(state) >= policy.processesMax) {
    state.counts.processesRefused += 1;
    turn.effects.push({
      kind: "reject", process: reading.process,
      reason: `exhausted: ${policy.processesMax} processes are watched already`,
    });
    return undefined;
  }
  const process = newProcess(identified.value);
  state.processes.set(reading.process, process);
  if (process.identity !== undefined) {
    const { job, rank, pid, worldSize } = process.identity;
    send(turn, `${state.node}-${reading.process}-started`, {
      kind: "process-started", node: state.node, job, rank, process: reading.process, pid,
      worldSize,
    });
    const mask = state.masks.get(job);
    if (mask !== undefined) {
      const processes = [reading.process];
      turn.effects.push({ kind: "set-mask", work: "", processes, mask });
    }
  }
  return process;
}

function countLiving({ processes }: AgentState): number {
  let living = 0;
  for (const { hasEnded } of processes.values()) if (!hasEnded) living += 1;
  return living;
}

/**
 * A signature must fit into one message. Rooms are shared evenly between the processes that are
 * there, so that a process with a thousand connections cannot hide its neighbours. How many bytes
 * they become depends on what is in them and on the server's own limit, so what did not fit is the
 * measure: half of it is tried next. A node of which half is known beats one that is dark.
 */
function boundsFor(
  readings: readonly ProcessReading[], { policy, state }: Turn,
): SignatureBounds {
  const count = Math.max(1, readings.length);
  const communicators = readings.reduce((sum, each) => sum + each.file.communicators.length, 0);
  const room = (max: number, among: number): number => Math.floor(max * state.room.share / among);
  return {
    communicatorsMax: Math.max(1, room(policy.communicatorsMax, count)),
    connectionsMax: room(policy.connectionsMax, count),
    socketsMax: room(policy.socketsMax, count),
    recentMax: room(policy.shapesMax, Math.max(1, communicators)),
  };
}

/** Nobody took the last window. */
export function onTooLarge({ state, policy }: Turn): void {
  state.room.share = Math.max(policy.roomMin, state.room.share / 2);
  state.room.windows = 0;
}

function regrow({ state: { room }, policy }: Turn): void {
  if (room.share === 1) return;
  room.windows += 1;
  if (room.windows < policy.roomRegrowWindows) return;
  room.share = Math.min(1, room.share * 2);
  room.windows = 0;
}

function progressOf(reading: ProcessReading): number {
  let sum = 0;
  for (const { started, completed } of reading.file.communicators) sum += started + completed;
  for (const { readySteps, postedSteps, doneSteps } of reading.file.connections) {
    sum += readySteps + postedSteps + doneSteps;
  }
  return sum;
}

/** Events that JetStream refused or never answered. */
function sendAgain(turn: Turn): void {
  if (!turn.state.isConnected) return;
  for (const held of turn.state.outbox.events.values()) {
    if (held.isSent) continue;
    held.isSent = true;
    turn.effects.push({ kind: "publish-event", id: held.id, event: held.event });
  }
}

function chooseCadence(turn: Turn, hasMoved: boolean): void {
  const { state, policy } = turn;
  let isLate = false;
  let ranks = 0;
  for (const { isOverdue: isOwnLate, hasEnded, identity } of state.processes.values()) {
    if (!isOwnLate || hasEnded) continue;
    isLate = true;
    ranks = Math.max(ranks, identity?.worldSize ?? 0);
  }
  if (hasMoved) state.fastWindows = 0;
  const isFast = isLate && state.fastWindows < policy.fastWindowsMax;
  if (isFast) state.fastWindows += 1;
  else if (!isLate) state.fastWindows = 0;
  const fastMs = Math.max(policy.fastWindowMs, Math.ceil(ranks / policy.fastRanksPerMs));
  const everyMs = isFast ? Math.min(fastMs, policy.windowMs) : policy.windowMs;
  if (everyMs === state.everyMs) return;
  state.everyMs = everyMs;
  turn.effects.push({ kind: "read-every", everyMs });
}
