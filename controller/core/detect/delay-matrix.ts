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
import { ageAt, firstWithin, gain, type Curve } from "../fleet/curve.ts";
import { laneAt } from "../fleet/lanes.ts";
import type { RankState } from "../fleet/state.ts";
import { fresh, median, type Look } from "./look.ts";
import { slowSpanMs } from "../fleet/policy.ts";

export interface Cell {
  readonly from: NodeName;
  readonly to: NodeName;
  /** Network time per MiB. */
  readonly msPerMiB: number;
  readonly bytesPerSecond: number;
  /**
   * Share of wall time with data outstanding, at the time per MiB above: a mean of the windows
   * would call a cell costly for one of them, and a ratio of medians that is noise would name its
   * neighbours. Above 1 where several ranks send.
   */
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

/** Which two columns of a lane's curve make a cell. */
interface Measure {
  readonly bytesAt: number;
  readonly timeAt: number;
}
const posted: Measure = { bytesAt: laneAt.doneBytes, timeAt: laneAt.networkMs };
const streamed: Measure = { bytesAt: laneAt.streamingBytes, timeAt: laneAt.streamingMs };
const credited: Measure = { bytesAt: laneAt.doneBytes, timeAt: laneAt.peerMs };

const mebibyte = 1024 * 1024;

/** A lane's newest one-second windows: the points of its curve from `first` on. */
interface Stretch {
  readonly curve: Curve;
  readonly first: number;
  readonly of: Measure;
}

interface Pair {
  readonly from: NodeName;
  readonly to: NodeName;
  readonly stretches: Stretch[];
}

/** Cells between nodes: what a network engineer can go and look at. */
export function delayMatrix(look: Look): readonly Cell[] {
  const pairs = new Map<NodeName, Map<NodeName, Pair>>();
  const found: Pair[] = [];
  eachLane(look, true, (from, to, stretch) => {
    let row = pairs.get(from.node);
    if (row === undefined) pairs.set(from.node, row = new Map());
    let pair = row.get(to.node);
    if (pair === undefined) {
      pair = { from: from.node, to: to.node, stretches: [] };
      row.set(to.node, pair);
      found.push(pair);
    }
    pair.stretches.push(stretch);
  });
  return found.map((pair) => cellOf(look, pair)).filter((cell) => cell !== undefined);
}

function cellOf(look: Look, { from, to, stretches }: Pair): Cell | undefined {
  let bytes = 0;
  let spanMs = 0;
  const rates: number[] = [];
  // Window by window from the newest: lanes of one pair have about the same windows.
  const count = Math.min(...stretches.map(({ curve, first }) => curve.length - 1 - first));
  for (let back = count; back > 0; back -= 1) {
    const window = windowOf(stretches, back);
    bytes += window.bytes;
    spanMs += window.spanMs;
    if (window.bytes > 0) rates.push(window.networkMs / (window.bytes / mebibyte));
  }
  if (bytes < look.policy.hotBytesMin || spanMs === 0) return undefined;
  const msPerMiB = median(rates);
  return {
    from, to, msPerMiB, bytesPerSecond: bytes / (spanMs / 1_000),
    busyFraction: msPerMiB * (bytes / mebibyte) / spanMs,
  };
}

/** All lanes of a pair in the window that ends so many points before the newest. */
function windowOf(stretches: readonly Stretch[], back: number): Sample {
  let spanMs = 0;
  let bytes = 0;
  let networkMs = 0;
  for (const { curve, of } of stretches) {
    const from = curve.length - 1 - back;
    spanMs = Math.max(spanMs, ageAt(curve, from + 1) - ageAt(curve, from));
    bytes += gain(curve, from, from + 1, of.bytesAt);
    networkMs += gain(curve, from, from + 1, of.timeAt);
  }
  return { spanMs, bytes, networkMs };
}

export function rankCells(look: Look): readonly RankCell[] {
  const cells: RankCell[] = [];
  eachLane(look, false, (from, to, stretch) => {
    cells.push({ from, to, windows: samples(stretch) });
  });
  return cells;
}

/** Every lane that testifies and has a window to show; perhaps only those between nodes. */
function eachLane(
  look: Look, isBetweenNodes: boolean,
  take: (from: RankState, to: RankState, stretch: Stretch) => void,
): void {
  for (const own of look.job.ranks.values()) {
    if (!fresh(look, own)) continue;
    for (const member of own.members.values()) {
      const isSender = member.communicator.framework === "nccl";
      const measure = isSender ? posted : streamed;
      const lanes = isSender ? member.sends : member.receives;
      if (lanes.size === 0) continue; // most have none, and an iterator costs more than this
      for (const [index, lane] of lanes) {
        const other = member.communicator.members.get(index)?.of;
        if (other === undefined || (isBetweenNodes && other.node === own.node)) continue;
        const stretch = stretchOf(look, lane.history, measure);
        if (stretch.first + 1 >= lane.history.length) continue;
        if (isSender) take(own, other, stretch);
        else take(other, own, stretch);
      }
    }
  }
}

/** What lies within the span, and touches no standstill. */
function stretchOf(look: Look, curve: Curve, of: Measure): Stretch {
  const spanMs = Math.min(slowSpanMs(look.policy) + 500, look.now - look.job.watch.stoodStillAtMs);
  return { curve, first: firstWithin(curve, spanMs), of };
}

/** One-second differences, oldest first. */
function samples({ curve, first, of }: Stretch): readonly Sample[] {
  const found: Sample[] = [];
  for (let from = first; from + 1 < curve.length; from += 1) {
    found.push({
      spanMs: ageAt(curve, from + 1) - ageAt(curve, from),
      bytes: gain(curve, from, from + 1, of.bytesAt),
      networkMs: gain(curve, from, from + 1, of.timeAt),
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
      const windows = samples(stretchOf(look, lane.history, credited));
      waitMs += windows.reduce((total, each) => total + each.networkMs, 0);
      spanMs = Math.max(spanMs, windows.reduce((total, each) => total + each.spanMs, 0));
    }
  }
  return spanMs > 0 ? Math.min(waitMs / spanMs, 1) : undefined;
}
