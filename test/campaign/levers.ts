// Carries out the levers of faults.ts upon real processes and interfaces, and proves that each
// one fired: a fault that did not happen must not count as a fault that was missed.

import { execFileSync } from "node:child_process";
import {
  existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { unreachable } from "../../proto/assert.ts";
import type { Lever, Order, Part } from "./faults.ts";

/** Where the levers find the parts of the running job. */
export interface Stage {
  /** The training program looks here for its orders. */
  readonly faultDirectory: string;
  /** $C4_DIR of the run, which stands in the command line of every process of its stack. */
  readonly stackDirectory: string;
  readonly pidOf: (rank: number) => number;
  /** Undefined when the job runs without a fabric. */
  readonly fabric: StageFabric | undefined;
}

export interface StageFabric {
  readonly namespaceOf: (node: number) => string;
  readonly addressOf: (node: number) => string;
  /** The data interface inside a node's namespace. */
  readonly interface: string;
  readonly switchNamespace: string;
  /** The switch's end of the node's data cable. */
  readonly switchPortOf: (node: number) => string;
}

const shapedMbit = 60;
const firedWaitMs = 3_000;
const restartWaitMs = 15_000;

/** Pulls one lever and waits until it can be seen to have worked; throws when it cannot. */
export async function pull(lever: Lever, stage: Stage): Promise<void> {
  switch (lever.kind) {
    case "signal": return pullSignal(lever, stage);
    case "order": return pullOrder(lever.rank, lever.order, stage);
    case "cpu-quota": return pullQuota(lever.percent, stage.pidOf(lever.rank));
    case "memory-limit": return limitMemory(lever.spareBytes, stage.pidOf(lever.rank));
    case "shape": return pullShape(lever, fabricOf(stage));
    case "drop": return pullDrop(lever, fabricOf(stage));
    case "kill-part": return killPart(lever.part, stage.stackDirectory);
    default: return unreachable(lever);
  }
}

function fabricOf(stage: Stage): StageFabric {
  if (stage.fabric === undefined) throw new Error("this lever needs a job with --fabric");
  return stage.fabric;
}

async function until(
  what: string, check: () => boolean, withinMs = firedWaitMs,
): Promise<void> {
  const deadlineMs = Date.now() + withinMs;
  while (!check()) {
    if (Date.now() > deadlineMs) throw new Error(`the lever did not fire: ${what}`);
    await sleep(5);
  }
}

async function pullSignal(
  lever: { readonly rank: number; readonly signal: string }, stage: Stage,
): Promise<void> {
  const pid = stage.pidOf(lever.rank);
  process.kill(pid, `SIG${lever.signal}` as NodeJS.Signals);
  await until(`SIG${lever.signal} to pid ${pid}`, () => {
    const state = runState(pid);
    if (lever.signal === "KILL") return state === undefined || state === "Z";
    return lever.signal === "STOP" ? state === "T" : state !== "T";
  });
}

/** The letter of /proc/<pid>/stat; undefined when the process is gone. */
function runState(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
  } catch {
    return undefined;
  }
}

async function pullOrder(rank: number, order: Order, stage: Stage): Promise<void> {
  const file = path.join(stage.faultDirectory, `rank-${rank}`);
  execFileSync("rm", ["-f", `${file}.fired`]);
  writeFileSync(`${file}.tmp`, JSON.stringify(order));
  execFileSync("mv", [`${file}.tmp`, `${file}.json`]);
  await until(`order ${order.kind} to rank ${rank}`, () => existsSync(`${file}.fired`));
}

