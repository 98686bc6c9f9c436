// Finds, opens and reads process files. Whoever trains can put anything into these folders: links,
// pipes, devices, files of gigabytes, files that shrink while they are read. So a file is opened
// without following links and without waiting, judged by its descriptor, and read by size.

import {
  closeSync, constants, existsSync, fchmodSync, fstatSync, lstatSync, mkdirSync, opendirSync,
  openSync, readSync, statSync, type Dirent,
} from "node:fs";
import path from "node:path";
import { directories, suffixes } from "../../proto/environment.ts";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import * as layout from "../../proto/layout.ts";
import { parseHeader } from "../../proto/process-file.ts";
import { parseTables, type ProcessFile } from "../../proto/process-tables.ts";
import { recentOperationsMax } from "../../proto/signature.ts";
import { lastWordsFile } from "./last-words.ts";
import { deviceOf } from "./locks.ts";

/** A process file that is held open: it can be read to the end even after it was unlinked. */
export interface OpenFile {
  /** `<pid>-<start ticks>`. */
  readonly name: string;
  readonly file: string;
  readonly descriptor: number;
  readonly inode: number;
  readonly owner: number;
  /** `major:minor`, as the kernel's table of locks names it. */
  readonly device: string;
}

/** The folder of one node under one root. */
export interface NodeFolder {
  readonly folder: string;
  readonly root: string;
}

/** What is wanted of what lies there; `isCut`: there was more than is looked at. */
export interface Listing<Found> {
  readonly found: readonly Found[];
  readonly isCut: boolean;
}

const processesMax = 1024;
const foldersMax = 256;
/** Of a `*`, before those are left out in which no hook writes: most pods train nothing. */
const branchesMax = 4096;
/** Names that are read of one folder, wanted or not: that takes 25 ms. */
const namesMax = 32_768;
const namesPerCall = 256;
const namePattern = /^[1-9][0-9]{0,9}-[0-9]{1,20}$/;

/** Roots, of which a part may be `*`: the pods of a kubelet come and go. */
export function findNodeFolders(roots: readonly string[], node: string): Listing<NodeFolder> {
  const expanded = roots.map(expand);
  const there = expanded.flatMap(({ found }) => found)
    .map((root) => ({ root, folder: path.join(root, node) }))
    .filter(({ folder }) => existsSync(folder));
  return {
    found: there.slice(0, foldersMax),
    isCut: there.length > foldersMax || expanded.some(({ isCut }) => isCut),
  };
}

function expand(pattern: string): Listing<string> {
  let found: readonly string[] = ["/"];
  let isCut = false;
  for (const part of pattern.split("/").filter((each) => each !== "")) {
    if (part !== "*") {
      found = found.map((folder) => path.join(folder, part));
      continue;
    }
    const branches: string[] = [];
    for (const folder of found) {
      const room = branchesMax - branches.length;
      const listed = list(folder, room, (entry) => entry.isDirectory() || entry.isSymbolicLink());
      branches.push(...listed.found.map((name) => path.join(folder, name)));
      isCut ||= listed.isCut;
    }
    found = branches;
  }
  return { found, isCut };
}

/**
 * In the folder's own order; a folder that is not there has none. Only wanted names take up room,
 * or whoever fills a folder with others would hide those that count.
 */
function list(folder: string, foundMax: number, isWanted: (entry: Dirent) => boolean): Listing<
  string
> {
  const found: string[] = [];
  try {
    const directory = opendirSync(folder, { bufferSize: namesPerCall });
    try {
      let seen = 0;
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
        seen += 1;
        if (seen > namesMax) return { found, isCut: true };
        if (!isWanted(entry)) continue;
        if (found.length >= foundMax) return { found, isCut: true };
        found.push(entry.name);
      }
    } finally {
      directory.closeSync();
    }
  } catch {
    return { found, isCut: false };
  }
  return { found, isCut: false };
}

/** Names of process files, without their suffix. */
export function listProcesses(place: NodeFolder): Listing<string> {
  const { process: suffix } = suffixes;
  const bare = (name: string): string => name.slice(0, -suffix.length);
  const { found, isCut } = list(path.join(place.folder, directories.process), processesMax,
    ({ name }) => name.endsWith(suffix) && namePattern.test(bare(name)));
  return { found: found.map(bare), isCut };
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

/**
 * Folders in which trainings of all users may write, each its own files: whoever makes the first
 * one owns it, and keeps the others out. Only root can do so, only in a root of its own, and what
 * somebody has made already stays as it is: in a stranger's folder we make and change nothing.
 */
export function makeSharedFolders(roots: readonly string[], node: string): void {
  const shared = 0o1777;
  for (const root of roots.filter((each) => !each.split("/").includes("*"))) {
    const folder = path.join(root, node);
    makeFolder(root, folder, 0o755);
    for (const part of Object.values(directories)) {
      makeFolder(folder, path.join(folder, part), shared);
    }
    makeFolder(root, path.dirname(lastWordsFile(root, "")), shared);
  }
}

function makeFolder(parent: string, folder: string, mode: number): void {
  let descriptor: number | undefined;
  try {
    const above = lstatSync(parent);
    if (process.geteuid?.() !== 0 || above.uid !== 0 || !above.isDirectory()) return;
    mkdirSync(folder);
    descriptor = openSync(folder, constants.O_DIRECTORY | constants.O_NOFOLLOW);
    fchmodSync(descriptor, mode);
  } catch {
    // It is there already, or there is no root yet: the first training makes what is missing.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * A regular file of the right size and owner, opened for reading or writing. In a folder that root
 * shares out, a file is its owner's own word, as in a folder of the owner's: nobody else can have
 * put it there or written into it.
 */
export function openGuarded(file: string, flags: number, bytes: number): Result<
  Pick<OpenFile, "descriptor" | "inode" | "owner">
> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = fstatSync(descriptor);
    const folder = statSync(path.dirname(file));
    const owners = [folder.uid, process.geteuid?.() ?? 0, 0];
    const isShared = folder.uid === 0 && (folder.mode & 0o1002) === 0o1002;
    const problem = !found.isFile() ? "it is no regular file"
      : found.size !== bytes ? `it has ${found.size} bytes, not ${bytes}`
      : !isShared && !owners.includes(found.uid)
        ? `its owner ${found.uid} is not its folder's` : undefined;
    if (problem === undefined) return success({ descriptor, inode: found.ino, owner: found.uid });
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
