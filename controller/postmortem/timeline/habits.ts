// Which workers are slow by habit, and since when.
//
// A worker is compared with its replicas: the other data-parallel ranks on the same stage, in the
// same step. So a step that is long for everybody says nothing about anybody. Its ratio to their
// median is followed over the steps, cut where it changes its level (segments.ts), and each level
// counts only if chance would not bring it about: with long and short micro-batches mixed at
// random, some worker always got the longer ones. Without replicas no worker has a habit.

import { counted } from "./model.ts";
import { isComputeKind, type Graph } from "./graph.ts";
import { lowerMedian, meanOf, median } from "./levels.ts";
import { changesOf } from "./segments.ts";

/** Deviations that a level must be from 1. Four: one in 16,000, and jobs have thousands. */
const deviationsMin = 4;

export interface Habits {
  /** By cell: how many times longer than usual the worker took in that step. */
  readonly cell: Float64Array;
  /** By worker. */
  readonly workers: readonly Habit[];
}

export interface Habit {
  /** Mean over the steps. */
  readonly factor: number;
  /** Levels in order of time, each from a step (index) on. */
  readonly levels: readonly { readonly fromStep: number; readonly factor: number }[];
}

/** What a cell's computations took, in units of what the replicas' took. */
interface CellSums {
  readonly ratio: Float64Array;
  /** Of single computations, for their spread: sums of ratios and of their squares. */
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly count: Float64Array;
}

export function habitsOf(graph: Graph, baselineMs: Float64Array): Habits {
  const sums = cellSums(graph, baselineMs);
  const relative = relativeToReplicas(graph, sums.ratio);
  const { order, starts } = counted(graph.cellWorker, graph.workers.length);
  const cellsOf = (worker: number): Uint32Array =>
    order.subarray(starts[worker] ?? 0, starts[worker + 1] ?? 0);
  const level = levelByStage(graph, (worker) =>
    meanOf(Array.from(cellsOf(worker), (cell) => relative[cell] ?? 1)));
  const cell = new Float64Array(relative.length).fill(1);
  const workers = graph.workers.map(({ pp }, worker): Habit => {
    const cells = cellsOf(worker);
    const series = Array.from(cells, (each) => (relative[each] ?? 1) / (level.get(pp) ?? 1));
    const changes = [0, ...changesOf(series, graph.workers.length)];
    const levels = changes.map((from, index) => {
      const to = changes[index + 1] ?? series.length;
      const factor = significant(meanOf(series.slice(from, to)), sums, cells.subarray(from, to));
      for (const each of cells.subarray(from, to)) cell[each] = factor;
      return { fromStep: graph.cellStep[cells[from] ?? 0] ?? 0, factor };
    });
    return { factor: meanOf(Array.from(cells, (each) => cell[each] ?? 1)), levels };
  });
  return { cell, workers };
}

function cellSums(graph: Graph, baselineMs: Float64Array): CellSums {
  const { kind, unit, cell, durationMs, cellWorker } = graph;
  const zeros = (): Float64Array => new Float64Array(cellWorker.length);
  const [ratio, sum, squares, count, tookMs, usualMs] =
    [zeros(), zeros(), zeros(), zeros(), zeros(), zeros()];
  for (let node = 0; node < kind.length; node += 1) {
    const own = cell[node] ?? -1;
    const baseline = baselineMs[unit[node] ?? 0] ?? 0;
    if (!isComputeKind(kind[node] ?? 0) || own < 0 || baseline <= 0) continue;
    const each = (durationMs[node] ?? 0) / baseline;
    tookMs[own] = (tookMs[own] ?? 0) + (durationMs[node] ?? 0);
    usualMs[own] = (usualMs[own] ?? 0) + baseline;
    sum[own] = (sum[own] ?? 0) + each;
    squares[own] = (squares[own] ?? 0) + each * each;
    count[own] = (count[own] ?? 0) + 1;
  }
  for (let own = 0; own < ratio.length; own += 1) {
    const usual = usualMs[own] ?? 0;
    ratio[own] = usual > 0 ? (tookMs[own] ?? 0) / usual : 1;
  }
  return { ratio, sum, squares, count };
}

/** Each cell over the median of the cells of its stage in its step. */
function relativeToReplicas(graph: Graph, ratio: Float64Array): Float64Array {
  const { cellStep, cellWorker, workers, steps } = graph;
  const stages = workers.reduce((most, { pp }) => Math.max(most, pp), 0) + 1;
  const groups = Int32Array.from(cellStep, (step, cell) =>
    step * stages + (workers[cellWorker[cell] ?? 0]?.pp ?? 0));
  const { order, starts } = counted(groups, steps.length * stages);
  const relative = new Float64Array(ratio.length).fill(1);
  for (let group = 0; group < steps.length * stages; group += 1) {
    const cells = order.subarray(starts[group] ?? 0, starts[group + 1] ?? 0);
    const usual = median(Array.from(cells, (cell) => ratio[cell] ?? 1));
    if (usual <= 0) continue;
    for (const cell of cells) relative[cell] = (ratio[cell] ?? 1) / usual;
  }
  return relative;
}

/** With two replicas the median lies between them, so the level of the faster one is not yet 1. */
function levelByStage(
  { workers }: Graph, meanOfWorker: (worker: number) => number,
): ReadonlyMap<number, number> {
  const byStage = new Map<number, number[]>();
  for (const [worker, { pp }] of workers.entries()) {
    const means = byStage.get(pp);
    if (means === undefined) byStage.set(pp, [meanOfWorker(worker)]);
    else means.push(meanOfWorker(worker));
  }
  return new Map([...byStage].map(([pp, means]) => [pp, lowerMedian(means) || 1]));
}

/** The factor, or 1 where the spread of single computations could have made it. */
function significant(factor: number, sums: CellSums, cells: Uint32Array): number {
  let [sum, squares, count] = [0, 0, 0];
  for (const cell of cells) {
    sum += sums.sum[cell] ?? 0;
    squares += sums.squares[cell] ?? 0;
    count += sums.count[cell] ?? 0;
  }
  if (count === 0) return 1;
  const variance = Math.max(0, squares / count - (sum / count) ** 2);
  // Forward and backward of one micro-batch are long together: two of them are one observation.
  const error = Math.sqrt(variance / Math.max(1, count / 2));
  return Math.abs(factor - 1) > deviationsMin * error ? factor : 1;
}
