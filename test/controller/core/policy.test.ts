// The policy as people read it: what the page for operators says must be what the code does.

import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { defaultPolicy, validatePolicy } from "../../../controller/core/fleet/policy.ts";

const page = readFileSync("docs/operation.md", "utf8");

describe("the page on the policy", () => {
  it("says the default of each field that decides when somebody is woken", () => {
    const said = new Map([...page.matchAll(/^\| `(\w+)` \| ([\d.]+) \|/gm)]
      .map(([, name = "", value = ""]) => [name, Number(value)]));
    for (const name of [
      "hangPageMs", "rankZeroPageMs", "pausePageFactor", "slowPageMs", "slowPageEffectMin",
      "deadNodeMs", "pageConfidenceMin", "flapsMax", "flapWindowMs", "clearMs", "closeMs",
    ]) assert.ok(said.has(name), name);
    for (const [name, value] of said) {
      assert.equal(value, defaultPolicy[name as keyof typeof defaultPolicy], name);
    }
  });

  it("names no field that there is not, and shows a change that is accepted", () => {
    const [section = ""] = page.slice(page.indexOf("### When a susp")).split("This version only");
    for (const [, name = ""] of section.matchAll(/`([a-z]+[A-Z]\w*)`/g)) {
      assert.ok(name in defaultPolicy, name);
    }
    const example = JSON.parse(/`(\{"hangPageMs.*?\})`/.exec(section)?.[1] ?? "") as object;
    assert.ok(validatePolicy({ ...defaultPolicy, ...example }).ok);
  });
});
