// One line of a timeline, from text to the cells of a row.

import { failure, success, type Failure, type Result } from "../../../proto/errors.ts";
import { shown, type Cell } from "./cells.ts";
import { headerFrom, type Header } from "./header.ts";
import { meaningOf, type Unit } from "./words.ts";

const jsonKeysMax = 256;

export type LineReader = (text: string, line: number) => Failure | undefined;

/** Where rows go. */
export interface RowSink {
  /** `cells` in the order of the header's columns. */
  readonly take: (cells: readonly Cell[], header: Header, line: number) => Failure | undefined;
  /** Columns that say nothing we use, by name. */
  readonly ignore: (columns: readonly string[]) => void;
}

export function csvReader(rows: RowSink, header: Header): LineReader {
  const { places } = header;
  const width = Math.max(...places) + 1;
  const cells = places.map((): Cell => undefined);
  return (text, line) => {
    const parts = splitCsv(text);
    if (parts.length < width) {
      return {
        code: "invalid-data",
        message: `line ${line}: ${parts.length} fields; expected at least ${width}, as the ` +
          "header has them; complete the line or leave it out",
      };
    }
    for (let index = 0; index < places.length; index += 1) {
      cells[index] = parts[places[index] ?? 0];
    }
    return rows.take(cells, header, line);
  };
}

/**
 * Quotes as in RFC 4180, except that a quoted line break ends the line: no field here has one. By
 * hand, because expressions that do this can be made to run for hours by a line of quotes.
 */
export function splitCsv(text: string): readonly string[] {
  if (!text.includes('"')) return text.split(",");
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    if (letter === '"' && isQuoted && text[at + 1] === '"') {
      cell += letter;
      at += 1;
    } else if (letter === '"') isQuoted = !isQuoted;
    else if (letter === "," && !isQuoted) {
      cells.push(cell);
      cell = "";
    } else cell += letter;
  }
  return [...cells, cell];
}

/** The header of each set of keys is made once; tracers write the same keys on every line. */
export function jsonReader(rows: RowSink, unit: Unit | undefined): LineReader {
  let known: { readonly keys: string; readonly header: Header } | undefined;
  return (text, line) => {
    const parsed = objectFrom(text, line);
    if (!parsed.ok) return parsed.error;
    const names = Object.keys(parsed.value);
    const keys = names.join("\n");
    if (known?.keys !== keys) {
      const header = headerFrom(names, unit, line);
      if (!header.ok) return header.error;
      rows.ignore(header.value.ignored);
      known = { keys, header: header.value };
    }
    const { header } = known;
    return rows.take(header.columns.map(({ column }) => parsed.value[column]), header, line);
  };
}

function objectFrom(text: string, line: number): Result<Readonly<Record<string, Cell>>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return failure("invalid-data",
        `line ${line}: ${shown(text)} is no JSON object; expected one object a line, such as ` +
        '{"dp_rank": 0, …}; correct the line or leave it out');
    }
    const entries = Object.entries(value);
    if (entries.length > jsonKeysMax) {
      return failure("exhausted", `line ${line}: ${entries.length} keys; expected at most ` +
        `${jsonKeysMax}; leave out what is not needed`);
    }
    const cells = entries.map(([key, each]: readonly [string, unknown]) =>
      [key, cellFrom(key, each)] as const);
    return success(Object.fromEntries(cells));
  } catch (caught) {
    const why = caught instanceof Error ? caught.message : String(caught);
    return failure("invalid-data", `line ${line}: not JSON (${why.slice(0, 80)}); expected one ` +
      "JSON object a line, as the first line has it; correct the line or leave it out");
  }
}

/** Objects and lists in fields that are used are shown as what they are; others do not matter. */
function cellFrom(key: string, value: unknown): Cell {
  if (typeof value === "string" || typeof value === "number" || value === null) return value;
  return meaningOf(key) === undefined ? undefined : JSON.stringify(value);
}
