// One program of known operations on four ranks, and what the gloo hook must have counted of it,
// exactly, on both versions of gloo that are supported.

import { strict as assert } from "node:assert";
import path from "node:path";
import type { RingView } from "../../cli/view/ring.ts";
import {
  communicatorOf, completed, launch, endJob, makePlace, programs, pythons, readFiles, removePlace,
  run, torchPython, type Communicator, type Connection, type Job, type Place,
} from "./job.ts";

const program = path.join(programs, "exercise.py");
const floatBytes = 4;
const smallBytes = 1000 * floatBytes;
const bigBytes = (4 << 20) * floatBytes;
/** A ring moves each byte to the next rank in two passes of three quarters. */
const bigOnTheRing = bigBytes * 2 * 3 / 4;

/** By their place in the program: the world, a group of two, a group of all. */
function groupsOf(view: RingView): readonly Communicator[] {
  assert.equal(view.communicators.length, 3, `rank ${view.header.rank}`);
  return [...view.communicators].sort((left, right) => left.slot - right.slot);
}

/** `end`'s connection as its other end saw it. */
function otherEnd(views: readonly RingView[], view: RingView, end: Connection): Connection {
  const group = communicatorOf(view, end.commId);
  const peer = views.find((each) => each.communicators.some((one) =>
    one.commId === end.commId && one.rank === end.peer));
  const found = peer?.connections.find((each) => each.commId === end.commId &&
    each.peer === group.rank && each.direction !== end.direction);
  assert(found !== undefined, `${end.commId}: nothing faces rank ${group.rank}`);
  return found;
}

function checkCounts(views: readonly RingView[]): void {
  for (const view of views) {
    const [world, pair, everybody] = groupsOf(view);
    assert(world !== undefined && pair !== undefined && everybody !== undefined);
    assert.deepEqual(completed(world), {
      "all-reduce": [6, 5 * smallBytes + bigBytes], broadcast: [3, 3 * smallBytes],
      // The larger of what goes in and what comes out.
      "all-gather": [2, 2 * 4 * smallBytes], reduce: [1, smallBytes],
      "all-to-all": [1, 4 * smallBytes], barrier: [1, 0],
      send: [2, 2 * smallBytes], receive: [2, 2 * smallBytes],
    });
    assert.deepEqual(completed(pair), { "all-reduce": [7, 7 * smallBytes] });
    assert.deepEqual(completed(everybody), { "all-reduce": [2, 2 * smallBytes] });
    for (const group of [world, pair, everybody]) {
      assert.equal(group.started, group.completed);
      assert(group.operations.every((each) => each.endMs >= each.startMs));
    }
  }
}

function checkIds(views: readonly RingView[]): void {
  assert.deepEqual(views.map((each) => each.header.rank), [0, 1, 2, 3]);
  const [worlds, pairs, wholes] = [0, 1, 2].map((place) =>
    views.map((view) => groupsOf(view)[place]));
  const idsOf = (groups: readonly (Communicator | undefined)[] | undefined): readonly string[] =>
    (groups ?? []).map((each) => each?.commId ?? "none");
  assert.equal(new Set(idsOf(worlds)).size, 1);
  assert.equal(new Set(idsOf(wholes)).size, 1);
  const [first, second, third, fourth] = idsOf(pairs);
  assert.equal(first, second);
  assert.equal(third, fourth);
  assert.equal(new Set([...idsOf(worlds), ...idsOf(pairs), ...idsOf(wholes)]).size, 4);
  assert.deepEqual(worlds?.map((each) => [each?.rank, each?.size]),
    [[0, 4], [1, 4], [2, 4], [3, 4]]);
  assert.deepEqual(pairs?.map((each) => [each?.rank, each?.size]),
    [[0, 2], [1, 2], [0, 2], [1, 2]]);
}

