import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { dispatch } from "../../cli/dispatch.ts";
import { readRingFile } from "../../cli/ring/read.ts";
import type { RingView } from "../../cli/view/ring.ts";
import { commandTable } from "../../cli/table.ts";
import { fileHeader } from "../../proto/layout.ts";
import { eventually } from "../fixtures/eventually.ts";
import { collectingScreen } from "./screen.ts";

const hooks = path.join("ncclmon", "build");

describe("c4 ring", () => {
  let home = "";
  let bytes: Buffer = Buffer.alloc(0);
  let file = "";
  let running: RingView | undefined;

  // One real process hangs in the second half of a ring step, is looked at, and is killed.
  before(async function () {
    this.timeout(60_000);
    home = mkdtempSync(path.join(tmpdir(), "c4-ring-test-"));
    const folder = path.join(home, "node-0", "proc");
    mkdirSync(folder, { recursive: true });
    mkdirSync(path.join(home, "node-0", "ctl"));
    const replay = spawn(path.join(hooks, "c4mon-replay"), [
      "--plugin", path.join(hooks, "libnccl-profiler-c4.so"), "--scenario", "hang",
      "--role", "peer", "--operations", "20", "--hold", "60",
    ], {
      stdio: "ignore",
      env: {
        PATH: process.env["PATH"], C4_DIR: home, C4_NODE: "node-0", C4_JOB: "looked-at",
        C4_RANK: "0", C4_WORLD_SIZE: "8",
      },
    });
    try {
      running = await eventually("the replayed hang", () => {
        const [name] = readdirSync(folder);
        if (name === undefined) return undefined;
        file = path.join(folder, name);
        const view = readRingFile(file);
        const isHung = view.ok && view.value.communicators[0]?.started === 21 &&
          view.value.connections.some((each) => each.wait === "peer");
        return isHung && view.value;
      });
    } finally {
      const ended = new Promise((resolve) => { replay.once("exit", resolve); });
      replay.kill("SIGKILL");
      await ended;
    }
    bytes = readFileSync(file);
  });
  after(() => { rmSync(home, { recursive: true, force: true }); });

  async function c4(...words: readonly string[]): Promise<{
    readonly code: number; readonly output: string; readonly errors: string;
  }> {
    const output = collectingScreen({ columns: 140 });
    const errors = collectingScreen();
    const code = await dispatch(words, { table: commandTable, output, errors, environment: {} });
    return { code, output: output.text(), errors: errors.text() };
  }

  it("refuses what is missing, no file, foreign, cut short, or of an unknown layout", async () => {
    const write = (name: string, content: Uint8Array): string => {
      writeFileSync(path.join(home, name), content);
      return path.join(home, name);
    };
    const newer = Buffer.from(bytes);
    newer.writeUInt32LE(99, fileHeader.layoutVersion);
    for (const [given, message] of [
      ["/nonexistent", /\[not-found\] \/nonexistent: no such file; check the path/],
      ["/dev/null", /is not a file; give one of \$C4_DIR\/NODE\/proc\//],
      [write("foreign", Buffer.alloc(8192, 65)), /\[invalid-data\] .*foreign: it does not begin/],
      [write("short", bytes.subarray(0, 100)), /short: 100 bytes, the header has 4096/],
      [write("cut", bytes.subarray(0, 5000)), /table-short/],
      [write("newer", newer), /\[unsupported\] .*layout 99, known is 1/],
    ] as const) {
      const { code, errors, output } = await c4("ring", given);
      assert.notEqual(code, 0);
      assert.match(errors, message);
      assert.equal(output, "");
    }
    assert.match((await c4("ring")).errors, /FILE is missing/);
  });

  it("never trips over damage: any bytes give a page or a refusal", async () => {
    for (let at = 0; at < 4096; at += 17) {
      const damaged = Buffer.from(bytes.subarray(0, 2_200_000));
      damaged.fill(0xFF, at, at + 8);
      writeFileSync(path.join(home, "damaged"), damaged);
      const { code, output } = await c4("ring", path.join(home, "damaged"));
      assert.ok(code === 0 ? output.length > 0 : output === "");
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(output, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
  }).timeout(60_000);

  it("sees the open operation and the lane that waits while the process runs", () => {
    assert.ok(running !== undefined);
    assert.equal(running.isAlive, true);
    const open = running.communicators[0]?.operations.filter((each) => each.endMs < 0);
    assert.deepEqual(open?.map((each) => each.ordinal), [21]);
    assert.equal(running.header.job, "looked-at");
  });

  it("still tells the story after the process was killed with -9", async () => {
    const { code, output } = await c4("ring", file);
    assert.equal(code, 0);
    assert.match(output, /Process +pid \d+, gone, without having said so/);
    assert.match(output, /Place +job looked-at, node node-0/);
    assert.match(output, /Open operations:\n.*\n\S+ +21 +all-reduce/);
    assert.match(output, /0 → 1 .* peer /);
    assert.match(output, /Completed operations, newest last \(thread \d+ 20\):/);
  });

  it("prints all of it as JSON", async () => {
    const { output } = await c4("ring", file, "-o", "json");
    const view = JSON.parse(output) as RingView;
    assert.equal(view.communicators[0]?.completed, 20);
    assert.equal(view.rings[0]?.records.length, 20);
    assert.equal(typeof view.header.maskInForce, "string");
  });
});
