// The simulator's lanes against those of real jobs, recorded (test/fixtures/recordings): four gloo
// ranks in a ring, one of them late, one of the paths slow. Compared is who waits for what, and not
// how long: two cores that four ranks share have a rhythm of their own.
//
// What is not alike is left out, and the pages say it: gloo keeps two pieces under way and the
// simulator NCCL's eight, so that in a ring of four the wait for credit reaches one rank further.

import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import path from "node:path";
import { perform } from "../../sim/play.ts";
import type { Fault } from "../../sim/scenario/scenario.ts";
import { createSignatureReader } from "../../proto/wire/codec.ts";
import { parseNodeName } from "../../proto/ids.ts";
import { decodeRecording, type Recording } from "../campaign/recording.ts";
import { at, scenario } from "./scenarios.ts";

const size = 4;
/** Milliseconds in a second. */
interface Waits {
  readonly credit: number;
  readonly data: number;
  readonly streaming: number;
}
/** Of the lane between two ranks, the sender's wait for credit and the receiver's for data. */
type Lanes = ReadonlyMap<string, Waits>;
interface Pair { readonly quiet: Lanes; readonly faulty: Lanes }

const none: Waits = { credit: 0, data: 0, streaming: 0 };

/** Growth of what the signatures count, between two moments. */
function recordedLanes({ messages }: Recording, fromMs: number, untilMs: number): Lanes {
  const reader = createSignatureReader();
  const first = new Map<string, Waits & { readonly atMs: number }>();
  const lanes = new Map<string, Waits>();
  for (const { subject, bytes, atMs } of messages) {
    const node = parseNodeName(subject.slice(subject.lastIndexOf(".") + 1));
    if (!subject.includes(".sig.") || !node.ok) continue;
    const read = reader.read(bytes, node.value);
    if (!read.ok || read.value === undefined || atMs < fromMs || atMs > untilMs) continue;
    for (const { rank, connections } of read.value.processes) {
      for (const each of connections) {
        const isSend = each.direction === "send";
        const key = isSend ? `${rank}>${each.peer} sent` : `${each.peer}>${rank} got`;
        const now = {
          credit: each.waitPeerMs, data: each.waitDataMs, streaming: each.streamingMs, atMs,
        };
        const begun = first.get(key);
        if (begun === undefined) first.set(key, now);
        else lanes.set(key, perSecond(begun, now));
      }
    }
  }
  return joined(lanes);
}

function perSecond(
  from: Waits & { readonly atMs: number }, to: Waits & { readonly atMs: number },
): Waits {
  const seconds = (to.atMs - from.atMs) / 1_000;
  return {
    credit: (to.credit - from.credit) / seconds, data: (to.data - from.data) / seconds,
    streaming: (to.streaming - from.streaming) / seconds,
  };
}

/** Both ends of a lane as one. */
function joined(ends: ReadonlyMap<string, Waits>): Lanes {
  const lanes = new Map<string, Waits>();
  for (const [key, waits] of ends) {
    const lane = key.split(" ")[0] ?? "";
    const other = lanes.get(lane) ?? none;
    lanes.set(lane, {
      credit: other.credit + waits.credit, data: other.data + waits.data,
      streaming: other.streaming + waits.streaming,
    });
  }
  return lanes;
}

function recorded(name: string): Pair {
  const file = path.join("test/fixtures/recordings", `${name}.jsonl.gz`);
  const recording = decodeRecording(readFileSync(file));
  const { actedMs } = recording;
  return {
    quiet: recordedLanes(recording, 4_000, actedMs),
    faulty: recordedLanes(recording, actedMs + 1_000, actedMs + 8_000),
  };
}

function played(fault: Fault): Pair {
  const lanesOf = (faults: readonly Fault[]): Lanes => {
    const seconds = 30;
    const { world } = perform(scenario({
      nodes: size, devicesPerNode: 1, seconds, faults,
      job: { framework: "gloo", computeMs: 60, gradientMiB: 64 },
    }));
    const [call] = world.calls.filter(({ group }) => group.kind === "data");
    return new Map((call?.lanes ?? []).map(({ from, to, sent, received }) => [`${from}>${to}`, {
      credit: sent.peerMs / seconds, data: received.dataMs / seconds,
      streaming: received.streamingMs / seconds,
    }]));
  };
  return { quiet: lanesOf([]), faulty: lanesOf([fault]) };
}

/** gloo's ring runs downwards and the simulator's upwards: told by who sends to whom. */
function around(lanes: Lanes, rank: number, step: 1 | -1): {
  readonly into: Waits; readonly outOf: Waits; readonly others: readonly Waits[];
} {
  const lane = (from: number): string => `${(from + size) % size}>${(from + step + size) % size}`;
  const waitsOf = (key: string): Waits => lanes.get(key) ?? none;
  return {
    into: waitsOf(lane(rank - step)), outOf: waitsOf(lane(rank)),
    others: [1, 2].map((hop) => waitsOf(lane(rank + hop * step))),
  };
}

describe("a rank that is late, in a recording and in the simulator", () => {
  const worlds = [
    { name: "recorded", ...recorded("sleep"), step: -1 },
    {
      name: "played", step: 1,
      ...played({ kind: "compute-slow", rank: 0, factor: 2.3, growMs: 0, ...at(1) }),
    },
  ] as const;

  for (const { name, quiet, faulty, step } of worlds) {
    it(`makes who sends to it wait for credit and who receives from it for data: ${name}`, () => {
      const [before, after] = [around(quiet, 0, step), around(faulty, 0, step)];
      assert.ok(after.into.credit > before.into.credit + 150, JSON.stringify({ before, after }));
      assert.ok(after.outOf.data > before.outOf.data + 150, JSON.stringify({ before, after }));
    });

    it(`waits for nobody itself: ${name}`, () => {
      const [before, after] = [around(quiet, 0, step), around(faulty, 0, step)];
      assert.ok(after.into.data < before.into.data + 50, JSON.stringify({ before, after }));
      assert.ok(after.outOf.credit < before.outOf.credit + 50, JSON.stringify({ before, after }));
    });
  }
});

describe("a path that is slow, in a recording and in the simulator", () => {
  const worlds = [
    { name: "recorded", ...recorded("tx"), step: -1 },
    {
      name: "played", step: 1,
      ...played({ kind: "tx-slow", node: 1, device: -1, factor: 40, growMs: 0, ...at(1) }),
    },
  ] as const;

  for (const { name, quiet, faulty, step } of worlds) {
    it(`is where data stream for long, and nowhere else: ${name}`, () => {
      const after = around(faulty, 1, step);
      const { outOf: healthy } = around(quiet, 1, step);
      const told = JSON.stringify({ healthy, after });
      assert.ok(after.outOf.streaming > 100, told);
      assert.ok(after.outOf.streaming > 10 * healthy.streaming, told);
      for (const other of [after.into, ...after.others]) {
        assert.ok(other.streaming < after.outOf.streaming / 10, told);
      }
    });
  }
});
