// The health of the node: load, memory, interface errors through systeminformation, and GPU facts
// where nvidia-smi exists. It confirms a verdict and never makes one, so a figure that cannot be
// had is 0 and nothing waits for it: each reading returns the newest finished one.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { promisify } from "node:util";
import type { DeviceHealth } from "../../proto/signature.ts";

export interface HealthReading {
  readonly cpuFraction: number;
  readonly memoryFraction: number;
  readonly interfaceErrors: number;
  readonly interfaceDrops: number;
  readonly devices: readonly DeviceHealth[];
}

export interface HealthMeter {
  readonly newest: () => HealthReading;
  /** Begins a reading unless one is under way. */
  readonly refresh: () => void;
}

const run = promisify(execFile);
const deviceTimeoutMs = 5_000;
const devicesMax = 64;
const deviceQuery =
  "index,name,temperature.gpu,ecc.errors.uncorrected.volatile.total,clocks_throttle_reasons.active";

const nothing: HealthReading = {
  cpuFraction: 0, memoryFraction: 0, interfaceErrors: 0, interfaceDrops: 0, devices: [],
};

export function startHealthMeter(): HealthMeter {
  let newest = nothing;
  let isReading = false;
  let hasDevices = true;
  const read = async (): Promise<void> => {
    const devices = hasDevices ? await readDevices() : [];
    if (devices === undefined) hasDevices = false; // no nvidia-smi: do not start it every second
    newest = { ...await readHost(), devices: devices ?? [] };
  };
  return {
    newest: () => newest,
    refresh: () => {
      if (isReading) return;
      isReading = true;
      read().catch(() => undefined).finally(() => { isReading = false; });
    },
  };
}

/** Loaded on first use: it takes longer to load than an agent takes to start. */
async function readHost(): Promise<Omit<HealthReading, "devices">> {
  const { default: systeminformation } = await import("systeminformation");
  const [memory, interfaces] = await Promise.all([
    systeminformation.mem(), systeminformation.networkStats("*"),
  ]);
  const sum = (pick: (each: (typeof interfaces)[number]) => number): number =>
    interfaces.reduce((total, each) => total + Math.max(0, pick(each) || 0), 0);
  return {
    cpuFraction: pressure() ?? Math.min(1, (loadavg()[0] ?? 0) / Math.max(1, cpus().length)),
    memoryFraction: memory.total > 0 ? 1 - memory.available / memory.total : 0,
    interfaceErrors: sum((each) => each.rx_errors + each.tx_errors),
    interfaceDrops: sum((each) => each.rx_dropped + each.tx_dropped),
  };
}

/** Share of time in which something waited for a processor, where the kernel tells (PSI). */
function pressure(): number | undefined {
  try {
    const some = /some avg10=([0-9.]+)/.exec(readFileSync("/proc/pressure/cpu", "utf8"));
    return some?.[1] === undefined ? undefined : Number(some[1]) / 100;
  } catch {
    return undefined;
  }
}

async function readDevices(): Promise<readonly DeviceHealth[] | undefined> {
  try {
    const { stdout } = await run("nvidia-smi", [
      `--query-gpu=${deviceQuery}`, "--format=csv,noheader,nounits",
    ], { timeout: deviceTimeoutMs, maxBuffer: 1 << 20 });
    return stdout.trim().split("\n").slice(0, devicesMax).flatMap(parseDevice);
  } catch (caught) {
    const isMissing = (caught as NodeJS.ErrnoException).code === "ENOENT";
    return isMissing ? undefined : [];
  }
}

/** `[N/A]` and `[Not Supported]` read as 0. */
export function parseDevice(line: string): readonly DeviceHealth[] {
  const [index, name, temperature, errors, throttle] = line.split(",").map((word) => word.trim());
  const number = (word: string | undefined): number => {
    const value = Number(word);
    return Number.isFinite(value) && value >= 0 ? value : 0;
  };
  if (index === undefined || !/^\d+$/.test(index)) return [];
  return [{
    index: Number(index), name: (name ?? "").slice(0, 64),
    temperatureCelsius: number(temperature), eccUncorrected: number(errors),
    // Bit 0 is "idle", which is no throttling.
    throttled: (number(throttle) & ~1) !== 0,
  }];
}
