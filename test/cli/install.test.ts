// What `make install` puts where, and that the documents and the systemd unit name just that.

import { strict as assert } from "node:assert";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { agentFields } from "../../agent/main.ts";
import { directories } from "../../proto/environment.ts";
import { skip } from "../fixtures/skip.ts";

describe("an installation", () => {
  let prefix = "";
  before(() => {
    prefix = mkdtempSync(path.join(tmpdir(), "c4-install-test-"));
    execFileSync("make", ["-s", "install-files", `PREFIX=${prefix}`], { stdio: "pipe" });
  });
  after(() => { rmSync(prefix, { recursive: true, force: true }); });

  const run = (...words: string[]): string =>
    execFileSync(path.join(prefix, "bin/c4"), words, { encoding: "utf8", cwd: "/" });

  it("has a c4 that runs from anywhere", () => {
    assert.match(run("--version"), /\d+\.\d+\.\d+/);
    assert.match(run("--help"), /c4 run/);
  }).timeout(60_000);

  it("has hooks that find their core beside themselves, and a helper that starts", () => {
    const hook = path.join(prefix, "lib/c4/libc4mon-gloo.so");
    const loaded = execFileSync("ldd", [hook], { encoding: "utf8" });
    assert.ok(loaded.includes(path.join(prefix, "lib/c4/libc4mon.so")), loaded);
    const helper = path.join(prefix, "lib/c4/c4-nodehelper");
    assert.match(execFileSync(helper, { input: "", encoding: "utf8" }), /"event":"hello"/);
  });

  it("has a replay tool with which an installed plugin writes a file that c4 reads", () => {
    const library = path.join(prefix, "lib/c4");
    execFileSync(path.join(library, "c4mon-replay"), [
      "--plugin", path.join(library, "libnccl-profiler-c4.so"), "--operations", "7",
    ], {
      stdio: "pipe",
      env: { C4_DIR: prefix, C4_NODE: "node-0", C4_RANK: "0", C4_WORLD_SIZE: "1" },
    });
    const folder = path.join(prefix, "node-0", directories.process);
    const [name = ""] = readdirSync(folder);
    assert.match(run("ring", path.join(folder, name)), /all-reduce 7/);
  }).timeout(60_000);

  it("has every file that the documents and the unit name", () => {
    const named = ["docs/operation.md", "docs/c4-agent.service"].flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/\/usr\/local(\/[\w./-]*\w)/g)]
        .map((match) => match[1] ?? ""));
    assert.ok(named.length >= 6, named.join());
    const missing = named.filter((file) => !existsSync(path.join(prefix, file)));
    assert.deepEqual(missing, []);
  });

  it("is refused, and removes nothing, where its folder's name would be split or is empty", () => {
    const place = mkdtempSync(path.join(tmpdir(), "c4-blank-test-"));
    writeFileSync(path.join(place, "precious"), "");
    for (const what of ["install-files", "uninstall"]) {
      for (const bad of [`${place} b/p`, ""]) {
        const { status, stderr } = spawnSync("make", ["-s", what, `PREFIX=${bad}`]);
        assert.equal(status, 2);
        assert.ok(String(stderr).includes(`PREFIX is "${bad}": give one folder`), String(stderr));
      }
    }
    assert.deepEqual(readdirSync(place), ["precious"]);
    rmSync(place, { recursive: true });
  });

  it("goes away as it came", () => {
    const place = mkdtempSync(path.join(tmpdir(), "c4-uninstall-test-"));
    for (const what of ["install-files", "uninstall"]) {
      execFileSync("make", ["-s", what, `PREFIX=${place}`], { stdio: "pipe" });
    }
    const left = readdirSync(place, { recursive: true }).toSorted();
    rmSync(place, { recursive: true, force: true });
    assert.deepEqual(left, ["bin", "include", "lib"], "folders that are others' as well");
  });

  it("has a unit whose flags are fields of the agent", () => {
    const unit = readFileSync("docs/c4-agent.service", "utf8");
    const flags = [...unit.matchAll(/ --([\w.]+) \S*\//g)].map((match) => match[1] ?? "");
    assert.deepEqual(flags, ["config", "directory", "nodeHelper", "readyFile"]);
    for (const flag of flags.slice(1)) assert.ok(flag in agentFields, flag);
  });

  it("has a unit that systemd takes as it is, with a bound on all that it may use", function () {
    const unit = readFileSync("docs/c4-agent.service", "utf8");
    for (const bound of ["CPUQuota", "MemoryMax", "TasksMax", "LimitNOFILE"]) {
      assert.match(unit, new RegExp(`^${bound}=\\d`, "m"));
    }
    const file = path.join(prefix, "c4-agent.service");
    writeFileSync(file, unit.replaceAll("/usr/local", prefix));
    const checked = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
    if (checked.error !== undefined) skip(this, "systemd-analyze is not here");
    assert.deepEqual([checked.status, checked.stderr], [0, ""]);
  }).timeout(60_000);
});
