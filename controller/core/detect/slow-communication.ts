// Some connections take far longer per byte than their like; the pattern of them says what is slow.
//
//        a b c d        row a hot: what a sends is slow, its Tx         port a tx
//      a . # # #        column a hot: what a receives, its Rx           port a rx
//      b . . . .        row and column of a: its card or host           port a, both
//      c . . . .        one cell: the path between the two              link
//      d . . . .        a block: what the paths of two groups share     leaf
//
// "Far longer" is where the cells part: sorted, they fall into a cold group and a hot one with a
// gap between them, and the widest gap (as a ratio) is the border. A fixed multiple of the median
// was tried on recorded runs and fails: under one slow path the innocent cells beside it spread
// over a factor of six, and under a slow card half of all cells are hot. At least a quarter must be
// cold, and a hot cell must cost something: one that is slow but carries little delays nobody.
//
// A queue delays the acknowledgements that share it: while all that a sends is slow, some of what a
// receives looks slow too, less so (on shaped links up to 0.57 of the port's own median was seen).
// Such a shadow, no slower than what it lies beside, is no second verdict. (A second fault that
// small on the same node shows once the first is mended.)
//
// What a ring cannot tell: there each rank sends to one and receives from one, so a slow Tx of a,
// a slow Rx of b and a slow path a → b fill the same single cell. (Shaping the egress of one host
// or the ingress of the next gave the same counters.) Then the verdict is the link and the level is
// open, until other traffic fills the row and the column or a probe (probe.ts) separates them.

import type { NodeName } from "../../../proto/ids.ts";
import type { Level, Suspect } from "../../../proto/verdict.ts";
import type { Finding } from "../fleet/state.ts";
import { confidence, weights } from "./confidence.ts";
import type { Cell } from "./delay-matrix.ts";
import { median, witnessesMax, type Look } from "./look.ts";
import { slowSpanMs } from "../fleet/policy.ts";

export interface SlowCommunication {
  readonly finding: Finding;
  readonly cells: readonly Cell[];
  readonly key: string;
}

export interface Pattern {
  readonly suspects: readonly Suspect[];
  readonly level: Level;
  readonly why: string;
  readonly cells: readonly Cell[];
}

export function slowCommunication(
  look: Look,
  cells: readonly Cell[],
): readonly SlowCommunication[] {
  if (cells.length < 2) return [];
  const parted = part(look, cells);
  if (parted === undefined) return [];
  const costly = new Set(parted.hot.filter((cell) => costs(look, cell, parted.coldMsPerMiB)));
  if (costly.size === 0) return []; // looking for patterns is quadratic in the nodes
  const quickest = quickestAtEnds(costly);
  const hot = parted.hot.filter((cell) => costly.has(cell) || isAlike(cell, quickest));
  return patterns(cells, hot)
    .filter((pattern) => pattern.cells.some((cell) => costly.has(cell)))
    .map((pattern) => findingOf(look, pattern, parted.coldMsPerMiB));
}

/** It delays nobody, but is as slow as what does at one of its ends: of one port, of one leaf. */
function isAlike({ from, to, msPerMiB }: Cell, quickest: ReadonlyMap<NodeName, number>): boolean {
  const beside = Math.min(quickest.get(from) ?? Infinity, quickest.get(to) ?? Infinity);
  return msPerMiB * alikeRatio >= beside;
}

/** Of the costly cells that begin or end at each node, the quickest one's time per MiB. */
function quickestAtEnds(costly: ReadonlySet<Cell>): ReadonlyMap<NodeName, number> {
  const quickest = new Map<NodeName, number>();
  for (const { from, to, msPerMiB } of costly) {
    for (const node of [from, to]) {
      quickest.set(node, Math.min(quickest.get(node) ?? Infinity, msPerMiB));
    }
  }
  return quickest;
}

/** Cells of one cause differ by less; shadows by more. */
const alikeRatio = 1.5;

interface Parted {
  readonly hot: readonly Cell[];
  readonly coldMsPerMiB: number;
}

