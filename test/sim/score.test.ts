// The score: what counts as right is told from the fault alone, and counted as it was.

import { strict as assert } from "node:assert";
import { dispatch } from "../../cli/dispatch.ts";
import { commandTable } from "../../cli/table.ts";
import { imbalanceOf } from "../../controller/core/detect/imbalance.ts";
import { noPaint } from "../../cli/view/paint.ts";
import { formatScore } from "../../cli/view/score.ts";
import type { NodeName, Rank } from "../../proto/ids.ts";
import { formatAccusation, type Suspect } from "../../proto/verdict.ts";
import {
  caseFaults, familyNames, layoutNames, nameOf, scenarioOf, type Case, type CaseFault,
} from "../../sim/score/cases.ts";
import { perform } from "../../sim/play.ts";
import { truthOf } from "../../sim/score/oracle.ts";
import { score, type Scored } from "../../sim/score/score.ts";
import { tally, type Row } from "../../sim/score/tally.ts";
import type { Fault } from "../../sim/scenario/scenario.ts";
import { collectingScreen } from "../cli/screen.ts";

const plain: Case = {
  fault: "none", layout: "dp", ranks: 16, noise: "calm", family: "tuned", seed: 1,
};
const timed = { atMs: 1, forMs: 0, flapMs: 0 };
const node = (name: string): NodeName => name as NodeName;
const rank = (number: number): Suspect =>
  ({ kind: "rank", rank: number as Rank, node: node(`node-${Math.floor(number / 2)}`) });
const link = (from: number, to: number): Suspect =>
  ({ kind: "link", from: node(`node-${from}`), to: node(`node-${to}`) });
const port = (at: number, direction: "tx" | "rx" | "open"): Suspect =>
  ({ kind: "port", node: node(`node-${at}`), port: "network", direction });
const judged = (fault: Fault, suspect: Suspect): string => {
  const truth = truthOf(scenarioOf(plain), fault);
  return !truth.touches(suspect) ? "innocent" : truth.isExact(suspect) ? "exact" : "touched";
};

describe("work that is uneven from step to step", () => {
  it("makes no rank of a data-parallel job a slow one", () => {
    for (const seed of [1, 2, 3]) {
      const { incidents } = perform(scenarioOf({ ...plain, fault: "uneven", seed }));
      assert.deepEqual(incidents, [], `seed ${seed}`);
    }
  });

  it("calls one rank slow at most until it is known that they take turns, in any group", () => {
    for (const layout of ["tp-pp-dp", "ep"] as const) {
      for (const seed of [1, 2, 3]) {
        const { incidents } = perform(scenarioOf({
          ...plain, fault: "uneven", layout, family: "scored", seed,
        }));
        assert.ok(incidents.length <= 1,
          `${layout}, seed ${seed}: ${incidents.map(formatAccusation)}`);
      }
    }
  });
});

describe("the imbalance of a job", () => {
  const turnsOf = (fault: CaseFault, layout: Case["layout"], seed: number): number => {
    const { state, policy } = perform(scenarioOf({
      ...plain, fault, layout, family: "scored", seed,
    }));
    const [job] = state.jobs.values();
    assert.ok(job !== undefined);
    return imbalanceOf(job, policy).turns;
  };

  it("names work that is uneven from step to step, in any layout", () => {
    for (const layout of ["dp", "tp-pp-dp", "ep"] as const) {
      assert.ok(turnsOf("uneven", layout, 2) > 0.06, layout);
    }
  });

  it("says nothing of even work, of a slow rank, a slow path and a hang", () => {
    for (const fault of ["none", "compute-slow", "tx-slow", "stop"] as const) {
      assert.equal(turnsOf(fault, "dp", 1), 0, fault);
    }
  });
});

