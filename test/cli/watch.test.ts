import { strict as assert } from "node:assert";
import { startFakeController, type FakeController } from "./fake-controller.ts";
import { eventually } from "../fixtures/eventually.ts";
import { startC4, type Running } from "./processes.ts";
import { makeIncident, makeJob, makeStatus } from "./views.ts";

describe("c4 watch without a terminal", () => {
  let controller: FakeController | undefined;
  let running: Running | undefined;

  afterEach(async () => {
    running?.process.kill("SIGKILL");
    await running?.ended;
    await controller?.close();
  });

  async function watch(...words: readonly string[]): Promise<Running> {
    controller = await startFakeController({ "/v1/status": makeStatus() });
    const started = startC4(["watch", "--controller", controller.url, ...words]);
    running = started;
    return started;
  }

  /** Sends until it is seen: there is no saying when the stream has opened. */
  async function sendUntil(seen: (output: string) => boolean): Promise<void> {
    await eventually("the message", () => {
      controller?.send({ kind: "incident", incident: makeIncident() });
      return running !== undefined && seen(running.output());
    });
  }

  it("refuses a controller that is not there, at once and by its address", async () => {
    controller = await startFakeController({});
    const { url } = controller;
    await controller.close();
    running = startC4(["watch", "--controller", url]);
    assert.equal(await running.ended, 1);
    assert.match(running.errors(), new RegExp(`${url}.*`));
  }).timeout(60_000);

  it("says that the controller is away, and that it is back", async () => {
    const started = await watch();
    await eventually("the stream", () => started.output().includes("connected"));
    await controller?.close();
    await eventually("the loss of the stream", () =>
      started.output().includes("- no word from the controller: "));
    assert.equal(started.output().match(/no word/g)?.length, 1, "said again and again");
  }).timeout(60_000);

  it("prints one line for each change, and ends with 2 while something is wrong", async () => {
    const started = await watch();
    await sendUntil((output) => output.includes("inc-1"));
    controller?.send({ kind: "incident", incident: makeIncident() });
    controller?.send({
      kind: "incident", incident: makeIncident({ state: "recovered", closedMs: 22_300 }),
    });
    await eventually("recovery", () => started.output().includes("recovered"));
    controller?.send({
      kind: "status", status: makeStatus({
        incidents: [makeIncident()], jobs: [makeJob({ health: "degraded" })],
      }),
    });
    await eventually("the status", () => started.output().split("confirmed").length === 3);
    started.process.kill("SIGTERM");
    assert.equal(await started.ended, 2);
    const lines = started.output().trim().split("\n").map((line) => line.replace(/^\S+ /, ""));
    assert.equal(lines[0], "- connected");
    assert.match(lines[1] ?? "",
      /^train inc-1 confirmed {2}non-comm-hang {2}rank 2 \(node-2\) {2}conf 0.97 {2}after 1.1s: /);
    assert.match(lines[2] ?? "", /^train inc-1 recovered .* after 10.0s$/);
    assert.deepEqual(lines.slice(3).map((line) => line.split(" ").slice(0, 3).join(" ")), [
      "- Controller OK", "- Agents OK", "- Messages OK", "- Hooks OK", "- Policy observe",
      "train DEGRADED ", "train inc-1 confirmed",
    ]);
  }).timeout(60_000);

  it("prints the state once at the start, and then only what changed in it", async () => {
    const started = await watch();
    const say = (given: Parameters<typeof makeStatus>[0]): void =>
      controller?.send({ kind: "status", status: makeStatus(given) });
    await eventually("the state", () => {
      say({});
      return started.output().includes("train OK");
    });
    const hung = (waitedS: number) => makeIncident({
      evidence: [`rank 2 has not started operation 18232 that 3 ranks wait in for ${waitedS} s`],
    });
    for (let second = 1; second <= 5; second += 1) {
      say({
        jobs: [makeJob({ health: "degraded", step: 18_231 + second, rateRatio: 1 / second })],
        incidents: [hung(second)], messages: { ...makeStatus().messages, received: 536 + second },
      });
    }
    const [first, ...agents] = makeStatus().agents;
    assert.ok(first !== undefined);
    say({ agents: [{ ...first, state: "silent", lastReportAgeMs: 6_000 }, ...agents] });
    await eventually("the end", () => started.output().includes("1 silent"));
    const lines = started.output().trim().split("\n").map((line) => line.replace(/^\S+ /, ""));
    assert.equal(lines[0], "- connected");
    assert.match(lines[1] ?? "", /^- Controller OK {2}leader, term 3, /);
    assert.deepEqual(lines.slice(6).map((line) => line.replace(/ {2}(non-comm|after).*/, "")), [
      "train OK  4 ranks  step 18231  rate 1.00x",
      "train DEGRADED  4 ranks  step 18232  rate 1.00x",
      "train inc-1 confirmed",
      "- Agents 1 warn  3/4 reporting, 1 silent: node-0 (6.0s)",
      "train OK  4 ranks  step 18231  rate 1.00x",
    ]);
  }).timeout(60_000);

  it("prints each message as JSON when asked, and ends with 0 while all is well", async () => {
    const started = await watch("-o", "json");
    await sendUntil((output) => output.includes("inc-1"));
    started.process.kill("SIGTERM");
    assert.equal(await started.ended, 0);
    const [first = ""] = started.output().split("\n");
    assert.deepEqual(JSON.parse(first).incident.suspects, makeIncident().suspects);
  }).timeout(60_000);
});