/** Cold and hot cells; undefined when they are of one kind. */
function part(look: Look, cells: readonly Cell[]): Parted | undefined {
  const sorted = [...cells].sort((left, right) => left.msPerMiB - right.msPerMiB);
  let best: { readonly gap: number; readonly at: number; readonly cold: number } | undefined;
  for (let at = Math.ceil(sorted.length / 4); at < sorted.length; at += 1) {
    const lowest = sorted[at]?.msPerMiB ?? 0;
    const cold = medianOfFirst(sorted, at);
    const gap = lowest / Math.max(sorted[at - 1]?.msPerMiB ?? 0, smallestMsPerMiB);
    if (lowest < look.policy.hotRatio * cold || gap < look.policy.hotGap) continue;
    if (best === undefined || gap > best.gap) best = { gap, at, cold };
  }
  return best === undefined
    ? undefined
    : { hot: sorted.slice(best.at), coldMsPerMiB: best.cold };
}

/** Of sorted cells: a sort for each border that is tried would cost the square of their number. */
function medianOfFirst(sorted: readonly Cell[], count: number): number {
  const middle = count >> 1;
  const upper = sorted[middle]?.msPerMiB ?? 0;
  return count % 2 === 1 ? upper : (upper + (sorted[middle - 1]?.msPerMiB ?? upper)) / 2;
}

/** A MiB at 160 Gbit/s: below it, ratios compare clocks and not networks. */
const smallestMsPerMiB = 0.05;

function costs(look: Look, cell: Cell, coldMsPerMiB: number): boolean {
  const excess = 1 - coldMsPerMiB / Math.max(cell.msPerMiB, smallestMsPerMiB);
  return cell.busyFraction * excess >= look.policy.hotEffectMin;
}

/** The fewest explanations: each takes its cells away from the next. */
export function patterns(cells: readonly Cell[], hot: readonly Cell[]): readonly Pattern[] {
  const found: Pattern[] = [];
  let left = [...hot];
  const nodes = [...new Set(cells.flatMap((cell) => [cell.from, cell.to]))].sort();
  for (;;) {
    const candidates = nodes.flatMap((node) => aroundNode(node, cells, left));
    const [best] = candidates.sort((first, second) => second.cells.length - first.cells.length);
    const block = blockOf(left, cells);
    const chosen = block !== undefined && block.cells.length > (best?.cells.length ?? 0)
      ? block
      : best;
    if (chosen === undefined) break;
    found.push(chosen);
    left = left.filter((cell) => !chosen.cells.includes(cell) && !isShadow(cell, chosen));
  }
  return [...found, ...left.map((cell) => single(cell, cells))];
}

function isShadow(cell: Cell, of: Pattern): boolean {
  const isBeside = of.suspects.some((suspect) => suspect.kind === "port" &&
    (suspect.node === cell.from || suspect.node === cell.to));
  return isBeside && cell.msPerMiB <= median(of.cells.map((each) => each.msPerMiB));
}

/** Row, column or both of one node, when all there is of them is hot. */
function aroundNode(
  node: NodeName,
  cells: readonly Cell[],
  hot: readonly Cell[],
): readonly Pattern[] {
  const row = cells.filter((cell) => cell.from === node);
  const column = cells.filter((cell) => cell.to === node);
  const hotRow = row.filter((cell) => hot.includes(cell));
  const hotColumn = column.filter((cell) => hot.includes(cell));
  const isRow = row.length > 0 && hotRow.length === row.length;
  const isColumn = column.length > 0 && hotColumn.length === column.length;
  const port = (direction: "tx" | "rx" | "open"): Suspect =>
    ({ kind: "port", node, port: "network", direction });
  if (isRow && isColumn) {
    return [{
      suspects: [port("open"), { kind: "node", node }], cells: [...hotRow, ...hotColumn],
      level: row.length + column.length > 2 ? "closed" : "open",
      why: `everything that ${node} sends and receives is slow`,
    }];
  }
  if (isRow && row.length > 1) {
    return [{
      suspects: [port("tx")], cells: hotRow, level: "closed",
      why: `everything that ${node} sends is slow, whoever receives it`,
    }];
  }
  if (isColumn && column.length > 1) {
    return [{
      suspects: [port("rx")], cells: hotColumn, level: "closed",
      why: `everything that ${node} receives is slow, whoever sends it`,
    }];
  }
  return [];
}

