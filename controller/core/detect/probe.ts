// An active probe closes what traffic leaves open: Tx of one end, Rx of the other, or the path?
//
// The suspects a → b are joined by bystanders h. The agents send a few bytes and time them:
//
//   a → b   a → h   h → b      says
//   slow    slow    quick      a's Tx: slow whoever receives
//   slow    quick   slow       b's Rx: slow whoever sends
//   slow    quick   quick      the path between a and b
//   slow    slow    slow       both ends, or the fabric under all of them: still open
//   quick   …       …          the network is well now: it is in a process, or it has passed
//
// h → h' and h → a (all that neither a sends nor b receives) are how quick a healthy path is in
// this minute, under this load. Slow is by ratio to their median, and not to the quickest of the
// round: on a busy machine one pass may be ten times as quick as the next. Refused or timed out is
// slower than anything. One bystander may itself be ill, so two are asked where there are two and
// both must agree. The agents time each pair in several passes and tell the quickest, since the
// training traffic is in the way at times, and they take the rate where the bytes arrive: a round
// trip would mix both directions.

import type { Command, ProbeResult } from "../../../proto/command.ts";
import type { NodeName } from "../../../proto/ids.ts";
import type { Level, Suspect } from "../../../proto/verdict.ts";
import type { Policy } from "../fleet/policy.ts";
import type { NodeState, ProbeRound } from "../fleet/state.ts";

/** One agent and the nodes it is asked to send to. */
export interface ProbeOrder {
  readonly by: NodeName;
  readonly to: readonly NodeName[];
}

export interface Conclusion {
  readonly suspects: readonly Suspect[];
  readonly level: Level;
  readonly text: string;
}

/** Whom to ask to send to whom; empty when nobody can stand by. */
export function planProbe(
  pair: { readonly from: NodeName; readonly to: NodeName },
  bystanders: readonly NodeState[],
  policy: Policy,
): readonly ProbeOrder[] {
  const helpers = bystanders
    .filter((node) => node.probeAddress !== "" && !node.stopped)
    .filter((node) => node.node !== pair.from && node.node !== pair.to)
    .slice(0, policy.probeBystanders)
    .map((node) => node.node);
  const [first, second] = helpers;
  if (first === undefined) return [];
  return [
    { by: pair.from, to: [pair.to, ...helpers] },
    { by: first, to: [pair.to, second ?? pair.from] },
    ...(second === undefined ? [] : [{ by: second, to: [pair.to, first] }]),
  ];
}

export function probeCommand(
  id: string,
  targets: readonly NodeName[],
  nodes: ReadonlyMap<NodeName, NodeState>,
  policy: Policy,
): Extract<Command, { kind: "probe" }> {
  return {
    kind: "probe", id, bytes: policy.probeBytes, timeoutMs: policy.probeTimeoutMs,
    targets: targets.map((node) => ({
      node, address: nodes.get(node)?.probeAddress ?? "",
    })).filter((target) => target.address !== ""),
  };
}

/** What a finished round says. */
export function concludeProbe(round: ProbeRound, policy: Policy): Conclusion {
  const { from, to } = round;
  const rates = new Map<string, number>();
  for (const { by, results } of round.results) {
    for (const result of results) {
      const key = `${by}>${result.to}`;
      rates.set(key, Math.max(rates.get(key) ?? 0, rateOf(result)));
    }
  }
  const link: Suspect = { kind: "link", from, to };
  const open = (text: string): Conclusion => ({ suspects: [link], level: "open", text });
  const healthy = medianOf([...rates].flatMap(([key, rate]) =>
    key.startsWith(`${from}>`) || key.endsWith(`>${to}`) ? [] : [rate]));
  const direct = rates.get(`${from}>${to}`);
  if (direct === undefined || healthy === 0) return open("the probe brought no answer");
  const isSlow = (rate: number): boolean => rate * policy.probeSlowRatio < healthy;
  if (!isSlow(direct)) {
    return open(`the probe ${from} → ${to} was as quick as the others (${spokenRate(direct)})`);
  }
  const sent = [...rates].filter(([key]) => key.startsWith(`${from}>`) && key !== `${from}>${to}`);
  const got = [...rates].filter(([key]) => key.endsWith(`>${to}`) && key !== `${from}>${to}`);
  if (sent.length === 0 || got.length === 0) return open("no bystander could be measured");
  const sends = sent.every(([, rate]) => isSlow(rate));
  const receives = got.every(([, rate]) => isSlow(rate));
  const figures = [...rates].map(([key, rate]) =>
    `${key.replace(">", " → ")} ${spokenRate(rate)}`).join(", ");
  const closed = (suspect: Suspect, text: string): Conclusion =>
    ({ suspects: [suspect], level: "closed", text: `${text}: ${figures}` });
  if (sends && receives) return open(`both ends are slow with everybody: ${figures}`);
  if (sends) {
    return closed({ kind: "port", node: from, port: "network", direction: "tx" },
      `${from} sends slowly to everybody`);
  }
  if (receives) {
    return closed({ kind: "port", node: to, port: "network", direction: "rx" },
      `${to} receives slowly from everybody`);
  }
  return closed(link, `only ${from} → ${to} is slow`);
}

function rateOf(result: ProbeResult): number {
  return result.kind === "measured" ? Math.max(result.bytesPerSecond, 0) : 0;
}

/** The lower one of an even number: in doubt nothing is slow. */
function medianOf(rates: readonly number[]): number {
  const sorted = [...rates].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function spokenRate(bytesPerSecond: number): string {
  return bytesPerSecond === 0 ? "no answer" : `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`;
}
