// Which commands may still begin. A command is older when its term is, or its generation within
// the same term; the agent begins nothing older than the newest it saw for the same scope. Equal is
// not older: one generation may have several commands (the evidence of each rank).

import type { Fence } from "../../proto/command.ts";
import type { AgentPolicy } from "./policy.ts";

export type Fences = Map<string, Fence>;

/** Undefined: in force, and remembered. */
export function refuseStale(fences: Fences, fence: Fence, policy: AgentPolicy): string | undefined {
  const known = fences.get(fence.scope);
  if (known !== undefined && isOlder(fence, known)) {
    return `stale: ${fence.scope} is at term ${known.term}, generation ${known.generation}; ` +
      `this command is of term ${fence.term}, generation ${fence.generation}`;
  }
  fences.delete(fence.scope); // to the end: the least recently used is forgotten first
  fences.set(fence.scope, fence);
  if (fences.size > policy.scopesMax) {
    const [oldest] = fences.keys();
    if (oldest !== undefined) fences.delete(oldest);
  }
  return undefined;
}

function isOlder(fence: Fence, known: Fence): boolean {
  if (fence.term !== known.term) return fence.term < known.term;
  return fence.generation < known.generation;
}
