import { strict as assert } from "node:assert";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createProber, probeOne } from "../../../agent/io/probe-client.ts";
import { serveProbes, type ProbeServer } from "../../../agent/io/probe-server.ts";
import type { NodeName } from "../../../proto/ids.ts";
import { eventually } from "../../fixtures/eventually.ts";

const here = { address: "127.0.0.1", port: 0 };

describe("the probe server", () => {
  let server: ProbeServer;
  afterEach(() => server.close());
  const serve = async (connectionsMax = 8, lifeMs = 5000): Promise<void> => {
    const started = await serveProbes(here, { connectionsMax, lifeMs });
    assert.ok(started.ok);
    server = started.value;
  };
  const send = async (bytes: Buffer): Promise<Buffer> => {
    const socket = connect(server.port, here.address);
    const heard: Buffer[] = [];
    socket.on("data", (given: Buffer) => heard.push(given)).on("error", () => undefined);
    socket.write(bytes);
    await once(socket, "close");
    return Buffer.concat(heard);
  };
  const head = (bytes: bigint, magic = "C4PROBE1"): Buffer => {
    const buffer = Buffer.alloc(16);
    buffer.write(magic, "latin1");
    buffer.writeBigUInt64LE(bytes, 8);
    return buffer;
  };

  it("hangs up on a stranger's protocol", async () => {
    await serve();
    assert.equal((await send(Buffer.from("GET / HTTP/1.1\r\n\r\n"))).length, 0);
    await eventually("it is counted", () => server.counts().refused === 1);
  });

  it("hangs up on a peer that wants to send for ever, or more than it said", async () => {
    await serve();
    assert.equal((await send(head(2n ** 60n))).length, 0);
    await send(Buffer.concat([head(1n), Buffer.alloc(10)]));
    await eventually("both are counted", () => server.counts().refused === 2);
  });

  it("hangs up on a peer that says nothing, after a bounded time", async () => {
    await serve(8, 100);
    assert.equal((await send(Buffer.alloc(0))).length, 0);
    assert.equal((await send(head(100n))).length, 1);
    await eventually("both are counted", () => server.counts().refused === 2);
  });

  it("serves no more peers at a time than its limit", async () => {
    await serve(2);
    const sockets = Array.from({ length: 5 }, () =>
      connect(server.port, here.address).on("error", () => undefined));
    await eventually("three are refused", () => server.counts().refused >= 3);
    for (const socket of sockets) socket.destroy();
  });

  it("answers one byte at once and the time it took at the end", async () => {
    await serve();
    const answer = await send(Buffer.concat([head(100_000n), Buffer.alloc(100_000)]));
    assert.equal(answer.length, 9);
    assert.equal(answer[0], 1);
    await eventually("it is counted", () => server.counts().answered === 1);
    assert.equal(server.counts().refused, 0);
  });

  it("loses no byte of a probe whose head comes in pieces", async () => {
    await serve();
    const whole = Buffer.concat([head(100n), Buffer.alloc(100)]);
    const socket = connect(server.port, here.address).setNoDelay(true);
    socket.on("error", () => undefined).write(whole.subarray(0, 5));
    await new Promise((resolve) => { setTimeout(resolve, 50); });
    socket.write(whole.subarray(5));
    socket.resume();
    await once(socket, "close");
    await eventually("it is counted", () => server.counts().answered === 1);
    assert.equal(server.counts().refused, 0);
  });

  it("answers a probe of no bytes, which asks for the time to connect alone", async () => {
    await serve();
    assert.equal((await send(head(0n))).length, 9);
  });
});

describe("the probe client", () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });
  const peer = async (answer: (socket: Socket) => void): Promise<string> => {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      answer(socket);
    });
    servers.push(server);
    server.listen(0, here.address);
    await once(server, "listening");
    return `${here.address}:${(server.address() as AddressInfo).port}`;
  };
  const timed = (ns: bigint): Buffer => {
    const bytes = Buffer.alloc(9);
    bytes.writeBigUInt64LE(ns, 1);
    return bytes;
  };

  it("calls a port that nobody listens on refused", async () => {
    const address = await peer(() => undefined);
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    assert.equal((await probeOne(address, 10, 1000)).kind, "refused");
    assert.equal((await probeOne("no address", 10, 1000)).kind, "refused");
  });

  it("gives up on a peer that never answers", async () => {
    const address = await peer((socket) => socket.resume());
    assert.equal((await probeOne(address, 1000, 100)).kind, "timed-out");
  });

  it("gives up on a peer that reads nothing, however much there is to send", async () => {
    const address = await peer((socket) => socket.pause());
    assert.equal((await probeOne(address, 64 * 1024 * 1024, 200)).kind, "timed-out");
  });

  it("believes no peer that claims more time than passed, or talks on", async () => {
    const liar = await peer((socket) => socket.write(timed(10n ** 18n)));
    assert.equal((await probeOne(liar, 10, 1000)).kind, "refused");
    const talker = await peer((socket) => socket.write(Buffer.alloc(4096)));
    assert.equal((await probeOne(talker, 10, 1000)).kind, "refused");
  });

  it("measures one target after another, in the order given", async () => {
    const started = await serveProbes(here);
    assert.ok(started.ok);
    const good = `${here.address}:${started.value.port}`;
    const silent = await peer((socket) => socket.resume());
    const reply = await createProber().probe({
      kind: "probe", id: "p", bytes: 200_000, timeoutMs: 1500, targets: [
        { node: "a" as NodeName, address: good }, { node: "b" as NodeName, address: silent },
        { node: "c" as NodeName, address: good },
      ],
    });
    assert.ok(reply.kind === "probed");
    assert.deepEqual(reply.results.map((each) => [each.to, each.kind]),
      [["a", "measured"], ["b", "timed-out"], ["c", "measured"]]);
    assert.ok((reply.results[0]?.bytesPerSecond ?? 0) > 0);
    await started.value.close();
  });

  it("goes on with the next probe after one that went wrong", async () => {
    const prober = createProber();
    const order = { kind: "probe", id: "p", bytes: 1, timeoutMs: 50, targets: [] } as const;
    await assert.rejects(prober.probe({ ...order, targets: undefined as never }));
    assert.deepEqual(await prober.probe(order), { kind: "probed", id: "p", results: [] });
  });

  it("refuses more probes than may wait", async () => {
    const silent = await peer((socket) => socket.resume());
    const prober = createProber();
    const order = {
      kind: "probe", id: "p", bytes: 1, timeoutMs: 50,
      targets: [{ node: "a" as NodeName, address: silent }],
    } as const;
    const replies = await Promise.all(Array.from({ length: 8 }, () => prober.probe(order)));
    assert.equal(replies.filter((each) => each.kind === "refused").length, 4);
  });
});
