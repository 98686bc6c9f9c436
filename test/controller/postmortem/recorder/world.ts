// A small world of hybrid-parallel training that stalls: hosts run programs of collectives, sends
// and receives ahead of their devices, devices run them in order, and what a Flight Recorder would
// have written at the end is the outcome. It knows nothing of the analysis it is there to judge.

import type { Plain } from "../../../../controller/postmortem/recorder/plain.ts";

export interface Layout {
  readonly tensor: number;
  readonly replicas: number;
  readonly stages: number;
  readonly microbatches: number;
}

export type Fault =
  /** The host schedules nothing after this many operations; the device finishes what it has. */
  | { readonly kind: "host-stops"; readonly rank: number; readonly after: number }
  /** The device ends this many operations, and the host sees no end of the newest `unseen`. */
  | {
      readonly kind: "device-dies";
      readonly rank: number;
      readonly after: number;
      readonly unseen: number;
    }
  /** The device begins nothing after this many operations; the host goes on. */
  | { readonly kind: "device-sleeps"; readonly rank: number; readonly after: number }
  /** As host-stops, and no dump is left. */
  | { readonly kind: "dies"; readonly rank: number; readonly after: number };

interface Step {
  readonly kind: "collective" | "send" | "receive" | "sync";
  readonly name: string;
  readonly group: number;
  /** Global rank of the other end. */
  readonly peer: number;
}

interface Group {
  readonly name: string;
  readonly description: string;
  readonly members: readonly number[];
}

interface Issued {
  readonly step: Step;
  readonly recordId: number;
  readonly collectiveSeq: number;
  readonly pointSeq: number;
  /** Pairs the nth send with the nth receive of the same two ranks. */
  readonly lane: string;
  begun: boolean;
  ended: boolean;
}

interface Actor {
  readonly rank: number;
  readonly program: readonly Step[];
  next: number;
  readonly issued: Issued[];
  readonly counts: Map<string, number>;
  readonly fault: Fault | undefined;
}

export interface Scenario {
  readonly layout: Layout;
  readonly faults: readonly Fault[];
  /** Where hosts and devices get their turns from. */
  readonly random: () => number;
  /** Dumps name completed operations too, and whether devices began the open ones. */
  readonly full: boolean;
}

/** Plain dumps by rank; a rank that died has none. */
export function stall(scenario: Scenario): ReadonlyMap<number, Plain> {
  const { layout } = scenario;
  const groups = groupsOf(layout);
  const size = layout.tensor * layout.replicas * layout.stages;
  const actors = Array.from({ length: size }, (_, rank): Actor => ({
    rank, program: programOf(layout, groups, rank), next: 0, issued: [], counts: new Map(),
    fault: scenario.faults.find((fault) => fault.rank === rank),
  }));
  let quiet = 0;
  while (quiet < 3 * size) {
    const actor = actors[Math.floor(scenario.random() * size)];
    if (actor === undefined) break;
    const burst = 1 + Math.floor(scenario.random() * 6);
    let moved = false;
    for (let turn = 0; turn < burst; turn += 1) moved = schedule(actor) || moved;
    moved = settleDevices(actors, groups) || moved;
    quiet = moved ? 0 : quiet + 1;
    if (!moved && quiet === 2 * size) for (const each of actors) if (schedule(each)) quiet = 0;
  }
  return new Map(actors
    .filter(({ fault }) => fault?.kind !== "dies")
    .map((actor) => [actor.rank, dumpOf(actor, groups, scenario.full)]));
}

/** Whether the world came to rest before all programs had ended. */
export function hasStalled(dumps: ReadonlyMap<number, Plain>): boolean {
  return [...dumps.values()].some((dump) => {
    const entries = dump instanceof Map ? dump.get("entries") as readonly Plain[] : [];
    return entries.some((entry) => entry instanceof Map && entry.get("state") !== "completed");
  });
}

