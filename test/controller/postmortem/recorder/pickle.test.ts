import { strict as assert } from "node:assert";
import fc from "fast-check";
import { readDump } from "../../../../controller/postmortem/recorder/dump.ts";
import { marksMax, readPickle } from "../../../../controller/postmortem/recorder/pickle.ts";
import type { Plain } from "../../../../controller/postmortem/recorder/plain.ts";
import { filesOf } from "./fixtures.ts";

/** Opcodes and texts, as bytes. */
function bytes(...parts: readonly (number | string)[]): Uint8Array {
  return Buffer.concat(parts.map((part) =>
    typeof part === "number" ? Buffer.from([part]) : Buffer.from(part, "latin1")));
}

function refusal(...parts: readonly (number | string)[]): string {
  const read = readPickle(bytes(...parts));
  assert.ok(!read.ok);
  assert.equal(read.error.code, "invalid-data");
  return read.error.message;
}

function value(...parts: readonly (number | string)[]): Plain {
  const read = readPickle(bytes(...parts));
  assert.ok(read.ok, read.ok ? "" : read.error.message);
  return read.value;
}

describe("the pickle reader", () => {
  const active: readonly (readonly [string, number])[] = [
    ["GLOBAL", 0x63], ["STACK_GLOBAL", 0x93], ["REDUCE", 0x52], ["BUILD", 0x62], ["INST", 0x69],
    ["OBJ", 0x6f], ["NEWOBJ", 0x81], ["NEWOBJ_EX", 0x92], ["PERSID", 0x50], ["BINPERSID", 0x51],
    ["EXT1", 0x82], ["EXT2", 0x83], ["EXT4", 0x84],
  ];
  for (const [name, opcode] of active) {
    it(`refuses ${name}, which would reach for Python objects, and says where it stands`, () => {
      const message = refusal(0x80, 2, 0x4e, opcode, "os\nsystem\n.");
      assert.match(message, new RegExp(`opcode ${name} .*refused at offset 3`));
    });
  }

  it("refuses the pickle that Python would run a command for", () => {
    assert.match(refusal("\x80\x04\x95\x19\0\0\0\0\0\0\0\x8c\x05posix\x8c\x06system\x93\x8c\x04",
      "true\x85R."), /STACK_GLOBAL/);
  });

  it("refuses an opcode that does not exist, by number", () => {
    assert.match(refusal(0x80, 2, 0xff), /opcode 0xff .* at offset 2/);
  });

  it("refuses a protocol from the future", () => {
    assert.match(refusal(0x80, 6, "N."), /protocol 6/);
  });

  it("names the offset where a truncated pickle ends", () => {
    assert.match(refusal(0x80, 2, 0x58, 9, 0, 0, 0, "abc"), /truncated.*9 bytes.*offset 2/);
    assert.match(refusal(0x80, 2, "}"), /truncated: no STOP.*offset 3/);
    assert.match(refusal(0x80, 4, 0x95, 99, 0, 0, 0, 0, 0, 0, 0, "N."), /frame of 99 bytes/);
  });

  it("refuses stacks, marks, memos and containers used against their rules", () => {
    assert.match(refusal(0x80, 2, "a."), /underflow/);
    assert.match(refusal(0x80, 2, "(]."), /STOP inside an open MARK/);
    assert.match(refusal(0x80, 2, "]](u."), /no dictionary/);
    assert.match(refusal(0x80, 2, "NNa."), /no list/);
    assert.match(refusal(0x80, 2, "}(Nu."), /without a value/);
    assert.match(refusal(0x80, 2, "}]Ns."), /no text or number/);
    assert.match(refusal(0x80, 2, "h", 7, "."), /remembered as 7/);
    assert.match(refusal(0x80, 2, "e."), /no open MARK/);
    assert.match(refusal(0x80, 2, "NN."), /2 values/);
  });

  it("bounds the marks, so that nesting costs an attacker his own bytes only", () => {
    assert.match(refusal(0x80, 2, "(".repeat(marksMax + 1)), /MARKs/);
  });

  it("believes no length before the bytes are there", () => {
    assert.match(refusal(0x80, 4, 0x8d, "\xff\xff\xff\xff\xff\xff\xff\x7f"), /length/);
    assert.match(refusal(0x80, 2, 0x58, "\xff\xff\xff\x7f"), /truncated/);
    assert.match(refusal(0x80, 2, 0x8b, "\xff\xff\0\0"), /integer of 65535 bytes/);
  });

  it("reads the constants of protocols 2 to 5", () => {
    assert.equal(value(0x80, 2, "N."), undefined);
    assert.equal(value(0x80, 2, 0x88, "."), true);
    assert.equal(value(0x80, 2, "J\xff\xff\xff\xff."), -1);
    assert.equal(value(0x80, 2, "M\x34\x12."), 0x1234);
    assert.equal(value(0x80, 2, 0x8a, 2, "\x00\xff", "."), -256);
    assert.equal(value(0x80, 2, 0x8a, 8, "\xff".repeat(7), 0x7f, "."), (1n << 63n) - 1n);
    assert.equal(value(0x80, 2, 0x8a, 0, "."), 0);
    assert.equal(value(0x80, 2, "G\x3f\xf8\0\0\0\0\0\0."), 1.5);
    assert.equal(value(0x80, 4, 0x8c, 3, "\xc3\xa4b", "."), "äb");
    assert.deepEqual(value(0x80, 5, 0x96, "\x02\0\0\0\0\0\0\0hi", "."), Buffer.from("hi"));
  });

  it("reads containers, the memo and frames", () => {
    assert.deepEqual(value(0x80, 2, "K", 1, "K", 2, 0x86, "."), [1, 2]);
    assert.deepEqual(value(0x80, 2, "](K", 1, "K", 2, "e."), [1, 2]);
    assert.deepEqual(value(0x80, 2, "}(X\x01\0\0\0aK", 7, "u."), new Map([["a", 7]]));
    assert.deepEqual(value(0x80, 4, 0x95, "\x06\0\0\0\0\0\0\0", 0x8c, 1, "x", 0x94, "h", 0, 0x86,
      "."), ["x", "x"]);
  });

  it("lets a list contain itself without following it", () => {
    const loop = value(0x80, 2, "]q", 0, "h", 0, "a.");
    assert.ok(Array.isArray(loop) && loop[0] === loop);
    assert.ok(!readDump(bytes(0x80, 2, "}q", 0, "X\x07\0\0\0versionh", 0, "s.")).ok);
  });

  it("never throws, hangs or grows on mutated real dumps", () => {
    const real = [...filesOf("nvrx-gpu-error-1"), ...filesOf("gloo-absent/json")]
      .map(([, each]) => each);
    const edit = fc.record({
      at: fc.nat(), byte: fc.nat(255), kind: fc.constantFrom("set", "cut", "repeat", "insert"),
    });
    fc.assert(fc.property(fc.nat(real.length - 1), fc.array(edit, { minLength: 1, maxLength: 8 }),
      (index, edits) => {
        const bent = edits.reduce((each, change) => bend(each, change), real[index] ?? Buffer.of());
        const read = readDump(bent);
        if (!read.ok) assert.ok(read.error.message.length < 400);
      }), { numRuns: 1500 });
  });

  it("never throws on bytes that were no dump to begin with", () => {
    const soup = fc.uint8Array({ maxLength: 200 })
      .map((tail) => Buffer.concat([Buffer.from([0x80, 4]), tail, Buffer.from(".")]));
    fc.assert(fc.property(soup, (each) => void readDump(each)), { numRuns: 3000 });
  });
});

function bend(
  whole: Buffer,
  { at, byte, kind }: { readonly at: number; readonly byte: number; readonly kind: string },
): Buffer {
  const place = whole.length === 0 ? 0 : at % whole.length;
  const [head, tail] = [whole.subarray(0, place), whole.subarray(place)];
  switch (kind) {
    case "cut": return head;
    case "repeat": return Buffer.concat([head, tail.subarray(0, byte), tail]);
    case "insert": return Buffer.concat([head, Buffer.from([byte]), tail]);
    default: return Buffer.concat([head, Buffer.from([byte]), tail.subarray(1)]);
  }
}
