// What happened in a play, told by the world and the script alone: when each fault was there, when
// it was alone, and what it cost the job then. The rules judge by these, and know nothing else.

import type { Incident } from "../../proto/verdict.ts";
import type { Performance } from "../play.ts";
import type { Fault } from "../scenario/scenario.ts";
import { truthOf, type Truth } from "../score/oracle.ts";
import type { Options } from "./draw.ts";
import { isFinal, lastsUntilMs } from "./faults.ts";

export interface Facts {
  readonly options: Options;
  readonly play: Performance;
  readonly stepMs: number;
  readonly endMs: number;
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly fault: Fault;
  readonly truth: Truth;
  readonly fromMs: number;
  /** Infinity: it stays. */
  readonly untilMs: number;
  /** When no other problem is there or just over; undefined: never for long enough. */
  readonly alone: { readonly fromMs: number; readonly untilMs: number } | undefined;
  /** Share of the job's pace that it cost while alone. */
  readonly cost: number;
}

/** After a problem's end the job finds its pace again, and what is on its way arrives. */
const settleMs = 8_000;
const aloneMinMs = 4_000;

export function factsOf(options: Options, play: Performance): Facts {
  const { faults } = options.scenario;
  const endMs = options.scenario.seconds * 1_000;
  const firstMs = Math.min(options.calmAtMs, ...faults.map((each) => each.atMs));
  const usual = usualRate(play.pace, firstMs);
  const problems = faults.map((fault) => {
    const others = faults.filter((each) => each !== fault);
    const alone = aloneOf(fault, others, endMs);
    const during = alone === undefined
      ? 0 : rate(play.pace, alone.fromMs, Math.min(alone.untilMs, alone.fromMs + 40_000));
    const cost = alone === undefined || usual === 0 ? 0 : Math.max(0, 1 - during / usual);
    return {
      fault, truth: truthOf(options.scenario, fault), fromMs: fault.atMs,
      untilMs: lastsUntilMs(fault), alone, cost,
    };
  });
  return { options, play, stepMs: usual === 0 ? 2_000 : 1_000 / usual, endMs, problems };
}

/** The longest time that it has to itself. */
function aloneOf(fault: Fault, others: readonly Fault[], endMs: number): Problem["alone"] {
  const untilMs = Math.min(endMs, lastsUntilMs(fault));
  const edges = [fault.atMs, untilMs, ...others.flatMap((each) =>
    [each.atMs, lastsUntilMs(each) + settleMs])]
    .filter((each) => each >= fault.atMs && each <= untilMs)
    .sort((left, right) => left - right);
  let best: Problem["alone"];
  for (const [index, from] of edges.entries()) {
    const until = edges[index + 1];
    if (until === undefined) continue;
    const isFree = others.every((each) =>
      until <= each.atMs || from >= lastsUntilMs(each) + settleMs);
    if (isFree && until - from > (best === undefined ? 0 : best.untilMs - best.fromMs)) {
      best = { fromMs: from, untilMs: until };
    }
  }
  return best !== undefined && best.untilMs - best.fromMs >= aloneMinMs ? best : undefined;
}

/** Of the seconds before anything happened; a pause among them does not count. */
function usualRate(pace: readonly number[], beforeMs: number): number {
  const spanMs = 5_000;
  const rates: number[] = [];
  for (let at = 2_000; at + spanMs <= beforeMs; at += 1_000) {
    rates.push(rate(pace, at, at + spanMs));
  }
  return rates.sort((left, right) => left - right)[Math.floor(rates.length / 2)] ?? 0;
}

function rate(pace: readonly number[], fromMs: number, untilMs: number): number {
  const from = Math.ceil(fromMs / 1_000);
  const to = Math.min(pace.length - 1, Math.floor(untilMs / 1_000));
  const [start, stop] = [pace[from], pace[to]];
  return start === undefined || stop === undefined || to <= from
    ? 0 : Math.max(0, stop - start) / (to - from);
}

/** Whether a problem was there, or so lately that its traces still arrive. */
export function isThere({ fault, fromMs, untilMs }: Problem, atMs: number, facts: Facts): boolean {
  const traceMs = isFinal(fault) ? 0 : 10_000 + 3 * facts.stepMs;
  return atMs >= fromMs && atMs <= untilMs + traceMs;
}

/** Its syndrome fits and its first suspect lies in what was touched. */
export function isRight({ truth }: Problem, { syndrome, suspects }: Incident): boolean {
  const [first] = suspects;
  return truth.syndromes.includes(syndrome) && first !== undefined && truth.touches(first);
}

export function isOpen({ state }: Incident): boolean {
  return state !== "recovered" && state !== "closed";
}
