import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readIncident } from "../../cli/files/report-file.ts";
import { makeReport } from "../../cli/run/report.ts";
import { makeIncidentDetail } from "./views.ts";

describe("a report read back", () => {
  let folder = "";
  before(() => { folder = mkdtempSync(path.join(tmpdir(), "c4-report-file-")); });
  after(() => rmSync(folder, { recursive: true }));

  const detail = makeIncidentDetail();
  const report = makeReport({
    job: "train", nodes: ["node-0"], end: { exitCode: 0, seconds: 1 }, status: undefined,
    details: [detail],
  });
  const write = (content: string): string => {
    const file = path.join(folder, "report.json");
    writeFileSync(file, content);
    return file;
  };
  const refusalOf = (file: string, id = "inc-1"): string => {
    const read = readIncident(file, id);
    return read.ok ? "" : `${read.error.code}: ${read.error.message.replace(folder, "")}`;
  };

  it("is refused by name and reason when it is none", () => {
    assert.equal(refusalOf(path.join(folder, "no.json")),
      "not-found: /no.json: no such file; check the path");
    assert.match(refusalOf(folder), /^invalid-data: .*a folder; name a file/);
    assert.match(refusalOf(write("")), /^invalid-data: .report.json: nothing is in it/);
    assert.match(refusalOf(write("[")), /^invalid-data: .report.json: not JSON/);
    const others = ["[]", "null", "{}", JSON.stringify({ ...report, version: 2 })];
    for (const other of others) {
      assert.equal(refusalOf(write(other)), "invalid-data: /report.json: no report of this " +
        "version of c4; name a file that `c4 run --report FILE` wrote");
    }
  });

  it("is refused when any field that is drawn is missing or of another type", () => {
    const [told] = report.incidents;
    const drawn = Object.keys(told ?? {}).filter((each) => each !== "needsHuman");
    for (const name of drawn) {
      for (const value of [undefined, { a: 1 }, [1]]) {
        const damaged = { ...report, incidents: [{ ...told, [name]: value }] };
        assert.match(refusalOf(write(JSON.stringify(damaged))), /^invalid-data/, name);
      }
    }
  });

  it("names the incidents that it has", () => {
    assert.equal(refusalOf(write(JSON.stringify(report)), "inc-9"),
      "not-found: /report.json: there is no incident inc-9; it has inc-1");
    const quiet = { ...report, incidents: [] };
    assert.match(refusalOf(write(JSON.stringify(quiet))), /no incident inc-1; it has none$/);
  });

  it("tells the story that the controller told", () => {
    const read = readIncident(write(JSON.stringify(report)), "inc-1");
    assert.deepEqual(read, { ok: true, value: detail });
  });
});
