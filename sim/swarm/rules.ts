// What must hold in every play, whatever was drawn. `safety` holds at every moment, `liveness` at
// the end. A rule gives what violates it, in words that a person can look up in the play.

import {
  formatAccusation, formatSuspect, incidentStates, type Incident, type Suspect,
} from "../../proto/verdict.ts";
import { isKnown } from "../control.ts";
import { nodeNameOf } from "../agents/host.ts";
import { ranksOf } from "../scenario/scenario.ts";
import { isOpen, isRight, isThere, type Facts, type Problem } from "./facts.ts";

export interface Violation {
  readonly rule: RuleName;
  readonly atMs: number;
  readonly what: string;
  /** Whose it is. */
  readonly incidents?: readonly Incident[];
  readonly problem?: Problem;
}

interface Rule {
  /** What must hold. */
  readonly holds: string;
  readonly check: (facts: Facts) => readonly Omit<Violation, "rule">[];
}

export const rules = {
  "page-without-fault": {
    holds: "nobody is woken for a job with no fault that was felt",
    check: pagesWithoutFault,
  },
  "page-for-innocent": {
    holds: "a page names what a fault touched, and its syndrome",
    check: pagesForInnocent,
  },
  "false-suspicion": {
    holds: "an incident is right at some moment of its life (without stalls of noise)",
    check: falseSuspicions,
  },
  "id-twice": { holds: "no incident id is given twice", check: idsTwice },
  "life-cycle": { holds: "states move along the life cycle only", check: jumpsOfState },
  "alert-twice": {
    holds: "one alert fires for an incident and epoch, again only when a death lost its delivery",
    check: alertsTwice,
  },
  "no-such-suspect": { holds: "suspects exist in the cluster", check: strangers },
  "too-many-open": {
    holds: "never more incidents are open than problems came (confirmed ones under stalls)",
    check: tooManyOpen,
  },
  "forgotten": { holds: "a controller that comes back knows what was open", check: forgotten },
  "untold": { holds: "what is to be told has been told within its bound", check: untold },
  "unpaged": { holds: "what stays and costs the job has woken somebody", check: unpaged },
  "lost": { holds: "what stays is open at the end", check: lost },
  "unrecovered": { holds: "what is over is not open at the end", check: unrecovered },
  "told-twice": { holds: "one problem that stays is one open incident", check: toldTwice },
} as const satisfies Readonly<Record<string, Rule>>;
/** `crash`: a core threw, which no rule has to look for. */
export type RuleName = keyof typeof rules | "crash";

export function violations(facts: Facts): readonly Violation[] {
  return Object.entries(rules).flatMap(([name, { check }]) =>
    check(facts).map((each) => ({ rule: name as keyof typeof rules, ...each })));
}

type Found = readonly Omit<Violation, "rule">[];

/** Share of the pace below which nobody is to be woken, and above which everybody would see it. */
const feltMin = 0.05;
const plainMin = 0.2;

function words(incident: Incident): string {
  return `${incident.id} ${formatAccusation(incident)}`;
}

function pagesWithoutFault(facts: Facts): Found {
  // What was never alone may have cost anything.
  const felt = facts.problems.filter((each) => each.truth.syndromes.length > 0 &&
    (each.alone === undefined || each.cost >= feltMin));
  return facts.play.alerts
    .filter(({ atMs }) => felt.every((each) => atMs < each.fromMs))
    .map(({ atMs, incident }) => ({ atMs, incidents: [incident], what: words(incident) }));
}

/** A page is late by design: what it names may be over by then. */
function pagesForInnocent({ play, problems }: Facts): Found {
  return play.alerts
    .filter(({ atMs, incident }) => !problems.some((each) =>
      each.fromMs <= atMs && isRight(each, incident)))
    .map(({ atMs, incident }) => ({ atMs, incidents: [incident], what: words(incident) }));
}

function falseSuspicions(facts: Facts): Found {
  const { play, problems, options } = facts;
  if (options.scenario.noise.stallChance > 0) return [];
  return play.incidents
    .filter(({ id }) => !play.said.some(({ atMs, incident }) => incident.id === id &&
      problems.some((each) => isThere(each, atMs, facts) && isRight(each, incident))))
    .filter((incident) => !isRankZerosPause(facts, incident))
    .map((incident) => ({
      atMs: firstSaid(facts, incident), incidents: [incident], what: words(incident),
    }));
}

/** A rank 0 that is away alone and says nothing may be suspected, and nobody be woken. */
function isRankZerosPause({ options }: Facts, { suspects, pagedMs }: Incident): boolean {
  const isAlone = options.scenario.job.pauses.some((each) => each.who === "rank-0" &&
    !each.declared);
  const [first] = suspects;
  return isAlone && pagedMs === undefined && first?.kind === "rank" && first.rank === 0;
}

