import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { controllerFields, parseConfig, readControllerOptions }
  from "../../../controller/io/config.ts";
import { createClock, backoffMs, aheadMsMax } from "../../../controller/io/clock.ts";
import { createLog } from "../../../controller/io/log.ts";
import { defaultPolicy } from "../../../controller/core/fleet/policy.ts";
import { valueOf } from "./fake.ts";

describe("the controller's configuration", () => {
  let folder: string;
  before(() => { folder = mkdtempSync(path.join(tmpdir(), "c4-config-")); });
  after(() => { rmSync(folder, { recursive: true, force: true }); });
  const file = (name: string, content: unknown): string => {
    const place = path.join(folder, name);
    writeFileSync(place, typeof content === "string" ? content : JSON.stringify(content));
    return place;
  };
  const refusal = (content: unknown, flags: Record<string, string | number> = {}): string => {
    const read = readControllerOptions(file("c.json", content), flags, {});
    return read.ok ? "accepted" : read.error.message;
  };

  it("refuses what it does not know, by name", () => {
    assert.match(refusal({ alert: { ulr: "x" } }), /no field alert\.ulr/);
    assert.match(refusal({ leaseSeconds: 3 }), /no field leaseSeconds/);
    assert.match(refusal([]), /must be a JSON object/);
    assert.match(refusal("{"), /c\.json: not JSON: .*; correct it/);
    assert.match(refusal({ policyFile: file("p.json", { hangPagesMs: 1 }) }), /hangPagesMs/);
  });

  it("refuses values out of their bounds, with the bounds", () => {
    assert.match(refusal({ ticksPerSecond: 50 }), /ticksPerSecond is 50 and must be 4\.\.10/);
    assert.match(refusal({ leaseMs: "3s" }), /leaseMs must be a whole number/);
    assert.match(refusal({ http: { listen: "7044" } }), /http\.listen is "7044"/);
    assert.match(refusal({ http: { listen: "a:99999" } }), /http\.listen/);
    assert.match(refusal({ nats: { replicas: 2 } }), /1, 3 or 5/);
    assert.match(refusal({}, { "alert.secretFile": "/nowhere/secret" }),
      /alert.secretFile is \/nowhere\/secret: no such file; make it/);
  });

  it("refuses a policy that would act on the job, wherever it stands, and names the remedy", () => {
    const remedy = (mode: string) => new RegExp(`mode is ${mode}, .* only observes; use observe$`);
    for (const mode of ["isolate", "recover", "yolo"]) {
      assert.match(refusal({ policy: mode }), remedy(mode));
      assert.match(refusal({}, { policy: mode }), remedy(mode));
      assert.match(refusal({ policyFile: file("mode.json", { mode }) }), remedy(mode));
    }
  });

  it("does not repeat an alert URL that it refuses: it may be a secret", () => {
    assert.doesNotMatch(refusal({ alert: { url: "ftp://user:hunter2@x" } }), /hunter2/);
  });

  it("has a default for every field that passes its own check", () => {
    const config = valueOf(parseConfig({}, {}));
    for (const [name, field] of Object.entries(controllerFields)) {
      assert.equal(config[name as keyof typeof config], field.default);
    }
    const options = valueOf(readControllerOptions("", {}, {}));
    assert.deepEqual(options.http, { address: "127.0.0.1", port: 7044 });
    assert.deepEqual(options.policy, defaultPolicy);
  });

  it("lets flags win over the file, and the file over defaults", () => {
    const policyFile = file("policy.json", { hangPageMs: 12_345, mode: "observe" });
    const place = file("whole.json", {
      leaseMs: 1000, policyFile, alert: { urlFile: file("url", "https://x.example/h\n") },
      http: { listen: "[::1]:0", hosts: "a.example, B.example" },
    });
    const options = valueOf(readControllerOptions(place,
      { leaseMs: 2000 }, { C4_ALERT_SECRET: "from the environment" }));
    assert.equal(options.config.leaseMs, 2000);
    assert.equal(options.policy.hangPageMs, 12_345);
    assert.equal(options.policy.mode, "observe");
    assert.equal(options.alertUrl, "https://x.example/h");
    assert.equal(options.alertSecret, "from the environment");
    assert.deepEqual(options.http, { address: "::1", port: 0 });
    assert.deepEqual(options.hosts, ["a.example", "b.example"]);
    const withFile = valueOf(readControllerOptions(place,
      { "alert.secretFile": file("secret", "from the file\n") }, { C4_ALERT_SECRET: "no" }));
    assert.equal(withFile.alertSecret, "from the file");
  });
});

describe("the controller's clock", () => {
  it("does not follow the wall clock after its start, and follows a former leader's", () => {
    let wallMs = 1_000_000;
    let runMs = 50;
    const clock = createClock(() => wallMs, () => runMs);
    assert.equal(clock.now(), 1_000_000);
    wallMs = 5;
    runMs += 250;
    assert.equal(clock.now(), 1_000_250);
    clock.advanceTo(999);
    assert.equal(clock.now(), 1_000_250, "never backwards");
    clock.advanceTo(1_000_250 + aheadMsMax + 1);
    assert.equal(clock.now(), 1_000_250, "nor after a clock gone mad");
    clock.advanceTo(2_000_000);
    runMs += 1;
    assert.equal(clock.now(), 2_000_001);
  });

  it("spreads retries over the upper half of a doubling, capped span", () => {
    const limits = { baseMs: 100, capMs: 1000 };
    assert.deepEqual([0, 1, 2, 3, 4, 99].map((each) => backoffMs(each, limits, () => 0)),
      [50, 100, 200, 400, 500, 500]);
    assert.deepEqual([0, 4].map((each) => backoffMs(each, limits, () => 1)), [100, 1000]);
  });
});

describe("the log", () => {
  it("thins out repetitions, counts them, and keeps a bounded list", () => {
    const lines: string[] = [];
    const log = createLog((line) => { lines.push(line); });
    for (let time = 0; time < 100; time += 1) log.problem("agent node-1: rejected", "detail");
    assert.equal(lines.length, 7, "1, 2, 4, … 64");
    assert.deepEqual(log.problems(), ["agent node-1: rejected (100x)"]);
    for (let kind = 0; kind < 500; kind += 1) log.problem(`kind ${kind}`);
    assert.equal(log.problems().length, 64);
    assert.equal(log.problems().at(-1), "kind 499");
  });
});
