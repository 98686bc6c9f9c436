// What a job's life brings besides faults, on real processes: an operator who silences the hooks,
// parts of C4 that are killed while a fault is on, an ordinary end by SIGTERM.

import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StatusView } from "../../proto/api.ts";
import type { Incident } from "../../proto/verdict.ts";
import { pull } from "../campaign/levers.ts";
import type { Lever, Part } from "../campaign/faults.ts";
import { learn, newsSince } from "../campaign/play.ts";
import { poll, rankCount, startSession, type Session } from "../campaign/session.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../fixtures/webhook.ts";

const c4 = path.resolve("dist/cli/c4.js");

function run(session: Session, ...words: string[]): string {
  return execFileSync(process.execPath, [c4, ...words, "--controller", session.controller], {
    encoding: "utf8",
  });
}

async function completed(session: Session): Promise<number> {
  const job = await session.job();
  return Math.max(...job.communicators.map((each) => each.completed));
}

/** Ranks whose hooks say that they are off. */
async function silenced(session: Session): Promise<number> {
  const answer = await fetch(`${session.controller}/v1/status`);
  return (await answer.json() as StatusView).hooks.silenced;
}

interface Kill {
  readonly part: Part;
  readonly afterMs: number;
}

interface Schedule {
  readonly story: string;
  readonly rank: number;
  readonly inject: Lever;
  readonly heal: Lever | undefined;
  readonly kills: readonly Kill[];
}

const signal = (rank: number, name: "STOP" | "CONT"): Lever =>
  ({ kind: "signal", rank, signal: name });

/** A rank each, so that no incident is another one's return. */
const schedules: readonly Schedule[] = [
  {
    story: "the controller as a rank stops", rank: 1,
    inject: signal(1, "STOP"), heal: signal(1, "CONT"),
    kills: [{ part: "controller", afterMs: 0 }],
  },
  {
    story: "the agent of the rank as it stops", rank: 2,
    inject: signal(2, "STOP"), heal: signal(2, "CONT"),
    kills: [{ part: "agent 2", afterMs: 0 }],
  },
  {
    story: "NATS as a rank stops", rank: 0,
    inject: signal(0, "STOP"), heal: signal(0, "CONT"),
    kills: [{ part: "nats", afterMs: 0 }],
  },
  {
    // Its page is due after 30 s: there is time for all of them, and for one more after it.
    story: "each of them between suspicion and page, and the controller after it", rank: 3,
    inject: { kind: "order", rank: 3, order: { kind: "loop", seconds: 38 } }, heal: undefined,
    kills: [
      { part: "controller", afterMs: 4_000 }, { part: "nats", afterMs: 10_000 },
      { part: "agent 3", afterMs: 16_000 }, { part: "controller", afterMs: 33_000 },
    ],
  },
];

const settledMs = 4_000;

async function killAll(kills: readonly Kill[], session: Session): Promise<void> {
  const begunMs = performance.now();
  for (const { part, afterMs } of kills) {
    await sleep(Math.max(0, afterMs - (performance.now() - begunMs)));
    await pull({ kind: "kill-part", part }, session.stage);
  }
}

/** All that was said, for whoever has to find out why it was the wrong thing. */
function storyOf(incidents: readonly Incident[]): string {
  return incidents.map((each) => [
    `${each.id} ${each.syndrome} ${each.state}: ${each.reason}`, ...each.evidence,
    ...each.history.map(({ atMs, change }) => `${Math.round(atMs)} ms ${change}`),
  ].join("\n  ")).join("\n");
}

/** Distinct messages, however often each was delivered. */
function messages(receiver: WebhookReceiver, id: string, status: string): number {
  const mine = receiver.received.filter(({ body }) => {
    const alert = JSON.parse(body) as { readonly status: string; readonly incident: string };
    return alert.status === status && alert.incident === id;
  });
  return new Set(mine.map((each) => each.headers["x-c4-delivery"])).size;
}

describe("the life of a job under C4", function () {
  this.timeout(180_000);
  let session: Session;
  let receiver: WebhookReceiver;
  before(async () => {
    receiver = await startWebhookReceiver();
    session = await startSession({ workload: "ring", fabric: false, alertUrl: receiver.url });
    await learn();
  });
  after(async () => {
    await session.finish();
    await receiver.close();
  });

  it("falls silent on c4 off within 2 s while the training goes on, and comes back on c4 on",
    async () => {
      const isMask = async (isOff: boolean): Promise<boolean> =>
        await silenced(session) === (isOff ? rankCount : 0);
      const timed = async (word: string, isOff: boolean): Promise<number> => {
        const begunMs = performance.now();
        run(session, word, "train");
        await poll(10_000, () => isMask(isOff));
        return performance.now() - begunMs;
      };
      const offMs = await timed("off", true);
      const silent = await completed(session);
      const printed = session.printed().length;
      await poll(20_000, () => session.printed().length > printed);
      assert.equal(await completed(session), silent, "nothing is counted while the job trains");
      const onMs = await timed("on", false);
      await poll(10_000, async () => await completed(session) > silent);
      assert.ok(offMs <= 2_000 && onMs <= 2_000, `off ${offMs} ms, on ${onMs} ms`);
      assert.deepEqual((await session.incidents()).filter((each) => each.needsHuman), []);
    });

  for (const schedule of schedules) {
    it(`pages once, though somebody kills ${schedule.story}`, async () => {
      const { rank, inject, heal, kills } = schedule;
      const isNews = newsSince(await session.incidents());
      const fresh = async (): Promise<readonly Incident[]> =>
        (await session.incidents().catch(() => [])).filter(isNews);
      try {
        await pull(inject, session.stage);
        await killAll(kills, session);
        await poll(60_000, async () => (await fresh()).some((each) => each.pagedMs !== undefined));
        await sleep(settledMs);
        const said = await fresh();
        const paged = said.filter((each) => each.pagedMs !== undefined);
        assert.deepEqual(paged.map((each) => each.suspects),
          [[{ kind: "rank", rank, node: `node-${rank}` }]], storyOf(said));
        const [incident] = paged;
        assert.ok(incident?.syndrome === "non-comm-hang", storyOf(said));
        if (heal !== undefined) await pull(heal, session.stage);
        await poll(60_000, async () =>
          (await fresh()).every((each) => ["recovered", "closed"].includes(each.state)));
        await poll(10_000, () => messages(receiver, incident.id, "resolved") > 0);
        assert.equal(messages(receiver, incident.id, "firing"), 1);
        assert.equal(messages(receiver, incident.id, "resolved"), 1);
        assert.equal((await fresh()).filter((each) => each.pagedMs !== undefined).length, 1);
      } finally {
        // The next story is not to begin in the ruins of this one.
        if (heal !== undefined) await pull(heal, session.stage);
      }
    });
  }

  it("takes an operator's SIGTERM to c4 run for what it is: no incident", async () => {
    const known = new Set((await session.incidents().catch(() => [])).map((each) => each.id));
    const report = await session.finish();
    assert.ok(report !== undefined, "no report was written");
    assert.deepEqual(report.incidents.filter((each) => !known.has(each.id as never)), []);
  });
});
