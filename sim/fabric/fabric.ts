// The network between nodes: how long a lane takes for its bytes, now.
//
//   device ── card ── port 0 ── leaf of plane 0 ── … ── leaf ── port 0 ── card ── device
//                     port 1 ── leaf of plane 1 ── …
//
// Every device has a card of its own; a channel of a communicator uses one port of it. The nodes of
// one leaf (of either plane) are neighbours in number. Leaves do not oversubscribe: what slows a
// lane is what a fault says, and nothing else. (Congestion by paths that collide belongs to the
// flow-level model of traffic planning.)

import type { Cluster } from "../scenario/scenario.ts";

/** What is the matter with the network now; 1 is healthy. Changed by faults only. */
export interface Conditions {
  /** By node × devices + device. */
  readonly transmit: Float64Array;
  readonly receive: Float64Array;
  readonly leaf: Float64Array;
  /** By `from>to`. */
  readonly link: Map<string, number>;
  readonly dead: Set<string>;
}

export function soundConditions(cluster: Cluster): Conditions {
  const cards = cluster.nodes * cluster.devicesPerNode;
  return {
    transmit: new Float64Array(cards).fill(1), receive: new Float64Array(cards).fill(1),
    leaf: new Float64Array(Math.ceil(cluster.nodes / cluster.nodesPerLeaf)).fill(1),
    link: new Map(), dead: new Set(),
  };
}

/** From one device's card to another's. */
export interface Path {
  readonly fromNode: number;
  readonly toNode: number;
  readonly fromCard: number;
  readonly toCard: number;
  readonly key: string;
}

export function pathBetween(cluster: Cluster, from: number, to: number): Path {
  const fromNode = Math.floor(from / cluster.devicesPerNode);
  const toNode = Math.floor(to / cluster.devicesPerNode);
  return { fromNode, toNode, fromCard: from, toCard: to, key: `${fromNode}>${toNode}` };
}

const bitsPerMiB = 8 * 1024 * 1024;

/** Milliseconds for one MiB over one port of a healthy path. */
export function healthyMsPerMiB(cluster: Cluster): number {
  return bitsPerMiB / (cluster.portGbps * 1e6);
}

/** How many times longer than healthy; Infinity: nothing arrives. */
export function slowness(conditions: Conditions, cluster: Cluster, path: Path): number {
  if (conditions.dead.size > 0 && conditions.dead.has(path.key)) return Infinity;
  const link = conditions.link.size > 0 ? conditions.link.get(path.key) ?? 1 : 1;
  const ends = Math.max(
    conditions.transmit[path.fromCard] ?? 1, conditions.receive[path.toCard] ?? 1);
  const fromLeaf = Math.floor(path.fromNode / cluster.nodesPerLeaf);
  const toLeaf = Math.floor(path.toNode / cluster.nodesPerLeaf);
  const crossing = fromLeaf === toLeaf
    ? 1 : Math.max(conditions.leaf[fromLeaf] ?? 1, conditions.leaf[toLeaf] ?? 1);
  return Math.max(link, ends, crossing);
}
