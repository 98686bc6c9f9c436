// What stands still, and which of the two hangs it is.
//
// A communication hang is a path that does not carry: everybody arrived and a pair is stuck. A
// non-communication hang is a rank that does not take part: it never came, or it came and froze
// inside. The difference decides what is replaced, a cable or a host, so the verdict comes from the
// graph of waits (waits-for.ts) and not from how far the operation got: a process stopped in the
// middle of an operation is still a rank that does not take part.
//
// Order of explanations: a stuck pair explains more than a frozen end (its neighbours wait too),
// unless nothing shows it but two claims, and an end is seen to stand still; then sinks; then
// silence; and last, honestly, "nothing moves and nothing shows why".

import type { Suspect } from "../../../proto/verdict.ts";
import type { CommunicatorState, Finding, RankState } from "../fleet/state.ts";
import { accusedOf, distinct, type Accused } from "./accused.ts";
import { confidence, weights } from "./confidence.ts";
import {
  byNode, coverage, fresh, isStopped, lastMovedAtMs, lastOperationAtMs, listed, nameOf,
  rankSuspect, spoken, witnessesMax, type Look,
} from "./look.ts";
import { patience, placeOf, type Overdue } from "./rhythm.ts";
import { isFrozen, stillness } from "./transfer.ts";
import type { Sink, StuckPair, WaitsFor } from "./waits-for.ts";

export interface Place {
  readonly place: string;
  readonly waitedMs: number;
  readonly position: number;
}

export interface Hang {
  readonly findings: readonly Finding[];
  /** Where somebody is awaited now, for learning the pause if it ends by itself. */
  readonly places: readonly Place[];
}

const nothing: Hang = { findings: [], places: [] };

export function hang(look: Look, waits: WaitsFor): Hang {
  const first = waits.overdue[0];
  if (first === undefined) return nothing;
  const living = waits.sinks.filter((sink) =>
    sink.rank.end === undefined && !isExcused(look, sink));
  const frozen = frozenBetween(look, waits);
  if (frozen !== undefined) return { findings: [frozen], places: [] };
  const isShown = waits.stuck.some((pair) => pair.sure) ||
    !living.some((sink) => stillness(sink.rank, look.policy)?.sure === true);
  const stuck = isShown ? stuckFinding(look, waits) : undefined;
  if (stuck !== undefined) return { findings: [stuck], places: [] };
  const early = waits.sinks.filter((sink) => sink.rank.end?.end.kind === "finished");
  if (living.length === 0 && early[0] !== undefined) {
    return { findings: [earlyFinding(look, early, early[0].awaitedIn)], places: [] };
  }
  if (living.length > 0) {
    // A stopped process needs no second explanation; who else seems absent may well follow from it.
    const stopped = living.filter((sink) => isStopped(sink.rank));
    return awaitedHang(look, stopped.length > 0 ? stopped : living, waits);
  }
  // A dead rank at the end of the chain is told by the fail-stop rule, silence by its own.
  const isInformed = waits.unknown.length === 0 && !waits.unseen;
  if (waits.sinks.length > 0 || !isInformed || waits.moving) return nothing;
  const puzzle = unexplained(look, waits, first);
  return puzzle === undefined ? nothing : { findings: [puzzle], places: [] };
}

/** Catching up ends: a rank that goes round elsewhere for ever is as absent as one that stopped. */
function isExcused(look: Look, sink: Sink): boolean {
  const { now, policy, job: { watch: { holding } } } = look;
  const key = `catching-up/${sink.rank.rank}`;
  if (!catchesUp(look, sink)) {
    holding.delete(key);
    return false;
  }
  const known = holding.get(key);
  const sinceMs = known !== undefined && now - known.seenMs <= policy.clearMs
    ? known.sinceMs : now;
  holding.set(key, { sinceMs, seenMs: now });
  return now - sinceMs < policy.hangPageMs;
}

/**
 * It ended a declared phase, or began or ended other operations, after the others began to wait,
 * and lately: back from a pause (its own, or of somebody it waited for), with a part of its step
 * still before it. Whoever hangs does neither.
 */
function catchesUp(look: Look, { rank, kind, awaitedIn }: Sink): boolean {
  // A neighbour in a collective owes a part of what all are in; one of a message, its next one.
  if (kind !== "absent" && !awaitedIn.operation.pointToPoint || isStopped(rank)) return false;
  const newestMs = Math.max(phaseEndMs(rank), lastOperationAtMs(rank));
  const { policy, job: { rate } } = look;
  const stepMs = rate.usual > 0 ? 1_000 / rate.usual : 0;
  const longMs = Math.max(policy.overdueFloorMs, catchUpSteps * stepMs);
  return newestMs > awaitedIn.startedAtMs && look.now - newestMs < longMs;
}

