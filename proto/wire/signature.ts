// Signature ↔ bytes: windows of a node, whole or as the difference to a whole one.
//
// A window says what a node's processes did, and most of that is as it was a second ago. So the
// writer tells a window whole from time to time, with names, and in between only what changed since
// the last whole one. Not since the last window: on a path where the freshest wins, the last window
// is what gets lost, and a chain of differences breaks with its first loss. Against the last whole
// window a difference costs a few bits more (counters grow for five seconds instead of one) and
// needs nothing but that window, whatever else was lost, repeated or late on the way.
//
// The reader keeps of each node the newest whole window and the newest window, and what it gives
// out are views of the latter: a signature is lent until the next one is read. The controller's
// core copies at once what it keeps; whoever wants to keep more takes a copy (`plainSignature`). To
// lend each for longer doubled what 16,384 nodes keep in memory and go through in a second.
//
// A difference whose base is not here (the reader was started after it, or it was lost) is no error
// and no signature: the next whole window is at most five away.
//
// Tried and left: a hash of the structure instead of the whole window (one loss more to think of),
// and asking the agent for a whole window (a path back for all of them at once, when a controller
// starts, is the flood that it should be spared).

import { parseNodeName, type NodeName } from "../ids.ts";
import { failure, success, type Result } from "../errors.ts";
import { openOperationsMax, recentOperationsMax, type Signature } from "../signature.ts";
import { c4 } from "./c4.js";
import {
  amount, counter, decodeWith, matching, named, refuse, wireLimits,
} from "./check.ts";
import { communicatorAt, processAt, type Layout } from "./columns.ts";
import { flatten } from "./flatten.ts";
import { readOperations, writeOperations } from "./operations.ts";
import { readStructure, writeStructure, type Structure } from "./structure.ts";
import { readValues, writeValues } from "./values.ts";
import { Cursor, isSameBytes } from "./varint.ts";
import {
  letters, newDesk, newFace, plainSignature, type Desk, type Face,
} from "./views.ts";

const baseField = 8;
const addressPattern = /^$|^[0-9A-Za-z.:[\]%-]{1,100}:[0-9]{1,5}$/;
const sessionPattern = /^[A-Za-z0-9-]{1,64}$/;

/** A reader that missed one waits for no more than so many windows. */
export const wholeEvery = 5;

export interface SignatureWriter {
  readonly write: (signature: Signature) => Uint8Array;
  /** The next window is told whole: whoever listens now may not have heard the last one. */
  readonly restart: () => void;
}

interface Told {
  readonly session: string;
  readonly window: number;
  readonly structure: Uint8Array;
  readonly cells: Float64Array;
  since: number;
}

export function createSignatureWriter(): SignatureWriter {
  let told: Told | undefined;
  return {
    restart: () => { told = undefined; },
    write: (signature) => {
      const structure = writeStructure(signature);
      const { cells, layout } = flatten(signature);
      if (told !== undefined && isBase(told, signature, structure)) {
        const values = writeValues(cells, told.cells, layout);
        if (values !== undefined) {
          told.since += 1;
          return envelope(signature, { base: told.window, values });
        }
      }
      const { session, window } = signature;
      told = { session, window, structure, cells, since: 0 };
      const values = writeValues(cells, new Float64Array(layout.length), layout);
      return envelope(signature, { structure, values: values ?? refuse("values", "inexact") });
    },
  };
}

function isBase(told: Told, signature: Signature, structure: Uint8Array): boolean {
  return told.since + 1 < wholeEvery && told.session === signature.session &&
    told.window < signature.window && isSameBytes(told.structure, structure);
}

function envelope(
  { node, session, window, windowMs, probeAddress, processes }: Signature,
  parts: { base?: number; structure?: Uint8Array; values: Uint8Array },
): Uint8Array {
  const communicators = processes.flatMap((each) => each.communicators);
  return c4.v1.Signature.encode({
    node, session, window, windowMs, probeAddress, ...parts,
    open: writeOperations(communicators, "open"),
    recent: writeOperations(communicators, "recent"),
  }).finish();
}

/** A window told whole. */
export function encodeSignature(signature: Signature): Uint8Array {
  return createSignatureWriter().write(signature);
}

/** A window told whole; one that is not is refused. In plain objects, to keep. */
export function decodeSignature(bytes: Uint8Array): Result<Signature> {
  const read = createSignatureReader().read(bytes);
  if (!read.ok) return read;
  if (read.value !== undefined) return success(plainSignature(read.value));
  return decodeWith("signature", bytes, Infinity, () => refuse("base", "not here"));
}

export interface SignatureReader {
  /**
   * Undefined: a difference to a window that is not here. With `from`, what another node is said
   * to have sent is denied, and changes nothing of what is kept of that node.
   */
  readonly read: (bytes: Uint8Array, from?: NodeName) => Result<Signature | undefined>;
}

export interface ReaderOptions {
  /**
   * Numbers kept of all nodes together, 8 bytes each; default 128 million, some 7,800 for each of
   * 16,384 nodes. Beyond it the node that was told whole longest ago is forgotten: a hostile
   * publisher costs honest nodes windows, never the controller its memory.
   */
  readonly cellsMax?: number;
}

