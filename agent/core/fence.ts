// Which commands are still in force. A command is older when its term is, or its generation within
// the same term; the agent refuses what is older than the newest it saw for the same scope. Equal
// is not older: commands are repeated until they are answered.
//
// Scopes are bounded. Only one of a former term is forgotten, and with it every scope that we do
// not know is refused up to that term: else a late command of a forgotten scope would be obeyed.
// The leader's own commands carry the newest term and are never refused for that.

import type { Fence } from "../../proto/command.ts";
import type { AgentPolicy } from "./policy.ts";

export interface Fences {
  /** The least recently used first. */
  readonly scopes: Map<string, Fence>;
  newestTerm: number;
  /** The newest term of which a scope was forgotten; -1: none was. */
  forgottenTerm: number;
}

export function noFences(): Fences {
  return { scopes: new Map(), newestTerm: 0, forgottenTerm: -1 };
}

/** Undefined: in force, and remembered. */
export function refuseFence(fences: Fences, fence: Fence, policy: AgentPolicy): string | undefined {
  const { scopes } = fences;
  const known = scopes.get(fence.scope);
  if (known !== undefined && isOlder(fence, known)) {
    return `stale: ${fence.scope} is at term ${known.term}, generation ${known.generation}; ` +
      `this command is of term ${fence.term}, generation ${fence.generation}`;
  }
  if (known === undefined && fence.term <= fences.forgottenTerm) {
    return `stale: ${fence.scope} may be a scope that was forgotten; ` +
      `this command is of term ${fence.term}, and only those above ${fences.forgottenTerm} are new`;
  }
  fences.newestTerm = Math.max(fences.newestTerm, fence.term);
  if (known === undefined && !makeRoom(fences, policy)) {
    return `exhausted: ${policy.scopesMax} scopes of term ${fences.newestTerm} are known; ` +
      "another leader's term makes room";
  }
  scopes.delete(fence.scope);
  scopes.set(fence.scope, fence);
  return undefined;
}

function makeRoom(fences: Fences, policy: AgentPolicy): boolean {
  const { scopes, newestTerm } = fences;
  if (scopes.size < policy.scopesMax) return true;
  for (const [scope, { term }] of scopes) {
    if (term >= newestTerm) continue;
    scopes.delete(scope);
    fences.forgottenTerm = Math.max(fences.forgottenTerm, term);
    return true;
  }
  return false;
}

function isOlder(fence: Fence, known: Fence): boolean {
  if (fence.term !== known.term) return fence.term < known.term;
  return fence.generation < known.generation;
}
