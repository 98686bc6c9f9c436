// The hook is a guest: in programs that it has nothing to do with, where it has no room to write,
// in children that a rank forks, and when it is told to be silent.

import { strict as assert } from "node:assert";
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import type { RingView } from "../../cli/view/ring.ts";
import { directories, suffixes } from "../../proto/environment.ts";
import { controlFile, watch } from "../../proto/layout.ts";
import { eventually } from "../fixtures/eventually.ts";
import {
  endJob, endsIn, fileNames, hooks, launch, makePlace, programs, readFile, readFiles, removePlace,
  run, seen, show, torchPython, type Job, type Place,
} from "./job.ts";
import { skip } from "../fixtures/skip.ts";

const steps = path.join(programs, "steps.py");
const complaint = /^c4mon: .*$/gm;

/** As the agent does it: the mask first, then the generation that makes it count. */
function order(view: RingView, mask: bigint, generation: bigint): void {
  const folder = path.join(path.dirname(path.dirname(view.file)), directories.control);
  const name = path.basename(view.file, suffixes.process);
  const control = openSync(path.join(folder, `${name}${suffixes.control}`), "r+");
  for (const [offset, value] of [
    [controlFile.mask, mask], [controlFile.generation, generation],
  ] as const) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    writeSync(control, bytes, 0, 8, offset);
  }
  closeSync(control);
}

function canMount(): boolean {
  return spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;
}

describe("the hook as a guest", function () {
  this.timeout(120_000);
  let place: Place;
  let job: Job | undefined;
  beforeEach(() => { place = makePlace(); });
  afterEach(() => {
    endJob(job);
    job = undefined;
    removePlace(place);
  });

  function operations(): readonly number[] {
    return readFiles(place).map((view) => view.communicators[0]?.completed ?? 0);
  }

  /** The job goes on without us: all ranks end well and each has said why, once. */
  async function runsUnwatched(command: readonly string[], directory: string): Promise<void> {
    show(place, "stop");
    const output = await run(place, command, { C4_DIR: directory });
    assert.deepEqual(endsIn(output), [0, 0], output);
    assert.equal(output.match(complaint)?.length, 2, output);
  }

  it("makes no file in a shell, nor in a Python that makes no communicator", () => {
    for (const command of [["bash", "-c", "true"], [torchPython, "-c", "import ctypes"]]) {
      const [program = "", ...words] = command;
      const output = execFileSync(program, words, {
        encoding: "utf8", stdio: "pipe", env: {
          ...process.env, C4_DIR: place.directory, LD_PRELOAD: `${hooks.gloo}:${hooks.mpi}`,
        },
      });
      assert.equal(output, "");
    }
    assert.deepEqual(fileNames(place.directory), []);
  });

  it("without C4_DIR says nothing, does nothing and lets the program work", async () => {
    show(place, "stop");
    const output = await run(place, [torchPython, steps], { C4_DIR: "" });
    assert.deepEqual(endsIn(output), [0, 0]);
    assert.equal(complaint.test(output), false, output);
  });

  it("lets the program work when its directory is missing", async () => {
    await runsUnwatched([torchPython, steps], path.join(place.directory, "missing", "too"));
  });

  it("lets the program work when its directory is a file", async () => {
    writeFileSync(path.join(place.directory, "file"), "");
    await runsUnwatched([torchPython, steps], path.join(place.directory, "file"));
  });

  for (const [what, options] of [["is full", "size=1m"], ["cannot be written", "ro"]] as const) {
    it(`lets the program work when its tmpfs ${what} (needs mount's right)`, async function () {
      if (!canMount()) skip(this, "nothing can be mounted here");
      const script = `mount -t tmpfs -o ${options} none "$C4_DIR" && exec "$@"`;
      await runsUnwatched(["unshare", "-m", "sh", "-c", script, "sh", torchPython, steps],
        place.directory);
    });
  }

  it("falls silent within moments when the mask is zero and revives with it, and what passed in " +
    "silence does not look like a wait", async () => {
    job = await launch(place, [torchPython, steps]);
    await seen(job, "stepping-0");
    for (const view of readFiles(place)) order(view, 0n, 1n);
    await eventually("both ranks obey", () =>
      readFiles(place).every(({ header }) => header.maskInForce === 0n));
    assert(readFiles(place).every(({ header }) => header.controlGeneration === 1n));
    const silent = operations();
    // What was under way when the mask came may still end; nothing begins.
    const begun = readFiles(place).map((view) => view.communicators[0]?.started);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(readFiles(place).map((view) => view.communicators[0]?.started), begun);
    for (const view of readFiles(place)) order(view, watch.default, 2n);
    await eventually("both ranks count again", () =>
      operations().every((count, rank) => count > (silent[rank] ?? 0) + 10));

    show(place, "stop");
    assert.equal(await job.ended, 0, job.output());
    for (const { communicators, connections } of readFiles(place)) {
      for (const each of communicators) assert.equal(each.started, each.completed);
      for (const each of connections) {
        assert.deepEqual([each.readySteps, each.postedSteps, each.wait],
          [each.doneSteps, each.doneSteps, "none"]);
      }
    }
  });

  it("a forked child, however it leaves, ends nothing in its parent's file", async () => {
    job = await launch(place, [torchPython, steps]);
    await seen(job, "stepping-0");
    show(place, "fork");
    await seen(job, "forked");
    const [first] = readFiles(place);
    assert(first !== undefined);
    assert.equal(first.header.end.kind, "running");
    assert.equal(first.header.dropped.forks, 2);
    await eventually("the parent still counts", () =>
      (readFile(first.file).communicators[0]?.completed ?? 0) >
        (first.communicators[0]?.completed ?? 0));
    show(place, "stop");
    assert.equal(await job.ended, 0, job.output());
    assert.deepEqual(fileNames(place.directory).length, 2);
    assert(readFiles(place).every(({ header }) => header.end.kind === "finished"));
  });
});
