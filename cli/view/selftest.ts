// What `c4 selftest` found: a line for each hop as it is taken, or all of them as JSON at the end.

import { formatDuration } from "./figures.ts";
import type { Paint } from "./paint.ts";

export interface HopView {
  readonly hop: string;
  readonly ok: boolean;
  readonly tookMs: number;
  /** What was seen, or why nothing was. */
  readonly detail: string;
}

export interface SelftestView {
  readonly works: boolean;
  /** In order, up to the first that failed: what lies behind it cannot be judged. */
  readonly hops: readonly HopView[];
}

export function selftestView(hops: readonly HopView[]): SelftestView {
  return { works: hops.every((each) => each.ok), hops };
}

export function formatHop(hop: HopView, paint: Paint): string {
  const word = hop.ok ? paint.good("OK    ") : paint.bad("FAILED");
  const took = formatDuration(hop.tookMs).padStart(6);
  return `${word}  ${took}  ${hop.hop.padEnd(32)}  ${hop.detail}\n`;
}

export function formatConclusion(view: SelftestView): string {
  const failed = view.hops.find((each) => !each.ok);
  return failed === undefined
    ? "C4 works on this machine.\n" : `C4 does not work: ${failed.hop} failed.\n`;
}
