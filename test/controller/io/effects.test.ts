import { strict as assert } from "node:assert";
import type { Effect } from "../../../controller/core/fleet/contract.ts";
import { createEffects, type Effects } from "../../../controller/io/effects.ts";
import { failure, success, type Result } from "../../../proto/errors.ts";
import { eventually, sleep } from "../../fixtures/eventually.ts";
import { quietLog } from "./fixtures.ts";
import { makeIncident, node } from "./fake.ts";

describe("effects", () => {
  const opened: Effects[] = [];
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  interface World {
    readonly said: string[];
    leading: boolean;
    confirmed: boolean;
    persist: (key: string) => Promise<Result<void>>;
  }
  function make(change: Partial<World> = {}): World & { readonly effects: Effects } {
    const world: World = {
      said: [], leading: true, confirmed: true,
      persist: async () => success(undefined), ...change,
    };
    const { said } = world;
    const effects = createEffects({
      store: {
        persist: async (key, value) => {
          const result = await world.persist(key);
          said.push(`${result.ok ? "persist" : result.error.code} ${key}=${String(value)}`);
          return result;
        },
        forget: async (key) => {
          said.push(`forget ${key}`);
          return success(undefined);
        },
      },
      leads: () => world.leading,
      confirm: async () => world.confirmed,
      enqueueAlert: async ({ alert }) => {
        said.push(`alert ${alert}`);
        return success(undefined);
      },
      startCommand: ({ id }) => { said.push(`command ${id}`); },
      announce: ({ change: text }) => { said.push(`changed ${text}`); },
      log: quietLog(), waitingMax: 4,
    });
    opened.push(effects);
    effects.open();
    return Object.assign(world, { effects });
  }
  const persist = (key: string, value: unknown = 1): Effect => ({ kind: "persist", key, value });
  const changed = (change: string): Effect =>
    ({ kind: "changed", incident: makeIncident("a"), change });
  const alert: Effect = {
    kind: "alert", alert: "a:firing", status: "firing", incident: makeIncident("a"),
  };
  const command: Effect = {
    kind: "command", id: "1", node: node("node-1"), timeoutMs: 10,
    fenced: {
      fence: { scope: "s", generation: 1, term: 1 },
      command: { kind: "set-mask", job: makeIncident("a").job, mask: 0n },
    },
  };
  const done = (effects: Effects, list: readonly Effect[]): Promise<boolean> =>
    new Promise((resolve) => { effects.push(list, resolve); });

  it("are dropped, and said to be, out of office", async () => {
    const { effects, said } = make();
    await effects.close();
    assert.equal(await done(effects, [persist("k"), alert]), false);
    assert.deepEqual(said, []);
    assert.equal(effects.counts().dropped, 2);
  });

  it("wait while the lease is suspended and are dropped when it is lost", async () => {
    const { effects, said } = make({ leading: false });
    const outcome = done(effects, [command, alert, persist("k")]);
    await sleep(150);
    assert.deepEqual(said, []);
    await effects.close();
    assert.equal(await outcome, false);
    assert.deepEqual(said, []);
  });

  it("carry out nothing below a persist that has not succeeded", async () => {
    let isDown = true;
    const { effects, said } = make({
      persist: async () => isDown ? failure("unavailable", "away") : success(undefined),
    });
    const outcome = done(effects, [persist("k"), alert, command, changed("paged")]);
    await eventually("it was tried more than once", () => said.length >= 2);
    assert.ok(said.every((line) => line.startsWith("unavailable k")), said.join());
    isDown = false;
    assert.equal(await outcome, true);
    assert.deepEqual(said.slice(said.indexOf("persist k=1")),
      ["persist k=1", "alert a:firing", "command 1", "changed paged"]);
  });

  it("stop for good when the server refuses a write and the lease is gone", async () => {
    const world = make({ confirmed: false, persist: async () => failure("stale", "newer") });
    const outcome = done(world.effects, [persist("k"), alert]);
    await eventually("it was refused", () => world.said.length > 0);
    await world.effects.close();
    assert.equal(await outcome, false);
    assert.ok(!world.said.includes("alert a:firing"));
  });

  it("repeat a refused write while the lease is still ours", async () => {
    let refusals = 2;
    const world = make({
      persist: async () => refusals-- > 0 ? failure("stale", "late") : success(undefined),
    });
    assert.equal(await done(world.effects, [persist("k")]), true);
    assert.equal(world.effects.counts().conflicts, 2);
  });

  it("pass over a value that can never be stored, counted, and go on", async () => {
    const world = make({
      persist: async (key) => key === "huge" ? failure("exhausted", "big") : success(undefined),
    });
    assert.equal(await done(world.effects, [persist("huge"), alert]), true);
    assert.ok(world.said.includes("alert a:firing"));
    assert.equal(world.effects.counts().refused, 1);
  });

  it("write only the last of several values of one key that stand together", async () => {
    const world = make();
    await done(world.effects, [
      persist("a", 1), persist("b", 1), persist("a", 2), changed("x"), persist("a", 3),
    ]);
    assert.deepEqual(world.said, ["persist a=2", "persist b=1", "changed x", "persist a=3"]);
  });

  it("say when they are full, so that the loop stops taking input", async () => {
    const world = make({ leading: false });
    world.effects.push([persist("a"), persist("b"), persist("c")]);
    assert.equal(world.effects.isFull(), false);
    world.effects.push([persist("d")]);
    assert.equal(world.effects.isFull(), true);
    world.leading = true;
    await eventually("they drain", () => world.effects.waiting() === 0);
  });
});
