// What a rank does in one step, as a list. All ranks of a pipeline stage share one list; which
// group an item means follows from the rank (groups.ts).
//
// With a pipeline the order is 1F1B (PipeDream-Flush, Narayanan et al. 2021, section 2.2): a stage
// warms up with as many forward passes as there are stages behind it, then alternates, then drains.
// Sends do not block, receives do. Tensor-parallel exchanges happen many times a layer in reality;
// here they are one operation per pass, with the time of all of them.

import type { CollectiveFunction } from "../../proto/signature.ts";
import type { Job } from "../scenario/scenario.ts";
import type { GroupKind } from "./groups.ts";

export type Item =
  | { readonly kind: "compute"; readonly ms: number; readonly microBatch: number }
  | {
      readonly kind: "collective";
      readonly group: GroupKind;
      readonly function: CollectiveFunction;
      readonly bytes: number;
    }
  /** To or from a neighbouring stage; `peer` is the rank within the pipeline group. */
  | { readonly kind: "send" | "receive"; readonly peer: number; readonly bytes: number };

const mebibyte = 1024 * 1024;
/** A backward pass costs twice a forward one. */
const forwardShare = 1 / 3;
/** Of the gradients: what tensor and expert groups exchange per pass. */
const tensorShare = 1 / 64;
const expertShare = 1 / 32;

export function programOf(job: Job, stage: number, stageFactor: number): readonly Item[] {
  const { parallelism, microBatches, computeMs } = job;
  const perBatchMs = (computeMs / microBatches) * stageFactor;
  const items: Item[] = [];
  const pass = (microBatch: number, isForward: boolean): void => {
    const share = isForward ? forwardShare : 1 - forwardShare;
    receive(items, job, stage, isForward);
    items.push({ kind: "compute", ms: perBatchMs * share, microBatch });
    exchange(items, job);
    send(items, job, stage, isForward);
  };
  const warmUp = Math.min(parallelism.pipeline - 1 - stage, microBatches);
  for (let at = 0; at < warmUp; at += 1) pass(at, true);
  for (let at = warmUp; at < microBatches; at += 1) {
    pass(at, true);
    pass(at - warmUp, false);
  }
  for (let at = microBatches - warmUp; at < microBatches; at += 1) pass(at, false);
  synchronise(items, job);
  return items;
}

function exchange(items: Item[], job: Job): void {
  const bytes = job.gradientMiB * mebibyte;
  if (job.parallelism.tensor > 1) {
    items.push({
      kind: "collective", group: "tensor", function: "all-reduce", bytes: bytes * tensorShare,
    });
  }
  if (job.parallelism.expert > 1) {
    items.push({
      kind: "collective", group: "expert", function: "all-to-all", bytes: bytes * expertShare,
    });
  }
}

function receive(items: Item[], job: Job, stage: number, isForward: boolean): void {
  const peer = isForward ? stage - 1 : stage + 1;
  if (peer < 0 || peer >= job.parallelism.pipeline) return;
  items.push({ kind: "receive", peer, bytes: job.activationMiB * mebibyte });
}

function send(items: Item[], job: Job, stage: number, isForward: boolean): void {
  const peer = isForward ? stage + 1 : stage - 1;
  if (peer < 0 || peer >= job.parallelism.pipeline) return;
  items.push({ kind: "send", peer, bytes: job.activationMiB * mebibyte });
}

function synchronise(items: Item[], job: Job): void {
  if (job.parallelism.data < 2) return;
  const bytes = job.gradientMiB * mebibyte;
  const each = (name: CollectiveFunction): Item =>
    ({ kind: "collective", group: "data", function: name, bytes });
  if (job.zero) items.push(each("reduce-scatter"), each("all-gather"));
  else items.push(each("all-reduce"));
}
