// The sentences of a verdict, with their figures.

import type { MeetingSuspect, StageSuspect, WorkerSuspect } from "./suspects.ts";
import type { Figures, SlowPart } from "./verdict.ts";

export const percent = (share: number): string => {
  // Adding zero turns the minus of a rounded nothing into a plus.
  const value = Math.round(share * 1000) / 10 + 0;
  return `${Math.abs(value) >= 10 ? Math.round(value) : value.toFixed(1)} %`;
};
export const times = (factor: number): string => `${factor.toFixed(2)} times`;

export function milliseconds(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  if (ms >= 1) return `${ms.toFixed(ms >= 100 ? 0 : 1)} ms`;
  return `${(ms * 1000).toFixed(ms >= 0.1 ? 0 : 1)} µs`;
}

export const partNames: Readonly<Record<SlowPart | "transfer" | "sync", string>> = {
  worker: "slow workers", stage: "uneven stages", "micro-batch": "uneven micro-batches",
  communication: "transfers and syncs", transfer: "transfers", sync: "syncs",
};

export function lossSentence({ actualMs, idealMs, loss, steps, worst }: Figures): string {
  const over = steps === 1 ? ", the only one" : ` in the mean of ${steps} steps`;
  return `a step takes ${milliseconds(actualMs)}${over}, and ${milliseconds(idealMs)} if every ` +
    `operation took what its like take: a loss of ${percent(loss)}` +
    (worst === undefined ? ""
      : `, and of ${percent(worst.loss)} in steps ${worst.fromStep} to ${worst.toStep}`);
}

export function shareSentence(part: SlowPart, { share }: Figures): string {
  const others = (["worker", "stage", "micro-batch", "communication"] as const)
    .filter((each) => each !== part && share[each] >= 0.05)
    .toSorted((left, right) => share[right] - share[left])
    .map((each) => `${partNames[each]} ${percent(share[each])}`);
  const rest = others.length === 0 ? "" : `; ${others.join(", ")}`;
  const gone = percent(Math.max(0, share[part]));
  return `without ${partNames[part]}, ${gone} of the loss would be gone${rest}`;
}

export function workerSentence({ dp, pp, factor, sinceStep, lossAlone }: WorkerSuspect): string {
  const since = sinceStep === undefined ? "" : ` from step ${sinceStep} on`;
  return `dp ${dp}, pp ${pp} takes ${times(factor)} what its replicas take${since}; ` +
    `alone it would cost ${percent(lossAlone)}`;
}

export function stageSentence(
  { stage, chunk, isLast, forward, backward }: StageSuspect, chunks: number,
): string {
  const inChunk = chunks > 1 ? `, chunk ${chunk}` : "";
  const name = `stage ${stage}${inChunk}${isLast ? " (the last)" : ""}`;
  const both = [
    forward === undefined ? undefined : `forward ${times(forward)}`,
    backward === undefined ? undefined : `backward ${times(backward)}`,
  ].filter((each) => each !== undefined);
  return `${name} takes ${both.join(" and ")} the mean of the stages`;
}

export function restSentences({ rest }: Figures): readonly string[] {
  const spread = `micro-batches of one worker vary by ${percent(rest.spread)} (standard deviation)`;
  return rest.correlation === undefined ? [spread] : [
    `forward and backward of a micro-batch vary together: correlation ` +
      `${rest.correlation.toFixed(2)} over ${rest.pairs} pairs`,
    spread,
  ];
}

export function meetingSentence(meeting: MeetingSuspect): string {
  const takes = `takes ${milliseconds(meeting.meanMs)} in the mean, and ` +
    `${milliseconds(meeting.idealMs)} elsewhere`;
  if (meeting.kind === "sync") return `${meeting.operation} of stage ${meeting.stage} ${takes}`;
  return `${meeting.direction} transfer dp ${meeting.dp}, pp ${meeting.fromStage} → ` +
    `pp ${meeting.toStage} ${takes}`;
}

/** Where all suspects have one worker in common, it is that worker's network and no single link. */
export function patternSentence(meetings: readonly MeetingSuspect[]): readonly string[] {
  const transfers = meetings.flatMap((each) => each.kind === "transfer" ? [each] : []);
  if (transfers.length < 2 || transfers.length < meetings.length) return [];
  const ends = transfers.map(({ dp, fromStage, toStage }) =>
    [`dp ${dp}, pp ${fromStage}`, `dp ${dp}, pp ${toStage}`]);
  const common = (ends[0] ?? []).filter((end) => ends.every((each) => each.includes(end)));
  if (common.length === 2) return [`all of it is between ${common.join(" and ")}`];
  return common.length === 1 ? [`all of it has ${common[0]} at one end`] : [];
}
