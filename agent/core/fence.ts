// Which commands may still begin. A command is older when its term is, or its generation within
// the same term; the agent begins nothing older than the newest it saw for the same scope. Equal is
// not older: one generation may have several commands (the evidence of each rank).
//
// Scopes are bounded. One that was not used for long may be forgotten: commands are requests that
// nobody stores and that are answered within seconds, so no late one of that scope can come.

import type { Fence } from "../../proto/command.ts";
import type { AgentPolicy } from "./policy.ts";
import type { InstantMs } from "./reading.ts";

/** By scope, the least recently used first. */
export type Fences = Map<string, { readonly fence: Fence; readonly usedAtMs: InstantMs }>;

/** Undefined: in force, and remembered. */
export function refuseFence(
  fences: Fences, fence: Fence, now: InstantMs, policy: AgentPolicy,
): string | undefined {
  const known = fences.get(fence.scope)?.fence;
  if (known !== undefined && isOlder(fence, known)) {
    return `stale: ${fence.scope} is at term ${known.term}, generation ${known.generation}; ` +
      `this command is of term ${fence.term}, generation ${fence.generation}`;
  }
  if (known === undefined && !makeRoom(fences, now, policy)) {
    return `exhausted: ${policy.scopesMax} scopes are in use`;
  }
  fences.delete(fence.scope);
  fences.set(fence.scope, { fence, usedAtMs: now });
  return undefined;
}

function makeRoom(fences: Fences, now: InstantMs, policy: AgentPolicy): boolean {
  if (fences.size < policy.scopesMax) return true;
  const [oldest] = fences;
  if (oldest === undefined || now - oldest[1].usedAtMs < policy.scopeKeptMs) return false;
  fences.delete(oldest[0]);
  return true;
}

function isOlder(fence: Fence, known: Fence): boolean {
  if (fence.term !== known.term) return fence.term < known.term;
  return fence.generation < known.generation;
}
