// Ranks that call different collectives at the same place of the program.
//
// Each communicator's collectives form one sequence, the same on every rank; where two ranks differ
// in function, root, or size, the program branched. Depending on the library that hangs, aborts or
// silently corrupts, so the check reads shapes and waits for no hang (but for a second report,
// where the job goes on: a single difference that it ran past is not told). The odd ranks are named
// by majority, in a tie by custom (custom.ts); where neither helps, both sides are named and nobody
// is sure.
//
// Sizes differ legitimately where the interface has a size per rank: all-to-all, gather and scatter
// everywhere, gathers and scatters of ragged pieces outside NCCL. Point-to-point operations have no
// common sequence. And operations started by several threads may be numbered in another order on
// each rank; branch.ts tells that from a branch. What it finds counts once the newer reports of all
// concerned show it as well: a thread that was preempted for long has gone on by then.

import type { OperationShape } from "../../../proto/signature.ts";
import type { InstantMs } from "../fleet/contract.ts";
import type { CommunicatorState, Finding, MemberState } from "../fleet/state.ts";
import { branchAt, type Sequence } from "./branch.ts";
import { confidence, weights } from "./confidence.ts";
import { usualOf } from "./custom.ts";
import { coverage, listed, nameOf, rankSuspect, type Look } from "./look.ts";
import { overdue } from "./rhythm.ts";
import { calledBy, differsNow } from "../fleet/shapes.ts";

/**
 * Operations that may overtake one. Gloo's two threads take what is queued, and data-parallel jobs
 * queue 5 or 6 a step; of the 16 operations that are kept, 7 on either side leave room for a
 * difference. The others number where the program calls, so only its own threads can race.
 */
const overtakingMax = { worker: 7, caller: 2 } as const;
/** A difference not seen again for so long was another one. */
const sightingMs = 5_000;

export interface Branched {
  readonly finding: Finding;
  /** When it was first seen. */
  readonly seenAtMs: InstantMs;
}

export function mismatch(look: Look, communicator: CommunicatorState): Branched | undefined {
  if (communicator.pointToPoint || !communicator.ordinalsTrusted) return undefined;
  if (communicator.members.size < 2) return undefined;
  if (!communicator.mayDiffer) return undefined;
  communicator.mayDiffer = differsNow(communicator);
  const found = communicator.mayDiffer ? differenceIn(look, communicator) : undefined;
  if (found === undefined) return undefined;
  if (!isSeenAgain(look, communicator, found)) return undefined;
  return {
    finding: findingOf(look, communicator, found),
    seenAtMs: communicator.branch?.sinceMs ?? look.now,
  };
}

function differenceIn(look: Look, communicator: CommunicatorState): Difference | undefined {
  const isStuck = isStanding(look, communicator);
  const comparison = {
    reorderMax: isCalledInOrder(communicator) ? overtakingMax.caller : overtakingMax.worker,
    isStuck,
  };
  const sequences = [...communicator.members.values()].map((member) => sequenceOf(member));
  const [first] = sequences;
  if (first === undefined) return undefined;
  let ordinal: number | undefined;
  for (const each of sequences) {
    const own = branchAt(first, each, comparison);
    if (own !== undefined) ordinal = Math.min(ordinal ?? own, own);
  }
  if (ordinal === undefined) return undefined;
  const { groups: [majority, ...others], tieBasis } = ranked(communicator, sequences, ordinal);
  const usual = sequences.find((each) => each.member === majority?.members[0]);
  if (majority === undefined || usual === undefined) return undefined;
  // Who has the same in another order stands with the majority.
  const branched = new Set(sequences.filter((each) =>
    branchAt(usual, each, comparison) !== undefined).map((each) => each.member));
  const odd = others.map((group) => ({
    ...group, members: group.members.filter((member) => branched.has(member)),
  })).filter((group) => group.members.length > 0);
  if (odd.length === 0) return undefined;
  const isTie = odd[0]?.members.length === majority.members.length;
  return { ordinal, majority, odd, basis: isTie ? tieBasis : "majority", isStuck };
}

/** Numbers are given where the program calls, not by worker threads. */
function isCalledInOrder({ framework }: CommunicatorState): boolean {
  return framework === "nccl" || framework === "mpi";
}

/** Reports of all concerned, newer than the first that showed it, still show it. */
function isSeenAgain(
  look: Look,
  communicator: CommunicatorState,
  { ordinal, majority, odd, isStuck }: Difference,
): boolean {
  const { now, policy } = look;
  const known = communicator.branch;
  const isSame = known !== undefined && now - known.seenMs <= sightingMs &&
    (!isStuck || known.ordinal === ordinal);
  const sinceMs = isSame ? known.sinceMs : now;
  communicator.branch = { ordinal, sinceMs, seenMs: now };
  // A silent agent cannot confirm what stands still; waiting for it longer teaches nothing.
  if (isStuck && now - sinceMs >= policy.freshMs) return true;
  return [majority, ...odd].every((group) => group.members.every((member) =>
    member.of.end !== undefined || member.of.receivedAtMs > sinceMs));
}

interface MemberSequence extends Sequence {
  readonly member: MemberState;
}

interface Group {
  readonly shape: string;
  readonly members: readonly MemberState[];
}

