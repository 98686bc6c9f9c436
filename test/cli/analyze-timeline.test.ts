import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { waitingLine } from "../../cli/terminal/waiting-line.ts";
import { dispatch } from "../../cli/dispatch.ts";
import type { Screen } from "../../cli/terminal/screen.ts";
import { commandTable } from "../../cli/table.ts";
import type { TimelineReport } from "../../controller/postmortem/timeline/report.ts";
import { columnNames, operationNames } from "../../controller/postmortem/timeline/words.ts";
import { csvOf, jsonlOf } from "../controller/postmortem/timeline/fixtures.ts";
import { timelineOf, type Row, type Trouble } from "../controller/postmortem/timeline/world.ts";
import { startC4 } from "./processes.ts";
import { type Schema, violations } from "../fixtures/schema.ts";
import { collectingScreen } from "./screen.ts";

const schema = JSON.parse(readFileSync("proto/timeline.schema.json", "utf8")) as Schema;
const page = readFileSync("docs/analyze.md", "utf8");

async function run(words: readonly string[], given: Partial<Screen> = {}) {
  const [output, errors] = [collectingScreen(given), collectingScreen()];
  const code = await dispatch(["analyze", "timeline", ...words], {
    table: commandTable, output, errors, environment: {},
  });
  return { code, output: output.text(), errors: errors.text() };
}

const rowsOf = (...troubles: readonly Trouble[]): readonly Row[] => timelineOf({
  layout: { replicas: 3, stages: 2, microBatches: 4, steps: 6 }, seed: 9, troubles,
});
const slowWorker: Trouble = { kind: "slow-worker", dp: 1, pp: 0, factor: 1.5 };

