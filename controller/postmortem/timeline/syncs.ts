// The syncs of one step as nodes: each is one meeting of all data-parallel ranks of a stage, and
// the nth of a rank belongs to the nth of the others.

import { kinds, unknownMs } from "./graph.ts";
import type { ResolvedLane } from "./lane.ts";
import { addNode, endedBefore, firstWhere, type Step } from "./step.ts";
import { codes } from "./words.ts";

interface End {
  readonly lane: ResolvedLane;
  readonly row: number;
}

export function addSyncs(step: Step, lanes: readonly ResolvedLane[], code: number): void {
  const isParams = code === codes.paramsSync;
  const kind = isParams ? kinds.paramsSync : kinds.gradsSync;
  for (let pp = 0; pp < step.timeline.stages; pp += 1) {
    const meetings: End[][] = [];
    for (const lane of lanes) {
      const rows = (isParams ? lane.paramsSyncs : lane.gradsSyncs)[pp] ?? [];
      for (const [nth, row] of rows.entries()) (meetings[nth] ??= []).push({ lane, row });
    }
    let previous: number | undefined;
    for (const [nth, ends] of meetings.entries()) {
      const isWhole = !step.isPartial && ends.length === lanes.length;
      previous = addSync(step, ends, { kind, pp, nth, previous, isWhole });
    }
  }
}

function addSync(
  step: Step, ends: readonly End[],
  given: {
    readonly kind: number; readonly pp: number; readonly nth: number;
    readonly previous: number | undefined; readonly isWhole: boolean;
  },
): number {
  const { kind, pp, nth, previous } = given;
  const { columns } = step.timeline;
  const before = previous === undefined ? [] : [previous];
  for (const { lane, row } of ends) {
    const last = endedBefore(step, lane, { row, stage: pp });
    if (last !== undefined) before.push(last);
  }
  const shortest = ends.reduce((least, { row }) =>
    Math.min(least, columns.durationMs[row] ?? 0), Number.POSITIVE_INFINITY);
  const node = addNode(step, {
    kind, before, unit: step.builder.unitOf({ kind, dp: -1, stage: pp, nth }),
    durationMs: given.isWhole ? shortest : unknownMs,
  });
  if (kind === kinds.paramsSync) for (const end of ends) gateNext(step, end, { node, pp });
  return node;
}

/** The first computation that began after the parameters were there waits for them. */
function gateNext(
  step: Step, { lane, row }: End, { node, pp }: { readonly node: number; readonly pp: number },
): void {
  const { startMs, durationMs } = step.timeline.columns;
  const endMs = (startMs[row] ?? 0) + (durationMs[row] ?? 0) - step.coarseMs;
  const rows = lane.computes[pp] ?? [];
  const place = firstWhere(rows, (each) => (startMs[each] ?? 0) >= endMs);
  const gated = step.nodeOfRow.get(rows[place] ?? -1);
  if (gated !== undefined) step.nodes.before[gated]?.push(node);
}
