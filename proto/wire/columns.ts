// The columns of a window's values: what each cell means and may be, and where it lies.
//
// All that counts and ages in a window is one array of numbers, whole numbers as on the wire:
//
//   cells   health │ devices … │ processes … │ functions … │ communicators … │ connections … │ …
//                                             ╰ started of every row, completed of every row, …
//
// Column by column, because a column is what changes together, is read by one loop, and is left
// alone as a whole when nothing in it changed. Reader and writer walk the same list below, in the
// order of the field numbers (proto/c4.proto), and know nothing of what a column is about.

import { phaseKinds, waitKinds } from "../signature.ts";

export const groups = [
  "health", "devices", "processes", "functions", "communicators", "connections", "sockets",
] as const;
export type Group = (typeof groups)[number];

/** Of each group; health has one. */
export type RowCounts = Readonly<Record<Group, number>>;

export interface Column {
  readonly group: Group;
  readonly field: string;
  readonly tag: number;
  /** Plain whole number; `ms`, `age` and `seconds` in microseconds; `rate` rounded. */
  readonly kind: "count" | "rate" | "ms" | "age" | "seconds" | "fraction" | "celsius" | "word";
  readonly min: number;
  readonly max: number;
  /** Its second form: what is left without the change of a column of the same row, … */
  readonly less?: { readonly tag: number; readonly than: string };
  /** … or of that column of the row's functions, all together. */
  readonly lessFunctions?: { readonly tag: number; readonly than: string };
}

/** What 64 bits hold; exact is a double to 2^53. */
const countMax = 2 ** 63;
const letterMax = 0x7a;

type Shape = Omit<Column, "group" | "field" | "min" | "max"> & { min?: number; max?: number };
const count = (tag: number): Shape => ({ tag, kind: "count" });
const ms = (tag: number): Shape => ({ tag, kind: "ms" });
const age = (tag: number): Shape => ({ tag, kind: "age" });
const word = (tag: number, max: number): Shape => ({ tag, kind: "word", max });
const less = (tag: number, than: string): Shape =>
  ({ ...count(tag), less: { tag: tag + 1, than } });
const sums = (tag: number, kind: "count" | "ms", than: string): Shape =>
  ({ tag, kind, lessFunctions: { tag: tag + 1, than } });

const fields = {
  health: {
    cpuFraction: { tag: 1, kind: "fraction", max: 1e6 },
    memoryFraction: { tag: 2, kind: "fraction", max: 1e6 },
    interfaceErrors: count(3), interfaceDrops: count(4),
    agentCpuSeconds: { tag: 5, kind: "seconds" },
    agentRssBytes: count(6), windowsDropped: count(7), filesRejected: count(8),
  },
  devices: {
    temperatureCelsius: { tag: 9, kind: "celsius", min: -1e6, max: 1e6 },
    eccUncorrected: count(10), throttled: word(11, 1),
  },
  processes: {
    ageMs: ms(16), cpuMs: ms(17), beatAgeMs: age(18), phase: word(19, phaseKinds.length - 1),
    phaseAgeMs: ms(20), step: count(21), runState: word(22, letterMax), dropped: count(23),
  },
  functions: {
    started: count(32), completed: less(33, "started"), bytes: count(35), busyMs: ms(36),
  },
  communicators: {
    started: sums(48, "count", "started"), completed: sums(50, "count", "completed"),
    bytes: sums(52, "count", "bytes"), busyMs: sums(54, "ms", "busyMs"), occupiedMs: ms(56),
    lastStartAgeMs: age(57), lastEndAgeMs: age(58), live: word(59, 1),
  },
  connections: {
    readySteps: count(64), postedSteps: less(65, "readySteps"), doneSteps: less(67, "postedSteps"),
    readyBytes: count(69), postedBytes: less(70, "readyBytes"), doneBytes: less(72, "postedBytes"),
    heardSteps: less(74, "readySteps"), streamingMs: ms(76), streamingBytes: count(77),
    waitGpuMs: ms(78), waitPeerMs: ms(79), waitNetworkMs: ms(80), waitDataMs: ms(81),
    wait: word(82, waitKinds.length - 1), waitAgeMs: ms(83), progressAgeMs: age(84),
  },
  sockets: {
    bytesAcked: count(96), bytesReceived: count(97), unackedSegments: count(98),
    unsentBytes: count(99), unreadBytes: count(100), retransmits: count(101),
    roundTripMs: ms(102), busyMs: ms(103), receiveWindowLimitedMs: ms(104),
    sendBufferLimitedMs: ms(105), deliveryBytesPerSecond: { tag: 106, kind: "rate" },
    lastSentAgeMs: ms(107), lastReceivedAgeMs: ms(108),
  },
} as const satisfies Record<Group, Record<string, Shape>>;

