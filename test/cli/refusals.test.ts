// Bad calls of every command. The rule: 64 where the command line itself is wrong, 1 where a thing
// that it names cannot be read, understood or written, 125 where that keeps `c4 run` from starting.
// Each refusal names the value and the remedy, in words and not in the kernel's codes.

import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { dispatch } from "../../cli/dispatch.ts";
import { commandTable } from "../../cli/table.ts";
import { collectingScreen } from "./screen.ts";

describe("a bad call", () => {
  let home = "";
  before(() => {
    home = mkdtempSync(path.join(tmpdir(), "c4-refusals-test-"));
    mkdirSync(path.join(home, "folder"));
    for (const [name, content] of [
      ["broken.json", "{\n"], ["list.json", "[]"], ["empty.json", ""], ["odd.json", "{\"odd\":1}"],
      ["version2.json", "{\"version\":2}"], ["ok.json", "{\"version\":1}"],
      ["binary", "\u001b[2J{"], ["agent.json", "{\"windowMs\":5}"],
      ["witness.json", "{\"directory\":\"/c4\",\"witnesses\":\"nobody\"}"],
      ["listen.json", "{\"http\":{\"listen\":\"nowhere\"}}"],
      ["mode.json", "{\"policy\":\"recover\"}"], ["hang.json", "{\"hangPageMs\":1}"],
    ] as const) writeFileSync(path.join(home, name), content);
  });
  after(() => { rmSync(home, { recursive: true, force: true }); });

  type Call = readonly [words: string, code: number, said: RegExp];

  /** In the words of a call, @ stands for the folder of the files above. */
  async function call(words: string, environment: Record<string, string> = {}): Promise<{
    readonly code: number; readonly output: string; readonly errors: string;
  }> {
    const [output, errors] = [collectingScreen(), collectingScreen()];
    const code = await dispatch(
      words.split(" ").filter((word) => word !== "").map((word) =>
        word.replace("@", home).replace("''", "")),
      {
        table: commandTable, output, errors,
        environment: { XDG_RUNTIME_DIR: "/nonexistent", ...environment },
      });
    return { code, output: output.text(), errors: errors.text() };
  }

  async function refuses(calls: readonly Call[]): Promise<void> {
    for (const [words, code, said] of calls) {
      const ended = await call(words);
      assert.equal(ended.code, code, `${words}\n${ended.errors}`);
      assert.match(ended.errors, said, words);
      assert.match(ended.errors, /^c4: \[[a-z-]+\] /, words);
      assert.doesNotMatch(ended.errors, /\b(E[A-Z]{4,}|errno|syscall|scandir)\b/, words);
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(ended.errors, /[\u0000-\u0009\u000b-\u001f]/, words);
      if (code === 64) assert.match(ended.errors, /c4( \w+)* --help\n$|\nUsage: c4 /, words);
    }
  }

  /** Permissions do not bind the superuser: then somebody else acts. */
  async function asNobody(act: () => Promise<void>): Promise<void> {
    if (process.geteuid?.() !== 0) return act();
    chmodSync(home, 0o755);
    process.seteuid?.(65_534);
    try {
      await act();
    } finally {
      process.seteuid?.(0);
    }
  }

  it("of a command that there is not names it, the nearest one and the way to the help", () =>
    refuses([
      ["nosuchcommand", 64, /unknown command "nosuchcommand"\nTry: c4 --help\n$/],
      ["statsu", 64, /"statsu"; did you mean: c4 status\?\nTry: c4 --help\n$/],
      ["help statsu", 64, /"statsu"; did you mean: c4 status\?/],
      ["--nope", 64, /unknown flag "--nope"/],
      ["''", 64, /unknown command ""/],
      ["analyze nope", 64, /"nope"; the commands of c4 analyze are fr, timeline\n/],
      ["analyze timelin", 64, /did you mean: c4 analyze timeline\?\nTry: c4 analyze --help/],
      ["analyze", 64, /c4 analyze needs a command\n/],
    ]));

  it("that forgets the value of a flag is told so, whatever stands behind the flag", () => refuses([
    ["run --policy -- true", 64, /--policy needs a value: --policy MODE\n/],
    ["run --nodes -- true", 64, /--nodes needs a value: --nodes N\n/],
    ["run --report --nodes 4 -- true", 64, /--report needs a value: --report FILE\n/],
    ["run --report -n 4 -- true", 64, /--report needs a value/],
    ["status -o --wait", 64, /--output needs a value: --output FORMAT, one of table, json/],
    ["explain ''", 64, /INCIDENT is empty: An id/],
    ["ring ''", 64, /FILE is empty/],
    ["sim ''", 64, /SCENARIO is empty/],
  ]));

  it("with a value that cannot be names the flag, the value and what may stand there", () =>
    refuses([
      ["run --nodes 0 -- true", 64, /--nodes must be a whole number from 1 to 64: got "0"/],
      ["run --grace -1 -- true", 64, /--grace must be seconds from 0 to 3600: got "-1"/],
      ["run --alert-url http:// -- true", 64, /--alert-url must be a URL .*: got "http:\/\/"/],
      ["run true", 64, /unexpected "true"; put -- before COMMAND/],
      ["run -- ''", 64, /the command behind -- is empty; name a program/],
      ["run", 64, /no command is given: put it behind --, such as: c4 run -- python3/],
      ["status --timeout 0", 64, /--timeout must be seconds from 0.1 to 86400: got "0"/],
      ["watch --timeout 0", 64, /--timeout must be seconds from 0.1/],
      ["selftest --timeout 0", 64, /--timeout must be seconds from 0.1 to 600: got "0"/],
      ["jobs --controller foo", 64, /--controller must be a URL such as http.*: got "foo"/],
      ["sim @/ok.json --seed x", 64, /--seed must be a whole number .*: got "x"/],
      ["sim matrix --only kil", 64, /--only kil is no fault; .*; did you mean kill\?/],
      ["agent --directory relative", 64, /directory relative must be an absolute path/],
      ["agent --directory /c4 --witnesses x", 64, /witnesses is x and must be all or hooks/],
      ["agent --directory /c4 --windowMs 5", 64, /windowMs is 5 and must be 100\.\.60000/],
      ["agent", 64, /no directory: set it, or C4_DIR/],
      ["controller --http.listen foo", 64, /http.listen is "foo" and must be address:port, such/],
      ["controller --nats.replicas 2", 64, /nats.replicas is 2 and must be 1, 3 or 5/],
      ["controller --policy recover", 64, /mode is recover, .* use observe/],
    ]));

  it("with a file that cannot be read or understood ends with 1 in every command", () => refuses([
    ...["ring", "sim", "analyze timeline", "agent --config", "controller --config",
      "controller --policyFile"].flatMap((command): readonly Call[] => [
      [`${command} @/nowhere`, 1, /\[not-found\] .*nowhere: no such file; check the path/],
      [`${command} @/folder`, 1, /\[invalid-data\] .*folder(: a folder; name a file| is not a)/],
      [`${command} @/ok.json/below`, 1, /below: a part of its path is no folder; check/],
    ]),
    ...["sim", "agent --config", "controller --config", "controller --policyFile"]
      .flatMap((command): readonly Call[] => [
        [`${command} @/broken.json`, 1, /\[invalid-data\] .*broken.json: not JSON: .*; correct it/],
        [`${command} @/empty.json`, 1, /empty.json: nothing is in it; expected JSON/],
        [`${command} @/binary`, 1, /\[invalid-data\] .*binary: not JSON/],
        [`${command} @/list.json`, 1, /\[invalid-data\] .*list.json: .* (be a JSON|an) object/],
      ]),
    ["agent --config @/odd.json", 1, /odd.json: agent configuration: there is no field odd/],
    ["agent --config @/agent.json", 1, /agent.json: .*windowMs is 5 and must be/],
    ["agent --config @/witness.json", 1, /witness.json: .*witnesses is nobody and must be/],
    ["controller --config @/listen.json", 1, /listen.json: .*http.listen is "nowhere"/],
    ["controller --config @/mode.json", 1, /mode.json: .*mode is recover/],
    ["controller --policyFile @/odd.json", 1, /odd.json: the policy has no field odd; docs/],
    ["controller --policyFile @/hang.json", 1, /hang.json: policy: hangPageMs is below/],
    ["controller --alert.secretFile @/nowhere", 1, /secretFile is .*nowhere: no such file; make/],
    ["sim @/version2.json", 1, /version2.json: scenario.version is 2; expected 1/],
    ["sim matrx", 1, /matrx: no such file; check the path; did you mean: c4 sim matrix\?/],
    ["sim dayz", 1, /dayz: no such file; check the path; did you mean: c4 sim days\?/],
    ["analyze fr @/nowhere", 1, /nowhere: no such folder; check the path/],
    ["analyze fr @/ok.json", 1, /ok.json: not a folder; name a folder/],
    ["analyze fr @/folder", 1, /folder: no dumps are in it; expected files such as/],
    ["analyze timeline @/empty.json", 1, /the file has no row/],
    ["ring @/ok.json", 1, /ok.json: short: \d+ bytes/],
  ]));

  it("of a post-mortem in a folder of other things names each file, then the folder", async () => {
    const { code, errors } = await call("analyze fr @");
    assert.equal(code, 1);
    assert.match(errors, /^broken.json: \[invalid-data\] neither a pickle nor JSON/m);
    assert.match(errors, /: none of its \d+ files is a readable dump; name the folder of one job/);
  });

  it("with a file or a folder that this user may not use says so, and what to do", async () => {
    const closed = path.join(home, "closed.json");
    writeFileSync(closed, "{}");
    chmodSync(closed, 0);
    const locked = path.join(home, "locked");
    mkdirSync(locked, 0o700);
    chmodSync(locked, 0);
    await asNobody(() => refuses([
      ["sim @/closed.json", 1, /\[denied\] .*: not permitted to read; change its permissions/],
      ["sim @/ok.json --report @/locked/r.json", 1,
        /\[denied\] --report .*locked cannot be written .*; change its permissions, or name/],
      ["run --report @/locked/r.json -- true", 125, /\[denied\] --report .*locked cannot be/],
    ]));
  });

  it("with a place for the report that cannot be had ends with 1, and in c4 run with 125", () =>
    refuses([
      ["sim @/ok.json --report @/gone/r.json", 1, /--report .*: there is no directory .*; make it/],
      ["sim @/ok.json --report @/folder", 1, /folder is a directory; name a file in it/],
      ["run --report @/gone/r.json -- true", 125, /no directory .*\nc4: the command was not start/],
      ["run --report @/folder -- true", 125, /is a directory; name a file in it/],
      ["run --keep @ -- true", 125, /--keep .* is not empty; empty it/],
    ]));

  it("of the simulator that mixes a scenario file with the matrix's flags plays nothing", () =>
    refuses([
      ["sim @/ok.json --seeds 3", 64, /--seeds 3 is for `c4 sim matrix`, and .*ok.json is one/],
      ["sim @/ok.json --ranks 16", 64, /--ranks 16 is for `c4 sim matrix`.*; leave it out, or/],
      ["sim @/ok.json --only kill", 64, /--only kill is for `c4 sim matrix`/],
      ["sim @/nowhere --seeds 3", 64, /--seeds 3 is for `c4 sim matrix`/],
      ["sim matrix --seed 3", 64, /--seed 3 is for one scenario, and matrix plays many; leave/],
      ["sim matrix --report r.json", 64, /--report r.json is for one scenario/],
      ["sim matrix @/ok.json", 64, /unexpected ".*ok.json"/],
      ["sim @/ok.json matrix", 64, /unexpected "matrix"/],
    ]));

  it("to a controller that is not there says where it looked and how to name another", async () => {
    await refuses([
      ["status", 1, /no controller is known: start a job with `c4 run -- COMMAND`, or name one/],
      ["status --controller http://127.0.0.1:1", 1,
        /cannot reach .*127.0.0.1:1: nothing listens there; is it running\? Name another/],
    ]);
    const { code, errors } = await call("status", { C4_CONTROLLER: "foo" });
    assert.equal(code, 64);
    assert.match(errors, /C4_CONTROLLER must be a URL such as http.*: got "foo"/);
  });

  it("that leads to a full disk ends with 1 and one line", () => {
    const ended = spawnSync("sh", ["-c", 'exec "$0" dist/cli/c4.js help > /dev/full',
      process.execPath], { encoding: "utf8" });
    assert.equal(ended.status, 1);
    assert.equal(ended.stderr,
      "c4: [exhausted] the output: no room is left; make room, or name another place\n");
  });

  it("is the only thing that ends with 64, and every page of help says so", async () => {
    for (const { name } of commandTable) {
      const pages = name === "analyze" ? ["analyze fr", "analyze timeline"] : [name];
      for (const page of pages) {
        const { output } = await call(`help ${page}`);
        const codes = output.slice(output.indexOf("Exit codes:"));
        assert.match(codes, /^ {2}64 +usage/m, page);
        assert.match(codes, name === "run" ? /^ {2}125 /m : /^ {2}1 /m, page);
      }
    }
  });
});
