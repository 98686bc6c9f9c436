// What would have been right, told from the fault alone: nothing here knows how C4 decides.
//
// An answer is right when its syndrome fits the fault and its first suspect lies in what was
// touched. It has the right level when it names that thing and not a larger or smaller one: the
// port and its direction, the link, the rank. Where counters cannot tell more (a ring sends to one
// and receives from one, NCCL shows nothing inside a node) an answer with an open level is right,
// and its level is not.

import type { Suspect, Syndrome } from "../../proto/verdict.ts";
import { nodeNameOf } from "../agents/host.ts";
import type { Fault, Scenario } from "../scenario/scenario.ts";

export interface Truth {
  /** Empty: C4 is to say nothing of it. */
  readonly syndromes: readonly Syndrome[];
  /** Whether a suspect lies in what was touched. */
  readonly touches: (suspect: Suspect) => boolean;
  readonly isExact: (suspect: Suspect) => boolean;
}

export function truthOf(scenario: Scenario, fault: Fault): Truth {
  switch (fault.kind) {
    case "kill": case "exception": return ofRank(scenario, fault.rank, ["fail-stop"]);
    case "stop": case "host-loop": case "data-stall":
      return ofRank(scenario, fault.rank, ["non-comm-hang"]);
    case "gpu-hang": return ofDevice(scenario, fault.rank);
    case "mismatch": return ofRank(scenario, fault.rank, ["mismatch"]);
    case "compute-slow": return ofRank(scenario, fault.rank, ["non-comm-slow"]);
    case "node-dead": return ofNode(fault.node);
    case "tx-slow": return ofPort(fault.node, "tx");
    case "rx-slow": return ofPort(fault.node, "rx");
    case "nic-slow": return ofPort(fault.node, "open");
    case "link-slow": return ofLink(fault, "comm-slow");
    case "link-dead": return ofLink(fault, "comm-hang");
    case "leaf-slow": return ofLeaf(scenario, fault.leaf);
    case "agent-dead": case "pre-emption": return nothingWrong;
  }
}

const nothingWrong: Truth = { syndromes: [], touches: () => false, isExact: () => false };

function nodeOfRank({ cluster }: Scenario, rank: number): string {
  return nodeNameOf(Math.floor(rank / cluster.devicesPerNode));
}

/** The nodes that a suspect stands on. */
function nodesOf(suspect: Suspect): readonly string[] {
  switch (suspect.kind) {
    case "rank": case "device": case "node": case "port": return [suspect.node];
    case "link": return [suspect.from, suspect.to];
    case "leaf": return suspect.leaf.split("+");
    case "spine": case "workload": return [];
  }
}

function ofRank(scenario: Scenario, rank: number, syndromes: readonly Syndrome[]): Truth {
  const isExact = (suspect: Suspect): boolean => suspect.kind === "rank" && suspect.rank === rank;
  const node = nodeOfRank(scenario, rank);
  return {
    syndromes, isExact,
    touches: (suspect) => isExact(suspect) || suspect.kind === "node" && suspect.node === node,
  };
}

/** Alone in its node it can be told; among others its node can, or whatever of it is named. */
function ofDevice(scenario: Scenario, rank: number): Truth {
  const host = ofRank(scenario, rank, ["comm-hang", "non-comm-hang"]);
  const node = nodeOfRank(scenario, rank);
  const device = rank % scenario.cluster.devicesPerNode;
  const isDevice = (suspect: Suspect): boolean =>
    suspect.kind === "device" && suspect.node === node && suspect.device === device;
  return {
    ...host, touches: (suspect) => isDevice(suspect) || host.touches(suspect),
    isExact: (suspect) => isDevice(suspect) || host.isExact(suspect),
  };
}

function ofNode(node: number): Truth {
  const name = nodeNameOf(node);
  return {
    syndromes: ["fail-stop"],
    touches: (suspect) => suspect.kind !== "link" && nodesOf(suspect).includes(name),
    isExact: (suspect) => suspect.kind === "node" && suspect.node === name,
  };
}

function ofPort(node: number, direction: "tx" | "rx" | "open"): Truth {
  const name = nodeNameOf(node);
  return {
    syndromes: ["comm-slow"],
    touches: (suspect) => {
      if (suspect.kind === "link") {
        return direction !== "rx" && suspect.from === name ||
          direction !== "tx" && suspect.to === name;
      }
      const isOther = suspect.kind === "port" && suspect.direction !== direction &&
        suspect.direction !== "open" && direction !== "open";
      return (suspect.kind === "port" || suspect.kind === "node") && suspect.node === name &&
        !isOther;
    },
    isExact: (suspect) => suspect.kind === "port" && suspect.node === name &&
      suspect.direction === direction,
  };
}

function ofLink(
  { from, to }: { readonly from: number; readonly to: number }, syndrome: Syndrome,
): Truth {
  const isExact = (suspect: Suspect): boolean => suspect.kind === "link" &&
    suspect.from === nodeNameOf(from) && suspect.to === nodeNameOf(to);
  return { syndromes: [syndrome], touches: isExact, isExact };
}

function ofLeaf({ cluster }: Scenario, leaf: number): Truth {
  const first = leaf * cluster.nodesPerLeaf;
  const inside = Array.from({ length: cluster.nodesPerLeaf }, (_, index) => first + index)
    .filter((node) => node < cluster.nodes).map((node): string => nodeNameOf(node));
  const others = Array.from({ length: cluster.nodes }, (_, node): string => nodeNameOf(node))
    .filter((name) => !inside.includes(name));
  const isSide = (names: readonly string[]): boolean => [inside, others].some((side) =>
    side.length === names.length && side.every((name) => names.includes(name)));
  return {
    syndromes: ["comm-slow"],
    touches: (suspect) => suspect.kind === "leaf"
      ? isSide(nodesOf(suspect))
      : nodesOf(suspect).some((name) => inside.includes(name)),
    isExact: (suspect) => suspect.kind === "leaf" && isSide(nodesOf(suspect)),
  };
}