/** A control group of our own: version 1 where the cpu controller is mounted so, else version 2. */
async function pullQuota(percent: number, pid: number): Promise<void> {
  const periodUs = 100_000;
  const quotaUs = percent > 0 ? Math.round((periodUs * percent) / 100) : -1;
  const first = existsSync("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  const root = first ? "/sys/fs/cgroup/cpu" : "/sys/fs/cgroup";
  const group = path.join(root, groupOf(pid));
  if (percent === 0) {
    writeFileSync(path.join(root, "cgroup.procs"), String(pid));
    if (existsSync(group)) rmdirSync(group);
    return;
  }
  if (!first) writeFileSync(path.join(root, "cgroup.subtree_control"), "+cpu");
  mkdirSync(group, { recursive: true });
  if (first) {
    writeFileSync(path.join(group, "cpu.cfs_period_us"), String(periodUs));
    writeFileSync(path.join(group, "cpu.cfs_quota_us"), String(quotaUs));
  } else {
    writeFileSync(path.join(group, "cpu.max"), `${quotaUs} ${periodUs}`);
  }
  writeFileSync(path.join(group, "cgroup.procs"), String(pid));
  // A quota that the rank does not feel is no fault: it must be held back in most periods.
  await until(`quota of ${percent} % on pid ${pid}`, () => {
    const stat = readFileSync(path.join(group, "cpu.stat"), "utf8");
    const count = (name: string): number =>
      Number(new RegExp(`^${name} (\\d+)`, "m").exec(stat)?.[1] ?? 0);
    return count("nr_throttled") >= 5 && 2 * count("nr_throttled") > count("nr_periods");
  });
}

/** The limit lies `spareBytes` above what the process holds now. */
async function limitMemory(spareBytes: number, pid: number): Promise<void> {
  const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  const limit = String(Number(resident) * 1024 + spareBytes);
  const first = existsSync("/sys/fs/cgroup/memory/memory.limit_in_bytes");
  const root = first ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup";
  const group = path.join(root, groupOf(pid));
  if (!first) writeFileSync(path.join(root, "cgroup.subtree_control"), "+memory");
  mkdirSync(group, { recursive: true });
  writeFileSync(path.join(group, first ? "memory.limit_in_bytes" : "memory.max"), limit);
  writeFileSync(path.join(group, "cgroup.procs"), String(pid));
  await until(`memory limit on pid ${pid}`, () =>
    readFileSync(path.join(group, "cgroup.procs"), "utf8").split("\n").includes(String(pid)));
}

function groupOf(pid: number): string {
  return `c4-campaign-${pid}`;
}

/** Takes away the control groups that levers made for processes which have ended. */
export function sweepGroups(pids: readonly number[]): void {
  for (const root of ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/memory", "/sys/fs/cgroup"]) {
    for (const group of pids.map((pid) => path.join(root, groupOf(pid)))) {
      const members = path.join(group, "cgroup.procs");
      if (existsSync(members) && readFileSync(members, "utf8") === "") rmdirSync(group);
    }
  }
}

function inNamespace(namespace: string, command: readonly string[]): string {
  return execFileSync("ip", ["netns", "exec", namespace, ...command], { encoding: "utf8" });
}

async function pullShape(
  lever: { readonly node: number; readonly direction: "tx" | "rx" | "none" }, fabric: StageFabric,
): Promise<void> {
  const ends = {
    tx: { namespace: fabric.namespaceOf(lever.node), device: fabric.interface },
    rx: { namespace: fabric.switchNamespace, device: fabric.switchPortOf(lever.node) },
  };
  if (lever.direction === "none") {
    for (const end of Object.values(ends)) clearShape(end.namespace, end.device);
    return;
  }
  const { namespace, device } = ends[lever.direction];
  inNamespace(namespace, [
    "tc", "qdisc", "replace", "dev", device, "root",
    "tbf", "rate", `${shapedMbit}mbit`, "burst", "64kb", "latency", "50ms",
  ]);
  const shown = inNamespace(namespace, ["tc", "qdisc", "show", "dev", device]);
  if (!shown.includes("tbf")) throw new Error(`the lever did not fire: ${shown}`);
}

function clearShape(namespace: string, device: string): void {
  const shown = inNamespace(namespace, ["tc", "qdisc", "show", "dev", device]);
  if (/\b(tbf|htb)\b/.test(shown)) {
    inNamespace(namespace, ["tc", "qdisc", "del", "dev", device, "root"]);
  }
}

/** Dropped where they arrive, as on a dead link: the sender sees no error, only silence. */
async function pullDrop(
  lever: { readonly from: number; readonly to: number; readonly on: boolean },
  fabric: StageFabric,
): Promise<void> {
  const namespace = fabric.namespaceOf(lever.to);
  const rule = ["INPUT", "-s", fabric.addressOf(lever.from), "-j", "DROP"];
  inNamespace(namespace, ["iptables", lever.on ? "-I" : "-D", ...rule]);
  if (!lever.on) return;
  await until(`packets ${lever.from} → ${lever.to} dropped`, () => {
    const listed = inNamespace(namespace, ["iptables", "-nvxL", "INPUT"]);
    return /^\s*[1-9]\d*\s.*DROP/m.test(listed);
  });
}

/** Kills it and waits until another has taken its place. */
async function killPart(part: Part, stackDirectory: string): Promise<void> {
  const killed = stackPids(stackDirectory, part);
  if (killed.length === 0) throw new Error(`the lever did not fire: no process is ${part}`);
  for (const pid of killed) process.kill(pid, "SIGKILL");
  await until(`${part} is back`, () =>
    stackPids(stackDirectory, part).some((pid) => !killed.includes(pid)), restartWaitMs);
}

function stackPids(stackDirectory: string, part: Part): readonly number[] {
  const words = part === "nats" ? ["nats-server"] : part.replace(" ", " node-").split(" ");
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return line.includes(stackDirectory) && words.every((word) => line.includes(word));
    } catch {
      return false; // it ended while we looked
    }
  });
}
