// How far one rank got: what it scheduled, what ended, what is open and in which order.

import type { Rank } from "../../../proto/ids.ts";
import type { DumpEntry } from "./dump.ts";
import type { GroupOf, Indices } from "./groups.ts";
import type { GroupMark } from "./marks.ts";
import type { Group, Loss, OpenPoint, Operation, Progress, RankedDump, RankView } from "./model.ts";

export function lostView(rank: Rank, loss: Loss): RankView {
  return {
    rank, loss, isEmpty: false, progress: new Map(), open: [],
    presumed: [], completedUpTo: Number.NEGATIVE_INFINITY, unnamedOpen: [], newestMs: undefined,
  };
}

export interface Around {
  readonly groupOf: GroupOf;
  readonly marks: readonly GroupMark[];
  readonly indices: Indices;
  /** In groups whose ends nobody sees: what every member has scheduled. */
  readonly lows: ReadonlyMap<string, number>;
}

interface Reading {
  readonly progress: Map<string, Progress>;
  readonly open: Operation[];
  readonly presumed: Operation[];
  /** Open sends and receives seen so far by lane. */
  readonly lanes: Map<string, number>;
  lastDone: number;
  newestMs: number | undefined;
}

export function viewOf({ rank, dump }: RankedDump, around: Around): RankView {
  const reading: Reading = {
    progress: new Map(), open: [], presumed: [], lanes: new Map(),
    lastDone: Number.NEGATIVE_INFINITY, newestMs: undefined,
  };
  for (const { group, counter, enqueued, completed } of around.marks) {
    if (counter !== "collective") continue;
    const reached = progressIn(reading, group);
    reached.scheduledTo = enqueued;
    reached.completedTo = Math.max(0, completed);
  }
  for (const entry of dump.entries) {
    const group = around.groupOf(rank, entry.group);
    if (group !== undefined) take(reading, entry, { group, around });
  }
  const { progress, open, presumed, lastDone, newestMs } = reading;
  const unrecorded = addUnrecorded(progress, open, around.marks);
  return {
    rank, loss: undefined, isEmpty: dump.entries.length === 0, progress, presumed,
    open: open.toSorted((left, right) => left.order - right.order),
    completedUpTo: Math.max(lastDone, newestHole(open, unrecorded)),
    unnamedOpen: unnamedIn(open, around.marks), newestMs,
  };
}

function progressIn({ progress }: Reading, { key }: Group): Progress {
  const known = progress.get(key) ?? { scheduledTo: 0, completedTo: 0, open: new Map() };
  progress.set(key, known);
  return known;
}

function take(
  reading: Reading,
  entry: DumpEntry,
  { group, around }: { readonly group: Group; readonly around: Around },
): void {
  const reached = progressIn(reading, group);
  const { collectiveSeq, isPointToPoint, createdMs } = entry;
  reached.scheduledTo = Math.max(reached.scheduledTo, collectiveSeq);
  if (createdMs !== undefined) reading.newestMs = Math.max(reading.newestMs ?? 0, createdMs);
  if (!isDone(entry, group, { reached, low: around.lows.get(group.key) })) {
    const operation = operationOf(entry, group, { ...reading, indices: around.indices });
    reading.open.push(operation);
    if (!isPointToPoint) reached.open.set(collectiveSeq, operation);
    return;
  }
  reading.lastDone = Math.max(reading.lastDone, entry.recordId);
  if (isPointToPoint) return;
  reached.completedTo = Math.max(reached.completedTo, collectiveSeq);
  if (group.endsObserved) return;
  reading.presumed.push(operationOf(entry, group, { ...reading, indices: around.indices }));
}

function isDone(
  entry: DumpEntry,
  group: Group,
  seen: { readonly reached: Progress; readonly low: number | undefined },
): boolean {
  if (!group.endsObserved) {
    return entry.isPointToPoint || entry.collectiveSeq <= (seen.low ?? 0);
  }
  if (entry.state === "completed") return true;
  // One communicator completes its collectives in order. Sends and receives to different peers
  // overtake each other, so for them only the entry itself counts.
  return !entry.isPointToPoint && entry.collectiveSeq <= seen.reached.completedTo;
}

function operationOf(
  entry: DumpEntry,
  group: Group,
  known: { readonly lanes: Map<string, number>; readonly indices: Indices },
): Operation {
  const { point } = entry;
  let open: OpenPoint | undefined;
  if (entry.isPointToPoint) {
    const places = known.indices.get(group.key);
    const listed = places?.inOrder === false ? undefined : group.members[point?.peer ?? -1];
    const peer = places?.own.get(point?.peer ?? -1) ?? listed;
    const lane = `${group.key} ${point?.direction} ${point?.peer}`;
    const nth = known.lanes.get(lane) ?? 0;
    known.lanes.set(lane, nth + 1);
    open = { direction: point?.direction ?? "send", peer, nth };
  }
  return {
    group, order: entry.recordId, seq: entry.isPointToPoint ? 0 : entry.collectiveSeq,
    label: open === undefined ? `${entry.operation} ${entry.collectiveSeq}` : pointLabel(open),
    operation: entry.operation, shape: `${entry.inputs}>${entry.outputs}`, dtypes: entry.dtypes,
    point: open, started: entry.state === "started", createdMs: entry.createdMs, recorded: true,
  };
}

function pointLabel({ direction, peer }: OpenPoint): string {
  return direction === "send" ? `send to ${peer ?? "?"}` : `receive from ${peer ?? "?"}`;
}

/** Open by the marks alone: how many; the first of each group joins the open ones. */
function addUnrecorded(
  progress: ReadonlyMap<string, Progress>,
  open: Operation[],
  marks: readonly GroupMark[],
): number {
  let count = 0;
  for (const { group, counter, enqueued } of marks) {
    const reached = progress.get(group.key);
    if (counter !== "collective" || reached === undefined) continue;
    const missing = Math.max(0, enqueued - reached.completedTo - reached.open.size);
    const seq = reached.completedTo + 1;
    count += missing;
    if (missing === 0 || reached.open.has(seq)) continue;
    // It came before the next one of its group; with none on record its place is unknown: last.
    const orders = [...reached.open.values()].map(({ order }) => order);
    const operation: Operation = {
      group, order: Math.min(...orders) - 0.5, seq, label: `collective ${seq}`, operation: "",
      shape: "", dtypes: "", point: undefined, started: false, createdMs: undefined,
      recorded: false,
    };
    open.push(operation);
    reached.open.set(seq, operation);
  }
  return count;
}

/**
 * Where a dump leaves out what has completed, a hole in the record numbers is a completed
 * operation, unless so many open ones are known to be missing from the record.
 */
function newestHole(open: readonly Operation[], unrecorded: number): number {
  const orders = open.filter(({ recorded }) => recorded).map(({ order }) => order)
    .toSorted((left, right) => right - left);
  let allowed = unrecorded;
  for (const [index, order] of orders.entries()) {
    const older = orders[index + 1];
    if (older === undefined) break;
    const hole = order - older - 1;
    if (hole > allowed) return order - 1;
    allowed -= hole;
  }
  return Number.NEGATIVE_INFINITY;
}

function unnamedIn(open: readonly Operation[], marks: readonly GroupMark[]): readonly Group[] {
  return marks
    .filter(({ group, counter, enqueued, completed }) => counter !== "collective" &&
      enqueued > completed && !open.some((each) => each.group.key === group.key))
    .map(({ group }) => group);
}