/** What is left of a step after a pause, and some ease. */
const catchUpSteps = 2;

/** When it took its last declared phase back. */
function phaseEndMs({ reading, takenAtMs }: RankState): number {
  const hasEnded = reading?.phase === "none" && reading.phaseAgeMs > 0; // 0: it never declared one
  return hasEnded ? takenAtMs - reading.phaseAgeMs : -Infinity;
}

/** Ranks that others wait for. */
function awaitedHang(look: Look, sinks: readonly Sink[], waits: WaitsFor): Hang {
  const [longest] = [...sinks].sort((left, right) =>
    right.awaitedIn.waitedMs - left.awaitedIn.waitedMs);
  if (longest === undefined) return nothing;
  const wait = longest.awaitedIn;
  const { communicator } = wait.member;
  const known = coverage(look, communicator);
  if (known < look.policy.coverageMin) return nothing;
  if (isTogether(look, sinks, communicator) && wait.waitedMs < look.policy.togetherMaxMs) {
    return nothing;
  }
  const accused = distinct([
    ...sinks.map((sink) => accusedOf(look, sink)), ...alsoStopped(look, sinks),
  ]);
  const away = [...new Set(accused.flatMap((each) => each.ranks))];
  const place = placeOf(wait, away);
  const places = [{ place, waitedMs: wait.waitedMs, position: wait.position }];
  const stopped = away.find((rank) => isStopped(rank));
  const calm = patience(look, away, place, wait);
  if (calm.kind === "expected" && stopped === undefined) return { findings: [], places };
  const isDevice = accused.every((each) => each.kind !== "rank");
  const habit = calm.kind === "suspicious" && calm.why !== "" ? weights.habit : 1;
  const sure = sinks.some((sink) => sink.sure) ? weights.sound : weights.oneSided;
  const missing = waits.unknown.length > 0 || waits.unseen ? weights.contradicted : 1;
  const finding: Finding = {
    ...base(look, wait), syndrome: isDevice ? "comm-hang" : "non-comm-hang",
    suspects: accused.flatMap((each) => each.suspects),
    ranks: away.map((rank) => rank.rank),
    level: accused.some((each) => each.kind === "node") ? "open" : "closed",
    confidence: confidence(known, sure, stopped === undefined ? habit : 1, missing),
    evidence: evidenceOf(look, sinks, waits),
    reason: reasonOf(sinks, accused, calm.why),
    pageAfterMs: stopped === undefined && calm.kind === "suspicious" ? calm.pageAfterMs : 0,
  };
  // A stopped process is a fault and no habit: its pause teaches nothing.
  return { findings: [finding], places: stopped === undefined ? places : [] };
}

/** A group goes away as one for a pause, and no pause stops a process. */
function isTogether(
  { policy }: Look, sinks: readonly Sink[], { commId, size }: CommunicatorState,
): boolean {
  if (sinks.some((sink) => isStopped(sink.rank))) return false;
  const inside = sinks.filter((sink) => sink.rank.members.has(commId));
  return inside.length > policy.togetherFraction * size;
}

/** Of several that are stopped, others may wait for one alone so far. */
function alsoStopped(look: Look, sinks: readonly Sink[]): readonly Accused[] {
  if (!sinks.some((sink) => isStopped(sink.rank))) return [];
  const named = new Set(sinks.map((sink) => sink.rank));
  return [...look.job.ranks.values()]
    .filter((rank) => !named.has(rank) && rank.end === undefined && fresh(look, rank) &&
      isStopped(rank))
    .map((rank): Accused => ({ kind: "rank", ranks: [rank], suspects: [rankSuspect(rank)] }));
}

function base(look: Look, wait: Overdue): Pick<
  Finding,
  "family" | "job" | "cause" | "commId" | "ordinal" | "sinceMs" | "needsHuman" | "probe"
> {
  return {
    family: "stop", job: look.job.job, cause: "unknown",
    commId: wait.member.communicator.commId, ordinal: wait.operation.ordinal,
    sinceMs: look.now - wait.startedAtMs, needsHuman: true, probe: undefined,
  };
}

