// What the analysis saw, in sentences and rows for a person.

import type { NodeName, Rank } from "../../../proto/ids.ts";
import { parseNodeName } from "../../../proto/ids.ts";
import { assert } from "../../../proto/assert.ts";
import type { Mismatch } from "./mismatch.ts";
import type { Fleet, Group, Operation } from "./model.ts";
import type { Wait, WaitKind, Waits } from "./waits.ts";

/** Dumps do not say where a rank ran. */
export const nodeUnknown: NodeName = nodeNamed("unknown");

export interface SuspectStory {
  readonly rank: Rank;
  /** Strongest first. */
  readonly evidence: readonly string[];
}

/** Ranks that wait in the same operation for the same others. */
export interface PathStep {
  readonly group: string;
  readonly description: string;
  readonly operation: string;
  readonly waiting: readonly Rank[];
  readonly for: readonly Rank[];
  readonly why: WaitKind;
}

const evidenceMax = 6;

function nodeNamed(text: string): NodeName {
  const name = parseNodeName(text);
  assert(name.ok, `${text} is a node name`);
  return name.value;
}

export function storyOf(
  fleet: Fleet,
  waits: Waits,
  about: { readonly rank: Rank; readonly mismatches: readonly Mismatch[] },
): SuspectStory {
  const { rank, mismatches } = about;
  const evidence = [
    ...mismatches.flatMap((mismatch) => mismatchSentence(mismatch, rank)),
    ...stuckSentence(waits, rank),
    ...waitSentences(waits, rank),
    ...excuseSentence(waits, rank),
    ...idleSentence(waits, rank),
    ...dumpSentence(fleet, rank),
  ];
  return { rank, evidence: evidence.slice(0, evidenceMax) };
}

function mismatchSentence({ group, seq, usual, odd }: Mismatch, rank: Rank): readonly string[] {
  const own = odd.find((each) => each.rank === rank);
  if (own === undefined) return [];
  const others = usual === undefined
    ? "the other members made other calls" : `most called ${usual}`;
  return [`called ${own.call} as number ${seq} of ${nameOf(group)}, where ${others}`];
}

function stuckSentence({ stuck }: Waits, rank: Rank): readonly string[] {
  const found = stuck.get(rank);
  if (found === undefined) return [];
  const { operation, othersAt } = found;
  return [`still shows ${operation.label} of ${nameOf(operation.group)} open, which the others ` +
    `completed (up to ${othersAt}): its device stopped, or its host no longer sees it`];
}

/** One sentence for each operation that others miss this rank in, the widest first. */
function waitSentences({ waits }: Waits, rank: Rank): readonly string[] {
  const byPlace = new Map<string, Wait[]>();
  for (const wait of waits) {
    if (wait.to !== rank) continue;
    const place = `${wait.kind} ${wait.group.key} ${wait.operation?.label}`;
    const known = byPlace.get(place);
    if (known === undefined) byPlace.set(place, [wait]);
    else known.push(wait);
  }
  return [...byPlace.values()]
    .toSorted((left, right) => right.length - left.length)
    .flatMap((places) => {
      const [first] = places;
      if (first === undefined) return [];
      const waiting = new Set(places.map(({ from }) => from));
      return [waitSentence(first, ranksText(waiting), waiting.size)];
    });
}

function waitSentence({ kind, operation, group }: Wait, who: string, count: number): string {
  const verb = count === 1 ? "waits" : "wait";
  if (operation?.point !== undefined) return pointSentence(kind, who, { operation, group });
  const where = `${operation?.label ?? "an operation"} of ${nameOf(group)}`;
  switch (kind) {
    case "absent": return `never scheduled ${where}, in which ${who} ${verb}`;
    case "behind": return `scheduled ${where}, in which ${who} ${verb}, and is held before it`;
    case "unstarted": return `its device never began ${where}, which ${who} began`;
    case "together": return `is in ${where} together with ${who}, and nobody ends it`;
    case "lost": return `${who} ${verb} in ${where}, and nobody who left a dump holds it up`;
    case "unnamed": return `${who} ${verb} in ${nameOf(group)}, as the marks say`;
  }
}

