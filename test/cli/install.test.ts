// What `make install` puts where, and that the documents and the systemd unit name just that.

import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { agentFields } from "../../agent/main.ts";

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
  }).timeout(20_000);

  it("has hooks that find their core beside themselves, and a helper that starts", () => {
    const hook = path.join(prefix, "lib/c4/libc4mon-gloo.so");
    const loaded = execFileSync("ldd", [hook], { encoding: "utf8" });
    assert.ok(loaded.includes(path.join(prefix, "lib/c4/libc4mon.so")), loaded);
    const helper = path.join(prefix, "lib/c4/c4-nodehelper");
    assert.match(execFileSync(helper, { input: "", encoding: "utf8" }), /"event":"hello"/);
  });

  it("has every file that the documents and the unit name", () => {
    const named = ["docs/operation.md", "docs/c4-agent.service"].flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/\/usr\/local(\/[\w./-]*\w)/g)]
        .map((match) => match[1] ?? ""));
    assert.ok(named.length >= 6, named.join());
    const missing = named.filter((file) => !existsSync(path.join(prefix, file)));
    assert.deepEqual(missing, []);
  });

  it("has a unit whose flags are fields of the agent", () => {
    const unit = readFileSync("docs/c4-agent.service", "utf8");
    const flags = [...unit.matchAll(/ --([\w.]+) \S*\//g)].map((match) => match[1] ?? "");
    assert.deepEqual(flags, ["config", "directory", "nodeHelper", "readyFile"]);
    for (const flag of flags.slice(1)) assert.ok(flag in agentFields, flag);
  });
});
