// The delay matrix for people: rank by rank, every cell that carries anything, hot or not.

import type { MatrixView } from "../../proto/api.ts";
import type { Rank } from "../../proto/ids.ts";
import { peerWaitFraction, rankCells } from "./detect/delay-matrix.ts";
import { median, type Look } from "./detect/look.ts";

/** A table of more is no table. The first ranks are shown. */
const shownMax = 256;
const mebibyte = 1024 * 1024;

type Grid = (number | null)[][];

export function matrixOf(look: Look): MatrixView {
  const ranks = [...look.job.ranks.values()].sort((left, right) => left.rank - right.rank)
    .slice(0, shownMax);
  const at = new Map<Rank, number>(ranks.map((rank, index) => [rank.rank, index]));
  const blank = (): Grid => ranks.map(() => ranks.map(() => null));
  const networkMsPerMiB = blank();
  const bytesPerSecond = blank();
  const fractions = blank();
  for (const { from, to, windows } of rankCells(look)) {
    const [row, column] = [at.get(from.rank), at.get(to.rank)];
    if (row === undefined || column === undefined) continue;
    const bytes = windows.reduce((total, each) => total + each.bytes, 0);
    const spanMs = windows.reduce((total, each) => total + each.spanMs, 0);
    if (bytes === 0 || spanMs === 0) continue;
    const rate = (bytesPerSecond[row]?.[column] ?? 0) + bytes / (spanMs / 1_000);
    const slowness = median(windows.filter((each) => each.bytes > 0)
      .map((each) => each.networkMs / (each.bytes / mebibyte)));
    put(bytesPerSecond, row, column, Math.round(rate));
    const known = networkMsPerMiB[row]?.[column] ?? 0;
    put(networkMsPerMiB, row, column, Math.max(known, Math.round(slowness * 100) / 100));
    const waited = peerWaitFraction(look, from, to.rank);
    if (waited !== undefined) put(fractions, row, column, Math.round(waited * 1_000) / 1_000);
  }
  return {
    job: look.job.job, ranks: ranks.map(({ rank, node }) => ({ rank, node })), networkMsPerMiB,
    peerWaitFraction: fractions, bytesPerSecond,
  };
}

function put(grid: Grid, row: number, column: number, value: number): void {
  const cells = grid[row];
  if (cells !== undefined) cells[column] = value;
}
