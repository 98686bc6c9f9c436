// One cell of a timeline, from text to a checked number. A refusal names the line, the column, the
// value, what was expected and what to do, because the file came from somebody else's tracer and
// the reader of the message has only that.

import { failure, success, type Result } from "../../../proto/errors.ts";
import { unsaid, type Row } from "./columns.ts";
import { millisecondsPer, operationCodeOf, type Field, type Unit } from "./words.ts";

const replicasMax = 65_536;
const stagesMax = 1024;
const chunksMax = 256;
export const microBatchesMax = 65_536;
const stepMax = 2 ** 31 - 1;
/** Some thirty thousand years: room for any epoch, and far from where arithmetic loses bits. */
export const startMsMax = 1e15;
/** Eleven days. */
const durationMsMax = 1e9;
const shownLengthMax = 60;

/** Where a cell stands, for the message. */
export interface Place {
  readonly line: number;
  /** As the file spells it. */
  readonly column: string;
  readonly unit: Unit | undefined;
}

/** A column of this file that is used; times have a unit, from their name or from `--unit`. */
export interface Column extends Omit<Place, "line"> {
  readonly field: Field;
}

interface Bounds {
  readonly max: number;
  readonly what: string;
}

const integers: Readonly<Partial<Record<Field, Bounds>>> = {
  dp: { max: replicasMax - 1, what: "a data-parallel rank" },
  pp: { max: stagesMax - 1, what: "a pipeline stage" },
  step: { max: stepMax, what: "a step number" },
  micro: { max: microBatchesMax - 1, what: "a micro-batch number" },
  chunk: { max: chunksMax - 1, what: "a model chunk number" },
};

/** Names under which exporters write that there is nothing. */
const nothing = /^(-1(\.0*)?|nan|null|none|<na>)?$/i;
const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,4})?$/i;
/** Longer than any number that a program prints. */
const numberLengthMax = 40;

/** What a CSV cell or a JSON value may be. */
export type Cell = string | number | null | undefined;

export function numberOf(field: Field, cell: Cell, place: Place): Result<number> {
  if (field === "micro" || field === "chunk") {
    if (cell === undefined || cell === null) return success(unsaid);
    if (nothing.test(String(cell).slice(0, numberLengthMax).trim())) return success(unsaid);
  }
  const value = plainNumber(cell);
  const bounds = integers[field];
  if (bounds !== undefined) {
    if (Number.isInteger(value) && value >= 0 && value <= bounds.max) return success(value);
    return refusal(place, cell, `${bounds.what}, a whole number from 0 to ${bounds.max}`);
  }
  const unit = place.unit ?? "ms";
  const ms = value * millisecondsPer[unit];
  const max = field === "start" ? startMsMax : durationMsMax;
  if (ms >= 0 && ms <= max) return success(ms);
  return refusal(place, cell,
    `a ${field === "start" ? "time" : "duration"} in ${unit} from 0 to ` +
    `${max / millisecondsPer[unit]}`);
}

function plainNumber(cell: Cell): number {
  if (typeof cell === "number") return cell;
  const text = cell?.trim() ?? "";
  return text.length <= numberLengthMax && decimal.test(text) ? Number(text) : Number.NaN;
}

function refusal({ line, column }: Place, cell: Cell, expected: string): Result<never> {
  return failure("invalid-data",
    `line ${line}: ${shown(column)} is ${shown(cell)}; expected ${expected}; ` +
    "correct the line or leave it out");
}

/** A stranger's text, cut and escaped for a message. */
export function shown(cell: unknown): string {
  if (cell === undefined) return "missing";
  const text = String(cell);
  return JSON.stringify(text.length > shownLengthMax
    ? `${text.slice(0, shownLengthMax)}…` : text);
}

/** `cells` stand in the order of `columns`. A row of an operation that we do not use is foreign. */
export function rowFrom(
  cells: readonly Cell[],
  columns: readonly Column[],
  line: number,
): Result<Row | { readonly foreign: string }> {
  let operation: number | undefined;
  const numbers = { dp: 0, pp: 0, start: 0, duration: 0, step: 0, micro: unsaid, chunk: unsaid };
  const at = columns.findIndex(({ field }) => field === "operation");
  const name = cells[at];
  if (typeof name === "string" && name.trim() !== "") operation = operationCodeOf(name);
  else {
    const column = columns[at]?.column ?? "operation";
    return refusal({ line, column, unit: undefined }, name,
      "the name of an operation, such as forward-compute");
  }
  if (operation === undefined) return success({ foreign: name.trim() });
  for (let index = 0; index < columns.length; index += 1) {
    const column = columns[index];
    if (column === undefined || column.field === "operation") continue;
    const number = numberOf(column.field, cells[index],
      { line, column: column.column, unit: column.unit });
    if (!number.ok) return number;
    numbers[column.field] = number.value;
  }
  const { dp, pp, start, duration, step, micro, chunk } = numbers;
  return success({
    dp, pp, operation, startMs: start, durationMs: duration, step, micro, chunk, line,
  });
}
