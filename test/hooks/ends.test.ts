// How ranks end, and what their files still say. A process that is killed says nothing itself: its
// file stands as it was, and its lock is gone.

import { strict as assert } from "node:assert";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { RingView } from "../../cli/view/ring.ts";
import { neverMs } from "../../proto/reading.ts";
import { eventually } from "../fixtures/eventually.ts";
import {
  endJob, endsIn, launch, makePlace, programs, pythons, readFiles, removePlace, run, seen, show,
  type Job, type Place,
} from "./job.ts";

/** Processes that hold a lock on the file, as the kernel tells. */
function lockersOf(file: string): readonly number[] {
  const inode = String(statSync(file).ino);
  return readFileSync("/proc/locks", "utf8").split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words[1] === "POSIX" && words[5]?.split(":")[2] === inode)
    .map((words) => Number(words[4]));
}

function openOperations(view: RingView): readonly string[] {
  return view.communicators.flatMap((each) => each.operations)
    .filter((each) => each.endMs === neverMs)
    .map((each) => `${each.function} ${each.ordinal}`);
}

for (const { name, python } of pythons) {
  describe(`ends of ranks on ${name}`, function () {
    this.timeout(120_000);
    let place: Place;
    let job: Job | undefined;
    beforeEach(() => { place = makePlace(); });
    afterEach(() => {
      endJob(job);
      job = undefined;
      removePlace(place);
    });

    it("a killed rank leaves its state behind, the others show the operation they wait in, and " +
      "gloo's exception reaches their program", async () => {
      job = await launch(place, [python, path.join(programs, "late.py")]);
      for (const rank of [0, 1, 2, 3]) await seen(job, `ready-${rank}`);
      const waiting = [[0, "all-reduce 4"], [1, "all-reduce 4"], [3, "all-reduce 4"]];
      const openOnes = (): readonly (readonly [number, string])[] =>
        readFiles(place).flatMap((view) =>
          openOperations(view).map((each) => [view.header.rank, each] as const));
      await eventually("three ranks wait in the fourth operation", () => openOnes().length === 3);
      assert.deepEqual(openOnes(), waiting);
      const before = readFiles(place).map((view) => lockersOf(view.file));
      assert.deepEqual(before, readFiles(place).map((view) => [view.header.pid]));

      show(place, "die");
      // Rank 0 has no connection to it in a ring: it learns of the death when 1 or 3 give up.
      for (const rank of [1, 3]) await seen(job, `caught-${rank}`);
      const views = readFiles(place);
      const dead = views[2];
      assert(dead !== undefined);
      assert.equal(dead.header.end.kind, "running");
      assert.deepEqual(lockersOf(dead.file), []);
      assert.deepEqual(dead.communicators.map((each) => [each.started, each.completed]), [[3, 3]]);
      assert.deepEqual(openOnes(), waiting, "an exception is no completion");

      show(place, "look");
      await job.ended;
      assert.deepEqual(endsIn(job.output()), [0, 0, -9, 0], job.output());
      assert.deepEqual(readFiles(place).map(({ header }) => header.end.kind),
        ["finished", "finished", "running", "finished"]);
    });

    it("an exception, an exit code, a normal end are recorded, and a signal is not", async () => {
      const output = await run(place, [python, path.join(programs, "ends.py")]);
      assert.deepEqual(endsIn(output), [1, 4, -15, 0], output);
      assert.match(output, /ValueError: the loss is not finite/);
      const ends = readFiles(place).map(({ header: { end } }) =>
        end.kind === "running" ? end.kind : `${end.kind} ${end.code}, ${end.reason}`);
      assert.deepEqual(ends, ["exited 1, exit", "exited 4, _exit", "running", "finished 0, exit"]);
    });
  });
}
