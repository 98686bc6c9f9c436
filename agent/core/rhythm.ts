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

import type { CommunicatorSignature, ProcessSignature } from "../../proto/signature.ts";
import type { AgentPolicy } from "./policy.ts";

export interface Rhythm {
  /** By communicator and function. */
  readonly typical: ReadonlyMap<string, Typical>;
  readonly ageMs: number;
}

interface Typical {
  readonly durationMs: number;
  readonly pauseMs: number;
  readonly started: number;
  readonly completed: number;
  readonly busyMs: number;
}

export const noRhythm: Rhythm = { typical: new Map(), ageMs: 0 };

/** Learns from the counters alone: what was between two readings is in them, however much. */
export function learn(rhythm: Rhythm, process: ProcessSignature, policy: AgentPolicy): Rhythm {
  const elapsedMs = Math.max(0, process.ageMs - rhythm.ageMs);
  // A fast window fades less, or ten of them a second would forget in six seconds.
  const fade = policy.rhythmFade ** (elapsedMs / policy.windowMs);
  const typical = new Map<string, Typical>();
  for (const communicator of process.communicators) {
    if (!communicator.live) continue;
    for (const totals of communicator.functions) {
      const key = `${communicator.commId}/${totals.function}`;
      const before = rhythm.typical.get(key);
      typical.set(key, {
        durationMs: learnt(before?.durationMs, fade,
          totals.busyMs - (before?.busyMs ?? 0), totals.completed - (before?.completed ?? 0)),
        pauseMs: learnt(before?.pauseMs, fade, elapsedMs, totals.started - (before?.started ?? 0)),
        started: totals.started, completed: totals.completed, busyMs: totals.busyMs,
      });
    }
  }
  return { typical, ageMs: process.ageMs };
}

function learnt(
  before: number | undefined, fade: number, spentMs: number, count: number,
): number {
  const faded = (before ?? 0) * fade;
  return count > 0 && spentMs >= 0 ? Math.max(faded, spentMs / count) : before ?? 0;
}

export function isOverdue(
  rhythm: Rhythm, process: ProcessSignature, policy: AgentPolicy,
): boolean {
  return process.communicators.some((communicator) =>
    communicator.live && (hasOverdueOperation(rhythm, communicator, policy) ||
      isSilent(rhythm, communicator, policy)));
}

function hasOverdueOperation(
  rhythm: Rhythm, communicator: CommunicatorSignature, policy: AgentPolicy,
): boolean {
  return communicator.open.some((operation) => {
    const typical = rhythm.typical.get(`${communicator.commId}/${operation.function}`);
    const bound = policy.overdueFactor * (typical?.durationMs ?? 0);
    return operation.elapsedMs > Math.max(policy.overdueMinMs, bound);
  });
}

function isSilent(
  rhythm: Rhythm, communicator: CommunicatorSignature, policy: AgentPolicy,
): boolean {
  // The liveliest function sets the pace: a barrier once an hour says nothing about the steps.
  let pauseMs = Infinity;
  for (const totals of communicator.functions) {
    const typical = rhythm.typical.get(`${communicator.commId}/${totals.function}`);
    if (typical !== undefined && typical.pauseMs > 0) pauseMs = Math.min(pauseMs, typical.pauseMs);
  }
  return pauseMs < Infinity && communicator.lastStartAgeMs >
    Math.max(policy.overdueMinMs, policy.overdueFactor * pauseMs);
}
