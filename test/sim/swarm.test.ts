// The swarm: what is drawn repeats, the rules see what they are for, a bounded swarm keeps them.

import { strict as assert } from "node:assert";
import { dispatch } from "../../cli/dispatch.ts";
import { commandTable } from "../../cli/table.ts";
import { formatBroken, formatOptions } from "../../cli/view/swarm.ts";
import type { NodeName, Rank } from "../../proto/ids.ts";
import type { Incident } from "../../proto/verdict.ts";
import { perform, type Performance } from "../../sim/play.ts";
import { drawOptions, type Options } from "../../sim/swarm/draw.ts";
import { factsOf } from "../../sim/swarm/facts.ts";
import { lastsUntilMs } from "../../sim/swarm/faults.ts";
import { rules, violations, type RuleName } from "../../sim/swarm/rules.ts";
import { playSwarm } from "../../sim/swarm/swarm.ts";
import { weaknesses } from "../../sim/swarm/weaknesses.ts";
import { collectingScreen } from "../cli/screen.ts";
import { at, scenario } from "./scenarios.ts";

const bounded = 16;

describe("what the swarm draws", () => {
  it("comes from the seed alone, learns before the first fault, and is calm at the end", () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const options = drawOptions(seed);
      assert.deepEqual(drawOptions(seed), options);
      const { faults, seconds } = options.scenario;
      assert.ok(faults.every((each) => each.atMs >= 25_000 && each.atMs <= options.calmAtMs));
      assert.ok(faults.map(lastsUntilMs).every((each) =>
        each <= options.calmAtMs || !Number.isFinite(each)), `seed ${seed}`);
      assert.ok(seconds * 1_000 >= options.calmAtMs + 100_000);
    }
  });

  it("draws every number of faults, every layout, noise and witness", () => {
    const drawn = Array.from({ length: 200 }, (_, index) => drawOptions(index + 1));
    const count = (of: (each: Options) => unknown): number => new Set(drawn.map(of)).size;
    assert.deepEqual([
      count((each) => each.scenario.faults.length), count((each) => each.layout),
      count((each) => each.noise), count((each) => each.scenario.witnesses),
      count((each) => each.restarts.length),
      new Set(drawn.flatMap((each) => each.scenario.faults.map(({ kind }) => kind))).size,
    ], [4, 5, 3, 2, 3, 17]);
  });
});

describe("the swarm's rules", function () {
  this.timeout(60_000);
  const stopped = { ...at(30), kind: "stop", rank: 9 } as const;
  const options: Options = {
    seed: 1, layout: "dp", noise: "calm",
    scenario: scenario({ seconds: 150, faults: [stopped], noise: { stallChance: 0 } }),
    calmAtMs: 45_000, restarts: [], outboxMs: 0,
  };
  let play: Performance;
  before(() => { play = perform(options.scenario, { calmAtMs: options.calmAtMs }); });

  const broken = (change: Partial<Performance>, of: Options = options): readonly RuleName[] =>
    [...new Set(violations(factsOf(of, { ...play, ...change })).map(({ rule }) => rule))];
  const incident = (change: Partial<Incident>): Incident => {
    const [first] = play.incidents;
    assert.ok(first !== undefined);
    return { ...first, ...change };
  };

  it("hold where a stopped rank is told, paged and stays", () => {
    assert.deepEqual(broken({}), []);
  });

  it("see silence, a lost incident and a page that never came", () => {
    assert.deepEqual(broken({ said: [], alerts: [], incidents: [] }),
      ["untold", "unpaged", "lost"]);
    assert.deepEqual(broken({ alerts: [] }), ["unpaged"]);
    assert.deepEqual(broken({ incidents: [incident({ state: "closed" })] }), ["lost"]);
  });

  it("see an innocent, a stranger to the cluster, and a page for a healthy job", () => {
    const rank = (number: number, node: string) =>
      ({ kind: "rank", rank: number as Rank, node: node as NodeName }) as const;
    const innocent = incident({ suspects: [rank(3, "node-0")] });
    const said = play.said.map((each) => ({ ...each, incident: innocent }));
    const alerts = play.alerts.map((each) => ({ ...each, incident: innocent }));
    assert.deepEqual(broken({ said: said.slice(-1), alerts, incidents: [innocent] }), [
      "page-for-innocent", "false-suspicion", "life-cycle", "untold", "unpaged", "lost",
      "unrecovered",
    ]);
    const stranger = incident({ suspects: [rank(9, "node-99")] });
    assert.ok(broken({ said: said.map((each) => ({ ...each, incident: stranger })) })
      .includes("no-such-suspect"));
    const healthy = { ...options, scenario: { ...options.scenario, faults: [] } };
    assert.ok(broken({}, healthy).includes("page-without-fault"));
  });

  it("see two of one thing: an id, an alert, an open incident", () => {
    const [first] = play.said;
    assert.ok(first !== undefined);
    const again = { ...first, incident: { ...first.incident, suspectedMs: 1 } };
    assert.ok(broken({ said: [...play.said, again] }).includes("id-twice"));
    assert.deepEqual(broken({ alerts: [...play.alerts, ...play.alerts] }), ["alert-twice"]);
    const other = { ...first, incident: incident({ id: "inc-train-2" as Incident["id"] }) };
    assert.ok(broken({ said: [...play.said, other] }).includes("too-many-open"));
    assert.ok(broken({ incidents: [...play.incidents, other.incident] }).includes("told-twice"));
  });

  it("see an incident that a new life forgot, and one that went backwards", () => {
    const rebirth = { atMs: 50_000, upMs: 51_000, known: [] };
    assert.deepEqual(broken({ rebirths: [rebirth] }).slice(-1), ["forgotten"]);
    const [first] = play.said;
    assert.ok(first !== undefined);
    assert.deepEqual(broken({ said: [...play.said, first] }), ["life-cycle"]);
  });

  it("let an alert be said again when a death came before its delivery was known", () => {
    const [alert] = play.alerts;
    assert.ok(alert !== undefined);
    const upMs = alert.atMs + 2_000;
    const rebirths = [{ atMs: alert.atMs + 100, upMs, known: play.incidents }];
    const alerts = [alert, { ...alert, atMs: upMs }];
    assert.deepEqual(broken({ alerts, rebirths }, { ...options, outboxMs: 200 }), []);
    assert.deepEqual(broken({ alerts, rebirths }, { ...options, outboxMs: 50 }), ["alert-twice"]);
  });
});