function evidenceOf(look: Look, sinks: readonly Sink[], waits: WaitsFor): readonly string[] {
  const lines: string[] = [];
  for (const sink of sinks.slice(0, witnessesMax)) {
    lines.push(...sink.why.slice(0, 2));
    const { reading } = sink.rank;
    if (reading === undefined) continue;
    if (isStopped(sink.rank)) {
      lines.push(`rank ${sink.rank.rank} is in process state ${reading.runState}`);
    }
    const still = stillness(sink.rank, look.policy);
    if (still !== undefined) lines.push(still.text);
  }
  const first = waits.overdue[0];
  if (first !== undefined) {
    lines.push(`${waits.waiting} ranks wait, the longest for ${spoken(first.waitedMs)} in ` +
      `${first.operation.function} of ${nameOf(first.member.communicator)}`);
  }
  if (waits.unknown.length > 0) {
    lines.push(`no fresh report of ${listed(waits.unknown.map((rank) => rank.rank))}`);
  }
  return lines;
}

function reasonOf(sinks: readonly Sink[], accused: readonly Accused[], habit: string): string {
  const who = listed([...new Set(accused.flatMap((each) => each.ranks))]
    .map((rank) => rank.rank));
  const maybe = habit === "" ? "" : ` (${habit})`;
  if (accused.some((each) => each.kind === "node")) {
    const nodes = [...new Set(sinks.map((sink) => sink.rank.node))].join(" and ");
    return `others wait for ${nodes} (${who}), which waits for no other node; NCCL shows nothing ` +
      "of what passes between devices of one";
  }
  if (accused.every((each) => each.kind === "device")) {
    return `${who} entered the operation and its device produces nothing`;
  }
  return sinks.some((sink) => sink.kind === "absent")
    ? `others wait in an operation that ${who} never started${maybe}`
    : `${who} stands still inside an operation; its neighbours wait for it and its links are ` +
      `sound${maybe}`;
}

/**
 * Without sockets to ask, a frozen rank looks like two dead paths, one on each side of it; a dead
 * path looks like one.
 */
function frozenBetween(look: Look, waits: WaitsFor): Finding | undefined {
  const [first, ...others] = waits.stuck;
  if (first === undefined || others.length === 0) return undefined;
  if (waits.stuck.some((pair) => pair.sure)) return undefined;
  const shared = [first.from, first.to].filter((rank) =>
    others.every((pair) => pair.from === rank || pair.to === rank));
  const [rank] = shared;
  if (rank === undefined || shared.length > 1) return undefined;
  return {
    ...base(look, first.in), syndrome: "non-comm-hang", suspects: [rankSuspect(rank)],
    ranks: [rank.rank], level: "closed",
    confidence: confidence(coverage(look, first.in.member.communicator), weights.oneSided),
    evidence: waits.stuck.slice(0, witnessesMax).map((pair) => pair.why),
    reason: `every path that stands still begins or ends at rank ${rank.rank}, on both sides`,
    pageAfterMs: isStopped(rank) ? 0 : look.policy.hangPageMs,
  };
}

/** Paths that do not carry. When all of them share a node, it is the node's end of the network. */
function stuckFinding(look: Look, waits: WaitsFor): Finding | undefined {
  const pairs = [...waits.stuck].sort((left, right) =>
    Number(right.sure) - Number(left.sure) || right.in.waitedMs - left.in.waitedMs);
  const first = pairs[0];
  if (first === undefined) return undefined;
  const sure = pairs.filter((pair) => pair.sure);
  const shown = sure.length > 0 ? sure : pairs;
  const shared = sharedNode(shown);
  const links = distinctLinks(shown);
  // Where no witness tells a dead path from a frozen receiver, both are said.
  const ends = first.sure ? [] : [rankSuspect(first.to)];
  const suspects: readonly Suspect[] = shared === undefined
    ? [...links, ...ends]
    : [{ kind: "port", node: shared, port: "network", direction: "open" }, ...links, ...ends];
  const known = coverage(look, first.in.member.communicator);
  const level = shared === undefined && first.sure ? "closed" : "open";
  return {
    ...base(look, first.in), syndrome: "comm-hang", suspects,
    ranks: [first.from.rank, first.to.rank], level,
    confidence: confidence(known, first.sure ? weights.sound : weights.guess),
    evidence: [
      ...shown.slice(0, witnessesMax).map((pair) => pair.why),
      `all ranks of ${nameOf(first.in.member.communicator)} have begun number ` +
        `${first.in.position}, ${spoken(first.in.waitedMs)} ago`,
    ],
    reason: shared === undefined
      ? "all ranks entered the operation, both ends are alive and the path between them carries " +
        "nothing"
      : `every stuck path begins or ends at ${shared}`,
    pageAfterMs: look.policy.hangPageMs,
    probe: { from: first.from.node, to: first.to.node },
  };
}

function sharedNode(pairs: readonly StuckPair[]): RankState["node"] | undefined {
  const [first, ...others] = pairs;
  if (first === undefined || distinctLinks(pairs).length < 2) return undefined;
  const isReversed = others.every((pair) => pair.from.node === first.to.node &&
    pair.to.node === first.from.node);
  if (isReversed) return undefined; // two directions of one link
  return [first.from.node, first.to.node].find((node) =>
    others.every((pair) => pair.from.node === node || pair.to.node === node));
}

