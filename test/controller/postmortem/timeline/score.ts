// How often the verdict is right, family by family. Limits were chosen on seeds from 1000 on and
// are scored on seeds from 5000 on (score.test.ts); layouts, sizes and places are drawn from the
// seed. By hand, for any seeds:
//
//   node dist/test/controller/timeline/score.js 1000 20

import { analysed } from "./fixtures.ts";
import { normal, randomOf, timelineOf, type Layout, type Row, type Trouble } from "./world.ts";
import type { TimelineAnalysis } from "../../../../controller/postmortem/timeline/analyse.ts";

export interface Family {
  readonly name: string;
  /** What the layout must be; the rest is drawn. */
  readonly layout?: Partial<Layout>;
  readonly make: (draw: Draw) => {
    readonly troubles: readonly Trouble[];
    /** Names of `nameOf`, any of them. */
    readonly expected: readonly string[];
    readonly noise?: number;
    /** What the tracer lost. */
    readonly keeps?: (row: Row) => boolean;
  };
}

interface Draw {
  readonly layout: Layout;
  readonly from: (low: number, high: number) => number;
  readonly whole: (below: number) => number;
}

/** What the verdict names, in one word, so that right kind and wrong suspect are told apart. */
export function nameOf({ verdict }: TimelineAnalysis): string {
  switch (verdict.kind) {
    case "worker": return `worker ${verdict.workers.map(({ dp, pp }) => `${dp}/${pp}`).join(" ")}`;
    case "stage": return `stage ${verdict.stages[0].stage}`;
    case "communication": {
      const names = new Set(verdict.meetings.map((each) => each.kind === "sync"
        ? `sync ${each.stage}`
        : `link ${each.dp}/${Math.min(each.fromStage, each.toStage)}`));
      return [...names].toSorted().join(" ");
    }
    default: return verdict.kind;
  }
}

export const families: readonly Family[] = [
  { name: "calm", make: () => ({ troubles: [], expected: ["nothing"] }) },
  {
    name: "slow worker, 1.3 to 2 times",
    make: ({ layout, from, whole }) => {
      const [dp, pp] = [whole(layout.replicas), whole(layout.stages)];
      const factor = from(1.3, 2);
      return {
        troubles: [{ kind: "slow-worker", dp, pp, factor }], expected: [`worker ${dp}/${pp}`],
      };
    },
  },
  {
    name: "slow worker from the middle on",
    make: ({ layout, from, whole }) => {
      const [dp, pp] = [whole(layout.replicas), whole(layout.stages)];
      const fromStep = Math.floor(layout.steps * from(0.3, 0.6));
      return {
        troubles: [{ kind: "slow-worker", dp, pp, factor: from(1.5, 2), fromStep }],
        expected: [`worker ${dp}/${pp}`],
      };
    },
  },
  {
    name: "last stage, 1.3 to 1.8 times",
    make: ({ layout: { stages }, from }) => ({
      troubles: [{ kind: "slow-stage", pp: stages - 1, factor: from(1.3, 1.8) }],
      expected: [`stage ${stages - 1}`],
    }),
  },
  {
    name: "long sequences",
    make: ({ from }) => ({
      troubles: [{ kind: "long-sequences", sigma: from(0.25, 0.6) }],
      expected: ["sequence-imbalance"],
    }),
  },
  {
    name: "long sequences and a slightly longer last stage",
    make: ({ layout: { stages }, from }) => ({
      troubles: [
        { kind: "long-sequences", sigma: from(0.4, 0.6) },
        { kind: "slow-stage", pp: stages - 1, factor: from(1.05, 1.15) },
      ],
      expected: ["sequence-imbalance"],
    }),
  },
  {
    name: "slow link between two workers",
    make: ({ layout, from, whole }) => {
      const [dp, pp] = [whole(layout.replicas), whole(layout.stages - 1)];
      return {
        troubles: [{ kind: "slow-link", dp, pp, factor: from(25, 60) }],
        expected: [`link ${dp}/${pp}`],
      };
    },
  },
  {
    name: "slow sync of one stage",
    make: ({ layout, from, whole }) => {
      const pp = whole(layout.stages);
      return {
        troubles: [{ kind: "slow-sync", pp, factor: from(15, 30) }], expected: [`sync ${pp}`],
      };
    },
  },
  {
    name: "slightly slow worker, 1.08 to 1.3 times",
    make: ({ layout, from, whole }) => {
      const [dp, pp] = [whole(layout.replicas), whole(layout.stages)];
      return {
        troubles: [{ kind: "slow-worker", dp, pp, factor: from(1.08, 1.3) }],
        expected: [`worker ${dp}/${pp}`, "nothing"],
      };
    },
  },
  {
    name: "slow worker of two replicas, without transfers recorded", layout: { replicas: 2 },
    make: ({ layout, from, whole }) => {
      const [dp, pp] = [whole(layout.replicas), whole(layout.stages)];
      return {
        troubles: [{ kind: "slow-worker", dp, pp, factor: from(1.4, 2) }],
        keeps: ({ operation }) => !/send|recv/.test(operation), expected: [`worker ${dp}/${pp}`],
      };
    },
  },
  {
    name: "slow worker in a trace of two steps", layout: { steps: 2 },
    make: ({ layout, from, whole }) => {
      const [dp, pp] = [whole(layout.replicas), whole(layout.stages)];
      return {
        troubles: [{ kind: "slow-worker", dp, pp, factor: from(1.5, 2) }],
        expected: [`worker ${dp}/${pp}`],
      };
    },
  },
  {
    name: "slow worker among long sequences",
    make: ({ layout, from, whole }) => {
      const [dp, pp] = [whole(layout.replicas), whole(layout.stages)];
      return {
        troubles: [
          { kind: "slow-worker", dp, pp, factor: from(1.6, 2.2) },
          { kind: "long-sequences", sigma: from(0.1, 0.3) },
        ],
        expected: [`worker ${dp}/${pp}`, "sequence-imbalance", "unknown"],
      };
    },
  },
  {
    name: "long sequences in a trace of two steps", layout: { steps: 2, microBatches: 4 },
    make: ({ from }) => ({
      troubles: [{ kind: "long-sequences", sigma: from(0.3, 0.6) }],
      expected: ["sequence-imbalance", "unknown", "nothing"],
    }),
  },
  {
    name: "two slow workers, alike", layout: { replicas: 5 },
    make: ({ layout, from, whole }) => {
      const factor = from(1.3, 2);
      const [dp, pp] = [whole(layout.replicas - 1), whole(layout.stages)];
      return {
        troubles: [0, 1].map((next) =>
          ({ kind: "slow-worker" as const, dp: dp + next, pp, factor })),
        expected: [`worker ${dp}/${pp} ${dp + 1}/${pp}`, `worker ${dp + 1}/${pp} ${dp}/${pp}`],
      };
    },
  },
  {
    name: "pauses of the host",
    make: ({ from }) => ({
      troubles: [{ kind: "pauses", oneIn: 12, ms: from(60, 120) }], expected: ["unknown"],
    }),
  },
  {
    name: "restless machines",
    make: ({ from }) => ({
      troubles: [], noise: from(0.1, 0.3), expected: ["nothing", "unknown"],
    }),
  },
  {
    name: "late data, which no row shows",
    make: ({ layout, from, whole }) => ({
      troubles: [{ kind: "late-data", dp: whole(layout.replicas), ms: from(50, 600) }],
      expected: ["nothing", "unknown"],
    }),
  },
  {
    name: "slow worker whose rows are lost",
    make: ({ layout, from, whole }) => {
      const [dp, pp] = [whole(layout.replicas), whole(layout.stages)];
      return {
        troubles: [{ kind: "slow-worker", dp, pp, factor: from(1.3, 2) }],
        keeps: (row) => row.dp !== dp || row.pp !== pp, expected: ["nothing", "unknown"],
      };
    },
  },
];