function firstSaid({ play }: Facts, { id }: Incident): number {
  return play.said.find(({ incident }) => incident.id === id)?.atMs ?? 0;
}

/** A second birth of an id shows as a history that begins anew. */
function idsTwice({ play }: Facts): Found {
  const born = new Map<string, string>();
  return play.said.flatMap(({ atMs, incident }) => {
    const { id, job, suspectedMs, signal } = incident;
    const birth = `${job} ${suspectedMs} ${signal}`;
    const known = born.get(id);
    born.set(id, known ?? birth);
    // Its first words may have died with the controller that minted it.
    return known === undefined || known === birth || play.rebirths.some((each) =>
      each.atMs <= atMs && !isKnown(each, id))
      ? [] : [{ atMs, incidents: [incident], what: `${id} was ${known} and is ${birth}` }];
  });
}

function jumpsOfState({ play }: Facts): Found {
  const states = new Map<string, Incident["state"]>();
  const found: Omit<Violation, "rule">[] = [];
  let lives = 0;
  for (const { atMs, incident } of play.said) {
    for (; (play.rebirths[lives]?.upMs ?? Infinity) <= atMs; lives += 1) {
      for (const each of play.rebirths[lives]?.known ?? []) states.set(each.id, each.state);
    }
    const before = states.get(incident.id);
    states.set(incident.id, incident.state);
    if (mayFollow(before, incident.state)) continue;
    const what = `${incident.id} went from ${before ?? "nothing"} to ${incident.state}`;
    found.push({ atMs, incidents: [incident], what });
  }
  return found;
}

function mayFollow(before: Incident["state"] | undefined, after: Incident["state"]): boolean {
  if (before === undefined || after === "suspected") {
    return after === "suspected" && (before === undefined || before === "suspected" ||
      before === "recovered" || before === "closed");
  }
  return incidentStates.indexOf(after) >= incidentStates.indexOf(before);
}

function alertsTwice({ play, options }: Facts): Found {
  const said = new Map<string, number>();
  const perIncident = new Map<string, Set<string>>();
  return play.alerts.flatMap(({ atMs, alert, incident }) => {
    const before = said.get(alert);
    said.set(alert, atMs);
    const isLost = before !== undefined && play.rebirths.some((each) =>
      each.atMs >= before && each.atMs <= before + options.outboxMs && each.upMs <= atMs);
    if (before !== undefined) {
      return isLost ? [] : [{ atMs, incidents: [incident], what: `${alert} fired again` }];
    }
    const keys = perIncident.get(incident.id) ?? new Set<string>();
    perIncident.set(incident.id, keys.add(alert));
    const epochs = 1 + incident.history.filter(({ change }) =>
      change.startsWith("returned")).length;
    const what = `${keys.size} alerts in ${epochs} epochs: ${alert}`;
    return keys.size <= epochs ? [] : [{ atMs, incidents: [incident], what }];
  });
}

function strangers({ play, options }: Facts): Found {
  return play.said.flatMap(({ atMs, incident }) => incident.suspects
    .filter((suspect) => !exists(options.scenario, suspect))
    .map((suspect) => ({ atMs, incidents: [incident], what: formatSuspect(suspect) })));
}

function exists(
  { cluster, job }: Facts["options"]["scenario"], suspect: Suspect,
): boolean {
  const isNode = (name: string): boolean => Array.from({ length: cluster.nodes })
    .some((_, index) => nodeNameOf(index) === name);
  switch (suspect.kind) {
    case "rank": return suspect.rank >= 0 && suspect.rank < ranksOf(job.parallelism) &&
      suspect.node === nodeNameOf(Math.floor(suspect.rank / cluster.devicesPerNode));
    case "device": return isNode(suspect.node) && suspect.device < cluster.devicesPerNode;
    case "node": case "port": return isNode(suspect.node);
    case "link": return isNode(suspect.from) && isNode(suspect.to) && suspect.from !== suspect.to;
    case "leaf": return suspect.leaf.split("+").every(isNode);
    case "spine": case "workload": return true;
  }
}

function tooManyOpen(facts: Facts): Found {
  const { play, problems, options: { scenario: { noise } } } = facts;
  const open = new Map<string, Incident>();
  const told = new Set<string>();
  return play.said.flatMap(({ atMs, incident }) => {
    const counts = isOpen(incident) && (noise.stallChance === 0 || incident.state !== "suspected");
    const isNew = counts && !open.has(incident.id) && !told.has(incident.id);
    if (counts) open.set(incident.id, incident);
    else open.delete(incident.id);
    const came = problems.filter((each) => each.fromMs <= atMs &&
      each.truth.syndromes.length > 0).length;
    const incidents = [...open.values()].filter((each) => !isRankZerosPause(facts, each));
    if (!isNew || incidents.length <= came) return [];
    told.add(incident.id); // once for each that is one too many
    const what = `${incidents.length} open, ${came} came: ${incidents.map(words).join("; ")}`;
    return [{ atMs, incidents, what }];
  });
}

