import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { NodeName } from "../../../proto/ids.ts";
import type { Result } from "../../../proto/errors.ts";
import type { Signature } from "../../../proto/signature.ts";
import { c4 } from "../../../proto/wire/c4.js";
import { columns } from "../../../proto/wire/columns.ts";
import {
  createSignatureReader, createSignatureWriter, decodeSignature, encodeSignature, isWholeWindow,
  wireLimits,
} from "../../../proto/wire/codec.ts";
import { wholeEvery } from "../../../proto/wire/signature.ts";
import { plainSignature } from "../../../proto/wire/views.ts";
import { arbitrarySignature } from "../../fixtures/messages.ts";

const wire = c4.v1;
const id = { low: 5, high: 0, unsigned: true } as never;
const mask = { low: 255, high: 0, unsigned: true } as never;

/** One process that is a member of one communicator, with one function and one connection. */
const structure: c4.v1.IStructure = {
  strings: ["train", "7-9", "nccl"], ids: [id], processJob: [0], processRank: [1],
  processName: [1], processPid: [7], processLocalRank: [0], processWorldSize: [4],
  processFramework: [1], processLibrary: [2], processMask: [mask], communicatorCounts: [1],
  connectionCounts: [1], socketCounts: [0], communicatorId: [0], communicatorName: [2],
  communicatorFramework: [1], communicatorRank: [0], communicatorSize: [4], functionCounts: [1],
  functions: [1], connectionId: [0], connectionPeer: [1], connectionChannel: [0],
  connectionDirection: [0], connectionLocalPort: [0], connectionRemotePort: [0],
};
const values: c4.v1.IValues = { processRunState: ["R".codePointAt(0) ?? 0] };
const unknown = 99;

interface Change {
  readonly envelope?: c4.v1.ISignature;
  readonly structure?: c4.v1.IStructure;
  readonly values?: c4.v1.IValues;
  readonly open?: c4.v1.IOperations;
  readonly recent?: c4.v1.IOperations;
}

function bytesWith(change: Change): Uint8Array {
  return wire.Signature.encode({
    node: "node-0", session: "s",
    structure: wire.Structure.encode({ ...structure, ...change.structure }).finish(),
    values: wire.Values.encode({ ...values, ...change.values }).finish(),
    open: wire.Operations.encode(change.open ?? {}).finish(),
    recent: wire.Operations.encode(change.recent ?? {}).finish(),
    ...change.envelope,
  }).finish();
}

function refusal(result: Result<unknown>): string {
  assert.ok(!result.ok, "it was accepted");
  assert.equal(result.error.code, "invalid-data");
  return result.error.message;
}

function read(result: Result<Signature | undefined>): Signature | undefined {
  assert.ok(result.ok, result.ok ? "" : result.error.message);
  return result.value === undefined ? undefined : plainSignature(result.value);
}

