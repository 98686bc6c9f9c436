// Two Node processes with TCP connections between them, which the test commands over their stdin.

import { strict as assert } from "node:assert";
import { spawn, type ChildProcess } from "node:child_process";
import { firstLine, track } from "./connect.ts";

// It greets, since a connection belongs to no process before it is accepted.
const server = `
  const server = require("net").createServer((socket) => {
    socket.resume().on("error", () => {});
    socket.write("x");
  });
  server.listen(0, process.argv[1], () => console.log(server.address().port));
`;
const client = `
  const net = require("net");
  const sockets = [];
  const [host, port, count] = process.argv.slice(1);
  const open = () => {
    if (sockets.length === Number(count)) return console.log("connected");
    const socket = net.connect(Number(port), host);
    socket.once("data", () => { sockets.push(socket); open(); });
    socket.on("error", () => process.exit(1));
  };
  open();
  process.stdin.on("data", (text) => {
    for (const line of String(text).trim().split("\\n")) sockets[0].write(Buffer.alloc(+line));
  });
`;

export interface Pair {
  readonly server: ChildProcess;
  readonly client: ChildProcess;
  /** The first connection carries so many bytes more, from client to server. */
  readonly write: (bytes: number) => void;
}

export interface PairOptions {
  readonly listen?: string;
  readonly dial?: string;
  readonly count?: number;
  /** A command that runs both, such as one that enters a network namespace. */
  readonly under?: readonly string[];
}

async function start(command: readonly string[]): Promise<readonly [ChildProcess, string]> {
  const [file = "", ...rest] = command;
  const child = track(spawn(file, rest, { stdio: ["pipe", "pipe", "inherit"] }));
  return [child, await firstLine(child)];
}

export async function connectPair(options: PairOptions = {}): Promise<Pair> {
  const { listen = "127.0.0.1", dial = listen, count = 1, under = [] } = options;
  const [one, port] = await start([...under, process.execPath, "-e", server, listen]);
  const [two, said] =
    await start([...under, process.execPath, "-e", client, dial, port, String(count)]);
  assert.equal(said, "connected");
  return { server: one, client: two, write: (bytes) => two.stdin?.write(`${bytes}\n`) };
}