/** All traffic from one group of at least two to another is slow, within the groups it is not. */
function blockOf(hot: readonly Cell[], cells: readonly Cell[]): Pattern | undefined {
  const sources = [...new Set(hot.map((cell) => cell.from))].sort();
  const targets = [...new Set(hot.map((cell) => cell.to))].sort();
  if (sources.length < 2 || targets.length < 2) return undefined;
  const group = groupsOf(hot, cells);
  if (group === undefined) return undefined;
  return {
    suspects: [{ kind: "leaf", leaf: group.join("+") }], cells: hot, level: "open",
    why: `all paths between ${group.join(", ")} and the others are slow, those among them are not`,
  };
}

/** The smaller side of a clean cut: every crossing cell hot, no other cell hot. */
function groupsOf(hot: readonly Cell[], cells: readonly Cell[]): readonly NodeName[] | undefined {
  const nodes = [...new Set(cells.flatMap((cell) => [cell.from, cell.to]))].sort();
  const [first] = nodes;
  if (first === undefined || hot.length < 4) return undefined;
  const isHotPair = (left: NodeName, right: NodeName): boolean => hot.some((cell) =>
    (cell.from === left && cell.to === right) || (cell.from === right && cell.to === left));
  const side = nodes.filter((node) => node === first || !isHotPair(first, node));
  const other = nodes.filter((node) => !side.includes(node));
  if (side.length < 2 || other.length < 2) return undefined;
  const isClean = cells.every((cell) =>
    hot.includes(cell) === (side.includes(cell.from) !== side.includes(cell.to)));
  if (!isClean) return undefined;
  return side.length <= other.length ? side : other;
}

function single(cell: Cell, cells: readonly Cell[]): Pattern {
  const otherRow = cells.some((each) => each !== cell && each.from === cell.from);
  const otherColumn = cells.some((each) => each !== cell && each.to === cell.to);
  const isClosed = otherRow && otherColumn;
  return {
    suspects: [{ kind: "link", from: cell.from, to: cell.to }], cells: [cell],
    level: isClosed ? "closed" : "open",
    why: isClosed
      ? `only ${cell.from} → ${cell.to} is slow; both send and receive well elsewhere`
      : `${cell.from} → ${cell.to} is slow; there is no other traffic to tell its two ends and ` +
        "the path apart",
  };
}

/** A card of 400 Gbit/s takes 0.02 ms for a MiB, a shaped one hundreds. */
function figure(msPerMiB: number): string {
  return msPerMiB >= 10 ? msPerMiB.toFixed(0) : msPerMiB.toPrecision(2);
}

function findingOf(look: Look, pattern: Pattern, likeMsPerMiB: number): SlowCommunication {
  const [worst] = [...pattern.cells].sort((left, right) => right.msPerMiB - left.msPerMiB);
  const shown = [...pattern.cells].sort((left, right) => right.busyFraction - left.busyFraction);
  const nodes = new Set(pattern.cells.flatMap((cell) => [cell.from, cell.to]));
  const ranks = [...look.job.ranks.values()].filter((rank) => nodes.has(rank.node))
    .slice(0, witnessesMax);
  const lost = Math.min(Math.max(...pattern.cells.map((cell) => cell.busyFraction)), 1);
  const finding: Finding = {
    family: "comm-slow", job: look.job.job, syndrome: "comm-slow", cause: "unknown",
    suspects: pattern.suspects, ranks: ranks.map((rank) => rank.rank), level: pattern.level,
    confidence: confidence(1, pattern.level === "closed" ? weights.sound : weights.oneSided),
    commId: undefined, ordinal: undefined,
    evidence: [
      ...shown.slice(0, witnessesMax).map((cell) =>
        `${cell.from} → ${cell.to}: ${figure(cell.msPerMiB)} ms per MiB at ` +
        `${(cell.bytesPerSecond / 1e6).toFixed(1)} MB/s; healthy: ${figure(likeMsPerMiB)}`),
      `the network is busy ${Math.round(lost * 100)} % of the time there`,
    ],
    reason: pattern.why, sinceMs: slowSpanMs(look.policy),
    pageAfterMs: lost >= look.policy.slowPageEffectMin ? look.policy.slowPageMs : Infinity,
    needsHuman: true,
    probe: pattern.level === "open" && worst !== undefined && pattern.cells.length === 1
      ? { from: worst.from, to: worst.to }
      : undefined,
  };
  const key = pattern.suspects.map((suspect) => JSON.stringify(suspect)).join();
  return { finding, cells: pattern.cells, key: `comm-slow/${key}` };
}
