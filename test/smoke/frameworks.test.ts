// Unmodified programs of real frameworks under `c4 run`: they end as they would without it, the
// status shows their ranks and communicators while they run, and an ordinary end is no incident.

import { strict as assert } from "node:assert";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../../bench/processes.ts";
import type { JobDetail } from "../../proto/api.ts";
import type { Report } from "../../proto/report.ts";
import { livingRuns } from "../../cli/files/pointer.ts";
import { poll } from "../campaign/session.ts";

const jobName = "frameworks";
const programs = path.resolve("test/smoke/programs");
const python = process.env["C4_TEST_PYTHON"] ?? path.resolve(".tools/torch/bin/python");
const debianPython = "/usr/bin/python3";
/** Long enough for a rate to be seen: it takes some windows. */
const seconds = "6";

interface Seen {
  readonly job: JobDetail;
  readonly report: Report;
  readonly exitCode: number | null;
}

let directory = "";

/** Runs it to its own end and returns what was seen in the middle and at the end. */
async function underC4(command: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<Seen> {
  const report = path.join(directory, "report.json");
  const child = spawn(process.execPath, [
    path.resolve("dist/cli/c4.js"), "run", "--nodes", "2", "--job", jobName, "--report", report,
    "--progress", "never", "--", ...command,
  ], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, XDG_RUNTIME_DIR: directory, OMP_NUM_THREADS: "1", ...extra },
  });
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => { output += bytes.toString(); });
  child.stderr.on("data", (bytes: Buffer) => { output += bytes.toString(); });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  try {
    const run = await poll(30_000, () => livingRuns({ XDG_RUNTIME_DIR: directory })[0]);
    const job = await poll(60_000, async () => {
      if (child.exitCode !== null) throw new Error(`ended early:\n${output}`);
      const answer = await fetch(`${run.controller}/v1/jobs/${jobName}`).catch(() => undefined);
      if (answer === undefined || !answer.ok) return false;
      const seen = await answer.json() as JobDetail;
      return seen.ranksSeen === 4 && seen.step > 0 && seen.stepsPerSecond > 0 ? seen : false;
    });
    const exitCode = await ended;
    return { job, exitCode, report: JSON.parse(readFileSync(report, "utf8")) as Report };
  } catch (caught) {
    child.kill("SIGTERM");
    await ended;
    throw new Error(`${String(caught)}\n${output}`, { cause: caught });
  }
}

function check(seen: Seen, communicators = 1): void {
  assert.equal(seen.exitCode, 0);
  assert.equal(seen.report.command.exitCode, 0);
  assert.equal(seen.report.job.ranks, 4);
  assert.deepEqual(seen.report.job.nodes, ["node-0", "node-1"]);
  assert.deepEqual(seen.report.incidents, []);
  const whole = seen.job.communicators.filter((each) => each.size === 4);
  assert.ok(whole.length >= 1, "no communicator of all four ranks was seen");
  assert.deepEqual([...(whole[0]?.members ?? [])].map(Number).sort(), [0, 1, 2, 3]);
  const found = seen.job.communicators.length;
  assert.ok(found >= communicators, `${found} communicators were seen`);
}

describe("unmodified programs under c4 run end without an incident", function () {
  this.timeout(120_000);
  beforeEach(() => { directory = mkdtempSync(path.join(tmpdir(), "c4-smoke-")); });
  afterEach(() => { rmSync(directory, { recursive: true, force: true }); });

  it("watches DDP under torchrun on PyTorch 2.13", async () => {
    const script = path.resolve("test/campaign/workload/train.py");
    check(await underC4([
      python, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "4",
      script, "--seconds", seconds,
    ]));
  });

  it("watches DDP with an own launcher on Debian's PyTorch 1.13", async () => {
    const script = path.join(programs, "ddp_own_launcher.py");
    check(await underC4([debianPython, script, seconds, String(await freePort())]));
  });

  it("watches an mpi4py program under mpirun, and its split communicators", async () => {
    check(await underC4([
      "mpirun", "--allow-run-as-root", "--oversubscribe", "-np", "4",
      debianPython, path.join(programs, "allreduce_mpi4py.py"), seconds,
    ]), 3);
  });

  it("watches a C program under mpirun", async () => {
    const binary = path.join(directory, "ring");
    execFileSync("mpicc", ["-O1", "-o", binary, path.join(programs, "ring.c")]);
    check(await underC4([
      "mpirun", "--allow-run-as-root", "--oversubscribe", "-np", "4", binary, seconds,
    ]));
  });
});
