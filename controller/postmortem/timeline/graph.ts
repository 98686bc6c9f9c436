// The dependencies of all steps as one graph in topological order, in flat arrays: to replay the
// job is one pass over them (replay.ts).
//
// Nodes are computations and meetings. A meeting is a transfer or a sync: one node for all its
// ends, because none of them ends before the last of them has begun. So a meeting begins when
// everything that any of its ends waits for is over, and its own time is what remains after that.

import { growingFloat64, growingInt32, growingUint8 } from "./growing.ts";

export const nodeKinds = [
  "forward-compute", "backward-compute", "forward-transfer", "backward-transfer", "params-sync",
  "grads-sync",
] as const;
export type NodeKind = (typeof nodeKinds)[number];

export const kinds = {
  forwardCompute: 0, backwardCompute: 1, forwardTransfer: 2, backwardTransfer: 3, paramsSync: 4,
  gradsSync: 5,
} as const;

export const isComputeKind = (kind: number): boolean => kind <= kinds.backwardCompute;
export const isTransferKind = (kind: number): boolean =>
  kind === kinds.forwardTransfer || kind === kinds.backwardTransfer;

/** `duration` of a meeting of which an end was not recorded: nobody knows what it took. */
export const unknownMs = -1;

export interface Graph {
  /** Kind of each node. */
  readonly kind: Uint8Array;
  /**
   * What each node is an occurrence of: a computation's worker and chunk, a transfer's two
   * workers, a sync's stage and its number within the step.
   */
  readonly unit: Int32Array;
  /** Of computations: the worker in one step, as an index of `cellWorker`; of others -1. */
  readonly cell: Int32Array;
  /** Of a backward: the forward of the same micro-batch on the same stage; else -1. */
  readonly partner: Int32Array;
  readonly durationMs: Float64Array;
  /** `before.subarray(beforeStart[n], beforeStart[n + 1])` are the nodes that node n waits for. */
  readonly before: Int32Array;
  readonly beforeStart: Int32Array;
  /** The first node of each step, and the number of nodes at the end. */
  readonly stepStart: Int32Array;
  readonly steps: readonly number[];
  readonly units: readonly Unit[];
  /** By cell: the worker, and the step as an index of `steps`. */
  readonly cellWorker: Int32Array;
  readonly cellStep: Int32Array;
  readonly workers: readonly Worker[];
  /** As recorded, by step. */
  readonly recordedMs: readonly number[];
  readonly virtualStages: number;
}

export interface Worker {
  readonly dp: number;
  readonly pp: number;
}

export interface Unit {
  readonly kind: number;
  /** Of a sync: -1, it is of all. */
  readonly dp: number;
  /** Virtual stage; of a transfer the one that sends. Of a sync: the stage. */
  readonly stage: number;
  /** Of a sync: its number among its like in the step. Else 0. */
  readonly nth: number;
}

/** One step's nodes before they are ordered. */
export interface StepNodes {
  readonly kind: number[];
  readonly unit: number[];
  readonly cell: number[];
  readonly partner: number[];
  readonly durationMs: number[];
  readonly before: number[][];
}

/** Changes in place while steps are added; `taken` gives the finished graph. */
export interface GraphBuilder {
  readonly unitOf: (unit: Unit) => number;
  readonly cellOf: (worker: Worker) => number;
  /** False: the step's records wait for one another in a circle, and it was left out. */
  readonly close: (step: number, nodes: StepNodes, recordedMs: number) => boolean;
  readonly taken: (virtualStages: number) => Graph;
}

export function emptyNodes(): StepNodes {
  return { kind: [], unit: [], cell: [], partner: [], durationMs: [], before: [] };
}

