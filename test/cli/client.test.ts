import { strict as assert } from "node:assert";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { dispatch } from "../../cli/dispatch.ts";
import { isAlive, ownIdentity } from "../../cli/files/identity.ts";
import { leavePointer, livingRuns, pointerDirectory } from "../../cli/files/pointer.ts";
import { commandTable } from "../../cli/table.ts";
import { startFakeController, type Answers, type FakeController } from "./fake-controller.ts";
import { collectingScreen } from "./screen.ts";
import {
  jobName, makeIncident, makeIncidentDetail, makeJob, makeJobDetail, makeMatrix, makeStatus,
} from "./views.ts";

describe("commands that ask a controller", () => {
  let controller: FakeController | undefined;
  let home = "";

  beforeEach(() => { home = mkdtempSync(path.join(tmpdir(), "c4-cli-test-")); });
  afterEach(async () => {
    await controller?.close();
    controller = undefined;
    rmSync(home, { recursive: true, force: true });
  });

  async function c4(answers: Answers, ...words: readonly string[]): Promise<{
    readonly code: number; readonly output: string; readonly errors: string;
  }> {
    await controller?.close();
    controller = await startFakeController(answers);
    return ask({ C4_CONTROLLER: controller.url }, ...words);
  }

  async function ask(environment: Record<string, string>, ...words: readonly string[]) {
    const output = collectingScreen();
    const errors = collectingScreen();
    const code = await dispatch(words, {
      table: commandTable, output, errors,
      environment: { XDG_RUNTIME_DIR: home, ...environment },
    });
    return { code, output: output.text(), errors: errors.text() };
  }

  it("say that nobody listens, that a URL is none, and that an answer is not JSON", async () => {
    const gone = await ask({ C4_CONTROLLER: "http://127.0.0.1:9" }, "status");
    assert.equal(gone.code, 1);
    assert.match(gone.errors, /\[unavailable\] cannot reach the controller at http:\/\/127/);
    const bad = await ask({}, "status", "--controller", "localhost:7044");
    assert.equal(bad.code, 64);
    assert.match(bad.errors, /must be a URL such as http:.*got "localhost:7044"/);
    const odd = await c4({ "/v1/status": "<html>" }, "status");
    assert.equal(odd.code, 1);
    assert.match(odd.errors, /did not answer with JSON: is it a controller\?/);
  });

  it("time out with 3 when nothing comes back", async () => {
    const { code, errors } = await c4({ "/v1/status": "silence" }, "status", "--timeout", "0.2");
    assert.equal(code, 3);
    assert.match(errors, /\[timed-out\] .* did not answer within 0.2 s/);
  });

  it("pass on what the controller refuses", async () => {
    const { code, errors, output } = await c4({}, "jobs", "nope");
    assert.deepEqual([code, output], [1, ""]);
    assert.match(errors, /\[not-found\] there is no \/v1\/jobs\/nope/);
  });

  it("exit with 0 when all is well and with 2 when something is not", async () => {
    const open = makeIncident();
    const closed = makeIncident({ state: "closed" });
    const sickJob = makeJob({ health: "unknown" });
    const table: readonly (readonly [Answers, string[], number])[] = [
      [{ "/v1/status": makeStatus() }, ["status"], 0],
      [{ "/v1/status": makeStatus({ incidents: [open] }) }, ["status"], 2],
      [{ "/v1/jobs": [makeJob()] }, ["jobs"], 0],
      [{ "/v1/jobs": [makeJob(), sickJob] }, ["jobs"], 2],
      [{ "/v1/jobs/train": makeJobDetail() }, ["jobs", "train"], 0],
      [{ "/v1/incidents": [closed] }, ["incidents"], 0],
      [{ "/v1/incidents?job=train": [closed, open] }, ["incidents", "--job", "train"], 2],
      [{ "/v1/incidents/inc-1": makeIncidentDetail() }, ["explain", "inc-1"], 2],
      [
        { "/v1/incidents/inc-1": makeIncidentDetail({ incident: closed }) }, ["explain", "inc-1"],
        0,
      ],
      [{ "/v1/matrix/train": makeMatrix(4, 1) }, ["matrix", "train"], 0],
    ];
    for (const [answers, words, code] of table) {
      const asked = await c4(answers, ...words);
      assert.equal(asked.code, code, `${words.join(" ")}: ${asked.errors}`);
      assert.equal(asked.errors, "");
    }
  });

  it("print with -o json exactly the API's view", async () => {
    const status = makeStatus({ incidents: [makeIncident()] });
    const { output } = await c4({ "/v1/status": status }, "status", "-o", "json");
    assert.deepEqual(JSON.parse(output), JSON.parse(JSON.stringify(status)));
  });

  it("wait with --wait until all is healthy, and show the last page when time is up", async () => {
    let calls = 0;
    const recovering = () => {
      calls += 1;
      return calls < 3 ? makeStatus({ incidents: [makeIncident()] }) : makeStatus();
    };
    const healed = await c4({ "/v1/status": recovering }, "status", "--wait");
    assert.deepEqual([healed.code, calls], [0, 3]);
    const sick = makeStatus({ incidents: [makeIncident()] });
    const late = await c4({ "/v1/status": sick }, "status", "--wait", "--timeout", "0.3");
    assert.equal(late.code, 3);
    assert.match(late.output, /NON-COMM-HANG/);
  });

  it("switch the hooks of a job off and on", async () => {
    const reply = { job: "train", enabled: false, nodes: [{ node: "node-0", outcome: "done" }] };
    const off = await c4({ "/v1/jobs/train/hooks": reply }, "off", "train");
    assert.equal(off.code, 0);
    assert.match(off.output, /^Hooks of train are off.\nNODE +OUTCOME\nnode-0 +done\n$/);
    assert.deepEqual(controller?.asked, ["POST /v1/jobs/train/hooks {\"enabled\":false}"]);
    await c4({ "/v1/jobs/train/hooks": { ...reply, enabled: true } }, "on", "train");
    assert.deepEqual(controller?.asked, ["POST /v1/jobs/train/hooks {\"enabled\":true}"]);
  });

  it("end off and on with 1 when a node refused, with 3 while one has not answered", async () => {
    const done = { node: "node-0", outcome: "done" };
    const pending = { node: "node-1", outcome: "pending" };
    const refused = { node: "node-2", outcome: "failed: the control file cannot be written" };
    const codes = async (...nodes: readonly object[]): Promise<readonly number[]> => {
      const answers = { "/v1/jobs/train/hooks": { job: "train", enabled: false, nodes } };
      const off = await c4(answers, "off", "train");
      for (const { outcome } of nodes as { outcome: string }[]) {
        assert.ok(off.output.includes(outcome), outcome);
      }
      return [off.code, (await c4(answers, "on", "train")).code];
    };
    assert.deepEqual(await codes(done), [0, 0]);
    assert.deepEqual(await codes(done, pending), [3, 3]);
    assert.deepEqual(await codes(done, refused), [1, 1]);
    assert.deepEqual(await codes(pending, refused), [1, 1], "what has failed will not come");
    const silent = { "/v1/jobs/train/hooks": "silence" };
    assert.equal((await c4(silent, "off", "train", "--timeout", "0.2")).code, 3);
  });

  it("find the newest run of this user that lives, and sweep up after dead ones", async () => {
    controller = await startFakeController({ "/v1/status": makeStatus() });
    const environment = { XDG_RUNTIME_DIR: home };
    const dead = { pid: 4_190_000, startTicks: 1 };
    assert.ok(!isAlive(dead) && isAlive(ownIdentity()));
    const folder = pointerDirectory(environment);
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(path.join(folder, "run-4190000.json"), JSON.stringify({
      owner: dead, job: "old", controller: "http://127.0.0.1:9", directory: "/nowhere",
      startedMs: 9e15,
    }));
    writeFileSync(path.join(folder, "run-1.json"), "{ half");
    leavePointer(environment, {
      job: jobName("train"), controller: controller.url, directory: "/nowhere", startedMs: 1,
    });
    assert.equal(livingRuns(environment)[0]?.controller, controller.url);
    assert.equal((await ask({}, "status")).code, 0);
    assert.deepEqual(readdirSync(folder).sort(), ["run-1.json", `run-${process.pid}.json`].sort());
  });

  it("leave nothing where $XDG_RUNTIME_DIR is missing or cannot be written, and say so", () => {
    const pointer = { job: jobName("train"), controller: "http://127.0.0.1:9",
      directory: "/nowhere", startedMs: 1 };
    const missing = path.join(home, "missing");
    const absent = leavePointer({ XDG_RUNTIME_DIR: missing }, pointer);
    assert.ok(!absent.ok);
    assert.match(absent.error.message, /missing does not exist$/);
    assert.ok(!existsSync(missing));
    // A directory in the file's place: the last step fails, for root as well.
    const folder = pointerDirectory({ XDG_RUNTIME_DIR: home });
    mkdirSync(path.join(folder, `run-${process.pid}.json`), { recursive: true, mode: 0o700 });
    assert.ok(!leavePointer({ XDG_RUNTIME_DIR: home }, pointer).ok);
    assert.deepEqual(readdirSync(folder), [`run-${process.pid}.json`]);
  });

  it("say which of several runs answers, and how to name another", async () => {
    controller = await startFakeController({ "/v1/status": makeStatus() });
    const folder = pointerDirectory({ XDG_RUNTIME_DIR: home });
    mkdirSync(folder, { mode: 0o700 });
    const runs = [
      { job: "older", controller: "http://127.0.0.1:9", startedMs: 1 },
      { job: "newer", controller: controller.url, startedMs: 2 },
    ];
    for (const [index, run] of runs.entries()) {
      writeFileSync(path.join(folder, `run-${index}.json`),
        JSON.stringify({ owner: ownIdentity(), directory: "/nowhere", ...run }));
    }
    const meant = await ask({}, "status", "-o", "json");
    assert.equal(meant.code, 0, "the newest answers");
    assert.equal(meant.errors, "c4: 2 runs are alive; this is the newest, newer. Name another:\n" +
      "  older: --controller http://127.0.0.1:9\n");
    assert.ok(JSON.parse(meant.output), "what a script reads is not touched");
    const named = await ask({}, "status", "--controller", controller.url);
    assert.deepEqual([named.code, named.errors], [0, ""]);
    assert.equal((await ask({ C4_CONTROLLER: controller.url }, "status")).errors, "");
  });
});