describe("c4 analyze timeline", () => {
  let folder = "";

  before(() => { folder = mkdtempSync(path.join(tmpdir(), "c4-timeline-test-")); });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function fileOf(text: string | Uint8Array, name = "trace.csv"): string {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  it("refuses a call without a file, and a unit that is none", async () => {
    const without = await run([]);
    assert.equal(without.code, 64);
    assert.match(without.errors, /FILE is missing/);
    const unit = await run([fileOf(csvOf(rowsOf())), "--unit", "minutes"]);
    assert.equal(unit.code, 64);
    assert.match(unit.errors, /--unit must be one of s, ms, us, ns/);
  });

  it("says what is wrong with a file that is not there, or is a folder", async () => {
    const gone = await run([path.join(folder, "nowhere.csv")]);
    assert.equal(gone.code, 1);
    assert.match(gone.errors, /\[not-found\] .*nowhere\.csv: no such file; check the path/);
    const listed = await run([folder]);
    assert.equal(listed.code, 1);
    assert.match(listed.errors, /: a folder; name a file/);
  });

  it("ends with 1 on a broken line, and names it", async () => {
    const { code, output, errors } = await run([fileOf(`${csvOf(rowsOf())}0,0,fwd,1,-1,1,1,0\n`)]);
    assert.equal(code, 1);
    assert.equal(output, "");
    assert.match(errors,
      /^c4: \[invalid-data\] .*trace\.csv: line \d+: "duration_us" is "-1"; expected .*;/);
  });

  it("never lets a file drive the terminal", async () => {
    const escape = "\u001b]0;owned\u0007";
    const rows = csvOf(rowsOf());
    const { output } = await run([fileOf(`${rows}0,0,${escape},1,1,1,1,0\n`)]);
    assert.match(output, /operations that are not used: �]0;owned�/);
    const broken = await run([fileOf(`${rows}${escape},0,fwd,1,1,1,1,0\n`)]);
    assert.ok(!broken.errors.includes("\u001b"));
  });

  it("ends with 0 on a calm job, without colour in a pipe and with it on a terminal", async () => {
    const file = fileOf(csvOf(rowsOf()));
    const { code, output } = await run([file]);
    assert.equal(code, 0);
    assert.match(output, /^nothing slow\nLoss {6}\d\.\d % at most: /);
    const colored = (await run([file], { color: true })).output;
    assert.ok(colored.startsWith("\u001b[32mnothing slow"), colored);
  });

  it("ends with 2 on a verdict and shows loss, reason, evidence and parts", async () => {
    const { code, output, errors } = await run([fileOf(csvOf(rowsOf(slowWorker)))]);
    assert.equal(code, 2);
    assert.equal(errors, "");
    assert.match(output, /^worker {2}dp 1, pp 0\nLoss {6}\d\d % more time than needed: /);
    assert.match(output, /\nBecause {3}it computes slower than its replicas/);
    assert.match(output, /\nslow workers +\d\d % +\d\d %\n/);
    assert.match(output, /\nSTAGE +FORWARD +BACKWARD\n0 +\d\.\d\dx/);
    for (const line of output.split("\n")) assert.ok(line.length <= 120, line);
  });

  it("ends with 2 where the file cannot tell", async () => {
    const { code, output } = await run([
      fileOf(csvOf(rowsOf(slowWorker).filter(({ pp }) => pp === 1))),
    ]);
    assert.equal(code, 2);
    assert.match(output, /^unknown\nSure/);
  });

  it("calls nothing quick that is there only once", async () => {
    const once = rowsOf().filter(({ dp, pp, step, micro, operation }) =>
      dp === 0 && pp === 0 && step === 0 && micro === 0 && operation.endsWith("compute"));
    assert.equal(once.length, 2);
    const { code, output } = await run([fileOf(csvOf(once))]);
    assert.equal(code, 2);
    assert.match(output, /there is nothing to compare it with/);
  });

  it("prints every kind of verdict as data that holds to its schema", async () => {
    const kinds = new Set<string>();
    for (const rows of [
      rowsOf(), rowsOf(slowWorker), rowsOf({ kind: "slow-stage", pp: 1, factor: 1.7 }),
      rowsOf({ kind: "long-sequences", sigma: 0.4 }),
      rowsOf({ kind: "slow-link", dp: 2, pp: 0, factor: 80 }),
      rowsOf({ kind: "slow-sync", pp: 1, factor: 30 }),
      rowsOf().filter(({ pp }) => pp === 1),
      rowsOf().map((row) => ({ ...row, operation: row.operation.replace("backward-send", "gc") })),
    ]) {
      const { output } = await run([fileOf(jsonlOf(rows), "trace.jsonl"), "-o", "json"]);
      const report = JSON.parse(output) as TimelineReport;
      assert.deepEqual(violations(report, schema), [], report.verdict.kind);
      kinds.add(report.verdict.kind);
    }
    assert.deepEqual([...kinds].toSorted(), [
      "communication", "nothing", "sequence-imbalance", "stage", "unknown", "worker",
    ]);
  });

  it("prints data that fail their schema for every kind of damage", async () => {
    const { output } = await run([fileOf(csvOf(rowsOf(slowWorker))), "-o", "json"]);
    const good = JSON.parse(output);
    const damaged: readonly ((report: typeof good) => void)[] = [
      (report) => { report.extra = 1; },
      (report) => { delete report.notes; },
      (report) => { report.verdict.kind = "tired"; },
      (report) => { report.verdict.suspects[0].dp = -1; },
      (report) => { report.loss = "much"; },
    ];
    for (const damage of damaged) {
      const report = structuredClone(good);
      damage(report);
      assert.notDeepEqual(violations(report, schema), [], String(damage));
    }
  });

  it("reads standard input, and the manual's example comes to what the manual says", async () => {
    const [, example = ""] = /```csv\n([\s\S]*?)```/.exec(page) ?? [];
    const [, shown = ""] = /\$ c4 analyze timeline trace\.csv\n([\s\S]*?)…/.exec(page) ?? [];
    const running = startC4(["analyze", "timeline", "-"], { input: example });
    assert.equal(await running.ended, 2);
    assert.ok(running.output().startsWith(shown), running.output());
    assert.equal(running.errors(), "");
  });

  it("has a manual that lists every name which it reads", () => {
    for (const names of [...Object.values(columnNames), ...Object.values(operationNames)]) {
      for (const name of names) assert.ok(page.includes(`\`${name}\``), name);
    }
  });

  it("is shown in help with an example and its exit codes", async () => {
    const { code, output } = await run(["--help"]);
    assert.equal(code, 0);
    assert.match(output, /Usage: c4 analyze timeline FILE \[flags\]/);
    assert.match(output, /zcat trace\.jsonl\.gz \| c4 analyze timeline -/);
    assert.match(output, /2 +something is slow, or the file cannot tell/);
  });
});

describe("the line that says how far it is", () => {
  it("appears after a second, on a terminal only, is renewed sparingly, and leaves nothing", () => {
    for (const isTerminal of [false, true]) {
      const screen = collectingScreen({ isTerminal });
      let nowMs = 0;
      const line = waitingLine(screen, () => nowMs);
      for (; nowMs < 2000; nowMs += 10) line.tell("reading", nowMs / 2000);
      line.tell("reading", undefined);
      line.clear();
      const parts = screen.text().split("\r\u001b[K");
      if (!isTerminal) assert.equal(screen.text(), "");
      else {
        assert.equal(parts[1], "reading 50 %");
        assert.equal(parts.length, 9);
        assert.equal(parts.at(-1), "");
      }
    }
  });

  it("never appears in a short computation", () => {
    const screen = collectingScreen({ isTerminal: true });
    const line = waitingLine(screen, () => 5);
    line.tell("reading", 0.5);
    line.clear();
    assert.equal(screen.text(), "");
  });
});
