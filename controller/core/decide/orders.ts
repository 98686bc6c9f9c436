// What is done about a verdict: look closer. Evidence is gathered while the processes still live,
// an open level is probed, and an operator may have hooks silenced. Nothing here changes the
// training job: policy `observe`, the only one there is, has no verbs for that.

import type { Command } from "../../../proto/command.ts";
import type { NodeName } from "../../../proto/ids.ts";
import type { Turn } from "../fleet/turn.ts";

interface Order {
  readonly id: string;
  readonly node: NodeName;
  readonly timeoutMs: number;
  /** Within a scope a later generation makes the earlier ones obsolete. */
  readonly scope: string;
  readonly generation: number;
  readonly command: Command;
}

export function order(turn: Turn, { scope, generation, command, ...to }: Order): void {
  const fence = { scope, generation, term: turn.state.term };
  turn.leaving.push({ kind: "command", ...to, fenced: { fence, command } });
}
