import { strict as assert } from "node:assert";
import fc from "fast-check";
import { fileHeader as at } from "../../proto/layout.ts";
import * as layout from "../../proto/layout.ts";
import { parseHeader, type ProcessFileHeader } from "../../proto/process-file.ts";
import { parseRing } from "../../proto/process-rings.ts";
import { parseTables, type ProcessFile } from "../../proto/process-tables.ts";
import { ageMs, neverMs } from "../../proto/reading.ts";
import { unknownSize } from "../../proto/signature.ts";
import type { Result } from "../../proto/errors.ts";
import { hookFile, type FakeProcess } from "../fixtures/hook-file.ts";

function headerOf(bytes: Uint8Array): ProcessFileHeader {
  const header = parseHeader(bytes);
  assert.ok(header.ok, header.ok ? "" : header.error.message);
  return header.value;
}

function read(
  fake: FakeProcess, change: (table: DataView) => void = () => undefined,
): Result<ProcessFile> {
  const file = hookFile(fake);
  const communicators = file.communicators.slice();
  change(new DataView(communicators.buffer));
  return parseTables(headerOf(file.header), {
    communicators, communicatorsAgain: file.communicators, connections: file.connections,
  });
}

function readWell(...given: Parameters<typeof read>): ProcessFile {
  const file = read(...given);
  assert.ok(file.ok, file.ok ? "" : file.error.message);
  return file.value;
}

function refusal(result: Result<unknown>): string {
  assert.ok(!result.ok, "it was accepted");
  return result.error.message;
}

describe("the header of a process file", () => {
  const wrong: readonly (readonly [string, (view: DataView) => void, RegExp])[] = [
    ["a foreign magic", (view) => view.setUint32(at.magic, 1, true), /^foreign: /],
    ["version 0, whose writer has not finished",
      (view) => view.setUint32(at.layoutVersion, 0, true), /^unfinished: /],
    ["a version of another release",
      (view) => view.setUint32(at.layoutVersion, 2, true), /^unknown-layout: layout 2/],
    ["a table that lies elsewhere",
      (view) => view.setUint32(at.connectionOffset, 64, true), /^sections: /],
    ["a file size that is not the layout's",
      (view) => view.setBigUint64(at.fileBytes, 1n << 40n, true), /^sections: /],
    ["a clock of no kind", (view) => view.setUint32(at.clockKind, 0, true), /^clock: /],
    ["a clock that stands", (view) => view.setBigUint64(at.clockMultiplier, 0n, true), /^clock: /],
    ["a clock that races",
      (view) => view.setBigUint64(at.clockMultiplier, 1n << 62n, true), /^clock: /],
    ["a shift of more bits than there are",
      (view) => view.setUint32(at.clockShift, 64, true), /^clock: /],
    ["an unknown framework", (view) => view.setUint32(at.framework, 5, true), /^identity: /],
    ["pid 0", (view) => view.setUint32(at.pid, 0, true), /^identity: pid/],
    ["a rank outside its world", (view) => view.setInt32(at.rank, 4, true), /^identity: rank 4/],
    ["a rank below unknown", (view) => view.setInt32(at.rank, -2, true), /^identity: /],
  ];
  for (const [what, change, message] of wrong) {
    it(`is refused for ${what}`, () => {
      const { header } = hookFile();
      change(new DataView(header.buffer));
      assert.match(refusal(parseHeader(header)), message);
    });
  }

  it("is refused when it is cut", () => {
    assert.match(refusal(parseHeader(hookFile().header.subarray(0, 4095))), /^short: /);
    assert.match(refusal(parseHeader(new Uint8Array(0))), /^short: /);
  });

  it("says who the process is and how it ended", () => {
    const header = headerOf(hookFile({
      pid: 7, startTicks: 9, rank: 2, worldSize: 4, job: "train", phase: "save", phaseSinceMs: 1500,
      end: { kind: "exited", code: 3, reason: "exit", atMs: 1700 }, step: 12, mask: 5n,
    }).header);
    assert.deepEqual(
      [header.pid, header.startTicks, header.rank, header.job, header.phase, header.phaseSinceMs],
      [7, 9, 2, "train", "save", 1500],
    );
    assert.deepEqual(header.end, { kind: "exited", code: 3, reason: "exit", atMs: 1700 });
    assert.deepEqual([header.step, header.maskInForce], [12, 5n]);
  });

  it("cuts texts at the first NUL, and shows what could drive a terminal as question marks", () => {
    const { header } = hookFile();
    header.set(Buffer.from("a\u001b[2Jb\0secret"), at.job);
    assert.equal(headerOf(header).job, "a?[2Jb");
  });

  it("bounds a text that never ends", () => {
    const { header } = hookFile();
    header.fill(0x61, at.job, at.job + 64);
    assert.equal(headerOf(header).job.length, 64);
  });

  it("clamps the number of used slots to the slots that there are", () => {
    const { header } = hookFile();
    new DataView(header.buffer).setUint32(at.connectionsUsed, 0xFFFFFFFF, true);
    assert.equal(headerOf(header).used.connections, layout.connectionSlots);
  });

  it("keeps times exact on a machine whose counter passed 2^53 long ago", () => {
    const { header } = hookFile({ end: { kind: "finished", code: 0, reason: "", atMs: 0 } });
    const view = new DataView(header.buffer);
    const base = 3n * 2n ** 60n + 1n;
    view.setUint32(at.clockKind, 1, true);
    view.setBigUint64(at.clockBaseTicks, base, true);
    view.setBigUint64(at.clockBaseNs, 5_000_000n, true);
    view.setBigUint64(at.clockMultiplier, 1n << 31n, true); // two ticks a nanosecond
    view.setUint32(at.clockShift, 32, true);
    view.setBigUint64(at.endTicks, base + 7_000_002n, true);
    const { end } = headerOf(header);
    assert.ok(end.kind === "finished");
    assert.equal(end.atMs, 8.500001);
  });
});