function forgotten({ play }: Facts): Found {
  return play.rebirths.flatMap((rebirth) => {
    const last = new Map(play.said.filter(({ atMs }) => atMs < rebirth.atMs)
      .map(({ incident }) => [incident.id, incident]));
    return [...last.values()].filter((incident) => isOpen(incident) &&
      !isKnown(rebirth, incident.id))
      .map((incident) => ({ atMs: rebirth.upMs, incidents: [incident], what: words(incident) }));
  });
}

/** Agents look once a second, words may be lost; slow rules compare whole windows of steps. */
function boundMs(facts: Facts, { fault, alone }: Problem): number {
  const { stepMs, play, options: { noise } } = facts;
  const base = "factor" in fault ? 12_000 + 10 * stepMs
    : fault.kind === "node-dead" ? 15_000 + 5 * stepMs : 5_000 + 5 * stepMs;
  const from = alone?.fromMs ?? 0;
  const dead = play.rebirths.filter((each) => each.upMs >= from && each.atMs <= from + 60_000)
    .reduce((total, each) => total + each.upMs - each.atMs + 10_000, 0);
  const grows = "growMs" in fault ? fault.growMs : 0;
  return base + dead + grows + fault.flapMs + (noise === "none" ? 0 : 3_000);
}

function mustBeTold(facts: Facts): readonly Problem[] {
  const { problems } = facts;
  const blind = problems.filter(({ fault }) => fault.kind === "agent-dead");
  return problems.filter((problem) => {
    const { truth, alone, cost } = problem;
    if (truth.syndromes.length === 0 || alone === undefined || cost < plainMin) return false;
    // An agent that is dead tells nothing, and its ranks look like what it is.
    return alone.untilMs - alone.fromMs >= boundMs(facts, problem) &&
      blind.every((each) => each.untilMs < alone.fromMs || each.fromMs > alone.untilMs);
  });
}

function nameOf({ fault, cost }: Problem): string {
  const { atMs, forMs, flapMs, ...rest } = fault;
  const details = Object.values(rest).join(" ");
  return `${details} at ${Math.round(atMs / 1_000)} s for ${Math.round(forMs / 1_000)} s ` +
    `(period ${Math.round(flapMs / 1_000)} s, cost ${Math.round(100 * cost)} %)`;
}

function untold(facts: Facts): Found {
  return mustBeTold(facts).flatMap((problem) => {
    const byMs = (problem.alone?.fromMs ?? 0) + boundMs(facts, problem);
    const isTold = facts.play.said.some(({ atMs, incident }) =>
      atMs >= problem.fromMs && atMs <= byMs && isRight(problem, incident));
    return isTold ? [] : [{ atMs: byMs, problem, what: nameOf(problem) }];
  });
}

/** Persisting ones that have the whole calm to themselves. */
function staying(facts: Facts): readonly Problem[] {
  return mustBeTold(facts).filter(({ untilMs, alone }) => untilMs >= facts.endMs &&
    (alone?.untilMs ?? 0) >= facts.endMs);
}

function unpaged(facts: Facts): Found {
  return staying(facts).filter(({ fault }) => fault.kind !== "exception")
    .filter((problem) => !facts.play.alerts.some(({ incident }) => isRight(problem, incident)))
    .map((problem) => ({ atMs: facts.endMs, problem, what: nameOf(problem) }));
}

function lost(facts: Facts): Found {
  return staying(facts)
    .filter((problem) => !facts.play.incidents.some((incident) =>
      isOpen(incident) && isRight(problem, incident)))
    .map((problem) => ({ atMs: facts.endMs, problem, what: nameOf(problem) }));
}

/** That it is over shows by a job that goes on; one that another problem holds shows nothing. */
function unrecovered({ play, problems, endMs, stepMs }: Facts): Found {
  const mayBeOpen = problems.filter(({ untilMs }) => {
    const seenMs = untilMs + 12_000 + 5 * stepMs; // slow rules compare windows of several seconds
    const steps = (play.pace.at(-1) ?? 0) - (play.pace[Math.ceil(seenMs / 1_000)] ?? Infinity);
    return seenMs >= endMs || steps < 2;
  });
  return play.incidents
    .filter((incident) => isOpen(incident) && !mayBeOpen.some((each) => isRight(each, incident)))
    .map((incident) => ({ atMs: endMs, incidents: [incident], what: words(incident) }));
}

function toldTwice({ play, problems, endMs }: Facts): Found {
  return problems.filter(({ untilMs }) => untilMs >= endMs).flatMap((problem) => {
    const incidents = play.incidents.filter((each) => isOpen(each) && isRight(problem, each));
    const what = `${nameOf(problem)}: ${incidents.map(words).join("; ")}`;
    return incidents.length < 2 ? [] : [{ atMs: endMs, problem, incidents, what }];
  });
}
