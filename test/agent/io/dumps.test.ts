// The room for copies of dumps: what is kept in it, what is refused, and what is counted.

import { strict as assert } from "node:assert";
import {
  existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync,
} from "node:fs";
import path from "node:path";
import { createDumpStore, type DumpRoom } from "../../../agent/io/dumps.ts";
import type { IncidentId, Rank } from "../../../proto/ids.ts";
import { makeDirectory } from "../../fixtures/agent.ts";

describe("the room for copies of dumps", () => {
  let place: ReturnType<typeof makeDirectory>;
  beforeEach(() => { place = makeDirectory(); });
  afterEach(() => { place.remove(); });

  const user = process.getuid?.() ?? 0;
  function roomFor(bounds: Partial<DumpRoom> = {}) {
    const directory = path.join(place.path, "copies");
    const store = createDumpStore({ directory, bytesMax: 100, filesMax: 3, ...bounds });
    const file = path.join(place.path, "dump");
    const keep = async (incident: string, rank: number, owner = user): Promise<string> => {
      const kept = await store.keep({
        file, pid: process.pid, user: owner, incident: incident as IncidentId, rank: rank as Rank,
      });
      return kept.ok ? "kept" : kept.error.message;
    };
    return { directory, file, keep, dropped: store.dropped };
  }

  it("holds one copy a rank and incident, the newest, and nothing half written", async () => {
    const { directory, file, keep, dropped } = roomFor();
    for (const text of ["first", "second"]) {
      writeFileSync(file, text);
      assert.equal(await keep("inc-a", 1), "kept");
    }
    assert.equal(await keep("inc-b", 1), "kept");
    assert.deepEqual(readdirSync(path.join(directory, "inc-a")), ["_dump_1"]);
    assert.equal(readFileSync(path.join(directory, "inc-a", "_dump_1"), "utf8"), "second");
    assert.equal(dropped(), 0);
  });

  it("is bounded in bytes and in files; what does not fit is dropped and counted", async () => {
    const { file, keep, dropped } = roomFor();
    writeFileSync(file, "x".repeat(60));
    assert.equal(await keep("inc-a", 0), "kept");
    assert.match(await keep("inc-a", 1), /1 copies of 60 bytes fill/);
    assert.equal(await keep("inc-a", 0), "kept"); // in its own place
    writeFileSync(file, "x");
    assert.equal(await keep("inc-a", 1), "kept");
    assert.equal(await keep("inc-a", 2), "kept");
    assert.match(await keep("inc-b", 3), /3 copies of 62 bytes fill/);
    assert.equal(dropped(), 2);
  });

  it("takes no link, no folder and no file of another user", async () => {
    const { directory, file, keep, dropped } = roomFor();
    writeFileSync(file, "theirs");
    assert.match(await keep("inc-a", 0, user + 1), /no regular file of the process's user/);
    const other = path.join(place.path, "other");
    symlinkSync(file, other);
    const store = createDumpStore({ directory, bytesMax: 100, filesMax: 3 });
    const dump = { pid: process.pid, user, incident: "inc-a" as IncidentId, rank: 0 as Rank };
    assert.ok(!(await store.keep({ ...dump, file: other })).ok);
    mkdirSync(path.join(place.path, "folder"));
    assert.ok(!(await store.keep({ ...dump, file: path.join(place.path, "folder") })).ok);
    assert.equal(store.dropped() + dropped(), 3);
    assert.ok(!existsSync(directory));
  });

  it("is not there without a directory, and then nothing counts as dropped", async () => {
    const { file, keep, dropped } = roomFor({ directory: "" });
    writeFileSync(file, "x");
    assert.match(await keep("inc-a", 0), /no directory for copies/);
    assert.equal(dropped(), 0);
  });
});