describe("the tables of a process file", () => {
  it("are refused when the file ends before them", () => {
    const file = hookFile({ communicators: [{}] });
    const empty = new Uint8Array(0);
    const cut = parseTables(headerOf(file.header), {
      communicators: empty, communicatorsAgain: empty, connections: empty,
    });
    assert.match(refusal(cut), /^table-short: /);
  });

  it("are refused for an unknown state, and for a rank outside its communicator", () => {
    const state = read({ communicators: [{}] }, (view) => view.setUint32(0, 3, true));
    assert.match(refusal(state), /^state: communicator 0/);
    assert.match(refusal(read({ communicators: [{ rank: 4, size: 4 }] })), /^identity: /);
    assert.match(refusal(read({ communicators: [{ rank: 2 ** 20, size: -1 }] })), /^identity: /);
    assert.match(refusal(read({ connections: [{ communicator: 128 }] })), /^identity: connection/);
  });

  it("show a size that was not told, or makes no sense, as an unknown one", () => {
    for (const size of [unknownSize, 0, -7, 2 ** 20 + 1]) {
      const file = read({ communicators: [{ rank: 3, size }] });
      assert(file.ok, file.ok ? "" : file.error.message);
      assert.deepEqual(file.value.communicators.map((each) => [each.rank, each.size]),
        [[3, unknownSize]]);
    }
  });

  it("skip a slot that is empty or was given away while we looked", () => {
    const skipped = readWell({ communicators: [{ state: "empty" }, { generation: 2 }] },
      (view) => view.setUint32(8192 + layout.communicatorEntry.generation, 1, true));
    assert.deepEqual(skipped.communicators, []);
  });

  it("give operations by age, each with its shape", () => {
    const [communicator] = readWell({ communicators: [{
      id: 0xABn, started: 65, completed: 63, operations: [
        { ordinal: 65, enqueueMs: 30, bytes: 8, function: "broadcast", peer: 2 },
        { ordinal: 2, enqueueMs: 10, startMs: 11, endMs: 12 },
      ],
    }] }).communicators;
    assert.equal(communicator?.commId, "00000000000000ab");
    assert.deepEqual(communicator.operations.map((each) =>
      [each.ordinal, each.function, each.peer, each.startMs, each.endMs]),
    [[2, "all-reduce", -1, 11, 12], [65, "broadcast", 2, 30, neverMs]]);
  });

  const torn: readonly (readonly [string, (view: DataView, slot: number) => void])[] = [
    ["was being written", (view, slot) => view.setBigUint64(slot, 0n, true)],
    ["was written anew between the two copies", (view, slot) => view.setBigUint64(slot, 67n, true)],
    ["claims another place than its own", (view, slot) => view.setBigUint64(slot, 4n, true)],
    ["calls a function that does not exist", (view, slot) => view.setUint8(slot + 8, 13)],
    ["holds a datatype that does not exist", (view, slot) => view.setUint8(slot + 9, 12)],
  ];
  for (const [what, change] of torn) {
    it(`leave out and count a slot that ${what}`, () => {
      const file = readWell({ communicators: [{ operations: [{ ordinal: 3, enqueueMs: 1 }] }] },
        (view) => change(view, layout.communicatorEntry.operations + 3 * 64));
      assert.deepEqual(file.communicators[0]?.operations, []);
      assert.equal(file.torn, 1);
    });
  }

  it("never show more done than posted, nor more posted than ready", () => {
    const [connection] = readWell({
      connections: [{ readySteps: 5, postedSteps: 4, doneSteps: 6 }],
    }).connections;
    assert.deepEqual(
      [connection?.readySteps, connection?.postedSteps, connection?.doneSteps], [6, 6, 6]);
  });

  it("know no wait without a beginning", () => {
    const [connection] = readWell({ connections: [{ wait: "network" }] }).connections;
    assert.equal(connection?.wait, "none");
  });
});

