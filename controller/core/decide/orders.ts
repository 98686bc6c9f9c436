// What is done about a verdict: look closer. Evidence is gathered while the processes still live,
// an open level is probed, and an operator may have hooks silenced. Nothing here changes the
// training job: policy `observe`, the only one there is, has no verbs for that.

import type { FencedCommand } from "../../../proto/command.ts";
import type { NodeName } from "../../../proto/ids.ts";
import type { Turn } from "../turn.ts";

interface Order {
  readonly id: string;
  readonly node: NodeName;
  readonly timeoutMs: number;
  readonly fenced: FencedCommand;
}

export function command(turn: Turn, order: Order): void {
  turn.leaving.push({ kind: "command", ...order });
}
