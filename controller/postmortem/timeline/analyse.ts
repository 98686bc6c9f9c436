// From a timeline to its verdict: order, split into factors, replay, judge, tell.

import { success, type Result } from "../../../proto/errors.ts";
import { assemble, type Assembly, type Omitted, type Progress } from "./assemble.ts";
import { factorsOf, parts, type Factors, type Part } from "./factors.ts";
import { nodeKinds, type NodeKind } from "./graph.ts";
import type { Timeline } from "./model.ts";
import { meanOf } from "./levels.ts";
import { notesOf } from "./notes.ts";
import { playerOf } from "./replay.ts";
import { restOf } from "./rest.ts";
import { changesOf } from "./segments.ts";
import {
  lossSentence, meetingSentence, patternSentence, restSentences, shareSentence,
  stageSentence, workerSentence,
} from "./story.ts";
import {
  slowMeetings, slowWorkers, stagesOf, type StageSuspect, type WorkerSuspect,
} from "./suspects.ts";
import {
  communicationVerdict, correlationMin, coverageMin, judgedLossOf, largestPartOf, lossMin,
  nothingVerdict, restVerdict, slowPartOf, stageVerdict, unexplainedMax, unexplainedOf,
  unknownVerdict, workerVerdict, type Figures, type TimelineVerdict,
} from "./verdict.ts";
import { allParts, noParts, whatIf, without, type WhatIf } from "./what-if.ts";

/** Micro-batches that vary less than this are of one length. */
const dataSpreadMin = 0.05;

/** A level of the loss that is not higher than the mean by this is not worth a word. */
const episodeMin = 0.02;

export interface TimelineAnalysis {
  readonly verdict: TimelineVerdict;
  /** Undefined: no step could be replayed. */
  readonly figures: Figures | undefined;
  /** The loss if only operations of this kind were as recorded. */
  readonly byKind: Readonly<Partial<Record<NodeKind, number>>>;
  /** Slowest first. */
  readonly stages: readonly StageSuspect[];
  readonly microBatches: number;
  readonly omitted: Omitted;
  readonly notes: readonly string[];
}

export function* analyseTimeline(
  timeline: Timeline,
): Generator<Progress, Result<TimelineAnalysis>> {
  const assembled = yield* assemble(timeline);
  if (!assembled.ok) return assembled;
  const { graph, omitted, microBatches } = assembled.value;
  if (graph.steps.length === 0) return success(nothingToReplay(timeline, assembled.value));
  const factors = factorsOf(graph);
  const asked = { done: 0 };
  const ask = whatIf(factors, playerOf(graph));
  const replaying = (): Progress =>
    ({ phase: "replaying", done: (asked.done += 1), of: parts.length * 2 + nodeKinds.length + 4 });
  const figures = yield* figuresOf(timeline, { factors, ask, omitted, replaying });
  const byKind: Partial<Record<NodeKind, number>> = {};
  for (const [kind, name] of nodeKinds.entries()) {
    yield replaying();
    if (!graph.kind.includes(kind)) continue;
    const ms = ask.stepMs({ parts: allParts, kinds: new Set([kind]) });
    byKind[name] = lossOf(ms, figures.idealMs);
  }
  return success({
    verdict: judge(timeline, { factors, ask, figures, microBatches }), figures, byKind,
    microBatches, omitted, stages: stagesOf(factors, timeline.stages),
    notes: notesOf(timeline, omitted, figures),
  });
}

function nothingToReplay(
  timeline: Timeline, { omitted, microBatches }: Assembly,
): TimelineAnalysis {
  const reason = omitted.circularSteps > 0
    ? "as recorded, the operations of every step wait for one another in a circle"
    : "no pipeline of the file is whole: every stage must show every micro-batch of a step";
  return {
    verdict: unknownVerdict(reason, omitted.firstGap === undefined ? [] : [omitted.firstGap]),
    figures: undefined, byKind: {}, stages: [], microBatches, omitted,
    notes: notesOf(timeline, omitted, undefined),
  };
}

const lossOf = (ms: number, idealMs: number): number => idealMs > 0 ? ms / idealMs - 1 : 0;

function* figuresOf(
  timeline: Timeline,
  { factors, ask, omitted, replaying }: {
    readonly factors: Factors; readonly ask: WhatIf; readonly omitted: Omitted;
    readonly replaying: () => Progress;
  },
): Generator<Progress, Figures> {
  const { graph } = factors;
  yield replaying();
  const actual = ask.stepsMs({ parts: allParts });
  yield replaying();
  const ideal = ask.stepsMs({ parts: noParts });
  const [actualMs, idealMs] = [meanOf(actual), meanOf(ideal)];
  const shareOf = (...healed: readonly Part[]): number => actualMs > idealMs
    ? (actualMs - ask.stepMs({ parts: without(...healed) })) / (actualMs - idealMs) : 0;
  const share: Record<string, number> = {};
  const alone: Record<string, number> = {};
  for (const part of parts) {
    yield replaying();
    share[part] = shareOf(part);
    yield replaying();
    alone[part] = lossOf(ask.stepMs({ parts: new Set([part]) }), idealMs);
  }
  yield replaying();
  share["communication"] = shareOf("transfer", "sync");
  yield replaying();
  const instantMs = ask.stepMs({ parts: noParts, areMeetingsInstant: true });
  return {
    recordedMs: graph.recordedMs.reduce((sum, ms) => sum + ms, 0) / graph.steps.length,
    actualMs, idealMs, loss: lossOf(actualMs, idealMs),
    worst: worstEpisode(graph.steps, actual.map((ms, step) => lossOf(ms, ideal[step] ?? 0))),
    share: share as Figures["share"], alone: alone as Figures["alone"],
    exposed: idealMs > 0 ? 1 - instantMs / idealMs : 0, rest: restOf(factors),
    steps: graph.steps.length, replicas: timeline.replicas.length,
    coverage: coverageOf(timeline, omitted),
  };
}

