// The faults of the demo, the campaign and the smoke test, as data: what is done to which rank or
// host of a running four-rank job, how it is undone, and what C4 should say. The detector never
// sees this file; `judge.ts` compares. gloo's ring runs downwards: rank r sends to rank r - 1.

import { assert } from "../../proto/assert.ts";
import type { Cause, Suspect, Syndrome } from "../../proto/verdict.ts";

/** One real act upon the running job. levers.ts carries each out and proves that it fired. */
export type Lever =
  | { readonly kind: "signal"; readonly rank: number; readonly signal: "KILL" | "STOP" | "CONT" }
  | { readonly kind: "order"; readonly rank: number; readonly order: Order }
  | { readonly kind: "cpu-quota"; readonly rank: number; readonly percent: number }
  | { readonly kind: "memory-limit"; readonly rank: number; readonly spareBytes: number }
  | { readonly kind: "shape"; readonly node: number; readonly direction: "tx" | "rx" | "none" }
  | { readonly kind: "drop"; readonly from: number; readonly to: number; readonly on: boolean }
  | { readonly kind: "kill-part"; readonly part: Part };

/** A process of C4 itself; the agent of node `n` is `agent n`. */
export type Part = "controller" | "nats" | `agent ${number}`;

/** What the training program is told to do by itself; see workload/train.py. */
export interface Order {
  readonly kind: "loop" | "sleep-each-step" | "mismatch" | "raise" | "allocate";
  readonly seconds?: number;
}

export interface Expectation {
  readonly syndrome: Syndrome;
  /** Any one of these as a suspect is right; the first is what we hope for. */
  readonly suspects: readonly Expected[];
  /** When the level closes, this suspect must stand. */
  readonly closes?: Expected;
  readonly cause?: Cause;
  /**
   * What is true of the culprit until its process has ended, which takes seconds on a loaded
   * machine. The campaign lists such a word as noisy all the same; a test forgives it.
   */
  readonly meanwhile?: Syndrome;
  /** From the act to the suspicion. */
  readonly withinMs: number;
}

export type Expected =
  | { readonly kind: "rank"; readonly rank: number }
  | { readonly kind: "link"; readonly from: number; readonly to: number }
  | { readonly kind: "port"; readonly node: number; readonly direction: "tx" | "rx" };

export interface Fault {
  readonly name: string;
  /** For the demo: what is about to happen, in a few words. */
  readonly story: string;
  readonly workload: "ring" | "all-to-all";
  /** `hooks`: no process state, processor time or socket is looked at. */
  readonly witnesses?: "hooks";
  /** Ranks in network namespaces, which needs root. */
  readonly fabric: boolean;
  readonly needsRoot: boolean;
  readonly inject: readonly Lever[];
  readonly heal: readonly Lever[];
  /** The job does not survive it. */
  readonly fatal: boolean;
  readonly expect: Expectation;
}

const hangWithinMs = 5_000;
const slowWithinMs = 10_000;

