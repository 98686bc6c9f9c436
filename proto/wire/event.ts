// AgentEvent ↔ bytes.

import { unreachable } from "../assert.ts";
import type { Result } from "../errors.ts";
import type { AgentEvent, ProcessEnd } from "../event.ts";
import { parseJobName, parseNodeName, parseProcessId, parseRank, rankMax } from "../ids.ts";
import type { JobName, NodeName, ProcessId, Rank } from "../ids.ts";
import { c4 } from "./c4.js";
import {
  amount, decodeWith, list, matching, named, refuse, text, within, wireLimits,
} from "./check.ts";

const wire = c4.v1;
const sessionPattern = /^[A-Za-z0-9-]{1,64}$/;
const signalPattern = /^SIG[A-Z0-9+]{1,12}$/;
const i32Max = 0x7FFFFFFF;

export function encodeEvent(event: AgentEvent): Uint8Array {
  return wire.Event.encode({ node: event.node, ...kindTo(event) }).finish();
}

export function decodeEvent(bytes: Uint8Array): Result<AgentEvent> {
  return decodeWith("event", bytes, wireLimits.eventBytesMax, (given) => {
    const message = wire.Event.decode(given);
    return kindFrom(message, named(parseNodeName(message.node), "node"));
  });
}

type EndField = "finished" | "exited" | "signaled" | "gone";

function kindTo(event: AgentEvent): c4.v1.IEvent {
  switch (event.kind) {
    case "agent-started": return { agentStarted: event };
    case "agent-stopped": return { agentStopped: event };
    case "process-started": return { processStarted: event };
    case "process-raised":
      return { processRaised: { ...event, evidence: [...event.evidence] } };
    case "process-ended": {
      const { end, evidence, ...rest } = event;
      return { processEnded: { ...rest, evidence: [...evidence], ...endTo(end) } };
    }
    case "kernel-fault": return { kernelFault: event };
    case "job-notice": return { jobNotice: { ...event, ended: event.notice === "ended" } };
    default: return unreachable(event);
  }
}

function endTo(end: ProcessEnd): Pick<c4.v1.IProcessEnded, EndField> {
  switch (end.kind) {
    case "finished": return { finished: {} };
    case "exited": return { exited: end };
    case "signaled": return { signaled: end };
    case "gone": return { gone: {} };
    default: return unreachable(end);
  }
}

function kindFrom(event: c4.v1.Event, node: NodeName): AgentEvent {
  switch (event.kind) {
    case "agentStarted": return agentStartedFrom(present(event.agentStarted), node);
    case "agentStopped": {
      const { session } = present(event.agentStopped) as c4.v1.AgentStopped;
      return { kind: "agent-stopped", node, session: matching(session, sessionPattern, "session") };
    }
    case "processStarted": return processStartedFrom(present(event.processStarted), node);
    case "processRaised": return processRaisedFrom(present(event.processRaised), node);
    case "processEnded": return processEndedFrom(present(event.processEnded), node);
    case "kernelFault": {
      const { fault, line } = present(event.kernelFault) as c4.v1.KernelFault;
      return {
        kind: "kernel-fault", node, fault: text(fault, "fault"),
        line: text(line, "line", wireLimits.lineLengthMax),
      };
    }
    case "jobNotice": return jobNoticeFrom(present(event.jobNotice), node);
    default: return refuse("event kind", event.kind);
  }
}

function present<T>(value: T | null | undefined): NonNullable<T> {
  return value ?? refuse("kind", value);
}

function agentStartedFrom(from: c4.v1.IAgentStarted, node: NodeName): AgentEvent {
  const started = from as c4.v1.AgentStarted;
  return {
    kind: "agent-started", node,
    session: matching(started.session, sessionPattern, "session"),
    version: text(started.version, "version"),
  };
}

function processStartedFrom(from: c4.v1.IProcessStarted, node: NodeName): AgentEvent {
  const started = from as c4.v1.ProcessStarted;
  return {
    kind: "process-started", node, ...processFrom(started),
    pid: within(started.pid, i32Max, "pid", 1),
    worldSize: within(started.worldSize, rankMax, "worldSize", -1),
  };
}

function processRaisedFrom(from: c4.v1.IProcessRaised, node: NodeName): AgentEvent {
  const raised = from as c4.v1.ProcessRaised;
  return {
    kind: "process-raised", node, ...processFrom(raised),
    evidence: evidenceFrom(raised.evidence),
  };
}

/** Which process an event is about. */
function processFrom(
  { job, rank, process }: Pick<c4.v1.ProcessRaised, "job" | "rank" | "process">,
): { readonly job: JobName; readonly rank: Rank; readonly process: ProcessId } {
  return {
    job: named(parseJobName(job), "job"), rank: named(parseRank(rank), "rank"),
    process: named(parseProcessId(process), "process"),
  };
}

function evidenceFrom(lines: readonly string[]): readonly string[] {
  return list(lines, wireLimits.evidenceLinesMax, "evidence",
    (line) => text(line, "evidence", wireLimits.lineLengthMax));
}

function processEndedFrom(from: c4.v1.IProcessEnded, node: NodeName): AgentEvent {
  const ended = from as c4.v1.ProcessEnded;
  return {
    kind: "process-ended", node, ...processFrom(ended),
    end: endFrom(ended),
    noticedAfterMs: amount(ended.noticedAfterMs, "noticedAfterMs"),
    evidence: evidenceFrom(ended.evidence),
  };
}

function endFrom(ended: c4.v1.ProcessEnded): ProcessEnd {
  switch (ended.end) {
    case "finished": return { kind: "finished" };
    case "exited": {
      const { code, reason } = present(ended.exited) as c4.v1.Exited;
      return { kind: "exited", code, reason: text(reason, "reason") };
    }
    case "signaled": {
      const { signal, outOfMemory } = present(ended.signaled) as c4.v1.Signaled;
      return { kind: "signaled", signal: matching(signal, signalPattern, "signal"), outOfMemory };
    }
    case "gone": return { kind: "gone" };
    default: return refuse("end", ended.end);
  }
}

function jobNoticeFrom(from: c4.v1.IJobNotice, node: NodeName): AgentEvent {
  const notice = from as c4.v1.JobNotice;
  return {
    kind: "job-notice", node,
    job: named(parseJobName(notice.job), "job"),
    notice: notice.ended ? "ended" : "terminating",
    exitCode: notice.exitCode,
    detail: text(notice.detail, "detail", wireLimits.lineLengthMax),
  };
}
