// A signature's numbers in their columns, as whole numbers (columns.ts): what the writer compares
// and tells.

import { phaseKinds, waitKinds, type Signature } from "../signature.ts";
import { columns, groups, layoutOf, type Column, type Group, type Layout } from "./columns.ts";

export interface Flat {
  readonly layout: Layout;
  readonly cells: Float64Array;
}

export function flatten(signature: Signature): Flat {
  const rows = rowsOf(signature);
  const functionsFrom = new Int32Array(rows.communicators.length + 1);
  rows.communicators.forEach(({ functions }, row) => {
    functionsFrom[row + 1] = (functionsFrom[row] ?? 0) + (functions as unknown[]).length;
  });
  const counts = Object.fromEntries(groups.map((group) => [group, rows[group].length]));
  const layout = layoutOf(counts as Record<Group, number>, functionsFrom);
  const cells = new Float64Array(layout.length);
  columns.forEach((column, index) => {
    const offset = layout.offsets[index] ?? 0;
    const of = rows[column.group];
    for (let row = 0; row < of.length; row += 1) {
      const value = told(column, of[row]?.[column.field]);
      // A hostile process file may count beyond what 64 bits hold.
      cells[offset + row] = Math.min(Math.max(value, column.min), column.max);
    }
  });
  return { layout, cells };
}

type Row = Readonly<Record<string, unknown>>;

function rowsOf({ health, processes }: Signature): Readonly<Record<Group, readonly Row[]>> {
  const communicators = processes.flatMap((each) => each.communicators);
  return {
    health: [health], devices: health.devices, processes,
    functions: communicators.flatMap((each) => each.functions), communicators,
    connections: processes.flatMap((each) => each.connections),
    sockets: processes.flatMap((each) => each.sockets),
  } as unknown as Readonly<Record<Group, readonly Row[]>>;
}

/** What the wire has of a field. */
function told(column: Column, value: unknown): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string") return codeOf(column, value);
  if (typeof value !== "number") return 0;
  switch (column.kind) {
    case "ms":
    case "celsius": return Math.round(value * 1000);
    case "age": return value < 0 ? 0 : Math.round(value * 1000) + 1;
    case "seconds":
    case "fraction": return Math.round(value * 1e6);
    case "rate": return Math.round(value);
    default: return value;
  }
}

function codeOf({ field }: Column, value: string): number {
  switch (field) {
    case "phase": return (phaseKinds as readonly string[]).indexOf(value);
    case "wait": return (waitKinds as readonly string[]).indexOf(value);
    default: return value.codePointAt(0) ?? 0;
  }
}
