import { strict as assert } from "node:assert";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { agentFields, readAgentOptions, type AgentConfig } from "../../../agent/main.ts";
import { parseConfig } from "../../../agent/io/config.ts";
import { agentCommand } from "../../../cli/commands/agent.ts";
import { parse } from "../../../cli/parse.ts";
import { parseSettings } from "../../../cli/run/service.ts";
import { wireLimits } from "../../../proto/wire/check.ts";
import { makeDirectory } from "../../fixtures/agent.ts";

describe("the agent's configuration", () => {
  const environment = { C4_DIR: "/c4", C4_NODE: "node-7" };
  const refusal = (given: Record<string, unknown>): string => {
    const config = parseConfig(given, {});
    assert.ok(!config.ok, "it was accepted");
    return config.error.message;
  };

  it("refuses fields that it does not know, by name, and values out of bounds", () => {
    assert.match(refusal({ nods: "x" }), /no field nods/);
    assert.match(refusal({ nats: { uri: "x" } }), /no field nats.uri/);
    assert.match(refusal({ windowMs: 5 }), /windowMs is 5 and must be 100\.\.60000/);
    assert.match(refusal({ node: 7 }), /node must be text/);
    assert.match(refusal([] as never), /JSON object/);
  });

  it("can be emptied by flags where empty means something, and only there", () => {
    const settings = (...words: readonly string[]): Partial<AgentConfig> => {
      const parsed = parse(agentCommand, words);
      assert.ok(parsed.ok, words.join(" "));
      const read = parseSettings(parsed.value.values, agentFields);
      assert.ok(read.ok);
      return read.value as Partial<AgentConfig>;
    };
    for (const words of [["--probe.listen="], ["--probe.listen", ""]]) {
      const options = readAgentOptions("", settings(...words), environment);
      assert.ok(options.ok && options.value.probe === undefined, words.join(" "));
    }
    assert.ok(!parse(agentCommand, ["--nats.url="]).ok);
    assert.ok(!parse(agentCommand, ["--windowMs="]).ok);
    assert.match(refusal({ nats: { url: "" } }), /nats.url must not be empty/);
  });

  it("watches no more processes than one signature may name", () => {
    const { processesMax } = wireLimits;
    assert.ok(parseConfig({ processesMax }, {}).ok);
    assert.match(refusal({ processesMax: processesMax + 1 }), /must be 1\.\.256/);
  });

  const wrong: readonly (readonly [Parameters<typeof readAgentOptions>[1], RegExp])[] = [
    [{ node: "a.b" }, /node "a.b"/],
    [{ directory: "relative/path" }, /must be an absolute path/],
    [{ "probe.listen": "nowhere" }, /probe.listen is "nowhere"/],
    [{ "http.listen": "127.0.0.1:99999" }, /http.listen/],
    [{ windowMs: 100, fastWindowMs: 200 }, /fastWindowMs is above windowMs/],
  ];
  for (const [overrides, message] of wrong) {
    it(`refuses ${JSON.stringify(overrides)}`, () => {
      const options = readAgentOptions("", overrides, environment);
      assert.ok(!options.ok);
      assert.match(options.error.message, message);
    });
  }

  it("refuses to watch nothing, and a file that is not there or not JSON", () => {
    const nowhere = readAgentOptions("", {}, { C4_NODE: "n" });
    assert.ok(!nowhere.ok && /no directory/.test(nowhere.error.message));
    const missing = readAgentOptions("/nowhere.json", {}, environment);
    assert.ok(!missing.ok && missing.error.code === "not-found");
    const directory = makeDirectory();
    const file = path.join(directory.path, "agent.json");
    writeFileSync(file, "{");
    const broken = readAgentOptions(file, {}, environment);
    assert.ok(!broken.ok && broken.error.code === "invalid-data");
    directory.remove();
  });

  it("takes flags before the file, and the file before the environment", () => {
    const directory = makeDirectory();
    const file = path.join(directory.path, "agent.json");
    writeFileSync(file, JSON.stringify({ node: "from-file", nats: { url: "nats://file:1" } }));
    const options = readAgentOptions(file, { node: "from-flag" }, environment);
    directory.remove();
    assert.ok(options.ok);
    assert.equal(options.value.node, "from-flag");
    assert.equal(options.value.config["nats.url"], "nats://file:1");
    assert.deepEqual(options.value.roots, ["/c4"]);
  });

  it("says of each field what it is for", () => {
    for (const [name, field] of Object.entries(agentFields)) {
      assert.ok(field.help.length > 10, name);
    }
  });
});
