// Every version of NCCL's profiler interface, replayed into the plugin, and the file that is left
// behind, read as the agent reads it.

import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { positionOf } from "../../agent/core/identity.ts";
import { readRingFile } from "../../cli/ring/read.ts";
import type { RingView } from "../../cli/view/ring.ts";
import { unknownSize } from "../../proto/signature.ts";

const build = path.join("ncclmon", "build");
/** Of the host that the replayer plays. */
const ranks = 8;

function replay(home: string, version: number): RingView {
  execFileSync(path.join(build, "c4mon-replay"), [
    "--plugin", path.join(build, "libnccl-profiler-c4.so"), "--abi", String(version),
    "--operations", "12",
  ], {
    timeout: 60_000, stdio: "ignore",
    env: {
      PATH: process.env["PATH"], C4_DIR: home, C4_NODE: "node-0", C4_JOB: "replayed",
      C4_RANK: "0", C4_WORLD_SIZE: String(ranks),
    },
  });
  const folder = path.join(home, "node-0", "proc");
  const [name] = readdirSync(folder);
  assert(name !== undefined, "the replay left no file");
  const view = readRingFile(path.join(folder, name));
  assert(view.ok, view.ok ? "" : view.error.message);
  return view.value;
}

describe("the file of a process that runs on NCCL", () => {
  let home = "";
  beforeEach(() => { home = mkdtempSync(path.join(tmpdir(), "c4-interfaces-")); });
  afterEach(() => { rmSync(home, { recursive: true, force: true }); });

  for (const version of [1, 2, 3, 4, 5, 6, 7]) {
    it(`shows its communicator and its operations, whatever version ${version} tells`, () => {
      const view = replay(home, version);
      const [communicator, ...others] = view.communicators;
      assert(communicator !== undefined);
      assert.deepEqual(others, []);
      const { rank, size, started, completed, operations } = communicator;
      assert.deepEqual([rank, size], [0, version < 4 ? unknownSize : ranks]);
      assert.deepEqual([started, completed, operations.length], [12, 12, 12]);
      assert.equal(view.header.abiVersion, version);
      assert.ok(view.connections.some((each) => each.doneSteps > 0), "it shows no transfer");
      assert.deepEqual(positionOf(view), { rank: 0, worldSize: ranks });
    }).timeout(60_000);
  }
});
