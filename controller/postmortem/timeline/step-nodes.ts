// The dependencies of one step, from its lanes.
//
// What a computation waits for: the one before it on its worker, as recorded; the data of its
// micro-batch from the neighbouring stage; the parameters, for the first one after a params-sync.
// What a meeting waits for: at each end, the last computation that had ended there when the record
// says that this end began; the meeting of the same kind before it; for a sender, its own
// computation. So the schedule is the recorded one, whatever it is called, and no rule of 1F1B is
// written down here.
//
// A meeting's own time is the shortest duration among its ends: the end that came last did not
// wait. Where the ends end together this is the paper's end minus latest start (on its three
// published traces the two differ by 0.04 ms in the median), and it needs no common clock.

import { emptyNodes, type GraphBuilder, type StepNodes } from "./graph.ts";
import type { ResolvedLane } from "./lane.ts";
import type { Timeline } from "./model.ts";
import { addNode, coarseShare, type Step } from "./step.ts";
import { addSyncs } from "./syncs.ts";
import { addTransfers, backward, forward } from "./transfers.ts";
import { codes } from "./words.ts";

/** `isPartial`: there are further lanes, so that no sync of this step was seen from all ends. */
export function stepNodes(
  timeline: Timeline, builder: GraphBuilder,
  given: {
    readonly lanes: readonly ResolvedLane[];
    readonly isPartial: boolean;
    readonly typicalMs: number;
  },
): StepNodes {
  const step: Step = {
    timeline, builder, nodes: emptyNodes(), nodeOfRow: new Map(), isPartial: given.isPartial,
    coarseMs: given.typicalMs * coarseShare,
  };
  for (const lane of given.lanes) addComputes(step, lane);
  for (const lane of given.lanes) {
    addTransfers(step, lane, forward);
    addTransfers(step, lane, backward);
  }
  addSyncs(step, given.lanes, codes.paramsSync);
  addSyncs(step, given.lanes, codes.gradsSync);
  return step.nodes;
}

function addComputes(step: Step, lane: ResolvedLane): void {
  const { builder, timeline: { columns }, nodeOfRow, nodes } = step;
  for (const [pp, rows] of lane.computes.entries()) {
    const cell = builder.cellOf({ dp: lane.dp, pp });
    let previous: number | undefined;
    for (const row of rows) {
      const kind = columns.operation[row] ?? 0;
      const chunk = Math.max(columns.chunk[row] ?? 0, 0);
      const stage = chunk * step.timeline.stages + pp;
      const node = addNode(step, {
        kind, cell, unit: builder.unitOf({ kind, dp: lane.dp, stage, nth: 0 }),
        durationMs: columns.durationMs[row] ?? 0, before: previous === undefined ? [] : [previous],
      });
      nodeOfRow.set(row, node);
      previous = node;
    }
  }
  for (const [key, row] of lane.cells[codes.backwardCompute] ?? []) {
    const node = nodeOfRow.get(row);
    const partner = nodeOfRow.get(lane.cells[codes.forwardCompute]?.get(key) ?? -1);
    if (node !== undefined && partner !== undefined) nodes.partner[node] = partner;
  }
}
