// Ten minutes in which nothing is wrong: jittered steps, an evaluation pause of all, a checkpoint
// pause of all, rank 0 saving alone while the others wait, one rank slower by a tenth of the host
// work. Nobody may be woken; a suspicion that clears itself is allowed, and listed. The training
// says when each pause is over: a machine too slow to come to them all has proved nothing.

import { setTimeout as sleep } from "node:timers/promises";
import { isOpen } from "../../cli/view/incident.ts";
import { formatSuspect, type Incident } from "../../proto/verdict.ts";
import { startSession } from "./session.ts";

export interface Quiet {
  readonly seconds: number;
  /** The training's own last step, and the pauses that it says are over, in their order. */
  readonly lastStep: number;
  readonly pauses: readonly string[];
  readonly collectives: number;
  readonly incidents: readonly Incident[];
  readonly paged: number;
}

/** Steps take 50-60 ms on two cores: these fall about a fifth and a half into ten minutes. */
const evaluationAt = 2000;
const checkpointAt = 2 * evaluationAt;
const savingAt = 4500;
const uneven = [
  "--uneven", "--eval-at", String(evaluationAt), "--eval-seconds", "20",
  "--save-at", String(savingAt), "--save-seconds", "25",
];
/** What train.py calls them. */
const asked: readonly (readonly [string, number])[] = [
  ["evaluation", evaluationAt], ["checkpoint", checkpointAt], ["rank 0 saving", savingAt],
];

export async function beQuiet(seconds: number): Promise<Quiet> {
  const session = await startSession({ workload: "ring", fabric: false, arguments: uneven });
  await sleep(seconds * 1000);
  const { step } = await session.job();
  const incidents = await session.incidents();
  const printed = session.printed();
  await session.finish();
  return {
    seconds, ...readPrinted(printed), collectives: step, incidents,
    paged: incidents.filter((each) => each.pagedMs !== undefined).length,
  };
}

/** What the training said of itself: C4's own counters prove nothing about its pauses. */
export function readPrinted(printed: string): Pick<Quiet, "lastStep" | "pauses"> {
  const steps = [...printed.matchAll(/^step +(\d+) /gm)].map((found) => Number(found[1]));
  const pauses = [...printed.matchAll(/^pause over: (.+)$/gm)].map((found) => found[1] ?? "");
  return { lastStep: Math.max(0, ...steps), pauses };
}

/** Why the run proves nothing, or the wrong thing; undefined when it is a success. */
export function failureOf(quiet: Quiet): string | undefined {
  if (quiet.paged > 0) return `${quiet.paged} pages`;
  const lasting = quiet.incidents.filter(isOpen).length;
  if (lasting > 0) return `${lasting} suspicions did not clear themselves`;
  const missing = asked.filter(([name]) => !quiet.pauses.includes(name)).map(([name]) => name);
  if (missing.length > 0) return `it never came to: ${missing.join(", ")}`;
  const last = Math.max(...asked.map(([, at]) => at));
  if (quiet.lastStep <= last) return `it did not go on after step ${last}`;
  return undefined;
}

const heading = ["## A clean, noisy job", ""];

/** It could not be started or ended before its time. */
export function unplayedSection(caught: unknown): readonly string[] {
  return [...heading, `FAILED: not played; ${String(caught).split("\n")[0]}.`, ""];
}

export function quietSection(quiet: Quiet): readonly string[] {
  const failure = failureOf(quiet);
  return [
    ...heading,
    `${quiet.seconds} seconds, ${quiet.lastStep} training steps, ${quiet.collectives} ` +
      `collectives of rank 0: ${quiet.paged} pages, ${quiet.incidents.length} suspicions.`,
    `${quiet.pauses.length} of ${asked.length} pauses lived through: ` +
      `${quiet.pauses.join(", ") || "none"}.`,
    ...(failure === undefined ? [] : [`FAILED: ${failure}.`]),
    ...quiet.incidents.map((each) => `- ${each.syndrome}: ` +
      `${each.suspects.map(formatSuspect).join(", ")}, ${each.state}, after ` +
      `${(each.suspectedMs / 1000).toFixed(0)} s; ${each.reason}`),
    "",
  ];
}
