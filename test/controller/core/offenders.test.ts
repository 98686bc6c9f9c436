// A host that failed before is remembered when it fails again: by the next rank, in the next job,
// and by the next controller.

import { strict as assert } from "node:assert";
import { formerOffences } from "../../../controller/core/offenders.ts";
import type { IncidentRecord } from "../../../controller/core/fleet/state.ts";
import type { IncidentId, NodeName, Rank } from "../../../proto/ids.ts";
import type { Incident, Suspect } from "../../../proto/verdict.ts";
import { ring } from "./fixtures/layouts.ts";
import { makeWorld, resume, stop } from "./fixtures/physics.ts";
import { found, play, restart, stage, type Theatre } from "./fixtures/play.ts";

const memories = (theatre: Theatre): readonly string[] => found(theatre).flatMap((each) =>
  each.history.map((entry) => entry.change).filter((text) => text.includes("named before")));

describe("a repeat offender", () => {
  it("is remembered by its node when another of its ranks stops, also after a restart", () => {
    const world = makeWorld({ ranks: 8, ranksPerNode: 2, layout: ring(8) });
    const theatre = play(stage(world), 10_000);
    stop(world, 2, "T");
    play(theatre, 4_000);
    assert.deepEqual(memories(theatre), [], "nobody was named before");
    resume(world, 2);
    play(theatre, 6_000);
    restart(theatre);
    play(theatre, 6_000);
    stop(world, 3, "T");
    play(theatre, 4_000);
    const [first] = found(theatre);
    assert.deepEqual(memories(theatre),
      [`node-1 was named before, in ${first?.id} (non-comm-hang)`]);
  });
});

describe("the memory of offences", () => {
  const node = "node-1" as NodeName;
  const rank: Suspect = { kind: "rank", rank: 2 as Rank, node };
  const record = (id: string, given: Partial<Incident>): IncidentRecord => ({
    incident: {
      id: id as IncidentId, syndrome: "comm-slow", cause: "unknown", pagedMs: 1, suspects: [rank],
      ...given,
    },
  }) as IncidentRecord;
  const remembered = (own: Partial<Incident>, ...former: readonly Partial<Incident>[]) =>
    formerOffences({
      incidents: new Map(former.map((each, index) =>
        [`inc-${index}` as IncidentId, record(`inc-${index}`, each)])),
    }, record("inc-new", own));

  it("leaves out what woke nobody, what a program did, and other hosts", () => {
    const elsewhere: Suspect = { kind: "node", node: "node-2" as NodeName };
    assert.deepEqual(remembered({}, { pagedMs: undefined }, { cause: "user" },
      { cause: "platform" }, { suspects: [elsewhere] }), []);
    assert.deepEqual(remembered({ cause: "user" }, {}), [], "a program's error blames no host");
  });

  it("joins rank, device and port of a host, and keeps a link to itself", () => {
    const port: Suspect = { kind: "port", node, port: "network", direction: "tx" };
    assert.deepEqual(remembered({ suspects: [port] }, {}),
      ["node-1 was named before, in inc-0 (comm-slow)"]);
    const link: Suspect = { kind: "link", from: node, to: "node-2" as NodeName };
    assert.deepEqual(remembered({ suspects: [link] }, {}), []);
    assert.equal(remembered({ suspects: [link] }, { suspects: [link] }).length, 1);
  });

  it("tells of many the newest three, and how many more", () => {
    assert.deepEqual(remembered({}, {}, {}, {}, {}, {}),
      ["node-1 was named before, in 2 more and inc-2 (comm-slow), inc-3 (comm-slow), " +
        "inc-4 (comm-slow)"]);
  });
});
