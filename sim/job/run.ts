// Lets a job run. Events come from the agenda in the order of time: a computation ends, a transfer
// ends, a message is there. Whoever becomes free goes on in its program until it has to wait.
//
// A collective begins when its last member comes and ends for all of them at once, after the time
// of its slowest lane (transfer.ts). Whatever is held (a frozen member, a dead path, a device that
// hangs, members that call different things) stays open until `reconsider` finds it free again.

import { assert } from "../../proto/assert.ts";
import { noteEnd, noteNewestEnd, noteStart, openOperation } from "./ledger.ts";
import type { Item } from "./program.ts";
import { nextMs, plan, take, type Coming } from "./schedule.ts";
import { countCollective, countMessage, messageMs, transferMs } from "./transfer.ts";
import {
  isDue, mailBetween, standsStill, type Call, type Mail, type Seat, type Worker, type World,
} from "./world.ts";

type Transfer = Extract<Item, { kind: "send" | "receive" }>;

export function runUntil(world: World, untilMs: number): void {
  assert(untilMs >= world.nowMs, "time goes forwards");
  const { schedule } = world;
  const coming: Coming = { kind: "computed", index: 0, turn: 0 };
  while (nextMs(schedule) <= untilMs) {
    world.nowMs = nextMs(schedule);
    take(schedule, coming);
    happen(world, coming);
  }
  world.nowMs = untilMs;
}

function happen(world: World, coming: Coming): void {
  switch (coming.kind) {
    case "computed": {
      const worker = world.workers[coming.index];
      if (worker?.turn === coming.turn && worker.state === "running") goOn(world, worker);
      return;
    }
    case "transferred": {
      const call = world.calls[coming.index];
      if (call?.turn === coming.turn) finish(world, call);
      return;
    }
    case "delivered": {
      const mail = world.mail[coming.index];
      if (mail !== undefined) deliver(world, mail);
    }
  }
}

/** From its next item until it has to wait. */
function goOn(world: World, worker: Worker): void {
  const program = world.programs[worker.stage] ?? [];
  for (;;) {
    if (worker.at === 0 && beginsPause(world, worker)) return;
    const item = program[worker.at];
    assert(item !== undefined, "a program has an item at every place");
    worker.at += 1;
    if (worker.at === program.length) {
      worker.at = 0;
      worker.step += 1;
    }
    if (item.kind === "compute") return compute(world, worker, item);
    if (item.kind === "collective") return arrive(world, worker, item);
    if (item.kind === "receive") return receive(world, worker, item);
    if (item.kind === "send") send(world, worker, item);
  }
}

/** Before a step: whoever is due to save, evaluate or compile is away for that time. */
function beginsPause(world: World, worker: Worker): boolean {
  let awayMs = worker.awayMs;
  let isPause = false;
  worker.awayMs = 0;
  for (const pause of world.scenario.job.pauses) {
    if (pause.who === "rank-0" && worker.rank !== 0) continue;
    if (!isDue(pause, worker.step) || worker.phaseUntilMs > world.nowMs) continue;
    const ms = pause.ms * (1 + 0.01 * worker.jitter.uniform());
    awayMs += ms;
    worker.phase = pause.declared ? phases[pause.kind] : "none";
    worker.phaseSinceMs = world.nowMs;
    isPause = true;
  }
  if (awayMs === 0) return false;
  wake(world, worker, world.nowMs + awayMs);
  // The pause of this step is taken: it is not due again when it ends. What a fault adds beside it
  // nobody can tell from it; a fault alone declares nothing.
  if (isPause) worker.phaseUntilMs = world.nowMs + awayMs + 1;
  return true;
}

const phases = {
  compile: "compile", evaluate: "eval", save: "save", "load-data": "data",
} as const;

function compute(
  world: World, worker: Worker, item: Extract<Item, { kind: "compute" }>,
): void {
  const { noise, job } = world.scenario;
  const replica = Math.floor(worker.rank / job.parallelism.tensor) % job.parallelism.data;
  const length = world.spread(worker.step, item.microBatch, replica);
  const jitter = Math.max(0.2, 1 + noise.jitter * worker.jitter.normal());
  let ms = item.ms * worker.uneven * worker.slowness(world.nowMs) * length * jitter;
  if (worker.jitter.chance(noise.stallChance / (2 * job.microBatches))) {
    ms += noise.stallFraction * job.computeMs * Math.min(15, worker.jitter.pareto(1.5));
  }
  ms += worker.awayMs;
  worker.awayMs = 0;
  wake(world, worker, world.nowMs + ms);
}

function wake(world: World, worker: Worker, atMs: number): void {
  worker.turn += 1;
  worker.readyMs = atMs;
  plan(world.schedule, atMs, "computed", { index: worker.rank, turn: worker.turn });
}

function arrive(
  world: World, worker: Worker, item: Extract<Item, { kind: "collective" }>,
): void {
  const seat = worker.seats[item.group];
  // A group of one needs no exchange.
  if (seat === undefined) return wake(world, worker, world.nowMs);
  const { call, index, member } = seat;
  const called = worker.branch ?? item.function;
  worker.branch = undefined;
  noteStart(world.ledger.members, member, world.nowMs, {
    function: called, bytes: item.bytes, peer: -1,
  });
  call.arrivalMs[index] = world.nowMs;
  if (call.arrived === 0) call.firstMs = world.nowMs;
  else if (called !== call.called) call.isMixed = true;
  if (call.arrived === 0 || index < call.lowest) {
    call.lowest = index;
    call.called = called;
    call.bytes = item.bytes;
  }
  call.arrived += 1;
  if (call.arrived === call.size) begin(world, call);
}

