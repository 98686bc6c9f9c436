// Rows of the score: what many plays of one kind come to.

import type { Scored } from "./score.ts";

export interface Row {
  readonly name: string;
  readonly plays: number;
  /** Plays with a fault that is to be told and was felt. */
  readonly faults: number;
  readonly right: number;
  readonly rightLevel: number;
  readonly unfelt: number;
  readonly incidents: number;
  readonly strangers: number;
  /** Undefined where nothing was to be told, or nothing was said. */
  readonly recall: number | undefined;
  readonly precision: number | undefined;
  readonly levelShare: number | undefined;
  readonly latencyMs: { readonly median: number; readonly p99: number } | undefined;
  /** Wrong incidents in a day of such jobs, and how many of them would wake somebody. */
  readonly strangersPerDay: number;
  readonly wrongPagesPerDay: number;
}

const dayMs = 86_400_000;

export function tally(
  scored: readonly Scored[], keyOf: (each: Scored) => string,
): readonly Row[] {
  const groups = new Map<string, Scored[]>();
  for (const each of scored) {
    const key = keyOf(each);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [each]);
    else known.push(each);
  }
  return [...groups].map(([name, group]) => rowOf(name, group));
}

function rowOf(name: string, group: readonly Scored[]): Row {
  const count = (of: (each: Scored) => boolean): number => group.filter(of).length;
  const sum = (of: (each: Scored) => number): number =>
    group.reduce((total, each) => total + of(each), 0);
  const right = count((each) => each.outcome === "right");
  const unfelt = count((each) => each.outcome === "unfelt");
  const faults = count((each) => each.isToTell) - unfelt;
  const rightLevel = count((each) => each.hasRightLevel);
  const incidents = sum((each) => each.incidents);
  const strangers = sum((each) => each.strangers.length);
  const simulatedMs = sum((each) => each.simulatedMs);
  return {
    name, plays: group.length, faults, right, rightLevel, unfelt, incidents, strangers,
    recall: ratio(right, faults), precision: ratio(incidents - strangers, incidents),
    levelShare: ratio(rightLevel, right), latencyMs: latencyOf(group),
    strangersPerDay: strangers * dayMs / simulatedMs,
    wrongPagesPerDay: sum((each) => each.wrongPages) * dayMs / simulatedMs,
  };
}

function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function latencyOf(group: readonly Scored[]): Row["latencyMs"] {
  const sorted = group.flatMap((each) => each.latencyMs ?? []).sort((left, right) => left - right);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return sorted.length === 0 ? undefined : { median: at(0.5), p99: at(0.99) };
}
