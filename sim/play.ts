// Plays a scenario: the job runs, the hosts' agents look at it once a second, their words travel,
// the controller judges five times a second, faults come and go. One thread, one agenda, no clock
// but the world's: the same scenario gives the same play.
//
//   job ──▶ agents (production core) ──▶ wire: delay, loss, copies ──▶ controller (production core)
//    ▲          ▲                                                            │
//  faults       └───────────────────────── commands ◀────────────────────────┘

import { randomStream, type RandomStream } from "../proto/random.ts";
import type { JobName, NodeName } from "../proto/ids.ts";
import type { Incident } from "../proto/verdict.ts";
import type { Effect, Input } from "../controller/core/contract.ts";
import { defaultPolicy, type Policy } from "../controller/core/policy.ts";
import { initialState, step, type State } from "../controller/core/step.ts";
import { incidents } from "../controller/core/views.ts";
import { command, look, nodeNameOf, startAgent, tellEnd, type Agent, type Wire }
  from "./agents/host.ts";
import type { Sheet } from "./agents/reading.ts";
import { newAgenda, type Agenda } from "./events.ts";
import { beginFault, endFault, growFault, proofOf, type Played } from "./faults/play.ts";
import { times } from "./job/groups.ts";
import { runUntil } from "./job/run.ts";
import { showMail, showStall } from "./job/stall.ts";
import { makeWorld, type World } from "./job/world.ts";
import type { Scenario } from "./scenario/scenario.ts";

export interface Performance {
  readonly scenario: Scenario;
  readonly world: World;
  readonly policy: Policy;
  readonly state: State;
  readonly agents: readonly Agent[];
  readonly faults: readonly Played[];
  /** What the controller said, with the world's time. */
  readonly said: readonly Said[];
  readonly alerts: readonly { readonly atMs: number; readonly incident: Incident }[];
  readonly incidents: readonly Incident[];
  /** Steps of the slowest rank, once a second. */
  readonly pace: readonly number[];
  readonly signatures: { readonly sent: number; readonly lost: number };
}

export interface Said {
  readonly atMs: number;
  readonly incident: Incident;
  readonly change: string;
}

type Act =
  | { readonly kind: "look"; readonly agent: Agent }
  | { readonly kind: "arrive"; readonly input: Input }
  | { readonly kind: "tick" | "pace" }
  | { readonly kind: "fault"; readonly fault: Played; readonly phase: "on" | "off" | "grow" };

interface Stage {
  readonly scenario: Scenario;
  readonly policy: Policy;
  readonly world: World;
  readonly agents: Agent[];
  readonly wire: Wire;
  readonly sheets: Sheet[];
  readonly agenda: Agenda<Act>;
  readonly faults: readonly Played[];
  readonly said: Said[];
  readonly alerts: { readonly atMs: number; readonly incident: Incident }[];
  readonly pace: number[];
  readonly post: RandomStream;
  readonly counts: { sent: number; lost: number };
  readonly replies: Map<string, string>;
  state: State;
}

/** Wall time of the controller at the world's zero: its clock is nobody else's. */
const epochMs = 1_790_000_000_000;
const paceEveryMs = 1_000;
/** Of a message under way; late ones take longer by up to `lateMaxMs`. */
const delayMs = 2;
const lateMaxMs = 3_000;

export function perform(scenario: Scenario, onSecond?: (atMs: number) => void): Performance {
  const stage = setStage(scenario);
  const endMs = scenario.seconds * 1_000;
  let toldMs = 0;
  while (stage.agenda.nextMs() <= endMs) {
    const atMs = stage.agenda.nextMs();
    const act = stage.agenda.take();
    runUntil(stage.world, atMs);
    if (act !== undefined) carryOut(stage, act);
    if (onSecond !== undefined && atMs - toldMs >= 1_000) onSecond(toldMs = atMs);
  }
  runUntil(stage.world, endMs);
  for (const played of stage.faults) played.proof = proofOf(stage.pace, played);
  const { world, policy, state, agents, faults, said, alerts, pace, counts } = stage;
  return {
    scenario, world, policy, state, agents, faults, said, alerts, pace, signatures: counts,
    incidents: [...incidents(state, scenario.job.name as JobName)].reverse(),
  };
}

function setStage(scenario: Scenario): Stage {
  const { seed, noise, cluster } = scenario;
  const world = makeWorld(scenario);
  const clocks = randomStream(seed, "clocks");
  const phases = randomStream(seed, "phases of agents");
  const stage: Stage = {
    scenario, policy: { ...defaultPolicy, ...scenario.policy }, world, agents: [],
    wire: wireOf(() => stage), sheets: [], agenda: newAgenda(), said: [], alerts: [], pace: [],
    faults: scenario.faults.map((fault) => ({ fault, spans: [], proof: undefined })),
    post: randomStream(seed, "post"), counts: { sent: 0, lost: 0 }, replies: new Map(),
    state: initialState({ term: 1 }),
  };
  const hosts = Math.min(cluster.nodes, Math.ceil(world.ranks / cluster.devicesPerNode));
  stage.agents.push(...times(hosts, (index) => startAgent(world, stage.wire, {
    index, node: nodeNameOf(index), clockMs: 1e6 + clocks.uniform() * noise.clockOffsetMs,
  })));
  for (const agent of stage.agents) {
    stage.agenda.add(phases.uniform() * agent.everyMs, { kind: "look", agent });
  }
  for (const fault of stage.faults) {
    stage.agenda.add(fault.fault.atMs, { kind: "fault", fault, phase: "on" });
  }
  stage.agenda.add(0, { kind: "tick" });
  stage.agenda.add(0, { kind: "pace" });
  return stage;
}

