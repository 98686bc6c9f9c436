import { strict as assert } from "node:assert";
import { dispatch } from "../../cli/dispatch.ts";
import { outputFlag, textOf } from "../../cli/terminal/command.ts";
import { commandHelp } from "../../cli/help.ts";
import { parse } from "../../cli/parse.ts";
import { commandTable } from "../../cli/table.ts";
import { assertGolden } from "./golden.ts";
import { collectingScreen } from "./screen.ts";

async function c4(...words: readonly string[]): Promise<{
  readonly code: number; readonly output: string; readonly errors: string;
}> {
  const output = collectingScreen();
  const errors = collectingScreen();
  const code = await dispatch(words, {
    table: commandTable, output, errors, environment: { XDG_RUNTIME_DIR: "/nonexistent" },
  });
  return { code, output: output.text(), errors: errors.text() };
}

describe("c4", () => {
  it("refuses an unknown command, names the nearest and exits with 64", async () => {
    const { code, errors, output } = await c4("stauts");
    assert.equal(code, 64);
    assert.equal(output, "");
    assert.match(errors, /unknown command "stauts"; did you mean: c4 status\?/);
    assert.equal((await c4("help", "stauts")).code, 64);
  });

  it("refuses an unknown flag with an example and the way to the help", async () => {
    const { code, errors } = await c4("run", "--ndoes", "4", "--", "true");
    assert.equal(code, 64);
    assertGolden("unknown-flag", errors);
  });

  it("refuses a run without a command, a job name, fabric or policy that cannot be", async () => {
    for (const [words, message] of [
      [["run"], /no command is given: put it behind --/],
      [["run", "--job", "a b", "--", "true"], /job "a b" must be/],
      [["run", "--nodes", "0", "--", "true"], /--nodes must be a whole number from 1 to 64/],
      [["run", "--fabric", "--", "true"], /--fabric needs --launch per-node/],
      [["run", "--policy", "isolate", "--", "true"], /--policy isolate .* use --policy observe/],
      [["run", "--policy", "recover", "--", "true"], /--policy recover .* only observes/],
      [["run", "--alert-url", "ftp:x", "--", "true"], /must be a URL .*: got "ftp:x"/],
    ] as const) {
      const { code, errors } = await c4(...words);
      assert.equal(code, 64, words.join(" "));
      assert.match(errors, message);
    }
  });

  it("says how to get a controller when none is known", async () => {
    const { code, errors } = await c4("status");
    assert.equal(code, 1);
    assert.match(errors, /\[unavailable\] no controller is known: start a job with `c4 run/);
  });

  it("prints its version and an overview that names every command", async () => {
    assert.match((await c4("--version")).output, /^c4 \d+\.\d+\.\d+\n$/);
    const { code, output } = await c4("help");
    assert.equal(code, 0);
    assertGolden("help", output.replace(/^c4 [\d.]+/, "c4 VERSION"));
    assert.equal((await c4()).output, output);
  });

  it("has a page of help for every command, with an example and the exit codes", async () => {
    for (const entry of commandTable) {
      const { code, output } = await c4(entry.name, "--help");
      assert.equal(code, 0, entry.name);
      assert.match(output, new RegExp(`^c4 ${entry.name}: `));
      assert.match(output, new RegExp(`Examples:\n  c4 ${entry.name}`));
      assert.ok(output.split("\n").every((line) => line.length <= 100), `${entry.name} is wide`);
      assert.equal((await c4("help", entry.name)).output, output);
    }
  });

  it("takes --json for -o json wherever there is -o, and says so in the help", async () => {
    const loaded = await Promise.all(commandTable.map(({ load }) => load()));
    const printing = loaded.flatMap((each) => each.kind === "group" ? each.commands : each)
      .filter(({ flags }) => flags.includes(outputFlag));
    assert.ok(printing.length > 8, `${printing.length} commands print views`);
    for (const command of printing) {
      const words = (command.positionals ?? []).map(({ name }) => name);
      const parsed = parse(command, [...words, "-o", "table", "--json"]);
      assert.ok(parsed.ok && textOf(parsed.value.values, "output") === "json", command.name);
      assert.match(commandHelp(command), /--output table\|json .*--json is -o json/, command.name);
    }
    assert.match((await c4("status", "--json=yes")).errors, /--json takes no value: got "yes"/);
    assert.match((await c4("status", "--jsn")).errors, /did you mean --json\?/);
  });

  it("lists the exit codes that a command has, and no other", async () => {
    const codesOf = async (name: string): Promise<readonly string[]> => {
      const listed = (await c4(name, "--help")).output.split("Exit codes:\n")[1] ?? "";
      return listed.split("\n").flatMap((line) => /^ {2}([0-9]+) {2,}\S/.exec(line)?.[1] ?? []);
    };
    const degraded = ["0", "1", "2", "3", "64"];
    for (const [name, codes] of [
      ["jobs", degraded], ["incidents", degraded], ["explain", degraded], ["status", degraded],
      ["watch", degraded],
      ["matrix", ["0", "1", "3", "64"]], ["off", ["0", "1", "3", "64"]],
      ["on", ["0", "1", "3", "64"]], ["ring", ["0", "1", "64"]], ["agent", ["0", "1", "64"]],
    ] as const) assert.deepEqual(await codesOf(name), codes, name);
  });

  it("explains run and status as people will read it", async () => {
    assertGolden("help-run", (await c4("run", "--help")).output);
    assertGolden("help-status", (await c4("status", "--help")).output);
  });
});
