// Evidence of one process for an incident, gathered while it lives: stacks, the exception that it
// did not survive and may hang after, the Flight Recorder's dump, lines of the kernel's log. All of
// it is text for people, bounded and cleaned; none of it disturbs the training: nothing is attached
// to, nothing is paused, and the one signal that is sent goes only to a process that said it waits
// for it.

import {
  evidenceBytesMax, type CommandReply, type EvidenceItem, type EvidenceKind,
} from "../../proto/command.ts";
import type { IncidentId, NodeName, Rank } from "../../proto/ids.ts";
import { monotonicMs } from "./clock.ts";
import type { DumpStore } from "./dumps.ts";
import { readFlightRecorder } from "./flight-recorder.ts";
import type { KernelLog } from "./kernel-log.ts";
import { kernelFault } from "../core/kernel.ts";
import { readStacks } from "./stacks.ts";

export interface Witness {
  readonly node: NodeName;
  readonly rank: Rank;
  readonly incident: IncidentId;
  readonly process: string;
  /** In our namespace; 0: it has ended, or lives where we cannot see it. */
  readonly pid: number;
  readonly startTicks: number;
}

export interface Sources {
  readonly kernelLog: KernelLog;
  readonly dumps: DumpStore;
}

export async function gatherEvidence(
  witness: Witness, want: readonly EvidenceKind[], sources: Sources,
): Promise<CommandReply> {
  const items: EvidenceItem[] = [];
  for (const kind of new Set(want)) {
    const text = await textOf(kind, witness, sources);
    if (text !== "") items.push({ kind, node: witness.node, rank: witness.rank, ...cut(text) });
  }
  return { kind: "evidence", items };
}

async function textOf(
  kind: EvidenceKind, witness: Witness, { kernelLog, dumps }: Sources,
): Promise<string> {
  switch (kind) {
    case "stack": return readStacks(witness.pid, witness.startTicks);
    case "flight-recorder": return readFlightRecorder(witness, dumps);
    case "kernel-log": return readKernelLog(kernelLog);
  }
}

/** Faults first: they are few, and the newest lines of a busy node say little. */
function readKernelLog(kernelLog: KernelLog): string {
  const now = monotonicMs();
  const spoken = (each: { readonly atMs: number; readonly line: string }): string =>
    `${((now - each.atMs) / 1000).toFixed(1)} s ago: ${each.line}`;
  const lines = kernelLog.newest();
  const faults = lines.filter((each) => kernelFault(each.line) !== undefined);
  const others = lines.filter((each) => kernelFault(each.line) === undefined).slice(-20);
  return [...faults, ...others].map(spoken).join("\n");
}

// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

export function cut(text: string): { readonly text: string; readonly truncated: boolean } {
  const clean = text.replaceAll("\r\n", "\n").replace(controls, "?");
  const bytes = Buffer.from(clean);
  if (bytes.length <= evidenceBytesMax) return { text: clean, truncated: false };
  // A character that the cut split becomes the replacement character, which is longer than it was.
  const kept = bytes.toString("utf8", 0, evidenceBytesMax - 4);
  return { text: kept, truncated: true };
}
