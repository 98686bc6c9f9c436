// The operations of a window, open or recent, of all its communicators (message Operations). They
// differ from window to window, so they build on no base: shapes are said once, numbers go back one
// by one from the newest, and what is left is a byte for the shape and two for the duration.
//
// Read into arrays that are used again; objects are made of them when somebody looks.

import {
  collectiveFunctions, datatypes, type Calls, type CommunicatorSignature,
  type OperationSignature,
} from "../signature.ts";
import { rankMax } from "../ids.ts";
import { refuse, wireLimits, within, word } from "./check.ts";
import { Cursor, Sink, writeColumn } from "./varint.ts";

/** Whose operations, and where their `started` lies. */
export interface Callers {
  readonly count: number;
  readonly eachMax: number;
  readonly startedOf: (communicator: number) => number;
}

export interface Operations {
  /** Of each communicator the first of its operations; one more at the end. */
  from: Int32Array;
  ordinals: Float64Array;
  /** 2 × place of the shape, + 1: completed. */
  marks: Int32Array;
  elapsed: Float64Array;
  shapes: readonly Shape[];
}

interface Shape {
  readonly function: OperationSignature["function"];
  readonly datatype: OperationSignature["datatype"];
  readonly bytes: number;
  readonly peer: number;
  readonly pointToPoint: boolean;
}

export function newOperations(): Operations {
  return {
    from: new Int32Array(1), ordinals: new Float64Array(0), marks: new Int32Array(0),
    elapsed: new Float64Array(0), shapes: [],
  };
}

const none: readonly OperationSignature[] = [];

export function operationsOf(
  operations: Operations, communicator: number,
): readonly OperationSignature[] {
  const { from } = operations;
  const first = from[communicator] ?? 0;
  const end = from[communicator + 1] ?? first;
  if (first === end) return none;
  const made: OperationSignature[] = [];
  for (let at = first; at < end; at += 1) made.push(operationAt(operations, at));
  return made;
}

function operationAt(
  { ordinals, marks, elapsed, shapes }: Operations, at: number,
): OperationSignature {
  const mark = marks[at] ?? 0;
  const shape = shapes[mark >> 1] ?? noShape;
  return {
    ordinal: ordinals[at] ?? 0, function: shape.function, datatype: shape.datatype,
    bytes: shape.bytes, peer: shape.peer, pointToPoint: shape.pointToPoint,
    elapsedMs: (elapsed[at] ?? 0) / 1000, completed: (mark & 1) === 1,
  };
}

/** Never seen: marks are checked against the shapes that came with them. */
const noShape: Shape = {
  function: "unknown", datatype: "unknown", bytes: 0, peer: -1, pointToPoint: false,
};

/** The operations of one communicator, where they lie. */
export class CallsView implements Calls {
  private readonly operations: Operations;
  private readonly communicator: number;

  constructor(operations: Operations, communicator: number) {
    this.operations = operations;
    this.communicator = communicator;
  }

  private get first(): number { return this.operations.from[this.communicator] ?? 0; }

  get length(): number {
    return (this.operations.from[this.communicator + 1] ?? 0) - this.first;
  }

  ordinalAt(index: number): number { return this.operations.ordinals[this.first + index] ?? 0; }

  isLike(index: number, other: OperationSignature): boolean {
    const { marks, shapes } = this.operations;
    const shape = shapes[(marks[this.first + index] ?? 0) >> 1] ?? noShape;
    return shape.function === other.function && shape.bytes === other.bytes &&
      shape.datatype === other.datatype && shape.peer === other.peer;
  }

  operationAt(index: number): OperationSignature {
    return operationAt(this.operations, this.first + index);
  }
}

/** Brings `into`, whatever it held, to what is read. Throws a Refusal. */
export function readOperations(bytes: Uint8Array, into: Operations, callers: Callers): void {
  const fields = new Fields(bytes);
  into.shapes = readShapes(fields);
  const total = readCounts(fields, into, callers);
  if (into.ordinals.length < total) {
    into.ordinals = new Float64Array(total);
    into.marks = new Int32Array(total);
    into.elapsed = new Float64Array(total);
  }
  readOrdinals(fields, into, callers);
  const marks = fields.column(6, total);
  const marksEnd = into.shapes.length * 2;
  for (let at = 0; at < total; at += 1) {
    const mark = marks.next();
    into.marks[at] = mark < marksEnd ? mark : refuse("shape of an operation", mark);
  }
  marks.close();
  const elapsed = fields.column(8, total);
  for (let at = 0; at < total; at += 1) into.elapsed[at] = elapsed.next();
  elapsed.close();
}

function readShapes(fields: Fields): readonly Shape[] {
  const bytes = fields.list(1, wireLimits.shapesMax);
  const kinds = fields.column(2, bytes.length);
  const peers = fields.column(3, bytes.length);
  const shapes = bytes.map((each): Shape => {
    const kind = within(kinds.next(), 0x1ff, "kind of a shape");
    return {
      function: word(kind & 0xf, collectiveFunctions, "function"),
      datatype: word(kind >> 4 & 0xf, datatypes, "datatype"),
      bytes: each, peer: within(peers.nextSigned(), rankMax, "peer", -1),
      pointToPoint: kind >= 0x100,
    };
  });
  kinds.close();
  peers.close();
  return shapes;
}

function readCounts(fields: Fields, into: Operations, { count, eachMax }: Callers): number {
  if (into.from.length !== count + 1) into.from = new Int32Array(count + 1);
  const counts = fields.column(4, count);
  let total = 0;
  for (let each = 0; each < count; each += 1) {
    total += within(counts.next(), eachMax, "operations count");
    into.from[each + 1] = total;
  }
  counts.close();
  return total;
}

