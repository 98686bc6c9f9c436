// A reader of Python pickles that can only build plain values. A pickle is a program for a small
// stack machine, and the opcodes that look up and call Python objects are what makes a foreign
// pickle dangerous. Here they do not exist: the first one ends the reading with an error that
// names it. What remains are constants, containers and the memo, of protocols 2 to 5.
//
// The input is hostile. Every length is checked against the bytes that are left before anything
// is made from it, so memory is bounded by the input's size times a constant and by `valuesMax`;
// each opcode consumes at least one byte, so the loop ends. Nothing here recurses: nesting costs
// the machine's own stack, which is bounded. Parts may be shared and cyclic as pickles allow.

import { failure, success, type Result } from "../../../proto/errors.ts";
import type { Plain } from "./plain.ts";

export const pickleBytesMax = 128 * 1024 * 1024;
/** Constants and containers in one pickle. */
const valuesMax = 10_000_000;
/** Values waiting on the machine's stack, marks included: also bounds the nesting. */
const stackMax = 1_000_000;
/** Deeper nesting than marks and open containers ever need in a dump. */
export const marksMax = 1_000;
const longBytesMax = 64;

type Stored = Plain | Plain[] | Map<string, Plain>;

interface Machine {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  offset: number;
  /** Where the opcode in hand began, for messages. */
  start: number;
  readonly stack: Stored[];
  /** Heights of the stack at each open mark. */
  readonly marks: number[];
  readonly memo: Map<number, Stored>;
  values: number;
}

/** Thrown inside this module alone and turned into a Failure at its door. */
class Refusal extends Error {}

/** Reads one pickle; what follows its STOP is ignored, as Python does. */
export function readPickle(bytes: Uint8Array): Result<Plain> {
  if (bytes.length > pickleBytesMax) {
    return failure("exhausted", `the pickle has ${bytes.length} bytes; ${pickleBytesMax} are read`);
  }
  const machine: Machine = {
    bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    offset: 0, start: 0, stack: [], marks: [], memo: new Map(), values: 0,
  };
  try {
    return success(run(machine));
  } catch (caught) {
    if (!(caught instanceof Refusal)) throw caught;
    return failure("invalid-data", `${caught.message} at offset ${machine.start}`);
  }
}

function run(machine: Machine): Plain {
  for (;;) {
    machine.start = machine.offset;
    if (machine.offset >= machine.bytes.length) {
      throw new Refusal("the pickle is truncated: no STOP opcode");
    }
    const opcode = take(machine, 1)[0] ?? 0;
    if (opcode === 0x2e) return finish(machine); // STOP
    const action = actions.get(opcode);
    if (action !== undefined) {
      action(machine);
      continue;
    }
    throw refusalOf(opcode);
  }
}

function refusalOf(opcode: number): Refusal {
  const active = activeOpcodes.get(opcode);
  if (active !== undefined) {
    return new Refusal(`opcode ${active} reaches for objects outside the pickle and is refused`);
  }
  const name = unusedOpcodes.get(opcode) ?? `0x${opcode.toString(16).padStart(2, "0")}`;
  return new Refusal(`opcode ${name} has no place in a dump and is refused`);
}

function finish(machine: Machine): Plain {
  if (machine.marks.length > 0) throw new Refusal("STOP inside an open MARK");
  if (machine.stack.length !== 1) {
    throw new Refusal(`STOP with ${machine.stack.length} values on the stack in place of one`);
  }
  return machine.stack[0] as Plain;
}

function take(machine: Machine, count: number): Uint8Array {
  const left = machine.bytes.length - machine.offset;
  if (count > left) {
    throw new Refusal(`the pickle is truncated: ${count} bytes wanted, ${left} left`);
  }
  machine.offset += count;
  return machine.bytes.subarray(machine.offset - count, machine.offset);
}

function push(machine: Machine, value: Stored): void {
  machine.values += 1;
  if (machine.values > valuesMax) throw new Refusal(`more than ${valuesMax} values`);
  if (machine.stack.length >= stackMax) throw new Refusal(`more than ${stackMax} on the stack`);
  machine.stack.push(value);
}

/** Marks fence the stack: what lies below the newest one is out of reach. */
function pop(machine: Machine): Stored {
  if (machine.stack.length <= (machine.marks.at(-1) ?? 0)) throw new Refusal("stack underflow");
  return machine.stack.pop();
}

function peek(machine: Machine): Stored {
  if (machine.stack.length <= (machine.marks.at(-1) ?? 0)) throw new Refusal("stack underflow");
  return machine.stack.at(-1);
}

