// Writes a process's control file: the mask, then the generation that tells the hook to look. The
// two writes are two calls in this order; the hook reads the generation with acquire and only then
// the mask.

import { closeSync, constants, readSync, writeSync } from "node:fs";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import * as layout from "../../proto/layout.ts";
import { openGuarded } from "./files.ts";

export function writeMask(file: string, mask: bigint): Result<bigint> {
  const opened = openGuarded(file, constants.O_RDWR, layout.controlBytes);
  if (!opened.ok) return opened;
  const { descriptor } = opened.value;
  const at = layout.controlFile;
  try {
    const head = Buffer.alloc(32);
    readSync(descriptor, head, 0, head.length, 0);
    const isOurs = head.readUInt32LE(at.magic) === layout.controlMagic.low &&
      head.readUInt32LE(at.magic + 4) === layout.controlMagic.high &&
      head.readUInt32LE(at.version) === layout.layoutVersion;
    if (!isOurs) return failure("unsupported", "the control file has a layout that is not ours");
    const generation = BigInt.asUintN(64, head.readBigUInt64LE(at.generation) + 1n);
    const word = Buffer.alloc(8);
    word.writeBigUInt64LE(mask);
    writeSync(descriptor, word, 0, 8, at.mask);
    word.writeBigUInt64LE(generation);
    writeSync(descriptor, word, 0, 8, at.generation);
    return success(generation);
  } catch (caught) {
    return failure("unavailable", `cannot write the control file: ${failureFrom(caught).message}`);
  } finally {
    closeSync(descriptor);
  }
}