/** What is kept of a node. */
interface Node {
  session: string;
  /** Of the whole window. */
  window: number;
  readonly bytes: Uint8Array;
  readonly structure: Structure;
  readonly base: Float64Array;
  readonly face: Face;
}

export function createSignatureReader(options: ReaderOptions = {}): SignatureReader {
  const kept = createKept(options.cellsMax ?? 128_000_000);
  return {
    read: (bytes, from) => {
      let other: string | undefined;
      const read = decodeWith("signature", bytes, wireLimits.signatureBytesMax, (given) => {
        const message = c4.v1.Signature.decode(given);
        if (from !== undefined && message.node !== from) {
          other = named(parseNodeName(message.node), "node");
          return undefined;
        }
        return readMessage(message, from ?? named(parseNodeName(message.node), "node"), kept);
      });
      return other === undefined ? read : failure("denied", `speaks for ${other}`);
    },
  };
}

function readMessage(
  message: c4.v1.Signature, name: NodeName, kept: Kept,
): Signature | undefined {
  const base = message.base as number | null | undefined;
  if (base === undefined || base === null) return readWhole(message, name, kept);
  const known = kept.of(name);
  const isHere = known?.session === message.session && known.window === base;
  if (!isHere) return undefined;
  return readWindow(message, name, known, known.base);
}

interface Kept {
  readonly of: (name: NodeName) => Node | undefined;
  readonly keep: (name: NodeName, node: Node) => void;
  readonly desk: Desk;
}

function createKept(cellsMax: number): Kept {
  const nodes = new Map<NodeName, Node>();
  let cells = 0;
  const forget = (name: NodeName): void => {
    cells -= costOf(nodes.get(name));
    nodes.delete(name);
  };
  return {
    desk: newDesk(),
    of: (name) => nodes.get(name),
    keep: (name, node) => {
      forget(name);
      nodes.set(name, node); // at the end: the first is the one told whole longest ago
      cells += costOf(node);
      for (const [oldest] of nodes) {
        if (cells <= cellsMax) break;
        forget(oldest);
      }
    },
  };
}

/** The base and the newest window. */
function costOf(node: Node | undefined): number {
  return (node?.base.length ?? 0) * 2;
}

function readWhole(message: c4.v1.Signature, name: NodeName, kept: Kept): Signature {
  const known = kept.of(name);
  const { session, window } = message;
  // One that comes late is a signature like any other, but no base: newer ones rest on a newer.
  const isLate = known?.session === session && window < known.window;
  const isSame = known !== undefined && !isLate && isSameBytes(known.bytes, message.structure);
  const node = isSame ? known : newNode(message.structure, kept.desk);
  const { face } = node;
  face.changed.fill(1);
  const signature = readWindow(message, name, node, zeroes(node.base.length));
  if (isLate) return signature;
  node.session = session;
  node.window = window;
  node.base.set(face.cells);
  face.changed.fill(0);
  kept.keep(name, node);
  return signature;
}

function newNode(bytes: Uint8Array, desk: Desk): Node {
  const structure = readStructure(bytes);
  return {
    session: "", window: -1, bytes: bytes.slice(), structure, face: newFace(structure, desk),
    base: new Float64Array(structure.layout.length),
  };
}

function readWindow(
  message: c4.v1.Signature, node: NodeName, { structure, face }: Node, base: Float64Array,
): Signature {
  const { desk } = face;
  const { layout } = structure;
  const session = matching(message.session, sessionPattern, "session");
  const window = counter(message.window, "window");
  const windowMs = amount(message.windowMs, "windowMs");
  const probeAddress = matching(message.probeAddress, addressPattern, "probeAddress");
  desk.stamp += 1;
  face.stamp = desk.stamp;
  readValues(message.values, face, base, layout);
  checkRunStates(face, layout);
  const startedFrom = layout.starts.communicators +
    communicatorAt.started * layout.rows.communicators;
  const callers = {
    count: layout.rows.communicators,
    startedOf: (row: number): number => face.cells[startedFrom + row] ?? 0,
  };
  readOperations(message.open, desk.open, { ...callers, eachMax: openOperationsMax });
  readOperations(message.recent, desk.recent, { ...callers, eachMax: recentOperationsMax });
  return {
    node, session, window, windowMs, probeAddress, processes: face.processes, health: face.health,
  };
}

function checkRunStates({ cells }: Face, { starts, rows }: Layout): void {
  const from = starts.processes + processAt.runState * rows.processes;
  for (let row = 0; row < rows.processes; row += 1) {
    const code = cells[from + row] ?? 0;
    if (!isRunState[code]) refuse("runState", code);
  }
}

const isRunState = letters.map((each) => /^[A-Za-z?]$/.test(each));

let zero = new Float64Array(0);

/** At least so many; never written to. */
function zeroes(count: number): Float64Array {
  if (zero.length < count) zero = new Float64Array(count * 2);
  return zero;
}

/** Whether others may be told as the difference to this one. A look, and no check of anything. */
export function isWholeWindow(bytes: Uint8Array): boolean {
  const cursor = new Cursor(bytes);
  try {
    while (cursor.at < cursor.end) {
      const key = cursor.varint();
      if (Math.floor(key / 8) === baseField) return false;
      cursor.skip(key % 8);
    }
    return true;
  } catch {
    return false; // reading it will say what is wrong
  }
}