function popToMark(machine: Machine): Stored[] {
  const height = machine.marks.pop();
  if (height === undefined) throw new Refusal("no open MARK");
  return machine.stack.splice(height);
}

function mark(machine: Machine): void {
  if (machine.marks.length >= marksMax) throw new Refusal(`more than ${marksMax} open MARKs`);
  machine.marks.push(machine.stack.length);
}

function uint(machine: Machine, width: 1 | 2 | 4 | 8): number {
  const at = machine.offset;
  take(machine, width);
  if (width === 1) return machine.view.getUint8(at);
  if (width === 2) return machine.view.getUint16(at, true);
  if (width === 4) return machine.view.getUint32(at, true);
  const value = machine.view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Refusal(`a length of ${value}`);
  return Number(value);
}

/** A line of the text opcodes, without its end. */
function line(machine: Machine): string {
  const end = machine.bytes.indexOf(0x0a, machine.offset);
  if (end < 0) throw new Refusal("the pickle is truncated: a line does not end");
  const text = new TextDecoder("latin1").decode(take(machine, end - machine.offset));
  take(machine, 1);
  return text;
}

function lineInteger(machine: Machine): number {
  const text = line(machine);
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new Refusal("a number that is none");
  return value;
}

function unicode(machine: Machine, width: 1 | 4 | 8): string {
  return new TextDecoder().decode(take(machine, uint(machine, width)));
}

function latin(machine: Machine, width: 1 | 4): string {
  return new TextDecoder("latin1").decode(take(machine, uint(machine, width)));
}

