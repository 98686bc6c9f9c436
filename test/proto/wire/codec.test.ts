import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { Result } from "../../../proto/errors.ts";
import {
  collectiveFunctions, datatypes, frameworks, phaseKinds, waitKinds, type Signature,
} from "../../../proto/signature.ts";
import { c4 } from "../../../proto/wire/c4.js";
import {
  decodeCommand, decodeEvent, decodeReply, decodeSignature, encodeCommand, encodeEvent,
  encodeReply, encodeSignature, wireLimits,
} from "../../../proto/wire/codec.ts";
import {
  arbitraryCommand, arbitraryEvent, arbitraryReply, arbitrarySignature,
} from "../../fixtures/messages.ts";

const wire = c4.v1;
const health = new wire.Health();
const process = {
  job: "train", rank: 1, process: "7-9", pid: 7, localRank: 0, worldSize: 4, runState: "R",
};
const unknown = 99;
const communicator = { id: 5, rank: 0, size: 4, lastStartAgeMs: -1, lastEndAgeMs: -1 };

function signatureWith(change: c4.v1.ISignature): Uint8Array {
  return wire.Signature.encode({ node: "node-0", session: "s", health, ...change }).finish();
}

function refusal(result: Result<unknown>): string {
  assert.ok(!result.ok, "it was accepted");
  assert.equal(result.error.code, "invalid-data");
  return result.error.message;
}

describe("the codec of signatures", () => {
  it("accepts what the refusals below start from", () => {
    const bytes = signatureWith({ processes: [{ ...process, communicators: [communicator] }] });
    const decoded = decodeSignature(bytes);
    assert.ok(decoded.ok);
    assert.equal(decoded.value.processes[0]?.communicators[0]?.commId, "0000000000000005");
  });

  const refusals: readonly (readonly [string, c4.v1.ISignature, RegExp])[] = [
    ["a node with a dot, which would be two subject tokens", { node: "a.b" }, /node/],
    ["a missing node", { node: "" }, /node/],
    ["a session that is no token", { session: "a b" }, /session/],
    ["a window that is no whole number", { window: 1.5 }, /window/],
    ["a negative duration", { windowMs: -1 }, /windowMs/],
    ["a duration that is not a number", { windowMs: Number.NaN }, /windowMs/],
    ["a probe address that names no port", { probeAddress: "10.0.0.1" }, /probeAddress/],
    ["an infinite duration", { windowMs: Infinity }, /windowMs/],
    ["a missing health", { health: null }, /health/],
    ["a fraction above one", { health: { cpuFraction: 1.1 } }, /cpuFraction/],
    ["a job with a slash", { processes: [{ ...process, job: "a/b" }] }, /job/],
    ["a rank beyond all jobs", { processes: [{ ...process, rank: 2 ** 30 }] }, /rank/],
    ["a process that is no pid and start", { processes: [{ ...process, process: "7" }] },
      /process/],
    ["pid 0, which stands for a whole group", { processes: [{ ...process, pid: 0 }] }, /pid/],
    ["a run state of two letters", { processes: [{ ...process, runState: "RR" }] }, /runState/],
    ["an unknown phase", { processes: [{ ...process, phase: unknown as c4.v1.Phase }] }, /phase/],
    ["control characters in a library", { processes: [{ ...process, library: "\u001b[2J" }] },
      /library/],
    ["an endless library", { processes: [{ ...process, library: "x".repeat(300) }] }, /library/],
    ["a communicator rank outside its size",
      { processes: [{ ...process, communicators: [{ ...communicator, rank: 4 }] }] }, /rank/],
    ["a communicator of nobody",
      { processes: [{ ...process, communicators: [{ ...communicator, size: 0 }] }] }, /size/],
    ["an unknown function", { processes: [{
      ...process,
      communicators: [{ ...communicator, functions: [{ function: unknown as c4.v1.Function }] }],
    }] }, /function/],
    ["an unknown wait", { processes: [{
      ...process, connections: [{ wait: unknown as c4.v1.Wait }],
    }] }, /wait/],
    ["an age below never",
      { processes: [{ ...process, connections: [{ progressAgeMs: -2 }] }] }, /progressAgeMs/],
    ["more open operations than the limit", { processes: [{
      ...process, communicators: [{ ...communicator, open: Array(5).fill({}) as [] }],
    }] }, /open count/],
    ["more communicators than a file has", { processes: [{
      ...process, communicators: Array(129).fill(communicator) as [],
    }] }, /communicators count/],
  ];
  for (const [what, change, message] of refusals) {
    it(`refuses ${what}`, () => {
      assert.match(refusal(decodeSignature(signatureWith(change))), message);
    });
  }

  it("refuses a message above the size limit before it reads any of it", () => {
    const bytes = new Uint8Array(wireLimits.signatureBytesMax + 1);
    assert.match(refusal(decodeSignature(bytes)), /bytes, at most/);
  });

  it("refuses text that is not UTF-8", () => {
    assert.match(refusal(decodeSignature(Uint8Array.of(0x0a, 2, 0xc3, 0x28))), /signature: /);
  });

  it("ignores fields of later versions", () => {
    const later = Buffer.concat([signatureWith({}), Buffer.from([0xf8, 0x07, 0x2a])]);
    assert.ok(decodeSignature(later).ok);
  });

  it("gives back exactly what was encoded", () => {
    fc.assert(fc.property(arbitrarySignature, (signature) => {
      const decoded = decodeSignature(encodeSignature(signature));
      assert.deepEqual(decoded, { ok: true, value: signature });
    }), { numRuns: 60 });
  });
});

