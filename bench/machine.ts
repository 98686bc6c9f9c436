// What a figure is worth nothing without: the machine, its load and the versions of what ran.

import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";
import path from "node:path";
import { projectRoot, readVersion } from "../cli/terminal/version.ts";

export function hooksFolder(): string {
  return path.resolve(process.env["C4_BENCH_HOOKS"] ?? path.join(projectRoot(), "ncclmon/build"));
}

export function torchPython(): string {
  return process.env["C4_TEST_PYTHON"] ?? path.join(projectRoot(), ".tools/torch/bin/python");
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  readonly c4: string;
  readonly nats: string;
  readonly torch: string;
  /** Of the last minute, before the benchmark: other work on the machine is part of its noise. */
  readonly load: number;
  readonly date: string;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown", cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30), kernel: release(), node: process.version,
    c4: readVersion(), nats: said("nats-server", ["--version"]),
    torch: said(torchPython(), ["-c", "import torch; print(torch.__version__)"]),
    load: loadavg()[0] ?? NaN, date: new Date().toISOString().slice(0, 10),
  };
}

function said(program: string, words: readonly string[]): string {
  try {
    return execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
      .trim();
  } catch {
    return "not there";
  }
}
