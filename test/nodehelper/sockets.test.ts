// TCP facts of real connections between real processes.

import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import type { SocketSignature } from "../../proto/signature.ts";
import {
  connect, firstLine, killTracked, lineMax, pidOf, track, until, type Connection,
} from "./connect.ts";
import { connectPair } from "./pair.ts";
import { needsRoot } from "../fixtures/skip.ts";

const fields: readonly (keyof SocketSignature)[] = [
  "local", "remote", "bytesAcked", "bytesReceived", "unackedSegments", "unsentBytes",
  "unreadBytes", "retransmits", "roundTripMs", "busyMs", "receiveWindowLimitedMs",
  "sendBufferLimitedMs", "deliveryBytesPerSecond", "lastSentAgeMs", "lastReceivedAgeMs",
];

interface Answer {
  readonly sockets: readonly SocketSignature[];
  readonly truncated: boolean;
}

let question = 1;

async function ask(connection: Connection, pid: number): Promise<Answer> {
  const answer = await connection.answer({ op: "sockets", id: ++question, pid });
  assert.equal(answer.event, "sockets", JSON.stringify(answer));
  const { sockets, truncated } = answer as unknown as Answer;
  for (const socket of sockets) {
    assert.deepEqual(Object.keys(socket), fields);
    for (const [field, value] of Object.entries(socket)) {
      const isName = field === "local" || field === "remote";
      assert.ok(isName ? typeof value === "string" : Number.isFinite(value) && value >= 0, field);
    }
  }
  return { sockets, truncated };
}

async function only(connection: Connection, pid: number): Promise<SocketSignature> {
  const { sockets: [socket, ...more] } = await ask(connection, pid);
  assert.ok(socket !== undefined && more.length === 0, "exactly one socket");
  return socket;
}

describe("c4-nodehelper, listing sockets", () => {
  afterEach(killTracked);

  it("refuses a process that does not exist", async () => {
    const connection = await connect();
    const answer = await connection.answer({ op: "sockets", id: 1, pid: 2_147_483_647 });
    assert.deepEqual([answer.event, answer["code"]], ["error", "not-found"]);
  });

  it("gives an empty list for a process without connections, listening or not", async () => {
    const connection = await connect();
    const listener = track(spawn(process.execPath, ["-e",
      "require('net').createServer().listen(0, '127.0.0.1', () => console.log('ready'))"],
    { stdio: ["ignore", "pipe", "inherit"] }));
    await firstLine(listener);
    const answer = await ask(connection, pidOf(listener));
    assert.deepEqual(answer, { sockets: [], truncated: false });
  });

  for (const [listen, dial, shape] of [
    ["127.0.0.1", "127.0.0.1", /^127\.0\.0\.1:\d+$/],
    ["::1", "::1", /^\[::1\]:\d+$/],
    ["::", "127.0.0.1", /^127\.0\.0\.1:\d+$/],
  ] as const) {
    it(`shows both ends of a connection with each other's addresses (${listen} from ${dial})`,
      async () => {
        const connection = await connect();
        const pair = await connectPair({ listen, dial });
        const near = await only(connection, pidOf(pair.client));
        const far = await only(connection, pidOf(pair.server));
        assert.match(near.local, shape);
        assert.match(near.remote, shape);
        assert.deepEqual([near.local, near.remote], [far.remote, far.local]);
      });
  }

  it("counts at both ends the bytes that a connection carries", async () => {
    const connection = await connect();
    const pair = await connectPair();
    const before = await only(connection, pidOf(pair.client));
    pair.write(1_000_000);
    const after = await until(() => only(connection, pidOf(pair.client)), (socket) =>
      socket.bytesAcked - before.bytesAcked >= 1_000_000);
    assert.equal(after.bytesAcked - before.bytesAcked, 1_000_000);
    assert.ok(after.busyMs < 60_000, `busy for ${after.busyMs} ms`);
    assert.ok(after.roundTripMs > 0 && after.roundTripMs < 10_000, `${after.roundTripMs} ms`);
    assert.ok(after.deliveryBytesPerSecond > 0);
    const far = await until(() => only(connection, pidOf(pair.server)), (socket) =>
      socket.bytesReceived === 1_000_000);
    assert.equal(far.unreadBytes, 0);
  });

  it("tells a reader that has stopped from a network that is slow", async () => {
    const connection = await connect();
    const pair = await connectPair();
    pair.server.kill("SIGSTOP");
    pair.write(30_000_000);
    const far = await until(() => only(connection, pidOf(pair.server)), (socket) =>
      socket.unreadBytes > 50_000);
    assert.ok(far.unreadBytes <= far.bytesReceived);
    const near = await until(() => only(connection, pidOf(pair.client)), (socket) =>
      socket.receiveWindowLimitedMs > 0 && socket.unsentBytes > 0);
    assert.ok(near.busyMs > 0 && near.busyMs >= near.receiveWindowLimitedMs);
    pair.server.kill("SIGCONT");
    await until(() => only(connection, pidOf(pair.server)), (socket) => socket.unreadBytes === 0);
    const done = await until(() => only(connection, pidOf(pair.client)), (socket) =>
      socket.bytesAcked >= 30_000_000);
    assert.equal(done.unsentBytes, 0);
  });

  it("keeps to one line, and to the sockets with the most bytes, when there are too many",
    async () => {
      const connection = await connect();
      const pair = await connectPair({ count: 300 });
      pair.write(5_000_000);
      const { sockets, truncated } = await until(() => ask(connection, pidOf(pair.client)),
        (answer) => (answer.sockets[0]?.bytesAcked ?? 0) >= 5_000_000);
      assert.equal(truncated, true);
      assert.ok(sockets.length > 100 && sockets.length <= 256, `${sockets.length} sockets`);
      const acked = sockets.map((socket) => socket.bytesAcked);
      assert.deepEqual(acked, [...acked].sort((left, right) => right - left));
      assert.ok(JSON.stringify(sockets).length > lineMax - 1000, "the line is well used");
    });

  it("sees each process in its own network namespace", async function () {
    needsRoot(this, "make a network namespace");
    const connection = await connect();
    const here = await connectPair();
    const holder = track(spawn("unshare", ["-n", "sh", "-c",
      "ip link set lo up && echo ready && exec sleep 1000"],
    { stdio: ["ignore", "pipe", "inherit"] }));
    await firstLine(holder);
    const under = ["nsenter", "-n", "-t", String(pidOf(holder))];
    const there = await connectPair({ under });
    for (let round = 0; round < 3; ++round) {
      for (const pair of [here, there]) {
        const near = await only(connection, pidOf(pair.client));
        const far = await only(connection, pidOf(pair.server));
        assert.deepEqual([near.local, near.remote], [far.remote, far.local]);
      }
    }
  });
});
