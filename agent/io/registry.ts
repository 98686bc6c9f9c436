// The processes of this node, from their files: found, opened, watched, read, and let go.
//
// A file is opened once and held, so that it can be read after its process has died and whoever
// wants may have unlinked it. The lock on the file says who holds it, in numbers that mean
// something here: that process is the one to watch, whatever pid the file claims.

import { existsSync, unlinkSync } from "node:fs";
import path from "node:path";
import type { Result } from "../../proto/errors.ts";
import { parseProcessId, type NodeName, type ProcessId } from "../../proto/ids.ts";
import type { ProcessFile } from "../../proto/process-tables.ts";
import type { SocketSignature } from "../../proto/signature.ts";
import type { ExitStatus } from "../core/end.ts";
import type { ProcessReading } from "../core/reading.ts";
import { monotonicMs } from "./clock.ts";
import type { Witnesses } from "./config.ts";
import {
  closeFile, controlFileOf, findNodeFolders, inodeOf, listProcesses, openProcessFile,
  processFileOf, readProcessFile, type NodeFolder, type OpenFile,
} from "./files.ts";
import { lastWordsFile, readLastWords } from "./last-words.ts";
import { findHolderOf } from "./locks.ts";
import type { Log } from "./log.ts";
import type { NodeHelper } from "./node-helper.ts";
import { readMemoryKills, readStat, renewMemoryKills, type MemoryKills } from "./process.ts";
import type { Watcher } from "./watch.ts";

export interface Registry {
  /** Looks for new files; bounded, and cheap when there are none. */
  readonly scan: () => void;
  readonly read: () => readonly ProcessReading[];
  /** Lists sockets for the readings to come. */
  readonly refreshSockets: () => Promise<void>;
  readonly find: (process: ProcessId) => Tracked | undefined;
  readonly removeFiles: (process: ProcessId) => void;
  /** The core does not want it: its file is left alone, and so are we. */
  readonly reject: (process: ProcessId, reason: string) => void;
  readonly counts: () => RegistryCounts;
  readonly close: () => void;
}

export interface RegistryCounts {
  readonly filesRejected: number;
  readonly watched: number;
  /** Times that a folder held more than is looked at, or a bad file found no room in our memory. */
  readonly overlooked: number;
}

export interface Tracked {
  readonly process: ProcessId;
  readonly place: NodeFolder;
  readonly open: OpenFile;
  /** In our namespace; 0 unknown. */
  pid: number;
  startTicks: number;
  /** Kills for memory in its cgroup, of late. */
  memory: MemoryKills | undefined;
  sockets: readonly SocketSignature[];
  lastFile: ProcessFile | undefined;
  stateOf: { readonly runState: string; readonly cpuMs: number };
  /** It left its last words. */
  hasRaised: boolean;
  hasEnded: boolean;
  isRejected: boolean;
}

export interface RegistryOptions {
  readonly roots: readonly string[];
  readonly node: NodeName;
  readonly filesMax: number;
  readonly witnesses: Witnesses;
  readonly helper: NodeHelper | undefined;
  readonly watcher: Watcher;
  readonly log: Log;
  readonly onRaised: (tracked: Tracked, lastWords: readonly string[]) => void;
  readonly onEnded: (tracked: Tracked, status: ExitStatus) => void;
}

/** A file that is being made is wrong for a moment; only one that stays wrong is refused. */
const graceMs = 2000;
const suspectsMax = 1024;

interface Inside {
  readonly options: RegistryOptions;
  readonly tracked: Map<ProcessId, Tracked>;
  /** Files that could not be used, since when; `Infinity`: refused and told. */
  readonly suspects: Map<string, number>;
  filesRejected: number;
  overlooked: number;
}

export function createRegistry(options: RegistryOptions): Registry {
  const inside: Inside = {
    options, tracked: new Map(), suspects: new Map(), filesRejected: 0, overlooked: 0,
  };
  return {
    scan: () => scan(inside),
    read: () => readAll(inside),
    refreshSockets: () => refreshSockets(inside),
    find: (process) => inside.tracked.get(process),
    removeFiles: (process) => removeFiles(inside, process),
    reject: (process, reason) => {
      const found = inside.tracked.get(process);
      if (found === undefined || found.isRejected) return;
      found.isRejected = true;
      options.watcher.forget(process);
      inside.filesRejected += 1;
      options.log.problem("a process file is refused", `${process}: ${reason}`);
    },
    counts: () => ({
      filesRejected: inside.filesRejected, overlooked: inside.overlooked,
      watched: [...inside.tracked.values()].filter((each) => !each.isRejected).length,
    }),
    close: () => {
      for (const each of inside.tracked.values()) closeFile(each.open);
      inside.tracked.clear();
    },
  };
}