for (const { name, python } of pythons) {
  describe(`the gloo hook on ${name}`, function () {
    this.timeout(120_000);
    let place: Place;
    let views: readonly RingView[] = [];
    before(async () => {
      place = makePlace();
      await run(place, [python, program]);
      views = readFiles(place);
    });
    after(() => { removePlace(place); });

    it("gives a communicator one id on all of its ranks and another one to each group", () => {
      checkIds(views);
    });

    it("counts every operation once, by function and bytes", () => { checkCounts(views); });

    it("shows sends and receives as point-to-point, with the peer they went to", () => {
      for (const view of views) {
        const { rank } = view.header;
        const transfers = (groupsOf(view)[0]?.operations ?? []).filter((each) => each.pointToPoint);
        const peersOf = (called: string): readonly number[] =>
          transfers.filter((each) => each.function === called).map((each) => each.peer);
        assert.deepEqual(peersOf("send"), [(rank + 1) % 4, (rank + 1) % 4]);
        assert.deepEqual(peersOf("receive"), [(rank + 3) % 4, (rank + 3) % 4]);
      }
    });

    it("leaves no transfer ready or posted and not done when all is at rest", () => {
      for (const each of views.flatMap((view) => view.connections)) {
        const { readySteps, postedSteps, doneSteps, readyBytes, postedBytes, doneBytes } = each;
        assert.deepEqual([readySteps, postedSteps], [doneSteps, doneSteps]);
        assert.deepEqual([readyBytes, postedBytes], [doneBytes, doneBytes]);
        assert.equal(each.wait, "none");
      }
    });

    it("counts at both ends of a connection the same transfers and the same words", () => {
      let busy = 0;
      for (const view of views) {
        assert.equal(view.connections.length, 14); // both ways to 3 and 1 and 3 others
        for (const end of view.connections) {
          const other = otherEnd(views, view, end);
          assert.deepEqual([end.doneSteps, end.doneBytes], [other.doneSteps, other.doneBytes]);
          // What I announced or credited is what was heard there.
          assert.equal(other.heardSteps, end.readySteps);
          if (end.doneSteps > 0) busy += 1;
        }
      }
      assert(busy >= 8, "hardly any connection carried anything");
    });

    it("times the payloads that stream in, and only the large ones", () => {
      for (const view of views) {
        const streamed = view.connections.filter((each) => each.streamingBytes > 0);
        assert.deepEqual(streamed.map((each) => [each.direction, each.streamingBytes]),
          [["receive", bigOnTheRing]]);
        assert(streamed.every((each) => each.streamingMs > 0));
      }
    });

    it("records a normal end, drops nothing and has no error to tell", () => {
      for (const { header, torn } of views) {
        assert(header.end.kind === "finished" && header.end.code === 0);
        assert.deepEqual(new Set(Object.values(header.dropped)), new Set([0]));
        assert.equal(header.firstError, "");
        assert.equal(torn, 0);
      }
    });
  });
}

describe("the gloo hook under torchrun", function () {
  this.timeout(120_000);

  it("counts the same, and knows each rank, its node and the job", async () => {
    const place = makePlace();
    let job: Job | undefined;
    try {
      job = await launch(place, [
        torchPython, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "4",
        program,
      ], { C4_NODE: "", C4_NODES: "2" });
      assert.equal(await job.ended, 0, job.output());
      const views = readFiles(place);
      // The launcher, which loads gloo too and makes no communicator, has no file.
      checkIds(views);
      checkCounts(views);
      assert.deepEqual(views.map(({ header }) => [header.localRank, header.worldSize]),
        [[0, 4], [1, 4], [2, 4], [3, 4]]);
      assert.deepEqual(views.map(({ header }) => header.node),
        ["node-0", "node-0", "node-1", "node-1"]);
      assert(views.every(({ header }) => header.job === "exercise" &&
        header.framework === "gloo" && header.command.includes("exercise.py")));
    } finally {
      endJob(job);
      removePlace(place);
    }
  });
});
