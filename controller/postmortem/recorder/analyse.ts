// The post-mortem: from the dumps of a job that stopped to one verdict, or none.
//
// Order of judgement. A mismatch explains a stall by itself and comes first. Then the ends of the
// waiting: ranks that never scheduled what others wait in, or that stopped inside what others
// completed, are a non-comm-hang; ranks of which no dump exists and at which the waiting ends are
// a fail-stop, with less confidence, since a dump can be lost for less. If everybody is in the
// operation and nobody is missing, then it is the operation that does not move: a comm-hang among
// its members, and the level stays open.
//
// Clocks of different ranks are never compared, and nothing here is a threshold on time.

import type { JobName, Rank } from "../../../proto/ids.ts";
import type { Syndrome, Verdict } from "../../../proto/verdict.ts";
import { endsOf, type Ends } from "./ends.ts";
import { fleetOf } from "./fleet.ts";
import { mismatchesIn, type Mismatch } from "./mismatch.ts";
import type { Fleet, Loss, RankedDump } from "./model.ts";
import { nodeUnknown, stepsOf, storyOf, type PathStep, type SuspectStory } from "./story.ts";
import { waitsOf, type Waits } from "./waits.ts";

export interface PostMortem {
  readonly kind: "nothing" | "verdict" | "unknown";
  readonly verdict: Verdict | undefined;
  readonly suspects: readonly SuspectStory[];
  /** Where ranks wait, and for whom. */
  readonly path: readonly PathStep[];
  readonly ranks: {
    readonly expected: number;
    readonly read: readonly Rank[];
    /** The dump is there and names no operation. */
    readonly empty: readonly Rank[];
    readonly missing: readonly Rank[];
    readonly unreadable: readonly Rank[];
  };
  /** Why there is no verdict, for `nothing` and `unknown`. */
  readonly note: string;
}

export function analyse(
  dumps: readonly RankedDump[],
  lost: ReadonlyMap<Rank, Loss>,
  job: JobName,
): PostMortem {
  const fleet = fleetOf(dumps, lost);
  const waits = waitsOf(fleet);
  const found = judge(fleet, waits);
  const ranks = ranksOf(fleet);
  const path = stepsOf(waits);
  if (found === undefined) {
    const isWaiting = waits.waits.length > 0;
    return {
      kind: isWaiting ? "unknown" : "nothing", verdict: undefined, suspects: [], path, ranks,
      note: isWaiting
        ? "ranks wait, and the dumps do not say for whom"
        : "no rank waits for another one",
    };
  }
  const suspects = found.suspects.map((rank) => storyOf(fleet, waits, {
    rank, mismatches: found.mismatches,
  }));
  const verdict = verdictOf(fleet, waits, { finding: found, suspects, job });
  return { kind: "verdict", verdict, suspects, path, ranks, note: "" };
}

interface Finding {
  readonly syndrome: Syndrome;
  readonly suspects: readonly Rank[];
  readonly level: Verdict["level"];
  readonly confidence: number;
  readonly reason: string;
  readonly mismatches: readonly Mismatch[];
}

function judge(fleet: Fleet, waits: Waits): Finding | undefined {
  const mismatches = mismatchesIn(fleet);
  if (mismatches.length > 0) return mismatchFinding(mismatches);
  const ends = endsOf(waits);
  const isLost = (rank: Rank): boolean => fleet.ranks.get(rank)?.loss !== undefined;
  const present = ends.sinks.filter((rank) => !isLost(rank));
  if (present.length > 0) return hostFinding(present, ends, waits);
  // Those who are not there can only be accused by those who are: not by a minority.
  const lost = [...fleet.ranks.keys()].filter(isLost).length;
  if (ends.sinks.length > 0) {
    return lost * 2 < fleet.ranks.size ? lostFinding(ends.sinks, fleet) : undefined;
  }
  return ends.circles.length > 0 ? circleFinding(ends, waits) : undefined;
}

function mismatchFinding(mismatches: readonly Mismatch[]): Finding {
  const suspects = [...new Set(mismatches.flatMap(({ odd }) => odd.map(({ rank }) => rank)))];
  const isClear = mismatches.every(({ usual }) => usual !== undefined);
  return {
    syndrome: "mismatch", suspects: suspects.toSorted((a, b) => a - b), mismatches,
    level: isClear ? "closed" : "open", confidence: isClear ? 0.95 : 0.6,
    reason: isClear
      ? "these ranks made another call than most members at the same place of the same group"
      : "the members made different calls at the same place, and no call has a majority",
  };
}

