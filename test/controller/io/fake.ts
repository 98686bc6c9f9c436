// A core small enough to predict, and a codec of plain JSON, so that tests of io judge io alone.
// The fake core obeys kernel faults like orders:
//
//   "page X"      persists incident X as pending, alerts "firing", announces it
//   "resolve X"   alerts "resolved" for incident X
//   "ask X"       sends command X to the node that said so
//
// As the real one it persists what comes of an alert, and after a restart says again the alerts
// whose outcome it does not know.

import type { FencedCommand } from "../../../proto/command.ts";
import { failure, success, type Result } from "../../../proto/errors.ts";
import type { AgentEvent } from "../../../proto/event.ts";
import type { CommandReply } from "../../../proto/command.ts";
import { parseIncidentId, parseJobName, parseNodeName } from "../../../proto/ids.ts";
import type { NodeName } from "../../../proto/ids.ts";
import type { Signature } from "../../../proto/signature.ts";
import type { Incident } from "../../../proto/verdict.ts";
import type { Effect, Input } from "../../../controller/core/fleet/contract.ts";
import { emptyState, type State } from "../../../controller/core/fleet/state.ts";
import { statusView } from "../../../controller/core/views.ts";
import type { Core } from "../../../controller/io/core.ts";
import { decodeValue, encodeValue } from "../../../controller/io/kv.ts";

export const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

export const node = (name: string): NodeName => valueOf(parseNodeName(name));

export function makeIncident(word: string, change: Partial<Incident> = {}): Incident {
  return {
    id: valueOf(parseIncidentId(`inc-${word}`)), job: valueOf(parseJobName("job-a")),
    state: "confirmed", syndrome: "non-comm-hang", cause: "unknown", needsHuman: true,
    suspects: [{ kind: "node", node: node("node-2") }], level: "closed", confidence: 0.97,
    commId: undefined, ordinal: undefined, firstEvidenceMs: 1000, suspectedMs: 2000,
    pagedMs: 4000, closedMs: undefined, signal: "rank 2 has not started operation 41",
    evidence: ["rank 2 has not started operation 41"],
    actions: [{ kind: "alert", atMs: 4000, outcome: "pending", detail: "" }],
    reason: "everyone else waits for rank 2", history: [{ atMs: 4000, change: "paged" }],
    ...change,
  };
}

interface Memory {
  readonly entries: Map<string, unknown>;
  readonly signatures: Signature[];
  replay: boolean;
}

const memories = new WeakMap<State, Memory>();

export function memoryOf(state: State): Memory {
  const memory = memories.get(state);
  if (memory === undefined) throw new Error("a state that the fake core did not make");
  return memory;
}

function remember(term: number, entries: ReadonlyMap<string, unknown>): State {
  const state = emptyState(term);
  memories.set(state, { entries: new Map(entries), signatures: [], replay: entries.size > 0 });
  return state;
}

function page(memory: Memory, word: string): Effect[] {
  const incident = makeIncident(word);
  memory.entries.set(`alert/${word}`, "pending");
  return [
    { kind: "persist", key: `incident/${word}`, value: { id: incident.id, mask: 1n << 40n } },
    { kind: "persist", key: `alert/${word}`, value: "pending" },
    { kind: "alert", alert: `${word}/firing`, status: "firing", incident },
    { kind: "changed", incident, change: "paged" },
  ];
}

function onFault(memory: Memory, state: State, at: NodeName, fault: string): Effect[] {
  const [verb, word = "x"] = fault.split(" ");
  switch (verb) {
    case "page": return page(memory, word);
    case "resolve": return [{
      kind: "alert", alert: `${word}/resolved`, status: "resolved",
      incident: makeIncident(word, { state: "closed", closedMs: 9000 }),
    }];
    case "ask": return [{
      kind: "command", id: word, node: at, timeoutMs: 3000,
      fenced: {
        fence: { scope: `incident/${word}`, generation: 1, term: state.term },
        command: { kind: "set-mask", job: makeIncident(word).job, mask: 5n },
      },
    }];
    default: return [{ kind: "persist", key: `fault/${fault}`, value: true }];
  }
}

