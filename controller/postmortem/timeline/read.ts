// A timeline from bytes that somebody else wrote: CSV with a header line, or one JSON object a
// line. It is read in pieces as they come, so that a file of hundreds of megabytes never stands in
// memory as text. Lines, rows and kinds of foreign operations are bounded, and the first thing that
// cannot be true ends the reading with its line: half a timeline read as a whole one would accuse
// whoever is in the other half.

import { failure, success, type Failure, type Result } from "../../../proto/errors.ts";
import { rowFrom, shown } from "./cells.ts";
import { growingColumns, rowsUsualMax, type Columns } from "./columns.ts";
import { headerFrom } from "./header.ts";
import { csvReader, jsonReader, splitCsv, type LineReader, type RowSink } from "./lines.ts";
import type { Unit } from "./words.ts";

export const lineLengthMax = 65_536;
/** Different names of operations that are counted by name; further ones are counted together. */
const foreignNamesMax = 32;
const foreignNameLengthMax = 40;

export interface RawTimeline {
  readonly format: "csv" | "jsonl";
  readonly columns: Columns;
  /** Operations that the analysis does not use, and how many rows of each. */
  readonly foreign: ReadonlyMap<string, number>;
  readonly ignoredColumns: readonly string[];
}

/** Give it pieces of any size until one is refused, then ask for the end. */
export interface TimelineReader {
  readonly piece: (bytes: Uint8Array) => Failure | undefined;
  readonly end: () => Result<RawTimeline>;
}

export interface ReadOptions {
  /** Of starts and durations whose columns do not say it. */
  readonly unit?: Unit | undefined;
  readonly rowsMax?: number;
}

export function timelineReader({ unit, rowsMax = rowsUsualMax }: ReadOptions): TimelineReader {
  const decoder = new TextDecoder("utf-8");
  const rows = rowSink(rowsMax);
  let read: LineReader | undefined;
  let format: RawTimeline["format"] = "csv";
  let rest = "";
  let line = 0;
  let refused: Failure | undefined;

  const take = (given: string): Failure | undefined => {
    line += 1;
    const text = given.endsWith("\r") ? given.slice(0, -1) : given;
    if (text.length > lineLengthMax) return tooLong(line);
    if (text.trim() === "") return undefined;
    if (read !== undefined) return read(text, line);
    if (text.trimStart().startsWith("{")) {
      format = "jsonl";
      read = jsonReader(rows, unit);
      return read(text, line);
    }
    const header = headerFrom(splitCsv(text), unit, line);
    if (!header.ok) return header.error;
    rows.ignore(header.value.ignored);
    read = csvReader(rows, header.value);
    return undefined;
  };

  const takeText = (text: string): Failure | undefined => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const each of lines) {
      const refusal = take(each);
      if (refusal !== undefined) return refusal;
    }
    return rest.length > lineLengthMax ? tooLong(line + 1) : undefined;
  };

  let isFirst = true;
  const takeBytes = (bytes: Uint8Array): Failure | undefined => {
    const foreign = isFirst ? foreignFormat(bytes) : undefined;
    isFirst &&= bytes.length === 0;
    return foreign ?? takeText(decoder.decode(bytes, { stream: true }));
  };

  return {
    piece: (bytes) => (refused ??= takeBytes(bytes)),
    end: () => {
      refused ??= takeText(`${decoder.decode()}\n`);
      return refused === undefined ? rows.end(format) : { ok: false, error: refused };
    },
  };
}

/** No text has a zero byte; a binary format has one early. */
const textSeenBytes = 1024;

/** What people are likely to try first, told apart by its first bytes. */
function foreignFormat(bytes: Uint8Array): Failure | undefined {
  const starts = (...wanted: readonly number[]): boolean =>
    wanted.every((byte, index) => bytes[index] === byte);
  const name = starts(0x50, 0x41, 0x52, 0x31) ? "Parquet"
    : starts(0x1f, 0x8b) ? "gzip" : starts(0x28, 0xb5, 0x2f, 0xfd) ? "zstd"
    : bytes.subarray(0, textSeenBytes).includes(0) ? "binary" : undefined;
  if (name === undefined) return undefined;
  const remedy = {
    Parquet: "convert it, for example with pandas: " +
      'read_parquet("trace.parquet").to_csv("trace.csv", index=False)',
    gzip: "unpack it into a pipe and give - as the file",
    zstd: "unpack it into a pipe and give - as the file",
    binary: "export it as text from the tracer that wrote it",
  }[name];
  return {
    code: "unsupported",
    message:
      `the file is ${name}; expected CSV with a header, or one JSON object a line; ${remedy}`,
  };
}

function tooLong(line: number): Failure {
  return {
    code: "exhausted",
    message: `line ${line}: longer than ${lineLengthMax} characters; expected one operation a ` +
      "line; export the file as CSV with a header, or as one JSON object a line",
  };
}

interface CountingSink extends RowSink {
  readonly end: (format: RawTimeline["format"]) => Result<RawTimeline>;
}

function rowSink(rowsMax: number): CountingSink {
  const columns = growingColumns();
  const foreign = new Map<string, number>();
  const ignored = new Set<string>();
  const countForeign = (name: string): void => {
    const cut = name.slice(0, foreignNameLengthMax);
    const isFull = foreign.size >= foreignNamesMax && !foreign.has(cut);
    const key = isFull ? "other" : cut;
    foreign.set(key, (foreign.get(key) ?? 0) + 1);
  };
  return {
    take: (cells, header, line) => {
      const row = rowFrom(cells, header.columns, line);
      if (!row.ok) return row.error;
      if ("foreign" in row.value) countForeign(row.value.foreign);
      else if (columns.count() === rowsMax) return tooMany(line, rowsMax);
      else columns.add(row.value);
      return undefined;
    },
    ignore: (names) => { for (const name of names) if (ignored.size < 64) ignored.add(name); },
    end: (format) => {
      const taken = columns.taken();
      if (taken.count > 0) {
        return success({ format, columns: taken, foreign, ignoredColumns: [...ignored] });
      }
      const found = [...foreign.keys()].map(shown).join(", ");
      return failure("invalid-data", "no row of an operation that is used: expected " +
        "forward-compute, backward-compute, sends, receives and syncs; " +
        (found === "" ? "the file has no row" : `the operations are ${found}`));
    },
  };
}

function tooMany(line: number, rowsMax: number): Failure {
  return {
    code: "exhausted",
    message: `line ${line}: more than ${rowsMax} rows; expected fewer; leave out some steps: ` +
      "a few dozen are enough for a verdict",
  };
}