export const faults: readonly Fault[] = [
  {
    name: "stop", story: "rank 1 is stopped (SIGSTOP)",
    workload: "ring", fabric: false, needsRoot: false, fatal: false,
    inject: [{ kind: "signal", rank: 1, signal: "STOP" }],
    heal: [{ kind: "signal", rank: 1, signal: "CONT" }],
    expect: {
      syndrome: "non-comm-hang", suspects: [{ kind: "rank", rank: 1 }], withinMs: hangWithinMs,
    },
  },
  {
    name: "stop-counters", story: "rank 1 is stopped, and the hooks alone may testify",
    workload: "ring", witnesses: "hooks", fabric: false, needsRoot: false, fatal: false,
    inject: [{ kind: "signal", rank: 1, signal: "STOP" }],
    heal: [{ kind: "signal", rank: 1, signal: "CONT" }],
    expect: {
      syndrome: "non-comm-hang", suspects: [{ kind: "rank", rank: 1 }], withinMs: hangWithinMs,
    },
  },
  {
    name: "loop", story: "rank 3 loops in host code before its next collective",
    workload: "ring", fabric: false, needsRoot: false, fatal: false,
    inject: [{ kind: "order", rank: 3, order: { kind: "loop", seconds: 9 } }],
    heal: [],
    expect: {
      syndrome: "non-comm-hang", suspects: [{ kind: "rank", rank: 3 }], withinMs: hangWithinMs,
    },
  },
  {
    name: "loop-counters", story: "rank 3 loops in host code, and the hooks alone may testify",
    workload: "ring", witnesses: "hooks", fabric: false, needsRoot: false, fatal: false,
    inject: [{ kind: "order", rank: 3, order: { kind: "loop", seconds: 9 } }],
    heal: [],
    expect: {
      syndrome: "non-comm-hang", suspects: [{ kind: "rank", rank: 3 }], withinMs: hangWithinMs,
    },
  },
  {
    name: "sleep", story: "rank 0 sleeps 80 ms in every step",
    workload: "ring", fabric: false, needsRoot: false, fatal: false,
    inject: [{ kind: "order", rank: 0, order: { kind: "sleep-each-step", seconds: 0.08 } }],
    heal: [{ kind: "order", rank: 0, order: { kind: "sleep-each-step", seconds: 0 } }],
    expect: {
      syndrome: "non-comm-slow", suspects: [{ kind: "rank", rank: 0 }], withinMs: slowWithinMs,
    },
  },
  {
    name: "quota", story: "rank 2 gets a twentieth of a core (cgroup CPU quota)",
    workload: "ring", fabric: false, needsRoot: true, fatal: false,
    inject: [{ kind: "cpu-quota", rank: 2, percent: 5 }],
    heal: [{ kind: "cpu-quota", rank: 2, percent: 0 }],
    expect: {
      syndrome: "non-comm-slow", suspects: [{ kind: "rank", rank: 2 }], withinMs: slowWithinMs,
    },
  },
  {
    name: "tx", story: "the egress of host 1 is shaped",
    workload: "ring", fabric: true, needsRoot: true, fatal: false,
    inject: [{ kind: "shape", node: 1, direction: "tx" }],
    heal: [{ kind: "shape", node: 1, direction: "none" }],
    expect: {
      syndrome: "comm-slow",
      suspects: [{ kind: "link", from: 1, to: 0 }, { kind: "port", node: 1, direction: "tx" }],
      closes: { kind: "port", node: 1, direction: "tx" },
      withinMs: slowWithinMs,
    },
  },
  {
    name: "rx", story: "the ingress of host 2 is shaped",
    workload: "ring", fabric: true, needsRoot: true, fatal: false,
    inject: [{ kind: "shape", node: 2, direction: "rx" }],
    heal: [{ kind: "shape", node: 2, direction: "none" }],
    expect: {
      syndrome: "comm-slow",
      suspects: [{ kind: "link", from: 3, to: 2 }, { kind: "port", node: 2, direction: "rx" }],
      closes: { kind: "port", node: 2, direction: "rx" },
      withinMs: slowWithinMs,
    },
  },
  {
    name: "tx-all-to-all", story: "the egress of host 1 is shaped, under all-to-all traffic",
    workload: "all-to-all", fabric: true, needsRoot: true, fatal: false,
    inject: [{ kind: "shape", node: 1, direction: "tx" }],
    heal: [{ kind: "shape", node: 1, direction: "none" }],
    expect: {
      syndrome: "comm-slow",
      suspects: [{ kind: "port", node: 1, direction: "tx" }, { kind: "link", from: 1, to: 0 }],
      closes: { kind: "port", node: 1, direction: "tx" },
      withinMs: slowWithinMs,
    },
  },
  {
    name: "rx-all-to-all", story: "the ingress of host 2 is shaped, under all-to-all traffic",
    workload: "all-to-all", fabric: true, needsRoot: true, fatal: false,
    inject: [{ kind: "shape", node: 2, direction: "rx" }],
    heal: [{ kind: "shape", node: 2, direction: "none" }],
    expect: {
      syndrome: "comm-slow",
      suspects: [{ kind: "port", node: 2, direction: "rx" }, { kind: "link", from: 3, to: 2 }],
      closes: { kind: "port", node: 2, direction: "rx" },
      withinMs: slowWithinMs,
    },
  },
  {
    name: "drop", story: "packets from host 2 to host 1 are dropped",
    workload: "ring", fabric: true, needsRoot: true, fatal: false,
    inject: [{ kind: "drop", from: 2, to: 1, on: true }],
    heal: [{ kind: "drop", from: 2, to: 1, on: false }],
    expect: {
      syndrome: "comm-hang", suspects: [{ kind: "link", from: 2, to: 1 }],
      withinMs: hangWithinMs,
    },
  },
  {
    name: "mismatch", story: "rank 3 broadcasts while the others reduce",
    workload: "ring", fabric: false, needsRoot: false, fatal: true,
    inject: [{ kind: "order", rank: 3, order: { kind: "mismatch" } }],
    heal: [],
    expect: {
      syndrome: "mismatch", cause: "user",
      suspects: [{ kind: "rank", rank: 3 }], withinMs: hangWithinMs,
    },
  },
  {
    name: "raise", story: "rank 1 raises a Python exception",
    workload: "ring", fabric: false, needsRoot: false, fatal: true,
    inject: [{ kind: "order", rank: 1, order: { kind: "raise" } }],
    heal: [],
    expect: {
      syndrome: "fail-stop", cause: "user",
      suspects: [{ kind: "rank", rank: 1 }], withinMs: hangWithinMs,
    },
  },
  {
    name: "oom", story: "rank 1 grows beyond the memory of its cgroup",
    workload: "ring", fabric: false, needsRoot: true, fatal: true,
    inject: [
      { kind: "memory-limit", rank: 1, spareBytes: 128 * 1024 * 1024 },
      { kind: "order", rank: 1, order: { kind: "allocate" } },
    ],
    heal: [],
    expect: {
      syndrome: "fail-stop", cause: "user", meanwhile: "non-comm-hang",
      suspects: [{ kind: "rank", rank: 1 }], withinMs: slowWithinMs,
    },
  },
  {
    name: "kill", story: "rank 2 is killed (SIGKILL)",
    workload: "ring", fabric: false, needsRoot: false, fatal: true,
    inject: [{ kind: "signal", rank: 2, signal: "KILL" }],
    heal: [],
    expect: {
      syndrome: "fail-stop", cause: "unknown",
      suspects: [{ kind: "rank", rank: 2 }], withinMs: 1_000,
    },
  },
];

