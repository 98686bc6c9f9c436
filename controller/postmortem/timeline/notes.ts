// What was not there, and what the figures therefore do not say. A verdict on part of a picture is
// worth having only if it says which part.

import type { Omitted } from "./assemble.ts";
import type { Timeline } from "./model.ts";
import { percent } from "./story.ts";
import { unexplainedOf, type Figures } from "./verdict.ts";
import { codes } from "./words.ts";

/** Shares of the step from which a note is due. */
const unexplainedNoted = 0.05;
const exposedNoted = 0.3;

const transferCodes = [
  codes.forwardSend, codes.forwardRecv, codes.backwardSend, codes.backwardRecv,
];
const syncCodes = [codes.paramsSync, codes.gradsSync];

export function notesOf(
  timeline: Timeline, omitted: Omitted, figures: Figures | undefined,
): readonly string[] {
  return [
    ...gaps(omitted), ...absences(timeline), ...figures === undefined ? [] : limits(figures),
  ];
}

function gaps(omitted: Omitted): readonly string[] {
  const { lanes, lanesOf, firstGap, circularSteps, missingReplicas, unplaced, repeated } = omitted;
  return [
    lanes > 0 && `${lanes} of ${lanesOf} pipelines (a rank in a step) have gaps and were left ` +
      `out, and nothing is said of them; the first is ${firstGap}`,
    circularSteps > 0 && `${circularSteps} steps were left out: as recorded, their operations ` +
      "wait for one another in a circle",
    missingReplicas > 0 && `${missingReplicas} data-parallel ranks have no row at all; nothing ` +
      "is said of them, nor of syncs, which they may have held up",
    unplaced > 0 && `${unplaced} sends and receives could not be matched to a micro-batch and ` +
      "were left out; give them the micro-batch and chunk",
    repeated > 0 && `${repeated} rows stood in the file twice, alike in all fields, and were ` +
      "counted once",
  ].filter((sentence) => sentence !== false);
}

function absences({ present, foreign, stages, replicas }: Timeline): readonly string[] {
  const has = (wanted: readonly number[]): boolean => wanted.some((code) => present[code] === true);
  const unused = [...foreign].map(([name, count]) => `${name} (${count})`).join(", ");
  return [
    stages > 1 && !has(transferCodes) && "no sends and receives are recorded: nothing is said of " +
      "the network between stages",
    replicas.length > 1 && !has(syncCodes) && "no params-sync and grads-sync is recorded: " +
      "nothing is said of the network between data-parallel ranks",
    replicas.length === 1 && "there is one data-parallel rank: no worker has a replica to be " +
      "compared with",
    foreign.size > 0 && `operations that are not used: ${unused}`,
  ].filter((sentence) => sentence !== false);
}

function limits(figures: Figures): readonly string[] {
  const unexplained = unexplainedOf(figures);
  return [
    unexplained > unexplainedNoted && `${percent(unexplained)} of the recorded time lies between ` +
      "operations (data loading, the host, what was not recorded) and is not judged",
    figures.exposed > exposedNoted && "even at their ideal, transfers and syncs take " +
      `${percent(figures.exposed)} of the step; if that is more than it used to be, all links ` +
      "are slow alike, which one timeline cannot show",
  ].filter((sentence) => sentence !== false);
}
