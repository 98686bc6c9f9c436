// Whole controllers, real NATS, real webhook receiver: what must hold when processes die.

import { strict as assert } from "node:assert";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { JetStreamClient, NatsConnection } from "nats";
import { encodeKey, encodeValue } from "../../../controller/io/kv.ts";
import { leaderKey } from "../../../controller/io/lease.ts";
import type { ControllerConfig } from "../../../controller/main.ts";
import type { StatusView } from "../../../proto/api.ts";
import { encodeEvent, encodeSignature } from "../../../proto/wire/codec.ts";
import { makeDirectory } from "../../fixtures/agent.ts";
import { eventually, sleep } from "../../fixtures/eventually.ts";
import { startNatsServer, type NatsServer } from "../../fixtures/nats.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../../fixtures/webhook.ts";
import { leads, link, metric, startController, type ControllerProcess, type Link }
  from "./fixtures.ts";
import { fault, node, signature } from "./fake.ts";

describe("a controller", function () {
  this.timeout(60_000);
  let server: NatsServer;
  let receiver: WebhookReceiver;
  let line: Link;
  let connection: NatsConnection;
  let events: JetStreamClient;
  const running: ControllerProcess[] = [];

  beforeEach(async () => {
    server = await startNatsServer();
    receiver = await startWebhookReceiver();
    line = await link(server);
    connection = line.connection;
    events = line.stream.client;
  });
  afterEach(async () => {
    try {
      for (const each of running.splice(0)) await each.kill("SIGKILL");
      await connection.close();
      await receiver.close();
    } finally {
      await server.remove(); // whatever failed, no server is left for the next test to meet
    }
  });
  async function start(name = "a", more: Partial<ControllerConfig> = {}): Promise<
    ControllerProcess
  > {
    const controller = await startController({
      "name": name, "nats.url": server.url, "alert.url": receiver.url, ...more,
    });
    running.push(controller);
    return controller;
  }
  async function startLeading(
    name = "a", more: Partial<ControllerConfig> = {},
  ): Promise<ControllerProcess> {
    const controller = await start(name, more);
    await eventually(`${name} leads`, () => leads(controller.url));
    return controller;
  }
  async function order(what: string, at = "node-1"): Promise<void> {
    await events.publish(`c4.v1.evt.${at}`, fault(at, what));
  }
  async function stored(key: string): Promise<string | undefined> {
    const entry = await line.stream.state.get(key);
    return entry === null || entry.operation !== "PUT" ? undefined : entry.string();
  }
  const heard = (): string[] => receiver.received.map(({ body }) => {
    const { incident, status } = JSON.parse(body) as Record<string, string>;
    return `${incident} ${status}`;
  });

  it("rejects bad bytes, counts them, and goes on", async () => {
    const controller = await startLeading();
    const { url } = controller;
    connection.publish("c4.v1.sig.node-1", Uint8Array.of(1, 2, 3, 255));
    // Of one node only the newest signature is read: good bytes right behind would replace these.
    await eventually("the bad bytes were read", async () =>
      await metric(url, 'c4_signatures_rejected_total{reason="encoding"}') === 1);
    connection.publish("c4.v1.sig.node-1.more", encodeValue(signature("node-1", 1)));
    connection.publish("c4.v1.sig.node-2", encodeValue(signature("node-1", 1)));
    await events.publish("c4.v1.evt.node-1", Uint8Array.of(0, 255));
    await events.publish("c4.v1.evt.node-2", fault("node-1", "page forged"));
    connection.publish("c4.v1.sig.node-1", encodeValue(signature("node-1", 7)));
    await order("plain");
    await eventually("the good event is persisted", () => stored("fault/plain"));
    await eventually("all bad bytes are counted", async () =>
      await metric(url, 'c4_signatures_rejected_total{reason="encoding"}') === 1 &&
      await metric(url, 'c4_signatures_rejected_total{reason="node"}') === 1 &&
      await metric(url, "c4_signatures_received_total") === 3 &&
      await metric(url, "c4_events_rejected_total") === 2);
    assert.equal(await stored("incident/forged"), undefined);
  });

  it("sends one signed alert for an incident, and one when it is over", async () => {
    await startLeading();
    await order("page a");
    await eventually("the outcome is persisted", () => stored("outcome/a/firing"));
    await order("resolve a");
    await eventually("the resolution is out", () => stored("outcome/a/resolved"));
    assert.deepEqual(heard(), ["inc-a firing", "inc-a resolved"]);
  });

  it("sends a command for an order and persists the reply", async () => {
    await startLeading();
    connection.subscribe("c4.v1.cmd.node-1", {
      callback: (_, message) => { message.respond(encodeValue({ kind: "done", detail: "ok" })); },
    });
    await order("ask q");
    assert.match(await eventually("the reply is persisted", () => stored("reply/q")), /"done"/);
  });

  it("killed at any moment and restarted: forgets nothing, repeats no alert", async () => {
    const words = Array.from({ length: 12 }, (_, index) => `w${index}`);
    let life = await startLeading();
    let kills = 0;
    for (const [index, word] of words.entries()) {
      await order(`page ${word}`);
      // A different moment each time: before it is read, in the middle, after it is sent.
      if (index % 3 === 2) {
        await sleep(index * 4);
        await life.kill("SIGKILL");
        kills += 1;
        life = await start();
      }
    }
    for (const word of words) {
      await eventually(`${word} is delivered and known to be`, () =>
        stored(`outcome/${word}/firing`), 30_000);
      assert.ok(await stored(`incident/${word}`));
    }
    await eventually("nothing is pending", async () =>
      await metric(life.url, "c4_alerts_pending") === 0);
    await sleep(300);
    const deliveries = receiver.received.map(({ headers }) => headers["x-c4-delivery"]);
    // Killed between the receiver's answer and our note of it, an alert must come again, under the
    // same key; any other repetition is a fault. At most one such moment per kill.
    const repeated = deliveries.length - new Set(deliveries).size;
    assert.equal(new Set(deliveries).size, words.length);
    assert.ok(repeated <= kills, `${repeated} repetitions: ${heard().join(", ")}`);
  });

  it("killed after it noted the delivery: the alert never comes again", async () => {
    const first = await startLeading();
    await order("page a");
    await eventually("it is delivered", () => stored("outcome/a/firing"));
    await first.kill("SIGKILL");
    // As if the last write before the kill had been lost: the core will say the alert again.
    await line.stream.state.put("alert/a", encodeValue("pending"));
    await line.stream.state.delete("outcome/a/firing");
    await startLeading();
    await eventually("the core hears the outcome again", () => stored("outcome/a/firing"));
    assert.deepEqual(heard(), ["inc-a firing"]);
  });

  it("killed while the receiver is down: the alert comes when both are back, once", async () => {
    // Its second attempt gets no answer: there is no third on its way when it is killed.
    receiver.answer = (_, count) => (count === 1 ? 503 : "hang");
    const first = await startLeading("a", { "alert.timeoutMs": 60_000 });
    await order("page a");
    await eventually("it was tried", () => receiver.received.length === 2);
    await first.kill("SIGKILL");
    receiver.answer = () => 204;
    await startLeading();
    await eventually("it is delivered", () => stored("outcome/a/firing"));
    await sleep(300);
    assert.equal(receiver.received.length, 3);
  });

  it("loses no event when NATS is killed and restarted in the middle", async () => {
    const controller = await startLeading();
    const count = 40;
    for (let index = 0; index < count; index += 1) {
      if (index === 20) {
        await server.kill();
        await server.start();
      }
      // As agents do: an event is published until it is acknowledged.
      await eventually(`event ${index} is taken`, async () => {
        try {
          await order(`number-${index}`);
          return true;
        } catch {
          return false;
        }
      });
    }
    for (let index = 0; index < count; index += 1) {
      await eventually(`event ${index} is persisted`, () => stored(`fault/number-${index}`));
    }
    assert.equal(controller.child.exitCode, null);
    assert.ok(await metric(controller.url, "c4_nats_reconnects_total") >= 1);
    await order("page after");
    await eventually("alerts go out as before", () => heard().includes("inc-after firing"));
  });

  it("says that its office is suspended while NATS is away, not that it stands by", async () => {
    const { url } = await startLeading();
    const status = async (): Promise<StatusView> =>
      await (await fetch(`${url}/v1/status`)).json() as StatusView;
    assert.equal((await status()).controller.suspended, false);
    await server.kill();
    await eventually("it is suspended", async () => {
      const { controller, messages } = await status();
      return controller.suspended && !controller.leader && !messages.connected;
    });
    await server.start();
    await eventually("it leads again", () => leads(url));
    assert.equal((await status()).controller.suspended, false);
  });

  it("waits for a NATS server that is not there yet, alive but not ready", async () => {
    await server.kill();
    const starting = start();
    await sleep(400);
    await server.start();
    const controller = await starting;
    await eventually("it leads", () => leads(controller.url));
  });

  it("leads again after its token was changed, on the server first", async () => {
    const folder = makeDirectory();
    const tokenFile = path.join(folder.path, "token");
    writeFileSync(tokenFile, "old\n");
    await server.kill();
    await server.start("old");
    try {
      const { url, stderr } = await startLeading("a", { "nats.tokenFile": tokenFile });
      await server.kill();
      await server.start("new");
      await eventually("it is refused, time and again", () =>
        stderr().split("\n").filter((each) => each.includes("AUTHORIZATION_VIOLATION")).length > 1);
      writeFileSync(tokenFile, "new\n");
      await eventually("it leads", () => leads(url));
    } finally {
      folder.remove();
    }
  });

  it("releases its office when it is asked to stop, and ends cleanly", async () => {
    const first = await startLeading("a");
    const second = await start("b");
    await first.kill("SIGTERM");
    assert.equal(first.child.exitCode, 0, first.stderr());
    await eventually("the second leads", () => leads(second.url));
  });

  it("ends, and leaves its office to others, when an error of ours kept it from taking it",
    async () => {
      await startLeading("a").then(({ kill }) => kill("SIGTERM"));
      await line.stream.state.put(encodeKey("fault/poison"), encodeValue(true));
      const { child } = await start("b");
      await eventually("it ends", () => child.exitCode !== null);
      assert.equal(child.exitCode, 1);
      const left = await line.stream.leader.get(leaderKey);
      assert.equal(left?.json<{ readonly released: boolean }>().released, true);
    });

  it("ends cleanly when NATS has gone before it", async () => {
    const controller = await startLeading();
    await server.kill();
    await controller.kill("SIGTERM");
    assert.equal(controller.child.exitCode, 0, controller.stderr());
  });

  it("understands what real agents send", async () => {
    const controller = await startController({ "nats.url": server.url }, "real");
    running.push(controller);
    await eventually("it leads", () => leads(controller.url));
    connection.publish("c4.v1.sig.node-1", encodeSignature(signature("node-1", 1)));
    connection.publish("c4.v1.sig.node-2", encodeValue(signature("node-2", 1)));
    await events.publish("c4.v1.evt.node-1", encodeEvent({
      kind: "agent-started", node: node("node-1"), session: "s1", version: "1",
    }));
    await events.publish("c4.v1.evt.node-1", fault("node-1", "page json"));
    const { url } = controller;
    await eventually("each is counted", async () =>
      await metric(url, "c4_signatures_received_total") === 2 &&
      await metric(url, 'c4_signatures_rejected_total{reason="encoding"}') === 1 &&
      await metric(url, "c4_events_received_total") === 2 &&
      await metric(url, "c4_events_rejected_total") === 1);
    const status = await (await fetch(`${url}/v1/status`)).json() as StatusView;
    assert.equal(status.controller.leader, true);
    assert.match(status.errors.join(), /agent node-2: signature rejected/);
  });

  it("stopped like a corpse and woken after its successor took over, does nothing", async () => {
    // The first one's second attempt lies with the receiver while it is stopped. A process stopped
    // between its look at the lease and its write to the socket finishes that write when it wakes:
    // no fence reaches into a webhook, and the delivery key is what tells the two apart.
    let answerLate: (status: number) => void = () => undefined;
    const late = new Promise<number>((resolve) => { answerLate = resolve; });
    receiver.answer = (_, count) => (count === 1 ? 503 : late);
    // Long enough that a busy machine does not make a corpse of the first by itself.
    const patient = { "leaseMs": 4000, "alert.timeoutMs": 60_000 };
    const first = await startLeading("a", patient);
    const second = await start("b", patient);
    assert.equal(await leads(second.url), false);
    await order("page a");
    await eventually("the first tries again", () => receiver.received.length === 2);
    const commands: string[] = [];
    connection.subscribe("c4.v1.cmd.node-1", {
      callback: (_, message) => {
        const { fence } = JSON.parse(message.string()) as
          { readonly fence: { readonly term: number } };
        commands.push(`term ${fence.term}`);
        message.respond(encodeValue({ kind: "done", detail: "" }));
      },
    });
    const terms = await metric(first.url, "c4_leader_term");

    first.child.kill("SIGSTOP");
    receiver.answer = () => 204;
    await eventually("the second takes over", () => leads(second.url));
    const term = await metric(second.url, "c4_leader_term");
    assert.ok(term > terms, "the term has grown");
    await eventually("the second delivers", () => stored("outcome/a/firing"));
    const writes = await metric(second.url, 'c4_state_writes_total{outcome="written"}');
    assert.ok(writes > 0);
    const delivered = receiver.received.length;

    first.child.kill("SIGCONT");
    answerLate(503); // who believed that it leads would try a third time
    await order("ask q");
    await order("page b");
    await eventually("the second goes on", () => stored("outcome/b/firing"));
    await eventually("the first has understood", async () =>
      await metric(first.url, "c4_leader") === 0 &&
      await metric(first.url, "c4_leader_term") === 0);
    await sleep(500);
    // A busy machine may suspend it for a moment, which is no loss of office.
    await eventually("the second leads on", () => leads(second.url));
    assert.equal(await metric(second.url, "c4_leader_term"), term);
    assert.deepEqual(commands, [`term ${term}`]);
    assert.deepEqual(heard().slice(delivered), ["inc-b firing"]);
    assert.equal(await metric(first.url, 'c4_alerts_total{outcome="delivered"}'), 0);
    assert.equal(await metric(second.url, 'c4_state_writes_total{outcome="conflict"}'), 0,
      "nobody wrote into the second one's state");
    await second.kill("SIGKILL");
    await eventually("the first leads again", () => leads(first.url));
  });
});
