// From the names of a file's columns to what they mean. Every refusal here is about the whole file,
// so it is made once, at the first line, and never guesses: a time without a unit could be wrong by
// a thousand and still look like a timeline.

import { failure, success, type Result } from "../../../proto/errors.ts";
import { shown, type Column } from "./cells.ts";
import { columnNames, fields, meaningOf, type Field, type Unit } from "./words.ts";

const optional: readonly Field[] = ["micro", "chunk"];
const namesShownMax = 20;

const meant: Readonly<Record<Field, string>> = {
  dp: "the data-parallel rank", pp: "the pipeline stage", operation: "the type of operation",
  start: "the start", duration: "the duration", step: "the training step",
  micro: "the micro-batch", chunk: "the model chunk",
};

export interface Header {
  readonly columns: readonly Column[];
  /** The place of each of `columns` in the file's own order. */
  readonly places: readonly number[];
  readonly ignored: readonly string[];
}

/** `unit`: what `--unit` says, for times whose columns do not say it themselves. */
export function headerFrom(
  names: readonly string[], unit: Unit | undefined, line: number,
): Result<Header> {
  const columns: Column[] = [];
  const places: number[] = [];
  const ignored: string[] = [];
  for (const [place, name] of names.entries()) {
    const meaning = meaningOf(name);
    if (meaning === undefined) {
      ignored.push(name);
      continue;
    }
    const other = columns.find(({ field }) => field === meaning.field);
    if (other !== undefined) {
      return failure("invalid-data",
        `line ${line}: ${shown(other.column)} and ${shown(name)} both say ` +
        `${meant[meaning.field]}; expected one column; leave one of them out or rename it`);
    }
    const timed = unitOf(meaning.field, meaning.unit ?? unit, { name, line });
    if (!timed.ok) return timed;
    columns.push({ field: meaning.field, column: name, unit: timed.value });
    places.push(place);
  }
  const missing = fields.find((field) =>
    !optional.includes(field) && columns.every((column) => column.field !== field));
  if (missing !== undefined) return missingColumn(missing, names, line);
  return success({ columns, places, ignored });
}

function unitOf(
  field: Field, unit: Unit | undefined, { name, line }: { name: string; line: number },
): Result<Unit | undefined> {
  if (field !== "start" && field !== "duration") return success(undefined);
  if (unit !== undefined) return success(unit);
  return failure("invalid-data",
    `line ${line}: ${shown(name)} does not say its unit; expected a name such as ${field}_us, ` +
    `${field}_ms or ${field}_s; rename the column, or say --unit`);
}

function missingColumn(field: Field, names: readonly string[], line: number): Result<never> {
  const there = names.slice(0, namesShownMax).map(shown).join(", ");
  const more = names.length > namesShownMax ? ` and ${names.length - namesShownMax} more` : "";
  const unit = field === "start" || field === "duration" ? "_us" : "";
  const wanted = columnNames[field].map((name) => name + unit).join(", ");
  return failure("invalid-data",
    `line ${line}: no column says ${meant[field]}; expected one named ${wanted}; the columns are ` +
    `${there}${more}; rename or add one`);
}