/** Two's complement, little end first. */
function long(machine: Machine, width: 1 | 4): number | bigint {
  const length = uint(machine, width);
  if (length > longBytesMax) throw new Refusal(`an integer of ${length} bytes`);
  let value = 0n;
  for (const byte of take(machine, length).toReversed()) value = (value << 8n) | BigInt(byte);
  const signed = BigInt.asIntN(length * 8, value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

function keyOf(value: Stored): string {
  switch (typeof value) {
    case "string": return value;
    case "number": case "bigint": case "boolean": case "undefined": return String(value);
    default: throw new Refusal("a dictionary key that is no text or number");
  }
}

function fill(map: Map<string, Plain>, items: readonly Stored[]): void {
  if (items.length % 2 !== 0) throw new Refusal("a dictionary key without a value");
  for (let index = 0; index < items.length; index += 2) {
    map.set(keyOf(items[index]), items[index + 1] as Plain);
  }
}

function targetList(machine: Machine): Plain[] {
  const target = peek(machine);
  if (!Array.isArray(target)) throw new Refusal("an append to what is no list");
  return target;
}

function targetMap(machine: Machine): Map<string, Plain> {
  const target = peek(machine);
  if (!(target instanceof Map)) throw new Refusal("an item set in what is no dictionary");
  return target as Map<string, Plain>;
}

function append(machine: Machine, items: readonly Stored[]): void {
  const list = targetList(machine);
  for (const item of items) list.push(item as Plain);
}

function tuple(machine: Machine, length: number): void {
  const items: Stored[] = [];
  for (let index = 0; index < length; index += 1) items.push(pop(machine));
  push(machine, items.toReversed() as Plain[]);
}

function remember(machine: Machine, index: number): void {
  machine.memo.set(index, peek(machine));
}

function recall(machine: Machine, index: number): void {
  if (!machine.memo.has(index)) throw new Refusal(`nothing is remembered as ${index}`);
  push(machine, machine.memo.get(index));
}

function protocol(machine: Machine): void {
  const version = uint(machine, 1);
  if (version > 5) throw new Refusal(`protocol ${version}; 2 to 5 are read`);
}

/** A frame only groups bytes; one that promises more than there is means a cut file. */
function frame(machine: Machine): void {
  const length = uint(machine, 8);
  const left = machine.bytes.length - machine.offset;
  if (length > left) {
    throw new Refusal(`the pickle is truncated: a frame of ${length} bytes, ${left} left`);
  }
}

const actions = new Map<number, (machine: Machine) => void>([
  [0x80, protocol],
  [0x95, frame],
  [0x28, mark],
  [0x30, (machine) => void pop(machine)], // POP
  [0x31, (machine) => void popToMark(machine)], // POP_MARK
  [0x32, (machine) => push(machine, peek(machine))], // DUP
  [0x4e, (machine) => push(machine, undefined)], // NONE
  [0x88, (machine) => push(machine, true)],
  [0x89, (machine) => push(machine, false)],
  [0x4b, (machine) => push(machine, uint(machine, 1))], // BININT1
  [0x4d, (machine) => push(machine, uint(machine, 2))], // BININT2
  [0x4a, (machine) => push(machine, uint(machine, 4) | 0)], // BININT
  [0x8a, (machine) => push(machine, long(machine, 1))], // LONG1
  [0x8b, (machine) => push(machine, long(machine, 4))], // LONG4
  [0x47, (machine) => { // BINFLOAT
    const at = machine.offset;
    take(machine, 8);
    push(machine, machine.view.getFloat64(at, false));
  }],
  [0x8c, (machine) => push(machine, unicode(machine, 1))], // SHORT_BINUNICODE
  [0x58, (machine) => push(machine, unicode(machine, 4))], // BINUNICODE
  [0x8d, (machine) => push(machine, unicode(machine, 8))], // BINUNICODE8
  [0x55, (machine) => push(machine, latin(machine, 1))], // SHORT_BINSTRING
  [0x54, (machine) => push(machine, latin(machine, 4))], // BINSTRING
  [0x43, (machine) => push(machine, take(machine, uint(machine, 1)))], // SHORT_BINBYTES
  [0x42, (machine) => push(machine, take(machine, uint(machine, 4)))], // BINBYTES
  [0x8e, (machine) => push(machine, take(machine, uint(machine, 8)))], // BINBYTES8
  [0x96, (machine) => push(machine, take(machine, uint(machine, 8)))], // BYTEARRAY8
  [0x5d, (machine) => push(machine, [])], // EMPTY_LIST
  [0x29, (machine) => push(machine, [])], // EMPTY_TUPLE
  [0x7d, (machine) => push(machine, new Map())], // EMPTY_DICT
  [0x61, (machine) => append(machine, [pop(machine)])], // APPEND
  [0x65, (machine) => append(machine, popToMark(machine))], // APPENDS
  [0x6c, (machine) => push(machine, popToMark(machine) as Plain[])], // LIST
  [0x74, (machine) => push(machine, popToMark(machine) as Plain[])], // TUPLE
  [0x85, (machine) => tuple(machine, 1)],
  [0x86, (machine) => tuple(machine, 2)],
  [0x87, (machine) => tuple(machine, 3)],
  [0x64, (machine) => { // DICT
    const map = new Map<string, Plain>();
    fill(map, popToMark(machine));
    push(machine, map);
  }],
  [0x73, (machine) => { // SETITEM
    const value = pop(machine);
    const key = pop(machine);
    fill(targetMap(machine), [key, value]);
  }],
  [0x75, (machine) => { // SETITEMS
    const items = popToMark(machine);
    fill(targetMap(machine), items);
  }],
  [0x94, (machine) => remember(machine, machine.memo.size)], // MEMOIZE
  [0x71, (machine) => remember(machine, uint(machine, 1))], // BINPUT
  [0x72, (machine) => remember(machine, uint(machine, 4))], // LONG_BINPUT
  [0x70, (machine) => remember(machine, lineInteger(machine))], // PUT
  [0x68, (machine) => recall(machine, uint(machine, 1))], // BINGET
  [0x6a, (machine) => recall(machine, uint(machine, 4))], // LONG_BINGET
  [0x67, (machine) => recall(machine, lineInteger(machine))], // GET
]);

/** What makes a pickle a program: look-ups, calls and references to the outside. */
const activeOpcodes = new Map<number, string>([
  [0x63, "GLOBAL"], [0x93, "STACK_GLOBAL"], [0x52, "REDUCE"], [0x62, "BUILD"], [0x69, "INST"],
  [0x6f, "OBJ"], [0x81, "NEWOBJ"], [0x92, "NEWOBJ_EX"], [0x50, "PERSID"], [0x51, "BINPERSID"],
  [0x82, "EXT1"], [0x83, "EXT2"], [0x84, "EXT4"], [0x97, "NEXT_BUFFER"],
]);

/** Harmless, but sets and the text forms of protocol 0 never stand in a dump. */
const unusedOpcodes = new Map<number, string>([
  [0x98, "READONLY_BUFFER"], [0x8f, "EMPTY_SET"], [0x90, "ADDITEMS"], [0x91, "FROZENSET"],
  [0x49, "INT"], [0x4c, "LONG"], [0x46, "FLOAT"], [0x53, "STRING"], [0x56, "UNICODE"],
]);
