// Answers probes of other agents. A peer connects and says in 16 bytes how much it will send:
//
//   0   "C4PROBE1"
//   8   bytes that follow, as a 64-bit little-endian integer
//
// We answer one byte at once, by which the peer knows the time to connect, take the bytes, and
// answer the nanoseconds from the first to the last of them, as a 64-bit little-endian integer.
// The rate is measured here because only the receiver knows when bytes arrived: the sender's
// kernel takes a whole probe into its buffer.
//
// Anyone who reaches the port can connect, so time, size and number of connections are bounded and
// nothing that comes in is kept.

import { createServer, type Server, type Socket } from "node:net";
import { listenFailure, type Listen } from "../../proto/configuration.ts";
import { success, type Result } from "../../proto/errors.ts";

export const probeMagic = "C4PROBE1";
export const probeHeaderBytes = 16;
export const probeBytesMax = 64 * 1024 * 1024;

export interface ProbeServer {
  readonly port: number;
  readonly counts: () => ProbeServerCounts;
  readonly close: () => Promise<void>;
}

export interface ProbeServerCounts {
  readonly answered: number;
  /** Wrong magic, too many bytes, too slow, or one connection too many. */
  readonly refused: number;
}

export interface ProbeServerLimits {
  readonly connectionsMax: number;
  /** A whole probe, from connecting to the answer. */
  readonly lifeMs: number;
}

const defaultLimits: ProbeServerLimits = { connectionsMax: 64, lifeMs: 30_000 };

export function serveProbes(
  listen: Listen, limits: ProbeServerLimits = defaultLimits,
): Promise<Result<ProbeServer>> {
  const counts = { answered: 0, refused: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    if (sockets.size >= limits.connectionsMax) {
      counts.refused += 1;
      socket.destroy();
      return;
    }
    sockets.add(socket);
    const timer = setTimeout(() => socket.destroy(), limits.lifeMs);
    let isAnswered = false;
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      clearTimeout(timer);
      sockets.delete(socket);
      if (isAnswered) counts.answered += 1;
      else counts.refused += 1;
    });
    answer(socket, () => {
      isAnswered = true;
    });
  });
  return new Promise((resolve) => {
    server.once("error", (error) => {
      resolve(listenFailure("probe.listen", listen, error));
    });
    server.listen(listen.port, listen.address, () => {
      resolve(success({
        port: portOf(server), counts: () => ({ ...counts }), close: () => close(server, sockets),
      }));
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}

function answer(socket: Socket, onAnswered: () => void): void {
  let head = Buffer.alloc(0);
  let expected = -1;
  let received = 0;
  let firstNs = 0n;
  socket.on("data", (given: Buffer) => {
    let body = given;
    if (expected < 0) {
      const missing = probeHeaderBytes - head.length;
      head = Buffer.concat([head, given.subarray(0, missing)]);
      if (head.length < probeHeaderBytes) return;
      body = given.subarray(missing);
      const size = head.readBigUInt64LE(8);
      if (head.toString("latin1", 0, 8) !== probeMagic || size > BigInt(probeBytesMax)) {
        socket.destroy();
        return;
      }
      expected = Number(size);
      socket.write(Buffer.of(1));
    }
    if (body.length > 0 && received === 0) firstNs = process.hrtime.bigint();
    received += body.length;
    if (received > expected) socket.destroy();
    else if (received === expected) {
      const time = Buffer.alloc(8);
      time.writeBigUInt64LE(received === 0 ? 0n : process.hrtime.bigint() - firstNs);
      onAnswered();
      socket.end(time);
    }
  });
}
