// What a scenario file is refused for, and what it means when it leaves things out.

import { strict as assert } from "node:assert";
import fc from "fast-check";
import { parseScenario } from "../../../sim/scenario/parse.ts";

const least = { version: 1 };

function refusal(given: unknown): string {
  const parsed = parseScenario(given);
  return parsed.ok ? "" : parsed.error.message;
}

describe("a scenario file", () => {
  const fault = { kind: "stop", rank: 3, atSeconds: 1 };
  const refused: readonly (readonly [what: string, given: unknown, message: RegExp])[] = [
    ["no object", [], /^scenario is \[\]; expected an object/],
    ["no version", {}, /^scenario\.version is missing; expected 1/],
    ["a version of the future", { version: 2 }, /^scenario\.version is 2; expected 1/],
    ["a misspelt field", { ...least, fualts: [] }, /^scenario\.fualts is \[\]; .*faults/],
    ["text for a number", { ...least, seconds: "90" }, /^scenario\.seconds is "90"; .*number/],
    ["half a node", { ...least, cluster: { nodes: 1.5 } }, /cluster\.nodes is 1\.5; .*whole/],
    ["a chance above one", { ...least, noise: { lost: 2 } }, /noise\.lost is 2; .*0\.\.1/],
    ["an unknown framework", { ...least, job: { framework: "mpi" } }, /"mpi"; .*nccl, gloo/],
    ["an unknown fault", { ...least, faults: [{ kind: "melt" }] }, /faults\[0\]\.kind is "melt"/],
    ["a fault without its time", { ...least, faults: [{ kind: "stop", rank: 1 }] },
      /faults\[0\]\.atSeconds is missing/],
    ["a field of another fault", { ...least, faults: [{ ...fault, factor: 2 }] },
      /faults\[0\]\.factor is 2/],
    ["a rank that the job lacks", { ...least, faults: [{ ...fault, rank: 999 }] },
      /faults\[0\]\.rank is 999; expected 0\.\.63/],
    ["a fault after the end of the play",
      { ...least, seconds: 30, faults: [{ ...fault, atSeconds: 30 }] },
      /faults\[0\]\.atSeconds is 30; expected a moment of the play, which ends at .*seconds, 30/],
    ["more ranks than devices", { ...least, job: { parallelism: { data: 100, tensor: 8 } } },
      /parallelism is 800; .*64 devices/],
    ["a tensor group over two nodes", { ...least, job: { parallelism: { tensor: 3 } } },
      /parallelism\.tensor is 3; .*divisor of devicesPerNode/],
    ["experts that do not divide", { ...least, job: { parallelism: { expert: 3 } } },
      /parallelism\.expert is 3; .*divisor of data/],
    ["a path from a node to itself",
      { ...least, faults: [{ kind: "link-dead", from: 1, to: 1, atSeconds: 1 }] }, /another node/],
  ];
  for (const [what, given, message] of refused) {
    it(`is refused for ${what}`, () => { assert.match(refusal(given), message); });
  }

  it("may leave out all but its version", () => {
    const parsed = parseScenario(least);
    assert.ok(parsed.ok);
    assert.equal(parsed.value.seconds, 90);
    assert.equal(parsed.value.job.parallelism.data, 8);
    assert.deepEqual(parsed.value.faults, []);
  });

  it("says seconds and means them", () => {
    const parsed = parseScenario({ ...least, faults: [{ ...fault, forSeconds: 2.5 }] });
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value.faults[0],
      { kind: "stop", rank: 3, atMs: 1_000, forMs: 2_500, flapMs: 0 });
  });

  it("is read or refused whatever it holds, and never throws", () => {
    fc.assert(fc.property(fc.jsonValue(), fc.constantFrom("job", "faults", "cluster", "noise"),
      (value, place) => {
        const parsed = parseScenario({ ...least, [place]: value });
        if (!parsed.ok) assert.match(parsed.error.message, /^scenario/);
      }), { numRuns: 500 });
  });
});
