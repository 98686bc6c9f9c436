import { strict as assert } from "node:assert";
import fc from "fast-check";
import { changeLine } from "../../cli/controller/progress.ts";
import { formatExplanation } from "../../cli/view/explain.ts";
import { formatBytes, formatDuration, formatMoment } from "../../cli/view/figures.ts";
import { formatIncidents } from "../../cli/view/incidents.ts";
import { formatJob, formatRankSet } from "../../cli/view/job.ts";
import { formatMatrix } from "../../cli/view/matrix.ts";
import { noPaint, paintOf, printable, printableLine, widthOf } from "../../cli/view/paint.ts";
import { formatStatus, isDegraded } from "../../cli/view/status.ts";
import { formatTable, wrap } from "../../cli/view/table.ts";
import { screenOf } from "../../cli/terminal/screen.ts";
import type { Rank } from "../../proto/ids.ts";
import { assertGolden } from "./golden.ts";
import {
  jobName, makeAgent, makeIncident, makeIncidentDetail, makeJob, makeJobDetail, makeMatrix,
  makeStatus, node,
} from "./views.ts";

const wide = { columns: 140, paint: noPaint, color: false };
const narrow = { columns: 80, paint: noPaint, color: false };

const slowLink = makeIncident({
  id: "inc-2" as never, syndrome: "comm-slow", state: "suspected", level: "open",
  needsHuman: false, confidence: 0.7, actions: [], sinceMs: 7_400_000,
  suspects: [
    { kind: "link", from: node(1), to: node(2) },
    { kind: "port", node: node(1), port: "data0", direction: "tx" },
  ],
});
const sick = makeStatus({
  agents: [
    makeAgent(), makeAgent({ node: node(1) }), makeAgent({ node: node(2) }),
    makeAgent({ node: node(3), state: "silent", lastReportAgeMs: 17_000 }),
  ],
  hooks: {
    ranksLoaded: 3, ranksExpected: 4, missing: [{ job: jobName("train"), ranks: [3 as Rank] }],
    dropped: 0, silenced: 0,
  },
  jobs: [
    makeJob({ health: "degraded", rateRatio: 0, headline: "non-comm-hang" }),
    makeJob({ job: jobName("moe-a"), ranks: 8, ranksSeen: 8, rateRatio: 0.98 }),
    makeJob({
      job: jobName("eval"), ranks: 8, ranksSeen: 6, health: "unknown", rateRatio: 0,
      stepKind: "operations", headline: "2 ranks silent",
    }),
  ],
  incidents: [makeIncident(), slowLink],
  errors: ["agent node-3: 2 hook files rejected (3x)"],
});
const empty = makeStatus({
  agents: [], jobs: [],
  hooks: { ranksLoaded: 0, ranksExpected: 0, missing: [], dropped: 0, silenced: 0 },
});

