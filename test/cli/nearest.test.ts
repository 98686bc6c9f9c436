import { strict as assert } from "node:assert";
import fc from "fast-check";
import { editDistance, nearest } from "../../cli/terminal/nearest.ts";

describe("the nearest known word", () => {
  it("is nobody when nothing is near: a wrong guess is worse than none", () => {
    assert.equal(nearest("frobnicate", ["run", "status"]), undefined);
    assert.equal(nearest("x", ["run", "status"]), undefined);
    assert.equal(nearest("", ["run"]), undefined);
  });

  it("forgives a swap, a lost letter, a doubled one, and a beginning that is clear", () => {
    const known = ["run", "status", "incidents", "matrix"];
    assert.equal(nearest("stauts", known), "status");
    assert.equal(nearest("staus", known), "status");
    assert.equal(nearest("sttatus", known), "status");
    assert.equal(nearest("inc", known), "incidents");
  });

  it("measures a distance: zero only to itself, the same both ways, within the longer word", () => {
    fc.assert(fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const distance = editDistance(a, b);
      assert.equal(distance, editDistance(b, a));
      assert.equal(distance === 0, a === b);
      assert.ok(distance <= Math.max(a.length, b.length));
    }));
  });
});
