import { strict as assert } from "node:assert";
import { connect, type NatsConnection } from "nats";
import { createCommands } from "../../../controller/io/commands.ts";
import { decodeValue, encodeValue } from "../../../controller/io/kv.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { startNatsServer, type NatsServer } from "../../fixtures/nats.ts";
import { jsonCodec, makeIncident, node } from "./fake.ts";

describe("commands to agents", function () {
  this.timeout(60_000);
  let server: NatsServer;
  let controller: NatsConnection;
  let agent: NatsConnection;

  before(async () => {
    server = await startNatsServer();
    controller = await connect({ servers: server.url });
    agent = await connect({ servers: server.url });
  });
  after(async () => {
    await controller.close();
    await agent.close();
    await server.remove();
  });
  const make = (inFlightMax = 8, connection = controller) => createCommands({
    connection, encode: jsonCodec.encodeCommand, decode: jsonCodec.decodeReply,
    repeatMs: 100, inFlightMax,
  });
  const order = (at: string, timeoutMs = 5000) => ({
    node: node(at), timeoutMs,
    fenced: {
      fence: { scope: "s", generation: 3, term: 7 },
      command: { kind: "set-mask" as const, job: makeIncident("a").job, mask: 1n << 63n },
    },
  });
  const reason = (reply: { readonly kind: string; readonly reason?: string }): string =>
    `${reply.kind}: ${reply.reason ?? ""}`;

  it("come back refused when no agent listens, after their time and not before", async () => {
    const commands = make();
    const beganMs = performance.now();
    assert.equal(reason(await commands.send(order("absent", 400))),
      "refused: no answer: no agent listens on absent");
    assert.ok(performance.now() - beganMs >= 390);
    assert.deepEqual(commands.counts(), { sent: 1, answered: 0, unanswered: 1, inFlight: 0 });
  });

  it("come back refused when the agent is silent", async () => {
    const silent = agent.subscribe("c4.v1.cmd.silent", { callback: () => undefined });
    await agent.flush(); // the server knows it now
    assert.equal(reason(await make().send(order("silent", 300))),
      "refused: no answer from silent in 300 ms");
    silent.unsubscribe();
  });

  it("come back refused when the answer is unreadable", async () => {
    const odd = agent.subscribe("c4.v1.cmd.odd", {
      callback: (_, message) => { message.respond(Uint8Array.of(1, 2, 3)); },
    });
    assert.match(reason(await make().send(order("odd"))), /^refused: the reply is unreadable/);
    odd.unsubscribe();
  });

  it("come back refused beyond the number that may be in flight, and when aborted", async () => {
    const commands = make(1);
    const first = commands.send(order("absent"));
    assert.match(reason(await commands.send(order("absent"))), /1 commands are already waiting/);
    commands.abort();
    assert.equal(reason(await first), "refused: no answer: this controller no longer leads");
  });

  it("come back refused when the connection was closed for good", async () => {
    const closed = await connect({ servers: server.url });
    await closed.close();
    assert.equal(reason(await make(8, closed).send(order("absent"))),
      "refused: no answer: the connection to NATS is closed");
  });

  it("reach an agent that begins to listen only later", async () => {
    const reply = make().send(order("late"));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const late = agent.subscribe("c4.v1.cmd.late", {
      callback: (_, message) => { message.respond(encodeValue({ kind: "done", detail: "ok" })); },
    });
    assert.deepEqual(await reply, { kind: "done", detail: "ok" });
    late.unsubscribe();
  });

  it("are repeated unchanged while unanswered, and a late answer to the first counts", async () => {
    const heard: unknown[] = [];
    let answerFirst = (): void => undefined;
    const slow = agent.subscribe("c4.v1.cmd.slow", {
      callback: (_, message) => {
        const decoded = decodeValue(message.data);
        heard.push(decoded.ok ? decoded.value : decoded.error);
        if (heard.length === 1) {
          answerFirst = () => { message.respond(encodeValue({ kind: "done", detail: "1st" })); };
        }
      },
    });
    const reply = make().send(order("slow"));
    await eventually("it was repeated", () => heard.length >= 3);
    answerFirst();
    assert.deepEqual(await reply, { kind: "done", detail: "1st" });
    assert.deepEqual(heard[1], heard[0]);
    assert.deepEqual(heard[0], order("slow").fenced);
    slow.unsubscribe();
  });
});
