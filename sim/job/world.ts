// The state of a job that runs: where each rank is in its program, what is under way, what was
// counted. `run.ts` moves it; faults change it; agents read it.

import type { CollectiveFunction, PhaseKind } from "../../proto/signature.ts";
import { randomStream, type RandomStream } from "../../proto/random.ts";
import { soundConditions, type Conditions } from "../fabric/fabric.ts";
import { ranksOf, type Pause, type Scenario } from "../scenario/scenario.ts";
import {
  formGroups, stageOf, times, type Group, type GroupKind, type Groups,
} from "./groups.ts";
import { openLedger, type Lane, type Ledger, type Operation } from "./ledger.ts";
import { programOf, type Item } from "./program.ts";
import { newSchedule, plan, type Schedule } from "./schedule.ts";

export interface World {
  readonly scenario: Scenario;
  readonly ranks: number;
  readonly groups: Groups;
  readonly ledger: Ledger;
  readonly conditions: Conditions;
  /** By pipeline stage. */
  readonly programs: readonly (readonly Item[])[];
  readonly workers: readonly Worker[];
  /** One collective at a time in each group. */
  readonly calls: readonly Call[];
  /** Messages on their way, by lane of a pipeline group (also within a node). */
  readonly mail: readonly Mail[];
  readonly schedule: Schedule;
  readonly spread: SpreadOfLengths;
  nowMs: number;
  /**
   * Every process runs, every device works, every path is as quick as it is made. Asked at each
   * message instead of the many who might be the exception; faults bring it up to date.
   */
  isSound: boolean;
  /** How often faults changed anything. */
  changes: number;
}

export interface Worker {
  readonly rank: number;
  readonly stage: number;
  readonly seats: Readonly<Record<GroupKind, Seat | undefined>>;
  /** Of its pipeline group. */
  readonly mail: readonly Mail[];
  readonly jitter: RandomStream;
  /** Longer computation for good: shards and stages are uneven. */
  readonly uneven: number;
  at: number;
  step: number;
  /** Raised when an event that was planned no longer holds. */
  turn: number;
  readyMs: number;
  /** Of a fault, now. */
  slowness: (nowMs: number) => number;
  /** Away for so long before its next computation. */
  awayMs: number;
  /** What its next collective is called with, when it branches. */
  branch: CollectiveFunction | undefined;
  state: "running" | "frozen" | "ended";
  frozenMs: number;
  /** The device is stuck in whatever it does next; the process lives. */
  isDeviceHung: boolean;
  phase: PhaseKind;
  phaseSinceMs: number;
  phaseUntilMs: number;
  /** Processor time is this share of time while it runs. */
  cpuMs: number;
  cpuAtMs: number;
}

/** A rank's place in one of its groups. */
export interface Seat {
  readonly call: Call;
  /** Rank within the group, and place in arrays over all members. */
  readonly index: number;
  readonly member: number;
}

export interface Call {
  readonly group: Group;
  /** Place in the world's list. */
  readonly index: number;
  readonly size: number;
  readonly lanes: readonly Lane[];
  readonly arrivalMs: Float64Array;
  arrived: number;
  /** While anybody has arrived: when the first did, who is lowest in the group, what he called. */
  firstMs: number;
  lowest: number;
  called: CollectiveFunction;
  bytes: number;
  beginMs: number;
  endMs: number;
  turn: number;
  /** What its lanes were last brought up to: so many had come, so often had faults changed. */
  readonly shown: { arrived: number; changes: number };
  /** Not all who arrived called the same. */
  isMixed: boolean;
  /** Its time has passed and something holds it. */
  isHeld: boolean;
}

/** From one stage to a neighbouring one, in order. */
export interface Mail {
  readonly group: Group;
  /** Place in the world's list. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
  /** The same, as ranks of the job. */
  readonly fromRank: number;
  readonly toRank: number;
  readonly lane: Lane | undefined;
  readonly letters: Letter[];
  /** The receiver's, while it waits. */
  waiting: Operation | undefined;
}

export interface Letter {
  readonly operation: Operation;
  readonly bytes: number;
  isUnderWay: boolean;
}

/** Lengths of sequences: equal for the passes of one micro-batch, in both directions. */
export type SpreadOfLengths = (step: number, microBatch: number, replica: number) => number;

