// The bytes that C++ wrote, read by the agent's parser: one layout in two languages.

import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { controlFile, controlMagic, ringStride } from "../../proto/layout.ts";
import { parseHeader, type ProcessFileHeader } from "../../proto/process-file.ts";
import { parseRing } from "../../proto/process-rings.ts";
import { parseTables, type ProcessFile } from "../../proto/process-tables.ts";
import { neverMs } from "../../proto/reading.ts";

const here = path.dirname(fileURLToPath(import.meta.url));

/** The sources lie beside the build: dist/test/ncclmon or .build/<name>/test/ncclmon. */
function golden(name: string): Uint8Array {
  for (let folder = here; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    try {
      return new Uint8Array(readFileSync(path.join(folder, "test/golden/layout", name)));
    } catch {
      continue;
    }
  }
  throw new Error(`test/golden/layout/${name} is nowhere above ${here}`);
}

function header(): ProcessFileHeader {
  const parsed = parseHeader(golden("header.bin"));
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.error.message);
  return parsed.value;
}

function tables(): ProcessFile {
  const communicators = golden("communicator.bin");
  const parsed = parseTables(header(), {
    communicators, communicatorsAgain: communicators, connections: golden("connections.bin"),
  });
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.error.message);
  return parsed.value;
}

function drawing(file: string): string {
  const found = /^\/\/ {3}offset[^]*?(?=^\/\/ All integers)/m.exec(readFileSync(file, "utf8"));
  return found?.[0] ?? `${file} draws no layout`;
}

/** The C++ side's clock begins at 5 s and its times are seconds after that. */
function isAt(foundMs: number, seconds: number): void {
  assert.ok(Math.abs(foundMs - (5000 + seconds * 1000)) < 0.001, `${foundMs} ms, not ${seconds} s`);
}

describe("the layout that C++ writes", () => {
  it("is drawn alike in both languages", () => {
    assert.equal(drawing("proto/layout.ts"), drawing("ncclmon/core/layout.h"));
  });

  it("has the header that the agent reads", () => {
    const found = header();
    assert.equal(found.pid, 4242);
    assert.equal(found.rank, 5);
    assert.equal(found.worldSize, 8);
    assert.equal(found.step, 1234);
    assert.equal(found.firstError, "no room");
    assert.equal(found.phaseCount, 2);
    isAt(found.phaseSinceMs, 40);
    isAt(found.beatMs, 55);
    assert.deepEqual(found.used, { communicators: 1, connections: 2, rings: 1 });
  });

  it("has the communicator and its operations, the oldest first and the last one open", () => {
    const communicator = tables().communicators[0];
    assert.ok(communicator !== undefined);
    assert.equal(communicator.commId, "c4000000000000ed");
    assert.equal(communicator.name, "dp-0");
    assert.equal(communicator.generation, 3);
    assert.equal(communicator.started - communicator.completed, 1);
    assert.ok(Math.abs(communicator.occupiedMs - 7000) < 0.001);
    assert.deepEqual(communicator.operations.map((each) => each.ordinal),
      Array.from({ length: 64 }, (_, index) => 67 + index));
    const [first, last] = [communicator.operations[0], communicator.operations.at(-1)];
    assert.ok(first !== undefined && last !== undefined);
    assert.equal(first.function, "send");
    assert.equal(first.pointToPoint, true);
    assert.equal(first.peer, 3);
    isAt(first.startMs, 10.671);
    assert.equal(last.function, "all-gather");
    assert.equal(last.graph, true);
    assert.equal(last.sequence, 630);
    assert.equal(last.endMs, neverMs);
    assert.equal(communicator.functions.length, 1);
    assert.equal(communicator.functions[0]?.bytes, 64_000_000);
  });

  it("has the connections with their counters and the wait under way", () => {
    const [send, receive] = tables().connections;
    assert.ok(send !== undefined && receive !== undefined);
    assert.equal(send.direction, "send");
    assert.equal(send.transport, "network");
    assert.equal(send.wait, "peer");
    assert.equal(send.readySteps, 999);
    assert.equal(send.doneBytes, 994);
    assert.equal(send.live, true);
    isAt(send.waitSinceMs, 11.304);
    assert.equal(receive.direction, "receive");
    assert.equal(receive.channel, 300);
    assert.equal(receive.remotePort, 50002);
    assert.equal(receive.wait, "data");
    assert.equal(receive.streamingBytes, 1990);
    assert.ok(Math.abs(receive.waitDataMs - 400) < 0.001);
    assert.equal(receive.live, false);
  });

  it("has the ring with its records and their checksums", () => {
    const bytes = new Uint8Array(ringStride);
    bytes.set(golden("ring.bin"));
    const ring = parseRing(bytes, bytes.slice(0, 16), header().clock);
    assert.ok(ring.ok);
    assert.equal(ring.value.threadId, 4243);
    assert.equal(ring.value.torn, 0);
    assert.equal(ring.value.lapped, 0);
    assert.deepEqual(ring.value.records.map((each) => each.ordinal), [101, 102, 103, 104, 105]);
    assert.equal(ring.value.records[4]?.pointToPoint, true);
    assert.equal(ring.value.records[0]?.function, "reduce-scatter");
    isAt(ring.value.records[2]?.endMs ?? 0, 3.5);
  });

  it("has the control file that the agent writes", () => {
    const bytes = golden("control.bin");
    const view = new DataView(bytes.buffer);
    assert.equal(view.getUint32(controlFile.magic, true), controlMagic.low);
    assert.equal(view.getBigUint64(controlFile.generation, true), 9n);
    assert.equal(view.getBigUint64(controlFile.mask, true), 7n);
  });
});
