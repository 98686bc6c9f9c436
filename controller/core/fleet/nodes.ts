// The nodes of the fleet: which of an agent's windows is the newest, through its lives, how long it
// has been silent, and when it is forgotten.

import type { NodeName } from "../../../proto/ids.ts";
import type { Signature } from "../../../proto/signature.ts";
import type { InstantMs } from "./contract.ts";
import type { Policy } from "./policy.ts";
import { formerSessionsMax, type NodeState, type State } from "./state.ts";

export function nodeOf(
  state: State,
  name: NodeName,
  now: InstantMs,
  policy: Policy,
): NodeState | undefined {
  const known = state.nodes.get(name);
  if (known !== undefined) return known;
  if (state.nodes.size >= policy.nodesMax) {
    state.counters.refused += 1;
    return undefined;
  }
  const node = newNode(name, now);
  state.nodes.set(name, node);
  return node;
}

/** Of a former life: its silence counts from the first moment of this one. */
export const neverHeardMs = -1;

export function newNode(node: NodeName, reportedAtMs: InstantMs): NodeState {
  return {
    node, session: "", window: -1, formerSessions: [], reportedAtMs, stopped: false,
    probeAddress: "", health: undefined, processes: 0, faults: [],
  };
}

export function listenFrom(state: State, now: InstantMs): void {
  for (const node of state.nodes.values()) {
    if (node.reportedAtMs === neverHeardMs) node.reportedAtMs = now;
  }
}

export function isNewest(state: State, node: NodeState, signature: Signature): boolean {
  if (signature.session !== node.session) {
    if (node.formerSessions.includes(signature.session)) {
      state.counters.late += 1;
      return false;
    }
    openSession(node, signature.session);
    node.window = signature.window;
    return true;
  }
  if (signature.window <= node.window) {
    state.counters.late += 1;
    return false;
  }
  node.window = signature.window;
  return true;
}

/** A new life of the agent; its windows count from where they like. */
export function openSession(node: NodeState, session: string): void {
  if (node.session === session) return;
  if (node.session !== "") {
    node.formerSessions.push(node.session);
    if (node.formerSessions.length > formerSessionsMax) node.formerSessions.shift();
  }
  node.session = session;
  node.window = -1;
}

export function isSilent(node: NodeState | undefined, now: InstantMs, policy: Policy): boolean {
  if (node === undefined || node.session === "") return true; // not heard in this life
  return now - node.reportedAtMs > policy.silentMs;
}

/** Whose ranks are where is asked of whole fleets: not at every tick. */
const sweepMs = 10_000;

/** Nodes come and go for as long as the controller lives. */
export function forgetNodes(state: State, now: InstantMs, policy: Policy): void {
  if (now - state.sweptAtMs < sweepMs) return;
  state.sweptAtMs = now;
  const isOld = (node: NodeState): boolean => now - node.reportedAtMs >= policy.silentNodeKeptMs;
  const old = [...state.nodes.values()].filter(isOld);
  if (old.length === 0) return;
  const used = new Set<NodeName>();
  for (const job of state.jobs.values()) {
    if (job.endedAtMs !== undefined) continue;
    for (const rank of job.ranks.values()) used.add(rank.node);
  }
  for (const { node } of old) if (!used.has(node)) state.nodes.delete(node);
}
