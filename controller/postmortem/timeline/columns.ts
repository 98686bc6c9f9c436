// The rows of a timeline as columns that grow: eight numbers a row and no object, so that five
// million rows take some 200 MB and not several GB.

export const rowsUsualMax = 5_000_000;

/** A micro-batch or chunk that the row does not say. */
export const unsaid = -1;

/** One row, checked and in milliseconds. */
export interface Row {
  readonly dp: number;
  readonly pp: number;
  readonly operation: number;
  readonly startMs: number;
  readonly durationMs: number;
  readonly step: number;
  readonly micro: number;
  readonly chunk: number;
  readonly line: number;
}

/** Parallel columns; the first `count` entries of each are rows, in the order of the file. */
export interface Columns {
  readonly count: number;
  readonly dp: Int32Array;
  readonly pp: Int32Array;
  readonly operation: Uint8Array;
  readonly startMs: Float64Array;
  readonly durationMs: Float64Array;
  readonly step: Int32Array;
  readonly micro: Int32Array;
  readonly chunk: Int32Array;
  readonly line: Uint32Array;
}

/** Changes in place: it is the one thing here that lives while a file is being read. */
export interface GrowingColumns {
  readonly add: (row: Row) => void;
  readonly count: () => number;
  readonly taken: () => Columns;
}

export function growingColumns(): GrowingColumns {
  let columns = emptyColumns(1024);
  let count = 0;
  return {
    add: (row) => {
      if (count === columns.dp.length) columns = grown(columns);
      columns.dp[count] = row.dp;
      columns.pp[count] = row.pp;
      columns.operation[count] = row.operation;
      columns.startMs[count] = row.startMs;
      columns.durationMs[count] = row.durationMs;
      columns.step[count] = row.step;
      columns.micro[count] = row.micro;
      columns.chunk[count] = row.chunk;
      columns.line[count] = row.line;
      count += 1;
    },
    count: () => count,
    taken: () => ({ ...columns, count }),
  };
}

function emptyColumns(capacity: number): Omit<Columns, "count"> {
  return {
    dp: new Int32Array(capacity), pp: new Int32Array(capacity),
    operation: new Uint8Array(capacity),
    startMs: new Float64Array(capacity), durationMs: new Float64Array(capacity),
    step: new Int32Array(capacity), micro: new Int32Array(capacity),
    chunk: new Int32Array(capacity), line: new Uint32Array(capacity),
  };
}

function grown(columns: Omit<Columns, "count">): Omit<Columns, "count"> {
  const wider = emptyColumns(columns.dp.length * 2);
  wider.dp.set(columns.dp);
  wider.pp.set(columns.pp);
  wider.operation.set(columns.operation);
  wider.startMs.set(columns.startMs);
  wider.durationMs.set(columns.durationMs);
  wider.step.set(columns.step);
  wider.micro.set(columns.micro);
  wider.chunk.set(columns.chunk);
  wider.line.set(columns.line);
  return wider;
}