describe("the codec of whole windows", () => {
  it("accepts what the refusals below start from", () => {
    const decoded = decodeSignature(bytesWith({}));
    assert.ok(decoded.ok);
    assert.equal(decoded.value.processes[0]?.communicators[0]?.commId, "0000000000000005");
  });

  const refusals: readonly (readonly [string, Change, RegExp])[] = [
    ["a node with a dot, which would be two subject tokens", { envelope: { node: "a.b" } }, /node/],
    ["a missing node", { envelope: { node: "" } }, /node/],
    ["a session that is no token", { envelope: { session: "a b" } }, /session/],
    ["a window that is no whole number", { envelope: { window: 1.5 } }, /window/],
    ["a negative duration", { envelope: { windowMs: -1 } }, /windowMs/],
    ["a duration that is not a number", { envelope: { windowMs: Number.NaN } }, /windowMs/],
    ["a probe address that names no port", { envelope: { probeAddress: "10.0.0.1" } }, /probeAddr/],
    ["an infinite duration", { envelope: { windowMs: Infinity } }, /windowMs/],
    ["a fraction above one", { values: { cpuFraction: [1_100_000] } }, /cpuFraction/],
    ["a job with a slash", { structure: { strings: ["a/b", "7-9", ""] } }, /job/],
    ["a rank beyond all jobs", { structure: { processRank: [2 ** 30] } }, /rank/],
    ["a process that is no pid and start", { structure: { strings: ["a", "7", ""] } }, /process/],
    ["pid 0, which stands for a whole group", { structure: { processPid: [0] } }, /pid/],
    ["a run state that is no letter", { values: { processRunState: [7] } }, /runState/],
    ["an unknown phase", { values: { processPhase: [unknown] } }, /phase/],
    ["control characters in a library", { structure: { strings: ["a", "7-9", "\u001b[2J"] } },
      /string/],
    ["an endless library", { structure: { strings: ["a", "7-9", "x".repeat(300)] } }, /string/],
    ["a string that is not there", { structure: { processLibrary: [3] } }, /string/],
    ["a communicator that is not there", { structure: { connectionId: [1] } }, /id/],
    ["a communicator rank outside its size", { structure: { communicatorRank: [4] } }, /rank/],
    ["a communicator beyond all jobs", { structure: { communicatorSize: [2 ** 30] } }, /size/],
    ["a communicator rank beyond all jobs",
      { structure: { communicatorSize: [0], communicatorRank: [2 ** 20] } }, /rank/],
    ["an unknown function", { structure: { functions: [unknown as c4.v1.Function] } }, /function/],
    ["a counter below zero", { values: { functionStarted: [-1] } }, /started/],
    ["an unknown wait", { values: { connectionWait: [unknown] } }, /wait/],
    ["more communicators than a process has", { structure: { communicatorCounts: [129] } },
      /communicators count/],
    ["communicators of no process", { structure: { communicatorCounts: [0] } }, /of no owner/],
    ["connections that a count leaves out", { structure: { connectionCounts: [2] } }, /no owner/],
    ["a column shorter than its group", { structure: { processPid: [] } }, /fewer values/],
    ["more values than rows", { values: { connectionWaitGpu: [1, 2] } }, /more values/],
    ["values of no row", { values: { socketBusy: [1] } }, /no row/],
    ["a column in both forms", {
      values: { connectionPostedSteps: [1], connectionPostedStepsLessReady: [1] },
    }, /both forms/],
    ["more open operations than the limit", { open: {
      shapeBytes: [1], shapeKind: [1], counts: [5], operation: [1, 0, 0, 0, 0],
    } }, /operations count/],
    ["an operation of no shape", { open: { counts: [1], operation: [1] } }, /shape/],
    ["an operation before the first", {
      recent: { shapeBytes: [1], counts: [1], newest: [1], operation: [1] },
    }, /ordinal/],
    ["a shape of an unknown datatype", { open: { shapeBytes: [1], shapeKind: [0xf0] } },
      /datatype/],
  ];
  for (const [what, change, message] of refusals) {
    it(`refuses ${what}`, () => {
      assert.match(refusal(decodeSignature(bytesWith(change))), message);
    });
  }

  it("refuses a message above the size limit before it reads any of it", () => {
    const bytes = new Uint8Array(wireLimits.signatureBytesMax + 1);
    assert.match(refusal(decodeSignature(bytes)), /bytes, at most/);
  });

  it("refuses text that is not UTF-8", () => {
    assert.match(refusal(decodeSignature(Uint8Array.of(0x0a, 2, 0xc3, 0x28))), /signature: /);
  });

  it("ignores fields of later versions, in the envelope and among the values", () => {
    const later = Buffer.concat([bytesWith({}), Buffer.from([0xf8, 0x07, 0x2a])]);
    assert.ok(decodeSignature(later).ok);
    const written = wire.Values.encode(values).finish();
    const more = Buffer.concat([written, Buffer.from([0xfa, 0x07, 1, 0x2a])]);
    assert.ok(decodeSignature(bytesWith({ envelope: { values: more } })).ok);
  });

  it("gives back exactly what was encoded", () => {
    fc.assert(fc.property(arbitrarySignature, (signature) => {
      assert.deepEqual(decodeSignature(encodeSignature(signature)), { ok: true, value: signature });
    }), { numRuns: 100 });
  });

  it("writes what the schema says, as other readers of it read", () => {
    const [column, ...rest] = columns.filter((each) => each.field === "waitGpuMs");
    assert.deepEqual([column?.tag, rest.length], [78, 0]);
    const whole = decodeSignature(bytesWith({ values: { connectionWaitGpu: [2500] } }));
    assert.ok(whole.ok);
    assert.equal(whole.value.processes[0]?.connections[0]?.waitGpuMs, 2.5);
    const message = wire.Signature.decode(encodeSignature(whole.value));
    const { connectionWaitGpu } = wire.Values.decode(message.values as Uint8Array);
    assert.deepEqual(connectionWaitGpu?.map(Number), [2500]);
  });
});

/** The same processes some time later: everything that counts has moved, or most of it. */
function moved(signature: Signature, by: number): Signature {
  const move = (value: unknown, key: string, depth: number): unknown => {
    if (Array.isArray(value)) return value.map((each, at) => move(each, key, depth + at));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, each], at) =>
        [name, move(each, name, depth + at)]));
    }
    if (typeof value !== "number" || (by + depth) % 3 === 0) return value;
    if (/Steps$|Bytes$|^bytesAcked$/.test(key)) return value < 2 ** 50 ? value + by * depth : value;
    if (key.endsWith("Ms") && value >= 0) return Math.round(value * 1000 + by * depth) / 1000;
    return value;
  };
  return { ...move(signature, "", 0) as Signature, window: signature.window + by };
}

