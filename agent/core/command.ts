// Commands: fenced, idempotent, bounded. A command that comes again while its work is under way
// waits for the same answer; one that comes again afterwards gets the answer again, and nothing is
// done twice. That holds although a newer command of its scope came meanwhile: the fence keeps old
// commands from beginning anything, and a repetition begins nothing. Refused, it would end the
// controller's exchange and lose what a slow gather is about to bring.

import { unreachable } from "../../proto/assert.ts";
import type { CommandReply, FencedCommand } from "../../proto/command.ts";
import { refuseFence } from "./fence.ts";
import type { Work } from "./state.ts";
import type { Turn } from "./turn.ts";

/** Subjects that wait for one answer; a controller uses one for all its repetitions. */
const repliesMax = 8;

export function onCommand(turn: Turn, reply: string, fenced: FencedCommand): void {
  const { state, policy, effects } = turn;
  const name = nameOf(fenced);
  const known = state.works.get(name);
  if (known?.answer !== undefined) {
    effects.push({ kind: "reply", reply, answer: known.answer });
    return;
  }
  if (known !== undefined) {
    if (known.replies.length < repliesMax && !known.replies.includes(reply)) {
      known.replies.push(reply);
    }
    return;
  }
  const refusal = refuseFence(state.fences, fenced.fence, turn.now, policy);
  if (refusal !== undefined) return refuse(turn, reply, refusal);
  if (!makeRoom(turn)) return refuse(turn, reply, `exhausted: ${policy.commandsMax} under way`);
  state.works.set(name, { replies: [reply], answer: undefined });
  begin(turn, name, fenced);
}

function nameOf({ fence, command }: FencedCommand): string {
  const said = JSON.stringify(command, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value);
  return `${fence.scope} ${fence.term} ${fence.generation} ${said}`;
}

function refuse(turn: Turn, reply: string, reason: string): void {
  turn.state.counts.commandsRefused += 1;
  turn.effects.push({ kind: "reply", reply, answer: { kind: "refused", reason } });
}

/** Answered works go, oldest first; works under way stay. */
function makeRoom({ state, policy }: Turn): boolean {
  for (const [name, work] of state.works) {
    if (state.works.size < policy.commandsMax) break;
    if (work.answer !== undefined) state.works.delete(name);
  }
  return state.works.size < policy.commandsMax;
}

function begin(turn: Turn, work: string, { command }: FencedCommand): void {
  const { state, policy, effects } = turn;
  switch (command.kind) {
    case "set-mask": {
      const processes = [...state.processes]
        .filter(([, each]) => each.identity?.job === command.job && !each.hasEnded)
        .map(([process]) => process);
      state.masks.delete(command.job);
      state.masks.set(command.job, command.mask);
      const [oldest] = state.masks.keys();
      if (state.masks.size > policy.scopesMax && oldest !== undefined) {
        state.masks.delete(oldest); // the controller tells it again to a process that starts later
        state.counts.masksForgotten += 1;
      }
      effects.push({ kind: "set-mask", work, processes, mask: command.mask });
      return;
    }
    case "gather": {
      const found = state.processes.get(command.process);
      const isAlive = found !== undefined && !found.hasEnded;
      const { identity } = found ?? {};
      if (isAlive && (identity?.job !== command.job || identity.rank !== command.rank)) {
        return onCarriedOut(turn, work, {
          kind: "refused",
          reason: `not-found: ${command.process} is not rank ${command.rank} of ${command.job}`,
        });
      }
      effects.push({
        kind: "gather", work, incident: command.incident, process: command.process,
        rank: command.rank, isAlive, want: command.want,
      });
      return;
    }
    case "probe":
      effects.push({ kind: "probe", work, probe: command });
      return;
    default: return unreachable(command);
  }
}

export function onCarriedOut(turn: Turn, name: string, answer: CommandReply): void {
  const work: Work | undefined = turn.state.works.get(name);
  if (work === undefined || work.answer !== undefined) return;
  work.answer = answer;
  for (const reply of work.replies.splice(0)) turn.effects.push({ kind: "reply", reply, answer });
  // A refusal is no work that was done: the same command may succeed later.
  if (answer.kind === "refused") turn.state.works.delete(name);
}
