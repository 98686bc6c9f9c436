import { strict as assert } from "node:assert";
import fc from "fast-check";
import { microBatchesMax } from "../../../../controller/postmortem/timeline/cells.ts";
import { timelineFrom } from "../../../../controller/postmortem/timeline/model.ts";
import { lineLengthMax, type RawTimeline }
  from "../../../../controller/postmortem/timeline/read.ts";
import { columnNames, meaningOf, operations }
  from "../../../../controller/postmortem/timeline/words.ts";
import { errorCodes } from "../../../../proto/errors.ts";
import { analyse, csvOf, header, jsonlOf, read, refusal } from "./fixtures.ts";
import { timelineOf } from "./world.ts";

const line = "0,1,forward-compute,1000,500,7,3,0";
const plain = "dp_rank,pp_rank,operation,start_us,duration_us,step,micro_batch";

function readWell(...given: Parameters<typeof read>): RawTimeline {
  const raw = read(...given);
  assert.ok(raw.ok, raw.ok ? "" : raw.error.message);
  return raw.value;
}

/** The first row, as the analysis sees it. */
function firstRow({ columns }: RawTimeline): readonly unknown[] {
  const { dp, pp, operation, startMs, durationMs, step, micro, chunk } = columns;
  return [
    dp[0], pp[0], operations[operation[0] ?? 0], startMs[0], durationMs[0], step[0], micro[0],
    chunk[0],
  ];
}

const small = timelineOf({
  layout: { replicas: 2, stages: 2, microBatches: 2, steps: 2 }, seed: 1,
});