/** A part killed with SIGKILL is back, and has heard the job again, within this. */
const restartMs = 5_000;

/**
 * The same faults while a part of C4 is killed at their very moment: the verdict still comes, once.
 * Where traffic is at fault, the agent that dies is the one of the node whose port it is.
 */
const crossfire: readonly (readonly [fault: string, node: number])[] = [
  ["stop", 1], ["sleep", 0], ["tx", 1], ["drop", 1], ["raise", 1], ["kill", 2],
];
export const faultsUnderFire: readonly Fault[] = crossfire.flatMap(([name, node]) => {
  const fault = faults.find((each) => each.name === name);
  assert(fault !== undefined, `no fault is called ${name}`);
  const parts: readonly Part[] = ["controller", "nats", `agent ${node}`];
  return parts.map((part): Fault => ({
    ...fault, name: `${name}+${part.replace(" ", "-")}`,
    story: `${fault.story}, and C4's ${part} is killed`,
    inject: [...fault.inject, { kind: "kill-part", part }],
    expect: { ...fault.expect, withinMs: fault.expect.withinMs + restartMs },
  }));
});

/** Does a suspect named by C4 match what was done? Node `n` is called `node-n`. */
export function matches(suspect: Suspect, expected: Expected): boolean {
  switch (expected.kind) {
    case "rank": return suspect.kind === "rank" && suspect.rank === expected.rank;
    case "link":
      return suspect.kind === "link" && suspect.from === `node-${expected.from}` &&
        suspect.to === `node-${expected.to}`;
    case "port":
      return suspect.kind === "port" && suspect.node === `node-${expected.node}` &&
        suspect.direction === expected.direction;
  }
}
