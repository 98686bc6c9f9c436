// FencedCommand and CommandReply ↔ bytes.

import { unreachable } from "../assert.ts";
import {
  evidenceBytesMax, evidenceKinds, type Command, type CommandReply, type EvidenceItem,
  type FencedCommand, type ProbeResult,
} from "../command.ts";
import type { Result } from "../errors.ts";
import {
  parseIncidentId, parseJobName, parseNodeName, parseProcessId, parseRank,
} from "../ids.ts";
import { c4 } from "./c4.js";
import {
  amount, bitsOf, counter, decodeWith, list, matching, named, passage, refuse, text, wideOf,
  wireLimits, within, word,
} from "./check.ts";

const wire = c4.v1;
const outcomes = ["measured", "refused", "timed-out"] as const;
const scopePattern = /^[a-z]+(\/[A-Za-z0-9_.-]{1,80}){1,3}$/;
const addressPattern = /^[0-9A-Za-z.:[\]%-]{1,100}:[0-9]{1,5}$/;
const idPattern = /^[A-Za-z0-9_./-]{1,120}$/;

export function encodeCommand(fenced: FencedCommand): Uint8Array {
  return wire.Command.encode({ ...fenced.fence, ...commandTo(fenced.command) }).finish();
}

export function decodeCommand(bytes: Uint8Array): Result<FencedCommand> {
  return decodeWith("command", bytes, wireLimits.commandBytesMax, (given) => {
    const message = wire.Command.decode(given);
    return {
      fence: {
        scope: matching(message.scope, scopePattern, "scope"),
        generation: counter(message.generation, "generation"),
        term: counter(message.term, "term"),
      },
      command: commandFrom(message),
    };
  });
}

function commandTo(command: Command): c4.v1.ICommand {
  switch (command.kind) {
    case "set-mask": return { setMask: { job: command.job, mask: wideOf(command.mask) } };
    case "gather": return { gather: {
      ...command, want: command.want.map((each) => evidenceKinds.indexOf(each)),
    } };
    case "probe": return { probe: { ...command, targets: [...command.targets] } };
    default: return unreachable(command);
  }
}

function commandFrom(message: c4.v1.Command): Command {
  switch (message.kind) {
    case "setMask": {
      const { job, mask } = message.setMask as c4.v1.SetMask;
      return { kind: "set-mask", job: named(parseJobName(job), "job"), mask: bitsOf(mask) };
    }
    case "gather": return gatherFrom(message.gather as c4.v1.Gather);
    case "probe": return probeFrom(message.probe as c4.v1.Probe);
    default: return refuse("command kind", message.kind);
  }
}

function gatherFrom(gather: c4.v1.Gather): Command {
  return {
    kind: "gather",
    incident: named(parseIncidentId(gather.incident), "incident"),
    job: named(parseJobName(gather.job), "job"),
    rank: named(parseRank(gather.rank), "rank"),
    process: named(parseProcessId(gather.process), "process"),
    want: list(gather.want, evidenceKinds.length, "want",
      (each) => word(each, evidenceKinds, "want")),
  };
}

function probeFrom(probe: c4.v1.Probe): Command {
  return {
    kind: "probe",
    id: matching(probe.id, idPattern, "probe id"),
    bytes: within(counter(probe.bytes, "probe bytes"), wireLimits.probeBytesMax, "probe bytes"),
    timeoutMs: within(probe.timeoutMs, wireLimits.probeTimeoutMsMax, "probe timeoutMs"),
    targets: list(probe.targets as c4.v1.ProbeTarget[], wireLimits.probeTargetsMax, "targets",
      (target) => ({
        node: named(parseNodeName(target.node), "target node"),
        address: matching(target.address, addressPattern, "target address"),
      })),
  };
}

export function encodeReply(reply: CommandReply): Uint8Array {
  return wire.Reply.encode(replyTo(reply)).finish();
}

export function decodeReply(bytes: Uint8Array): Result<CommandReply> {
  return decodeWith("reply", bytes, wireLimits.replyBytesMax, (given) =>
    replyFrom(wire.Reply.decode(given)));
}

function replyTo(reply: CommandReply): c4.v1.IReply {
  switch (reply.kind) {
    case "done": return { done: { detail: reply.detail } };
    case "evidence": return { evidence: { items: reply.items.map((item) => ({
      ...item, kind: evidenceKinds.indexOf(item.kind),
    })) } };
    case "probed": return { probed: { id: reply.id, results: reply.results.map((result) => ({
      ...result, outcome: outcomes.indexOf(result.kind),
    })) } };
    case "refused": return { refused: { reason: reply.reason } };
    default: return unreachable(reply);
  }
}

function replyFrom(message: c4.v1.Reply): CommandReply {
  switch (message.kind) {
    case "done": {
      const { detail } = message.done as c4.v1.Done;
      return { kind: "done", detail: text(detail, "detail", wireLimits.lineLengthMax) };
    }
    case "evidence": {
      const { items } = message.evidence as c4.v1.EvidenceReply;
      return {
        kind: "evidence",
        items: list(items as c4.v1.EvidenceItem[], wireLimits.evidenceItemsMax, "items", itemFrom),
      };
    }
    case "probed": return probedFrom(message.probed as c4.v1.Probed);
    case "refused": {
      const { reason } = message.refused as c4.v1.Refused;
      return { kind: "refused", reason: text(reason, "reason", wireLimits.lineLengthMax) };
    }
    default: return refuse("reply kind", message.kind);
  }
}

function itemFrom(item: c4.v1.EvidenceItem): EvidenceItem {
  return {
    kind: word(item.kind, evidenceKinds, "evidence kind"),
    node: named(parseNodeName(item.node), "node"),
    rank: named(parseRank(item.rank), "rank"),
    text: passage(item.text, "evidence text", evidenceBytesMax),
    truncated: item.truncated,
  };
}

function probedFrom(probed: c4.v1.Probed): CommandReply {
  return {
    kind: "probed",
    id: matching(probed.id, idPattern, "probe id"),
    results: list(probed.results as c4.v1.ProbeResult[], wireLimits.probeTargetsMax, "results",
      (result): ProbeResult => ({
        to: named(parseNodeName(result.to), "to"),
        kind: word(result.outcome, outcomes, "outcome"),
        connectMs: amount(result.connectMs, "connectMs"),
        bytesPerSecond: amount(result.bytesPerSecond, "bytesPerSecond"),
      })),
  };
}