describe("the codec of events, commands and replies", () => {
  it("refuses an empty event, command and reply", () => {
    const nothing = new Uint8Array(0);
    refusal(decodeEvent(nothing));
    refusal(decodeCommand(nothing));
    assert.match(refusal(decodeReply(nothing)), /kind/);
  });

  it("refuses a scope that is not one of the tree", () => {
    const bytes = wire.Command.encode({ scope: "../x", setMask: { job: "j" } }).finish();
    assert.match(refusal(decodeCommand(bytes)), /scope/);
  });

  it("refuses a probe of more bytes than a probe may cost", () => {
    const probe = { id: "p", bytes: 2 ** 40, timeoutMs: 1, targets: [] };
    const bytes = wire.Command.encode({ scope: "incident/inc-1", probe }).finish();
    assert.match(refusal(decodeCommand(bytes)), /probe bytes/);
  });

  it("gives back exactly what was encoded", () => {
    fc.assert(fc.property(arbitraryEvent, (event) => {
      assert.deepEqual(decodeEvent(encodeEvent(event)), { ok: true, value: event });
    }));
    fc.assert(fc.property(arbitraryCommand, (command) => {
      assert.deepEqual(decodeCommand(encodeCommand(command)), { ok: true, value: command });
    }));
    fc.assert(fc.property(arbitraryReply, (reply) => {
      assert.deepEqual(decodeReply(encodeReply(reply)), { ok: true, value: reply });
    }));
  });
});

describe("the protobuf edge under mutation", () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom("set", "insert", "cut")),
    { minLength: 1, maxLength: 12 });

  function mutated(bytes: Uint8Array, changes: readonly (readonly [number, number, string])[]) {
    const result = [...bytes];
    for (const [at, value, kind] of changes) {
      const place = result.length === 0 ? 0 : at % result.length;
      if (kind === "set") result[place] = value;
      else if (kind === "insert") result.splice(place, 0, value);
      else result.splice(place, 1 + value % 8);
    }
    return Uint8Array.from(result);
  }

  const edges: readonly (readonly [string, fc.Arbitrary<Uint8Array>, (bytes: Uint8Array) =>
    Result<unknown>])[] = [
    ["signatures", arbitrarySignature.map(encodeSignature), decodeSignature],
    ["events", arbitraryEvent.map(encodeEvent), decodeEvent],
    ["commands", arbitraryCommand.map(encodeCommand), decodeCommand],
    ["replies", arbitraryReply.map(encodeReply), decodeReply],
  ];
  for (const [what, valid, decode] of edges) {
    it(`${what} are read or refused, and never throw`, () => {
      fc.assert(fc.property(valid, edits, (bytes, changes) => {
        const result = decode(mutated(bytes, changes));
        assert.ok(result.ok || result.error.message.length < 400);
      }), { numRuns: 250 });
    });
  }

  it("bytes of no message at all are read or refused, and never throw", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      for (const [, , decode] of edges) decode(bytes);
    }), { numRuns: 500 });
  });

  it("what is read after a mutation can be encoded and read again, alike", () => {
    fc.assert(fc.property(arbitrarySignature, edits, (signature, changes) => {
      const first = decodeSignature(mutated(encodeSignature(signature), changes));
      if (!first.ok) return;
      const second: Result<Signature> = decodeSignature(encodeSignature(first.value));
      assert.deepEqual(second, first);
    }), { numRuns: 100 });
  });
});

describe("the schema and the plain types", () => {
  const pairs: readonly (readonly [string, object, readonly string[]])[] = [
    ["FUNCTION", wire.Function, collectiveFunctions],
    ["DATATYPE", wire.Datatype, datatypes],
    ["FRAMEWORK", wire.Framework, frameworks],
    ["WAIT", wire.Wait, waitKinds],
    ["PHASE", wire.Phase, phaseKinds],
  ];
  for (const [prefix, values, words] of pairs) {
    it(`number ${prefix} alike`, () => {
      const entries = Object.entries(values).filter(([, value]) => typeof value === "number");
      const named = words.map((word, index) =>
        [`${prefix}_${word.toUpperCase().replaceAll("-", "_")}`, index]);
      assert.deepEqual(entries, named);
    });
  }
});
