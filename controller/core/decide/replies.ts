// An id of a command says who asked for it: `<incident>/gather/…`, `<incident>/probe/…` or
// `<job>/hooks/…`. A reply goes back there.

import type { CommandReply } from "../../../proto/command.ts";
import type { NodeName } from "../../../proto/ids.ts";
import type { Turn } from "../fleet/turn.ts";
import { onEvidence } from "./gather.ts";
import { onHooksReply } from "./hooks.ts";
import { onProbe } from "./probe.ts";

export function onReply(turn: Turn, id: string, node: NodeName, reply: CommandReply): void {
  const [subject, kind, round] = id.split("/");
  if (kind === "hooks") return onHooksReply(turn, id, node, reply);
  for (const record of turn.state.incidents.values()) {
    if (record.incident.id !== subject) continue;
    const job = turn.state.jobs.get(record.incident.job);
    if (job === undefined) return;
    if (kind === "gather") onEvidence(turn, job, record, reply);
    if (kind === "probe") onProbe(turn, job, record, { round: Number(round), node, reply });
  }
}
