// Whether the members of a communicator may have called different things, asked where that costs
// least.
//
// Each reading lists the newest operations of each member, and nearly always all members list the
// same. To compare every list with every other once a second would be most of the work of judging
// a healthy fleet. So an operation is compared once, as it arrives, with what the first member that
// told of the same ordinal called there; equal to that one, two members are equal to each other.
// What arrives equal needs no second look, and is not even kept: the member's list names the first
// one's operation in its place, so that a group of a thousand keeps one list and not a thousand.
//
// Only the newest ordinals are remembered. Whoever is so far behind that his are forgotten, lists
// nothing at all, or differs, makes the communicator one that *may* differ: then the lists are
// compared as they stand (`differsNow`), and only when they do differ is the cause looked for
// (detect/mismatch.ts).

import type {
  Calls, CommunicatorSignature, OperationSignature,
} from "../../proto/signature.ts";
import type { CommunicatorState, MemberState } from "./state.ts";

/** Four times what one reading lists: members are read up to a window apart. A power of two. */
const rememberedMax = 64;

/** Takes over what the newest reading lists, of calls that have a common sequence. */
export function compareShapes(member: MemberState, signature: CommunicatorSignature): void {
  const { communicator, called } = member;
  if (communicator.pointToPoint || !communicator.ordinalsTrusted) {
    called.length = 0;
    return;
  }
  if (signature.calls !== undefined) return compareCalls(member, signature.calls);
  const { recent } = signature;
  if (recent.length === 0) communicator.mayDiffer = true;
  for (let at = 0; at < recent.length; at += 1) {
    const each = recent[at];
    if (each !== undefined) called[at] = placed(communicator, each);
  }
  called.length = recent.length;
}

/** The same, and an object is made only of what nobody told before. */
function compareCalls({ communicator, called }: MemberState, calls: Calls): void {
  const count = calls.length;
  if (count === 0) communicator.mayDiffer = true;
  for (let at = 0; at < count; at += 1) {
    const ordinal = calls.ordinalAt(at);
    const known = communicator.called[ordinal % rememberedMax];
    called[at] = known?.ordinal === ordinal && calls.isLike(at, known)
      ? known : placed(communicator, calls.operationAt(at));
  }
  called.length = count;
}

function placed(
  communicator: CommunicatorState, operation: OperationSignature,
): OperationSignature {
  const place = operation.ordinal % rememberedMax;
  const known = communicator.called[place];
  if (known === undefined || known.ordinal < operation.ordinal) {
    communicator.called[place] = operation;
    return operation;
  }
  if (isSame(known, operation)) return known;
  // Another shape; or another ordinal there, and nothing is known of this one any more.
  communicator.mayDiffer = true;
  return operation;
}

function isSame(left: OperationSignature, right: OperationSignature): boolean {
  return left.ordinal === right.ordinal && left.function === right.function &&
    left.bytes === right.bytes && left.datatype === right.datatype && left.peer === right.peer;
}

/**
 * Does any member's list differ from the first member's where both know the same ordinals? Lists
 * are consecutive, so one subtraction lines them up.
 */
export function differsNow(communicator: CommunicatorState): boolean {
  let first: readonly OperationSignature[] | undefined;
  for (const { called: own } of communicator.members.values()) {
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
