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
import type { Effect, Input } from "../controller/core/fleet/contract.ts";
import { defaultPolicy, type Policy } from "../controller/core/fleet/policy.ts";
import type { State } from "../controller/core/step.ts";
import { incidents } from "../controller/core/views.ts";
import { command, look, nodeNameOf, startAgent, tellEnd, type Agent, type Wire }
  from "./agents/host.ts";
import type { Sheet } from "./agents/reading.ts";
import { hear, revive, startControl, type Control, type Rebirth, type Restart }
  from "./control.ts";
import { newAgenda, type Agenda } from "./events.ts";
import { beginFault, endFault, growFault, proofOf, type Played } from "./faults/play.ts";
import { times } from "./job/groups.ts";
import { runUntil } from "./job/run.ts";
import { showMail, showStall } from "./job/stall.ts";
import { makeWorld, type World } from "./job/world.ts";
import type { Noise, Scenario } from "./scenario/scenario.ts";

/** What a play may have beside its scenario. */
export interface Script {
  /** Told once a second how far it is. */
  readonly onSecond?: ((atMs: number) => void) | undefined;
  /** From then on nothing is irregular any more; uneven stages and lengths stay as they are. */
  readonly calmAtMs?: number;
  readonly restarts?: readonly Restart[];
  /** Between an alert and the word that it was delivered. */
  readonly outboxMs?: number;
}

export interface Performance {
  readonly scenario: Scenario;
  readonly world: World;
  readonly policy: Policy;
  readonly state: State;
  readonly agents: readonly Agent[];
  readonly faults: readonly Played[];
  /** What the controller said, with the world's time. */
  readonly said: readonly Said[];
  /** Those that fire, also when a new life says one again. */
  readonly alerts: readonly Alert[];
  readonly rebirths: readonly Rebirth[];
  readonly incidents: readonly Incident[];
  /** Steps of the slowest rank, once a second. */
  readonly pace: readonly number[];
  readonly signatures: { readonly sent: number; readonly lost: number };
}

export interface Alert {
  readonly atMs: number;
  /** The key by which whoever receives it tells a repetition. */
  readonly alert: string;
  readonly incident: Incident;
}

export interface Said {
  readonly atMs: number;
  readonly incident: Incident;
  readonly change: string;
}

type Act =
  | { readonly kind: "look"; readonly agent: Agent }
  | { readonly kind: "arrive"; readonly input: Input }
  | { readonly kind: "tick" | "pace" | "calm" | "revive" }
  | { readonly kind: "die"; readonly restart: Restart }
  | { readonly kind: "fault"; readonly fault: Played; readonly phase: "on" | "off" | "grow" };

type ChangingNoise = { -readonly [Name in keyof Noise]: number };

interface Stage {
  readonly scenario: Scenario;
  readonly script: Script;
  /** The scenario's, which everybody reads when they need it. */
  readonly noise: ChangingNoise;
  readonly control: Control;
  readonly world: World;
  readonly agents: Agent[];
  readonly wire: Wire;
  readonly sheets: Sheet[];
  readonly agenda: Agenda<Act>;
  readonly faults: readonly Played[];
  readonly said: Said[];
  readonly alerts: Alert[];
  readonly pace: number[];
  readonly post: RandomStream;
  readonly counts: { sent: number; lost: number };
}

/** Wall time of the controller at the world's zero: its clock is nobody else's. */
const epochMs = 1_790_000_000_000;
const paceEveryMs = 1_000;
/** Of a message under way; late ones take longer by up to `lateMaxMs`. */
const delayMs = 2;
const lateMaxMs = 3_000;

export function perform(scenario: Scenario, script: Script = {}): Performance {
  const stage = setStage(scenario, script);
  const endMs = scenario.seconds * 1_000;
  let toldMs = 0;
  while (stage.agenda.nextMs() <= endMs) {
    const atMs = stage.agenda.nextMs();
    const act = stage.agenda.take();
    runUntil(stage.world, atMs);
    if (act !== undefined) carryOut(stage, act);
    if (atMs - toldMs >= 1_000) script.onSecond?.(toldMs = atMs);
  }
  runUntil(stage.world, endMs);
  for (const played of stage.faults) played.proof = proofOf(stage.pace, played);
  const { world, agents, faults, said, alerts, pace, counts } = stage;
  const { policy, state, rebirths } = stage.control;
  return {
    scenario, world, policy, state, agents, faults, said, alerts, rebirths, pace,
    signatures: counts,
    incidents: [...incidents(state, scenario.job.name as JobName)].reverse(),
  };
}

function setStage(given: Scenario, script: Script): Stage {
  const noise: ChangingNoise = { ...given.noise };
  const scenario = { ...given, noise };
  const { seed, cluster } = scenario;
  const world = makeWorld(scenario);
  const clocks = randomStream(seed, "clocks");
  const phases = randomStream(seed, "phases of agents");
  const restarts = script.restarts ?? [];
  const stage: Stage = {
    scenario, script, noise, world, agents: [], sheets: [],
    control: startControl({ ...defaultPolicy, ...scenario.policy }, restarts.length > 0),
    wire: wireOf(() => stage), agenda: newAgenda(), said: [], alerts: [], pace: [],
    faults: scenario.faults.map((fault) => ({ fault, spans: [], proof: undefined })),
    post: randomStream(seed, "post"), counts: { sent: 0, lost: 0 },
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
  for (const restart of restarts) stage.agenda.add(restart.atMs, { kind: "die", restart });
  if (script.calmAtMs !== undefined) stage.agenda.add(script.calmAtMs, { kind: "calm" });
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
      agenda.add(world.nowMs + stage.control.policy.evaluateMs, act);
      return;
    }
    case "pace": {
      stage.pace.push(paceOf(world));
      agenda.add(world.nowMs + paceEveryMs, act);
      return;
    }
    case "fault": return changeFault(stage, act.fault, act.phase);
    case "calm": {
      Object.assign(stage.noise, silence);
      return;
    }
    case "die": {
      if (stage.control.diedMs === undefined) stage.control.dying = act.restart;
      return;
    }
    case "revive": {
      for (const input of revive(stage.control, world.nowMs)) feed(stage, input);
      return;
    }
  }
}

const silence: Partial<Noise> = { jitter: 0, stallChance: 0, lost: 0, late: 0, duplicated: 0 };

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
  const { nowMs } = stage.world;
  hear(stage.control, input, {
    nowMs, clockMs: epochMs + nowMs, obey: (effect) => obey(stage, effect),
    onDeath: ({ downMs }) => stage.agenda.add(nowMs + downMs, { kind: "revive" }),
  });
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
        const { alert, incident } = effect;
        stage.alerts.push({ atMs: world.nowMs, alert, incident });
      }
      agenda.add(world.nowMs + (stage.script.outboxMs ?? 0), { kind: "arrive", input: {
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