function readOrdinals(fields: Fields, into: Operations, { count, startedOf }: Callers): void {
  const { from, ordinals } = into;
  let callersWithAny = 0;
  for (let each = 0; each < count; each += 1) {
    if (from[each] !== from[each + 1]) callersWithAny += 1;
  }
  const newest = fields.column(5, callersWithAny);
  const gaps = fields.column(7, from[count] ?? 0);
  for (let each = 0; each < count; each += 1) {
    const first = from[each] ?? 0;
    const end = from[each + 1] ?? 0;
    if (first === end) continue;
    for (let at = first; at < end; at += 1) ordinals[at] = gaps.nextSigned();
    let ordinal = startedOf(each) - newest.nextSigned();
    for (let at = end - 1; at >= first; at -= 1) {
      if (at < end - 1) ordinal -= 1 + (ordinals[at] ?? 0);
      if (!(ordinal >= 0 && Number.isInteger(ordinal))) refuse("ordinal", ordinal);
      ordinals[at] = ordinal;
    }
  }
  newest.close();
  gaps.close();
}

/** The packed fields of a message, found once; asked for by number. */
class Fields {
  private readonly bytes: Uint8Array;
  private readonly begin: number[] = [];
  private readonly end: number[] = [];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const cursor = new Cursor(bytes);
    while (cursor.at < cursor.end) {
      const key = cursor.varint();
      const tag = Math.floor(key / 8);
      if (key % 8 !== 2 || tag === 0) refuse("operations", `field ${tag}`);
      const end = cursor.span();
      if (tag <= 8) {
        this.begin[tag] = cursor.at;
        this.end[tag] = end;
      }
      cursor.at = end;
    }
  }

  column(tag: number, rows: number): Packed {
    return new Packed(this.bytes, [this.begin[tag] ?? 0, this.end[tag] ?? 0], rows);
  }

  list(tag: number, max: number): number[] {
    const cursor = new Cursor(this.bytes, this.begin[tag] ?? 0, this.end[tag] ?? 0);
    const values: number[] = [];
    while (cursor.at < cursor.end) {
      if (values.length >= max) refuse("shapes count", values.length + 1);
      values.push(cursor.varint());
    }
    return values;
  }
}

/** One column: a value for each row, one for all of them, or none where all are 0. */
class Packed {
  private readonly cursor: Cursor;
  private readonly isEmpty: boolean;
  private readonly isLone: boolean;
  private readonly lone: number;
  private readonly loneSigned: number;

  constructor(bytes: Uint8Array, [begin, end]: readonly [number, number], rows: number) {
    this.cursor = new Cursor(bytes, begin, end);
    this.isEmpty = begin === end;
    this.lone = this.isEmpty ? 0 : this.cursor.varint();
    this.isLone = this.cursor.at === end;
    this.cursor.at = begin;
    this.loneSigned = this.isEmpty ? 0 : this.cursor.signed();
    if (!this.isLone) this.cursor.at = begin;
    if (!this.isEmpty && rows === 0) refuse("column", "values of no row");
  }

  next(): number { return this.isLone ? this.lone : this.cursor.varint(); }

  nextSigned(): number { return this.isLone ? this.loneSigned : this.cursor.signed(); }

  /** All rows were asked for: nothing may be left. */
  close(): void {
    if (this.cursor.at !== this.cursor.end) refuse("column", "more values than rows");
  }
}

export function writeOperations(
  communicators: readonly CommunicatorSignature[], list: "open" | "recent",
): Uint8Array {
  const shapes = new Map<string, number>();
  const columns = {
    bytes: [] as number[], kinds: [] as number[], peers: [] as number[], counts: [] as number[],
    newest: [] as number[], marks: [] as number[], gaps: [] as number[], elapsed: [] as number[],
  };
  for (const { [list]: operations, started } of communicators) {
    columns.counts.push(operations.length);
    const last = operations.at(-1);
    if (last !== undefined) columns.newest.push(started - last.ordinal);
    operations.forEach((each, index) => {
      const kind = collectiveFunctions.indexOf(each.function) +
        datatypes.indexOf(each.datatype) * 16 + (each.pointToPoint ? 256 : 0);
      const key = `${kind}/${each.bytes}/${each.peer}`;
      let place = shapes.get(key);
      if (place === undefined) {
        place = shapes.size;
        shapes.set(key, place);
        columns.bytes.push(each.bytes);
        columns.kinds.push(kind);
        columns.peers.push(each.peer);
      }
      const next = operations[index + 1];
      columns.marks.push(place * 2 + (each.completed ? 1 : 0));
      columns.gaps.push(next === undefined ? 0 : next.ordinal - each.ordinal - 1);
      columns.elapsed.push(Math.round(each.elapsedMs * 1000));
    });
  }
  const sink = new Sink();
  const write = (tag: number, values: readonly number[], signs = false): void => {
    if (values.some((each) => each !== 0)) {
      writeColumn(sink, tag, values, { count: values.length, signs });
    }
  };
  if (columns.bytes.length > 0) writeList(sink, columns.bytes);
  write(2, columns.kinds);
  write(3, columns.peers, true);
  write(4, columns.counts);
  write(5, columns.newest, true);
  write(6, columns.marks);
  write(7, columns.gaps, true);
  write(8, columns.elapsed);
  return sink.taken();
}

/** Never one for all: its length says how many shapes there are. */
function writeList(sink: Sink, values: readonly number[]): void {
  const own = new Sink();
  for (const each of values) own.varint(each);
  const bytes = own.taken();
  sink.field(1, bytes.length);
  for (const each of values) sink.varint(each);
}
