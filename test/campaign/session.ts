// One training job under `c4 run`, as a user would start it, with handles for the levers. The
// verdicts are read where every user reads them: from the controller's HTTP API and the report.

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AgentView, JobDetail, StatusView } from "../../proto/api.ts";
import type { Report } from "../../proto/report.ts";
import type { Incident } from "../../proto/verdict.ts";
import { livingRuns } from "../../cli/files/pointer.ts";
import type { Fault } from "./faults.ts";
import { sweepGroups, type Stage, type StageFabric } from "./levers.ts";

export const rankCount = 4;
const jobName = "train";
const readyTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

export interface SessionOptions {
  readonly workload: "ring" | "all-to-all";
  readonly fabric: boolean;
  readonly witnesses?: "hooks" | undefined;
  readonly alertUrl?: string;
  /** More words for the training program. */
  readonly arguments?: readonly string[];
  /** Where the job prints: the terminal, or a file beside the session. */
  readonly output?: "inherit" | "file";
}

export interface Session {
  readonly stage: Stage;
  readonly controller: string;
  /** $C4_DIR of the run. */
  readonly directory: string;
  readonly job: () => Promise<JobDetail>;
  readonly incidents: () => Promise<readonly Incident[]>;
  readonly agents: () => Promise<readonly AgentView[]>;
  /** What the job has printed so far; empty when it prints to the terminal. */
  readonly printed: () => string;
  readonly ended: () => boolean;
  /** Ends the job as an operator would (SIGTERM) unless it ended, and returns the report. */
  readonly finish: () => Promise<Report | undefined>;
}

interface Place {
  readonly directory: string;
  readonly log: string;
  readonly report: string;
}

/** The job that a fault is played upon. */
export function stageOf(fault: Fault): SessionOptions {
  return { workload: fault.workload, fabric: fault.fabric, witnesses: fault.witnesses };
}

/** Starts the job and waits until every rank has been seen at work. */
export async function startSession(options: SessionOptions): Promise<Session> {
  const directory = mkdtempSync(path.join(tmpdir(), "c4-campaign-"));
  const place = {
    directory, log: path.join(directory, "output"), report: path.join(directory, "report.json"),
  };
  mkdirSync(path.join(directory, "faults"));
  const child = launch(options, place);
  try {
    return await connect(child, options, place);
  } catch (caught) {
    child.kill("SIGKILL");
    const output = existsSync(place.log) ? readFileSync(place.log, "utf8").slice(-4_000) : "";
    throw new Error(`the job did not start: ${String(caught)}\n${output}`, { cause: caught });
  }
}

/** PyTorch of the project's own set-up, or the one that the environment names. */
function pythonOf(): string {
  const configured = process.env["C4_TEST_PYTHON"];
  return configured ?? path.resolve(".tools/torch/bin/python");
}

function launch(options: SessionOptions, place: Place): ChildProcess {
  const script = path.resolve("test/campaign/workload/train.py");
  const words = [
    script, "--seconds", "900",
    ...(options.workload === "all-to-all" ? ["--all-to-all", "--exchange-floats", "131072"] : []),
    ...(options.arguments ?? []),
  ];
  const python = pythonOf();
  const command = options.fabric
    ? ["sh", "-c", 'RANK=$C4_NODE_RANK WORLD_SIZE=$C4_NODES MASTER_PORT=29555 exec "$@"', "rank",
      python, ...words]
    : [python, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node",
      String(rankCount), ...words];
  const output = options.output === "inherit" ? "inherit" as const : openSync(place.log, "w");
  return spawn(process.execPath, [
    path.resolve("dist/cli/c4.js"), "run", "--nodes", String(rankCount), "--job", jobName,
    "--report", place.report, "--progress", "never",
    ...(options.fabric ? ["--launch", "per-node", "--fabric"] : []),
    "--witnesses", options.witnesses ?? "all",
    ...(options.alertUrl === undefined ? [] : ["--alert-url", options.alertUrl]),
    "--", ...command,
  ], {
    stdio: ["ignore", output, output],
    env: {
      ...process.env, XDG_RUNTIME_DIR: place.directory, OMP_NUM_THREADS: "1",
      FAULT_DIR: path.join(place.directory, "faults"),
    },
  });
}

