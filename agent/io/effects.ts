// Carries out what the core decided, one effect after the other, and makes no choices. What takes
// time comes back to the core as an input.

import type { CommandReply } from "../../proto/command.ts";
import { failureFrom } from "../../proto/errors.ts";
import {
  encodeEvent, encodeReply, wireLimits, type SignatureWriter,
} from "../../proto/wire/codec.ts";
import { unreachable } from "../../proto/assert.ts";
import type { Effect, Input } from "../core/contract.ts";
import { cleanLine } from "../core/kernel.ts";
import { writeMask } from "./control.ts";
import type { DumpStore } from "./dumps.ts";
import { gatherEvidence } from "./evidence.ts";
import { controlFileOf } from "./files.ts";
import type { KernelLog } from "./kernel-log.ts";
import type { Log } from "./log.ts";
import type { Nats } from "./nats.ts";
import type { Prober } from "./probe-client.ts";
import type { Registry } from "./registry.ts";
import type { NodeName } from "../../proto/ids.ts";

export interface Hands {
  readonly node: NodeName;
  readonly nats: () => Nats | undefined;
  readonly signatures: SignatureWriter;
  readonly registry: Registry;
  readonly kernelLog: KernelLog;
  readonly dumps: DumpStore;
  readonly prober: Prober;
  readonly log: Log;
  readonly dispatch: (input: Input) => void;
  readonly onCadence: (everyMs: number) => void;
  readonly counts: { signaturesTooLarge: number };
}

export function carryOut(hands: Hands, effect: Effect): void {
  switch (effect.kind) {
    case "publish-signature": return publishSignature(hands, effect);
    case "publish-event": return publishEvent(hands, effect);
    case "read-every": return hands.onCadence(effect.everyMs);
    case "remove-files": return hands.registry.removeFiles(effect.process);
    case "reject": return hands.registry.reject(effect.process, effect.reason);
    case "set-mask": return setMask(hands, effect);
    case "gather": return gather(hands, effect);
    case "probe":
      return finish(hands, effect.work, hands.prober.probe(effect.probe));
    case "reply":
      hands.nats()?.reply(effect.reply, encodeReply(effect.answer));
      return;
    default: return unreachable(effect);
  }
}

function publishSignature(
  hands: Hands, { signature }: Extract<Effect, { kind: "publish-signature" }>,
): void {
  const bytes = hands.signatures.write(signature);
  const isSent = bytes.length <= wireLimits.signatureBytesMax &&
    hands.nats()?.publishSignature(bytes) !== false;
  if (isSent) return;
  hands.signatures.restart(); // nobody has it, so nothing may build on it
  hands.counts.signaturesTooLarge += 1;
  hands.log.problem("a signature is too large", `${bytes.length} bytes; the next tells half`);
  hands.dispatch({ kind: "too-large" });
}

function publishEvent(
  hands: Hands, { id, event }: Extract<Effect, { kind: "publish-event" }>,
): void {
  const nats = hands.nats();
  if (nats === undefined) return hands.dispatch({ kind: "published", id, isStored: false });
  void nats.publishEvent(id, encodeEvent(event)).then((isStored) => {
    hands.dispatch({ kind: "published", id, isStored });
  });
}

function setMask(hands: Hands, effect: Extract<Effect, { kind: "set-mask" }>): void {
  const failed: string[] = [];
  for (const process of effect.processes) {
    const tracked = hands.registry.find(process);
    if (tracked === undefined) continue;
    const written = writeMask(controlFileOf(tracked.place, process), effect.mask);
    if (!written.ok) failed.push(`${process}: ${written.error.message}`);
  }
  const [first] = failed;
  if (first !== undefined) hands.log.problem("a control file cannot be written", first);
  const count = effect.processes.length;
  hands.dispatch({
    kind: "carried-out", work: effect.work,
    reply: first === undefined
      ? { kind: "done", detail: `${count} ${count === 1 ? "process" : "processes"} told` }
      : { kind: "refused", reason: cleanLine(`${failed.length} of ${count} failed: ${first}`) },
  });
}

function gather(hands: Hands, effect: Extract<Effect, { kind: "gather" }>): void {
  const tracked = hands.registry.find(effect.process);
  finish(hands, effect.work, gatherEvidence({
    node: hands.node, rank: effect.rank, incident: effect.incident, process: effect.process,
    pid: effect.isAlive ? tracked?.pid ?? 0 : 0, startTicks: tracked?.startTicks ?? 0,
  }, effect.want, hands));
}

function finish(hands: Hands, work: string, running: Promise<CommandReply>): void {
  void running
    .catch((caught: unknown): CommandReply => {
      const reason = failureFrom(caught).message;
      hands.log.problem("a command failed", reason);
      return { kind: "refused", reason: cleanLine(`internal: ${reason}`) };
    })
    .then((reply) => hands.dispatch({ kind: "carried-out", work, reply }));
}
