// One step while its nodes are being made, and what is asked of it again and again.

import type { GraphBuilder, StepNodes } from "./graph.ts";
import type { ResolvedLane } from "./lane.ts";
import type { Timeline } from "./model.ts";

/** What begins this little before a computation ends has waited for it: clocks are coarse. */
export const coarseShare = 0.02;

export interface Step {
  readonly timeline: Timeline;
  readonly builder: GraphBuilder;
  readonly nodes: StepNodes;
  /** Row to node, of the computations of this step. */
  readonly nodeOfRow: Map<number, number>;
  readonly isPartial: boolean;
  readonly coarseMs: number;
}

export function addNode(
  { nodes }: Step,
  given: {
    readonly kind: number; readonly unit: number; readonly durationMs: number;
    readonly cell?: number; readonly before: number[];
  },
): number {
  nodes.kind.push(given.kind);
  nodes.unit.push(given.unit);
  nodes.cell.push(given.cell ?? -1);
  nodes.partner.push(-1);
  nodes.durationMs.push(given.durationMs);
  nodes.before.push(given.before);
  return nodes.kind.length - 1;
}

/** The newest computation of the same worker that had ended when the row began. */
export function endedBefore(
  { timeline, nodeOfRow, coarseMs }: Step, lane: ResolvedLane,
  { row, stage }: { readonly row: number; readonly stage: number },
): number | undefined {
  const { startMs, durationMs } = timeline.columns;
  const rows = lane.computes[stage % timeline.stages] ?? [];
  const atMs = (startMs[row] ?? 0) + coarseMs;
  const place = firstWhere(rows, (each) => (startMs[each] ?? 0) + (durationMs[each] ?? 0) > atMs);
  return place === 0 ? undefined : nodeOfRow.get(rows[place - 1] ?? -1);
}

/** By halving: `test` is false up to some place and true from there. */
export function firstWhere(rows: readonly number[], test: (row: number) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(rows[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
