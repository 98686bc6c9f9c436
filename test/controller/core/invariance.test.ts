// What must not matter: names, clocks, the post, and the life of the controller itself.

import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { Signature } from "../../../proto/signature.ts";
import { defaultPolicy } from "../../../controller/core/fleet/policy.ts";
import { ring } from "./fixtures/layouts.ts";
import { makeWorld, pause, stop, type World, type WorldOptions } from "./fixtures/physics.ts";
import {
  feed, play, restart, stage, type PlayOptions, type Theatre, verdicts,
} from "./fixtures/play.ts";

const runs = { numRuns: 12 };
/** Minutes of a job, a dozen times: seconds here, more on a busy machine. */
const propertyTimeoutMs = 120_000;

interface Fault {
  readonly name: string;
  readonly cause: (world: World, rank: number) => void;
  readonly verdict: (rank: number, nodeName: (index: number) => string) => string;
}

const faults: readonly Fault[] = [
  {
    name: "stop",
    cause: (world, rank) => stop(world, rank),
    verdict: (rank) => `non-comm-hang: rank ${rank}`,
  },
  {
    name: "loop",
    cause: (world, rank) => pause(world, rank, 1e9),
    verdict: (rank) => `non-comm-hang: rank ${rank}`,
  },
  {
    name: "cut",
    cause: (world, rank) => {
      const next = (rank + 1) % world.options.ranks;
      world.deadPaths.add(`${rank}>${next}`).add(`${next}>${rank}`);
    },
    verdict: (rank, nodeName) => `comm-hang: link ${nodeName(rank)} > ${nodeName((rank + 1) % 6)}`,
  },
  {
    name: "slow",
    cause: (world, rank) => {
      const worker = world.workers[rank];
      if (worker !== undefined) worker.extraComputeMs = 40;
    },
    verdict: (rank) => `non-comm-slow: rank ${rank}`,
  },
];

const anyFault = fc.constantFrom(...faults);
const anyRank = fc.integer({ min: 0, max: 5 });

function suffer(
  fault: Fault,
  rank: number,
  options: Partial<PlayOptions> = {},
  world: Partial<WorldOptions> = {},
): Theatre {
  const made = makeWorld({ ranks: 6, layout: ring(6), ...world });
  const theatre = play(stage(made, options), 20_000);
  assert.deepEqual(verdicts(theatre), [], "well before the fault");
  fault.cause(made, rank);
  return play(theatre, 14_000);
}

describe("verdicts", () => {
  it("do not depend on which rank it is, what the nodes are called, or the noise", () => {
    fc.assert(fc.property(anyFault, anyRank, fc.nat(), fc.nat(), (fault, rank, seed, salt) => {
      const nodeName = (index: number): string => `host${(index * 7 + salt) % 97}-${index}`;
      const theatre = suffer(fault, rank, {}, { nodeName, seed });
      assert.deepEqual(verdicts(theatre), [fault.verdict(rank, nodeName)]);
    }), runs);
  }).timeout(propertyTimeoutMs);

  it("survive lost, repeated and late reports", () => {
    fc.assert(fc.property(anyFault, anyRank, fc.nat(), (fault, rank, seed) => {
      const post = (_: Signature, draw: () => number): readonly number[] => {
        const kind = draw();
        if (kind < 0.1) return [];
        if (kind < 0.25) return [5, 300 + draw() * 900];
        return [kind < 0.4 ? 200 + draw() * 600 : 5];
      };
      const theatre = suffer(fault, rank, { post }, { seed });
      const named = new Set(verdicts(theatre));
      assert.deepEqual([...named], [fault.verdict(rank, (index) => `node-${index}`)]);
      assert.ok(theatre.state.counters.late > 0);
    }), runs);
  }).timeout(propertyTimeoutMs);

  it("come once, whenever the controller is killed and started again", () => {
    const moment = fc.integer({ min: 0, max: 130 });
    fc.assert(fc.property(anyFault, anyRank, moment, (fault, rank, tenths) => {
      const made = makeWorld({ ranks: 6, layout: ring(6) });
      const theatre = play(stage(made), 20_000);
      fault.cause(made, rank);
      play(theatre, tenths * 100);
      restart(theatre);
      play(theatre, 70_000);
      const expected = fault.verdict(rank, (index) => `node-${index}`);
      assert.deepEqual(verdicts(theatre), [expected]);
      const keys = theatre.alerts.map((each) => each.alert);
      assert.deepEqual(keys, [...new Set(keys)], "no alert twice");
      assert.equal(keys.length, 1);
    }), runs);
  }).timeout(propertyTimeoutMs);

  it("scale with time: a job ten times as slow is judged like the other", () => {
    for (const fault of faults.slice(0, 3)) {
      const world = makeWorld({
        ranks: 6, layout: ring(6, 400), transferMs: 200,
      });
      const theatre = play(stage(world), 60_000);
      fault.cause(world, 3);
      play(theatre, 20_000);
      assert.deepEqual(verdicts(theatre), [fault.verdict(3, (index) => `node-${index}`)]);
    }
  }).timeout(propertyTimeoutMs);

  it("are the same for the same input at the same time", () => {
    const effectsOf = (): string => {
      const theatre = suffer(faults[0] as Fault, 2);
      return JSON.stringify(theatre.effects, (_, value: unknown) =>
        typeof value === "bigint" ? value.toString() : value);
    };
    assert.equal(effectsOf(), effectsOf());
  }).timeout(propertyTimeoutMs);
});

