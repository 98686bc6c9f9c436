// Stories: scenario files as a user writes them, and what C4 says of each, kept as people read it.

import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { dispatch } from "../../cli/dispatch.ts";
import { commandTable } from "../../cli/table.ts";
import { scenarioSchema } from "../../sim/scenario/schema.ts";
import { assertGolden } from "../cli/golden.ts";
import { collectingScreen } from "../cli/screen.ts";

const folder = path.join("test", "scenario");
const stories = readdirSync(folder).filter((name) => name.endsWith(".json"));

describe("a story", function () {
  this.timeout(120_000);

  it("is told of several, or these tests would prove nothing", () => {
    assert.ok(stories.length >= 4);
  });

  for (const name of stories) {
    it(`${path.basename(name, ".json").replaceAll("-", " ")}: C4 says what it said before`,
      async () => {
        const [output, errors] = [collectingScreen(), collectingScreen()];
        const code = await dispatch(["sim", path.join(folder, name)], {
          table: commandTable, output, errors, environment: {},
        });
        assert.equal(errors.text(), "");
        const isQuiet = output.text().includes("C4 said nothing.");
        assert.equal(code, isQuiet ? 0 : 2);
        assertGolden(`sim-${path.basename(name, ".json")}`, output.text());
      });
  }

  it("follows the published schema, which is what the parser reads by", () => {
    const published: unknown = JSON.parse(readFileSync("proto/scenario.schema.json", "utf8"));
    assert.deepEqual(published, JSON.parse(JSON.stringify(scenarioSchema())));
  });
});
