import { strict as assert } from "node:assert";
import { analyse, analysed, csvOf, jsonlOf } from "./fixtures.ts";
import { nameOf } from "./score.ts";
import { timelineOf, type Layout, type Row, type Trouble } from "./world.ts";
import type { TimelineAnalysis } from "../../../../controller/postmortem/timeline/analyse.ts";

const layout: Layout = { replicas: 4, stages: 3, microBatches: 8, steps: 8 };

const play = (
  troubles: readonly Trouble[], given: Partial<Layout> = {}, noise = 0.02,
): readonly Row[] => timelineOf({ layout: { ...layout, ...given }, seed: 42, noise, troubles });

const slowWorker: Trouble = { kind: "slow-worker", dp: 2, pp: 1, factor: 1.5 };
const lastStage: Trouble = { kind: "slow-stage", pp: 2, factor: 1.6 };
const sequences: Trouble = { kind: "long-sequences", sigma: 0.3 };

const told = ({ verdict, notes }: TimelineAnalysis): string =>
  [verdict.reason, ...verdict.evidence, ...notes].join("\n");

describe("the analysis of a timeline", () => {
  describe("says that it cannot tell", () => {
    it("when no pipeline is whole: a stage left no row at all", () => {
      const analysis = analysed(play([slowWorker]).filter(({ pp }) => pp !== 1));
      assert.equal(analysis.verdict.kind, "unknown");
      assert.equal(analysis.verdict.confidence, 0);
      assert.equal(analysis.figures, undefined);
      assert.match(told(analysis), /no pipeline of the file is whole/);
      assert.match(told(analysis), /step 0, dp 0: forward-compute is not there for every stage/);
    });

    it("when the slow worker's rows are the ones that are lost", () => {
      const analysis = analysed(play([slowWorker]).filter(({ dp, pp }) => dp !== 2 || pp !== 1));
      assert.equal(analysis.verdict.kind, "unknown");
      assert.match(told(analysis), /slow ones may be among the pipelines that the file does not/);
      assert.match(told(analysis), /8 of 32 pipelines .*left out, and nothing is said of them/);
    });

    it("when a whole rank is missing, whose lateness would look like slow syncs", () => {
      const late: Trouble = { ...slowWorker, factor: 3 };
      const analysis = analysed(play([late]).filter(({ dp }) => dp !== 2));
      assert.equal(analysis.verdict.kind, "unknown");
      assert.ok(Math.abs(analysis.figures?.share.sync ?? 1) < 0.05);
      assert.match(told(analysis), /1 data-parallel ranks have no row at all/);
    });

    it("when the time lies between the operations", () => {
      const analysis = analysed(play([{ kind: "late-data", dp: 1, ms: 900 }]));
      assert.equal(analysis.verdict.kind, "unknown");
      assert.match(told(analysis), /too much of the recorded time lies between the operations/);
    });

    it("when pauses hit single computations: forward and backward do not vary together", () => {
      const analysis = analysed(play([{ kind: "pauses", oneIn: 12, ms: 100 }]));
      assert.equal(analysis.verdict.kind, "unknown");
      assert.match(told(analysis), /do not vary together, so it is not the data: pauses/);
    });

    it("when micro-batches vary and only forwards were recorded", () => {
      const analysis = analysed(timelineOf({
        layout, seed: 42, backwardMs: 0.001, troubles: [sequences],
      }).filter(({ operation }) => operation.startsWith("forward")));
      assert.equal(analysis.verdict.kind, "unknown");
      assert.match(told(analysis), /with only one of forward and backward recorded/);
    });

    it("when the operations of every step wait for one another in a circle", () => {
      // Stage 0 claims to have gone backward before forward, which stage 1 contradicts.
      const rows = play([], { microBatches: 1, stages: 2 }).map((row): Row =>
        row.pp === 0 && row.operation === "backward-compute" ? { ...row, startMs: 1 } : row);
      const analysis = analysed(rows);
      assert.equal(analysis.verdict.kind, "unknown");
      assert.match(told(analysis), /wait for one another in a circle/);
    });
  });

  it("names nothing in a calm job, and says how much it loses all the same", () => {
    const analysis = analysed(play([]));
    assert.equal(analysis.verdict.kind, "nothing");
    assert.ok(analysis.verdict.confidence > 0.9);
    assert.match(told(analysis), /a step takes .* in the mean of 8 steps.*a loss of \d\.\d %/);
    assert.deepEqual(analysis.notes, []);
  });

  it("names a slow worker, by how much it is slow, and what it costs alone", () => {
    const analysis = analysed(play([slowWorker]));
    assert.equal(nameOf(analysis), "worker 2/1");
    assert.equal(analysis.verdict.level, "closed");
    assert.equal(analysis.verdict.cause, "unknown");
    assert.match(told(analysis), /dp 2, pp 1 takes 1\.[45]\d times what its replicas take; alone/);
  });

  it("names both of two slow workers, although healing one of them helps nobody", () => {
    const analysis = analysed(play([slowWorker, { ...slowWorker, dp: 3 }]));
    assert.match(nameOf(analysis), /^worker (2\/1 3\/1|3\/1 2\/1)$/);
  });

  it("says since when a worker is slow, and judges what the job loses since then", () => {
    const analysis = analysed(play([{ ...slowWorker, factor: 1.4, fromStep: 20 }], { steps: 30 }));
    assert.equal(nameOf(analysis), "worker 2/1");
    assert.match(told(analysis), /dp 2, pp 1 takes 1\.\d\d times .* from step 20 on/);
    assert.match(told(analysis), /a loss of .*, and of \d\d % in steps 20 to 29/);
  });

  it("calls the last stage the user's affair: its replicas are all slow alike", () => {
    const analysis = analysed(play([lastStage]));
    assert.equal(nameOf(analysis), "stage 2");
    assert.equal(analysis.verdict.cause, "user");
    assert.match(told(analysis), /stage 2 \(the last\) takes forward 1\.3\d times and backward/);
  });

  it("leaves open whether a stage is uneven or its machine slow when there is no replica", () => {
    const analysis = analysed(play([lastStage], { replicas: 1 }));
    assert.equal(nameOf(analysis), "stage 2");
    assert.equal(analysis.verdict.level, "open");
    assert.equal(analysis.verdict.cause, "unknown");
    assert.ok(analysis.verdict.confidence < 0.75);
    assert.match(told(analysis), /there is one data-parallel rank: no worker has a replica/);
  });

  it("leaves open whether a whole slow pipeline is a machine's or its data's fault", () => {
    const analysis = analysed(play([0, 1, 2].map((pp) => ({ ...slowWorker, pp }))));
    assert.equal(analysis.verdict.kind, "worker");
    assert.equal(analysis.verdict.level, "open");
    assert.match(told(analysis), /one machine that carries them all, or data that are always/);
  });

  it("tells long sequences by forward and backward that are long together", () => {
    const analysis = analysed(play([sequences]));
    assert.equal(analysis.verdict.kind, "sequence-imbalance");
    assert.equal(analysis.verdict.cause, "user");
    assert.match(told(analysis), /vary together: correlation (0\.9\d|1\.00) over 768 pairs/);
  });

  it("blames the sequences and not the stage through which they pass", () => {
    const analysis = analysed(play([sequences, { ...lastStage, factor: 1.15 }]));
    assert.equal(analysis.verdict.kind, "sequence-imbalance");
    assert.match(told(analysis), /without uneven micro-batches, \d\d % of the loss would be gone/);
  });

  it("names a slow link by its two workers", () => {
    const analysis = analysed(play([{ kind: "slow-link", dp: 3, pp: 0, factor: 60 }]));
    assert.equal(nameOf(analysis), "link 3/0");
    assert.match(told(analysis), /all of it is between dp 3, pp 0 and dp 3, pp 1/);
    assert.match(told(analysis), /takes 3\d\.\d ms in the mean, and \d+ µs elsewhere/);
  });

  it("names a worker's network when all its links are slow", () => {
    const analysis = analysed(play([0, 1].map((pp) =>
      ({ kind: "slow-link" as const, dp: 3, pp, factor: 60 }))));
    assert.equal(analysis.verdict.kind, "communication");
    assert.match(told(analysis), /all of it has dp 3, pp 1 at one end/);
  });

  it("names a slow sync by its stage, and no rank: all its ends are slow together", () => {
    const analysis = analysed(play([{ kind: "slow-sync", pp: 1, factor: 20 }]));
    assert.equal(nameOf(analysis), "sync 1");
    assert.match(told(analysis), /sync of stage 1 takes 30\d ms in the mean, and 15\.\d ms else/);
  });

  it("says that all links may be slow alike where communication takes much of the step", () => {
    const analysis = analysed(timelineOf({ layout, seed: 1, transferMs: 30 }));
    assert.equal(analysis.verdict.kind, "nothing");
    assert.match(told(analysis), /even at their ideal, transfers and syncs take \d\d % of the/);
  });

  it("judges computations alone, and says so, where nothing else was recorded", () => {
    const rows = play([slowWorker]).filter(({ operation }) => operation.endsWith("compute"));
    const analysis = analysed(rows);
    assert.equal(nameOf(analysis), "worker 2/1");
    assert.match(told(analysis), /no sends and receives are recorded/);
    assert.match(told(analysis), /no params-sync and grads-sync is recorded/);
  });

  it("takes the nth transfer for the nth micro-batch where transfers do not say theirs", () => {
    const rows = play([{ kind: "slow-link", dp: 3, pp: 0, factor: 60 }]).map((row): Row =>
      /send|recv/.test(row.operation) ? { ...row, micro: -1 } : row);
    assert.equal(nameOf(analysed(rows)), "link 3/0");
  });

  it("leaves out transfers that it cannot match, rather than guess, and counts them", () => {
    const rows = play([]).map((row): Row =>
      /send|recv/.test(row.operation) ? { ...row, micro: -1 } : row);
    const isLost = (row: Row): boolean =>
      row.operation === "forward-send" && row.step === 3 && row.dp === 1;
    const first = rows.findIndex(isLost);
    const analysis = analysed(rows.filter((_, index) => index !== first));
    assert.equal(analysis.verdict.kind, "nothing");
    assert.match(told(analysis), /7 sends and receives could not be matched/);
  });

  it("drops a step that was cut off, and says which", () => {
    const rows = play([slowWorker], { steps: 12 });
    const analysis = analysed(rows.slice(0, rows.length - 40));
    assert.equal(nameOf(analysis), "worker 2/1");
    assert.match(told(analysis), /pipelines .*have gaps and were left out.*the first is step 11/);
    assert.ok(analysis.verdict.confidence < analysed(rows).verdict.confidence);
  });

  it("counts a row once that stands in the file twice", () => {
    const rows = play([slowWorker]);
    const analysis = analysed([...rows, ...rows.slice(0, 100)]);
    assert.deepEqual(analysis.figures, analysed(rows).figures);
    assert.match(told(analysis), /100 rows stood in the file twice/);
  });

  it("comes to the same verdict from CSV and from JSON lines", () => {
    const rows = play([slowWorker]);
    const [csv, json] = [analyse(csvOf(rows)), analyse(jsonlOf(rows))];
    assert.ok(csv.ok && json.ok);
    assert.equal(nameOf(csv.value), nameOf(json.value));
  });
});
