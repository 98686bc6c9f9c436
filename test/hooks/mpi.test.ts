// The MPI hook on programs under mpirun, of mpi4py and of C. MPI shows whole calls only:
// operations and their order, never a transfer inside them.

import { strict as assert } from "node:assert";
import { execFileSync, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import type { RingView } from "../../cli/view/ring.ts";
import { neverMs } from "../../proto/reading.ts";
import {
  completed, endJob, fileNames, hooks, launch, makePlace, programs, readFile, readFiles,
  removePlace, run, type Communicator, type Job, type Place,
} from "./job.ts";

const launcher = ["mpirun", "--allow-run-as-root", "--oversubscribe"];
const mpirun = [...launcher, "-np", "4"];
const mpi = { LD_PRELOAD: hooks.mpi };
const python = "/usr/bin/python3";
const doubles = 8;
/** What the program sleeps before it waits, less the clock's grain. */
const sleptMs = 290;

function bySize(view: RingView): { readonly world: Communicator; readonly half: Communicator;
  readonly again: Communicator; } {
  const [world, half, again] = [...view.communicators]
    .filter((each) => each.size > 1 && each.started > 0)
    .sort((left, right) => left.slot - right.slot);
  assert(world !== undefined && half !== undefined && again !== undefined);
  return { world, half, again };
}

interface Ended {
  readonly rank: number;
  readonly world: Communicator;
  /** Operations that the hook could not follow. */
  readonly dropped: number;
}

/** One of the C programs, run to a good end by four ranks. Nothing may be open when it is over. */
async function runC(
  place: Place, name: string, words: readonly string[] = [],
): Promise<readonly Ended[]> {
  const binary = path.join(place.signs, name);
  execFileSync("mpicc", ["-O1", "-o", binary, path.join(programs, `${name}.c`)]);
  await run(place, [...mpirun, binary, ...words], mpi);
  const views = readFiles(place);
  assert.equal(views.length, 4);
  return views.map(({ header: { rank, dropped }, communicators: [world] }) => {
    assert(world !== undefined);
    assert.deepEqual([world.started - world.completed, dropped.badHandles], [0, 0]);
    if (words.length === 0) assert.equal(dropped.operations, 0);
    return { rank, world, dropped: dropped.operations };
  });
}

describe("the MPI hook on an mpi4py program", function () {
  this.timeout(120_000);
  let place: Place;
  let views: readonly RingView[] = [];
  before(async () => {
    place = makePlace();
    // With gloo's hook, as `c4 run` preloads both.
    const both = { LD_PRELOAD: `${hooks.gloo} ${hooks.mpi}` };
    await run(place, [...mpirun, python, path.join(programs, "mpi_exercise.py")], both);
    views = readFiles(place);
  });
  after(() => { removePlace(place); });

  it("takes the turns of PMIx's own loop for no sign of life, though gloo's hook sees them", () => {
    assert.deepEqual(views.map(({ header }) => header.beatMs), [0, 1, 2, 3].map(() => neverMs));
  });

  it("makes one file a rank and none for the launcher, and records the normal end", () => {
    assert.deepEqual(views.map(({ header }) => [header.rank, header.worldSize, header.framework]),
      [0, 1, 2, 3].map((rank) => [rank, 4, "mpi"]));
    for (const { header } of views) {
      assert(header.end.kind === "finished" && header.end.reason === "MPI_Finalize");
    }
  });

  it("gives the world, its halves and its duplicate an id of their own, the same on all members",
    () => {
      const groups = views.map(bySize);
      assert.equal(new Set(groups.map(({ world }) => world.commId)).size, 1);
      assert.equal(new Set(groups.map(({ again }) => again.commId)).size, 1);
      const [first, second, third, fourth] = groups.map(({ half }) => half.commId);
      assert.deepEqual([first, second], [third, fourth]);
      assert.notEqual(first, second);
      assert.equal(new Set(groups.flatMap(({ world, half, again }) =>
        [world.commId, half.commId, again.commId])).size, 4);
      assert.deepEqual(groups.map(({ half }) => [half.rank, half.size]),
        [[0, 2], [0, 2], [1, 2], [1, 2]]);
    });

  it("counts every call once, by function and bytes", () => {
    const bytes = 1000 * doubles;
    for (const view of views) {
      const { rank } = view.header;
      const { world, half, again } = bySize(view);
      const sent = 1 + Number(rank === 0);
      const received = 1 + Number(rank === 1);
      assert.deepEqual(completed(world), {
        "all-reduce": [6, 6 * bytes], barrier: [2, 0],
        send: [sent, sent * bytes], receive: [received, received * bytes],
      });
      assert.deepEqual(completed(half), { "all-reduce": [3, 3 * bytes] });
      assert.deepEqual(completed(again), {
        broadcast: [2, 2 * bytes], send: [6, 6 * bytes], receive: [6, 6 * bytes],
      });
      assert(view.communicators.every((each) => each.started === each.completed));
      assert(world.operations.filter((each) => each.function === "all-reduce")
        .every((each) => each.datatype === "float64"));
    }
  });

  it("ends an operation that does not block at its wait", () => {
    for (const view of views) {
      const sums = bySize(view).world.operations.filter((each) => each.function === "all-reduce");
      const last = sums.at(-1);
      assert(last !== undefined && last.endMs - last.startMs >= sleptMs);
    }
  });

  it("shows sends and receives as point-to-point, with the peer they went to", () => {
    for (const view of views) {
      const { rank } = view.header;
      const transfers = bySize(view).world.operations.filter((each) => each.pointToPoint);
      const peersOf = (called: string): readonly number[] =>
        transfers.filter((each) => each.function === called).map((each) => each.peer);
      assert.deepEqual(peersOf("send"), [(rank + 1) % 4, ...(rank === 0 ? [1] : [])]);
      assert.deepEqual(peersOf("receive"), [(rank + 3) % 4, ...(rank === 1 ? [0] : [])]);
    }
  });
});

describe("the MPI hook", function () {
  this.timeout(120_000);
  let place: Place;
  let job: Job | undefined;
  beforeEach(() => { place = makePlace(); });
  afterEach(() => {
    endJob(job);
    job = undefined;
    removePlace(place);
  });

  it("counts a C program's calls alike on all ranks", async () => {
    const binary = path.join(place.signs, "ring");
    execFileSync("mpicc", ["-O1", "-o", binary, path.resolve("test/smoke/programs/ring.c")]);
    await run(place, [...mpirun, binary, "1"], mpi);
    const views = readFiles(place);
    assert.equal(views.length, 4);
    const [first] = views;
    const rounds = first?.communicators[0]?.functions
      .find((each) => each.function === "all-reduce")?.completed ?? 0;
    assert(rounds > 0);
    for (const { header: { rank }, communicators: [world] } of views) {
      assert(world !== undefined);
      assert.deepEqual(completed(world), {
        "all-reduce": [rounds, rounds * doubles], broadcast: [rounds, rounds * 4],
        send: [rounds, rounds * doubles], receive: [rounds, rounds * doubles],
      });
      const peers = new Set(world.operations.filter((each) => each.pointToPoint)
        .map((each) => `${each.function} ${each.peer}`));
      assert.deepEqual(peers, new Set([`send ${(rank + 1) % 4}`, `receive ${(rank + 3) % 4}`]));
    }
  });

  it("reads of operations in place only the side of the arguments that counts", async () => {
    const once = [1, 1000 * doubles];
    for (const { world } of await runC(place, "in_place")) {
      assert.deepEqual(completed(world), {
        "all-reduce": once, "all-gather": once, "all-to-all": once, gather: once, scatter: once,
      });
    }
  });

  it("counts every collective once and its nonblocking twin once, by the rank's own share",
    async () => {
      const bytes = 1000 * doubles;
      const piece = 100 * doubles;
      for (const { rank, world } of await runC(place, "collectives")) {
        const share = 2 * bytes + 2 * (rank + 1) * piece;
        assert.deepEqual(completed(world), {
          barrier: [2, 0], broadcast: [2, 2 * bytes], "all-reduce": [2, 2 * bytes],
          reduce: [2, 2 * bytes], "reduce-scatter": [4, 4 * bytes], other: [4, 4 * bytes],
          "all-gather": [4, 2 * bytes + 2 * piece], "all-to-all": [6, 2 * bytes + 2 * piece],
          gather: [4, share], scatter: [4, share],
        });
      }
    });

  it("counts every way to send and to receive, and neither probes nor what goes to nobody",
    async () => {
      const bytes = 1000 * doubles;
      const small = 50;
      for (const { rank, world } of await runC(place, "transfers")) {
        // Four modes twice, two ends of one call, from anybody, four that are probed; the line.
        const sent = 8 + 2 + 1 + 4 + Number(rank < 3);
        const received = 8 + 2 + 1 + 1 + Number(rank > 0);
        const matched = 3; // of a size that is not known
        assert.deepEqual(completed(world), {
          barrier: [8, 0],
          send: [small + sent, small * doubles + sent * bytes],
          receive: [small + received + matched, small * doubles + received * bytes],
        });
      }
    });

  it("gives a receive from anybody no peer, and begins with the receive of two", async () => {
    for (const { rank, world } of await runC(place, "transfers")) {
      const transfers = world.operations.filter((each) => each.pointToPoint);
      const [following, preceding] = [(rank + 1) % 4, (rank + 3) % 4];
      assert.equal(transfers.filter((each) => each.peer === -1).length, 1);
      const both = transfers.filter((each) => each.function === "send" && each.peer === preceding);
      assert.equal(both.length, 1); // only the send-receive in place goes backwards
      const [back] = both;
      const receive = transfers.find((each) => each.ordinal === (back?.ordinal ?? 0) - 1);
      assert.deepEqual([receive?.function, receive?.peer], ["receive", following]);
    }
  });

  it("counts a persistent request at each start, whatever tells that it is over", async () => {
    // Four modes thrice, seven ways to learn of the end, forty pairs thrice, in haste, slowly.
    const rounds = 4 * 3 + 7 + 40 * 3 + 300 + 1;
    for (const { world } of await runC(place, "persistent")) {
      assert.deepEqual(completed(world), {
        barrier: [4 * 3 + 1 + 1, 0],
        send: [rounds, rounds * 1000 * doubles], receive: [rounds, rounds * 1000 * doubles],
      });
      const receive = world.operations.findLast((each) => each.function === "receive");
      const barrier = world.operations.findLast((each) => each.function === "barrier");
      assert(receive !== undefined && barrier !== undefined);
      assert(receive.startMs >= barrier.endMs, "it begins at its start and not before");
      assert(receive.endMs - receive.startMs >= sleptMs, "it ends when it has been waited for");
    }
  });

  it("counts as dropped the persistent requests that it cannot remember, and forgets freed ones",
    async () => {
      const tooMany = 3000;
      const later = 4 * 3 + 7 + 40 * 3 + 300 + 1;
      for (const { world, dropped } of await runC(place, "persistent", ["too-many"])) {
        const { send: [sent] = [0], receive: [received] = [0] } = completed(world);
        assert(dropped > 0);
        assert.deepEqual([sent + dropped, received], [tooMany + later, tooMany + later]);
      }
    });

  it("records an abort at the rank that called it and no end at the others", async () => {
    job = await launch(place,
      [...mpirun, python, path.join(programs, "mpi_exercise.py"), "abort"], mpi);
    assert.equal(await job.ended, 9, job.output());
    assert.deepEqual(readFiles(place).map(({ header: { end } }) =>
      end.kind === "running" ? end.kind : `${end.kind} ${end.code}, ${end.reason}`),
    ["running", "running", "running", "exited 9, MPI_Abort"]);
  });

  it("records the end only when MPI_Finalize has come back", async () => {
    const binary = path.join(place.signs, "finalize");
    execFileSync("mpicc", ["-o", binary, path.join(programs, "finalize.c")]);
    for (const [words, code, kind] of [
      [[], 139, "running"], [["fails", "afterwards"], 3, "finished"],
    ] as const) {
      job = await launch(place, [...launcher, "-np", "1", binary, ...words], mpi);
      assert.equal(await job.ended, code, job.output());
      const [name, ...others] = fileNames(place.directory);
      assert(name !== undefined && others.length === 0);
      assert.equal(readFile(name).header.end.kind, kind);
      rmSync(name);
    }
  });

  it("lets a program of another MPI work and says that it is not watched", () => {
    const source = path.join(programs, "other_mpi.c");
    const library = path.join(place.signs, "libother.so");
    const program = path.join(place.signs, "other");
    execFileSync("gcc", ["-shared", "-fPIC", "-DLIBRARY", "-o", library, source]);
    execFileSync("gcc", ["-o", program, source, library, `-Wl,-rpath,${place.signs}`]);
    const ended = spawnSync(program, { encoding: "utf8", env: {
      ...process.env, ...mpi, C4_DIR: place.directory,
    } });
    assert.deepEqual([ended.status, ended.stderr],
      [0, "c4mon: this MPI is not Open MPI; training goes on without\n"]);
    assert.deepEqual(fileNames(place.directory), []);
  });

  it("lets a shell and a program without MPI work", () => {
    const environment = { ...process.env, ...mpi, C4_DIR: place.directory };
    execFileSync("bash", ["-c", "true"], { env: environment });
    const said = execFileSync("bash", ["-c", "echo here | cat"], {
      env: environment, encoding: "utf8",
    });
    assert.equal(said, "here\n");
  });
});
