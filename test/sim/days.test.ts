// Clean days: an hour is drawn from seed and number alone, holds all the noise and no fault, wakes
// nobody; and days that were broken off go on.

import { strict as assert } from "node:assert";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { dispatch } from "../../cli/dispatch.ts";
import { commandTable } from "../../cli/table.ts";
import { layoutOf, playHour, scenarioOf, type Hour, type PlayedHour }
  from "../../sim/days/hours.ts";
import { reportOf, type DaysReport } from "../../sim/days/report.ts";
import { layoutNames } from "../../sim/score/cases.ts";
import { collectingScreen } from "../cli/screen.ts";

const day = (seed: number, ranks = 64): readonly Hour[] =>
  Array.from({ length: 24 }, (_, hour) => ({ seed, hour, ranks }));

describe("a clean hour", () => {
  it("comes from its seed and its number alone", () => {
    for (const hour of day(3)) {
      const scenario = scenarioOf(hour);
      assert.deepEqual(scenarioOf(hour), scenario);
      assert.notEqual(scenario.seed, scenarioOf({ ...hour, seed: 4 }).seed);
    }
  });

  it("has no fault but agents that are replaced, and in a day every layout and all noise", () => {
    const scenarios = [...day(1), ...day(2)].map(scenarioOf);
    assert.deepEqual(new Set(day(1).map(layoutOf)), new Set(layoutNames));
    const faults = scenarios.flatMap((each) => each.faults);
    assert.ok(faults.length > 0 && faults.every((each) =>
      each.kind === "agent-dead" && each.forMs <= 3_000));
    assert.ok(scenarios.some((each) => each.faults.length === 0));
    for (const { noise, job } of scenarios) {
      assert.ok(Object.values(noise).every((each) => each > 0), JSON.stringify(noise));
      assert.deepEqual(job.pauses.map((each) => each.kind),
        ["compile", "evaluate", "save", "load-data"]);
    }
  });

  it("wakes nobody: two of them at 64 ranks", function () {
    this.timeout(240_000);
    for (const hour of day(1).slice(0, 2)) {
      const played = playHour(hour);
      assert.deepEqual(played.pages, [], JSON.stringify(played));
    }
  });
});

describe("the report of clean days", () => {
  const played: PlayedHour = {
    seed: 1, hour: 0, ranks: 64, layout: "dp", seconds: 3_600,
    suspicions: ["non-comm-slow: rank 1", "comm-slow: link a → b"], pages: [],
  };

  it("counts by day, syndrome and layout", () => {
    const report = reportOf([
      played, { ...played, hour: 1, layout: "ep", suspicions: ["comm-slow: port a/x tx"],
        pages: ["comm-slow: port a/x tx"] },
    ], 64);
    assert.deepEqual(report.all, {
      name: "all", hours: 2, suspicions: 3, pages: 1, suspicionsPerDay: 36, pagesPerDay: 12,
    });
    assert.deepEqual(report.bySyndrome.map((each) => [each.name, each.suspicions, each.pages]),
      [["comm-slow", 2, 1], ["non-comm-slow", 1, 0]]);
    assert.deepEqual(report.byLayout.map((each) => [each.name, each.suspicionsPerDay]),
      [["dp", 48], ["ep", 24]]);
  });
});

describe("c4 sim days", () => {
  let directory = "";
  beforeEach(() => { directory = mkdtempSync(path.join(tmpdir(), "c4-days-")); });
  afterEach(() => { rmSync(directory, { recursive: true, force: true }); });
  const run = async (...words: readonly string[]) => {
    const [output, errors] = [collectingScreen(), collectingScreen()];
    const code = await dispatch(["sim", "days", "--ranks", "16", ...words], {
      table: commandTable, output, errors, environment: {},
    });
    return { code, output: output.text(), errors: errors.text() };
  };

  it("refuses a day of 25 hours, no day, another mode's flags, and a file of something else",
    async () => {
      const file = path.join(directory, "days.jsonl");
      const other = path.join(directory, "other.json");
      writeFileSync(file, '{"seed":1}\n');
      writeFileSync(other, '{"version":1}');
      const refused: readonly (readonly [readonly string[], number, RegExp])[] = [
        [["--hours", "25"], 64, /--hours must be a whole number from 1 to 24: got "25"/],
        [["--seeds", "0"], 64, /--seeds must be a whole number from 1/],
        [["--seed", "3"], 64, /--seed 3 is for one scenario, and days draws what it plays/],
        [["--only", "kill"], 64, /--only kill is for `c4 sim matrix`/],
        [["--resume", file], 1, /days.jsonl:1: no hour that `c4 sim days` played; name another/],
        [["--resume", other], 1, /other.json:1: no hour that `c4 sim days` played/],
        [["--resume", directory], 1, new RegExp(directory)],
      ];
      for (const [words, code, complaint] of refused) {
        const told = await run("--hours", "1", ...words);
        assert.equal(told.code, code, told.errors);
        assert.match(told.errors, complaint);
      }
      assert.equal(readFileSync(other, "utf8"), '{"version":1}');
    });

  it("goes on where it was broken off: what is in the file is not played again, a torn line is",
    async function () {
      this.timeout(240_000);
      const file = path.join(directory, "days.jsonl");
      const first = JSON.parse((await run("--hours", "1", "--resume", file, "--json")).output) as
        DaysReport;
      assert.equal(first.all.hours, 1);
      const [known] = first.plays;
      const marked = { ...known, suspicions: ["mismatch: not played again"] };
      writeFileSync(file, `${JSON.stringify(marked)}\n`);
      appendFileSync(file, '{"seed":1,"hour":1,');
      const told = await run("--hours", "2", "--resume", file);
      assert.match(told.output, /^2 hours without a fault at 16 ranks: 0 pages, \d+ suspicion/);
      assert.match(told.output, /^mismatch +2 +1 +12.0 +0$/m);
      const lines = readFileSync(file, "utf8").trimEnd().split("\n");
      assert.deepEqual(lines.map((line) => (JSON.parse(line) as PlayedHour).hour), [0, 1]);
      assert.match(lines[0] ?? "", /not played again/);
    });
});
