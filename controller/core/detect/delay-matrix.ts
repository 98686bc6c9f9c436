// Who sends to whom, and how long the network takes per byte.
//
// Rows are sources, columns destinations. Over TCP the sender's side has the evidence: the kernel
// says for how long a socket had data outstanding and how much of that the receiver's window was to
// blame for; where there are no sockets, the hook's own wait for the network stands in. A cell is
// the median over one-second windows, so that one retransmission paints nothing, and cells with few
// bytes are left empty: an acknowledgement that waits is slow per byte and means nothing.

import type { NodeName, Rank } from "../../../proto/ids.ts";
import type { Checkpoint, JobState, RankState } from "../state.ts";
import { fresh, median, type Look } from "./look.ts";

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
  const bySocket = socketCells(look);
  return bySocket.length > 0 ? bySocket : laneCells(look);
}

function socketCells(look: Look): readonly RankCell[] {
  const owners = socketOwners(look.job);
  const cells: RankCell[] = [];
  for (const from of look.job.ranks.values()) {
    if (from.sockets.size === 0 || !fresh(look, from)) continue;
    for (const track of from.sockets.values()) {
      const to = owners.get(`${track.remote}>${track.local}`);
      if (to === undefined || to === from) continue;
      const windows = samples(look, track.history, 0, 1);
      if (windows.length > 0) cells.push({ from, to, windows });
    }
  }
  return cells;
}

function socketOwners(job: JobState): ReadonlyMap<string, RankState> {
  const owners = new Map<string, RankState>();
  for (const rank of job.ranks.values()) {
    for (const key of rank.sockets.keys()) owners.set(key, rank);
  }
  return owners;
}

function laneCells(look: Look): readonly RankCell[] {
  const cells: RankCell[] = [];
  for (const from of look.job.ranks.values()) {
    if (!fresh(look, from)) continue;
    for (const member of from.members.values()) {
      for (const [index, lane] of member.sends) {
        const to = member.communicator.members.get(index)?.of;
        if (to === undefined) continue;
        const windows = samples(look, lane.history, 0, 2);
        if (windows.length > 0) cells.push({ from, to, windows });
      }
    }
  }
  return cells;
}

/** One-second differences within the span, oldest first, none that touches a standstill. */
function samples(
  look: Look,
  history: readonly Checkpoint[],
  bytesAt: number,
  networkAt: number,
): readonly Sample[] {
  const newestMs = history.at(-1)?.ageMs ?? 0;
  const spanMs = Math.min(look.policy.slowSpanMs + 500, look.now - look.job.watch.stoodStillAtMs);
  const found: Sample[] = [];
  for (let index = 1; index < history.length; index += 1) {
    const [from, to] = [history[index - 1], history[index]];
    if (from === undefined || to === undefined || newestMs - from.ageMs > spanMs) continue;
    found.push({
      spanMs: to.ageMs - from.ageMs,
      bytes: (to.values[bytesAt] ?? 0) - (from.values[bytesAt] ?? 0),
      networkMs: (to.values[networkAt] ?? 0) - (from.values[networkAt] ?? 0),
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
      const windows = samples(look, lane.history, 0, 1);
      waitMs += windows.reduce((total, each) => total + each.networkMs, 0);
      spanMs = Math.max(spanMs, windows.reduce((total, each) => total + each.spanMs, 0));
    }
  }
  return spanMs > 0 ? Math.min(waitMs / spanMs, 1) : undefined;
}
