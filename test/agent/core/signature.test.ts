import { strict as assert } from "node:assert";
import fc from "fast-check";
import { noFormer, processSignature, type Former } from "../../../agent/core/signature.ts";
import type { ProcessIdentity } from "../../../agent/core/reading.ts";
import type { JobName, ProcessId, Rank } from "../../../proto/ids.ts";
import type { ProcessSignature, SocketSignature } from "../../../proto/signature.ts";
import { decodeSignature, encodeSignature } from "../../../proto/wire/codec.ts";
import type { FakeConnection, FakeProcess } from "../../fixtures/hook-file.ts";
import { readingOf } from "../../fixtures/reading.ts";

const identity: ProcessIdentity = {
  process: "4242-777" as ProcessId, job: "train" as JobName, rank: 0 as Rank, worldSize: 4,
  pid: 4242,
};
const bounds = { communicatorsMax: 8, connectionsMax: 100, socketsMax: 100, recentMax: 16 };

function sign(fake: FakeProcess, nowMs: number, former: Former = noFormer()): {
  readonly signature: ProcessSignature; readonly former: Former;
} {
  const { signature } = processSignature(identity, readingOf(fake, nowMs), former, bounds);
  return { signature, former };
}

describe("a signature", () => {
  it("says ages and durations, never times", () => {
    const { signature } = sign({
      openedMs: 1000, phase: "eval", phaseSinceMs: 1500, communicators: [{
        started: 3, completed: 1, lastStartMs: 1900, lastEndMs: 1800, occupiedMs: 50,
        occupiedSinceMs: 1900, operations: [
          { ordinal: 1, enqueueMs: 1700, startMs: 1710, endMs: 1800 },
          { ordinal: 2, enqueueMs: 1850, startMs: 1860 }, { ordinal: 3, enqueueMs: 1900 },
        ],
      }],
    }, 2000);
    assert.deepEqual([signature.ageMs, signature.phaseAgeMs], [1000, 500]);
    const [communicator] = signature.communicators;
    assert.deepEqual([communicator?.lastStartAgeMs, communicator?.lastEndAgeMs], [100, 200]);
    assert.equal(communicator?.occupiedMs, 150);
    assert.deepEqual(communicator.open.map((each) => [each.ordinal, each.elapsedMs]),
      [[2, 140], [3, 100]]);
    assert.deepEqual(communicator.recent.map((each) => [each.completed, each.elapsedMs]),
      [[true, 90], [false, 140], [false, 100]]);
  });

  it("says never as -1", () => {
    const { signature } = sign({ communicators: [{}], connections: [{}] }, 2000);
    assert.equal(signature.communicators[0]?.lastStartAgeMs, -1);
    assert.equal(signature.connections[0]?.progressAgeMs, -1);
  });

  it("shows the oldest open operations, for they name a hang, and the newest shapes", () => {
    const operations = Array.from({ length: 40 }, (_, index) =>
      ({ ordinal: index + 1, enqueueMs: 1000 + index }));
    const [communicator] = sign({ communicators: [{ operations }] }, 2000).signature.communicators;
    assert.deepEqual(communicator?.open.map((each) => each.ordinal), [1, 2, 3, 4]);
    assert.deepEqual(
      [communicator.recent.length, communicator.recent.at(-1)?.ordinal], [16, 40]);
  });

  it("adds the wait under way to what waited before", () => {
    const [connection] = sign({ connections: [
      { wait: "network", waitSinceMs: 1600, waitNetworkMs: 30, waitPeerMs: 7 },
    ] }, 2000).signature.connections;
    assert.deepEqual([connection?.wait, connection?.waitAgeMs], ["network", 400]);
    assert.deepEqual([connection?.waitNetworkMs, connection?.waitPeerMs], [430, 7]);
  });

  it("leaves out closed connections, and more than there is room for, by slot and counted", () => {
    const connections: FakeConnection[] = Array.from({ length: 120 }, (_, index) =>
      ({ channel: index, state: index === 0 ? "closed" as const : "live" as const }));
    const { signature } = sign({ connections, operationsDropped: 2 }, 2000);
    assert.deepEqual([signature.connections.length, signature.connections[0]?.channel], [100, 1]);
    assert.equal(signature.dropped, 2 + 19);
  });

  it("leaves out sockets and shapes for which there is no room, counted", () => {
    const socket = { local: "10.0.0.1:1", remote: "10.0.0.2:2" } as SocketSignature;
    const operations = Array.from({ length: 20 }, (_, index) =>
      ({ ordinal: index + 1, enqueueMs: 1000 + index }));
    const reading = {
      ...readingOf({ communicators: [{ operations }, {}] }, 2000),
      sockets: [socket, socket, socket],
    };
    const { signature, omitted } = processSignature(identity, reading, noFormer(),
      { ...bounds, connectionsMax: 1, socketsMax: 1, recentMax: 12 });
    assert.equal(signature.sockets.length, 1);
    assert.deepEqual(omitted, { communicators: 0, sockets: 2, shapes: 4 });
    const roomy = processSignature(identity, reading, noFormer(), bounds);
    assert.deepEqual(roomy.omitted, { communicators: 0, sockets: 0, shapes: 0 });
  });

  it("never runs backwards, whatever a torn copy shows", () => {
    const ms = fc.integer({ min: 0, max: 5000 });
    fc.assert(fc.property(fc.array(fc.record({ waited: ms, since: ms, busy: ms }), {
      minLength: 2, maxLength: 6,
    }), (readings) => {
      const former = noFormer();
      let before: readonly number[] = [0, 0, 0];
      for (const { waited, since, busy } of readings) {
        const signed = sign({
          connections: [{ wait: "data", waitSinceMs: since, waitDataMs: waited }],
          communicators: [{ occupiedMs: busy, totals: [
            { function: "barrier", started: 1, completed: 1, bytes: 0, busyMs: busy },
          ] }],
        }, 5000, former);
        const { communicators, connections } = signed.signature;
        const now = [
          connections[0]?.waitDataMs ?? 0, communicators[0]?.busyMs ?? 0,
          communicators[0]?.occupiedMs ?? 0,
        ];
        now.forEach((value, index) => assert.ok(value >= (before[index] ?? 0)));
        before = now;
      }
    }), { numRuns: 40 });
  });

  it("starts anew with a connection that took another's slot", () => {
    const first = sign({ connections: [{ createdMs: 1100, waitDataMs: 500 }] }, 2000);
    const second = sign({ connections: [{ createdMs: 1900, waitDataMs: 5 }] }, 2100, first.former);
    assert.equal(second.signature.connections[0]?.waitDataMs, 5);
  });

  it("is accepted by the codec whatever the file says, if the parser accepted the file", () => {
    const count = fc.oneof(fc.nat(), fc.constant(2 ** 62));
    const ms = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(fc.property(fc.record({
      started: count, completed: count, lastStartMs: ms, occupiedSinceMs: ms, occupiedMs: ms,
    }, { noNullPrototype: true }), count, ms, (communicator, steps, nowMs) => {
      const { signature } = sign({
        communicators: [communicator], connections: [{ readySteps: steps, lastReadyMs: nowMs }],
      }, nowMs);
      const health = {
        cpuFraction: 0, memoryFraction: 0, interfaceErrors: 0, interfaceDrops: 0,
        agentCpuSeconds: 0, agentRssBytes: 0, windowsDropped: 0, filesRejected: 0, devices: [],
      };
      const decoded = decodeSignature(encodeSignature({
        node: "node-0" as never, session: "s", window: 0, windowMs: 1, probeAddress: "",
        processes: [signature],
        health,
      }));
      assert.ok(decoded.ok, decoded.ok ? "" : decoded.error.message);
    }), { numRuns: 60 });
  });
});
