// Who died, and when. With the native helper a death is told by the kernel at once. Without it, or
// for what it refuses, the table of processes is looked at twenty times a second: a few system
// calls each time, and still within the time that a death may take to be noticed. What remains
// unseen (a process of another pid namespace whose number we do not know) is watched by its lock.

import { constants } from "node:os";
import type { ExitStatus } from "../core/end.ts";
import { findHolderOf, type FileIdentity } from "./locks.ts";
import { decodeWaitStatus } from "./node-helper-lines.ts";
import type { NodeHelper } from "./node-helper.ts";
import { readStat } from "./process.ts";

export interface Watcher {
  /** The status when it has ended already. */
  readonly watch: (target: Target) => void;
  readonly forget: (name: string) => void;
  readonly close: () => void;
}

export interface Target {
  readonly name: string;
  readonly file: string;
  readonly identity: FileIdentity;
  /** 0: it lives in a namespace that we cannot see into. */
  readonly pid: number;
  readonly startTicks: number;
  readonly onEnded: (status: ExitStatus) => void;
}

const lookEveryMs = 50;
/** How soon it is seen that the helper is gone; it is back by then, or the looking begins. */
const restMs = 250;
const lockEveryMs = 250;

interface Watched {
  readonly target: Target;
  unwatch: (() => void) | undefined;
  isRefused: boolean;
}

export function createWatcher(helper: NodeHelper | undefined): Watcher {
  const watched = new Map<string, Watched>();
  const end = (name: string, status: ExitStatus): void => {
    const found = watched.get(name);
    if (found === undefined) return;
    watched.delete(name);
    found.unwatch?.();
    found.target.onEnded(status);
  };
  const isLookedAt = ({ target, isRefused }: Watched): boolean =>
    target.pid !== 0 && (isRefused || helper?.isUp() !== true);
  const look = (): void => {
    for (const [name, each] of watched) {
      const status = isLookedAt(each) ? statusOf(each.target) : undefined;
      if (status !== undefined) end(name, status);
    }
    arm();
  };
  // Waking up costs more than looking, so it is done rarely while the helper sees all there is.
  let timer = setTimeout(look, restMs);
  const arm = (): void => {
    clearTimeout(timer);
    timer = setTimeout(look, [...watched.values()].some(isLookedAt) ? lookEveryMs : restMs);
  };
  const lock = setInterval(() => {
    for (const { target } of watched.values()) {
      if (target.pid === 0) void lookAtLock(helper, target, (status) => end(target.name, status));
    }
  }, lockEveryMs);
  return {
    watch: (target) => {
      const entry: Watched = { target, unwatch: undefined, isRefused: false };
      watched.set(target.name, entry);
      arm();
      if (helper === undefined || target.pid === 0) return;
      entry.unwatch = helper.watch({
        pid: target.pid, startTicks: target.startTicks,
        onEnded: (status) => end(target.name, status),
        onRefused: () => {
          entry.isRefused = true;
          arm();
        },
      });
    },
    forget: (name) => {
      watched.get(name)?.unwatch?.();
      watched.delete(name);
    },
    close: () => {
      clearTimeout(timer);
      clearInterval(lock);
      for (const each of watched.values()) each.unwatch?.();
      watched.clear();
    },
  };
}

function statusOf(target: Target): ExitStatus | undefined {
  const stat = readStat(target.pid);
  if (stat === undefined || stat.startTicks !== target.startTicks) return { kind: "unknown" };
  if (stat.state !== "Z" && stat.state !== "X") return undefined;
  // 0 is "exited with 0" and also "not yours to know": only the hook's own record tells them apart.
  return stat.waitStatus === 0 ? { kind: "unknown" }
    : decodeWaitStatus(stat.waitStatus, nameOfSignal);
}

function nameOfSignal(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}

async function lookAtLock(
  helper: NodeHelper | undefined, target: Target, onEnded: (status: ExitStatus) => void,
): Promise<void> {
  if (helper?.isUp() === true) {
    const holder = await helper.locks(target.file);
    if (holder.ok && !holder.value.isLocked) onEnded({ kind: "unknown" });
  } else if (findHolderOf(target.identity).kind === "free") {
    onEnded({ kind: "unknown" });
  }
}
