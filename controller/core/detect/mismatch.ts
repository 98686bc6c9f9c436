// Ranks that call different collectives at the same place of the program.
//
// Each communicator's collectives form one sequence, the same on every rank; where two ranks differ
// in function, root, or size, the program branched. Depending on the library that hangs, aborts or
// silently corrupts, so the check reads shapes and waits for no hang. The odd ranks are named by
// majority; in a tie neither side can be called right, both are named and nobody is sure.
//
// Sizes differ legitimately where the interface has a size per rank: all-to-all, gather and scatter
// everywhere, gathers and scatters of ragged pieces outside NCCL. Point-to-point operations have no
// common sequence. And two operations started together by two threads may be numbered in either
// order, by each rank its own: if a rank's neighbourhood holds the same shapes in another order, it
// is a race of numbering and no mismatch.

import type { OperationSignature } from "../../../proto/signature.ts";
import type { CommunicatorState, Finding, MemberState } from "../state.ts";
import { confidence, weights } from "./confidence.ts";
import { coverage, listed, nameOf, rankSuspect, type Look } from "./look.ts";
import { overdue } from "./rhythm.ts";

/** Threads that start operations of one communicator at once: gloo has two, some set four. */
const reorderMax = 4;

export function mismatch(look: Look, communicator: CommunicatorState): Finding | undefined {
  if (communicator.pointToPoint || !communicator.ordinalsTrusted) return undefined;
  if (communicator.members.size < 2 || !mayDiffer(communicator)) return undefined;
  const sequences = [...communicator.members.values()].map((member) => sequenceOf(member));
  const ordinal = firstDifference(sequences);
  if (ordinal === undefined || !isSettled(look, communicator, sequences, ordinal)) return undefined;
  const groups = groupsAt(sequences, ordinal);
  const [majority, ...odd] = groups;
  if (majority === undefined || odd.length === 0) return undefined;
  const isTie = odd[0]?.members.length === majority.members.length;
  const [usual] = majority.members;
  const reordered = usual !== undefined && odd.every((group) => group.members.every((member) =>
    sameNeighbourhood(sequences, member, usual, ordinal)));
  if (reordered) return undefined;
  return findingOf(look, communicator, { ordinal, majority, odd, isTie });
}

/**
 * Cheap and nearly always the end of it: does any member's list of newest operations differ from
 * the first member's where both know the same ordinals? Lists are consecutive, so one subtraction
 * lines them up.
 */
function mayDiffer(communicator: CommunicatorState): boolean {
  let first: readonly OperationSignature[] | undefined;
  for (const { signature } of communicator.members.values()) {
    const own = signature.recent;
    first ??= own;
    const from = first[0];
    const ownFrom = own[0];
    if (from === undefined || ownFrom === undefined) return true; // shapes left out: look closer
    const shift = ownFrom.ordinal - from.ordinal;
    for (let index = Math.max(0, -shift); index < own.length; index += 1) {
      const left = first[index + shift];
      const right = own[index];
      if (left === undefined || right === undefined) break;
      const isSame = left.ordinal === right.ordinal && left.function === right.function &&
        left.bytes === right.bytes && left.datatype === right.datatype && left.peer === right.peer;
      if (!isSame) return true;
    }
  }
  return false;
}

interface Sequence {
  readonly member: MemberState;
  readonly shapes: ReadonlyMap<number, string>;
  readonly newest: number;
}

interface Group {
  readonly shape: string;
  readonly members: readonly MemberState[];
}

function sequenceOf(member: MemberState): Sequence {
  const shapes = new Map<number, string>();
  for (const list of [member.signature.recent, member.signature.open]) {
    for (const each of list) {
      shapes.set(each.ordinal, shapeOf(each, member.communicator.framework));
    }
  }
  return { member, shapes, newest: member.signature.started };
}

