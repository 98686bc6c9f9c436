// The delay matrix as a heat table: rows send, columns receive. A sick transmitter shows as a hot
// row, a sick receiver as a hot column, a sick link as one hot cell.
//
// The scale is the matrix's own: a cell's heat is its ratio to the median of all cells, because
// "slow" only means something against the like. A table wider than the screen is folded into
// blocks, each showing its hottest cell, so that folding can never hide what one looks for.

import type { MatrixView } from "../../proto/api.ts";
import { formatBytes, formatFigure } from "./figures.ts";
import type { TableOptions } from "./table.ts";

export const matrixMetrics = ["network", "wait", "bytes"] as const;
export type MatrixMetric = (typeof matrixMetrics)[number];

interface Figures {
  readonly title: string;
  readonly cells: readonly (readonly (number | null)[])[];
  readonly format: (value: number) => string;
}

/** Ranks whose cells are written as numbers, at most. */
const numbersMax = 32;

/** Ratio to the median at which each shade begins; colours are of the 256-colour table. */
const shades = [
  { from: 0, glyph: "·", color: "38;5;244", meaning: "up to 1.5x the median" },
  { from: 1.5, glyph: "░", color: "48;5;100;38;5;231", meaning: "1.5x" },
  { from: 3, glyph: "▒", color: "48;5;130;38;5;231", meaning: "3x" },
  { from: 6, glyph: "▓", color: "48;5;160;38;5;231", meaning: "6x" },
  { from: 12, glyph: "█", color: "48;5;196;38;5;231;1", meaning: "12x and more" },
] as const;

export function formatMatrix(
  view: MatrixView, metric: MatrixMetric, options: TableOptions & { readonly color: boolean },
): string {
  const figures = figuresOf(view, metric);
  const names = view.ranks.map((each) => String(each.rank));
  const size = names.length;
  if (size === 0) return "No rank seen yet.\n";
  const median = medianOf(figures.cells);
  const labels = view.ranks.map((each) => `${each.rank} ${each.node}`);
  const labelWidth = labels.reduce((widest, label) => Math.max(widest, label.length), 4);
  const numberWidth = numberWidthOf(figures);
  const hasNumbers = labelWidth + 1 + size * numberWidth <= options.columns;
  const body = hasNumbers
    ? numberTable(figures, { median, labels, labelWidth, names, width: numberWidth }, options.color)
    : shadeTable(figures, { median, labels, labelWidth, columns: options.columns }, options.color);
  const traffic = median === undefined ? nothingYet(metric) : "";
  return `${view.job}: ${figures.title}\nrows send, columns receive\n\n${body}\n${traffic}` +
    legend(options.color, median === undefined ? "-" : figures.format(median));
}

/** Small payloads arrive in one packet and have no rate: then only their bytes can be shown. */
function nothingYet(metric: MatrixMetric): string {
  return metric === "bytes"
    ? "No traffic measured yet; the collectives of MPI show their connections to nobody.\n"
    : "No traffic measured yet, or none in payloads large enough to be timed: " +
      "try --show bytes.\n";
}

function figuresOf(view: MatrixView, metric: MatrixMetric): Figures {
  switch (metric) {
    case "network": return {
      title: "network time per MiB sent, in ms", cells: view.networkMsPerMiB, format: formatFigure,
    };
    case "wait": return {
      title: "share of time in which the sender waited for the receiver's credit",
      cells: view.peerWaitFraction, format: (value) => `${(value * 100).toFixed(0)}%`,
    };
    case "bytes": return {
      title: "bytes per second", cells: view.bytesPerSecond,
      format: (value) => formatBytes(value).replace(" ", "").replace("iB", ""),
    };
  }
}

/** A sign for the shade, the number, a space; of a large matrix nobody will see numbers. */
function numberWidthOf(figures: Figures): number {
  if (figures.cells.length > numbersMax) return Number.POSITIVE_INFINITY;
  const written = figures.cells.flat()
    .map((value) => (value === null ? 1 : figures.format(value).length));
  return Math.max(3, ...written) + 2;
}

interface NumberShape {
  readonly median: number | undefined;
  readonly labels: readonly string[];
  readonly labelWidth: number;
  readonly names: readonly string[];
  readonly width: number;
}

function numberTable(figures: Figures, shape: NumberShape, color: boolean): string {
  const head = " ".repeat(shape.labelWidth + 1) +
    shape.names.map((name) => name.padStart(shape.width - 1).padEnd(shape.width)).join("");
  const rows = shape.labels.map((label, row) => {
    const cells = shape.names.map((_, column) => {
      const value = figures.cells[row]?.[column] ?? null;
      if (value === null) return (row === column ? "\\" : "-").padStart(shape.width - 1) + " ";
      const shade = shadeOf(value, shape.median);
      const mark = color || shade.glyph === "·" ? "" : shade.glyph;
      const text = (mark + figures.format(value)).padStart(shape.width - 1) + " ";
      return painted(text, shade.color, color);
    });
    return `${label.padEnd(shape.labelWidth)} ${cells.join("")}`.trimEnd();
  });
  return [head.trimEnd(), ...rows].map((line) => `${line}\n`).join("");
}

interface ShadeShape {
  readonly median: number | undefined;
  readonly labels: readonly string[];
  readonly labelWidth: number;
  readonly columns: number;
}

function shadeTable(figures: Figures, shape: ShadeShape, color: boolean): string {
  const size = shape.labels.length;
  const room = Math.max(8, shape.columns - shape.labelWidth - 1);
  const fold = Math.ceil(size / Math.min(room, 64));
  const blocks = Math.ceil(size / fold);
  const rows = Array.from({ length: blocks }, (_, row) => {
    const cells = Array.from({ length: blocks }, (_unused, column) => {
      const hottest = hottestOf(figures.cells, { row: row * fold, column: column * fold, fold });
      if (hottest === undefined) return " ";
      const shade = shadeOf(hottest, shape.median);
      return painted(shade.glyph, shade.color, color);
    });
    return `${(shape.labels[row * fold] ?? "").padEnd(shape.labelWidth)} ${cells.join("")}`;
  });
  const note = fold === 1
    ? "" : `one sign stands for ${fold} by ${fold} ranks and shows the hottest of them\n`;
  return rows.map((line) => `${line.trimEnd()}\n`).join("") + note;
}

function hottestOf(
  cells: Figures["cells"],
  block: { readonly row: number; readonly column: number; readonly fold: number },
): number | undefined {
  let hottest: number | undefined;
  for (let row = block.row; row < block.row + block.fold; row += 1) {
    for (let column = block.column; column < block.column + block.fold; column += 1) {
      const value = cells[row]?.[column];
      if (value !== null && value !== undefined && value > (hottest ?? -1)) hottest = value;
    }
  }
  return hottest;
}

function medianOf(cells: Figures["cells"]): number | undefined {
  const sorted = cells.flat().filter((value) => value !== null).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function shadeOf(value: number, median: number | undefined): (typeof shades)[number] {
  const ratio = median === undefined || median <= 0 ? 0 : value / median;
  return shades.findLast((shade) => ratio >= shade.from) ?? shades[0];
}

function painted(text: string, color: string, isOn: boolean): string {
  return isOn ? `\u001b[${color}m${text}\u001b[0m` : text;
}

function legend(color: boolean, median: string): string {
  const signs = shades.map((shade) =>
    `${painted(` ${shade.glyph} `, shade.color, color)} ${shade.meaning}`).join("  ");
  return `median ${median}   ${signs}   - no traffic\n`;
}
