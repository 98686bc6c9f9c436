// The ends of the waiting: ranks that are waited for and wait for nobody, and circles of ranks
// that wait only for one another.
//
// A correct program cannot wait in a circle, so in a circle of ranks some edge is no real wait.
// The weak ones are the candidates: operations that were overtaken, then sends and receives of
// ranks that others miss in a collective, for these may be asynchronous. Without them the circle
// may open and show its own end. A circle that stays closed is reported as what it is.

import type { Rank } from "../../../proto/ids.ts";
import { terminalComponents } from "./terminal.ts";
import type { Wait, Waits } from "./waits.ts";

export interface Ends {
  /** Waited for and waiting for nobody, or stuck in what the others completed. */
  readonly sinks: readonly Rank[];
  /** Found only by breaking a circle. */
  readonly fromCircles: ReadonlySet<Rank>;
  readonly circles: readonly (readonly Rank[])[];
}

export function endsOf({ waits, stuck, unexcused }: Waits): Ends {
  const awaited = new Set(waits.map(({ to }) => to));
  const sinks = new Set<Rank>(stuck.keys());
  const fromCircles = new Set<Rank>();
  const circles: (readonly Rank[])[] = [];
  for (const end of ends(waits)) {
    const [only] = end;
    if (end.length === 1 && only !== undefined) {
      if (awaited.has(only) || unexcused.has(only)) sinks.add(only);
      continue;
    }
    const opened = openCircle(waits.filter(({ from }) => end.includes(from)));
    if (opened.length === 0) circles.push(end);
    for (const rank of opened) {
      sinks.add(rank);
      fromCircles.add(rank);
    }
  }
  return { sinks: [...sinks].toSorted((a, b) => a - b), fromCircles, circles };
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
  return sinksOf(firm.filter(({ from, operation }) =>
    !(missed.has(from) && operation?.point !== undefined)));
}

function sinksOf(waits: readonly Wait[]): readonly Rank[] {
  return ends(waits).flatMap((end) => end.length === 1 ? end : []);
}