/** What must be equal on all ranks, as text; also what is shown. */
function shapeOf(
  operation: OperationSignature,
  framework: CommunicatorState["framework"],
): string {
  const { function: name, bytes, datatype, peer } = operation;
  switch (name) {
    case "all-reduce": return `${name} of ${bytes} bytes ${datatype}`;
    case "broadcast": return `${name} of ${bytes} bytes from ${peer}`;
    case "reduce": return `${name} of ${bytes} bytes ${datatype} to ${peer}`;
    case "all-gather":
    case "reduce-scatter": return framework === "nccl" ? `${name} of ${bytes} bytes` : name;
    default: return name;
  }
}

/** The oldest ordinal at which two ranks are known to differ. */
function firstDifference(sequences: readonly Sequence[]): number | undefined {
  const seen = new Map<number, string>();
  let first: number | undefined;
  for (const { shapes } of sequences) {
    for (const [ordinal, shape] of shapes) {
      const known = seen.get(ordinal);
      if (known === undefined) seen.set(ordinal, shape);
      else if (known !== shape && ordinal < (first ?? Infinity)) first = ordinal;
    }
  }
  return first;
}

/** The neighbourhood is complete, or nothing more will come: stuck or ended. */
function isSettled(
  look: Look,
  communicator: CommunicatorState,
  sequences: readonly Sequence[],
  ordinal: number,
): boolean {
  if (sequences.every((each) => each.newest >= ordinal + reorderMax)) return true;
  for (const member of communicator.members.values()) {
    if (member.of.end !== undefined || overdue(look, member) !== undefined) return true;
  }
  return false;
}

/** The largest first; of equals the one with the lowest rank, only to be repeatable. */
function groupsAt(sequences: readonly Sequence[], ordinal: number): readonly Group[] {
  const groups = new Map<string, MemberState[]>();
  for (const { member, shapes } of sequences) {
    const shape = shapes.get(ordinal);
    if (shape === undefined) continue;
    const members = groups.get(shape) ?? [];
    members.push(member);
    groups.set(shape, members);
  }
  return [...groups].map(([shape, members]) => ({
    shape, members: members.sort((left, right) => left.index - right.index),
  })).sort((left, right) => right.members.length - left.members.length ||
    (left.members[0]?.of.rank ?? 0) - (right.members[0]?.of.rank ?? 0));
}

function sameNeighbourhood(
  sequences: readonly Sequence[],
  odd: MemberState,
  usual: MemberState,
  ordinal: number,
): boolean {
  const left = sequences.find((each) => each.member === odd)?.shapes ?? new Map();
  const right = sequences.find((each) => each.member === usual)?.shapes ?? new Map();
  const around = (shapes: ReadonlyMap<number, string>): string => {
    const found: string[] = [];
    for (let near = ordinal - reorderMax; near <= ordinal + reorderMax; near += 1) {
      // Only ordinals that both know: a rank that is one ahead has not called another collective.
      const shape = left.has(near) && right.has(near) ? shapes.get(near) : undefined;
      if (shape !== undefined) found.push(shape);
    }
    return found.sort().join("|");
  };
  return around(left) === around(right);
}

interface Difference {
  readonly ordinal: number;
  readonly majority: Group;
  readonly odd: readonly Group[];
  readonly isTie: boolean;
}

function findingOf(look: Look, communicator: CommunicatorState, found: Difference): Finding {
  const { ordinal, majority, odd, isTie } = found;
  const named = isTie ? [majority, ...odd] : odd;
  const members = named.flatMap((group) => group.members);
  const ranks = members.map((member) => member.of.rank);
  const spoken = [majority, ...odd].map((group) =>
    `${listed(group.members.map((member) => member.of.rank))}: ${group.shape}`);
  return {
    family: "stop", job: look.job.job, syndrome: "mismatch", cause: "user",
    suspects: members.map((member) => rankSuspect(member.of)), ranks, level: "closed",
    confidence: confidence(
      coverage(look, communicator), isTie ? weights.guess : weights.sound,
    ),
    commId: communicator.commId, ordinal,
    evidence: [`at number ${ordinal} of ${nameOf(communicator)}: ${spoken.join("; ")}`],
    reason: isTie
      ? "as many ranks call the one as the other; which is right the program must say"
      : `${listed(ranks)} called another collective than the majority at the same place`,
    sinceMs: 0, pageAfterMs: look.policy.hangPageMs, needsHuman: true, probe: undefined,
  };
}