async function connect(
  child: ChildProcess, options: SessionOptions, place: Place,
): Promise<Session> {
  const pointer = await poll(readyTimeoutMs, () => alive(child) &&
    livingRuns({ XDG_RUNTIME_DIR: place.directory })[0]);
  const get = async <T>(route: string): Promise<T> => {
    const answer = await fetch(`${pointer.controller}${route}`);
    if (!answer.ok) throw new Error(`${route} answered ${answer.status}`);
    return await answer.json() as T;
  };
  const job = (): Promise<JobDetail> => get<JobDetail>(`/v1/jobs/${jobName}`);
  const ready = await poll(readyTimeoutMs, async () => {
    if (!alive(child)) throw new Error("c4 run ended");
    const seen = await job().catch(() => undefined);
    return seen !== undefined && seen.ranksSeen === rankCount && seen.step > 0 ? seen : false;
  });
  const pids = new Map(ready.members.map((each) => [Number(each.rank), each.pid]));
  return {
    stage: {
      faultDirectory: path.join(place.directory, "faults"),
      stackDirectory: pointer.directory,
      pidOf: (rank) => pids.get(rank) ?? fail(`rank ${rank} has no process`),
      fabric: options.fabric ? fabricOf(pointer.directory) : undefined,
    },
    controller: pointer.controller,
    directory: pointer.directory,
    job,
    incidents: () => get<readonly Incident[]>(`/v1/incidents?job=${jobName}`),
    agents: async () => (await get<StatusView>("/v1/status")).agents,
    printed: () => existsSync(place.log) ? readFileSync(place.log, "utf8") : "",
    ended: () => !alive(child),
    finish: () => finish(child, place, [...pids.values()]),
  };
}

function fail(message: string): never {
  throw new Error(message);
}

function alive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** Calls `check` until it gives something; throws after `timeoutMs`. */
export async function poll<T>(
  timeoutMs: number, check: () => T | false | undefined | Promise<T | false | undefined>,
): Promise<T> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const found = await check();
    if (found !== false && found !== undefined) return found;
    if (Date.now() > deadlineMs) throw new Error(`nothing came within ${timeoutMs} ms`);
    await sleep(50);
  }
}

interface FabricFile {
  readonly switch: { readonly namespace: string };
  readonly nodes: readonly {
    readonly namespace: string;
    readonly address: string;
    readonly interface: string;
    readonly switchPort: string;
  }[];
}

/** `c4 run --fabric` writes down what it built. */
function fabricOf(directory: string): StageFabric {
  const file = path.join(directory, "stack", "fabric.json");
  const built = JSON.parse(readFileSync(file, "utf8")) as FabricFile;
  const node = (index: number): FabricFile["nodes"][number] =>
    built.nodes[index] ?? fail(`the fabric has no node ${index}`);
  return {
    namespaceOf: (index) => node(index).namespace,
    addressOf: (index) => node(index).address,
    interface: node(0).interface,
    switchNamespace: built.switch.namespace,
    switchPortOf: (index) => node(index).switchPort,
  };
}

async function finish(
  child: ChildProcess, place: Place, pids: readonly number[],
): Promise<Report | undefined> {
  const exited = new Promise<void>((resolve) => {
    if (!alive(child)) resolve();
    else child.once("exit", () => resolve());
  });
  if (alive(child)) child.kill("SIGTERM");
  await Promise.race([exited, sleep(stopTimeoutMs)]);
  if (alive(child)) child.kill("SIGKILL");
  const report = existsSync(place.report)
    ? JSON.parse(readFileSync(place.report, "utf8")) as Report : undefined;
  rmSync(place.directory, { recursive: true, force: true });
  sweepGroups(pids);
  return report;
}
