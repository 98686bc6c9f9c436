import { strict as assert } from "node:assert";
import { createClock } from "../../../controller/io/clock.ts";
import { createOutbox, type Outbox, type OutboxOptions } from "../../../controller/io/outbox.ts";
import type { Incident } from "../../../proto/verdict.ts";
import { eventually, sleep } from "../../fixtures/eventually.ts";
import { startNatsServer, type NatsServer } from "../../fixtures/nats.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../../fixtures/webhook.ts";
import { link, quietLog, type Link } from "./fixtures.ts";
import { makeIncident } from "./fake.ts";

describe("the alert outbox", function () {
  this.timeout(60_000);
  let server: NatsServer;
  let line: Link;
  let receiver: WebhookReceiver;
  let term = 0;
  const open: Outbox[] = [];

  before(async () => {
    server = await startNatsServer();
    line = await link(server);
  });
  after(async () => {
    await line.connection.close();
    await server.remove();
  });
  beforeEach(async () => { receiver = await startWebhookReceiver(); });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    await receiver.close();
    await line.stream.manager.streams.purge("C4_ALERTS");
    await line.stream.manager.streams.purge("KV_C4_DELIVERED");
  });

  interface Made {
    readonly outbox: Outbox;
    readonly outcomes: string[];
    /** Said in between, of those that are tried again. */
    readonly failing: string[];
  }
  function make(change: Partial<OutboxOptions> = {}): Made {
    const outcomes: string[] = [];
    const failing: string[] = [];
    const outbox = createOutbox({
      stream: line.stream, clock: createClock(), leads: () => true, log: quietLog(),
      webhook: { url: receiver.url, secret: "k", timeoutMs: 20_000, runbooks: "docs" },
      onOutcome: async (alert, outcome, detail) => {
        if (outcome === "failing") failing.push(`${alert} ${detail}`);
        else outcomes.push(`${alert} ${outcome} ${detail}`);
        return true;
      },
      attemptsMax: 1000, retryBaseMs: 10, retryCapMs: 40, ...change,
    });
    open.push(outbox);
    outbox.open(++term);
    return { outbox, outcomes, failing };
  }
  // Words differ from test to test: message ids are remembered for an hour.
  async function say(
    outbox: Outbox,
    word: string,
    status: "firing" | "resolved" = "firing",
    incident: Incident = makeIncident(word),
  ): Promise<void> {
    const stored = await outbox.enqueue(
      { kind: "alert", alert: `${word}/${status}`, status, incident },
    );
    assert.ok(stored.ok);
  }
  const heard = (): string[] => receiver.received.map(({ body }) => {
    const { incident, status } = JSON.parse(body) as Record<string, string>;
    return `${incident} ${status}`;
  });

  it("tells the core at once when nobody is there to be told", async () => {
    const { outbox, outcomes } = make({
      webhook: { url: "", secret: "", timeoutMs: 1, runbooks: "" },
    });
    await say(outbox, "nobody");
    assert.deepEqual(outcomes, ["nobody/firing refused no alert receiver is configured"]);
  });

  it("gives up at once on an answer that says never, and counts it", async () => {
    receiver.answer = () => 400;
    const { outbox, outcomes } = make();
    await say(outbox, "refused");
    await eventually("it has failed", () => outcomes.length > 0);
    assert.deepEqual(outcomes, ["refused/firing failed HTTP 400"]);
    assert.equal(receiver.received.length, 1);
    assert.equal(outbox.counts().failed, 1);
    await eventually("nothing is pending", () => outbox.counts().pending === 0);
  });

  it("gives up after as many attempts as it is allowed", async () => {
    receiver.answer = () => 503;
    const { outbox, outcomes } = make({ attemptsMax: 3 });
    await say(outbox, "hopeless");
    await eventually("it has failed", () => outcomes.length > 0);
    assert.deepEqual(outcomes, ["hopeless/firing failed given up after 3 attempts"]);
    assert.equal(receiver.received.length, 3);
  });

  it("does not resolve what was never said to be firing", async () => {
    receiver.answer = () => 400;
    const { outbox, outcomes } = make();
    await say(outbox, "unsaid");
    await say(outbox, "unsaid", "resolved");
    await eventually("both are over", () => outcomes.length === 2);
    assert.equal(outcomes[1],
      "unsaid/resolved failed not sent: its firing alert was not delivered");
    assert.deepEqual(heard(), ["inc-unsaid firing"]);
  });

  it("says that the queue is full instead of waiting for room", async () => {
    const { streams } = line.stream.manager;
    const { config: { max_bytes: usual } } = await streams.info("C4_ALERTS");
    const { outbox, outcomes } = make({ leads: () => false });
    await say(outbox, "fits");
    const { state } = await streams.info("C4_ALERTS");
    await streams.update("C4_ALERTS", { max_bytes: state.bytes + 100 });
    try {
      await say(outbox, "too-many");
    } finally {
      await streams.update("C4_ALERTS", { max_bytes: usual });
    }
    assert.match(outcomes.join(),
      /^too-many.firing failed the alert queue is full: .*maximum bytes/);
    assert.deepEqual([outbox.counts().pending, outbox.counts().failed], [1, 1]);
  });

  it("lets no resolved message overtake a firing one that NATS failed", async () => {
    const before = make({ leads: () => false });
    await say(before.outbox, "lane");
    await say(before.outbox, "lane", "resolved");
    await before.outbox.close();
    let failures = 0;
    const { delivered } = line.stream;
    const failsOnce = new Proxy(delivered, {
      get: (of, name, self): unknown => name !== "get" ? Reflect.get(of, name, self)
        : async (key: string) => {
          if ((failures += 1) === 1) throw new Error("no answer");
          return of.get(key);
        },
    });
    const { outcomes } = make({ stream: { ...line.stream, delivered: failsOnce } });
    await eventually("both are over", () => outcomes.length === 2);
    assert.deepEqual(heard(), ["inc-lane firing", "inc-lane resolved"]);
    assert.ok(failures > 1);
  });

  it("acts on nothing while it does not lead", async () => {
    let leading = false;
    const { outbox, outcomes } = make({ leads: () => leading });
    await say(outbox, "patient");
    await sleep(200);
    assert.equal(receiver.received.length, 0);
    leading = true;
    await eventually("it is delivered", () => outcomes.length === 1);
  });

  it("delivers after errors, once, and tells the core", async () => {
    receiver.answer = (_, count) => count <= 3 ? 500 : 204;
    const { outbox, outcomes, failing } = make();
    await say(outbox, "stubborn");
    await eventually("it is delivered", () => outcomes.length > 0);
    assert.deepEqual(outcomes, ["stubborn/firing delivered HTTP 204"]);
    assert.deepEqual(failing, ["stubborn/firing HTTP 500"], "it is said once that it fails so far");
    assert.equal(receiver.received.length, 4);
    const keys = new Set(receiver.received.map(({ headers }) => headers["x-c4-delivery"]));
    assert.equal(keys.size, 1, "repetitions carry the same key");
  });

  it("sends the messages of one incident in order, and lets others overtake it", async () => {
    receiver.answer = ({ body }) => body.includes("inc-slow") && heard().length < 4 ? 500 : 204;
    const { outbox, outcomes } = make();
    await say(outbox, "slow");
    await say(outbox, "slow", "resolved");
    await say(outbox, "quick");
    await eventually("all are over", () => outcomes.length === 3);
    const delivered = outcomes.map((each) => each.split(" ")[0]);
    assert.ok(delivered.indexOf("quick/firing") < delivered.indexOf("slow/resolved"));
    assert.ok(delivered.indexOf("slow/firing") < delivered.indexOf("slow/resolved"));
    assert.equal(heard().filter((each) => each === "inc-slow resolved").length, 1);
  });

  it("does not repeat what was delivered, even when the queue has forgotten it", async () => {
    const { outbox, outcomes } = make();
    await say(outbox, "once");
    await eventually("it is delivered", () => outcomes.length === 1);
    // Long after JetStream has forgotten the message id, only the record is left.
    await line.stream.manager.streams.purge("C4_ALERTS");
    await outbox.close();
    const second = make();
    await say(second.outbox, "once");
    await eventually("the core is told again", () => second.outcomes.length === 1);
    assert.equal(receiver.received.length, 1);
  });

  it("hands what is unfinished to the next term, and takes it from the former", async () => {
    receiver.answer = () => 503;
    const former = make({ retryBaseMs: 20_000, retryCapMs: 60_000 });
    await say(former.outbox, "handed");
    await eventually("it was tried", () => receiver.received.length === 1);
    receiver.answer = () => 204;
    const next = make();
    await eventually("the next delivers it", () => next.outcomes.length === 1);
    await former.outbox.close();
    assert.equal(receiver.received.length, 2);
    assert.deepEqual(former.outcomes, []);
  });

  it("keeps an alert until the core has persisted its outcome", async () => {
    const former = make({ onOutcome: async () => false });
    await say(former.outbox, "unsettled");
    await eventually("it is sent", () => receiver.received.length === 1);
    await sleep(100);
    await former.outbox.close();
    const next = make();
    await eventually("the next tells the core", () => next.outcomes.length === 1);
    assert.deepEqual(next.outcomes, ["unsettled/firing delivered HTTP 204"]);
    assert.equal(receiver.received.length, 1, "and sends nothing again");
  });

  it("goes on where it was when NATS is killed and returns", async () => {
    receiver.answer = () => 503;
    const { outbox, outcomes } = make();
    await say(outbox, "outage");
    await eventually("it was tried", () => receiver.received.length > 0);
    await server.kill();
    await server.start();
    receiver.answer = () => 204;
    await eventually("it is delivered", () => outcomes.length === 1);
    const accepted = receiver.received.length;
    await sleep(300);
    assert.equal(receiver.received.length, accepted, "and not repeated");
  });
});
