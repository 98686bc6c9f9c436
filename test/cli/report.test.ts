import { strict as assert } from "node:assert";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeReport, writeReport } from "../../cli/run/report.ts";
import { formatSummary } from "../../cli/run/summary.ts";
import { noPaint } from "../../cli/view/paint.ts";
import type { IncidentId } from "../../proto/ids.ts";
import { causes, syndromes } from "../../proto/verdict.ts";
import { assertGolden } from "./golden.ts";
import { type Schema, violations } from "../fixtures/schema.ts";
import { makeAgent, makeIncidentDetail, makeStatus, makeToldIncident, node } from "./views.ts";

const schema = JSON.parse(readFileSync("proto/report.schema.json", "utf8")) as Schema;

const facts = {
  job: "train", nodes: ["node-0", "node-1"], end: { exitCode: 137, seconds: 61.23456 },
  detail: "killed by SIGKILL", restarts: ["controller 1x"], status: makeStatus(),
  details: [
    { firstEvidenceMs: 20_000, closedMs: 30_000, state: "recovered" as const },
    {
      id: "inc-2" as IncidentId, pagedMs: undefined, firstEvidenceMs: 10_000,
      suspects: [
        { kind: "link", from: node(0), to: node(1) }, { kind: "node", node: node(1) },
        { kind: "port", node: node(1), port: "data0", direction: "open" },
        { kind: "device", node: node(1), device: 3 }, { kind: "leaf", leaf: "leaf-1" },
        { kind: "spine", spine: "spine-1" }, { kind: "workload", what: "allreduce sizes differ" },
      ],
    } as const,
  ].map((each) => makeIncidentDetail({ incident: makeToldIncident(each) })),
};

describe("the report of a run", () => {
  it("fails its schema for every kind of damage, or the schema would prove nothing", () => {
    const good = JSON.parse(JSON.stringify(makeReport(facts)));
    const damaged: readonly ((report: typeof good) => void)[] = [
      (report) => { report.version = 2; },
      (report) => { delete report.job; },
      (report) => { report.extra = 1; },
      (report) => { report.command.exitCode = -1; },
      (report) => { report.incidents[0].syndrome = "tired"; },
      (report) => { report.incidents[0].pagedMs = "soon"; },
      (report) => { report.incidents[0].suspects[0].kind = "rack"; },
      (report) => { delete report.incidents[1].suspects[0].node; },
      (report) => { report.incidents[0].confidence = 1.2; },
      (report) => { report.agents[0].node = "no spaces"; },
    ];
    for (const damage of damaged) {
      const report = structuredClone(good);
      damage(report);
      assert.notDeepEqual(violations(report, schema), [], String(damage));
    }
  });

  it("gives no figure for what an agent used when nobody measured it", () => {
    const agents = [makeAgent(), makeAgent({ rssBytes: 0, cpuSeconds: 0 })];
    const report = makeReport({ ...facts, status: makeStatus({ agents }) });
    assert.deepEqual(report.agents.map((each) => [each.cpuSeconds === null, each.rssBytes]),
      [[false, 61 * 2 ** 20], [true, null]]);
    assert.deepEqual(violations(JSON.parse(JSON.stringify(report)), schema), []);
  });

  it("holds to its schema with every kind of suspect, incidents by first evidence", () => {
    const report = makeReport(facts);
    assert.deepEqual(violations(JSON.parse(JSON.stringify(report)), schema), []);
    assert.deepEqual(report.incidents.map((each) => each.id), ["inc-2", "inc-1"]);
    assert.equal(report.incidents[0]?.pagedMs, null);
    assert.equal(report.command.seconds, 61.235);
  });

  it("is still a report when the controller could not be asked at the end", () => {
    const report = makeReport({ ...facts, status: undefined, details: [] });
    assert.deepEqual(violations(JSON.parse(JSON.stringify(report)), schema), []);
    assert.equal(report.job.ranks, 0);
  });

  it("names in its schema exactly the syndromes and causes that verdicts have", () => {
    const incident = (schema["$defs"] as Record<string, Schema>)["incident"] as Schema;
    const properties = incident["properties"] as Record<string, Schema>;
    assert.deepEqual(properties["syndrome"]?.["enum"], [...syndromes]);
    assert.deepEqual(properties["cause"]?.["enum"], [...causes]);
  });

  it("is written whole or not at all", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "c4-report-test-"));
    try {
      const file = path.join(folder, "new", "report.json");
      assert.ok(writeReport(file, makeReport(facts)).ok);
      assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), makeReport(facts));
      assert.deepEqual(readdirSync(path.dirname(file)), ["report.json"]);
      const refused = writeReport(path.join(file, "below-a-file.json"), makeReport(facts));
      assert.ok(!refused.ok);
      assert.match(refused.error.message,
        /report cannot be written to .*below-a-file.*: a file is in its way; name/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("goes into what is no file of its own, and puts nothing in its place", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "c4-report-test-"));
    try {
      const [link, target] = [path.join(folder, "newest.json"), path.join(folder, "run.json")];
      symlinkSync(target, link);
      for (const place of [link, "/dev/null"]) {
        assert.ok(writeReport(place, makeReport(facts)).ok);
        assert.equal(lstatSync(place).isFile(), false, place);
      }
      assert.deepEqual(JSON.parse(readFileSync(target, "utf8")), makeReport(facts));
      assert.deepEqual(readdirSync(folder), ["newest.json", "run.json"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("tells no cost of agents that told none, and of how many it does", () => {
    const costOf = (...rssBytes: readonly number[]): string => {
      const agents = rssBytes.map((bytes) =>
        makeAgent({ rssBytes: bytes, cpuSeconds: bytes === 0 ? 0 : 0.4 }));
      const text = formatSummary(
        { ...facts, status: makeStatus({ agents }) }, { columns: 110, paint: noPaint });
      return /rejected; (.*)/.exec(text)?.[1] ?? "";
    };
    assert.equal(costOf(0, 0), "what the agents used was not measured");
    assert.equal(costOf(), "what the agents used was not measured");
    assert.equal(costOf(0, 2 ** 26), "1 of 2 agents used 0.4 s of CPU, at most 64.0 MiB each");
    assert.equal(costOf(2 ** 26, 2 ** 25), "2 agents used 0.8 s of CPU, at most 64.0 MiB each");
  });

  it("is summed up on the screen, also when little is known", () => {
    const options = { columns: 110, paint: noPaint };
    assertGolden("summary", formatSummary(facts, options));
    assertGolden("summary-clean", formatSummary({
      ...facts, details: [], restarts: [], detail: "exit code 0",
      end: { exitCode: 0, seconds: 3 },
    }, options));
    assertGolden("summary-unknown", formatSummary(
      { ...facts, status: undefined, details: [] }, options));
  });
});
