// Finds, opens and reads process files. Whoever trains can put anything into these folders: links,
// pipes, devices, files of gigabytes, files that shrink while they are read. So a file is opened
// without following links and without waiting, judged by its descriptor, and read by size.

import {
  closeSync, constants, fstatSync, lstatSync, opendirSync, openSync, readSync, statSync,
} from "node:fs";
import path from "node:path";
import { directories, suffixes } from "../../proto/environment.ts";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import * as layout from "../../proto/layout.ts";
import { parseHeader } from "../../proto/process-file.ts";
import { parseTables, type ProcessFile } from "../../proto/process-tables.ts";
import { recentOperationsMax } from "../../proto/signature.ts";
import { deviceOf } from "./locks.ts";

/** A process file that is held open: it can be read to the end even after it was unlinked. */
export interface OpenFile {
  /** `<pid>-<start ticks>`. */
  readonly name: string;
  readonly file: string;
  readonly descriptor: number;
  readonly inode: number;
  /** `major:minor`, as the kernel's table of locks names it. */
  readonly device: string;
}

/** The folder of one node under one root. */
export interface NodeFolder {
  readonly folder: string;
  readonly root: string;
}

const entriesMax = 1024;
const rootsMax = 256;
const namePattern = /^[1-9][0-9]{0,9}-[0-9]{1,20}$/;

/** Roots, of which a part may be `*`: the pods of a kubelet come and go. */
export function findNodeFolders(roots: readonly string[], node: string): readonly NodeFolder[] {
  return roots.flatMap((root) => expand(root)).slice(0, rootsMax)
    .map((root) => ({ root, folder: path.join(root, node) }));
}

function expand(pattern: string): readonly string[] {
  let found: readonly string[] = ["/"];
  for (const part of pattern.split("/").filter((each) => each !== "")) {
    found = part === "*"
      ? found.flatMap((folder) => list(folder).map((name) => path.join(folder, name)))
      : found.map((folder) => path.join(folder, part));
  }
  return found;
}

/** At most `entriesMax` names, in the folder's own order; a folder that is not there has none. */
function list(folder: string): readonly string[] {
  const names: string[] = [];
  try {
    const directory = opendirSync(folder);
    try {
      for (let entry = directory.readSync(); entry !== null && names.length < entriesMax;) {
        names.push(entry.name);
        entry = directory.readSync();
      }
    } finally {
      directory.closeSync();
    }
  } catch {
    return names;
  }
  return names;
}

/** Names of process files, without their suffix. */
export function listProcesses(place: NodeFolder): readonly string[] {
  return list(path.join(place.folder, directories.process))
    .filter((name) => name.endsWith(suffixes.process))
    .map((name) => name.slice(0, -suffixes.process.length))
    .filter((name) => namePattern.test(name));
}

export function processFileOf(place: NodeFolder, name: string): string {
  return path.join(place.folder, directories.process, name + suffixes.process);
}

export function controlFileOf(place: NodeFolder, name: string): string {
  return path.join(place.folder, directories.control, name + suffixes.control);
}

export function inodeOf(file: string): number | undefined {
  try {
    return lstatSync(file).ino;
  } catch {
    return undefined;
  }
}

/** A regular file of the right size and owner, opened for reading or writing. */
export function openGuarded(
  file: string, flags: number, bytes: number,
): Result<{ readonly descriptor: number; readonly inode: number }> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = fstatSync(descriptor);
    const folder = statSync(path.dirname(file));
    const owners = [folder.uid, process.geteuid?.() ?? 0, 0];
    const problem = !found.isFile() ? "it is no regular file"
      : found.size !== bytes ? `it has ${found.size} bytes, not ${bytes}`
      : !owners.includes(found.uid) ? `its owner ${found.uid} is not its folder's` : undefined;
    if (problem === undefined) return success({ descriptor, inode: found.ino });
    closeSync(descriptor);
    return failure("invalid-data", `${path.basename(file)}: ${problem}`);
  } catch (caught) {
    if (descriptor !== undefined) closeSync(descriptor);
    const isLink = caught instanceof Error && "code" in caught && caught.code === "ELOOP";
    return failure("invalid-data",
      `${path.basename(file)}: ${isLink ? "it is a link" : failureFrom(caught).message}`);
  }
}

export function openProcessFile(file: string, name: string): Result<OpenFile> {
  const opened = openGuarded(file, constants.O_RDONLY, layout.fileBytes);
  if (!opened.ok) return opened;
  return success({ name, file, ...opened.value, device: deviceOf(opened.value.descriptor) });
}

// One set of buffers for all files: a reading is parsed before the next one begins.
const header = Buffer.alloc(layout.headerBytes);
const communicators = Buffer.alloc(layout.communicatorSlots * layout.communicatorStride);
const communicatorsAgain = Buffer.alloc(communicators.length);
const connections = Buffer.alloc(layout.connectionSlots * layout.connectionStride);

/** Only the slots in use are read. */
export function readProcessFile(open: OpenFile): Result<ProcessFile> {
  try {
    const head = parseHeader(readAt(open.descriptor, header, header.length, 0));
    if (!head.ok) return head;
    const { used } = head.value;
    const { descriptor } = open;
    const bytes = used.communicators * layout.communicatorStride;
    return parseTables(head.value, {
      communicators: readAt(descriptor, communicators, bytes, layout.communicatorOffset),
      communicatorsAgain: readAt(descriptor, communicatorsAgain, bytes, layout.communicatorOffset),
      connections: readAt(descriptor, connections, used.connections * layout.connectionStride,
        layout.connectionOffset),
      endedMax: recentOperationsMax,
    });
  } catch (caught) {
    return failure("invalid-data", `${open.name}: ${failureFrom(caught).message}`);
  }
}

function readAt(descriptor: number, into: Buffer, bytes: number, at: number): Buffer {
  const length = bytes === 0 ? 0 : readSync(descriptor, into, 0, bytes, at);
  return into.subarray(0, length);
}

export function closeFile(open: OpenFile): void {
  try {
    closeSync(open.descriptor);
  } catch {
    // Closed already; there is nothing else to do about it.
  }
}
