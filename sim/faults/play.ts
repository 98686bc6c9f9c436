// The life of one fault in a play, and the proof that it fired: what it did to the job, measured in
// the world and not by the detector.

import type { World } from "../job/world.ts";
import type { Fault } from "../scenario/scenario.ts";
import { growEveryMs, grows, switchOff, switchOn, type Stagehands } from "./act.ts";

export interface Played {
  readonly fault: Fault;
  /** When it was on; the last may have no end. */
  readonly spans: { readonly fromMs: number; toMs: number | undefined }[];
  proof: Proof | undefined;
}

export interface Proof {
  /** Steps a second in the ten seconds before, and while it was on. */
  readonly paceBefore: number;
  readonly paceDuring: number;
  /** Share of the step's time that it cost: 1 - during / before. */
  readonly effect: number;
}

/** Switches it on; when it is to be switched off, Infinity for never. */
export function beginFault(world: World, hands: Stagehands, played: Played): number {
  const { fault } = played;
  switchOn(world, hands, fault);
  played.spans.push({ fromMs: world.nowMs, toMs: undefined });
  if (fault.flapMs > 0) return world.nowMs + fault.flapMs / 2;
  return fault.forMs > 0 ? world.nowMs + fault.forMs : Infinity;
}

/** Switches it off; when it comes back, Infinity for never. */
export function endFault(world: World, hands: Stagehands, played: Played): number {
  const { fault } = played;
  switchOff(world, hands, fault);
  const span = played.spans.at(-1);
  if (span !== undefined) span.toMs = world.nowMs;
  return fault.flapMs > 0 ? world.nowMs + fault.flapMs / 2 : Infinity;
}

/** A slow thing that becomes slower: set again, once a second, while it is on. */
export function growFault(
  world: World, hands: Stagehands, played: Played, again: (atMs: number) => void,
): void {
  const isOn = played.spans.at(-1)?.toMs === undefined;
  if (!isOn || !grows(played.fault)) return;
  switchOn(world, hands, played.fault);
  again(world.nowMs + growEveryMs);
}

const beforeSeconds = 10;

/** `pace`: steps done by the slowest rank at each second. */
export function proofOf(pace: readonly number[], played: Played): Proof | undefined {
  const [first] = played.spans;
  if (first === undefined) return undefined;
  const from = Math.floor(first.fromMs / 1_000);
  const to = Math.min(pace.length - 1, Math.ceil((first.toMs ?? Infinity) / 1_000));
  const before = ratePer(pace, Math.max(0, from - beforeSeconds), from);
  const during = ratePer(pace, from, to);
  const effect = before > 0 ? Math.max(0, 1 - during / before) : 0;
  return { paceBefore: before, paceDuring: during, effect };
}

function ratePer(pace: readonly number[], from: number, to: number): number {
  const [start, stop] = [pace[from], pace[to]];
  return start === undefined || stop === undefined || to <= from
    ? 0 : Math.max(0, stop - start) / (to - from);
}