export const columns: readonly Column[] = groups.flatMap((group) =>
  Object.entries<Shape>(fields[group]).map(([field, shape]) =>
    ({ group, field, min: 0, max: countMax, ...shape })));

/** Place of each column within its group. */
type Places<Of extends Group> = Readonly<Record<keyof (typeof fields)[Of], number>>;
function placesOf<Of extends Group>(group: Of): Places<Of> {
  return Object.fromEntries(Object.keys(fields[group]).map((field, place) => [field, place])) as
    Places<Of>;
}
export const healthAt = placesOf("health");
export const deviceAt = placesOf("devices");
export const processAt = placesOf("processes");
export const functionAt = placesOf("functions");
export const communicatorAt = placesOf("communicators");
export const connectionAt = placesOf("connections");
export const socketAt = placesOf("sockets");

export interface Layout {
  readonly rows: RowCounts;
  /** Where each group begins. */
  readonly starts: RowCounts;
  /** Where each of `columns` begins, and its number of rows. */
  readonly offsets: Int32Array;
  readonly counts: Int32Array;
  readonly length: number;
  /** Of each communicator the first of its functions; one more at the end. */
  readonly functionsFrom: Int32Array;
}

export function layoutOf(rows: RowCounts, functionsFrom: Int32Array): Layout {
  const offsets = new Int32Array(columns.length);
  const counts = new Int32Array(columns.length);
  const starts: Record<Group, number> = {
    health: 0, devices: 0, processes: 0, functions: 0, communicators: 0, connections: 0, sockets: 0,
  };
  let length = 0;
  columns.forEach(({ group }, index) => {
    if (columns[index - 1]?.group !== group) starts[group] = length;
    offsets[index] = length;
    counts[index] = rows[group];
    length += rows[group];
  });
  return { rows, starts, offsets, counts, length, functionsFrom };
}

/** What the second form of each column is taken from; -1: it has none. */
const partners: readonly number[] = columns.map(({ group, less: own, lessFunctions }) => {
  const than = own?.than ?? lessFunctions?.than;
  const where = own === undefined ? "functions" : group;
  return than === undefined
    ? -1
    : columns.findIndex((each) => each.group === where && each.field === than);
});

const isSum = columns.map((each) => each.lessFunctions !== undefined);

/** A window's values, those that they are told against, and where both lie. */
export interface Window {
  readonly cells: Float64Array;
  readonly base: Float64Array;
  readonly layout: Layout;
}

/** The change of the partner that the second form of a column leaves out. */
export function partnerChange(
  column: number, row: number, { cells, base, layout }: Window,
): number {
  const offset = layout.offsets[partners[column] ?? -1] ?? 0;
  if (isSum[column] !== true) {
    return (cells[offset + row] ?? 0) - (base[offset + row] ?? 0);
  }
  let sum = 0;
  const end = layout.functionsFrom[row + 1] ?? 0;
  for (let each = layout.functionsFrom[row] ?? 0; each < end; each += 1) {
    sum += (cells[offset + each] ?? 0) - (base[offset + each] ?? 0);
  }
  return sum;
}
