// Is a process late by its own measure?
//
// Imagine listening to a neighbour's footsteps through the wall. Nobody needs to know how long the
// corridor is: after a few walks one knows how long a step takes, and notices when one does not
// come. Each function of each communicator has two such times: how long its operations take, and
// how long the pause between two of them is. What is typical is the largest window mean heard of
// late: it rises at once when steps become longer and fades slowly, so a slow phase is learnt from
// one example and forgotten over a minute.
//
// Overdue is an operation that is open for several times its typical duration, or a communicator
// that has begun nothing for several times its typical pause. The rank that makes the others wait
// shows only the second sign. Overdue is no verdict: the agent looks more often, no more. That is
// why a mean is enough here, and quantiles would be spent on nothing. A first operation has no
// rhythm yet and is overdue by the floor alone; looking ten times a second at a job that compiles
// is cheap and bounded by `fastWindowsMax`.

import type { CommId } from "../../proto/ids.ts";
import type {
  CollectiveFunction, CommunicatorSignature, FunctionTotals, ProcessSignature,
} from "../../proto/signature.ts";
import type { AgentPolicy } from "./policy.ts";

/** Changed by `hear`. */
export interface Rhythm {
  readonly typical: Map<CommId, Typical[]>;
  ageMs: number;
}

/** Of one function; a communicator calls few. */
interface Typical {
  readonly function: CollectiveFunction;
  durationMs: number;
  pauseMs: number;
  started: number;
  completed: number;
  busyMs: number;
}

export function noRhythm(): Rhythm {
  return { typical: new Map(), ageMs: 0 };
}

/**
 * Whether the process is late by what was typical until now, this window being perhaps the late
 * one; then learns from its counters alone: what was between two readings is in them, however much.
 */
export function hear(rhythm: Rhythm, process: ProcessSignature, policy: AgentPolicy): boolean {
  const elapsedMs = Math.max(0, process.ageMs - rhythm.ageMs);
  // A fast window fades less, or ten of them a second would forget in six seconds.
  const fade = policy.rhythmFade ** (elapsedMs / policy.windowMs);
  let isOverdue = false;
  for (const communicator of process.communicators) {
    if (!communicator.live) continue;
    let known = rhythm.typical.get(communicator.commId);
    if (known === undefined) rhythm.typical.set(communicator.commId, known = []);
    isOverdue ||= hasOverdueOperation(known, communicator, policy) ||
      isSilent(known, communicator, policy);
    for (const totals of communicator.functions) learnFunction(known, totals, elapsedMs, fade);
  }
  if (rhythm.typical.size > process.communicators.length) forgetClosed(rhythm, process);
  rhythm.ageMs = process.ageMs;
  return isOverdue;
}

function learnFunction(
  known: Typical[], totals: FunctionTotals, elapsedMs: number, fade: number,
): void {
  let typical = typicalOf(known, totals.function);
  if (typical === undefined) {
    typical = {
      function: totals.function, durationMs: 0, pauseMs: 0, started: 0, completed: 0, busyMs: 0,
    };
    known.push(typical);
  }
  typical.durationMs = learnt(typical.durationMs, fade,
    totals.busyMs - typical.busyMs, totals.completed - typical.completed);
  typical.pauseMs = learnt(typical.pauseMs, fade, elapsedMs, totals.started - typical.started);
  typical.started = totals.started;
  typical.completed = totals.completed;
  typical.busyMs = totals.busyMs;
}

function learnt(before: number, fade: number, spentMs: number, count: number): number {
  return count > 0 && spentMs >= 0 ? Math.max(before * fade, spentMs / count) : before;
}

function typicalOf(known: readonly Typical[], name: CollectiveFunction): Typical | undefined {
  for (const each of known) if (each.function === name) return each;
  return undefined;
}

function forgetClosed(rhythm: Rhythm, process: ProcessSignature): void {
  const live = new Set(process.communicators.filter((each) => each.live)
    .map((each) => each.commId));
  for (const commId of rhythm.typical.keys()) {
    if (!live.has(commId)) rhythm.typical.delete(commId);
  }
}

function hasOverdueOperation(
  known: readonly Typical[], communicator: CommunicatorSignature, policy: AgentPolicy,
): boolean {
  for (const operation of communicator.open) {
    const typical = typicalOf(known, operation.function);
    const bound = policy.overdueFactor * (typical?.durationMs ?? 0);
    if (operation.elapsedMs > Math.max(policy.overdueMinMs, bound)) return true;
  }
  return false;
}

function isSilent(
  known: readonly Typical[], communicator: CommunicatorSignature, policy: AgentPolicy,
): boolean {
  // The liveliest function sets the pace: a barrier once an hour says nothing about the steps.
  let pauseMs = Infinity;
  for (const typical of known) {
    if (typical.pauseMs > 0) pauseMs = Math.min(pauseMs, typical.pauseMs);
  }
  return pauseMs < Infinity && communicator.lastStartAgeMs >
    Math.max(policy.overdueMinMs, policy.overdueFactor * pauseMs);
}
