import { strict as assert } from "node:assert";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RecorderReport } from "../../cli/analyze/view.ts";
import { dispatch } from "../../cli/dispatch.ts";
import { commandTable } from "../../cli/table.ts";
import { fixtures } from "../controller/postmortem/recorder/fixtures.ts";
import { collectingScreen } from "./screen.ts";

async function analyze(folder: string, ...words: readonly string[]) {
  const [output, errors] = [collectingScreen(), collectingScreen()];
  const code = await dispatch(["analyze", "fr", folder, ...words], {
    table: commandTable, output, errors, environment: {},
  });
  return { code, output: output.text(), errors: errors.text() };
}

describe("c4 analyze fr", () => {
  const folders: string[] = [];

  function copyOf(folder: string): string {
    const copy = mkdtempSync(path.join(tmpdir(), "c4-analyze-test-"));
    folders.push(copy);
    for (const name of readdirSync(path.join(fixtures, folder))) {
      if (name !== "json") copyFileSync(path.join(fixtures, folder, name), path.join(copy, name));
    }
    return copy;
  }

  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it("refuses a call without a folder, and a name of a job that is none", async () => {
    const [output, errors] = [collectingScreen(), collectingScreen()];
    const without = await dispatch(["analyze", "fr"], {
      table: commandTable, output, errors, environment: {},
    });
    assert.equal(without, 64);
    assert.equal((await analyze("gloo-healthy", "--job", "no job")).code, 64);
  });

  it("says which files it expects when a folder has none, and when it is not there", async () => {
    const empty = copyOf("gloo-healthy/json");
    for (const name of readdirSync(empty)) rmSync(path.join(empty, name));
    writeFileSync(path.join(empty, "fault_injection.log"), "Fault ranks: [1]\n");
    const none = await analyze(empty);
    assert.equal(none.code, 1);
    assert.match(none.errors, /expected files such as _dump_0/);
    const gone = await analyze(path.join(empty, "nowhere"));
    assert.equal(gone.code, 1);
    assert.match(gone.errors, /nowhere: no such folder; check the path/);
  });

  it("ends with an error when nothing can be read, naming each file and why", async () => {
    const folder = copyOf("gloo-healthy");
    for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), "\u0080\u0002");
    const { code, errors } = await analyze(folder);
    assert.equal(code, 1);
    assert.match(errors, /_dump_0: \[invalid-data\]/);
    assert.match(errors, /none of its 4 files is a readable dump; name the folder/);
  });

  it("refuses two files for one rank instead of choosing one", async () => {
    const folder = copyOf("gloo-healthy");
    copyFileSync(path.join(fixtures, "gloo-healthy/json/2.json"), path.join(folder, "2.json"));
    const { code, errors } = await analyze(folder);
    assert.equal(code, 1);
    assert.match(errors, /both are rank 2/);
  });

  it("does not say that nothing is wrong when a dump could not be read", async () => {
    const folder = copyOf("gloo-healthy");
    writeFileSync(path.join(folder, "_dump_3"), Buffer.from([0x80, 2, 0x63]));
    const { code, errors } = await analyze(folder);
    assert.equal(code, 1);
    assert.match(errors, /_dump_3: .*opcode GLOBAL .*offset 2/);
  });

  it("ends with 0 on a healthy job, from pickle and from JSON", async () => {
    for (const folder of ["gloo-healthy", "gloo-healthy/json"]) {
      const { code, output } = await analyze(path.join(fixtures, folder));
      assert.equal(code, 0);
      assert.match(output, /^nothing wrong\n/);
    }
  });

  it("ends with 2 on a verdict and shows suspects, evidence, path and gaps", async () => {
    const { code, output, errors } = await analyze(path.join(fixtures, "nvrx-lock-gil-1"));
    assert.equal(code, 2);
    assert.equal(errors, "");
    assert.match(output, /^non-comm-hang {2}ranks 9, 14\n/);
    assert.match(output, /ranks 9, 14 empty/);
    assert.match(output, /rank 9 +never scheduled all_to_all 45265 of group 72/);
    assert.match(output, /8, 10-13, 15 +9, 14 +never scheduled it +all_to_all 45265 +72/);
    for (const line of output.split("\n")) assert.ok(line.length <= 120, line);
  });

  it("prints the verdict as data", async () => {
    const folder = path.join(fixtures, "nvrx-gpu-error-1");
    const { code, output } = await analyze(folder, "-o", "json", "--job", "run-7");
    const report = JSON.parse(output) as RecorderReport;
    assert.equal(code, 2);
    assert.equal(report.verdict?.job, "run-7");
    assert.deepEqual(report.verdict.suspects, [
      { kind: "rank", rank: 12, node: "unknown" }, { kind: "rank", rank: 14, node: "unknown" },
    ]);
    assert.equal(report.files.read, 16);
  });

  it("still names a rank whose dump was cut while it was written", async () => {
    const folder = copyOf("nvrx-lock-gil-1");
    writeFileSync(path.join(folder, "_dump_9"), "");
    rmSync(path.join(folder, "_dump_14"));
    const { code, output, errors } = await analyze(folder);
    assert.equal(code, 2);
    assert.match(errors, /_dump_9: .*no byte/);
    assert.match(output, /^fail-stop {2}ranks 9, 14\n/);
    assert.match(output, /rank 9 unreadable/);
    assert.match(output, /rank 14 missing/);
  });

  it("finds the rank in the content when the name does not say it", async () => {
    const folder = copyOf("nvrx-lock-gil-1");
    const renamed = path.join(folder, "renamed");
    mkdirSync(renamed);
    for (const name of readdirSync(folder).filter((each) => each.startsWith("_dump_"))) {
      const called = `host-${String.fromCharCode(97 + Number(name.slice(6)))}.pickle`;
      copyFileSync(path.join(folder, name), path.join(renamed, called));
    }
    assert.match((await analyze(renamed)).output, /^non-comm-hang {2}ranks 9, 14\n/);
  });
});