export function makeWorld(scenario: Scenario): World {
  const { job, seed, noise } = scenario;
  const ranks = ranksOf(job.parallelism);
  const groups = formGroups(job, seed);
  const ledger = openLedger(groups, scenario.cluster, ranks);
  const stages = job.parallelism.pipeline;
  const uneven = randomStream(seed, "uneven ranks");
  const calls = groups.all.map((group, index) => newCall(
    group, index, ledger.lanes.get(group) ?? []));
  const mail: Mail[] = [];
  const mailOfGroup = new Map(groups.all.filter((group) => group.kind === "pipeline")
    .map((group) => [group, mailOf(group, ledger.lanes.get(group) ?? [], mail)]));
  const callOfGroup = new Map(calls.map((call) => [call.group, call]));
  const world: World = {
    scenario, ranks, groups, ledger, conditions: soundConditions(scenario.cluster),
    programs: times(stages, (stage) =>
      programOf(job, stage, 1 + noise.unevenStages * stage / Math.max(1, stages - 1))),
    workers: times(ranks, (rank) => newWorker({
      rank, stage: stageOf(job, rank), seats: seatsOf(groups, callOfGroup, rank),
      mail: mailOfGroup.get(groups.of.pipeline[rank] ?? noGroup) ?? [],
      jitter: randomStream(seed, `jitter of rank ${rank}`),
      uneven: 1 + noise.unevenRanks * uneven.uniform(),
    })),
    calls, mail, schedule: newSchedule(),
    spread: spreadOfLengths(seed, noise.sequenceImbalance), nowMs: 0, isSound: true,
    changes: 0,
  };
  for (const { rank } of world.workers) {
    plan(world.schedule, 0, "computed", { index: rank, turn: 0 });
  }
  return world;
}

/** No fault slows it. */
export function steady(): number {
  return 1;
}

/** Of a rank that has none of a kind. */
const noGroup: Group = {
  name: "", kind: "tensor", commId: "" as Group["commId"], ranks: [], base: -1,
};

function seatsOf(
  groups: Groups, calls: ReadonlyMap<Group, Call>, rank: number,
): Worker["seats"] {
  const seat = (kind: GroupKind): Seat | undefined => {
    const call = calls.get(groups.of[kind][rank] ?? noGroup);
    const index = groups.index[kind][rank] ?? -1;
    return call === undefined ? undefined : { call, index, member: call.group.base + index };
  };
  return {
    tensor: seat("tensor"), data: seat("data"), pipeline: seat("pipeline"),
    expert: seat("expert"),
  };
}

function newWorker(
  own: Pick<Worker, "rank" | "stage" | "seats" | "mail" | "jitter" | "uneven">,
): Worker {
  const { rank, stage, seats, mail, jitter, uneven } = own;
  // Field by field and the busy ones first: a spread object keeps its other fields elsewhere.
  return {
    rank, stage, turn: 0, state: "running", at: 0, step: 0, seats, jitter, mail, uneven,
    slowness: steady, readyMs: 0, awayMs: 0, branch: undefined, phaseUntilMs: 0, frozenMs: 0,
    isDeviceHung: false, phase: "none", phaseSinceMs: 0, cpuMs: 0, cpuAtMs: 0,
  };
}

function newCall(group: Group, index: number, lanes: readonly Lane[]): Call {
  const size = group.ranks.length;
  return {
    group, index, size, lanes, arrivalMs: new Float64Array(size).fill(-1), arrived: 0,
    firstMs: 0, lowest: 0, called: "unknown", bytes: 0,
    beginMs: 0, endMs: 0, turn: 0, shown: { arrived: 0, changes: 0 }, isMixed: false,
    isHeld: false,
  };
}

function mailOf(group: Group, lanes: readonly Lane[], all: Mail[]): readonly Mail[] {
  const mail: Mail[] = [];
  for (let stage = 0; stage + 1 < group.ranks.length; stage += 1) {
    for (const [from, to] of [[stage, stage + 1], [stage + 1, stage]] as const) {
      const lane = lanes.find((each) => each.from === from && each.to === to);
      const each: Mail = {
        group, index: all.length, from, to, fromRank: group.ranks[from] ?? -1,
        toRank: group.ranks[to] ?? -1, lane, letters: [], waiting: undefined,
      };
      mail.push(each);
      all.push(each);
    }
  }
  return mail;
}

export function mailBetween({ rank, mail }: Worker, from: number, to: number): Mail {
  const found = mail[from < to ? 2 * from : 2 * to + 1];
  if (found === undefined) throw new Error(`rank ${rank} has no mail from ${from} to ${to}`);
  return found;
}

/** After each act of a fault. */
export function noteChange(world: World): void {
  world.changes += 1;
  world.isSound = isSound(world);
}

function isSound({ workers, conditions }: World): boolean {
  const { transmit, receive, leaf, link, dead } = conditions;
  return link.size === 0 && dead.size === 0 && !workers.some((worker) => standsStill(worker)) &&
    [transmit, receive, leaf].every((factors) => factors.every((factor) => factor === 1));
}

/** Frozen, ended, or with a device that hangs: what it takes part in does not end. */
export function standsStill(worker: Worker | undefined): boolean {
  return worker === undefined || worker.state !== "running" || worker.isDeviceHung;
}

/** Log-normal with median 1. A hash, not a stream: any pass may ask for any length. */
function spreadOfLengths(seed: number, sigma: number): SpreadOfLengths {
  if (sigma === 0) return () => 1;
  return (step, microBatch, replica) => {
    const name = `length ${step} ${microBatch} ${replica}`;
    return Math.exp(sigma * randomStream(seed, name).normal());
  };
}

/** Whether a pause begins before this step. */
export function isDue(pause: Pause, step: number): boolean {
  if (step < pause.atStep) return false;
  if (step === pause.atStep) return true;
  return pause.everySteps > 0 && (step - pause.atStep) % pause.everySteps === 0;
}
