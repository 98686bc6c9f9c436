// Cells of the delay matrix, from the counters of a ring of four as its receivers tell them.

import { strict as assert } from "node:assert";
import { extend, newCurve } from "../../../controller/core/fleet/curve.ts";
import { delayMatrix } from "../../../controller/core/detect/delay-matrix.ts";
import type { Look } from "../../../controller/core/detect/look.ts";
import { slowCommunication } from "../../../controller/core/detect/slow-communication.ts";
import { laneAt } from "../../../controller/core/fleet/lanes.ts";
import { defaultPolicy } from "../../../controller/core/fleet/policy.ts";
import { formatSuspect } from "../../../proto/verdict.ts";

const mebibyte = 1024 * 1024;
const size = 4;
const now = 100_000;

/** What a lane received, second by second: time per MiB, at 17 MiB/s where nothing else is said. */
function laneOf(msPerMiB: readonly number[], mebibytesPerSecond: number): object {
  const history = newCurve(6);
  let streamingMs = 0;
  let bytes = 0;
  for (const [second, each] of [0, ...msPerMiB].entries()) {
    if (second > 0) {
      bytes += mebibytesPerSecond * mebibyte;
      streamingMs += each * mebibytesPerSecond;
    }
    const place = extend(history, second * 1_000);
    history.rows[place + laneAt.streamingMs] = streamingMs;
    history.rows[place + laneAt.streamingBytes] = bytes;
  }
  return { history };
}

/** Rank r receives from rank r + 1; `received` is what each of them did. */
function ringOf(received: readonly (readonly number[])[], mebibytesPerSecond = 17): Look {
  const members = new Map<number, object>();
  const ranks = received.map((seconds, rank) => {
    const from = (rank + 1) % size;
    const member = {
      communicator: { framework: "gloo", members }, sends: new Map(),
      receives: new Map([[from, laneOf(seconds, mebibytesPerSecond)]]),
    };
    const each = {
      rank, node: `node-${rank}`, reading: {}, end: undefined, takenAtMs: now, blindUntilMs: 0,
      members: new Map([["world", member]]),
    };
    members.set(rank, { of: each });
    return [rank, each] as const;
  });
  return {
    now, policy: defaultPolicy,
    job: { job: "train", watch: { stoodStillAtMs: 0 }, ranks: new Map(ranks) },
  } as unknown as Look;
}

function named(look: Look): string {
  return slowCommunication(look, delayMatrix(look))
    .map(({ finding }) => finding.suspects.map(formatSuspect).join("+")).join(", ");
}

describe("the delay matrix", () => {
  const healthy = [0.17, 0.17, 0.17, 0.17, 0.17];
  const somewhatSlower = [0.9, 0.9, 0.9, 0.9, 0.9]; // and costs nobody anything

  it("paints nothing for one bad second, and names no neighbour for it", () => {
    const oneBadSecond = [0.54, 0.54, 0.54, 0.54, 100];
    assert.equal(named(ringOf([oneBadSecond, somewhatSlower, healthy, healthy])), "");
  });

  it("names the link once most seconds are bad, and no neighbour with it", () => {
    const mostAreBad = [0.54, 0.54, 40, 40, 40];
    assert.equal(named(ringOf([mostAreBad, somewhatSlower, healthy, healthy])),
      "link node-1 → node-0");
  });

  it("has no cell where too little was sent to say how fast it goes", () => {
    assert.deepEqual(delayMatrix(ringOf([healthy, healthy, healthy, healthy], 0.01)), []);
  });
});
