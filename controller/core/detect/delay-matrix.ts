// Who sends to whom, and how long the network takes per byte.
//
// Rows are sources, columns destinations. Which end has the evidence depends on the transport. NCCL
// hands its buffers to the card and is told when the other side has them: the sender's time between
// posted and done. Over TCP that time says nothing (the kernel takes the bytes at once, it even
// fell on shaped connections), and neither do round trips (acknowledgements wait in the same queues
// in both directions). There the receiver knows: from a message's first byte to its last is what
// the path took, and no credit, no late sender is in it. A receiving lane counts that as streaming.
//
// A cell is the median over one-second windows, so that one retransmission paints nothing, and
// cells with few bytes are left empty: they say little per byte.

import type { NodeName, Rank } from "../../../proto/ids.ts";
import { laneAt } from "../lanes.ts";
import type { Checkpoint, RankState } from "../state.ts";
import { fresh, median, type Look } from "./look.ts";
import { slowSpanMs } from "../policy.ts";

export interface Cell {
  readonly from: NodeName;
  readonly to: NodeName;
  /** Network time per MiB. */
  readonly msPerMiB: number;
  readonly bytesPerSecond: number;
  /** Share of wall time with data outstanding; above 1 where several ranks send. */
  readonly busyFraction: number;
}

export interface RankCell {
  readonly from: RankState;
  readonly to: RankState;
  readonly windows: readonly Sample[];
}

interface Sample {
  readonly spanMs: number;
  readonly bytes: number;
  readonly networkMs: number;
}

/** Which two places of a lane's checkpoints make a cell. */
interface Measure {
  readonly bytesAt: number;
  readonly timeAt: number;
}
const posted: Measure = { bytesAt: laneAt.doneBytes, timeAt: laneAt.networkMs };
const streamed: Measure = { bytesAt: laneAt.streamingBytes, timeAt: laneAt.streamingMs };
const credited: Measure = { bytesAt: laneAt.doneBytes, timeAt: laneAt.peerMs };

const mebibyte = 1024 * 1024;

/** Cells between nodes: what a network engineer can go and look at. */
export function delayMatrix(look: Look): readonly Cell[] {
  const byPair = new Map<string, { from: NodeName; to: NodeName; windows: Sample[][] }>();
  for (const cell of rankCells(look)) {
    if (cell.from.node === cell.to.node) continue;
    const key = `${cell.from.node}>${cell.to.node}`;
    const pair = byPair.get(key) ?? { from: cell.from.node, to: cell.to.node, windows: [] };
    pair.windows.push([...cell.windows]);
    byPair.set(key, pair);
  }
  const cells: Cell[] = [];
  for (const { from, to, windows } of byPair.values()) {
    const summed = sumWindows(windows);
    const bytes = summed.reduce((total, each) => total + each.bytes, 0);
    const spanMs = summed.reduce((total, each) => total + each.spanMs, 0);
    if (bytes < look.policy.hotBytesMin || spanMs === 0) continue;
    const busy = summed.filter((each) => each.bytes > 0);
    const networkMs = summed.reduce((total, each) => total + each.networkMs, 0);
    cells.push({
      from, to,
      msPerMiB: median(busy.map((each) => each.networkMs / (each.bytes / mebibyte))),
      bytesPerSecond: bytes / (spanMs / 1_000),
      busyFraction: networkMs / spanMs,
    });
  }
  return cells;
}

/** Window by window from the newest: cells of one pair have about the same windows. */
function sumWindows(lists: readonly Sample[][]): readonly Sample[] {
  const count = Math.min(...lists.map((list) => list.length));
  return Array.from({ length: count }, (_, index) => {
    const at = lists.map((list) => list[list.length - count + index]);
    return {
      spanMs: Math.max(...at.map((each) => each?.spanMs ?? 0)),
      bytes: at.reduce((total, each) => total + (each?.bytes ?? 0), 0),
      networkMs: at.reduce((total, each) => total + (each?.networkMs ?? 0), 0),
    };
  });
}

export function rankCells(look: Look): readonly RankCell[] {
  const cells: RankCell[] = [];
  for (const own of look.job.ranks.values()) {
    if (!fresh(look, own)) continue;
    for (const member of own.members.values()) {
      const isSender = member.communicator.framework === "nccl";
      const measure = isSender ? posted : streamed;
      for (const [index, lane] of isSender ? member.sends : member.receives) {
        const other = member.communicator.members.get(index)?.of;
        if (other === undefined) continue;
        const windows = samples(look, lane.history, measure);
        if (windows.length === 0) continue;
        cells.push(isSender
          ? { from: own, to: other, windows }
          : { from: other, to: own, windows });
      }
    }
  }
  return cells;
}

/** One-second differences within the span, oldest first, none that touches a standstill. */
function samples(
  look: Look,
  history: readonly Checkpoint[],
  of: Measure,
): readonly Sample[] {
  const newestMs = history.at(-1)?.ageMs ?? 0;
  const spanMs = Math.min(slowSpanMs(look.policy) + 500, look.now - look.job.watch.stoodStillAtMs);
  const found: Sample[] = [];
  for (let index = 1; index < history.length; index += 1) {
    const [from, to] = [history[index - 1], history[index]];
    if (from === undefined || to === undefined || newestMs - from.ageMs > spanMs) continue;
    found.push({
      spanMs: to.ageMs - from.ageMs,
      bytes: (to.values[of.bytesAt] ?? 0) - (from.values[of.bytesAt] ?? 0),
      networkMs: (to.values[of.timeAt] ?? 0) - (from.values[of.timeAt] ?? 0),
    });
  }
  return found;
}

/** Sum of a lane value over the span, for the matrix that people look at. */
export function peerWaitFraction(look: Look, from: RankState, to: Rank): number | undefined {
  let waitMs = 0;
  let spanMs = 0;
  for (const member of from.members.values()) {
    for (const [index, lane] of member.sends) {
      if (member.communicator.members.get(index)?.of.rank !== to) continue;
      const windows = samples(look, lane.history, credited);
      waitMs += windows.reduce((total, each) => total + each.networkMs, 0);
      spanMs = Math.max(spanMs, windows.reduce((total, each) => total + each.spanMs, 0));
    }
  }
  return spanMs > 0 ? Math.min(waitMs / spanMs, 1) : undefined;
}