function begin(world: World, call: Call): void {
  call.turn += 1;
  call.beginMs = world.nowMs;
  call.endMs = world.nowMs + transferMs(world, call);
  call.isHeld = isHeld(world, call) || !Number.isFinite(call.endMs);
  if (call.isHeld) return;
  plan(world.schedule, call.endMs, "transferred", call);
}

function isHeld(world: World, call: Call): boolean {
  if (call.isMixed) return true;
  return !world.isSound && call.group.ranks.some((rank) => holds(world, call, rank));
}

/** Who is frozen holds what its proxies move; within a node devices copy without any process. */
function holds(world: World, call: Call, rank: number): boolean {
  const worker = world.workers[rank];
  const isNccl = world.scenario.job.framework === "nccl";
  if (worker?.state !== "frozen" || !isNccl) return standsStill(worker);
  return (world.ledger.ofRank[rank] ?? []).some((lane) => lane.group === call.group);
}

function finish(world: World, call: Call): void {
  const isCutNow = !world.isSound && !Number.isFinite(transferMs(world, call));
  if (isCutNow || isHeld(world, call)) {
    call.isHeld = true;
    return;
  }
  const { group } = call;
  const { members } = world.ledger;
  countCollective(world, call);
  for (let index = 0; index < call.size; index += 1) {
    noteNewestEnd(members, group.base + index, call.endMs);
    call.arrivalMs[index] = -1;
  }
  call.arrived = 0;
  call.shown.arrived = 0;
  call.shown.changes = 0;
  call.isMixed = false;
  for (const rank of group.ranks) {
    const worker = world.workers[rank];
    if (worker?.state === "frozen") worker.readyMs = Math.max(worker.readyMs, world.nowMs);
    else if (worker !== undefined) goOn(world, worker);
  }
}

function send(world: World, worker: Worker, item: Transfer): void {
  const { index, member } = pipelineSeat(worker);
  const mail = mailBetween(worker, index, item.peer);
  const operation = openOperation(world.ledger.members, member, world.nowMs, {
    function: "send", bytes: item.bytes, peer: item.peer,
  });
  mail.letters.push({ operation, bytes: item.bytes, isUnderWay: false });
  carry(world, mail);
}

function receive(world: World, worker: Worker, item: Transfer): void {
  const { index, member } = pipelineSeat(worker);
  const mail = mailBetween(worker, item.peer, index);
  mail.waiting = openOperation(world.ledger.members, member, world.nowMs, {
    function: "receive", bytes: item.bytes, peer: item.peer,
  });
  carry(world, mail);
}

function pipelineSeat({ seats }: Worker): Seat {
  assert(seats.pipeline !== undefined, "who sends has a pipeline group");
  return seats.pipeline;
}

/** A message travels when it was sent and is waited for. */
function carry(world: World, mail: Mail): void {
  const [letter] = mail.letters;
  if (letter === undefined || letter.isUnderWay || mail.waiting === undefined) return;
  if (isCut(world, mail)) return;
  letter.isUnderWay = true;
  const ms = messageMs(world, mail, letter.bytes);
  plan(world.schedule, world.nowMs + ms, "delivered", { index: mail.index, turn: 0 });
}

function isCut(world: World, mail: Mail): boolean {
  if (world.isSound) return false;
  return standsStill(world.workers[mail.fromRank]) || standsStill(world.workers[mail.toRank]) ||
    !Number.isFinite(messageMs(world, mail, 1));
}

/** The first letter: one at a time is under way. */
function deliver(world: World, mail: Mail): void {
  const { waiting, letters: [letter] } = mail;
  assert(waiting !== undefined && letter !== undefined, "somebody waits for a message under way");
  if (isCut(world, mail)) {
    letter.isUnderWay = false;
    return;
  }
  const { members } = world.ledger;
  countMessage(world, mail, letter);
  mail.letters.shift();
  noteEnd(members, mail.group.base + mail.from, letter.operation, world.nowMs);
  noteEnd(members, mail.group.base + mail.to, waiting, world.nowMs);
  mail.waiting = undefined;
  const worker = world.workers[mail.toRank];
  if (worker !== undefined) goOn(world, worker);
}

/** After a fault was mended: what it held begins anew. */
export function reconsider(world: World): void {
  for (const call of world.calls) {
    if (call.isHeld && call.arrived === call.size) begin(world, call);
  }
  for (const mail of world.mail) carry(world, mail);
}

export function freeze(world: World, worker: Worker): void {
  if (worker.state !== "running") return;
  accountCpu(world, worker);
  worker.state = "frozen";
  worker.frozenMs = world.nowMs;
}

export function thaw(world: World, worker: Worker): void {
  if (worker.state !== "frozen") return;
  accountCpu(world, worker);
  worker.state = "running";
  // What it was computing takes as long as it would have taken; while it waits, nothing is planned.
  if (worker.readyMs >= worker.frozenMs) {
    wake(world, worker, world.nowMs + worker.readyMs - worker.frozenMs);
  }
  reconsider(world);
}

export function end(world: World, worker: Worker): void {
  accountCpu(world, worker);
  worker.state = "ended";
}

/** A process polls while it waits: proxies and the framework's threads never sleep for long. */
const cpuShare = 0.4;

export function accountCpu(world: World, worker: Worker): void {
  if (worker.state === "running") worker.cpuMs += (world.nowMs - worker.cpuAtMs) * cpuShare;
  worker.cpuAtMs = world.nowMs;
}