export function graphBuilder(): GraphBuilder {
  const units = interned<Unit>(({ kind, dp, stage, nth }) =>
    (kind * 2 ** 18 + stage) * 2 ** 23 + (dp < 0 ? nth : dp));
  const workers = interned<Worker>(({ dp, pp }) => dp * 1024 + pp);
  const columns = emptyGraph();
  const steps: number[] = [];
  const recordedMs: number[] = [];
  const newCells: number[] = [];
  return {
    unitOf: units.indexOf,
    cellOf: (worker) => {
      newCells.push(workers.indexOf(worker));
      return columns.cellWorker.count() + newCells.length - 1;
    },
    close: (step, nodes, ms) => {
      const order = orderOf(nodes);
      const cells = newCells.splice(0);
      if (order === undefined) return false;
      for (const worker of cells) {
        columns.cellWorker.push(worker);
        columns.cellStep.push(steps.length);
      }
      append(columns, nodes, order);
      columns.stepStart.push(columns.kind.count());
      steps.push(step);
      recordedMs.push(ms);
      return true;
    },
    taken: (virtualStages) => ({
      kind: columns.kind.taken(), unit: columns.unit.taken(), cell: columns.cell.taken(),
      partner: columns.partner.taken(), durationMs: columns.durationMs.taken(),
      before: columns.before.taken(), beforeStart: columns.beforeStart.taken(),
      stepStart: columns.stepStart.taken(), cellWorker: columns.cellWorker.taken(),
      cellStep: columns.cellStep.taken(), units: units.values, workers: workers.values,
      steps, recordedMs, virtualStages,
    }),
  };
}

function emptyGraph() {
  const columns = {
    kind: growingUint8(), unit: growingInt32(), cell: growingInt32(), partner: growingInt32(),
    durationMs: growingFloat64(), before: growingInt32(), beforeStart: growingInt32(),
    stepStart: growingInt32(), cellWorker: growingInt32(), cellStep: growingInt32(),
  };
  columns.beforeStart.push(0);
  columns.stepStart.push(0);
  return columns;
}

function append(
  columns: ReturnType<typeof emptyGraph>, nodes: StepNodes, order: readonly number[],
): void {
  const offset = columns.kind.count();
  const place = new Int32Array(order.length);
  for (const [index, node] of order.entries()) place[node] = offset + index;
  for (const node of order) {
    columns.kind.push(nodes.kind[node] ?? 0);
    columns.unit.push(nodes.unit[node] ?? 0);
    columns.cell.push(nodes.cell[node] ?? -1);
    columns.durationMs.push(nodes.durationMs[node] ?? 0);
    const partner = nodes.partner[node] ?? -1;
    columns.partner.push(partner < 0 ? -1 : place[partner] ?? -1);
    for (const other of nodes.before[node] ?? []) columns.before.push(place[other] ?? 0);
    columns.beforeStart.push(columns.before.count());
  }
}

function interned<T>(keyOf: (value: T) => number): {
  readonly values: readonly T[];
  readonly indexOf: (value: T) => number;
} {
  const values: T[] = [];
  const known = new Map<number, number>();
  return {
    values,
    indexOf: (value) => {
      const key = keyOf(value);
      const index = known.get(key) ?? values.length;
      if (index === values.length) {
        values.push(value);
        known.set(key, index);
      }
      return index;
    },
  };
}

/** Kahn's algorithm; undefined when a circle keeps some nodes from ever being ready. */
function orderOf(nodes: StepNodes): readonly number[] | undefined {
  const count = nodes.kind.length;
  const after: number[][] = Array.from({ length: count }, () => []);
  const waitsFor = new Int32Array(count);
  for (let node = 0; node < count; node += 1) {
    for (const other of nodes.before[node] ?? []) {
      after[other]?.push(node);
      waitsFor[node] = (waitsFor[node] ?? 0) + 1;
    }
  }
  const order: number[] = [];
  for (let node = 0; node < count; node += 1) if (waitsFor[node] === 0) order.push(node);
  for (let next = 0; next < order.length; next += 1) {
    for (const node of after[order[next] ?? 0] ?? []) {
      const left = (waitsFor[node] ?? 0) - 1;
      waitsFor[node] = left;
      if (left === 0) order.push(node);
    }
  }
  return order.length < count ? undefined : order;
}