describe("windows told as differences", () => {
  const first = arbitrarySignature.map((signature) => ({ ...signature, window: 100 }));
  const steps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 14 });

  function windowsOf(signature: Signature, by: readonly number[]): Signature[] {
    const windows = [signature];
    for (const each of by) windows.push(moved(windows.at(-1) ?? signature, each));
    return windows;
  }

  it("give back exactly what was told, window after window", () => {
    fc.assert(fc.property(first, steps, (signature, by) => {
      const writer = createSignatureWriter();
      const reader = createSignatureReader();
      for (const each of windowsOf(signature, by)) {
        assert.deepEqual(read(reader.read(writer.write(each))), each);
      }
    }), { numRuns: 60 });
  });

  it("are right or nothing, whatever is lost, repeated or late, and soon right again", () => {
    const fates = fc.array(fc.constantFrom("comes", "is lost", "twice", "late"), {
      minLength: 15, maxLength: 15,
    });
    fc.assert(fc.property(first, steps, fates, (signature, by, fate) => {
      const writer = createSignatureWriter();
      const reader = createSignatureReader();
      const windows = windowsOf(signature, by);
      const late: (readonly [Uint8Array, Signature])[] = [];
      const check = (bytes: Uint8Array, expected: Signature): void => {
        const found = read(reader.read(bytes));
        if (found !== undefined) assert.deepEqual(found, expected);
        else assert.ok(!isWholeWindow(bytes));
      };
      windows.forEach((each, index) => {
        const bytes = writer.write(each);
        if (fate[index] === "is lost") return;
        if (fate[index] === "late") return late.push([bytes, each]);
        check(bytes, each);
        if (fate[index] === "twice") check(bytes, each);
        if (index % 4 === 3) for (const [held, old] of late.splice(0)) check(held, old);
        return;
      });
      let last = windows.at(-1) ?? signature;
      let isRight = false;
      for (let wait = 0; wait < wholeEvery && !isRight; wait += 1) {
        last = moved(last, 1);
        isRight = read(reader.read(writer.write(last))) !== undefined;
      }
      assert.ok(isRight, `understood again after ${wholeEvery} windows`);
    }), { numRuns: 60 });
  });

  it("begin anew when a process, a connection or the agent is another", () => {
    const writer = createSignatureWriter();
    const decoded = decodeSignature(bytesWith({}));
    assert.ok(decoded.ok);
    const window = (at: number, change: Partial<Signature> = {}): boolean =>
      isWholeWindow(writer.write({ ...decoded.value, window: at, ...change }));
    assert.deepEqual([window(1), window(2)], [true, false]);
    assert.equal(window(3, { processes: [] }), true);
    assert.equal(window(4, { processes: [] }), false);
    assert.equal(window(1, { session: "t", processes: [] }), true);
    writer.restart();
    assert.equal(window(2, { session: "t", processes: [] }), true);
  });

  it("are lent: a copy stays as it was, and operations are denied to whoever comes late", () => {
    const reader = createSignatureReader();
    const operations = { shapeBytes: [7], counts: [1], operation: [1] };
    const lent = reader.read(bytesWith({ recent: operations }));
    assert.ok(lent.ok && lent.value !== undefined);
    const copy = plainSignature(lent.value);
    assert.equal(copy.processes[0]?.communicators[0]?.recent[0]?.bytes, 7);
    assert.ok(reader.read(bytesWith({ envelope: { node: "node-1" } })).ok);
    assert.equal(copy.processes[0]?.communicators[0]?.recent[0]?.bytes, 7);
    assert.throws(() => lent.value?.processes[0]?.communicators[0]?.recent, /before the next/);
  });

  it("of a node are nobody else's to tell", () => {
    const reader = createSignatureReader();
    const bytes = bytesWith({});
    const denied = reader.read(bytes, "node-1" as NodeName);
    assert.equal(denied.ok ? "" : denied.error.code, "denied");
    const difference = wire.Signature.encode({ node: "node-0", session: "s", window: 1, base: 0 });
    assert.equal(read(reader.read(difference.finish())), undefined, "nothing was kept of it");
    assert.ok(reader.read(bytes, "node-0" as NodeName).ok);
    assert.notEqual(read(reader.read(difference.finish())), undefined);
  });

  it("are forgotten, the oldest first, when the room for all nodes is full", () => {
    const cells = 2 * 60;
    const reader = createSignatureReader({ cellsMax: cells * 2 });
    const names = ["a", "b", "c"];
    for (const node of names) assert.ok(reader.read(bytesWith({ envelope: { node } })).ok);
    const known = names.filter((node) => read(reader.read(
      wire.Signature.encode({ node, session: "s", window: 1, base: 0 }).finish())) !== undefined);
    assert.ok(known.length > 0 && known.length < 3 && !known.includes("a"), known.join());
  });
});

describe("differences under mutation", () => {
  it("are read or refused, never throw, and what is read can be told and read again", () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(arbitrarySignature, edits, (signature, changes) => {
      const writer = createSignatureWriter();
      const reader = createSignatureReader();
      reader.read(writer.write({ ...signature, window: 1 }));
      const bytes = writer.write(moved({ ...signature, window: 1 }, 1));
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const result = reader.read(bytes);
      if (!result.ok || result.value === undefined) return;
      const once = plainSignature(result.value);
      assert.deepEqual(decodeSignature(encodeSignature(once)), { ok: true, value: once });
    }), { numRuns: 300 });
  });
});
