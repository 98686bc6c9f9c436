// Faults, done to the world. Each changes what happens and never what is reported about it. A fault
// is switched on, and off again when it lasts or flaps; `on` and `off` undo each other.

import { unreachable } from "../../proto/assert.ts";
import { end, freeze, reconsider, thaw } from "../job/run.ts";
import { noteChange, steady, type Worker, type World } from "../job/world.ts";
import type { Fault } from "../scenario/scenario.ts";

/** What an act changes beside the job itself. */
export interface Stagehands {
  /** A process ended; its agent learns how. */
  readonly onEnd: (worker: Worker, how: Ending) => void;
  readonly silenceAgent: (node: number, isSilent: boolean) => void;
  /** The launcher says that it stops the job. */
  readonly announceStop: () => void;
}

export type Ending = "killed" | "exception" | "terminated" | "node-lost";

/** A fault that grows is set anew this often. */
export const growEveryMs = 1_000;

export function switchOn(world: World, hands: Stagehands, fault: Fault): void {
  bring(world, hands, fault);
  noteChange(world);
}

export function switchOff(world: World, hands: Stagehands, fault: Fault): void {
  mend(world, hands, fault);
  noteChange(world);
}

function bring(world: World, hands: Stagehands, fault: Fault): void {
  switch (fault.kind) {
    case "kill": return die(world, hands, fault.rank, "killed");
    case "exception": return die(world, hands, fault.rank, "exception");
    case "pre-emption": {
      hands.announceStop();
      for (const worker of world.workers) die(world, hands, worker.rank, "terminated");
      return;
    }
    case "stop": return freeze(world, workerOf(world, fault.rank));
    case "host-loop": case "data-stall": {
      workerOf(world, fault.rank).awayMs += fault.forMs > 0 ? fault.forMs : 1e12;
      return;
    }
    case "gpu-hang": {
      workerOf(world, fault.rank).isDeviceHung = true;
      return;
    }
    case "mismatch": {
      workerOf(world, fault.rank).branch = "broadcast";
      return;
    }
    case "compute-slow": {
      const { atMs } = fault;
      workerOf(world, fault.rank).slowness = (nowMs) => grown(fault, nowMs - atMs);
      return;
    }
    case "tx-slow": case "rx-slow": case "nic-slow": return slowCards(world, fault);
    case "link-slow": {
      world.conditions.link.set(linkKey(fault), grown(fault, world.nowMs - fault.atMs));
      return;
    }
    case "link-dead": {
      world.conditions.dead.add(linkKey(fault));
      return;
    }
    case "leaf-slow": {
      world.conditions.leaf[fault.leaf] = grown(fault, world.nowMs - fault.atMs);
      return;
    }
    case "agent-dead": return hands.silenceAgent(fault.node, true);
    case "node-dead": {
      hands.silenceAgent(fault.node, true);
      for (const worker of workersOn(world, fault.node)) {
        die(world, hands, worker.rank, "node-lost");
      }
      return;
    }
    default: unreachable(fault);
  }
}

function mend(world: World, hands: Stagehands, fault: Fault): void {
  switch (fault.kind) {
    case "stop": return thaw(world, workerOf(world, fault.rank));
    case "gpu-hang": {
      workerOf(world, fault.rank).isDeviceHung = false;
      return reconsider(world);
    }
    case "compute-slow": {
      workerOf(world, fault.rank).slowness = steady;
      return;
    }
    case "tx-slow": case "rx-slow": case "nic-slow": {
      return slowCards(world, { ...fault, factor: 1, growMs: 0 });
    }
    case "link-slow": {
      world.conditions.link.delete(linkKey(fault));
      return;
    }
    case "link-dead": {
      world.conditions.dead.delete(linkKey(fault));
      return reconsider(world);
    }
    case "leaf-slow": {
      world.conditions.leaf[fault.leaf] = 1;
      return;
    }
    case "agent-dead": return hands.silenceAgent(fault.node, false);
    // What ended has ended; what was away comes back by itself.
    case "kill": case "exception": case "pre-emption": case "mismatch": case "host-loop":
    case "data-stall": case "node-dead": return;
    default: unreachable(fault);
  }
}

export function grows(fault: Fault): boolean {
  return "growMs" in fault && fault.growMs > 0 && fault.kind !== "compute-slow";
}

function grown(
  fault: { readonly factor: number; readonly growMs: number }, ageMs: number,
): number {
  const share = fault.growMs > 0 ? Math.min(1, Math.max(0, ageMs) / fault.growMs) : 1;
  return 1 + (fault.factor - 1) * share;
}

function slowCards(
  world: World, fault: Extract<Fault, { kind: "tx-slow" | "rx-slow" | "nic-slow" }>,
): void {
  const { devicesPerNode } = world.scenario.cluster;
  const factor = grown(fault, world.nowMs - fault.atMs);
  for (let device = 0; device < devicesPerNode; device += 1) {
    if (fault.device >= 0 && fault.device !== device) continue;
    const card = fault.node * devicesPerNode + device;
    if (fault.kind !== "rx-slow") world.conditions.transmit[card] = factor;
    if (fault.kind !== "tx-slow") world.conditions.receive[card] = factor;
  }
}

function die(world: World, hands: Stagehands, rank: number, how: Ending): void {
  const worker = workerOf(world, rank);
  if (worker.state === "ended") return;
  end(world, worker);
  hands.onEnd(worker, how);
}

function workerOf(world: World, rank: number): Worker {
  const worker = world.workers[rank];
  if (worker === undefined) throw new Error(`no rank ${rank}`); // the parser refuses these
  return worker;
}

export function workersOn(world: World, node: number): readonly Worker[] {
  const { devicesPerNode } = world.scenario.cluster;
  return world.workers.slice(node * devicesPerNode, (node + 1) * devicesPerNode);
}

function linkKey(fault: { readonly from: number; readonly to: number }): string {
  return `${fault.from}>${fault.to}`;
}