describe("an operation ring", () => {
  const record = (ordinal: number) =>
    ({ ordinal, enqueueMs: ordinal, startMs: ordinal, endMs: ordinal + 1 });
  const clock = headerOf(hookFile().header).clock;
  const bytesOf = (count: number): Uint8Array =>
    hookFile({ rings: [Array.from({ length: count }, (_, index) => record(index + 1))] }).rings;

  it("is refused when it is cut", () => {
    assert.match(refusal(parseRing(new Uint8Array(100), new Uint8Array(16), clock)), /table-short/);
  });

  it("gives its newest records, oldest first", () => {
    const bytes = bytesOf(layout.ringSlots + 3);
    const ring = parseRing(bytes, bytes.subarray(0, 16), clock);
    assert.ok(ring.ok);
    assert.equal(ring.value.published, layout.ringSlots + 3);
    assert.deepEqual([ring.value.records.at(0)?.ordinal, ring.value.records.at(-1)?.ordinal],
      [4, layout.ringSlots + 3]);
  });

  it("drops what the writer may have overwritten during the copy", () => {
    const bytes = bytesOf(layout.ringSlots);
    const after = bytes.slice(0, 16);
    new DataView(after.buffer).setBigUint64(8, BigInt(layout.ringSlots + 2), true);
    const ring = parseRing(bytes, after, clock);
    assert.ok(ring.ok);
    assert.equal(ring.value.lapped, 2);
    assert.equal(ring.value.records[0]?.ordinal, 3);
  });

  it("drops a record whose sum is wrong", () => {
    const bytes = bytesOf(2);
    bytes[layout.ringHeaderBytes + 24] = 77;
    const ring = parseRing(bytes, bytes.subarray(0, 16), clock);
    assert.ok(ring.ok);
    assert.equal(ring.value.torn, 1);
    assert.deepEqual(ring.value.records.map((each) => each.ordinal), [2]);
  });

  it("does not walk a ring that claims to have turned for ever", () => {
    const bytes = bytesOf(1);
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 63n, true);
    assert.match(refusal(parseRing(bytes, bytes.subarray(0, 16), clock)), /^state: /);
  });
});

