// The node's health through systeminformation; facts of GPUs through nvidia-smi where there is one.
// Measured rarely, because some of it starts processes: between two measurements the last one
// stands. What cannot be measured is zero and not an error, as health never makes a verdict.
//
// The counters of the interfaces are read from /sys here: systeminformation waits for shells to
// read the same files, for up to 100 ms in which no death would be noticed.

import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import si from "systeminformation";
import type { DeviceHealth } from "../../proto/signature.ts";

export interface NodeFacts {
  readonly cpuFraction: number;
  readonly memoryFraction: number;
  readonly interfaceErrors: number;
  readonly interfaceDrops: number;
  readonly devices: readonly DeviceHealth[];
}

export interface HealthWatch {
  readonly facts: () => NodeFacts;
  readonly close: () => void;
}

const smiTimeoutMs = 5000;
const smiBytesMax = 64 * 1024;
const devicesMax = 64;
const smiFields = "index,name,temperature.gpu,ecc.errors.uncorrected.volatile.total," +
  "clocks_throttle_reasons.hw_slowdown";

export function watchHealth(everyMs: number): HealthWatch {
  let facts: NodeFacts = {
    cpuFraction: 0, memoryFraction: 0, interfaceErrors: 0, interfaceDrops: 0, devices: [],
  };
  let base: { readonly errors: number; readonly drops: number } | undefined;
  let isBusy = false;
  let hasDevices = true;
  const measure = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    try {
      const [load, memory] = await Promise.all([si.currentLoad(), si.mem()]);
      const devices = hasDevices ? await readDevices() : undefined;
      hasDevices = devices !== undefined;
      const now = {
        errors: sumOverInterfaces(["rx_errors", "tx_errors"]),
        drops: sumOverInterfaces(["rx_dropped", "tx_dropped"]),
      };
      base ??= now;
      facts = {
        cpuFraction: within(load.currentLoad / 100),
        memoryFraction: within(1 - memory.available / memory.total),
        // Since the agent began; an interface that went away must not count backwards.
        interfaceErrors: Math.max(facts.interfaceErrors, now.errors - base.errors),
        interfaceDrops: Math.max(facts.interfaceDrops, now.drops - base.drops),
        devices: devices ?? [],
      };
    } catch {
      // The last measurement stands.
    } finally {
      isBusy = false;
    }
  };
  void measure();
  const timer = setInterval(() => void measure(), everyMs);
  return { facts: () => facts, close: () => clearInterval(timer) };
}

const interfacesMax = 256;

function sumOverInterfaces(counters: readonly string[]): number {
  let sum = 0;
  try {
    for (const name of readdirSync("/sys/class/net").slice(0, interfacesMax)) {
      for (const counter of counters) sum += readCounter(name, counter);
    }
  } catch {
    return sum;
  }
  return sum;
}

function readCounter(name: string, counter: string): number {
  try {
    const text = readFileSync(`/sys/class/net/${name}/statistics/${counter}`, "latin1");
    return unlessNaN(Number(text));
  } catch {
    return 0; // the interface has just gone
  }
}

/** Tools say "[N/A]" where they have no number. */
function unlessNaN(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function within(fraction: number): number {
  return Math.min(1, Math.max(0, unlessNaN(fraction)));
}

/** Undefined: there is no nvidia-smi, and there will be none. */
function readDevices(): Promise<readonly DeviceHealth[] | undefined> {
  const words = [`--query-gpu=${smiFields}`, "--format=csv,noheader,nounits"];
  return new Promise((resolve) => {
    execFile("nvidia-smi", words, { timeout: smiTimeoutMs, maxBuffer: smiBytesMax },
      (error, output) => {
        if (error === null) resolve(parseDevices(output));
        else resolve(error.code === "ENOENT" ? undefined : []);
      });
  });
}

export function parseDevices(output: string): readonly DeviceHealth[] {
  return output.split("\n").filter((line) => line !== "").slice(0, devicesMax).flatMap((line) => {
    const [index = "", name = "", temperature, ecc, slowdown] = line.split(",")
      .map((field) => field.trim());
    if (!/^\d{1,3}$/.test(index)) return [];
    return [{
      index: Number(index), name: name.replace(/[^\x20-\x7e]/g, "?").slice(0, 64),
      temperatureCelsius: unlessNaN(Number(temperature)), eccUncorrected: unlessNaN(Number(ecc)),
      throttled: slowdown === "Active",
    }];
  });
}
