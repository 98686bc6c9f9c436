// The agent's core: one function. io feeds it readings, deaths, lines of the kernel's log,
// commands and the state of NATS, and carries out what it answers.

import { assert, unreachable } from "../../proto/assert.ts";
import { onCarriedOut, onCommand } from "./command.ts";
import type { Input, Step } from "./contract.ts";
import { classifyEnd, type EndFacts } from "./end.ts";
import { kernelFault } from "./kernel.ts";
import type { AgentPolicy } from "./policy.ts";
import type { InstantMs } from "./reading.ts";
import type { AgentState } from "./state.ts";
import { letGo, send, type Turn } from "./turn.ts";
import { admit, onReadings, onTooLarge } from "./window.ts";

const minuteMs = 60_000;
const evidenceLinesMax = 16;
/** Deaths are noticed at once or by the next search for new files; longer is somebody's error. */
const noticedAfterMaxMs = 5_000;

export function step(
  state: AgentState, input: Input, now: InstantMs, policy: AgentPolicy,
): Step<AgentState> {
  assert(policy.fastWindowMs <= policy.windowMs, "fastWindowMs <= windowMs");
  const turn: Turn = { state, now, policy, effects: [] };
  turnTo(turn, input);
  return { state, effects: turn.effects };
}

function turnTo(turn: Turn, input: Input): void {
  const { state } = turn;
  const { node, session } = state;
  switch (input.kind) {
    case "started":
      state.probeAddress = input.probeAddress;
      send(turn, `${session}-started`, {
        kind: "agent-started", node, session, version: input.version,
      });
      return;
    case "readings": return onReadings(turn, input);
    case "raised": return onRaised(turn, input);
    case "ended": return onEnded(turn, input);
    case "kernel-line": return onKernelLine(turn, input.line);
    case "connection": return onConnection(turn, input.isUp);
    case "published": return onPublished(turn, input.id, input.isStored);
    case "command": return onCommand(turn, input.reply, input.fenced);
    case "carried-out": return onCarriedOut(turn, input.work, input.reply);
    case "too-large": return onTooLarge(turn);
    case "stopping":
      send(turn, `${session}-stopped`, { kind: "agent-stopped", node, session });
      return;
    default: return unreachable(input);
  }
}

function onConnection(turn: Turn, isUp: boolean): void {
  const { state } = turn;
  state.isConnected = isUp;
  if (!isUp) return;
  for (const signature of state.outbox.signatures.splice(0)) {
    turn.effects.push({ kind: "publish-signature", signature });
  }
  for (const held of state.outbox.events.values()) {
    held.isSent = true;
    turn.effects.push({ kind: "publish-event", id: held.id, event: held.event });
  }
}

function onPublished(turn: Turn, id: string, isStored: boolean): void {
  const { state } = turn;
  const held = state.outbox.events.get(id);
  if (held === undefined) return;
  if (!isStored) {
    held.isSent = false; // the next window sends it again
    return;
  }
  state.outbox.events.delete(id);
  if (held.event.kind === "process-ended") letGo(turn, held.event.process);
}

function onRaised(turn: Turn, raised: Extract<Input, { kind: "raised" }>): void {
  const { node, processes } = turn.state;
  const process = processes.get(raised.process);
  if (process?.identity === undefined || process.hasEnded) return;
  const { job, rank } = process.identity;
  send(turn, `${node}-${raised.process}-raised`, {
    kind: "process-raised", node, job, rank, process: raised.process,
    evidence: raised.evidence.slice(-evidenceLinesMax),
  });
}

function onEnded(turn: Turn, ended: Extract<Input, { kind: "ended" }>): void {
  const { state } = turn;
  // It may have lived and died between two windows: then its start is told first.
  if (ended.last !== undefined) admit(turn, ended.last);
  const process = state.processes.get(ended.process);
  if (process === undefined || process.hasEnded) return;
  process.hasEnded = true;
  if (process.identity === undefined) {
    // It never knew its rank, so it was no member of any job that somebody waits for.
    return letGo(turn, ended.process);
  }
  const { job, rank } = process.identity;
  send(turn, `${state.node}-${ended.process}-ended`, {
    kind: "process-ended", node: state.node, job, rank, process: ended.process,
    end: classifyEnd(ended.facts),
    noticedAfterMs: noticedAfter(ended.facts, turn.now),
    evidence: ended.evidence.slice(-evidenceLinesMax),
  });
  boundEnded(turn);
}

/**
 * Their ends are told all the same, when NATS is back: the files are for an agent that would have
 * to begin anew before. A job that restarts time and again must not fill the node's memory.
 */
function boundEnded(turn: Turn): void {
  const { state, policy } = turn;
  const ended = [...state.processes].filter(([, { hasEnded }]) => hasEnded);
  for (const [process] of ended.slice(0, Math.max(0, ended.length - policy.endedMax))) {
    letGo(turn, process);
    state.counts.endedForgotten += 1;
  }
}

/**
 * The file of a process is the process's own word: a hostile one, or one that a child of vfork
 * wrote into, may date the end long ago, and an end that others survived wakes nobody. So its time
 * counts only where the end it tells is the one the kernel saw, and never for more than a moment.
 */
function noticedAfter({ status, recorded }: EndFacts, now: InstantMs): number {
  if (recorded.kind === "running" || recorded.atMs <= 0) return 0;
  const isSeen = status.kind === "unknown" ||
    (status.kind === "exited" && status.code === recorded.code);
  if (!isSeen) return 0;
  return Math.min(Math.max(0, now - recorded.atMs), noticedAfterMaxMs);
}

function onKernelLine(turn: Turn, raw: string): void {
  const found = kernelFault(raw);
  if (found === undefined) return;
  const { kernel, node, session } = turn.state;
  if (turn.now - kernel.sinceMs > minuteMs) {
    kernel.sinceMs = turn.now;
    kernel.faults = 0;
  }
  kernel.faults += 1;
  if (kernel.faults > turn.policy.kernelFaultsPerMinuteMax) {
    kernel.dropped += 1;
    return;
  }
  kernel.sequence += 1;
  send(turn, `${session}-kernel-${kernel.sequence}`, { kind: "kernel-fault", node, ...found });
}
