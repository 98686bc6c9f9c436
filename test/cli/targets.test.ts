// Where a run may leave its report and its files: judged before the command starts.

import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkTargets } from "../../cli/run/targets.ts";

describe("the targets of a run", () => {
  let home = "";
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), "c4-targets-test-"));
    writeFileSync(path.join(home, "file"), "");
    mkdirSync(path.join(home, "full/part"), { recursive: true });
    mkdirSync(path.join(home, "empty"));
  });
  afterEach(() => { rmSync(home, { recursive: true, force: true }); });

  function refusal(flag: "report" | "keep", place: string): string {
    const checked = checkTargets({
      report: undefined, keep: undefined, [flag]: path.join(home, place),
    });
    return checked.ok ? "" : checked.error.message;
  }

  it("may be absent, empty, and for the report a file that is written over", () => {
    assert.ok(checkTargets({ report: undefined, keep: undefined }).ok);
    for (const place of ["new", "empty", "a/b/c"]) assert.equal(refusal("keep", place), "");
    for (const place of ["new.json", "file"]) assert.equal(refusal("report", place), "");
  });

  it("are refused with the path and what to do", () => {
    assert.match(refusal("report", "gone/report.json"), /no directory .*gone; make it/);
    assert.match(refusal("report", "full"), /full is a directory; name a file in it/);
    assert.match(refusal("report", "file/report.json"), /file is no directory; name another/);
    assert.match(refusal("keep", "full"), /full is not empty; empty it/);
    assert.match(refusal("keep", "file"), /file is a file; name a directory/);
    assert.match(refusal("keep", "file/below"), /file is no directory; name another/);
  });

  it("are refused where nobody may write", () => {
    const closed = path.join(home, "empty");
    // Permissions do not bind the superuser: a file system that is read only does.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) execFileSync("mount", ["-t", "tmpfs", "-o", "ro", "none", closed]);
    else chmodSync(closed, 0o500);
    try {
      for (const flag of ["report", "keep"] as const) {
        assert.match(refusal(flag, "empty/new"), /empty cannot be written .*permissions, or name/);
      }
    } finally {
      if (isRoot) execFileSync("umount", [closed]);
    }
  });
});