function sequenceOf(member: MemberState): MemberSequence {
  const shapes = new Map<number, string>();
  const { framework } = member.communicator;
  const { open } = member.signature;
  const calls = calledBy(member);
  let unseenFrom = Infinity;
  for (const { ordinal, shape } of calls) {
    if (isUnseen(shape, framework)) unseenFrom = Math.min(unseenFrom, ordinal);
    shapes.set(ordinal, shapeOf(shape, framework));
  }
  for (const each of open) {
    if (isUnseen(each, framework)) unseenFrom = Math.min(unseenFrom, each.ordinal);
    shapes.set(each.ordinal, shapeOf(each, framework));
  }
  // Without it the numbers of what follows balance nothing.
  for (const ordinal of shapes.keys()) if (ordinal >= unseenFrom) shapes.delete(ordinal);
  return { member, shapes, openFrom: open[0]?.ordinal };
}

/**
 * Gloo tells no size of its own: the hook takes it from the buffers that are made before the
 * operation. After an exception it cannot tell the next one's from the scratch space of the last.
 */
function isUnseen({ function: name, bytes }: OperationShape, framework: string): boolean {
  return framework === "gloo" && bytes === 0 && sized.has(name);
}
const sized: ReadonlySet<string> = new Set(["all-reduce", "broadcast", "reduce"]);

/** What must be equal on all ranks, as text; also what is shown. Hooks may see no root or type. */
function shapeOf(
  operation: OperationShape,
  framework: CommunicatorState["framework"],
): string {
  const { function: name, bytes, peer } = operation;
  const datatype = operation.datatype === "unknown" ? "" : ` ${operation.datatype}`;
  switch (name) {
    case "all-reduce": return `${name} of ${bytes} bytes${datatype}`;
    case "broadcast": return `${name} of ${bytes} bytes${peer < 0 ? "" : ` from ${peer}`}`;
    case "reduce":
      return `${name} of ${bytes} bytes${datatype}${peer < 0 ? "" : ` to ${peer}`}`;
    case "all-gather":
    case "reduce-scatter": return framework === "nccl" ? `${name} of ${bytes} bytes` : name;
    default: return name;
  }
}

/** Nothing more will come: stuck or ended. */
function isStanding(look: Look, communicator: CommunicatorState): boolean {
  for (const member of communicator.members.values()) {
    if (member.of.end !== undefined || overdue(look, member) !== undefined) return true;
  }
  return false;
}

/** The largest first; of equals the one with the lowest rank, only to be repeatable. */
function groupsAt(sequences: readonly MemberSequence[], ordinal: number): readonly Group[] {
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

/** What sets the odd apart. */
type Basis = "majority" | "custom" | "nothing";

interface Ranking {
  /** The one that is right comes first, as far as it is known. */
  readonly groups: readonly Group[];
  /** What it is known by where another is as large. */
  readonly tieBasis: Exclude<Basis, "majority">;
}

function ranked(
  communicator: CommunicatorState, sequences: readonly MemberSequence[], ordinal: number,
): Ranking {
  const groups = groupsAt(sequences, ordinal);
  const most = groups[0]?.members.length;
  const tied = groups.filter((group) => group.members.length === most);
  if (tied.length < 2) return { groups, tieBasis: "nothing" };
  const { framework } = communicator;
  const before = new Map<number, string>();
  for (const call of communicator.called) {
    if (call !== undefined && call.ordinal < ordinal) {
      before.set(call.ordinal, shapeOf(call.shape, framework));
    }
  }
  const usual = usualOf(tied.map((group) => group.shape), {
    before, ordinal, isInOrder: isCalledInOrder(communicator),
  });
  if (usual === undefined) return { groups, tieBasis: "nothing" };
  return {
    groups: groups.toSorted((left, right) =>
      Number(right.shape === usual) - Number(left.shape === usual)),
    tieBasis: "custom",
  };
}

interface Difference {
  readonly ordinal: number;
  readonly majority: Group;
  readonly odd: readonly Group[];
  readonly basis: Basis;
  readonly isStuck: boolean;
}

const weightOf: Readonly<Record<Basis, number>> = {
  majority: weights.sound, custom: weights.oneSided, nothing: weights.guess,
};

function findingOf(look: Look, communicator: CommunicatorState, found: Difference): Finding {
  const { ordinal, majority, odd, basis } = found;
  const named = { majority: odd, custom: [...odd, majority], nothing: [majority, ...odd] }[basis];
  const members = named.flatMap((group) => group.members);
  const ranks = members.map((member) => member.of.rank);
  const spoken = [majority, ...odd].map((group) =>
    `${listed(group.members.map((member) => member.of.rank))}: ${group.shape}`);
  return {
    family: "stop", job: look.job.job, syndrome: "mismatch", cause: "user",
    suspects: members.map((member) => rankSuspect(member.of)), ranks,
    level: basis === "majority" ? "closed" : "open",
    confidence: confidence(coverage(look, communicator), weightOf[basis]),
    commId: communicator.commId, ordinal,
    evidence: [`at number ${ordinal} of ${nameOf(communicator)}: ${spoken.join("; ")}`],
    reason: reasonOf(found),
    sinceMs: 0, pageAfterMs: look.policy.hangPageMs, needsHuman: true, probe: undefined,
  };
}

function reasonOf({ majority, odd, basis }: Difference): string {
  const ranksOf = (groups: readonly Group[]): string =>
    listed(groups.flatMap((group) => group.members.map((member) => member.of.rank)));
  switch (basis) {
    case "majority":
      return `${ranksOf(odd)} called another collective than the majority at the same place`;
    case "custom":
      return `${ranksOf(odd)} called what was not called there lately, where as many went on as ` +
        `before: ${ranksOf([majority])}`;
    case "nothing":
      return "as many ranks call the one as the other; which is right the program must say";
  }
}
