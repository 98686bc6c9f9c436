// What the lines of c4-nodehelper mean, field by field.

import { failure, success, type Result } from "../../proto/errors.ts";
import type { SocketSignature } from "../../proto/signature.ts";
import type { ExitStatus } from "../core/end.ts";

const socketsMax = 1024;
const addressPattern = /^[0-9A-Za-z.:[\]%-]{1,100}:[0-9]{1,5}$/;
const signalPattern = /^SIG[A-Z0-9+]{1,12}$/;

const socketNumbers = [
  "bytesAcked", "bytesReceived", "unackedSegments", "unsentBytes", "unreadBytes", "retransmits",
  "roundTripMs", "busyMs", "receiveWindowLimitedMs", "sendBufferLimitedMs",
  "deliveryBytesPerSecond", "lastSentAgeMs", "lastReceivedAgeMs",
] as const;

export function parseExitStatus(value: unknown): ExitStatus {
  if (typeof value !== "object" || value === null) return { kind: "unknown" };
  const { kind, code, signal } = value as Readonly<Record<string, unknown>>;
  if (kind === "exited" && typeof code === "number" && Number.isInteger(code)) {
    return { kind: "exited", code };
  }
  if (kind === "signaled" && typeof signal === "string" && signalPattern.test(signal)) {
    return { kind: "signaled", signal };
  }
  return { kind: "unknown" };
}

export function parseSockets(value: unknown): Result<readonly SocketSignature[]> {
  if (!Array.isArray(value)) return failure("invalid-data", "c4-nodehelper: sockets are no list");
  const sockets: SocketSignature[] = [];
  for (const each of value.slice(0, socketsMax) as readonly unknown[]) {
    const socket = parseSocket(each);
    if (socket === undefined) return failure("invalid-data", "c4-nodehelper: unreadable socket");
    sockets.push(socket);
  }
  return success(sockets);
}

function parseSocket(value: unknown): SocketSignature | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const { local, remote } = fields;
  if (typeof local !== "string" || !addressPattern.test(local)) return undefined;
  if (typeof remote !== "string" || !addressPattern.test(remote)) return undefined;
  for (const name of socketNumbers) {
    const number = fields[name];
    if (typeof number !== "number" || !(number >= 0 && number < Infinity)) return undefined;
  }
  // Only the fields above are copied: an extra one must not travel on.
  const known = Object.fromEntries(socketNumbers.map((name) => [name, fields[name]]));
  return { local, remote, ...known } as unknown as SocketSignature;
}

/** The wait status of a zombie, as wait(2) encodes it. */
export function decodeWaitStatus(
  status: number, nameOf: (signal: number) => string | undefined,
): ExitStatus {
  const signal = status & 0x7F;
  if (signal === 0) return { kind: "exited", code: (status >> 8) & 0xFF };
  return { kind: "signaled", signal: nameOf(signal) ?? `SIG${signal}` };
}