function carryOut(stage: Stage, act: Act): void {
  const { world, agenda } = stage;
  switch (act.kind) {
    case "look": {
      showAll(stage, act.agent);
      look(world, stage.wire, act.agent, stage.sheets);
      agenda.add(world.nowMs + act.agent.everyMs, act);
      return;
    }
    case "arrive": return feed(stage, act.input);
    case "tick": {
      feed(stage, { kind: "tick" });
      agenda.add(world.nowMs + stage.policy.evaluateMs, act);
      return;
    }
    case "pace": {
      stage.pace.push(paceOf(world));
      agenda.add(world.nowMs + paceEveryMs, act);
      return;
    }
    case "fault": return changeFault(stage, act.fault, act.phase);
  }
}

/** What its ranks' open operations look like now. */
function showAll(stage: Stage, agent: Agent): void {
  const { world } = stage;
  for (const { worker: { seats, mail } } of agent.desks) {
    if (seats.data !== undefined) showStall(world, seats.data.call);
    if (seats.expert !== undefined) showStall(world, seats.expert.call);
    for (const each of mail) showMail(world, each);
  }
}

function paceOf(world: World): number {
  let slowest = Infinity;
  for (const { step: done, at, stage, state } of world.workers) {
    if (state === "ended") continue;
    slowest = Math.min(slowest, done + at / (world.programs[stage]?.length ?? 1));
  }
  return Number.isFinite(slowest) ? slowest : 0;
}

function changeFault(stage: Stage, played: Played, phase: "on" | "off" | "grow"): void {
  const { world, agenda } = stage;
  const { fault } = played;
  const hands = handsOf(stage);
  if (phase === "grow") return growFault(world, hands, played, (atMs) =>
    agenda.add(atMs, { kind: "fault", fault: played, phase: "grow" }));
  const nextMs = phase === "on"
    ? beginFault(world, hands, played) : endFault(world, hands, played);
  if (phase === "on") agenda.add(world.nowMs, { kind: "fault", fault: played, phase: "grow" });
  const isOver = fault.forMs > 0 && nextMs > fault.atMs + fault.forMs;
  if (Number.isFinite(nextMs) && !(isOver && phase === "off")) {
    const atMs = isOver ? fault.atMs + fault.forMs : nextMs;
    agenda.add(atMs, { kind: "fault", fault: played, phase: phase === "on" ? "off" : "on" });
  }
}

function handsOf(stage: Stage): Parameters<typeof beginFault>[1] {
  const agentOf = (node: number): Agent | undefined => stage.agents[node];
  const nodeOf = (rank: number): number =>
    Math.floor(rank / stage.scenario.cluster.devicesPerNode);
  return {
    onEnd: (worker, how) => {
      const agent = agentOf(nodeOf(worker.rank));
      if (agent !== undefined) tellEnd(stage.world, stage.wire, agent, { worker, how });
    },
    silenceAgent: (node, isSilent) => {
      const agent = agentOf(node);
      if (agent !== undefined) agent.isSilent = isSilent;
    },
    announceStop: () => stage.wire.event({
      kind: "job-notice", node: nodeNameOf(0), job: stage.scenario.job.name as JobName,
      notice: "terminating", exitCode: 0, detail: "SIGTERM",
    }),
  };
}

function wireOf(stage: () => Stage): Wire {
  const arrive = (input: Input, afterMs: number): void => {
    const { agenda, world } = stage();
    agenda.add(world.nowMs + afterMs, { kind: "arrive", input });
  };
  return {
    signature: (signature) => {
      const { post, scenario: { noise }, counts } = stage();
      counts.sent += 1;
      if (post.chance(noise.lost)) {
        counts.lost += 1;
        return;
      }
      const late = post.chance(noise.late) ? post.uniform() * lateMaxMs : 0;
      arrive({ kind: "signature", signature }, delayMs + late);
      if (post.chance(noise.duplicated)) {
        arrive({ kind: "signature", signature }, delayMs + late + post.uniform() * 100);
      }
    },
    event: (event) => arrive({ kind: "event", event }, delayMs),
    reply: (node: NodeName, id, reply) => arrive({ kind: "reply", id, node, reply }, delayMs),
  };
}

function feed(stage: Stage, input: Input): void {
  const now = epochMs + stage.world.nowMs;
  const { effects } = step(stage.state, input, now, stage.policy);
  for (const effect of effects) obey(stage, effect);
}

function obey(stage: Stage, effect: Effect): void {
  const { world, agenda } = stage;
  switch (effect.kind) {
    case "changed": {
      stage.said.push({ atMs: world.nowMs, incident: effect.incident, change: effect.change });
      return;
    }
    case "alert": {
      if (effect.status === "firing") {
        stage.alerts.push({ atMs: world.nowMs, incident: effect.incident });
      }
      agenda.add(world.nowMs, { kind: "arrive", input: {
        kind: "alert-outcome", alert: effect.alert, outcome: "delivered", detail: "",
      } });
      return;
    }
    case "command": {
      const agent = stage.agents.find((each) => each.host.node === effect.node);
      if (agent !== undefined) command(world, stage.wire, agent, effect);
      return;
    }
    case "persist": case "forget": case "note": return;
  }
}