function scan(inside: Inside): void {
  const { options, tracked } = inside;
  const present = new Set<string>();
  const places = findNodeFolders(options.roots, options.node);
  if (places.isCut) overlook(inside, `more folders than are looked at: ${options.roots.join()}`);
  for (const place of places.found) {
    const listed = listProcesses(place);
    if (listed.isCut) overlook(inside, `more names than are looked at: ${place.folder}`);
    for (const name of listed.found) {
      const file = processFileOf(place, name);
      present.add(file);
      const process = parseProcessId(name);
      if (!process.ok) continue;
      const known = tracked.get(process.value);
      if (known !== undefined) lookAgain(inside, known, file);
      else if (tracked.size < options.filesMax) adopt(inside, process.value, place, file);
      else overlook(inside, `${options.filesMax} files are open already`); // until there is room
    }
  }
  for (const file of inside.suspects.keys()) if (!present.has(file)) inside.suspects.delete(file);
  for (const each of tracked.values()) {
    if (each.isRejected && !present.has(each.open.file)) forget(inside, each);
    else lookForLastWords(inside, each);
  }
}

/** Python writes them when an exception is about to end it, seconds before it has ended. */
function lookForLastWords({ options }: Inside, tracked: Tracked): void {
  const { process, place, open, hasRaised, hasEnded, isRejected } = tracked;
  if (hasRaised || hasEnded || isRejected) return;
  if (!existsSync(lastWordsFile(place.root, process))) return; // to fail to open it costs more
  const words = readLastWords(place.root, process, open.owner);
  if (words.length === 0) return;
  tracked.hasRaised = true;
  options.onRaised(tracked, words);
}

/** The same process that called exec makes its file anew: the old one is let go. */
function lookAgain(inside: Inside, known: Tracked, file: string): void {
  if (known.hasEnded || known.open.file !== file) return;
  const inode = inodeOf(file);
  if (inode === undefined || inode === known.open.inode) return;
  inside.options.watcher.forget(known.process);
  forget(inside, known);
}

function forget(inside: Inside, tracked: Tracked): void {
  closeFile(tracked.open);
  inside.tracked.delete(tracked.process);
}

function adopt(inside: Inside, process: ProcessId, place: NodeFolder, file: string): void {
  if (inside.suspects.get(file) === Infinity) return;
  const open = openProcessFile(file, process);
  if (!open.ok) return suspect(inside, file, open.error.message);
  const parsed = readProcessFile(open.value);
  if (!parsed.ok) {
    closeFile(open.value);
    return suspect(inside, file, parsed.error.message);
  }
  inside.suspects.delete(file);
  const tracked: Tracked = {
    process, place, open: open.value, pid: 0, startTicks: 0, memory: undefined, sockets: [],
    lastFile: parsed.value, stateOf: { runState: "?", cpuMs: 0 }, hasRaised: false,
    hasEnded: false, isRejected: false,
  };
  inside.tracked.set(process, tracked);
  void findHolder(inside, tracked);
}

function suspect(inside: Inside, file: string, reason: string): void {
  const now = monotonicMs();
  const since = inside.suspects.get(file);
  if (since === undefined) {
    if (inside.suspects.size < suspectsMax) inside.suspects.set(file, now);
    else overlook(inside, `more bad files than are remembered: ${path.dirname(file)}`);
  } else if (now - since > graceMs && since !== Infinity) {
    inside.suspects.set(file, Infinity);
    inside.filesRejected += 1;
    inside.options.log.problem("a process file is refused", reason);
  }
}

function overlook(inside: Inside, what: string): void {
  inside.overlooked += 1;
  inside.options.log.problem("hook files may be overlooked", what);
}