/** One world of the family, and whether its trouble is named. */
export function play(family: Family, seed: number): {
  readonly expected: readonly string[]; readonly found: string; readonly analysis: TimelineAnalysis;
} {
  const random = randomOf(seed, "layout", family.name);
  const from = (low: number, high: number): number => low + random() * (high - low);
  const whole = (below: number): number => Math.floor(random() * below);
  const layout: Layout = {
    replicas: 2 + whole(7), stages: 2 + whole(3), microBatches: 4 + whole(9),
    steps: 8 + whole(13), ...family.layout,
  };
  const made = family.make({ layout, from, whole });
  const analysis = analysed(timelineOf({
    layout, seed, troubles: made.troubles, clockOffsetMs: 1_000_000,
    noise: made.noise ?? Math.min(0.08, 0.02 + 0.02 * Math.abs(normal(random))),
  }).filter(made.keeps ?? (() => true)));
  return { expected: made.expected, found: nameOf(analysis), analysis };
}

function main(first: number, count: number): void {
  for (const family of families) {
    const losses: number[] = [];
    let right = 0;
    for (let seed = first; seed < first + count; seed += 1) {
      const { expected, found, analysis } = play(family, seed);
      losses.push(analysis.figures?.loss ?? 0);
      if (expected.includes(found)) right += 1;
      else {
        const { share, loss = 0, rest } = analysis.figures ?? {};
        const shares = Object.entries(share ?? {}).map(([part, value]) =>
          `${part} ${value.toFixed(2)}`).join(", ");
        console.log(`  ${seed}: ${found}, expected ${expected.join(" or ")}; loss ` +
          `${loss.toFixed(3)}; ${shares}; r ${rest?.correlation?.toFixed(2)}`);
      }
    }
    const sorted = losses.toSorted((left, right_) => left - right_);
    console.log(`${family.name}: ${right}/${count}; loss ${sorted[0]?.toFixed(3)} to ` +
      `${sorted.at(-1)?.toFixed(3)}`);
  }
}

const [, script, first, count] = process.argv;
if (script?.endsWith("timeline/score.js") === true) main(Number(first), Number(count));