/** Every rank up to the highest one is expected in every step. */
function coverageOf({ steps, replicas }: Timeline, omitted: Omitted): number {
  const expected = steps.length * (replicas.length + omitted.missingReplicas);
  return (omitted.lanesOf - omitted.lanes) / Math.max(1, expected);
}

function worstEpisode(
  steps: readonly number[], losses: Float64Array,
): Figures["worst"] {
  const series = [...losses];
  const changes = [0, ...changesOf(series, 1)];
  if (changes.length === 1) return undefined;
  const episodes = changes.map((from, index) => {
    const to = changes[index + 1] ?? series.length;
    return {
      fromStep: steps[from] ?? 0, toStep: steps[to - 1] ?? 0, loss: meanOf(series.slice(from, to)),
    };
  });
  const worst = episodes.toSorted((left, right) => right.loss - left.loss)[0];
  return worst !== undefined && worst.loss > meanOf(series) + episodeMin ? worst : undefined;
}

function judge(
  timeline: Timeline,
  { factors, ask, figures, microBatches }: {
    readonly factors: Factors; readonly ask: WhatIf; readonly figures: Figures;
    readonly microBatches: number;
  },
): TimelineVerdict {
  const loss = lossSentence(figures);
  if (figures.steps * factors.graph.workers.length * microBatches === 1) {
    return unknownVerdict("each operation is there once: there is nothing to compare it with",
      [loss], figures);
  }
  if (figures.coverage < 0.5) {
    return unknownVerdict("more than half of the pipelines have gaps", [loss], figures);
  }
  const isHollow = unexplainedOf(figures) > unexplainedMax;
  if (figures.coverage < coverageMin && (isHollow || judgedLossOf(figures) < lossMin)) {
    return unknownVerdict("the slow ones may be among the pipelines that the file does not show",
      [loss], figures);
  }
  if (isHollow) {
    return unknownVerdict("too much of the recorded time lies between the operations", [loss],
      figures);
  }
  if (judgedLossOf(figures) < lossMin) {
    const largest = largestPartOf(figures);
    return nothingVerdict(figures, [loss, shareSentence(largest, figures)]);
  }
  const part = slowPartOf(figures);
  if (part === undefined) {
    return unknownVerdict("no single part explains half of the loss",
      [loss, shareSentence(largestPartOf(figures), figures)], figures);
  }
  const told = [loss, shareSentence(part, figures)];
  const { actualMs, idealMs, share } = figures;
  const healedMs = actualMs - share[part] * (actualMs - idealMs);
  switch (part) {
    case "worker": {
      const suspects = slowWorkers(factors, ask, { actualMs, healedMs, idealMs });
      return workerVerdict(figures, suspects, {
        evidence: [...suspects.list.map(workerSentence), ...told],
        isWholePipeline: areWholePipelines(factors, suspects.list, figures),
      });
    }
    case "stage": {
      const stages = stagesOf(factors, timeline.stages);
      const sentence = stages.slice(0, 1).map((each) => stageSentence(each, timeline.chunks));
      return stageVerdict(figures, stages, [...sentence, ...told]);
    }
    case "micro-batch": return restVerdict(figures, [...restSentences(figures), ...told]);
    default: {
      const suspects = slowMeetings(factors, ask, { actualMs, healedMs, stages: timeline.stages });
      return communicationVerdict(figures, suspects, [
        ...patternSentence(suspects.list), ...suspects.list.map(meetingSentence), ...told,
      ]);
    }
  }
}

/**
 * Whether whole pipelines are slow and not single workers of them. The same data pass all stages of
 * a pipeline. With one stage that is always so, and means something only where the data vary.
 */
function areWholePipelines(
  { graph, habits }: Factors, suspects: readonly WorkerSuspect[], { rest }: Figures,
): boolean {
  if (graph.virtualStages === 1) {
    return rest.spread >= dataSpreadMin && (rest.correlation ?? 1) >= correlationMin;
  }
  const leastOf = new Map<number, number>();
  for (const [worker, { dp }] of graph.workers.entries()) {
    const factor = habits.workers[worker]?.factor ?? 1;
    leastOf.set(dp, Math.min(leastOf.get(dp) ?? factor, factor));
  }
  return suspects.every(({ dp, factor }) => (leastOf.get(dp) ?? 1) - 1 > (factor - 1) / 2);
}
