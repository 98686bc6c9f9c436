// A ring all-reduce, piece by piece: what the simulator's formulas (sim/job/transfer.ts) are held
// against. Nothing is shared with them.
//
// An operation is cut into loops; in each, every lane carries `2 (n - 1)` pieces. Piece `q` of lane
// `i → i + 1` can go when
//
//   both ends have come                      a receiver that is not there gives no credit
//   piece q - 1 of this lane is through      a lane is a queue
//   piece q - 1 of lane i - 1 has come       what is sent on was received, but for a loop's first
//   piece q - S of this lane was taken       S pieces of credit; taken: it is being sent on
//
// so the times follow by recursion over q, without an agenda.

export interface Ring {
  /** When each member comes. */
  readonly arrivalMs: readonly number[];
  /** One piece on the lane from member `i` to the next. */
  readonly pieceMs: readonly number[];
  readonly loops: number;
  /** Pieces that may be under way or untaken on a lane. */
  readonly credits: number;
}

/** Sums over the operation, as an end's counters have them. */
export interface LaneTimes {
  /** The sender had nothing to send. */
  gpuMs: number;
  /** It had, and no credit. */
  peerMs: number;
  networkMs: number;
  /** The receiver gave credit and nothing came. */
  dataMs: number;
}

export interface Played {
  readonly endMs: number;
  readonly lanes: readonly LaneTimes[];
}

export function playRing({ arrivalMs, pieceMs, loops, credits }: Ring): Played {
  const size = arrivalMs.length;
  const pieces = 2 * (size - 1);
  const begun: number[][] = [];
  const ended: number[][] = [];
  const lanes = arrivalMs.map((): LaneTimes => ({ gpuMs: 0, peerMs: 0, networkMs: 0, dataMs: 0 }));
  const at = (table: readonly number[][], piece: number, lane: number): number =>
    table[piece]?.[(lane + size) % size] ?? 0;
  for (let piece = 0; piece < loops * pieces; piece += 1) {
    const isOwn = piece % pieces === 0;
    begun.push([]);
    ended.push([]);
    for (let lane = 0; lane < size; lane += 1) {
      const from = arrivalMs[lane] ?? 0;
      const to = arrivalMs[(lane + 1) % size] ?? 0;
      const formerMs = at(ended, piece - 1, lane);
      const idleMs = Math.max(from, formerMs);
      const offeredMs = isOwn ? idleMs : Math.max(idleMs, at(ended, piece - 1, lane - 1));
      const askedMs = Math.max(to, formerMs, takenMs(piece - credits, lane));
      const startMs = Math.max(offeredMs, askedMs);
      const ms = pieceMs[lane] ?? 0;
      begun[piece]?.push(startMs);
      ended[piece]?.push(startMs + ms);
      const times = lanes[lane];
      if (times === undefined) continue;
      times.gpuMs += offeredMs - idleMs;
      times.peerMs += startMs - offeredMs;
      times.networkMs += ms;
      times.dataMs += startMs - askedMs;
    }
  }
  return { endMs: Math.max(...(ended.at(-1) ?? [])), lanes };

  /** The receiver sends it on, or keeps it if it is a loop's last. */
  function takenMs(piece: number, lane: number): number {
    if (piece < 0) return 0;
    const isKept = (piece + 1) % pieces === 0;
    return isKept ? at(ended, piece, lane) : at(begun, piece + 1, lane + 1);
  }
}