describe("the reader of timelines", () => {
  describe("refuses a file that", () => {
    const wrong: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
      ["has no column for the stage", "dp,op,start_us,dur_us,step\n",
        /line 1: no column says the pipeline stage; expected one named pp_rank, pp, stage.*rename/],
      ["has no header at all", `${line}\n`, /line 1: no column says .*the columns are "0", "1"/],
      ["does not say the unit of its times", "dp,pp,op,start_ts,duration,step,mb\n",
        /line 1: "start_ts" does not say its unit; expected .*start_us.*or say --unit/],
      ["says one thing twice", "dp,dp_rank,pp,op,start_us,dur_us,step\n",
        /line 1: "dp" and "dp_rank" both say the data-parallel rank; expected one.*rename/],
      ["says a plural and no seconds", "dp,pp,op,timestamps,dur_us,step\n",
        /"timestamps" does not say its unit/],
      ["is Parquet", "PAR1\u0015\u0004", /\[unsupported\] the file is Parquet; expected.*pandas/],
      ["is packed", new Uint8Array([0x1f, 0x8b, 8, 0]), /the file is gzip; expected .*unpack/],
      ["is binary", "\u007fELF\u0002\u0001\u0000", /the file is binary; expected CSV.*export/],
      ["has no row", `${header}\n`, /no row of an operation.*expected .*the file has no row/],
      ["has only operations that are not used", `${header}\n0,0,optimizer,1,1,1,0,0\n`,
        /expected forward-compute.*the operations are "optimizer"/],
      ["is empty", "", /the file has no row/],
      ["is one endless line", "x".repeat(lineLengthMax + 1),
        /\[exhausted\] line 1: longer than 65536 characters; expected one operation a.*export/],
      ["has more columns than a line can be long", `dp${",x".repeat(40_000)}`, /longer than 65536/],
    ];
    for (const [name, file, message] of wrong) {
      it(name, () => assert.match(refusal(read(file)), message));
    }
  });

  describe("refuses a line that", () => {
    const wrong: readonly (readonly [string, string, RegExp])[] = [
      ["has a rank that is no number", "x,1,forward,1,1,7,3", /"dp_rank" is "x"; expected a data/],
      ["has a rank below 0", "-1,1,forward,1,1,7,3", /"dp_rank" is "-1"; .*from 0 to 65535/],
      ["has half a rank", "0,0.5,forward,1,1,7,3", /"pp_rank" is "0.5"; .*a whole number/],
      ["has a stage beyond any model", "0,1024,forward,1,1,7,3", /"pp_rank" is "1024"; .*1023/],
      ["has an infinite rank", "1e999,1,forward,1,1,7,3", /"dp_rank" is "1e999"/],
      ["has a duration that is no number", "0,1,forward,1,NaN,7,3", /"duration_us" is "NaN"/],
      ["has a negative duration", "0,1,forward,1,-5,7,3", /"duration_us" is "-5"; .*from 0 to/],
      ["has a duration of years", "0,1,forward,1,1e300,7,3", /"duration_us" is "1e300"/],
      ["has a duration that overflows", "0,1,forward,1,1e400,7,3", /"duration_us" is "1e400"/],
      ["has a negative start", "0,1,forward,-1,5,7,3", /"start_us" is "-1"; expected a time in us/],
      ["has a start in hexadecimal", "0,1,forward,0x10,5,7,3", /"start_us" is "0x10"/],
      ["has no duration", "0,1,forward,1,,7,3", /"duration_us" is ""/],
      ["has no operation", "0,1,,1,5,7,3", /"operation" is ""; expected the name of an operation/],
      ["has no step", "0,1,forward,1,5,,3", /"step" is ""; expected a step number/],
      ["has a step beyond counting", "0,1,forward,1,5,4294967296,3", /"step" is "4294967296"/],
      ["has too large a micro-batch", `0,1,forward,1,5,7,${microBatchesMax}`,
        /"micro_batch" is "65536"; expected a micro-batch number, .*65535/],
      ["has digits without end", `0,1,forward,1,${"1".repeat(60_000)},7,3`,
        /"duration_us" is "1{60}…"/],
      ["drives a terminal", "0,1,forward,1,\u001b[2J,7,3", /"duration_us" is "\\u001b\[2J"/],
      ["ends early", "0,1,forward", /3 fields; expected at least 7, as the header has them/],
    ];
    for (const [name, row, message] of wrong) {
      it(name, () => {
        const text = refusal(read(`${plain}\n0,0,forward,1,1,7,3\n${row}\n`));
        assert.match(text, message);
        assert.match(text, /^\[invalid-data\] line 3: .*; expected .*; (correct|complete) /);
      });
    }

    const wrongJson: readonly (readonly [string, string, RegExp])[] = [
      ["is not JSON", '{"dp":0', /line 1: not JSON \(.*\); expected one JSON object a.*correct/],
      ["is a list", '{"dp":0,"pp":0,"op":"forward","startUs":1,"durUs":1,"step":1}\n[1]',
        /line 2: "\[1\]" is no JSON object; expected one object a line/],
      ["has an object for a number", '{"dp":{},"pp":0,"op":"fwd","startUs":1,"durUs":1,"step":1}',
        /line 1: "dp" is "\{\}"; expected a data-parallel rank/],
      ["has true for a number", '{"dp":true,"pp":0,"op":"fwd","startUs":1,"durUs":1,"step":1}',
        /line 1: "dp" is "true"/],
      ["has null for a number", '{"dp":null,"pp":0,"op":"fwd","startUs":1,"durUs":1,"step":1}',
        /line 1: "dp" is "null"/],
      ["has a number for an operation", '{"dp":0,"pp":0,"op":7,"startUs":1,"durUs":1,"step":1}',
        /line 1: "op" is "7"; expected the name of an operation/],
      ["lacks a key that it needs", '{"dp":0,"pp":0,"op":"forward","startUs":1,"step":1}',
        /line 1: no column says the duration/],
      ["has keys without end",
        `{${Array.from({ length: 300 }, (_, index) => `"k${index}":1`).join()}}`,
        /\[exhausted\] line 1: 300 keys; expected at most 256/],
      ["is nested without end", `{"dp":${"[".repeat(60_000)}`, /line 1: not JSON/],
    ];
    for (const [name, text, message] of wrongJson) {
      it(`as JSON ${name}`, () => assert.match(refusal(read(text)), message));
    }
  });

  describe("refuses rows that contradict each other:", () => {
    it("two durations for one computation", () => {
      const text = refusal(analyse(`${header}\n${line}\n0,0,forward,1,5,7,3,0\n` +
        "0,1,forward-compute,1000,600,7,3,0\n"));
      assert.match(text, /line 4: duration is "0.6" ms, and line 2 has "0.5" ms .*the same/);
      assert.match(text, /step 7, dp 0, pp 1, micro-batch 3\); expected it once; leave one/);
    });

    it("some with a micro-batch and some without", () => {
      const text = refusal(analyse(`${header}\n${line}\n0,0,forward,1,5,7,3,0\n` +
        "0,1,forward-compute,2000,600,7,,0\n"));
      assert.match(text, /line 4: micro_batch is missing, and line 2.*has 3; expected it on all/);
    });

    it("more micro-batches in a step than can be counted", function countMany() {
      this.timeout(20_000);
      const rows = Array.from({ length: microBatchesMax + 1 },
        (_, at) => `0,0,fwd,${at},1,7,,`);
      assert.match(refusal(analyse(`${header}\n${rows.join("\n")}\n`)),
        /\[exhausted\] line 65538: micro_batch would be the 65537st.*expected at most 65536;/);
    });
  });

  it("refuses more rows than its limit, at the line of the first one too many", () => {
    const text = refusal(read(`${header}\n${line}\n${line}\n${line}\n`, { rowsMax: 2 }));
    assert.match(text, /\[exhausted\] line 4: more than 2 rows; expected fewer; leave out/);
  });

  it("refuses more pipelines than its limit, so that a line a step cannot fill the memory", () => {
    const rows = readWell(`${plain}\n0,0,fwd,1,1,7,3\n1,0,fwd,1,1,7,3\n0,0,fwd,1,1,8,3\n`);
    assert.ok(timelineFrom(rows, 3).ok);
    assert.match(refusal(timelineFrom(rows, 2)),
      /\[exhausted\] line 4: step is 8, and it would be more than 2 pairs.*expected fewer; leave/);
  });

  it("stays with its first refusal, whatever follows", () => {
    assert.match(refusal(read(`${header}\nx\n${line}\n`, { pieceBytes: 3 })), /line 2: 1 fields/);
  });

  it("reads every documented spelling of a column, in any case, with any punctuation", () => {
    for (const [field, names] of Object.entries(columnNames)) {
      for (const name of names) {
        for (const spelt of [name, name.toUpperCase(), name.replaceAll("_", " "),
          name.replaceAll("_", ""), name.replaceAll("_", "-")]) {
          assert.equal(meaningOf(spelt)?.field, field, spelt);
        }
      }
    }
  });

  it("reads times in the unit that their own column says", () => {
    const spellings = [
      ["start_us", "Duration (µs)"], ["start_ms", "dur_ms"], ["start_s", "duration_s"],
      ["Start Time (ns)", "duration_ns"], ["ts (sec)", "elapsed_seconds"],
    ] as const;
    const factors = [1000, 1, 0.001, 1_000_000, 0.001];
    for (const [index, [start, duration]] of spellings.entries()) {
      const factor = factors[index] ?? 1;
      const raw = readWell(`dp,pp,op,${start},${duration},step,mb\n` +
        `2,1,fwd,${20 * factor},${3 * factor},7,4\n`);
      assert.deepEqual(firstRow(raw).map((each) =>
        typeof each === "number" ? Math.round(each * 1e6) / 1e6 : each),
      [2, 1, "forward-compute", 20, 3, 7, 4, -1], `${start} ${duration}`);
    }
  });

  it("takes --unit for times that do not say theirs, and for no others", () => {
    const raw = readWell("dp,pp,op,start_ts,dur_ms,step,mb\n2,1,fwd,20,3,7,4\n", { unit: "s" });
    assert.deepEqual(firstRow(raw).slice(3, 5), [20_000, 3]);
  });

  it("reads numbers as exporters write them: 3.0, 1e3, blanks, nan for none", () => {
    const raw = readWell(`${header}\r\n 2 ,1.0,Forward Compute,1e3, 5e2 ,7.0,nan,-1.0\r\n\r\n`);
    assert.deepEqual(firstRow(raw), [2, 1, "forward-compute", 1, 0.5, 7, -1, -1]);
  });

  it("reads quoted cells, a byte order mark, and columns that say nothing to it", () => {
    const raw = readWell(`\ufeff"args, of it",${header}\n` +
      `"a ""b"", c",${line.replace("forward-compute", '"forward-compute"')}\n`);
    assert.deepEqual(firstRow(raw), [0, 1, "forward-compute", 1, 0.5, 7, 3, 0]);
    assert.deepEqual(raw.ignoredColumns, ["args, of it"]);
  });

  it("counts operations that it does not use, by name, and no more names than its limit", () => {
    const foreign = Array.from({ length: 40 }, (_, index) => `0,0,gc ${index},1,1,7,0,0`);
    const raw = readWell(`${header}\n${line}\n${foreign.join("\n")}\n0,0,gc 0,x,x,x,x,x\n`);
    assert.equal(raw.foreign.size, 33);
    assert.equal(raw.foreign.get("gc 0"), 2);
    assert.equal(raw.foreign.get("other"), 8);
    assert.equal(raw.columns.count, 1);
  });

  it("reads the same from CSV and from JSON lines, in pieces of any size", () => {
    const whole = readWell(csvOf(small), { pieceBytes: 1 << 20 });
    const columnsOf = ({ columns }: RawTimeline) => Array.from(
      { length: columns.count }, (_, row) => [
        columns.dp[row], columns.pp[row], columns.operation[row], columns.startMs[row]?.toFixed(3),
        columns.durationMs[row]?.toFixed(3), columns.step[row], columns.micro[row],
      ]);
    for (const pieceBytes of [1, 7, 4096]) {
      assert.deepEqual(columnsOf(readWell(csvOf(small), { pieceBytes })), columnsOf(whole));
      const json = readWell(jsonlOf(small), { pieceBytes });
      assert.equal(json.format, "jsonl");
      assert.deepEqual(columnsOf(json), columnsOf(whole));
    }
  });

  describe("reads or refuses with a code, and never throws,", () => {
    function survives(bytes: Uint8Array): void {
      const result = analyse(bytes, "us");
      if (!result.ok) assert.ok(result.error.code in errorCodes, result.error.code);
      else assert.ok(Number.isFinite(result.value.verdict.confidence));
    }

    it("arbitrary bytes", () => {
      fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), survives), { numRuns: 300 });
    });

    it("arbitrary cells under a good header", () => {
      const cell = fc.oneof(
        fc.nat({ max: 3 }).map(String), fc.double().map(String), fc.string({ maxLength: 6 }),
        fc.constantFrom(...operations), fc.constantFrom("", "-1", "1e9", "65535", '"', '""'),
      );
      const rows = fc.array(fc.array(cell, { minLength: 6, maxLength: 9 }), { maxLength: 12 });
      fc.assert(fc.property(rows, (table) => survives(new TextEncoder().encode(
        [header, ...table.map((row) => row.join(","))].join("\n")))), { numRuns: 500 });
    });

    it("rows that are each possible and together make no sense", () => {
      const row = fc.tuple(
        fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.constantFrom(...operations),
        fc.nat({ max: 60 }), fc.nat({ max: 30 }), fc.nat({ max: 1 }),
        fc.integer({ min: -1, max: 2 }), fc.integer({ min: -1, max: 1 }),
      );
      fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        const lines = [header, ...rows.map((each) => each.join())];
        survives(new TextEncoder().encode(lines.join("\n")));
      }), { numRuns: 500 });
    });

    it("good files with some bytes changed, cut or doubled", () => {
      const good = [csvOf(small), jsonlOf(small)].map((text) => new TextEncoder().encode(text));
      const change = fc.record({
        at: fc.nat({ max: 20_000 }), byte: fc.nat({ max: 255 }), length: fc.nat({ max: 300 }),
        kind: fc.constantFrom("set" as const, "cut" as const, "double" as const),
      });
      fc.assert(fc.property(fc.constantFrom(...good), fc.array(change, { maxLength: 6 }),
        (bytes, changes) => survives(changes.reduce((text, { at, byte, length, kind }) => {
          const from = at % text.length;
          const list = [...text];
          if (kind === "set") list[from] = byte;
          else if (kind === "cut") list.splice(from, length);
          else list.splice(from, 0, ...list.slice(from, from + length));
          return Uint8Array.from(list.length > 0 ? list : [0]);
        }, bytes))), { numRuns: 80 });
    });
  });
});