function groupsOf({ tensor, replicas, stages }: Layout): readonly Group[] {
  const at = (stage: number, replica: number, lane: number): number =>
    (stage * replicas + replica) * tensor + lane;
  const groups: { description: string; members: number[] }[] = [];
  const range = (size: number): number[] => Array.from({ length: size }, (_, index) => index);
  groups.push({ description: "default_pg", members: range(tensor * replicas * stages) });
  for (const stage of range(stages)) {
    for (const replica of range(replicas)) {
      const members = range(tensor).map((lane) => at(stage, replica, lane));
      groups.push({ description: "TENSOR", members });
    }
    for (const lane of range(tensor)) {
      const members = range(replicas).map((replica) => at(stage, replica, lane));
      groups.push({ description: "DATA", members });
    }
    const all = range(replicas).flatMap((replica) =>
      range(tensor).map((lane) => at(stage, replica, lane)));
    groups.push({ description: "EXPERT", members: all });
  }
  for (const replica of range(replicas)) {
    for (const lane of range(tensor)) {
      const members = range(stages).map((stage) => at(stage, replica, lane));
      groups.push({ description: "PIPELINE", members });
    }
  }
  return groups.map((group, index) => ({ ...group, name: `${index}` }));
}

/** Two steps of one-forward-one-backward, with asynchronous sends and a host sync per layer. */
function programOf(layout: Layout, groups: readonly Group[], rank: number): readonly Step[] {
  const mine = (description: string): number => groups.findIndex((group) =>
    group.description === description && group.members.includes(rank));
  const pipeline = mine("PIPELINE");
  const stage = groups[pipeline]?.members.indexOf(rank) ?? 0;
  const neighbour = (offset: number): number => groups[pipeline]?.members[stage + offset] ?? -1;
  const collective = (name: string, description: string): Step =>
    ({ kind: "collective", name, group: mine(description), peer: -1 });
  const point = (kind: "send" | "receive", peer: number): Step[] =>
    peer < 0 ? [] : [{ kind, name: kind === "send" ? "send" : "recv", group: pipeline, peer }];
  const layer: readonly Step[] = [
    collective("_all_gather_base", "TENSOR"), collective("all_to_all", "EXPERT"),
    { kind: "sync", name: "", group: 0, peer: -1 },
    collective("all_to_all", "EXPERT"), collective("_reduce_scatter_base", "TENSOR"),
  ];
  const previous = stage > 0 ? neighbour(-1) : -1;
  const following = stage + 1 < layout.stages ? neighbour(1) : -1;
  const forward = [...point("receive", previous), ...layer, ...point("send", following)];
  const backward = [...point("receive", following), ...layer, ...point("send", previous)];
  const warm = Math.min(layout.stages - 1 - stage, layout.microbatches);
  const step: Step[] = [];
  for (let index = 0; index < warm; index += 1) step.push(...forward);
  for (let index = warm; index < layout.microbatches; index += 1) {
    step.push(...forward, ...backward);
  }
  for (let index = 0; index < warm; index += 1) step.push(...backward);
  step.push(collective("all_reduce", "DATA"), collective("all_reduce", "default_pg"),
    { kind: "sync", name: "", group: 0, peer: -1 });
  return [...step, ...step];
}

function count(actor: Actor, key: string, by: number): number {
  const value = (actor.counts.get(key) ?? 0) + by;
  actor.counts.set(key, value);
  return value;
}

/** The host issues one operation, unless it is at a sync that its device has not reached. */
function schedule(actor: Actor): boolean {
  const { fault, issued } = actor;
  const isStopped = fault !== undefined && fault.kind !== "device-sleeps" &&
    issued.length >= fault.after + (fault.kind === "device-dies" ? fault.unseen : 0);
  const step = actor.program[actor.next];
  if (step === undefined || isStopped) return false;
  if (step.kind === "sync") {
    if (issued.some((each) => !each.ended && each.step.kind !== "send")) return false;
    actor.next += 1;
    return true;
  }
  actor.next += 1;
  const isPoint = step.kind !== "collective";
  const lane = step.kind === "send" ? `${actor.rank}>${step.peer}`
    : step.kind === "receive" ? `${step.peer}>${actor.rank}` : `${step.group}`;
  const place = count(actor, `lane ${lane}`, 1);
  issued.push({
    step, recordId: 1000 + issued.length, lane: `${lane} ${place}`,
    collectiveSeq: count(actor, `collective ${step.group}`, isPoint ? 0 : 1),
    pointSeq: isPoint ? count(actor, `point ${step.group}`, 1) : 0, begun: false, ended: false,
  });
  return true;
}