describe("the score's oracle", () => {
  it("wants nothing said of an agent's death and of an operator's stop", () => {
    for (const fault of [
      { ...timed, kind: "agent-dead", node: 1 }, { ...timed, kind: "pre-emption", rank: 1 },
    ] as const) {
      assert.deepEqual(truthOf(scenarioOf(plain), fault).syndromes, []);
    }
  });

  it("takes a neighbour, a wrong direction and the far end for innocent", () => {
    assert.equal(judged({ ...timed, kind: "kill", rank: 3 }, rank(2)), "innocent");
    const slow = { ...timed, node: 2, device: -1, factor: 8, growMs: 0 };
    assert.equal(judged({ ...slow, kind: "tx-slow" }, port(2, "rx")), "innocent");
    assert.equal(judged({ ...slow, kind: "tx-slow" }, link(1, 2)), "innocent");
    assert.equal(judged({ ...slow, kind: "rx-slow" }, link(2, 3)), "innocent");
    assert.equal(judged({ ...timed, kind: "link-dead", from: 1, to: 2 }, link(2, 1)), "innocent");
  });

  it("tells what was touched from what is exactly it", () => {
    const slow = { ...timed, node: 2, device: -1, factor: 8, growMs: 0 };
    assert.equal(judged({ ...slow, kind: "tx-slow" }, link(2, 3)), "touched");
    assert.equal(judged({ ...slow, kind: "tx-slow" }, port(2, "open")), "touched");
    assert.equal(judged({ ...slow, kind: "tx-slow" }, port(2, "tx")), "exact");
    assert.equal(judged({ ...timed, kind: "gpu-hang", rank: 5 }, rank(5)), "exact");
    const whole: Suspect = { kind: "node", node: node("node-2") };
    assert.equal(judged({ ...timed, kind: "gpu-hang", rank: 5 }, whole), "touched");
    const leaf = { ...timed, kind: "leaf-slow", leaf: 1, factor: 8, growMs: 0 } as const;
    assert.equal(judged(leaf, { kind: "leaf", leaf: "node-2+node-3" }), "exact");
    assert.equal(judged(leaf, { kind: "leaf", leaf: "node-1+node-2" }), "innocent");
    assert.equal(judged(leaf, link(3, 4)), "touched");
  });
});

describe("the score's cases", () => {
  const oneOf: readonly CaseFault[] = ["kill", "gpu-hang", "leaf-slow", "flapping", "drift"];
  const twoOf: readonly CaseFault[] = ["two-at-once", "repeat", "in-recovery"];
  const harmlessOf: readonly CaseFault[] = [
    "none", "long-save", "storage-stall", "uneven", "lossy", "agent-update", "agent-dead",
  ];

  it("are drawn from the seed alone, and hit what the job uses", () => {
    for (const fault of caseFaults) {
      for (const layout of layoutNames) {
        const given = { ...plain, fault, layout, seed: 7 };
        const scenario = scenarioOf(given);
        assert.deepEqual(scenarioOf(given), scenario, nameOf(given));
        const count = scenario.faults.length;
        if (oneOf.includes(fault)) assert.equal(count, 1, fault);
        if (twoOf.includes(fault)) assert.equal(count, 2, fault);
        const truths = scenario.faults.map((each) => truthOf(scenario, each).syndromes.length);
        if (harmlessOf.includes(fault)) assert.ok(truths.every((each) => each === 0), fault);
        const endMs = 1_000 * scenario.seconds;
        assert.ok(scenario.faults.every((each) => each.atMs + each.forMs < endMs), fault);
      }
    }
  });

  it("hit two places when two come, and the same place when one comes again", () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const placesOf = (fault: CaseFault): readonly string[] =>
        scenarioOf({ ...plain, fault, seed }).faults.map(({ kind, ...each }) => JSON.stringify(
          "node" in each ? each.node : "rank" in each ? Math.floor(each.rank / 2)
            : "from" in each ? each.from : kind));
      for (const fault of ["two-at-once", "in-recovery"] as const) {
        assert.equal(new Set(placesOf(fault)).size, 2, `${fault} of seed ${seed}`);
      }
      assert.equal(new Set(placesOf("repeat")).size, 1);
    }
  });

  it("have no job and no seed in common in the two families", () => {
    const seeds = new Set<number>();
    const jobs = new Set<string>();
    for (let seed = 1; seed <= 50; seed += 1) {
      for (const family of familyNames) {
        const scenario = scenarioOf({ ...plain, fault: "stop", family, seed });
        seeds.add(scenario.seed);
        if (family === "scored") jobs.add(JSON.stringify([scenario.job, scenario.cluster]));
      }
    }
    assert.equal(seeds.size, 100);
    assert.ok(jobs.size > 40, `${jobs.size} jobs`);
  });
});

