import { strict as assert } from "node:assert";
import fc from "fast-check";
import { analyse } from "../../../../controller/postmortem/recorder/analyse.ts";
import { readDump } from "../../../../controller/postmortem/recorder/dump.ts";
import type { RankedDump } from "../../../../controller/postmortem/recorder/model.ts";
import {
  dumpsOf, filesOf, hangs, jobName, judged, rank, renumber, suspectsOf,
} from "./fixtures.ts";

const worlds = hangs.map(([folder, ranks]) => ({ folder, ranks, dumps: dumpsOf(folder) }));
const nccl = worlds.filter(({ folder }) => folder.startsWith("nvrx"));
const shuffled = (size: number): fc.Arbitrary<number[]> => {
  const all = Array.from({ length: size }, (_, index) => index);
  return fc.shuffledSubarray(all, { minLength: size, maxLength: size });
};

function without(
  dumps: readonly RankedDump[],
  gone: (each: RankedDump, recordId: number) => boolean,
): readonly RankedDump[] {
  return dumps.map((each) => ({
    rank: each.rank,
    dump: {
      ...each.dump, entries: each.dump.entries.filter(({ recordId }) => !gone(each, recordId)),
    },
  }));
}

describe("the post-mortem of Flight Recorder dumps", () => {
  it("says what is wrong with bytes that are no dump", () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ["", /empty/], ["{", /nor JSON/], ["{}", /no version/], ["[1]", /no dictionary/],
      ['{"version":"9.9","entries":[]}', /format "9.9"/],
      ['{"version":"2.9","entries":7}', /no dictionary with entries/],
    ];
    for (const [text, message] of wrong) {
      const read = readDump(Buffer.from(text));
      assert.ok(!read.ok, text);
      assert.match(read.error.message, message);
    }
  });

  it("accuses nobody in a healthy job, in either format", () => {
    for (const folder of ["gloo-healthy", "gloo-healthy/json"]) {
      const found = judged(dumpsOf(folder));
      assert.equal(found.kind, "nothing");
      assert.deepEqual(found.ranks.missing, []);
    }
  });

  it("accuses nobody when there is nothing to read", () => {
    assert.equal(judged([]).kind, "nothing");
  });

  for (const { folder, ranks, dumps } of worlds) {
    it(`names exactly the ranks at fault in ${folder}`, () => {
      const found = judged(dumps);
      assert.deepEqual(suspectsOf(found), ranks);
      assert.equal(found.verdict?.syndrome, "non-comm-hang");
      assert.equal(found.verdict.level, "closed");
      assert.ok(found.suspects.every(({ evidence }) => evidence.length > 0));
    });

    it(`follows the names when the ranks of ${folder} are permuted`, () => {
      const sorted = folder.startsWith("nvrx") ? fc.boolean() : fc.constant(false);
      fc.assert(fc.property(shuffled(dumps.length), sorted, (to, isSorted) => {
        const found = judged(renumber(dumps, to, isSorted).toReversed());
        const expected = ranks.map((each) => to[each] ?? -1).toSorted((a, b) => a - b);
        assert.deepEqual(suspectsOf(found), expected);
      }), { numRuns: 60 });
    });
  }

  for (const { folder, ranks, dumps } of nccl) {
    it(`keeps its verdict on ${folder} when any entries of healthy ranks are gone`, () => {
      fc.assert(fc.property(fc.infiniteStream(fc.nat(9)), fc.nat(9), (stream, share) => {
        const fewer = without(dumps, (each) =>
          !ranks.includes(each.rank) && (stream.next().value ?? 0) < share);
        assert.deepEqual(suspectsOf(judged(fewer)), ranks);
      }), { numRuns: 150 });
    });

    it(`keeps its verdict on ${folder} when a whole healthy rank recorded nothing`, () => {
      for (const { rank: quiet } of dumps) {
        if (ranks.includes(quiet)) continue;
        const fewer = without(dumps, (each) => each.rank === quiet);
        assert.deepEqual(suspectsOf(judged(fewer)), ranks, `without the entries of ${quiet}`);
      }
    });

    it(`keeps its verdict on ${folder} when the dump of one healthy rank is lost`, () => {
      for (const { rank: gone } of dumps) {
        if (ranks.includes(gone)) continue;
        const found = judged(dumps.filter((each) => each.rank !== gone));
        assert.deepEqual(suspectsOf(found), ranks, `without ${gone}`);
        assert.deepEqual(found.ranks.missing, [gone]);
      }
    });

    it(`may know less without the marks of ${folder}, and still accuses no innocent rank`, () => {
      const bare = dumps.map((each) => ({ ...each, dump: { ...each.dump, marks: [] } }));
      const found = judged(bare);
      const isClosed = found.verdict?.level === "closed";
      assert.ok(suspectsOf(found).some((each) => ranks.includes(each)));
      assert.ok(!isClosed || suspectsOf(found).every((each) => ranks.includes(each)));
    });

    it(`pays no attention to the clocks of ${folder}`, () => {
      const shifted = dumps.map((each, index) => ({
        ...each,
        dump: {
          ...each.dump,
          entries: each.dump.entries.map((entry) => ({
            ...entry, createdMs: (entry.createdMs ?? 0) + index * 3_600_000,
          })),
        },
      }));
      assert.deepEqual(judged(shifted), judged(dumps));
    });
  }

  it("takes an empty dump for evidence, and a missing one for less", () => {
    const dumps = dumpsOf("nvrx-lock-gil-1");
    const whole = judged(dumps);
    assert.deepEqual(whole.ranks.empty, [9, 14]);
    const missing = judged(dumps.filter((each) => each.rank !== 9 && each.rank !== 14));
    assert.deepEqual(suspectsOf(missing), [9, 14]);
    assert.equal(missing.verdict?.syndrome, "fail-stop");
    assert.equal(missing.verdict.level, "open");
    assert.ok(missing.verdict.confidence < (whole.verdict?.confidence ?? 0));
    assert.match(missing.suspects[0]?.evidence.join() ?? "", /left no dump/);
  });

  it("tells a dump that cannot be read from one that is not there", () => {
    const dumps = dumpsOf("nvrx-lock-gil-1").filter((each) => each.rank !== 9 && each.rank !== 14);
    const lost = new Map([[rank(9), "empty-file" as const], [rank(14), "unreadable" as const]]);
    const found = analyse(dumps, lost, jobName());
    assert.deepEqual(suspectsOf(found), [9, 14]);
    assert.deepEqual(found.ranks.unreadable, [9, 14]);
    assert.match(found.suspects[0]?.evidence.join() ?? "", /without a byte/);
  });

  it("does not make a rank of a broken file whose number the job does not have", () => {
    const lost = new Map([[rank(77), "unreadable" as const]]);
    const found = analyse(dumpsOf("nvrx-gpu-error-1"), lost, jobName());
    assert.equal(found.ranks.expected, 16);
    assert.deepEqual(found.ranks.unreadable, []);
  });

  for (const [folder, odd, call] of [
    ["gloo-size", 1, /all_reduce \[12\] Float .*most called all_reduce \[8\] Float/],
    ["gloo-function", 3, /broadcast .*most called all_reduce/],
  ] as const) {
    it(`names the odd rank of ${folder}, and what it called, in either format`, () => {
      for (const each of [folder, `${folder}/json`]) {
        const found = judged(dumpsOf(each));
        assert.equal(found.verdict?.syndrome, "mismatch");
        assert.deepEqual(suspectsOf(found), [odd]);
        assert.match(found.suspects[0]?.evidence[0] ?? "", call);
      }
    });
  }

  it("gives a group that the program did not describe no description", () => {
    for (const folder of ["gloo-absent", "gloo-absent/json"]) {
      assert.doesNotMatch(JSON.stringify(judged(dumpsOf(folder))), /undefined/);
    }
  });

  it("leaves a mismatch without a majority open", () => {
    const pair = dumpsOf("gloo-function").filter((each) => each.rank === 2 || each.rank === 3);
    const found = judged(pair);
    assert.deepEqual(suspectsOf(found), [2, 3]);
    assert.equal(found.verdict?.level, "open");
  });

  it("reads the same facts from pickle and from JSON", () => {
    for (const folder of ["gloo-absent", "gloo-size"]) {
      const strip = (dumps: readonly RankedDump[]) => dumps.map((each) => ({
        ...each,
        dump: {
          ...each.dump, // JSON has rounded nanoseconds
          entries: each.dump.entries.map((entry) => ({ ...entry, createdMs: 0 })),
        },
      }));
      assert.deepEqual(strip(dumpsOf(`${folder}/json`)), strip(dumpsOf(folder)));
    }
  });

  it("names a truncated dump's offset instead of guessing the rest", () => {
    for (const [name, bytes] of filesOf("nvrx-gpu-error-1")) {
      const read = readDump(bytes.subarray(0, bytes.length - 40));
      assert.ok(!read.ok, name);
      assert.match(read.error.message, /at offset \d+/);
    }
  });
});
