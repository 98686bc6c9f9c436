import { strict as assert } from "node:assert";
import { usualOf } from "../../../controller/core/detect/custom.ts";

const before = new Map([..."abcabcab"].map((shape, index) => [index + 1, shape]));
const usual = (shapes: string, isInOrder = true, known = before): string | undefined =>
  usualOf([...shapes], { before: known, ordinal: 9, isInOrder });

describe("what is usual at a place of the program", () => {
  it("is nothing where nothing is remembered, or all of it is new", () => {
    assert.equal(usual("ab", true, new Map()), undefined);
    assert.equal(usual("xy"), undefined);
  });

  it("is what was called before at all", () => {
    assert.equal(usual("xa", false), "a");
    assert.equal(usual("ax", false), "a");
    assert.equal(usual("ab", false), undefined, "both were");
  });

  it("is, where calls keep their order, what followed the same call before", () => {
    assert.equal(usual("ac"), "c", "after b");
    assert.equal(usual("ca"), "c");
    assert.equal(usual("ab"), undefined, "neither follows b");
  });
});
