// A simulated host with the production agent core in it: fed with readings of the world, obeyed in
// what it wants done. Files, sockets and NATS are all that is not there.

import type { CommandReply, FencedCommand, ProbeResult } from "../../proto/command.ts";
import type { AgentEvent } from "../../proto/event.ts";
import type { NodeName } from "../../proto/ids.ts";
import type { Signature } from "../../proto/signature.ts";
import type { Effect, Input, MeasuredHealth } from "../../agent/core/contract.ts";
import type { EndFacts } from "../../agent/core/end.ts";
import { defaultPolicy } from "../../agent/core/policy.ts";
import { initialState, type AgentState } from "../../agent/core/state.ts";
import { step } from "../../agent/core/step.ts";
import { workersOn, type Ending } from "../faults/act.ts";
import { healthyMsPerMiB, pathBetween, slowness } from "../fabric/fabric.ts";
import type { Worker, World } from "../job/world.ts";
import { newSheet, openDesk, processIdOf, readOn, type Desk, type Host, type Sheet }
  from "./reading.ts";

/** Where an agent's words go. */
export interface Wire {
  readonly signature: (signature: Signature) => void;
  readonly event: (event: AgentEvent) => void;
  readonly reply: (node: NodeName, id: string, reply: CommandReply) => void;
}

export interface Agent {
  readonly host: Host;
  readonly state: AgentState;
  /** Of its processes. */
  readonly desks: readonly Desk[];
  isSilent: boolean;
  /** Between two readings, as the core wants it. */
  everyMs: number;
}

export function nodeNameOf(index: number): NodeName {
  return `node-${index}` as NodeName;
}

export function startAgent(world: World, wire: Wire, host: Host): Agent {
  const agent: Agent = {
    host, state: initialState(host.node, `s-${host.index}`, defaultPolicy.windowMs),
    desks: workersOn(world, host.index).map((worker) => openDesk(world, host, worker)),
    isSilent: false, everyMs: defaultPolicy.windowMs,
  };
  feed(world, wire, agent, { kind: "connection", isUp: true });
  feed(world, wire, agent, {
    kind: "started", probeAddress: `${host.node}:7`, version: "sim",
  });
  return agent;
}

/** `sheets`: as many as were ever needed; whoever looks next writes over them. */
export function look(world: World, wire: Wire, agent: Agent, sheets: Sheet[]): void {
  if (agent.isSilent) return;
  const readings = agent.desks.filter(({ worker }) => worker.state !== "ended")
    .map((desk, at) => readOn(sheets[at] ??= newSheet(desk), world, agent.host, desk));
  feed(world, wire, agent, { kind: "readings", readings, health });
}

const health: MeasuredHealth = {
  cpuFraction: 0.4, memoryFraction: 0.5, interfaceErrors: 0, interfaceDrops: 0,
  agentCpuSeconds: 0, agentRssBytes: 0, filesRejected: 0, devices: [],
};

export function tellEnd(
  world: World, wire: Wire, agent: Agent,
  end: { readonly worker: Worker; readonly how: Ending },
): void {
  const { worker, how } = end;
  if (agent.isSilent || how === "node-lost") return;
  feed(world, wire, agent, {
    kind: "ended", process: processIdOf(worker), last: undefined, facts: factsOf(how),
    evidence: how === "exception" ? ["RuntimeError: the loss is not finite"] : [],
  });
}

function factsOf(how: Ending): EndFacts {
  const running = { kind: "running" } as const;
  if (how === "exception") {
    return { status: { kind: "exited", code: 1 }, recorded: running, outOfMemory: false };
  }
  const signal = how === "terminated" ? "SIGTERM" : "SIGKILL";
  return { status: { kind: "signaled", signal }, recorded: running, outOfMemory: false };
}

export function command(
  world: World, wire: Wire, agent: Agent,
  given: { readonly id: string; readonly fenced: FencedCommand },
): void {
  if (agent.isSilent) {
    wire.reply(agent.host.node, given.id, { kind: "refused", reason: "no answer" });
    return;
  }
  feed(world, wire, agent, { kind: "command", reply: given.id, fenced: given.fenced });
}

function feed(world: World, wire: Wire, agent: Agent, input: Input): void {
  const now = agent.host.clockMs + world.nowMs;
  const { effects } = step(agent.state, input, now, defaultPolicy);
  for (const effect of effects) carryOut(world, wire, agent, effect);
}

function carryOut(world: World, wire: Wire, agent: Agent, effect: Effect): void {
  const { node } = agent.host;
  const answer = (work: string, reply: CommandReply): void =>
    feed(world, wire, agent, { kind: "carried-out", work, reply });
  switch (effect.kind) {
    case "publish-signature": return wire.signature(effect.signature);
    case "publish-event": {
      wire.event(effect.event);
      return feed(world, wire, agent, { kind: "published", id: effect.id, isStored: true });
    }
    case "read-every": {
      agent.everyMs = effect.everyMs;
      return;
    }
    case "reply": return wire.reply(node, effect.reply, effect.answer);
    case "gather": return answer(effect.work, { kind: "evidence", items: [] });
    case "set-mask": return answer(effect.work, { kind: "done", detail: "" });
    case "probe": {
      const results = effect.probe.targets.map((target) =>
        probe(world, agent.host.index, target.node, effect.probe.bytes));
      return answer(effect.work, { kind: "probed", id: effect.probe.id, results });
    }
    case "remove-files": case "reject": return;
  }
}

/** Between the hosts' first cards: an agent probes the one address that its host is known by. */
function probe(world: World, from: number, to: NodeName, bytes: number): ProbeResult {
  const { cluster } = world.scenario;
  const target = Number(to.slice(to.lastIndexOf("-") + 1));
  const first = (node: number): number => node * cluster.devicesPerNode;
  const factor = slowness(world.conditions, cluster,
    pathBetween(cluster, first(from), first(target)));
  if (!Number.isFinite(factor)) {
    return { to, kind: "timed-out", connectMs: 0, bytesPerSecond: 0 };
  }
  const ms = healthyMsPerMiB(cluster) * (bytes / 2 ** 20) * factor;
  return { to, kind: "measured", connectMs: 0.1, bytesPerSecond: bytes / (ms / 1_000) };
}
