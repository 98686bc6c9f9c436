// `c4 off` and `c4 on`: the hooks of a running job fall silent and come back.

import type { CommandReply } from "../../../proto/command.ts";
import type { NodeName } from "../../../proto/ids.ts";
import type { JobState } from "../fleet/state.ts";
import type { Turn } from "../fleet/turn.ts";
import { order } from "./orders.ts";

/** Every bit: the hook's own choice of what to watch. */
const maskOn = 0xffff_ffff_ffff_ffffn;

export function setHooks(turn: Turn, job: JobState, enabled: boolean): void {
  const { hooks } = job;
  hooks.enabled = enabled;
  hooks.changedAtMs = turn.now;
  hooks.generation += 1;
  hooks.outcomes.clear();
  turn.jobs.add(job);
  const nodes = [...new Set([...job.ranks.values()].map((rank) => rank.node))].sort();
  for (const node of nodes) sendMask(turn, job, node);
}

/**
 * Masks live in the agents' memory: one that starts anew has none, and a node that joins the job
 * later was never told, while we take the job for silenced. The generation stays, since nothing
 * new was decided; an agent that did it already just answers again.
 */
export function repeatMask(turn: Turn, job: JobState, node: NodeName): void {
  if (job.hooks.generation > 0 && job.endedAtMs === undefined) sendMask(turn, job, node);
}

function sendMask(turn: Turn, job: JobState, node: NodeName): void {
  const { enabled, generation, outcomes } = job.hooks;
  outcomes.set(node, "pending");
  order(turn, {
    id: `${job.job}/hooks/${generation}/${node}`, node, timeoutMs: turn.policy.gatherTimeoutMs,
    scope: `job/${job.job}/hooks`, generation,
    command: { kind: "set-mask", job: job.job, mask: enabled ? maskOn : 0n },
  });
}

export function onHooksReply(turn: Turn, id: string, node: NodeName, reply: CommandReply): void {
  const [name, , generation] = id.split("/");
  for (const job of turn.state.jobs.values()) {
    if (job.job !== name || String(job.hooks.generation) !== generation) continue;
    job.hooks.outcomes.set(node, reply.kind === "refused" ? reply.reason : "done");
  }
}
