// The active probe: how fast do bytes really come from this node to another, right now?
//
// One request of a few bytes names how many follow; the receiving agent times them from the first
// to the last and answers with that time. The receiver's clock alone counts, so neither the way
// back nor anybody's lateness is in the figure; of several passes the fastest is told, since
// whatever else happens can only slow a pass down (docs/notes: the median misled, the minimum did
// not).
//
//   request  "C4PROBE1" + bytes (u32, little-endian), then that many bytes
//   answer   nanoseconds from the first to the last byte (u64, little-endian)

import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import type { ProbeResult } from "../../proto/command.ts";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import type { NodeName } from "../../proto/ids.ts";

export const probeBytesMax = 8 * 1024 * 1024;
const greeting = Buffer.from("C4PROBE1", "latin1");
const headerBytes = greeting.length + 4;
const answerBytes = 8;
const connectionsMax = 16;
const idleTimeoutMs = 5_000;
const passes = 3;
const chunk = Buffer.alloc(64 * 1024, 0x5a);

export interface ProbeServer {
  readonly address: string;
  readonly refused: () => number;
  readonly stop: () => void;
}

/** Listens for the probes of others. Everything that arrives is hostile. */
export function startProbeServer(host: string, port: number): Promise<Result<ProbeServer>> {
  let refused = 0;
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    if (open.size >= connectionsMax) {
      refused += 1;
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    receive(socket, () => { refused += 1; });
  });
  return new Promise((resolve) => {
    server.once("error", (caught) => {
      const { message } = failureFrom(caught);
      resolve(failure("unavailable", `cannot listen for probes on ${host}:${port}: ${message}`));
    });
    server.listen(port, host, () => {
      const { address, port: bound } = server.address() as AddressInfo;
      resolve(success({
        address: `${address}:${bound}`,
        refused: () => refused,
        stop: () => {
          server.close();
          for (const socket of open) socket.destroy();
        },
      }));
    });
  });
}

function receive(socket: Socket, refuse: () => void): void {
  let header = Buffer.alloc(0);
  let remaining = -1;
  let begunNs = 0n;
  socket.setTimeout(idleTimeoutMs, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes: Buffer) => {
    let payload = bytes;
    if (remaining < 0) {
      header = Buffer.concat([header, bytes]);
      if (header.length < headerBytes) return;
      remaining = requestedBytes(header);
      if (remaining < 0) {
        refuse();
        socket.destroy();
        return;
      }
      payload = header.subarray(headerBytes);
    }
    if (payload.length > 0 && begunNs === 0n) begunNs = process.hrtime.bigint();
    remaining -= payload.length;
    if (remaining > 0) return;
    const answer = Buffer.alloc(answerBytes);
    answer.writeBigUInt64LE(process.hrtime.bigint() - begunNs);
    socket.end(answer);
  });
}

/** -1 for a header that is not ours or asks for nonsense. */
function requestedBytes(header: Buffer): number {
  if (!header.subarray(0, greeting.length).equals(greeting)) return -1;
  const bytes = header.readUInt32LE(greeting.length);
  return bytes > 0 && bytes <= probeBytesMax ? bytes : -1;
}

export interface ProbeRequest {
  readonly to: NodeName;
  /** `address:port` as the other agent announced it. */
  readonly address: string;
  readonly bytes: number;
  readonly timeoutMs: number;
}

/** Several passes, one after the other; the fastest counts. Never rejects. */
export async function probe(request: ProbeRequest): Promise<ProbeResult> {
  const deadlineMs = performance.now() + request.timeoutMs;
  let best: ProbeResult | undefined;
  for (let pass = 0; pass < passes; pass += 1) {
    const leftMs = deadlineMs - performance.now();
    if (leftMs <= 0) break;
    const result = await probeOnce(request, leftMs);
    if (result.kind !== "measured") return best ?? result;
    if (best === undefined || result.bytesPerSecond > best.bytesPerSecond) best = result;
  }
  return best ?? { to: request.to, kind: "timed-out", connectMs: 0, bytesPerSecond: 0 };
}

function probeOnce(request: ProbeRequest, timeoutMs: number): Promise<ProbeResult> {
  const bytes = Math.min(request.bytes, probeBytesMax);
  const begunMs = performance.now();
  const colon = request.address.lastIndexOf(":");
  const socket = connect({
    host: request.address.slice(0, colon), port: Number(request.address.slice(colon + 1)),
  });
  let connectMs = 0;
  let answer = Buffer.alloc(0);
  return new Promise((resolve) => {
    const settle = (kind: ProbeResult["kind"], bytesPerSecond = 0): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ to: request.to, kind, connectMs, bytesPerSecond });
    };
    const timer = setTimeout(() => settle("timed-out"), timeoutMs);
    socket.on("error", () => settle("refused"));
    socket.on("connect", () => {
      connectMs = performance.now() - begunMs;
      socket.setNoDelay(true);
      write(socket, bytes);
    });
    socket.on("data", (data: Buffer) => {
      answer = Buffer.concat([answer, data]);
      if (answer.length < answerBytes) return;
      const seconds = Number(answer.readBigUInt64LE()) / 1e9;
      settle("measured", bytes / Math.max(seconds, 1e-6));
    });
    socket.on("close", () => settle("refused"));
  });
}

function write(socket: Socket, bytes: number): void {
  const header = Buffer.alloc(headerBytes);
  greeting.copy(header);
  header.writeUInt32LE(bytes, greeting.length);
  socket.write(header);
  for (let sent = 0; sent < bytes; sent += chunk.length) {
    socket.write(bytes - sent >= chunk.length ? chunk : chunk.subarray(0, bytes - sent));
  }
}
