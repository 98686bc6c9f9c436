// Aligned columns that fit the screen. When they do not, the columns marked as least needed go
// first, and then the widest text is cut, with a sign. What is not meant to be cut is, where a
// screen is narrower than all that: a shortened line says more than one that the terminal folds.
// A name that leads a row goes last, for people type it.

import { type Paint, printableLine, type Tone, widthOf } from "./paint.ts";

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export interface Column {
  readonly title: string;
  readonly right?: boolean;
  /** Goes when the screen is too narrow; the highest goes first. Absent: stays. */
  readonly drop?: number;
  /** May be cut down to this many characters. Absent: never cut. */
  readonly cutTo?: number;
}

export interface TableOptions {
  readonly columns: number;
  readonly paint: Paint;
}

const gap = 2;
/** A cell of a screen too narrow for everything still shows three letters and the sign. */
const cutAlwaysTo = 4;

export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  options: TableOptions,
): string {
  const cells = rows.map((row) => row.map((cell) => ({ ...cell, text: printableLine(cell.text) })));
  const natural = columns.map((column, index) =>
    Math.max(widthOf(column.title), ...cells.map((row) => widthOf(row[index]?.text ?? ""))));
  const kept = keepColumns(columns, natural, options.columns)
    // A column that may go does go when it has nothing to say.
    .filter((index) => columns[index]?.drop === undefined ||
      cells.some((row) => (row[index]?.text ?? "") !== ""));
  const widths = cutWidths(columns, natural, { kept, columns: options.columns });
  const line = (row: readonly Cell[]): string => kept.map((index, place) => {
    const cell = row[index] ?? { text: "" };
    const width = widths[index] ?? 0;
    const text = cut(cell.text, width);
    const padding = " ".repeat(Math.max(0, width - widthOf(text)));
    const painted = cell.tone === undefined ? text : options.paint[cell.tone](text);
    if (columns[index]?.right === true) return padding + painted;
    return place === kept.length - 1 ? painted : painted + padding;
  }).join(" ".repeat(gap)).trimEnd();
  const title = line(columns.map((column) => ({ text: column.title, tone: "strong" })));
  return [title, ...cells.map(line)].map((each) => `${each}\n`).join("");
}

function keepColumns(
  columns: readonly Column[], natural: readonly number[], screen: number,
): readonly number[] {
  let kept = columns.map((_, index) => index);
  const least = (index: number): number =>
    Math.min(natural[index] ?? 0, columns[index]?.cutTo ?? Number.POSITIVE_INFINITY);
  const total = (): number =>
    kept.reduce((sum, index) => sum + least(index), 0) + gap * (kept.length - 1);
  while (total() > screen) {
    const droppable = kept.filter((index) => columns[index]?.drop !== undefined)
      .sort((left, right) => (columns[right]?.drop ?? 0) - (columns[left]?.drop ?? 0));
    const gone = droppable[0];
    if (gone === undefined) break;
    kept = kept.filter((index) => index !== gone);
  }
  return kept;
}

function cutWidths(
  columns: readonly Column[], natural: readonly number[],
  room: { readonly kept: readonly number[]; readonly columns: number },
): readonly number[] {
  const widths = [...natural];
  const used = (): number =>
    room.kept.reduce((sum, index) => sum + (widths[index] ?? 0), 0) + gap * (room.kept.length - 1);
  const widestOver = (least: (index: number) => number): number | undefined => room.kept
    .filter((index) => (widths[index] ?? 0) > least(index))
    .sort((left, right) => (widths[right] ?? 0) - (widths[left] ?? 0))[0];
  while (used() > room.columns) {
    const widest = widestOver((index) => columns[index]?.cutTo ?? Number.POSITIVE_INFINITY) ??
      widestOver((index) => index === room.kept[0] ? Number.POSITIVE_INFINITY : cutAlwaysTo) ??
      widestOver(() => cutAlwaysTo);
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

export function cut(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** Words broken into lines of a width; a word that is longer stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (widthOf(longer) <= width || current === "") current = longer;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current];
}