async function findHolder(inside: Inside, tracked: Tracked): Promise<void> {
  const { watcher, onEnded } = inside.options;
  const holder = await lookForHolder(inside, tracked.open);
  if (tracked.hasEnded || inside.tracked.get(tracked.process) !== tracked) return;
  const end = (status: ExitStatus): void => {
    if (tracked.hasEnded) return;
    tracked.hasEnded = true;
    onEnded(tracked, status);
  };
  const stat = holder.pid > 0 ? readStat(holder.pid) : undefined;
  if (!holder.isLocked || (holder.pid > 0 && stat === undefined)) return end({ kind: "unknown" });
  tracked.pid = holder.pid;
  tracked.startTicks = stat?.startTicks ?? 0;
  tracked.memory = holder.pid > 0 ? readMemoryKills(holder.pid, monotonicMs()) : undefined;
  watcher.watch({
    name: tracked.process, file: tracked.open.file, identity: tracked.open,
    pid: tracked.pid, startTicks: tracked.startTicks, onEnded: end,
  });
}

async function lookForHolder(
  { options: { helper, log } }: Inside, open: OpenFile,
): Promise<{ readonly isLocked: boolean; readonly pid: number }> {
  const asked = helper?.isUp() === true ? await helper.locks(open.file) : undefined;
  if (asked?.ok === true) return asked.value;
  const holder = findHolderOf(open);
  if (holder.kind === "unsure") {
    log.problem("/proc/locks is unreadable or too long: deaths can go unnoticed", open.name);
  }
  return { isLocked: holder.kind !== "free", pid: holder.kind === "held" ? holder.pid : 0 };
}

function readAll(inside: Inside): readonly ProcessReading[] {
  const readings: ProcessReading[] = [];
  for (const tracked of inside.tracked.values()) {
    if (tracked.hasEnded || tracked.isRejected) continue;
    if (inside.options.witnesses === "all") lookAtProcess(tracked);
    if (tracked.memory !== undefined) {
      tracked.memory = renewMemoryKills(tracked.memory, monotonicMs());
    }
    const reading = readOne(tracked);
    if (reading.ok) {
      inside.suspects.delete(tracked.open.file);
      readings.push(reading.value);
    } else suspectOpen(inside, tracked, reading.error.message);
  }
  return readings;
}

/** It was right once. A torn copy is right again next time; a file that stays wrong is given up. */
function suspectOpen(inside: Inside, tracked: Tracked, reason: string): void {
  suspect(inside, tracked.open.file, reason);
  if (inside.suspects.get(tracked.open.file) === Infinity) tracked.isRejected = true;
}

/** The pid may be another's by now: then the last facts of ours stand. */
function lookAtProcess(tracked: Tracked): void {
  const stat = tracked.pid > 0 ? readStat(tracked.pid) : undefined;
  if (stat === undefined || stat.startTicks !== tracked.startTicks) return;
  tracked.stateOf = { runState: stat.state, cpuMs: stat.cpuMs };
}

export function readOne(tracked: Tracked): Result<ProcessReading> {
  const file = readProcessFile(tracked.open);
  if (!file.ok) return file;
  tracked.lastFile = file.value;
  return {
    ok: true,
    value: {
      process: tracked.process, file: file.value, nowMs: monotonicMs(), ...tracked.stateOf,
      sockets: tracked.sockets,
    },
  };
}

async function refreshSockets(inside: Inside): Promise<void> {
  const { helper } = inside.options;
  if (helper?.isUp() !== true) return;
  const watched = [...inside.tracked.values()]
    .filter((each) => !each.hasEnded && !each.isRejected && each.pid !== 0);
  await Promise.all(watched.map(async (tracked) => {
    const sockets = await helper.sockets(tracked.pid);
    if (sockets.ok) tracked.sockets = sockets.value;
  }));
}

function removeFiles(inside: Inside, process: ProcessId): void {
  const tracked = inside.tracked.get(process);
  if (tracked === undefined) return;
  const files = [
    controlFileOf(tracked.place, process), lastWordsFile(tracked.place.root, process),
  ];
  // By the same name another file may stand: a process that called exec made it anew.
  if (inodeOf(tracked.open.file) === tracked.open.inode) files.push(tracked.open.file);
  for (const file of files) {
    try {
      unlinkSync(path.resolve(file));
    } catch {
      // Gone already: the run that made it cleans up too.
    }
  }
  forget(inside, tracked);
}
