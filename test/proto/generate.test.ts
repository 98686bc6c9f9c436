import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { generate } from "../../proto/generate.ts";

describe("the generated protobuf code", () => {
  it("is what the schema generates, so that nobody edited the one without the other", function () {
    this.timeout(60_000);
    const { javascript, types } = generate("proto/c4.proto");
    assert.equal(readFileSync("proto/wire/c4.js", "utf8"), javascript, "run: npm run generate");
    assert.equal(readFileSync("proto/wire/c4.d.ts", "utf8"), types, "run: npm run generate");
  });
});