function obey(state: State, input: Input): Effect[] {
  const memory = memoryOf(state);
  switch (input.kind) {
    case "signature":
      memory.signatures.push(input.signature);
      return [];
    case "event": return input.event.kind === "kernel-fault"
      ? onFault(memory, state, input.event.node, input.event.fault) : [];
    case "alert-outcome": {
      if (input.outcome === "failing") return [];
      const [word = ""] = input.alert.split("/");
      const text = `${input.outcome}: ${input.detail}`;
      memory.entries.set(`outcome/${input.alert}`, text);
      memory.entries.set(`alert/${word}`, input.outcome);
      return [
        { kind: "persist", key: `outcome/${input.alert}`, value: text },
        { kind: "persist", key: `alert/${word}`, value: input.outcome },
      ];
    }
    case "reply":
      memory.entries.set(`reply/${input.id}`, input.reply);
      return [{ kind: "persist", key: `reply/${input.id}`, value: input.reply }];
    case "tick": {
      if (!memory.replay) return [];
      memory.replay = false;
      return [...memory.entries]
        .filter(([key, value]) => key.startsWith("alert/") && value === "pending")
        .flatMap(([key]) => page(memory, key.slice("alert/".length)));
    }
    default: return [];
  }
}

export const fakeCore: Core = {
  initialState: ({ term }) => remember(term, new Map()),
  restore: (entries, { term }) => {
    if (term !== 0 && entries.has("fault/poison")) throw new Error("this state is poison");
    return remember(term, entries);
  },
  takeOffice: (state, term) => {
    state.term = term;
    return state;
  },
  step: (state, input) => ({ state, effects: obey(state, input) }),
  views: {
    statusView,
    jobViews: () => [],
    jobDetail: () => undefined,
    incidents: (state, job) => [...memoryOf(state).entries.keys()]
      .filter((key) => key.startsWith("incident/"))
      .map((key) => makeIncident(key.slice("incident/".length)))
      .filter((each) => job === undefined || each.job === job),
    incidentDetail: (_, id) => ({ incident: makeIncident(id.slice(4)), gathered: [] }),
    matrixView: () => undefined,
    hooksReply: () => undefined,
  },
};

function decodeAs<T>(bytes: Uint8Array, mark: string): Result<T> {
  const decoded = decodeValue(bytes);
  if (!decoded.ok) return decoded;
  const { value } = decoded;
  if (typeof value !== "object" || value === null || !(mark in value)) {
    return failure("invalid-data", `there is no ${mark}`);
  }
  return success(value as T);
}

export const jsonCodec = {
  createSignatureReader: () => ({
    read: (bytes: Uint8Array): Result<Signature> => decodeAs(bytes, "session"),
  }),
  isWholeWindow: () => true,
  decodeEvent: (bytes: Uint8Array): Result<AgentEvent> => decodeAs(bytes, "kind"),
  decodeReply: (bytes: Uint8Array): Result<CommandReply> => decodeAs(bytes, "kind"),
  encodeCommand: (fenced: FencedCommand): Uint8Array => encodeValue(fenced),
};

export const fault = (at: string, what: string): Uint8Array =>
  encodeValue({ kind: "kernel-fault", node: at, fault: what, line: "" });

export function signature(at: string, window: number, session = "s1"): Signature {
  return {
    node: node(at), session, window, windowMs: 1000, probeAddress: "", processes: [],
    health: {
      cpuFraction: 0, memoryFraction: 0, interfaceErrors: 0, interfaceDrops: 0,
      agentCpuSeconds: 0, agentRssBytes: 0, windowsDropped: 0, filesRejected: 0, devices: [],
    },
  };
}