describe("a bounded swarm", function () {
  this.timeout(180_000);

  it("keeps every rule but in ways that are known", () => {
    for (let seed = 1; seed <= bounded; seed += 1) {
      const outcome = playSwarm(drawOptions(seed));
      assert.deepEqual(outcome.violations, [], formatBroken(outcome));
    }
  });

  it("shows every known weakness by the seed that stands beside it", () => {
    for (const { name, seed } of weaknesses) {
      const { known } = playSwarm(drawOptions(seed));
      assert.ok(known.some(({ weakness }) => weakness.name === name), `seed ${seed}: ${name}`);
    }
  });
});

describe("c4 sim --swarm", function () {
  this.timeout(60_000);
  const run = async (...words: readonly string[]) => {
    const [output, errors] = [collectingScreen(), collectingScreen()];
    const code = await dispatch(["sim", ...words], {
      table: commandTable, output, errors, environment: {},
    });
    return { code, output: output.text(), errors: errors.text() };
  };

  it("refuses no plays, a file beside it, and flags that are the matrix's", async () => {
    for (const [words, message] of [
      [["--swarm", "0"], /--swarm must be a whole number from 1/],
      [["--swarm", "2", "x.json"], /--swarm draws its scenarios, and x.json is one/],
      [["--swarm", "2", "matrix"], /leave out the one or the other/],
      [["--swarm", "2", "--seeds", "3"], /--seeds 3 is for `c4 sim matrix`/],
      [["--swarm", "2", "--report", "r.json"], /--report r.json is for one scenario/],
      [["--swarm", "2", "--seed", "4294967295"], /--seed must be a whole number from 0 to 42949/],
      [[], /SCENARIO is missing: .* or matrix, days, or --swarm/],
    ] as const) {
      const { code, errors } = await run(...words);
      assert.equal(code, 64, words.join(" "));
      assert.match(errors, message);
    }
  });

  it("says what it plays before it plays it, and counts what is known", async () => {
    const { code, output } = await run("--swarm", "2", "--seed", "1");
    assert.equal(code, 0);
    const [first, second] = output.split("\n");
    assert.equal(first, formatOptions(drawOptions(1)));
    assert.equal(second, formatOptions(drawOptions(2)));
    assert.match(output, /2 plays, .*no rule is broken, beside what is known/);
    assert.match(output, /^a slow port is several links +1 +2 /m);
  });

  it("gives the report as JSON, the options beside it", async () => {
    const { output, errors } = await run("--swarm", "1", "--seed", "1", "-o", "json");
    assert.equal(errors, `${formatOptions(drawOptions(1))}\n`);
    const report = JSON.parse(output) as { plays: number; broken: unknown[]; known: unknown[] };
    assert.deepEqual([report.plays, report.broken.length], [1, 0]);
    assert.equal(report.known.length, weaknesses.length);
  });

  it("ends a play that broke a rule with the command that plays it alone", () => {
    const options = drawOptions(17);
    const text = formatBroken({
      options, known: [], incidents: 1, deaths: 0, said: ["  30.0s  inc-1 [suspected]"],
      violations: [{ rule: "untold", atMs: 40_000, what: "stop 3" }],
    });
    assert.match(text, /^\nBROKEN: c4 sim --swarm 1 --seed 17\nseed 17: /);
    assert.ok(text.includes(`  untold (${rules.untold.holds})\n    at 40.0s: stop 3\n`));
    assert.match(text, /C4 said:\n +30\.0s {2}inc-1/);
  });
});