describe("what is drawn", () => {
  it("lets no text from a training process move the cursor or reorder a line", () => {
    const hostile = "ok\u001b[2J\u001b]0;title\u0007\r\u009b31m\u202egpj.exe\nnext";
    // eslint-disable-next-line no-control-regex
    const harmful = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
    assert.doesNotMatch(printable(hostile), harmful);
    assert.match(printable(hostile), /\nnext$/);
    assert.doesNotMatch(printableLine(hostile), /\n/);
    const page = formatExplanation(makeIncidentDetail({
      incident: makeIncident({ reason: hostile, evidence: [hostile] }),
      gathered: [{
        kind: "stack", node: node(0), rank: 0 as never, text: hostile, truncated: true,
      }],
    }), wide) + formatStatus(makeStatus({ errors: [hostile] }), wide) +
      changeLine(makeIncident({ evidence: [hostile] }));
    for (const bad of ["\u001b", "\u202e", "\r"]) assert.ok(!page.includes(bad));
  });

  it("says that an alert was not delivered, even where no room is for actions", () => {
    const [mine] = sick.incidents;
    assert.ok(mine !== undefined);
    const alerted = (outcome: "failing" | "failed" | "delivered" | "refused") => formatStatus({
      ...sick, incidents: [{
        ...mine, actions: [{ kind: "alert", atMs: 42_310, outcome, detail: "inc-1/firing" }],
      }],
    }, narrow);
    for (const bad of ["failing", "failed"] as const) {
      assert.match(alerted(bad), /^1 alert not delivered; why: c4 explain inc-1$/m);
      assert.doesNotMatch(alerted(bad), /ACTION/);
    }
    for (const other of ["delivered", "refused"] as const) {
      assert.doesNotMatch(alerted(other), /not delivered/);
    }
  });

  it("says that nobody could be told where no alert receiver is configured", () => {
    const incident = makeIncident({
      actions: [
        { kind: "alert", atMs: 42_310, outcome: "refused", detail: "inc-1/firing" },
        { kind: "resolve", atMs: 52_310, outcome: "refused", detail: "inc-1/resolved" },
      ],
    });
    const pages = formatStatus({ ...sick, incidents: [incident] }, wide) +
      formatIncidents([incident], wide) + formatExplanation({ incident, gathered: [] }, wide);
    assert.doesNotMatch(pages, /refused/);
    assert.equal(pages.match(/ no receiver$/gm)?.length, 2);
    assert.match(pages, /T\+42\.3s {2}alert not sent: no receiver is configured$/m);
    assert.match(pages, /T\+52\.3s {2}resolve not sent: no receiver is configured$/m);
  });

  it("shows a healthy cluster, and one in trouble, on wide and narrow screens", () => {
    assertGolden("status-healthy", formatStatus(makeStatus(), wide));
    assertGolden("status-sick-wide", formatStatus(sick, wide));
    assertGolden("status-sick-narrow", formatStatus(sick, narrow));
    assertGolden("status-tiny", formatStatus(sick, { ...narrow, columns: 50 }));
    assert.equal(isDegraded(makeStatus()), false);
    assert.equal(isDegraded(sick), true);
  });

  it("keeps a line for each job on a screen as narrow as a phone's, and folds none", () => {
    for (const status of [makeStatus(), sick, empty]) {
      for (let columns = 24; columns <= 140; columns += 1) {
        const lines = formatStatus(status, { columns, paint: noPaint }).split("\n");
        for (const line of lines) {
          assert.ok(widthOf(line) <= columns, `${columns} columns: ${JSON.stringify(line)}`);
        }
        for (const { job } of status.jobs) {
          assert.ok(lines.some((line) => line.startsWith(job.slice(0, 3))), `${columns}: ${job}`);
        }
      }
    }
    assertGolden("status-phone", formatStatus(sick, { columns: 30, paint: noPaint }));
    const idle = { ranksLoaded: 0, ranksExpected: 0, missing: [], dropped: 0, silenced: 0 };
    for (const well of [
      makeStatus(), makeStatus({ jobs: [makeJob({ health: "ended" })], hooks: idle }),
    ]) assert.match(formatStatus(well, { columns: 30, paint: noPaint }), /^C4 is OK\n/);
    const incident = formatIncidents([makeIncident({ id: "inc-train-12" as never })], {
      columns: 40, paint: noPaint,
    });
    assert.match(incident, /^inc-train-12 /m, "an id is what one types next");
  });

  it("takes a terminal that tells no size for one of 80 by 24", () => {
    const { columns, rows } = screenOf(
      { isTTY: true, columns: 0, rows: 0, write: () => true } as never, {});
    assert.deepEqual([columns, rows], [80, 24]);
  });

  it("never hides what is unknown", () => {
    const page = formatStatus(empty, wide);
    assertGolden("status-empty", page);
    assert.match(page, /Agents +unknown/);
    assert.ok(isDegraded(empty));
    assert.ok(isDegraded(makeStatus({ jobs: [makeJob({ health: "unknown" })] })));
    const away = makeStatus({ messages: { ...makeStatus().messages, connected: false } });
    assert.match(formatStatus(away, wide), /Messages +error +not connected/);
  });

  it("does not call a controller well that NATS left, be it leader or standby", () => {
    const page = (leader: boolean, suspended: boolean, connected: boolean): string => {
      const whole = makeStatus();
      const status = {
        ...whole, controller: { ...whole.controller, leader, suspended },
        messages: { ...whole.messages, connected },
      };
      const [, line = ""] = /Controller +(.*), up/.exec(formatStatus(status, wide)) ?? [];
      return `${line.replace(/ +/, " ")} ${isDegraded(status) ? 2 : 0}`;
    };
    assert.equal(page(true, false, true), "OK leader, term 3 0");
    assert.equal(page(false, false, true), "OK standby 0");
    assert.equal(page(false, true, true), "warn suspended: NATS does not answer 2");
    for (const suspended of [true, false]) {
      assert.equal(page(false, suspended, false), "warn NATS is away 2");
    }
  });

  it("says that a job ended, not that no rank was seen yet", () => {
    const ended = makeJob({ health: "ended", sinceMs: 12_000, rateRatio: 0 });
    const status = makeStatus({
      jobs: [ended],
      hooks: { ranksLoaded: 0, ranksExpected: 0, missing: [], dropped: 0, silenced: 0 },
    });
    assert.match(formatStatus(status, wide), /Hooks +idle +train ended 12\.0s ago/);
    assert.equal(isDegraded(status), false, "an ended job is no trouble");
    const old = makeJob({ ...ended, job: jobName("old"), sinceMs: 9e6 });
    const two = { ...status, jobs: [old, ended] };
    assert.match(formatStatus(two, wide), /all 2 jobs ended; train ended 12\.0s ago/);
    const young = { ...status, jobs: [ended, makeJob({ health: "starting", ranks: 0 })] };
    assert.match(formatStatus(young, wide), /Hooks +unknown +no rank seen yet/);
  });

  it("lists incidents, and tells the story of one", () => {
    const ended = makeIncident({
      id: "inc-0" as never, state: "closed", closedMs: 22_000, syndrome: "fail-stop", cause: "user",
    });
    assertGolden("incidents-wide", formatIncidents([makeIncident(), slowLink, ended], wide));
    assertGolden("incidents-narrow", formatIncidents([makeIncident(), slowLink, ended], narrow));
    assert.equal(formatIncidents([], wide), "No incident.\n");
    assertGolden("explain", formatExplanation(makeIncidentDetail(), wide));
    assertGolden("explain-narrow",
      formatExplanation(makeIncidentDetail(), { ...narrow, columns: 60 }));
    assertGolden("explain-open-level",
      formatExplanation({ incident: slowLink, gathered: [] }, wide));
  });

  it("begins an incident's story with what opened it, not with what is known by now", () => {
    const page = formatExplanation(makeIncidentDetail({
      incident: makeIncident({
        signal: "3 ranks wait for 1.1 s",
        evidence: ["a probe found the port slow", "3 ranks wait for 61 s"],
      }),
    }), wide);
    assert.match(page, /^Signal +T\+12\.3s {2}3 ranks wait for 1\.1 s$/m);
    assert.match(page, /^Evidence +1\. a probe found the port slow$/m);
  });

  it("shows a job with its ranks and communicators", () => {
    assertGolden("job", formatJob(makeJobDetail(), wide));
    assertGolden("job-narrow", formatJob(makeJobDetail(), { ...narrow, columns: 60 }));
    const uneven = { turns: 0.124, always: [
      { rank: 3 as Rank, fraction: 0.09 }, { rank: 7 as Rank, fraction: 0.07 },
    ] };
    const said = formatJob(makeJobDetail({ imbalance: uneven }), wide);
    assert.match(said, /^uneven work: ranks take turns .* up to 12 % .* no host is to blame$/m);
    assert.match(said, /^uneven work: ranks 3,7 are always late, by up to 9 %/m);
    assert.match(formatJob(makeJobDetail({ members: [], communicators: [] }), wide),
      /No rank seen yet[^]*No communicator seen yet/);
    assert.equal(formatRankSet([3, 0, 1, 2, 8, 12, 13]), "0-3,8,12-13");
    assert.equal(formatRankSet(Array.from({ length: 20 }, (_, index) => index * 2)), "20 ranks");
  });

  it("draws the matrix in numbers, many ranks in shades, and never folds heat away", () => {
    assertGolden("matrix", formatMatrix(makeMatrix(4, 1), "network", wide));
    assertGolden("matrix-wait", formatMatrix(makeMatrix(4, 1), "wait", wide));
    assertGolden("matrix-shades", formatMatrix(makeMatrix(20, 17), "network", narrow));
    const folded = formatMatrix(makeMatrix(500, 137), "network", narrow);
    assert.match(folded, /one sign stands for \d+ by \d+ ranks/);
    assert.equal(folded.split("median")[0]?.match(/▓/g)?.length, 1);
    const idle = { ...makeMatrix(2, 0), networkMsPerMiB: [[null, null], [null, null]] };
    const nothing = formatMatrix(idle, "network", wide);
    assert.match(nothing, /No traffic measured yet/);
    assert.equal(formatMatrix(makeMatrix(0, 0), "network", wide), "No rank seen yet.\n");
  });

  it("colours a terminal only, and not where NO_COLOR or a dumb terminal asks for none", () => {
    const terminal = { isTTY: true, columns: 90, rows: 30, write: () => true } as never;
    const pipe = { write: () => true } as never;
    assert.equal(screenOf(terminal, {}).color, true);
    assert.equal(screenOf(terminal, { NO_COLOR: "1" }).color, false);
    assert.equal(screenOf(terminal, { NO_COLOR: "" }).color, true);
    assert.equal(screenOf(terminal, { TERM: "dumb" }).color, false);
    assert.equal(screenOf(pipe, {}).color, false);
    const painted = formatStatus(sick, { columns: 140, paint: paintOf({ color: true }) });
    const widths = (page: string): readonly number[] => page.split("\n").map(widthOf);
    assert.deepEqual(widths(painted), widths(formatStatus(sick, wide)), "colour moved a column");
  });

  it("keeps every line of a table within the screen, when its fixed columns fit", () => {
    fc.assert(fc.property(
      fc.array(
        fc.tuple(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 })), { maxLength: 5 },
      ),
      fc.integer({ min: 30, max: 100 }),
      (rows, columns) => {
        const text = formatTable(
          [{ title: "A", cutTo: 8 }, { title: "B", cutTo: 8 }, { title: "C", drop: 1 }],
          rows.map(([a, b]) => [{ text: a }, { text: b }, { text: "always here" }]),
          { columns, paint: noPaint },
        );
        assert.ok(text.split("\n").every((line) => widthOf(line) <= columns), text);
      },
    ));
  });

  it("wraps words without losing one", () => {
    fc.assert(fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 5, max: 40 }),
      (words, width) => {
        assert.equal(wrap(words.join(" "), width).join(" "), words.join(" "));
      },
    ));
  });

  it("writes figures as people read them", () => {
    assert.deepEqual(
      [-1, 0, 840, 3200, 59_960, 134_000, 3_840_000, 266_400_000].map(formatDuration),
      ["-", "0ms", "840ms", "3.2s", "1m00s", "2m14s", "1h04m", "3d02h"],
    );
    assert.deepEqual([undefined, 13_100, -200].map(formatMoment), ["-", "T+13.1s", "T-200ms"]);
    assert.deepEqual([0, 999, 1024, 3.1e6, 64 * 2 ** 30].map(formatBytes),
      ["0 B", "999 B", "1.0 KiB", "3.0 MiB", "64.0 GiB"]);
  });
});