/** Of a send or receive the other end is told: that is what the suspect owes. */
function pointSentence(
  kind: WaitKind,
  who: string,
  { operation, group }: { readonly operation: Operation; readonly group: Group },
): string {
  const owed = operation.point?.direction === "send" ? "receive from" : "send to";
  const place = `in ${nameOf(group)}`;
  switch (kind) {
    case "absent": return `never scheduled the ${owed} ${who} that is awaited ${place}`;
    case "behind": return `scheduled its ${owed} ${who} ${place}, and is held before it`;
    case "unstarted": return `its device never began the ${owed} ${who} ${place}`;
    case "together": return `is in the ${owed} ${who} ${place}, and neither ends it`;
    case "lost": case "unnamed": return `owes the ${owed} ${who} ${place}`;
  }
}

function excuseSentence({ unexcused }: Waits, rank: Rank): readonly string[] {
  const found = unexcused.get(rank);
  if (found === undefined) return [];
  const { peer, operation, next } = found;
  return [`its open ${operation.label} does not explain it: rank ${peer} has the same one open ` +
    `and still scheduled ${next.label} of ${nameOf(next.group)}`];
}

function idleSentence({ idle }: Waits, rank: Rank): readonly string[] {
  return idle.includes(rank)
    ? ["has nothing open: no operation held it, yet it did not go on to its next one"] : [];
}

function dumpSentence({ ranks }: Fleet, rank: Rank): readonly string[] {
  const view = ranks.get(rank);
  switch (view?.loss) {
    case "missing": return ["left no dump"];
    case "unreadable": return ["left a dump that cannot be read"];
    case "empty-file": return ["left a dump file without a byte: it ended before writing it"];
    default: return view?.isEmpty === true ? ["its dump has no entry at all"] : [];
  }
}

export function stepsOf({ waits }: Waits): readonly PathStep[] {
  const steps = new Map<string, { wait: Wait; from: Set<Rank>; to: Set<Rank> }>();
  for (const wait of waits) {
    const place = `${wait.kind} ${wait.group.key} ${labelOf(wait.operation)}`;
    const step = steps.get(place) ?? { wait, from: new Set(), to: new Set() };
    step.from.add(wait.from);
    step.to.add(wait.to);
    steps.set(place, step);
  }
  return [...steps.values()]
    .map(({ wait, from, to }) => ({
      group: wait.group.name, description: wait.group.description,
      operation: labelOf(wait.operation),
      waiting: sorted(from), for: sorted(to), why: wait.kind,
    }))
    .toSorted((left, right) => (left.waiting[0] ?? 0) - (right.waiting[0] ?? 0));
}

const labelOf = (operation: Operation | undefined): string => operation?.label ?? "unknown";

const sorted = (ranks: Iterable<Rank>): readonly Rank[] =>
  [...ranks].toSorted((left, right) => left - right);

function nameOf({ name, description }: Group): string {
  return description === ""
    ? `group ${name}` : `group ${name} (${description})`;
}

const ranksNamedMax = 8;

/** `rank 3`, or `ranks 0-3, 8 and 40 more`. */
export function ranksText(ranks: Iterable<Rank>): string {
  const list = sorted(new Set(ranks));
  return `${list.length === 1 ? "rank" : "ranks"} ${rangesText(list)}`;
}

/** `0-3, 8`: the first few runs, and how many more ranks there are. */
export function rangesText(list: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const rank of list) {
    const run = runs.at(-1);
    if (run !== undefined && run.last + 1 === rank) run.last = rank;
    else runs.push({ first: rank, last: rank });
  }
  const shown = runs.slice(0, ranksNamedMax);
  const texts = shown.map(({ first, last }) => first === last ? `${first}` : `${first}-${last}`);
  const left = list.length - shown.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return texts.join(", ") + (left > 0 ? ` and ${left} more` : "");
}
