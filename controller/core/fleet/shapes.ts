// Whether the members of a communicator may have called different things, asked where that costs
// least.
//
// Each reading lists the newest operations of each member, and nearly always all members list the
// same. To compare every list with every other once a second would be most of the work of judging
// a healthy fleet. So an operation is compared once, as it arrives, with what the first member that
// told of the same ordinal called there; equal to that one, two members are equal to each other.
// What arrives equal needs no second look, and is not even kept: of such a member two ordinals say
// all that it lists. Lists of pointers were tried: six million stores a second into old memory, of
// each of which the collector has to hear, were the largest part of taking in a signature.
//
// Only the newest ordinals are remembered. Whoever is so far behind that his are forgotten, lists
// nothing at all, or differs, keeps his own list and makes the communicator one that *may* differ:
// then the lists are compared as they stand (`differsNow`), and only when they do differ is the
// cause looked for (detect/mismatch.ts).

import { assert } from "../../../proto/assert.ts";
import type {
  Calls, CommunicatorSignature, OperationShape, OperationSignature,
} from "../../../proto/signature.ts";
import type { Called, CommunicatorState, MemberState } from "./state.ts";

/** Four times what one reading lists: members are read up to a window apart. A power of two. */
const rememberedMax = 64;

/** Takes over what the newest reading lists, of calls that have a common sequence. */
export function compareShapes(member: MemberState, signature: CommunicatorSignature): void {
  const { communicator, called } = member;
  called.length = 0;
  member.agreedFrom = 0;
  member.agreedTo = 0;
  if (communicator.pointToPoint || !communicator.ordinalsTrusted) return;
  const calls = callsOf(signature);
  if (calls.length === 0) communicator.mayDiffer = true;
  else if (agrees(communicator, calls)) {
    member.agreedFrom = calls.ordinalAt(0);
    member.agreedTo = member.agreedFrom + calls.length;
  } else {
    communicator.mayDiffer = true;
    for (let at = 0; at < calls.length; at += 1) {
      called.push({ ordinal: calls.ordinalAt(at), shape: calls.shapeAt(at) });
    }
  }
}

/** The newest calls in one form, whether they came as numbers or as a list of objects. */
export function callsOf({ calls, recent }: CommunicatorSignature): Calls {
  return calls ?? new ListedCalls(recent);
}

/** A class, since methods on a prototype cost a list no functions of its own. */
class ListedCalls implements Calls {
  private readonly operations: readonly OperationSignature[];

  constructor(operations: readonly OperationSignature[]) {
    this.operations = operations;
  }

  get length(): number { return this.operations.length; }
  ordinalAt(index: number): number { return this.operationAt(index).ordinal; }
  shapeAt(index: number): OperationShape { return this.operationAt(index); }
  operationAt(index: number): OperationSignature {
    const each = this.operations[index];
    assert(each !== undefined, "a call is asked for within the list");
    return each;
  }
}

/** Consecutive, and nothing in it is other than what was told before; what is new is remembered. */
function agrees({ called }: CommunicatorState, calls: Calls): boolean {
  const first = calls.ordinalAt(0);
  const count = calls.length;
  for (let at = 0; at < count; at += 1) {
    const ordinal = calls.ordinalAt(at);
    if (ordinal !== first + at) return false;
    const place = ordinal % rememberedMax;
    const known = called[place];
    const shape = calls.shapeAt(at);
    if (known?.ordinal === ordinal) {
      if (known.shape !== shape && !isSameShape(known.shape, shape)) return false;
    } else if (known === undefined) {
      called[place] = { ordinal, shape };
    } else {
      // Another ordinal there: a newer one, and nothing is known of this one any more; or older.
      if (known.ordinal > ordinal) return false;
      known.ordinal = ordinal;
      known.shape = shape;
    }
  }
  return true;
}

/** What the newest reading of a member lists, oldest first, as far as it is still known. */
export function calledBy(member: MemberState): readonly Readonly<Called>[] {
  const { called, agreedFrom, agreedTo, communicator } = member;
  if (called.length > 0 || agreedFrom === agreedTo) return called;
  const list: Called[] = [];
  for (let ordinal = agreedFrom; ordinal < agreedTo; ordinal += 1) {
    const known = communicator.called[ordinal % rememberedMax];
    if (known?.ordinal === ordinal) list.push(known);
  }
  return list;
}

function isSameShape(left: OperationShape, right: OperationShape): boolean {
  return left.function === right.function && left.bytes === right.bytes &&
    left.datatype === right.datatype && left.peer === right.peer;
}

function isSame(left: Readonly<Called>, right: Readonly<Called>): boolean {
  return left.ordinal === right.ordinal && isSameShape(left.shape, right.shape);
}

/**
 * Does any member's list differ from the first member's where both know the same ordinals? Lists
 * are consecutive, so one subtraction lines them up.
 */
export function differsNow(communicator: CommunicatorState): boolean {
  let first: readonly Readonly<Called>[] | undefined;
  for (const member of communicator.members.values()) {
    const own = calledBy(member);
    first ??= own;
    const from = first[0];
    const ownFrom = own[0];
    if (from === undefined || ownFrom === undefined) return true; // shapes left out: look closer
    const shift = ownFrom.ordinal - from.ordinal;
    for (let index = Math.max(0, -shift); index < own.length; index += 1) {
      const left = first[index + shift];
      const right = own[index];
      if (left === undefined || right === undefined) break;
      if (!isSame(left, right)) return true;
    }
  }
  return false;
}