function distinctLinks(pairs: readonly StuckPair[]): readonly Suspect[] {
  const links = new Map<string, Suspect>();
  for (const { from, to } of pairs) {
    links.set(`${from.node}>${to.node}`, { kind: "link", from: from.node, to: to.node });
  }
  return [...links.values()];
}

function earlyFinding(look: Look, early: readonly Sink[], wait: Overdue): Finding {
  const ranks = early.map((sink) => sink.rank.rank);
  return {
    ...base(look, wait), syndrome: "non-comm-hang", cause: "user",
    suspects: early.map((sink) => rankSuspect(sink.rank)), ranks, level: "closed",
    confidence: confidence(coverage(look, wait.member.communicator), weights.sound),
    evidence: early.flatMap((sink) => sink.why.slice(0, 1)),
    reason: `${listed(ranks)} finished while others still wait for it: uneven work per rank`,
    pageAfterMs: look.policy.hangPageMs,
  };
}

/** Nobody is absent and no transfer is to be seen, or all wait in a circle. */
function unexplained(look: Look, waits: WaitsFor, first: Overdue): Finding | undefined {
  for (const wait of waits.opaque) {
    const found = frozenInside(look, wait);
    if (found !== undefined) return found;
  }
  const wait = waits.opaque[0] ?? first;
  if (completeForMs(look, wait) < look.policy.frozenSpanMs + look.policy.stuckMs) return undefined;
  const { communicator } = wait.member;
  const members = [...communicator.members.values()].map((member) => member.of);
  // Somebody stopped the whole job, and who did that knows.
  if (members.every((rank) => isStopped(rank))) {
    return undefined;
  }
  // What passes between devices of one node no hook shows; but it is that node in which it stands.
  const nodes = [...byNode(communicator).keys()];
  const inside: readonly Suspect[] = waits.opaque.length > 0 && nodes.length === 1
    ? nodes.map((node) => ({ kind: "node", node })) : [];
  return {
    ...base(look, wait), syndrome: "comm-hang",
    suspects: [...inside, { kind: "workload", what: nameOf(communicator) }], ranks: [],
    level: "open", confidence: confidence(coverage(look, communicator), weights.guess),
    evidence: [
      `all ranks of ${nameOf(communicator)} have begun number ${wait.position} and none ends ` +
        `for ${spoken(wait.waitedMs)}`,
    ],
    reason: inside.length > 0
      ? `all ranks of ${nameOf(communicator)} stand inside it, all of them on ${nodes.join()}, ` +
        "and no counter tells who began"
      : "every rank waits for another one; no counter tells who began",
    pageAfterMs: look.policy.hangPageMs,
  };
}

/**
 * Since the last member came, or of messages since any of them last moved: what stood before then
 * stood for want of it.
 */
function completeForMs(
  { now }: Look, { member: { communicator }, operation, waitedMs }: Overdue,
): number {
  let completeMs = waitedMs;
  for (const { of: rank, signature: { open } } of communicator.members.values()) {
    const sinceMs = operation.pointToPoint
      ? now - lastMovedAtMs(rank) : open[0]?.elapsedMs ?? Infinity;
    completeMs = Math.min(completeMs, sinceMs);
  }
  return completeMs;
}

/** All started and nothing can be seen of the transfers: who uses no processor time? */
function frozenInside(look: Look, wait: Overdue): Finding | undefined {
  const { communicator } = wait.member;
  const members = [...communicator.members.values()].map((member) => member.of);
  const frozen = members.filter((rank) => rank.end === undefined && isFrozen(rank, look.policy));
  const most = look.policy.togetherFraction * members.length;
  if (frozen.length === 0 || frozen.length > most) return undefined;
  const ranks = frozen.map((rank) => rank.rank);
  const stopped = frozen.some((rank) => isStopped(rank));
  return {
    ...base(look, wait), syndrome: "non-comm-hang",
    suspects: frozen.map((rank) => rankSuspect(rank)), ranks, level: "closed",
    confidence: confidence(coverage(look, communicator), weights.oneSided),
    evidence: [
      ...frozen.slice(0, witnessesMax).map((rank) => stillness(rank, look.policy)?.text ?? ""),
      `all ranks of ${nameOf(communicator)} have begun number ${wait.position}`,
    ],
    reason: "all ranks entered the operation, its transfers cannot be seen, and only these stand " +
      "still",
    pageAfterMs: stopped ? 0 : look.policy.hangPageMs,
  };
}