describe("the score", () => {
  it("finds a killed rank right and a quiet play quiet", () => {
    const killed = score({ ...plain, fault: "kill" });
    assert.equal(killed.outcome, "right");
    assert.ok(killed.hasRightLevel && (killed.latencyMs ?? Infinity) < 1_000);
    assert.equal(score(plain).outcome, "quiet");
  });

  it("wants both of two named, and what comes again told again as the same", () => {
    for (const fault of ["two-at-once", "repeat", "in-recovery", "flapping", "drift"] as const) {
      const { isToTell, outcome } = score({ ...plain, fault });
      assert.ok(isToTell && ["right", "wrong", "silent"].includes(outcome), `${fault}: ${outcome}`);
    }
    const { hasRightLevel, latencyMs } = score({ ...plain, fault: "repeat" });
    assert.ok(hasRightLevel && (latencyMs ?? Infinity) < 30_000);
  }).timeout(60_000);

  it("counts recall over faults that were felt, precision over incidents", () => {
    const base: Scored = {
      case: { ...plain, fault: "kill" }, isToTell: true, outcome: "right", hasRightLevel: true,
      latencyMs: 100,
      incidents: 1, strangers: [], wrongPages: 0, simulatedMs: 86_400_000,
    };
    const nothing = { hasRightLevel: false, latencyMs: undefined, incidents: 0 };
    const [row] = tally([
      base,
      {
        ...base, hasRightLevel: false, latencyMs: 300, incidents: 2, strangers: ["x"],
        wrongPages: 1,
      },
      { ...base, ...nothing, outcome: "silent" }, { ...base, ...nothing, outcome: "unfelt" },
    ], () => "all");
    assert.deepEqual(row, {
      name: "all", plays: 4, faults: 3, right: 2, rightLevel: 1, unfelt: 1, incidents: 3,
      strangers: 1, recall: 2 / 3, precision: 2 / 3, levelShare: 0.5,
      latencyMs: { median: 300, p99: 300 }, strangersPerDay: 0.25, wrongPagesPerDay: 0.25,
    });
  });
});

describe("the score's table", () => {
  it("shows one family beside the other", () => {
    const rows = (recall: number): readonly Row[] => [{
      name: "stop", plays: 10, faults: 10, right: 10 * recall, rightLevel: 5, unfelt: 0,
      incidents: 12, strangers: 2, recall, precision: 0.75, levelShare: 1, strangersPerDay: 2,
      latencyMs: { median: 2_000, p99: 3_000 }, wrongPagesPerDay: 1,
    }];
    const table = formatScore({
      version: 2, ranks: 16, seeds: 1, byFault: { tuned: rows(1), scored: rows(0.5) }, rows: [],
      wrong: [],
    }, { columns: 100, paint: noPaint });
    assert.match(table, /^20 plays at 16 ranks, .*; T, tuned on, and S, scored on$/m);
    assert.match(table, /^FAULT +RIGHT T +RIGHT S +LEVEL T/m);
    assert.match(table, /^stop +10\/10 +5\/10 +5\/10 +5\/5 +2 +2 +2\.0s +2\.0s +1 +1$/m);
  });
});

describe("c4 sim matrix", () => {
  const run = async (...words: readonly string[]) => {
    const [output, errors] = [collectingScreen(), collectingScreen()];
    const code = await dispatch(["sim", "matrix", ...words], {
      table: commandTable, output, errors, environment: {},
    });
    return { code, output: output.text(), errors: errors.text() };
  };

  it("refuses a fault that is none, a number of ranks it cannot lay, and no seeds", async () => {
    const refused = [
      ["--only", "gremlin"], ["--ranks", "17"], ["--seeds", "0"], ["--seed", "7"],
      ["--family", "third"],
    ];
    for (const words of refused) {
      const { code, errors } = await run(...words);
      assert.equal(code, 64);
      assert.match(errors, new RegExp(words[0] === "--seed" ? "one scenario" : words[1] ?? ""));
    }
  });

  it("plays a fault over every layout and prints what came of it", async () => {
    const { code, output } = await run("--only", "kill", "--json");
    assert.equal(code, 0);
    type Rows = readonly { readonly plays: number; readonly right: number }[];
    const report = JSON.parse(output) as { byFault: { tuned: Rows; scored: Rows } };
    const { tuned, scored } = report.byFault;
    const told = [...tuned, ...scored].map(({ plays, right }) => [plays, right]);
    assert.deepEqual(told, [[10, 10], [10, 10]]);
    const alone = (await run("--only", "kill", "--family", "scored")).output;
    assert.match(alone, /^kill +10 +10\/10 +10\/10/m);
  }).timeout(60_000);
});
