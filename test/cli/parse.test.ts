import { strict as assert } from "node:assert";
import { type Command, integerOf, isOn, secondsOf, textOf } from "../../cli/terminal/command.ts";
import { parse } from "../../cli/parse.ts";
import { success } from "../../proto/errors.ts";

const command: Command = {
  kind: "command", name: "try", summary: "Try", positionals: [{ name: "JOB", help: "A job" }],
  flags: [
    { name: "nodes", short: "n", value: "N", default: "1", help: "Nodes" },
    { name: "listen", value: "TEXT", default: "here", mayBeEmpty: true, help: "Where" },
    { name: "launch", value: "HOW", choices: ["once", "per-node"], help: "How" },
    { name: "fabric", help: "Fabric" },
  ],
  examples: ["c4 try train"], exitCodes: [["0", "tried"]],
  run: async () => success(0),
};
const running: Command = { ...command, positionals: [], trailing: "COMMAND..." };

function refusal(of: Command, ...words: readonly string[]): string {
  const parsed = parse(of, words);
  assert.ok(!parsed.ok, `accepted: ${words.join(" ")}`);
  assert.equal(parsed.error.code, "invalid-argument");
  return parsed.error.message;
}

describe("the words of a command line", () => {
  it("refuses a flag it does not know, by name, and names the nearest", () => {
    assert.match(refusal(command, "train", "--ndoes", "4"), /--ndoes; did you mean --nodes\?/);
    assert.match(refusal(command, "train", "--zzz"), /unknown flag --zzz$/);
    assert.match(refusal(command, "train", "-x"), /unknown flag -x/);
  });

  it("refuses a flag without its value, and a switch with one", () => {
    assert.match(refusal(command, "train", "--nodes"), /--nodes needs a value: --nodes N/);
    assert.match(refusal(command, "train", "--nodes="), /needs a value/);
    assert.match(refusal(command, "train", "--fabric=yes"), /takes no value: got "yes"/);
  });

  it("takes an empty value where a setting may be emptied, and there alone", () => {
    for (const words of [["--listen="], ["--listen", ""], ["--listen", "", "--nodes", "2"]]) {
      const parsed = parse(command, ["train", ...words]);
      assert.ok(parsed.ok, words.join(" "));
      assert.equal(textOf(parsed.value.values, "listen"), "");
    }
    assert.match(refusal(command, "train", "--listen", "--fabric"), /--listen needs a value/);
    assert.match(refusal(command, "train", "--nodes", ""), /--nodes needs a value/);
  });

  it("refuses a choice that is none, and names the nearest", () => {
    assert.match(refusal(command, "train", "--launch", "pernode"),
      /one of once, per-node: got "pernode"; did you mean per-node\?/);
  });

  it("refuses a missing and a superfluous positional, and says where a command belongs", () => {
    assert.match(refusal(command), /JOB is missing: A job/);
    assert.match(refusal(command, "a", "b"), /unexpected "b"/);
    assert.match(refusal(command, "a", "--", "b"), /unexpected "b" after --/);
    assert.match(refusal(running, "python"), /unexpected "python"; put -- before COMMAND/);
  });

  it("takes what stands after -- as it is, flags and a further -- included", () => {
    const parsed = parse(running, ["-n", "4", "--", "sh", "-c", "x", "--", "--nodes"]);
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value.trailing, ["sh", "-c", "x", "--", "--nodes"]);
    assert.equal(textOf(parsed.value.values, "nodes"), "4");
  });

  it("fills in defaults, lets the last of a repeated flag win, and asks nothing of --help", () => {
    const parsed = parse(command, ["train", "--nodes=2", "--nodes", "3", "--fabric"]);
    assert.ok(parsed.ok);
    assert.equal(textOf(parsed.value.values, "nodes"), "3");
    assert.equal(textOf(parsed.value.values, "launch"), undefined);
    assert.ok(isOn(parsed.value.values, "fabric"));
    const helped = parse(command, ["--help"]);
    assert.ok(helped.ok && isOn(helped.value.values, "help"));
  });

  it("reads whole numbers and seconds within bounds, and names the value it refuses", () => {
    const values = (text: string) => ({ texts: { n: text }, switches: [] });
    const bounds = { min: 1, max: 64 };
    for (const text of ["0", "65", "-1", "1.5", "1e1", "four", ""]) {
      const read = integerOf(values(text), "n", bounds);
      assert.ok(!read.ok, text);
      assert.match(read.error.message, /from 1 to 64: got/);
    }
    assert.deepEqual(integerOf(values("64"), "n", bounds), success(64));
    assert.deepEqual(secondsOf(values("0.25"), "n"), success(250));
    assert.ok(!secondsOf(values("-1"), "n").ok);
    assert.ok(!secondsOf(values("soon"), "n").ok);
  });
});
