// What a step would have taken if its operations had taken something else.
//
// A slow operation says little by itself: where others would have waited anyway it costs nothing,
// and on the critical path it costs the whole job. So the step is played again: every operation
// begins when all that it depends on has ended (step-nodes.ts), and takes the time that we give it.
// With the times of the record this gives the step that was; with the times that like operations
// usually take (ideal.ts) the step that could have been; and T / T_ideal - 1 is the loss. Giving
// the usual time to some operations only says what those cost: that is the attribution.
//
// This is the what-if analysis of Lin et al., "Understanding Stragglers in Large Model Training
// Using What-if Analysis" (OSDI 2025, arXiv 2505.05713), section 3. Theirs and ours differ in what
// is put back. They put back all operations of a worker or stage at once, so that a stage gets the
// blame for the long sequences that pass through it. We split each computation into factors
// (stage, worker, the rest) and put back one factor at a time (ideal.ts).
//
// What a replay cannot know: time between operations that nobody recorded, such as a data loader
// that is late. It is left out on both sides, and the distance between the recorded step and the
// replayed one says how much that is.
//
// Rejected: reading the loss from the record by comparing the busy time of workers. It needs no
// dependencies, but it blames a worker for time in which the pipeline would have been empty.

import type { Graph } from "./graph.ts";

export interface Replay {
  /** Mean over the steps. */
  readonly stepMs: number;
  readonly stepsMs: Float64Array;
}

export interface Player {
  /** `timesMs`: by node. */
  readonly play: (timesMs: Float64Array) => Replay;
}

/** Keeps one buffer for the ends of all nodes, since dozens of replays follow one another. */
export function playerOf(graph: Graph): Player {
  const endMs = new Float64Array(graph.kind.length);
  return { play: (timesMs) => play(graph, timesMs, endMs) };
}

function play(graph: Graph, timesMs: Float64Array, endMs: Float64Array): Replay {
  const { before, beforeStart, stepStart, steps } = graph;
  const stepsMs = new Float64Array(steps.length);
  let totalMs = 0;
  for (let step = 0; step < steps.length; step += 1) {
    const last = stepStart[step + 1] ?? 0;
    let longestMs = 0;
    for (let node = stepStart[step] ?? 0; node < last; node += 1) {
      const edgeEnd = beforeStart[node + 1] ?? 0;
      let beginMs = 0;
      for (let edge = beforeStart[node] ?? 0; edge < edgeEnd; edge += 1) {
        const ended = endMs[before[edge] ?? 0] ?? 0;
        if (ended > beginMs) beginMs = ended;
      }
      const ended = beginMs + (timesMs[node] ?? 0);
      endMs[node] = ended;
      if (ended > longestMs) longestMs = ended;
    }
    stepsMs[step] = longestMs;
    totalMs += longestMs;
  }
  return { stepMs: steps.length === 0 ? 0 : totalMs / steps.length, stepsMs };
}
