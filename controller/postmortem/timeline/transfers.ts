// The transfers of one lane as nodes: a send and a receive that belong together are one meeting.

import { kinds, unknownMs } from "./graph.ts";
import type { ResolvedLane } from "./lane.ts";
import { cellKey } from "./placing.ts";
import { addNode, endedBefore, firstWhere, type Step } from "./step.ts";
import { codes } from "./words.ts";

interface Direction {
  readonly kind: number;
  readonly compute: number;
  readonly send: number;
  readonly receive: number;
  /** Virtual stages from the sender to the receiver. */
  readonly ahead: 1 | -1;
}

export const forward: Direction = {
  kind: kinds.forwardTransfer, compute: codes.forwardCompute,
  send: codes.forwardSend, receive: codes.forwardRecv, ahead: 1,
};
export const backward: Direction = {
  kind: kinds.backwardTransfer, compute: codes.backwardCompute,
  send: codes.backwardSend, receive: codes.backwardRecv, ahead: -1,
};

export function addTransfers(step: Step, lane: ResolvedLane, direction: Direction): void {
  const { stages, chunks } = step.timeline;
  for (let from = 0; from < stages * chunks; from += 1) {
    const to = from + direction.ahead;
    if (to < 0 || to >= stages * chunks) continue;
    let previous: number | undefined;
    for (const carried of carriedInTurn(step, lane, { direction, from, to })) {
      previous = addTransfer(step, lane, { direction, from, to, carried, previous }) ?? previous;
    }
  }
}

/** Rows of one micro-batch between two stages. */
interface Carried {
  readonly send: number | undefined;
  readonly receive: number | undefined;
  /** The computation that makes the data, and the one that needs them. */
  readonly producer: number;
  readonly consumer: number;
}

interface Lane {
  readonly direction: Direction;
  readonly from: number;
  readonly to: number;
}

/** In the order in which they are made. */
function carriedInTurn(
  { timeline: { columns } }: Step, lane: ResolvedLane, { direction, from, to }: Lane,
): readonly Carried[] {
  const computes = lane.cells[direction.compute];
  const micros = direction.kind === kinds.forwardTransfer
    ? lane.forwardMicros : lane.backwardMicros;
  return micros.map((micro): Carried => ({
    send: lane.cells[direction.send]?.get(cellKey(from, micro)),
    receive: lane.cells[direction.receive]?.get(cellKey(to, micro)),
    producer: computes?.get(cellKey(from, micro)) ?? -1,
    consumer: computes?.get(cellKey(to, micro)) ?? -1,
  })).toSorted((left, right) =>
    (columns.startMs[left.producer] ?? 0) - (columns.startMs[right.producer] ?? 0));
}

/** Undefined: neither end was recorded, and the data come as soon as they are made. */
function addTransfer(
  step: Step, lane: ResolvedLane,
  { direction, from, to, carried, previous }:
    Lane & { readonly carried: Carried; readonly previous: number | undefined },
): number | undefined {
  const { nodeOfRow, nodes, timeline: { columns }, builder } = step;
  const { send, receive } = carried;
  const source = nodeOfRow.get(carried.producer);
  const target = nodeOfRow.get(carried.consumer);
  if (source === undefined || target === undefined) return undefined;
  if (send === undefined && receive === undefined) {
    nodes.before[target]?.push(source);
    return undefined;
  }
  const before = [source, ...previous === undefined ? [] : [previous]];
  for (const [row, stage] of [[send, from], [receive, to]] as const) {
    const last = row === undefined ? undefined : endedBefore(step, lane, { row, stage });
    if (last !== undefined && last !== source) before.push(last);
  }
  const node = addNode(step, {
    kind: direction.kind, before,
    unit: builder.unitOf({ kind: direction.kind, dp: lane.dp, stage: from, nth: 0 }),
    durationMs: send === undefined || receive === undefined ? unknownMs
      : Math.min(columns.durationMs[send] ?? 0, columns.durationMs[receive] ?? 0),
  });
  nodes.before[target]?.push(node);
  if (send !== undefined) gateSender(step, lane, { row: send, stage: from, node });
  return node;
}

/**
 * A send that was posted after one computation and over before the next one filled the pause
 * between them: Megatron waits for it. One that ran beside a computation held nobody up.
 */
function gateSender(
  { timeline, nodeOfRow, nodes, coarseMs }: Step, lane: ResolvedLane,
  { row, stage, node }: { readonly row: number; readonly stage: number; readonly node: number },
): void {
  const { startMs, durationMs } = timeline.columns;
  const rows = lane.computes[stage % timeline.stages] ?? [];
  const beginMs = (startMs[row] ?? 0) + coarseMs;
  const endMs = (startMs[row] ?? 0) + (durationMs[row] ?? 0) - coarseMs;
  const next = firstWhere(rows, (each) => (startMs[each] ?? 0) >= endMs);
  const last = rows[next - 1] ?? -1;
  const isBetween = (startMs[last] ?? 0) + (durationMs[last] ?? 0) <= beginMs;
  const gated = nodeOfRow.get(rows[next] ?? -1);
  if (isBetween && gated !== undefined) nodes.before[gated]?.push(node);
}