describe("a restarted agent", () => {
  it("is not mistaken for anything, and its former windows count as late", () => {
    const world = makeWorld({ layout: ring(4) });
    const sent: Signature[] = [];
    const post = (signature: Signature): readonly number[] => {
      sent.push(signature);
      return [5];
    };
    const theatre = play(stage(world, { post }), 10_000);
    const former = sent.at(-1);
    assert.equal(former?.session, "s1");
    theatre.session = "s2";
    theatre.windows.clear();
    play(theatre, 10_000);
    assert.equal(theatre.state.counters.late, 0);
    feed(theatre, { kind: "signature", signature: former });
    assert.equal(theatre.state.counters.late, 1);
    play(theatre, 10_000);
    assert.deepEqual(verdicts(theatre), []);
    assert.equal(theatre.state.counters.late, 1);
  });
});

describe("an alert", () => {
  it("that was written and not said is said by the next life, with the same key", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    stop(world, 2, "T");
    play(theatre, 6_000);
    const [first] = theatre.alerts;
    const id = `incident/${first?.incident.id}`;
    const saved = theatre.entries.get(id) as { alert: { firing: string } };
    theatre.entries.set(id, { ...saved, alert: { ...saved.alert, firing: "pending" } });
    restart(theatre);
    play(theatre, 400);
    assert.deepEqual(theatre.alerts.map((each) => each.alert), [first?.alert, first?.alert]);
  });

  it("is not said by a life that reads damaged memory, and that life starts", () => {
    const world = makeWorld({ layout: ring(4) });
    const theatre = play(stage(world), 10_000);
    for (const value of [null, 7, "x", [], {}, { incident: {} }, { alert: 1, incident: [] }]) {
      theatre.entries.set("incident/inc-x-1", value);
      theatre.entries.set("job/y", value);
      restart(theatre);
      play(theatre, 400);
    }
    assert.deepEqual(theatre.alerts, []);
  });
});

describe("the memory of a job", () => {
  it("may be damaged anywhere, and a life that reads it starts", () => {
    const theatre = play(stage(makeWorld({ layout: ring(4) })), 10_000);
    const key = `job/${theatre.world.job}`;
    const sound = theatre.entries.get(key) as Record<string, unknown>;
    const damage = [
      undefined, null, 7, "x", {}, [], [null], [7], ["x"], [{}], [[]], [[1]], [["x"]],
      [[1, null]], [["x", "1", 13]],
    ];
    for (const field of Object.keys(sound)) {
      for (const value of damage) {
        theatre.entries.set(key, { ...sound, [field]: value });
        assert.doesNotThrow(() => restart(theatre), `${field}: ${JSON.stringify(value)}`);
      }
    }
  });
});

describe("the bounds", () => {
  it("refuse ranks beyond the bound of a job, and count them", () => {
    const policy = { ...defaultPolicy, ranksPerJobMax: 3 };
    const theatre = play(stage(makeWorld({ layout: ring(4) }), { policy }), 5_000);
    assert.equal(theatre.state.jobs.get(theatre.world.job)?.ranks.size, 3);
    assert.ok(theatre.state.counters.refused > 0);
  });

  it("refuse jobs beyond the limit and count them", () => {
    const policy = { ...defaultPolicy, jobsMax: 1 };
    const first = makeWorld({ layout: ring(2), ranks: 2, job: "one" });
    const theatre = play(stage(first, { policy }), 3_000);
    const other = play(stage(makeWorld({ layout: ring(2), ranks: 2, job: "two" })), 3_000);
    for (const signature of signatures(other)) feed(theatre, { kind: "signature", signature });
    assert.equal(theatre.state.jobs.size, 1);
    assert.ok(theatre.state.counters.refused > 0);
  });
});

function signatures(theatre: Theatre): readonly Signature[] {
  const sent: Signature[] = [];
  play({
    ...theatre,
    options: {
      ...theatre.options,
      post: (signature) => {
        sent.push({ ...signature, session: "other", window: 1 });
        return [];
      },
    },
  }, 1_200);
  return sent;
}
