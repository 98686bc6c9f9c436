// The operations of a window, open or recent, of all its communicators (message Operations). They
// differ from window to window, so they build on no base: shapes are said once, numbers go back one
// by one from the newest, and what is left is a byte for the shape and two for the duration.
//
// Read into arrays that are used again; objects are made of them when somebody looks.

import {
  collectiveFunctions, datatypes, type Calls, type CommunicatorSignature,
  type OperationShape, type OperationSignature,
} from "../signature.ts";
import { rankMax } from "../ids.ts";
import { refuse, wireLimits, within, word } from "./check.ts";
import { Cursor, isSameBytes, Sink, writeColumn } from "./varint.ts";

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
  marks: Float64Array;
  elapsed: Float64Array;
  shapes: readonly Shape[];
  /** What `shapes` were read from: programs call the same things again and again. */
  told: Uint8Array;
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
    from: new Int32Array(1), ordinals: new Float64Array(0), marks: new Float64Array(0),
    elapsed: new Float64Array(0), shapes: [], told: new Uint8Array(0),
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

  shapeAt(index: number): OperationShape {
    const { marks, shapes } = this.operations;
    return shapes[(marks[this.first + index] ?? 0) >> 1] ?? noShape;
  }

  operationAt(index: number): OperationSignature {
    return operationAt(this.operations, this.first + index);
  }
}

/** Brings `into`, whatever it held, to what is read. Throws a Refusal. */
export function readOperations(bytes: Uint8Array, into: Operations, callers: Callers): void {
  const fields = fieldsOf(bytes);
  const told = bytes.subarray(0, Math.max(...fields.end.subarray(0, field.shapePeer + 1)));
  if (!isSameBytes(told, into.told)) {
    into.shapes = readShapes(fields);
    into.told = told.slice();
  }
  const total = readCounts(fields, into, callers);
  if (into.ordinals.length < total) {
    into.ordinals = new Float64Array(total);
    into.marks = new Float64Array(total);
    into.elapsed = new Float64Array(total);
  }
  readOrdinals(fields, into, callers);
  const { marks } = into;
  fill(fields, field.operation, { values: marks, count: total, signs: false });
  const marksEnd = into.shapes.length * 2;
  for (let at = 0; at < total; at += 1) {
    if ((marks[at] ?? 0) >= marksEnd) refuse("shape of an operation", marks[at]);
  }
  fill(fields, field.elapsed, { values: into.elapsed, count: total, signs: false });
}

/** Numbers of the fields. */
const field = {
  shapeBytes: 1, shapeKind: 2, shapePeer: 3, counts: 4, newest: 5, operation: 6, ordinalGap: 7,
  elapsed: 8,
} as const;

/** Where the packed fields of a message lie. */
interface Fields {
  readonly bytes: Uint8Array;
  readonly begin: Int32Array;
  readonly end: Int32Array;
}

function fieldsOf(bytes: Uint8Array): Fields {
  const begin = new Int32Array(field.elapsed + 1);
  const end = new Int32Array(field.elapsed + 1);
  const cursor = new Cursor(bytes);
  let former = 0;
  while (cursor.at < cursor.end) {
    const key = cursor.varint();
    const tag = Math.floor(key / 8);
    if (key % 8 !== 2 || tag <= former) refuse("operations", `field ${tag} out of order`);
    const to = cursor.span();
    if (tag <= field.elapsed) {
      begin[tag] = cursor.at;
      end[tag] = to;
    }
    cursor.at = to;
    former = tag;
  }
  return { bytes, begin, end };
}

interface Rows {
  readonly values: Float64Array;
  readonly count: number;
  readonly signs: boolean;
}

/** A value for each row, one for all of them, or none where all are 0. */
function fill({ bytes, begin, end }: Fields, tag: number, { values, count, signs }: Rows): void {
  const cursor = new Cursor(bytes, begin[tag], end[tag]);
  if (cursor.at === cursor.end) {
    values.fill(0, 0, count);
    return;
  }
  if (count === 0) refuse("column", "values of no row");
  let value = signs ? cursor.signed() : cursor.varint();
  if (cursor.at === cursor.end) {
    values.fill(value, 0, count);
    return;
  }
  values[0] = value;
  for (let row = 1; row < count; row += 1) {
    value = signs ? cursor.signed() : cursor.varint();
    values[row] = value;
  }
  if (cursor.at !== cursor.end) refuse("column", "more values than rows");
}

function readShapes(fields: Fields): readonly Shape[] {
  const cursor = new Cursor(
    fields.bytes, fields.begin[field.shapeBytes], fields.end[field.shapeBytes]);
  const bytes: number[] = [];
  while (cursor.at < cursor.end) {
    if (bytes.length >= wireLimits.shapesMax) refuse("shapes count", bytes.length + 1);
    bytes.push(cursor.varint());
  }
  const count = bytes.length;
  const kinds = new Float64Array(count);
  const peers = new Float64Array(count);
  fill(fields, field.shapeKind, { values: kinds, count, signs: false });
  fill(fields, field.shapePeer, { values: peers, count, signs: true });
  return bytes.map((each, at): Shape => {
    const kind = within(kinds[at] ?? 0, 0x1ff, "kind of a shape");
    return {
      function: word(kind & 0xf, collectiveFunctions, "function"),
      datatype: word(kind >> 4 & 0xf, datatypes, "datatype"),
      bytes: each, peer: within(peers[at] ?? 0, rankMax, "peer", -1), pointToPoint: kind >= 0x100,
    };
  });
}

/** As many as the communicators of the largest node. */
let scratch = new Float64Array(64);

function readCounts(fields: Fields, into: Operations, { count, eachMax }: Callers): number {
  if (into.from.length !== count + 1) into.from = new Int32Array(count + 1);
  if (scratch.length < count) scratch = new Float64Array(count * 2);
  fill(fields, field.counts, { values: scratch, count, signs: false });
  let total = 0;
  for (let each = 0; each < count; each += 1) {
    total += within(scratch[each] ?? 0, eachMax, "operations count");
    into.from[each + 1] = total;
  }
  return total;
}

function readOrdinals(fields: Fields, into: Operations, { count, startedOf }: Callers): void {
  const { from, ordinals } = into;
  let withAny = 0;
  for (let each = 0; each < count; each += 1) if (from[each] !== from[each + 1]) withAny += 1;
  fill(fields, field.newest, { values: scratch, count: withAny, signs: true });
  fill(fields, field.ordinalGap, { values: ordinals, count: from[count] ?? 0, signs: true });
  let caller = 0;
  for (let each = 0; each < count; each += 1) {
    const first = from[each] ?? 0;
    const end = from[each + 1] ?? 0;
    if (first === end) continue;
    let ordinal = startedOf(each) - (scratch[caller] ?? 0);
    caller += 1;
    for (let at = end - 1; at >= first; at -= 1) {
      if (at < end - 1) ordinal -= 1 + (ordinals[at] ?? 0);
      if (!(ordinal >= 0)) refuse("ordinal", ordinal);
      ordinals[at] = ordinal;
    }
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
