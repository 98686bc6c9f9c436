// Ten minutes in which nothing is wrong: jittered steps, an evaluation pause of all, a checkpoint
// pause of all, rank 0 saving alone while the others wait, one rank slower by a tenth of the host
// work. Nobody may be woken; a suspicion that clears itself is allowed, and listed.

import { setTimeout as sleep } from "node:timers/promises";
import { formatSuspect, type Incident } from "../../proto/verdict.ts";
import { startSession } from "./session.ts";

export interface Quiet {
  readonly seconds: number;
  readonly steps: number;
  readonly incidents: readonly Incident[];
  readonly paged: number;
}

/** Steps take 50-60 ms on two cores: these fall about a fifth and a half into ten minutes. */
const pauses = [
  "--uneven", "--eval-at", "2000", "--eval-seconds", "20",
  "--save-at", "4500", "--save-seconds", "25",
];

export async function beQuiet(seconds: number): Promise<Quiet> {
  const session = await startSession({ workload: "ring", fabric: false, arguments: pauses });
  await sleep(seconds * 1000);
  const { step } = await session.job();
  const incidents = await session.incidents();
  await session.finish();
  return {
    seconds, steps: step, incidents,
    paged: incidents.filter((each) => each.pagedMs !== undefined).length,
  };
}

export function quietSection(quiet: Quiet): readonly string[] {
  return [
    "## A clean, noisy job",
    "",
    `${quiet.seconds} seconds, ${quiet.steps} collectives of rank 0: ${quiet.paged} pages, ` +
      `${quiet.incidents.length} suspicions.`,
    ...quiet.incidents.map((each) => `- ${each.syndrome}: ` +
      `${each.suspects.map(formatSuspect).join(", ")}, ${each.state}, after ` +
      `${(each.suspectedMs / 1000).toFixed(0)} s; ${each.reason}`),
    "",
  ];
}
