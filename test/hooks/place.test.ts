// What the tests of the hooks leave in memory when mocha is told to run others.

import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

describe("the suites of the hooks", function () {
  this.timeout(60_000);
  let places: string;
  before(() => { places = mkdtempSync(path.join(tmpdir(), "c4-places-test-")); });
  after(() => { rmSync(places, { recursive: true, force: true }); });

  it("make no folder when none of their tests is asked for", () => {
    const suites = ["ends", "gloo", "guest", "mpi"]
      .map((name) => `dist/test/hooks/${name}.test.js`);
    const ended = spawnSync(process.execPath, [
      "node_modules/mocha/bin/mocha.js", "-g", "no test has this title", ...suites,
    ], { encoding: "utf8", env: { ...process.env, C4_TEST_PLACES: places } });
    assert.match(ended.stdout, /\b0 passing/, ended.stderr);
    assert.deepEqual(readdirSync(places), []);
  });
});
