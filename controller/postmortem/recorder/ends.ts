// The ends of the waiting: ranks that are waited for and wait for nobody, and circles of ranks
// that wait only for one another. Two kinds of ranks are ends whether somebody was seen to wait
// for them or not: those that what they have open does not excuse, and, once anybody waits, those
// that have nothing open. A healthy host goes on until an operation holds it; in a job that
// stands, a rank that no operation holds did not come that far by itself.
//
// A correct program cannot wait in a circle, so in a circle of ranks some edge is no real wait.
// The weak ones are the candidates: operations that were overtaken, then sends and receives of
// ranks that others miss in a collective, for these may be asynchronous. Without them the circle
// may open and show its own end; the second step is a guess and counts only if it leaves one rank.
// A circle that stays closed is reported as what it is.

import type { Rank } from "../../../proto/ids.ts";
import { terminalComponents } from "./terminal.ts";
import type { Wait, Waits } from "./waits.ts";

export interface Ends {
  /** Waiting for nobody; also those stuck in what the others completed. */
  readonly sinks: readonly Rank[];
  /** Those of them that were found only by breaking a circle. */
  readonly guessed: ReadonlySet<Rank>;
  readonly circles: readonly (readonly Rank[])[];
}

export function endsOf({ waits, stuck, unexcused, idle }: Waits): Ends {
  const awaited = new Set(waits.map(({ to }) => to));
  const sinks = new Set<Rank>([...stuck.keys(), ...unexcused.keys()]);
  if (waits.length > 0) for (const rank of idle) sinks.add(rank);
  const guessed = new Set<Rank>();
  const circles: (readonly Rank[])[] = [];
  for (const end of ends(waits)) {
    const [only] = end;
    if (end.length === 1 && only !== undefined) {
      if (awaited.has(only)) sinks.add(only);
      continue;
    }
    const opened = openCircle(waits.filter(({ from }) => end.includes(from)));
    if (opened.length === 0) circles.push(end);
    for (const rank of opened) {
      sinks.add(rank);
      guessed.add(rank);
    }
  }
  return { sinks: [...sinks].toSorted((a, b) => a - b), guessed, circles };
}

function ends(waits: readonly Wait[]): readonly (readonly Rank[])[] {
  const edges = new Map<Rank, Rank[]>();
  for (const { from, to } of waits) {
    const known = edges.get(from);
    if (known === undefined) edges.set(from, [to]);
    else known.push(to);
  }
  return terminalComponents(edges) as readonly (readonly Rank[])[];
}

function openCircle(waits: readonly Wait[]): readonly Rank[] {
  const firm = waits.filter(({ weak }) => !weak);
  const opened = sinksOf(firm);
  if (opened.length > 0) return opened;
  const missed = new Set(firm
    .filter(({ kind, operation }) => kind === "absent" && operation?.point === undefined)
    .map(({ to }) => to));
  const left = sinksOf(firm.filter(({ from, operation }) =>
    !(missed.has(from) && operation?.point !== undefined)));
  return left.length === 1 ? left : [];
}

function sinksOf(waits: readonly Wait[]): readonly Rank[] {
  return ends(waits).flatMap((end) => end.length === 1 ? end : []);
}