describe("the parser of process files under mutation", () => {
  const fake: FakeProcess = {
    communicators: [
      { operations: [{ ordinal: 1, enqueueMs: 5, endMs: 6 }, { ordinal: 2, enqueueMs: 7 }] }, {},
    ],
    connections: [{ readySteps: 3, wait: "network", waitSinceMs: 4 }, {}],
    rings: [[{ ordinal: 1, enqueueMs: 5, startMs: 5, endMs: 6 }]],
  };
  const edits = fc.array(fc.tuple(
    fc.constantFrom("header" as const, "communicators" as const, "communicatorsAgain" as const,
      "connections" as const, "rings" as const),
    fc.oneof(fc.nat(1300), fc.nat(300_000)), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  ), { minLength: 1, maxLength: 10 });

  it("reads or refuses, never throws, and makes no number that is not finite", () => {
    fc.assert(fc.property(edits, (changes) => {
      const first = hookFile(fake);
      const file = { ...first, communicatorsAgain: first.communicators.slice() };
      for (const [section, place, value] of changes) {
        const bytes = file[section];
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        view.setBigUint64(place % (bytes.length - 7), value, true);
      }
      const header = parseHeader(file.header);
      if (!header.ok) return;
      const tables = parseTables(header.value, file);
      const ring = parseRing(file.rings, file.rings.subarray(0, 16), header.value.clock);
      assertFinite(header.value);
      if (tables.ok) assertFinite(tables.value);
      if (ring.ok) assertFinite(ring.value);
    }), { numRuns: 1500 });
  });

  it("leaves out and counts each operation that was written between the two copies", () => {
    const { operationSlots, operationSlotBytes } = layout;
    // All slots are in use, and the newest operations have taken those of the oldest.
    const ordinals = Array.from({ length: operationSlots }, (_, index) => index + 5);
    const full = { communicators: [{
      operations: ordinals.map((ordinal) => ({ ordinal, enqueueMs: ordinal })),
    }] };
    const header = headerOf(hookFile(full).header);
    const written = fc.array(fc.record({
      copy: fc.constantFrom("communicators" as const, "communicatorsAgain" as const),
      slot: fc.nat(operationSlots - 1),
      word: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(7)),
      value: fc.oneof(fc.bigInt(0n, 140n), fc.bigInt(0n, 2n ** 64n - 1n)),
    }), { maxLength: 40 });
    const placeOf = (slot: number): number =>
      layout.communicatorEntry.operations + slot * operationSlotBytes;
    fc.assert(fc.property(written, (writes) => {
      const file = hookFile(full);
      const copies = { ...file, communicatorsAgain: file.communicators.slice() };
      for (const { copy, slot, word, value } of writes) {
        new DataView(copies[copy].buffer).setBigUint64(placeOf(slot) + 8 * word, value, true);
      }
      const tables = parseTables(header, copies);
      assert.ok(tables.ok);
      assertFinite(tables.value);
      const listed = new Set(tables.value.communicators[0]?.operations
        .map((each) => each.ordinal));
      let empty = 0;
      for (let slot = 0; slot < operationSlots; slot += 1) {
        const [ticket, again] = [copies.communicators, copies.communicatorsAgain].map((bytes) =>
          Number(new DataView(bytes.buffer).getBigUint64(placeOf(slot), true)));
        if (ticket === 0 && again === 0) empty += 1;
        // A slot has its own ordinals: no other one can show this ticket.
        const isOwn = ticket !== undefined && ticket % operationSlots === slot;
        if (ticket !== again && isOwn) assert.ok(!listed.has(ticket), `slot ${slot} is torn`);
      }
      assert.equal(listed.size + tables.value.torn + empty, operationSlots);
    }), { numRuns: 1000 });
  });

  function assertFinite(value: unknown): void {
    if (typeof value === "number") assert.ok(Number.isFinite(value));
    if (typeof value === "object" && value !== null) Object.values(value).forEach(assertFinite);
  }
});

describe("an age", () => {
  it("is never negative and never older than the machine", () => {
    fc.assert(fc.property(fc.double({ noNaN: true }), fc.double({ min: 0, max: 1e12, noNaN: true }),
      (since, now) => {
        const age = ageMs(since, now);
        assert.ok(age >= 0 && age <= now);
      }));
  });
});
