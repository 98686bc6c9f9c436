import { strict as assert } from "node:assert";
import type { Input } from "../../../agent/core/contract.ts";
import { defaultPolicy } from "../../../agent/core/policy.ts";
import { initialState } from "../../../agent/core/state.ts";
import { step } from "../../../agent/core/step.ts";
import type { NodeName } from "../../../proto/ids.ts";
import { communicatorSlots } from "../../../proto/layout.ts";
import { collectiveFunctions, type Signature } from "../../../proto/signature.ts";
import { createSignatureWriter, decodeSignature } from "../../../proto/wire/codec.ts";
import { wireLimits } from "../../../proto/wire/check.ts";
import type { FakeCommunicator, FakeProcess } from "../../fixtures/hook-file.ts";
import { readingOf } from "../../fixtures/reading.ts";

const health = {
  cpuFraction: 0, memoryFraction: 0, interfaceErrors: 0, interfaceDrops: 0, agentCpuSeconds: 0,
  agentRssBytes: 0, filesRejected: 0, devices: [],
};

interface Agent {
  readonly window: (now: number, fakes: readonly FakeProcess[]) => Signature;
  readonly tell: (input: Input) => void;
}

function agentOf(): Agent {
  const state = initialState("node-0" as NodeName, "s", defaultPolicy.windowMs);
  const tell = (input: Input, now = 0): readonly Signature[] =>
    step(state, input, now, defaultPolicy).effects
      .flatMap((each) => each.kind === "publish-signature" ? [each.signature] : []);
  tell({ kind: "connection", isUp: true });
  return {
    tell: (input) => { tell(input); },
    window: (now, fakes) => {
      const readings = fakes.map((fake) => readingOf(fake, now));
      const [signature] = tell({ kind: "readings", readings, health }, now);
      assert.ok(signature !== undefined);
      return signature;
    },
  };
}

/** A table as full as a file can hold: every communicator has called everything. */
const full: readonly FakeCommunicator[] = Array.from({ length: communicatorSlots }, (_, index) => ({
  id: BigInt(1 + index), name: `group ${index} ${"x".repeat(40)}`,
  totals: collectiveFunctions.map((each, place) => ({
    function: each, started: 1_000_003 * place + index, completed: 1_000_003 * place + index,
    bytes: 12_345_678_901 * place, busyMs: 1_234_567 + 0.1 * index,
  })),
  operations: Array.from({ length: 64 }, (__, ordinal) =>
    ({ ordinal: 1 + ordinal, bytes: 1_000 * ordinal * index, enqueueMs: 10 * ordinal })),
}));

const node = (processes: number): readonly FakeProcess[] =>
  Array.from({ length: processes }, (_, rank) =>
    ({ pid: 100 + rank, rank, worldSize: processes, communicators: full }));

describe("the agent's core: room in a message", () => {
  it("tells of the fullest node no more than the wire takes", () => {
    const { window, tell } = agentOf();
    const fakes = node(defaultPolicy.processesMax);
    const writer = createSignatureWriter();
    let bytes = writer.write(window(1000, fakes));
    for (let tries = 0; bytes.length > wireLimits.signatureBytesMax; tries += 1) {
      assert.ok(tries < 8, `${bytes.length} bytes after ${tries} tries`);
      tell({ kind: "too-large" });
      writer.restart();
      bytes = writer.write(window(2000 + tries, fakes));
    }
    const told = decodeSignature(bytes);
    assert.ok(told.ok, told.ok ? "" : told.error.message);
    assert.equal(told.value.processes.length, fakes.length);
    assert.ok(told.value.processes.every((each) => each.communicators.length > 0));
  });

  it("leaves out communicators that are no more before those that live, and counts them", () => {
    const { window } = agentOf();
    const communicators = full.map((each, index): FakeCommunicator =>
      ({ ...each, state: index < 120 ? "closed" : "live" }));
    const [first] = window(1000, node(16).map((each) => ({ ...each, communicators }))).processes;
    const told = first?.communicators.map((each) => Number.parseInt(each.commId, 16)) ?? [];
    assert.equal(told.length, defaultPolicy.communicatorsMax / 16);
    assert.deepEqual(told.slice(-8), [121, 122, 123, 124, 125, 126, 127, 128], "those that live");
    assert.equal(first?.dropped, communicatorSlots - told.length);
  });

  it("tells half of what was too large, and all of it again later", () => {
    const { window, tell } = agentOf();
    const bare = full.map((_, index) => ({ id: BigInt(1 + index) })); // windows are many here
    const fakes = node(8).map((each) => ({ ...each, communicators: bare }));
    const told = (now: number): number => window(now, fakes)
      .processes.reduce((sum, each) => sum + each.communicators.length, 0);
    assert.equal(told(0), 1024);
    tell({ kind: "too-large" });
    assert.equal(told(1), 512);
    for (let at = 2; at < defaultPolicy.roomRegrowWindows; at += 1) assert.equal(told(at), 512);
    assert.equal(told(1000), 1024);
  });
});
