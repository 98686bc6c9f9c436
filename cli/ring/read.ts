// One process's shared-memory file, read from outside while its process goes on writing.

import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { failure, success, type Result } from "../../proto/errors.ts";
import { fileFailure } from "../../proto/file-failure.ts";
import * as layout from "../../proto/layout.ts";
import { parseHeader } from "../../proto/process-file.ts";
import { parseRing, type ProcessFileRing } from "../../proto/process-rings.ts";
import { parseTables, type ProcessFile } from "../../proto/process-tables.ts";
import { isAlive } from "../files/identity.ts";
import type { RingView } from "../view/ring.ts";

export function readRingFile(file: string): Result<RingView> {
  let descriptor: number | undefined;
  try {
    // Not blocking: a path to a pipe must not hang us.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) {
      return failure("invalid-data", `${file} is not a file; give one of $C4_DIR/NODE/proc/`);
    }
    return readOpen(file, descriptor);
  } catch (caught) {
    return { ok: false, error: fileFailure(file, "read", caught) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readOpen(file: string, descriptor: number): Result<RingView> {
  const header = parseHeader(bytesAt(descriptor, 0, layout.headerBytes));
  if (!header.ok) return named(file, header);
  const { used, clock } = header.value;
  const communicatorBytes = used.communicators * layout.communicatorStride;
  const read = (): Uint8Array =>
    bytesAt(descriptor, layout.communicatorOffset, communicatorBytes);
  const tables = parseTables(header.value, {
    communicators: read(), communicatorsAgain: read(),
    connections: bytesAt(descriptor, layout.connectionOffset,
      used.connections * layout.connectionStride),
  });
  if (!tables.ok) return named(file, tables);
  const rings: ProcessFileRing[] = [];
  for (let index = 0; index < used.rings; index += 1) {
    const offset = layout.ringOffset + index * layout.ringStride;
    const copied = bytesAt(descriptor, offset, layout.ringStride);
    const ring = parseRing(copied, bytesAt(descriptor, offset, 16), clock);
    if (!ring.ok) return named(file, ring);
    rings.push(ring.value);
  }
  const lives = header.value.end.kind === "running" &&
    isAlive({ pid: header.value.pid, startTicks: header.value.startTicks });
  return success({
    ...tables.value, file, rings, isAlive: lives,
    nowMs: lives ? Number(process.hrtime.bigint()) / 1e6 : lastMs(tables.value),
  });
}

/** Of a process that is gone, or on another host: the newest moment that its file knows. */
function lastMs(file: ProcessFile): number {
  const { header } = file;
  const ended = header.end.kind === "running" ? 0 : header.end.atMs;
  const communicators = file.communicators
    .map((each) => Math.max(each.lastStartMs, each.lastEndMs));
  const connections = file.connections.map((each) => Math.max(each.lastReadyMs, each.lastDoneMs));
  return [...communicators, ...connections]
    .reduce((newest, each) => Math.max(newest, each), Math.max(ended, header.openedMs));
}

function named(file: string, refused: Result<unknown> & { readonly ok: false }): Result<never> {
  return failure(refused.error.code, `${file}: ${refused.error.message}`);
}

/** Short where the file is short; the parsers say so. */
function bytesAt(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const read = length === 0 ? 0 : readSync(descriptor, bytes, 0, length, offset);
  return bytes.subarray(0, read);
}
