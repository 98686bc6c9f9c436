// Rules that detection is known to break, each with a seed that shows it: counted in every output
// and never silent. Each covers as little as it can say in terms of what was drawn and what was
// said, so that a new weakness is not taken for an old one. Whoever mends one takes it away here.

import type { Fault } from "../scenario/scenario.ts";
import { isFinal, isSlow } from "./faults.ts";
import { isRight, isThere, type Facts } from "./facts.ts";
import type { RuleName, Violation } from "./rules.ts";

export interface Weakness {
  readonly name: string;
  readonly rules: readonly RuleName[];
  /** `c4 sim --swarm 1 --seed …` shows it. */
  readonly seed: number;
  readonly why: string;
  readonly covers: (violation: Violation, facts: Facts) => boolean;
}

const missing: readonly RuleName[] = ["untold", "unpaged", "lost"];
const wrong: readonly RuleName[] = ["page-for-innocent", "false-suspicion", "unrecovered"];

export const weaknesses: readonly Weakness[] = [
  {
    name: "a slow port is several links", rules: ["too-many-open", "told-twice"], seed: 2,
    why: "what is slow at both ends, or under one leaf, opens an incident for each lane at first",
    covers: ({ incidents = [] }, { problems }) =>
      incidents.every((each) => problems.some((problem) => isRight(problem, each))) &&
      problems.some((problem) => incidents.filter((each) =>
        each.syndrome === "comm-slow" && isRight(problem, each)).length > 1),
  },
  {
    name: "a death in a hang is its consequence", rules: [...missing, "unrecovered"], seed: 7,
    why: "a rank that dies while another hangs is never told, also when that hang is over and " +
      "the job waits for the dead one",
    covers: ({ problem, incidents = [] }, { problems }) => problem === undefined
      ? incidents.every(({ syndrome }) => syndrome.endsWith("hang")) &&
        problems.some((each) => diesInHang(each.fault, problems))
      : diesInHang(problem.fault, problems),
  },
  {
    name: "rank 0 pauses and others are suspected", rules: ["false-suspicion", "too-many-open"],
    seed: 208, why: "while rank 0 saves or compiles alone, said or not, another stage, node or " +
      "the whole group is suspected",
    covers: ({ atMs, incidents = [] }, { problems, options: { scenario: { job } } }) =>
      job.pauses.some(({ who }) => who === "rank-0") &&
      incidents.every(({ pagedMs }) => pagedMs === undefined) &&
      problems.every(({ fromMs }) => atMs < fromMs),
  },
  {
    name: "a dead node over gloo names its neighbours", rules: [...wrong, ...missing], seed: 100,
    why: "without process states those who wait at the dead node's ranks are called absent, and " +
      "somebody is woken for them",
    covers: ({ problem }, { problems, options: { scenario } }) =>
      scenario.job.framework === "gloo" &&
      (problem === undefined ? problems : [problem]).some(({ fault }) =>
        fault.kind === "node-dead"),
  },
  {
    name: "a silent agent in a hang is a dead node", rules: wrong, seed: 134,
    why: "an agent that is dead is taken for its node while others wait for anything at all",
    covers: ({ incidents = [] }, { problems }) => incidents.every((each) =>
      each.syndrome === "fail-stop" && each.suspects.every((suspect) => suspect.kind === "node" &&
        problems.some(({ fault }) => fault.kind === "agent-dead" &&
          suspect.node === `node-${fault.node}`))),
  },
  {
    name: "ranks of an agent that comes back look slow",
    rules: ["false-suspicion", "too-many-open"], seed: 95,
    why: "windows over the time in which it was silent are compared with others'",
    covers: ({ incidents = [] }, { problems }) => incidents.some((each) =>
      each.syndrome === "non-comm-slow" && each.suspects.every((suspect) =>
        suspect.kind === "rank" && problems.some(({ fault }) => fault.kind === "agent-dead" &&
          suspect.node === `node-${fault.node}`))),
  },
  {
    name: "a page for a loss nobody feels", rules: ["page-without-fault"], seed: 143,
    why: "a slow path is weighed by the time it is busy, and hidden behind computation it costs " +
      "the job less than 5 %",
    covers: ({ incidents = [] }, { problems }) => incidents.every((each) =>
      each.syndrome === "comm-slow" && problems.some((problem) => isRight(problem, each))),
  },
  {
    name: "a wrong call looks like a hang at first",
    rules: ["untold", "page-for-innocent", "unpaged"], seed: 190,
    why: "the calls are compared only seconds later, and with little patience the page is sent " +
      "by then and names the group",
    covers: ({ problem, incidents = [] }, { play, problems }) =>
      (problem === undefined ? problems : [problem]).some((called) =>
        called.fault.kind === "mismatch" &&
        play.incidents.some((each) => isRight(called, each) &&
          (problem !== undefined || incidents.every(({ id }) => id === each.id)))),
  },
  {
    name: "a hang is a workload", rules: [...wrong, ...missing], seed: 451,
    why: "a device that hangs between nodes, or whatever holds a pipeline, is not named, but the " +
      "group is, and it pages so",
    covers: ({ problem, incidents = [] }, { play, problems, options }) => {
      const nobody = problem === undefined ? incidents : play.said
        .filter(({ atMs }) => atMs >= problem.fromMs).map(({ incident }) => incident);
      return nobody.some(({ syndrome, suspects: [first] }) =>
        syndrome === "comm-hang" && first?.kind === "workload") &&
        (options.scenario.job.parallelism.pipeline > 1 ||
          problems.some(({ fault }) => fault.kind === "gpu-hang"));
    },
  },
  {
    name: "a hang is one of several", rules: ["page-for-innocent", "false-suspicion", "untold"],
    seed: 1012, why: "of ranks that all seem absent, in a pipeline or a node, the innocent one " +
      "is named first",
    covers: ({ problem, incidents = [] }, { problems, play }) =>
      (problem === undefined ? problems : [problem]).some(({ fault }) =>
        (fault.kind === "gpu-hang" || fault.kind === "stop") &&
        (problem === undefined ? incidents : play.said.map(({ incident }) => incident))
          .some(({ suspects }) => suspects.length > 1 && suspects.some((each) =>
            each.kind === "rank" && each.rank === fault.rank))),
  },
  {
    name: "one hang after another is one page", rules: ["unpaged"], seed: 321,
    why: "a job that stands still has one incident: who was woken for the first rank is not told " +
      "that it is another one now",
    covers: ({ problem }, { play, problems }) => problem !== undefined && play.incidents.some(
      (each) => each.pagedMs !== undefined && isRight(problem, each)) &&
      problems.some(({ fault, fromMs, untilMs }) => fault !== problem.fault &&
        fromMs <= problem.fromMs && untilMs + 10_000 >= problem.fromMs),
  },
  {
    name: "a path that stands still over gloo is its neighbours'", rules: [...wrong, ...missing],
    seed: 379, why: "the paths before and behind a dead one or a stopped rank stand still as " +
      "well, and probes pass",
    covers: ({ problem, incidents = [] }, { problems, play, options: { scenario } }) =>
      scenario.job.framework === "gloo" &&
      (problem === undefined ? problems : [problem]).some(({ fault }) =>
        fault.kind === "link-dead" || fault.kind === "stop") &&
      (problem === undefined ? incidents : play.incidents).some(({ syndrome, suspects: [first] }) =>
        syndrome === "comm-hang" && first?.kind === "link"),
  },
  {
    name: "a path four times slower is not hot", rules: missing, seed: 373,
    why: "a ratio of less than five between paths is lost among other delays, though the job " +
      "loses a fifth of its pace",
    covers: ({ problem }) => problem !== undefined && problem.cost < 0.3 &&
      problem.truth.syndromes.includes("comm-slow") &&
      "factor" in problem.fault && problem.fault.factor < 5,
  },
  {
    name: "a slow card of two nodes", rules: missing, seed: 672,
    why: "every path between two nodes is slow, and there is no other to compare with",
    covers: ({ problem }, { options: { scenario: { cluster } } }) => problem !== undefined &&
      cluster.nodes === 2 && problem.truth.syndromes.includes("comm-slow"),
  },
  {
    name: "a slow pipeline hangs in turns", seed: 1010,
    rules: ["page-for-innocent", "false-suspicion", "too-many-open", "unpaged"],
    why: "stages that wait for a slow path are called absent, recover and return, and returns " +
      "wake somebody again and again",
    covers: ({ atMs, problem, incidents = [] }, facts) =>
      facts.options.scenario.job.parallelism.pipeline > 1 &&
      incidents.some(({ syndrome }) => syndrome.endsWith("hang")) !== (problem !== undefined) &&
      facts.problems.some((each) => each.truth.syndromes.includes("comm-slow") &&
        (problem === undefined ? isThere(each, atMs, facts) : each.fault === problem.fault)),
  },
  {
    name: "a stopped rank is its device", rules: [...wrong, ...missing],
    seed: 624, why: "without process states, or in the moment in which it comes again, nobody " +
      "can tell whether the rank or its device stands still",
    covers: ({ problem, incidents = [] }, { problems, play }) =>
      problems.some(({ truth, fault }) => fault.kind === "stop" &&
        (problem === undefined || problem.fault === fault) &&
        (problem === undefined ? incidents : play.incidents).some(({ syndrome, suspects }) =>
          syndrome === "comm-hang" && suspects.some((each) => truth.touches(each)))),
  },
  {
    name: "a stop that flaps teaches patience", rules: ["untold"], seed: 819,
    why: "pauses of a rank that stops and goes on are learnt as the place's own, and the next " +
      "hang is told that much later",
    covers: ({ problem }, { problems, play }) => problem?.fault.kind === "stop" &&
      problems.some(({ fault, untilMs }) => fault.kind === "stop" && fault.flapMs > 0 &&
        untilMs <= problem.fromMs) &&
      play.incidents.some((each) => isRight(problem, each)),
  },
  {
    name: "a slow rank is absent at first", rules: ["false-suspicion"], seed: 870,
    why: "whoever suddenly takes more than twice as long is called hung, some seconds later slow",
    covers: ({ incidents = [] }, { problems }) => incidents.every(({ syndrome, suspects }) =>
      syndrome === "non-comm-hang" && problems.some(({ fault, truth }) =>
        fault.kind === "compute-slow" && suspects.every((each) => truth.touches(each)))),
  },
  {
    name: "two slow things at once are a third", seed: 349,
    rules: ["page-for-innocent", "false-suspicion", "too-many-open"],
    why: "what stands between two slow ones is called slow too",
    covers: ({ atMs, incidents = [] }, facts) =>
      incidents.every(({ syndrome }) => syndrome.endsWith("slow")) &&
      facts.problems.filter((each) => isSlow(each.fault) && isThere(each, atMs, facts)).length > 1,
  },
];

function diesInHang(fault: Fault, problems: Facts["problems"]): boolean {
  return isFinal(fault) && fault.kind !== "pre-emption" && problems.some((each) =>
    each.fault !== fault && each.truth.syndromes.some((name) => name.endsWith("hang")) &&
    fault.atMs >= each.fromMs && fault.atMs <= each.untilMs + 10_000);
}

export function weaknessOf(violation: Violation, facts: Facts): Weakness | undefined {
  return weaknesses.find((each) =>
    each.rules.includes(violation.rule) && each.covers(violation, facts));
}