function hostFinding(present: readonly Rank[], ends: Ends, waits: Waits): Finding {
  const isGuessed = present.some((rank) => ends.guessed.has(rank));
  const awaited = new Set(waits.waits.map(({ to }) => to));
  const isDirect = present.every((rank) => waits.stuck.has(rank) ||
    (awaited.has(rank) && !waits.unexcused.has(rank)));
  return {
    syndrome: "non-comm-hang", suspects: present, mismatches: [],
    level: isGuessed ? "open" : "closed", confidence: isGuessed ? 0.6 : isDirect ? 0.95 : 0.8,
    reason: "the waiting of all other ranks ends here: these ranks hold others up, and no rank " +
      "holds them up; a fault of the network would leave all members inside the operation",
  };
}

function lostFinding(sinks: readonly Rank[], fleet: Fleet): Finding {
  const isMissing = sinks.some((rank) => fleet.ranks.get(rank)?.loss === "missing");
  return {
    syndrome: "fail-stop", suspects: sinks, mismatches: [], level: "open",
    confidence: isMissing ? 0.6 : 0.7,
    reason: "the waiting ends at ranks that left no readable dump; they may have died, may have " +
      "been stopped, or only their dumps were lost",
  };
}

function circleFinding({ circles }: Ends, { waits }: Waits): Finding {
  const members = [...new Set(circles.flat())].toSorted((left, right) => left - right);
  const inside = waits.filter(({ from, to }) => members.includes(from) && members.includes(to));
  // Each rank scheduled what the other waits in, but after what it waits in itself. Sends and
  // receives may be asynchronous, so of them the order proves nothing.
  const isCrossed = inside.every(({ kind, operation }) =>
    kind === "behind" && operation?.point === undefined);
  return {
    syndrome: isCrossed ? "mismatch" : "comm-hang", suspects: members, mismatches: [],
    level: "open", confidence: isCrossed ? 0.6 : 0.4,
    reason: isCrossed
      ? "these ranks wait for one another in a circle: they call collectives in different orders"
      : "these ranks wait for one another and for nobody else: the network between them, or a " +
        "device of one of them that does not run; the dumps cannot tell these apart",
  };
}

function verdictOf(
  fleet: Fleet,
  waits: Waits,
  found: {
    readonly finding: Finding;
    readonly suspects: readonly SuspectStory[];
    readonly job: JobName;
  },
): Verdict {
  const { finding, suspects, job } = found;
  const toSuspects = waits.waits
    .filter(({ to }) => suspects.some(({ rank }) => rank === to));
  const seqs = toSuspects.map(({ operation }) => operation?.seq ?? 0).filter((seq) => seq > 0);
  return {
    job, syndrome: finding.syndrome,
    suspects: suspects.map(({ rank }) => ({ kind: "rank", rank, node: nodeUnknown })),
    level: finding.level, confidence: finding.confidence, commId: undefined,
    ordinal: new Set(seqs).size === 1 ? seqs[0] : undefined,
    evidence: suspects.flatMap(({ rank, evidence }) =>
      evidence.map((sentence) => `rank ${rank}: ${sentence}`)),
    reason: finding.reason, sinceMs: longestWaitMs(fleet, waits),
  };
}

/** On each rank's own clock: from the operation it waits in to the last thing it recorded. */
function longestWaitMs(fleet: Fleet, { waits }: Waits): number {
  return waits.reduce((longest, { from, operation }) => {
    const newest = fleet.ranks.get(from)?.newestMs;
    const created = operation?.createdMs;
    if (newest === undefined || created === undefined) return longest;
    return Math.max(longest, Math.round(newest - created));
  }, 0);
}

function ranksOf(fleet: Fleet): PostMortem["ranks"] {
  const views = [...fleet.ranks.values()];
  const where = (test: (view: typeof views[number]) => boolean): readonly Rank[] =>
    views.filter(test).map(({ rank }) => rank);
  return {
    expected: views.length,
    read: where(({ loss }) => loss === undefined),
    empty: where(({ isEmpty }) => isEmpty),
    missing: where(({ loss }) => loss === "missing"),
    unreadable: where(({ loss }) => loss === "unreadable" || loss === "empty-file"),
  };
}