/** Devices begin what is next and end what all its members began, until nothing moves. */
function settleDevices(actors: readonly Actor[], groups: readonly Group[]): boolean {
  let moved = false;
  for (let again = true; again;) {
    again = false;
    const begun = new Map<string, Issued[]>();
    for (const actor of actors) {
      for (const each of actor.issued) {
        if (!each.begun && mayBegin(actor, each)) each.begun = true;
        if (each.begun && !each.ended) begun.set(each.lane, [...begun.get(each.lane) ?? [], each]);
        // Everything but a send holds up what comes after it.
        if (!each.ended && each.step.kind !== "send") break;
      }
    }
    for (const parts of begun.values()) {
      const { kind, group } = parts[0]?.step ?? { kind: "sync" as const, group: 0 };
      const wanted = kind === "collective" ? groups[group]?.members.length : 2;
      if (parts.length !== wanted) continue;
      for (const part of parts) part.ended = true;
      again = true;
      moved = true;
    }
  }
  return moved;
}

function mayBegin({ fault, issued }: Actor, each: Issued): boolean {
  const isDevice = fault?.kind === "device-sleeps" || fault?.kind === "device-dies";
  return !isDevice || issued.indexOf(each) < fault.after;
}

function dumpOf(actor: Actor, groups: readonly Group[], full: boolean): Plain {
  const { fault, issued, rank } = actor;
  const blindFrom = fault?.kind === "device-dies" ? fault.after - fault.unseen : issued.length;
  const seen = (each: Issued, index: number): boolean => each.ended && index < blindFrom;
  const own = groups.map((group, id) => ({ group, id }))
    .filter(({ group }) => group.members.includes(rank));
  const status = own.map(({ group, id }): [string, Plain] => {
    const inGroup = issued.map((each, index) => ({ each, done: seen(each, index) }))
      .filter(({ each }) => groups[each.step.group] === group);
    const seqOf = (each: Issued | undefined): number =>
      each === undefined ? -1 : each.pointSeq || each.collectiveSeq;
    return [`${id}`, new Map<string, Plain>([
      ["last_enqueued_collective", seqOf(inGroup.at(-1)?.each)],
      ["last_started_collective", -1],
      ["last_completed_collective", seqOf(inGroup.findLast(({ done }) => done)?.each)],
    ])];
  });
  const entries = issued.flatMap((each, index) => {
    const done = seen(each, index);
    return done && !full ? [] : [entryOf(each, groups, { rank, done, full })];
  });
  return new Map<string, Plain>([
    ["version", "2.9"], ["pg_status", new Map(status)], ["entries", entries],
    ["pg_config", new Map(own.map(({ group }): [string, Plain] => [group.name, new Map([
      ["name", group.name], ["desc", group.description],
      ["ranks", `[${group.members.join(", ")}]`],
    ])]))],
  ]);
}

function entryOf(
  each: Issued,
  groups: readonly Group[],
  about: { readonly rank: number; readonly done: boolean; readonly full: boolean },
): Plain {
  const { step } = each;
  const members = groups[step.group]?.members ?? [];
  const [self, peer] = [members.indexOf(about.rank), members.indexOf(step.peer)];
  const label = step.kind === "send" ? `send ${self}->${peer}`
    : step.kind === "receive" ? `recv ${self}<-${peer}` : step.name;
  const open = about.full && each.begun ? "started" : "scheduled";
  return new Map<string, Plain>([
    ["record_id", each.recordId], ["pg_id", step.group],
    ["process_group", [groups[step.group]?.name ?? "", groups[step.group]?.description ?? ""]],
    ["collective_seq_id", each.collectiveSeq], ["p2p_seq_id", each.pointSeq],
    ["profiling_name", `nccl:${label}`], ["input_sizes", [[8]]], ["output_sizes", [[8]]],
    ["input_dtypes", ["Float"]], ["is_p2p", step.kind !== "collective"],
    ["state", about.done ? "completed" : open],
  ]);
}
