// One of each fault, for real, as the demo and the campaign play them, and what `--report` says at
// the end of the job: a verdict that was right on the way must not be lost or changed by the end.

import { strict as assert } from "node:assert";
import type { Report, ReportIncident } from "../../proto/report.ts";
import { faults, matches, type Fault } from "../campaign/faults.ts";
import { refusal } from "../campaign/judge.ts";
import { learn, play } from "../campaign/play.ts";
import { poll, stageOf, startSession, type Session } from "../campaign/session.ts";
import { skip } from "../fixtures/skip.ts";

const isRoot = process.geteuid?.() === 0;

/** Faults that a job survives are played upon one job, if they are played upon the same kind. */
const kinds = [
  { title: "in a job that survives them", workload: "ring", witnesses: undefined },
  { title: "in a job of which the hooks alone may testify", workload: "ring", witnesses: "hooks" },
  { title: "under all-to-all traffic", workload: "all-to-all", witnesses: undefined },
] as const;
const survivedIn = (kind: (typeof kinds)[number]): readonly Fault[] => faults.filter((each) =>
  !each.fatal && each.workload === kind.workload && each.witnesses === kind.witnesses);

/** What stopped the job, in the report's words; docs/runbooks say who sees to which. */
type End = Pick<ReportIncident, "syndrome" | "cause" | "needsHuman">;
const owners = { cause: "user", needsHuman: false } as const;
const ends: Readonly<Record<string, End>> = {
  mismatch: { syndrome: "mismatch", cause: "user", needsHuman: true },
  raise: { syndrome: "fail-stop", ...owners },
  oom: { syndrome: "fail-stop", ...owners },
  kill: { syndrome: "fail-stop", cause: "unknown", needsHuman: true }, // it may be anybody
};

async function answersRightly(fault: Fault, session: Session): Promise<void> {
  const played = await play(fault, session);
  const refused = refusal(played, fault.expect);
  assert.ok(refused === undefined, [fault.name, refused, ...played.scene].join("\n"));
}

/** The report has one incident of this kind, with this cause, and it names who was touched. */
function tellsEnd(report: Report | undefined, fault: Fault): void {
  assert.ok(report !== undefined, "no report was written");
  const told = report.incidents.filter((each) => each.syndrome === fault.expect.syndrome);
  assert.deepEqual(told.map(({ syndrome, cause, needsHuman }) => ({ syndrome, cause, needsHuman })),
    [ends[fault.name]], JSON.stringify(report.incidents));
  for (const suspect of told.flatMap((each) => each.suspects)) {
    assert.ok(fault.expect.suspects.some((expected) => matches(suspect, expected)));
  }
}

async function endedByOperator(session: Session): Promise<void> {
  process.kill(session.stage.pidOf(2), "SIGTERM");
  await poll(60_000, () => session.ended());
  const report = await session.finish();
  assert.ok(report !== undefined, "no report was written");
  const told = report.incidents.filter((each) => each.syndrome === "fail-stop");
  assert.deepEqual(told.map(({ cause, needsHuman, pagedMs }) => [cause, needsHuman, pagedMs]),
    [["platform", false, null]], JSON.stringify(told));
  // Hangs and slowness came before: what made them cannot be known.
  const others = report.incidents.filter((each) => each.syndrome !== "fail-stop");
  assert.deepEqual([...new Set(others.map((each) => each.cause))], ["unknown"]);
}

describe("real faults of a real job are named", function () {
  this.timeout(180_000);

  for (const kind of kinds) {
    describe(`one after the other ${kind.title}`, () => {
      const played = survivedIn(kind);
      const isPlayed = isRoot || played.some((each) => !each.needsRoot);
      let session: Session;
      before(async () => {
        if (!isPlayed) return;
        const fabric = isRoot && played.some((each) => each.fabric);
        session = await startSession({ ...kind, fabric });
        await learn();
      });
      after(async () => { if (isPlayed) await session.finish(); });

      for (const fault of played) {
        it(fault.story, async function () {
          if (fault.needsRoot && !isRoot) skip(this, "it needs root");
          await answersRightly(fault, session);
        });
      }

      if (kind === kinds[0]) it("at last somebody ends a rank by SIGTERM: the report blames " +
        "the platform, no hardware, and wakes nobody", () => endedByOperator(session));
    });
  }

  for (const fault of faults.filter((each) => each.fatal)) {
    const end = ends[fault.name];
    const title = end === undefined ? "" : `, and the report's cause is ${end.cause}`;
    it(`in a job of its own: ${fault.story}${title}`, async function () {
      if (fault.needsRoot && !isRoot) skip(this, "it needs root");
      const session = await startSession(stageOf(fault));
      let report: Report | undefined;
      try {
        await learn(fault);
        await answersRightly(fault, session);
      } finally {
        report = await session.finish();
      }
      tellsEnd(report, fault);
    });
  }
});
