import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { Result } from "../../../proto/errors.ts";
import {
  collectiveFunctions, datatypes, frameworks, phaseKinds, waitKinds, type Signature,
} from "../../../proto/signature.ts";
import { c4 } from "../../../proto/wire/c4.js";
import {
  decodeCommand, decodeEvent, decodeReply, decodeSignature, encodeCommand, encodeEvent,
  encodeReply, encodeSignature,
} from "../../../proto/wire/codec.ts";
import {
  arbitraryCommand, arbitraryEvent, arbitraryReply, arbitrarySignature,
} from "../../fixtures/messages.ts";

const wire = c4.v1;
function refusal(result: Result<unknown>): string {
  assert.ok(!result.ok, "it was accepted");
  assert.equal(result.error.code, "invalid-data");
  return result.error.message;
}

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
