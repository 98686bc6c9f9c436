// The words a timeline may use: its columns, its units and its operations. Every tracer has its
// own spelling, so names are compared without case, spaces and punctuation: `DP rank`, `dp_rank`
// and `dpRank` are one column.

/** In the order in which the codes of `Columns.operation` count. */
export const operations = [
  "forward-compute", "backward-compute", "forward-send", "forward-recv", "backward-send",
  "backward-recv", "params-sync", "grads-sync",
] as const;
export type Operation = (typeof operations)[number];

export const codes = {
  forwardCompute: 0, backwardCompute: 1, forwardSend: 2, forwardRecv: 3, backwardSend: 4,
  backwardRecv: 5, paramsSync: 6, gradsSync: 7,
} as const;

export const isCompute = (code: number): boolean => code <= codes.backwardCompute;

export const fields = [
  "dp", "pp", "operation", "start", "duration", "step", "micro", "chunk",
] as const;
export type Field = (typeof fields)[number];

export const units = ["s", "ms", "us", "ns"] as const;
export type Unit = (typeof units)[number];

export const millisecondsPer: Readonly<Record<Unit, number>> = {
  s: 1000, ms: 1, us: 0.001, ns: 0.000_001,
};

/** What people are told to write; the first name of each field is the one we print. */
export const columnNames: Readonly<Record<Field, readonly [string, ...string[]]>> = {
  dp: ["dp_rank", "dp", "data_parallel_rank", "replica"],
  pp: ["pp_rank", "pp", "stage", "pp_stage", "pipeline_rank", "pipeline_parallel_rank"],
  operation: ["operation", "op", "op_type", "operation_type", "type"],
  start: ["start", "start_ts", "start_time", "ts", "begin", "timestamp"],
  duration: ["duration", "dur", "duration_time", "elapsed"],
  step: ["step", "iteration", "iter", "train_step", "global_step"],
  micro: ["micro_batch", "micro_batch_id", "mb", "mb_id", "micro_batch_index"],
  chunk: ["chunk", "model_chunk", "mc", "vpp_rank"],
};

export const operationNames: Readonly<Record<Operation, readonly string[]>> = {
  "forward-compute": ["fwd-compute", "forward", "fwd", "forward-step"],
  "backward-compute": ["bwd-compute", "backward", "bwd", "backward-step"],
  "forward-send": ["fwd-send", "send-forward"],
  "forward-recv": ["fwd-recv", "recv-forward", "forward-receive"],
  "backward-send": ["bwd-send", "send-backward"],
  "backward-recv": ["bwd-recv", "recv-backward", "backward-receive"],
  "params-sync": ["params-all-gather", "param-all-gather", "all-gather"],
  "grads-sync": [
    "grads-reduce-scatter", "grad-reduce-scatter", "reduce-scatter", "grads-all-reduce",
    "grad-all-reduce",
  ],
};

const unitNames: Readonly<Record<Unit, readonly string[]>> = {
  s: ["s", "sec", "secs", "second", "seconds"],
  ms: ["ms", "msec", "msecs", "millisecond", "milliseconds"],
  us: ["us", "usec", "usecs", "microsecond", "microseconds"],
  ns: ["ns", "nsec", "nsecs", "nanosecond", "nanoseconds"],
};

/** A column of the file: what it holds, and its unit where its name says one. */
export interface Meaning {
  readonly field: Field;
  readonly unit: Unit | undefined;
}

/** `Start (µs)` becomes `startus`: both signs for micro are in use. */
function squeezed(name: string): string {
  return name.toLowerCase().replace(/[µμ]/g, "u").replace(/[^a-z0-9]/g, "");
}

const meanings: ReadonlyMap<string, Meaning> = new Map(fields.flatMap((field) =>
  columnNames[field].flatMap((name): readonly (readonly [string, Meaning])[] => {
    const plain = [squeezed(name), { field, unit: undefined }] as const;
    if (field !== "start" && field !== "duration") return [plain];
    return [plain, ...units.flatMap((unit) => unitNames[unit].map((ending) =>
      [squeezed(name) + ending, { field, unit }] as const))];
  })));

/** Undefined: a column that says nothing we use. */
export function meaningOf(column: string): Meaning | undefined {
  const meaning = meanings.get(squeezed(column));
  // `timestamps` is a plural and `start_s` are seconds: a lone s must stand apart to be a unit.
  const isPlural = meaning?.unit === "s" && /[a-z0-9]s[^a-z0-9]*$/i.test(column) &&
    !/sec(ond)?s[^a-z0-9]*$/i.test(column);
  return isPlural ? { field: meaning.field, unit: undefined } : meaning;
}

const operationCodes: ReadonlyMap<string, number> = new Map(operations.flatMap((name, code) =>
  [name, ...operationNames[name]].map((each) => [squeezed(each), code] as const)));

/** Undefined: an operation that the analysis does not use, such as the optimizer's step. */
export function operationCodeOf(name: string): number | undefined {
  return operationCodes.get(squeezed(name));
}
