// An emulated fabric on one machine: every node in a network namespace of its own, so that its
// traffic crosses a real interface that can be shaped, cut or dropped.
//
//   root namespace                    c4-TAG-node-0                 c4-TAG-switch
//   bridge c4mTAG 10.78.k.1 ───────── mgmt0 10.78.k.10
//      (NATS listens here)            data0 10.77.0.2  ──────────── port0 ┐
//                                     c4-TAG-node-1                       ├ bridge switch
//                                     data0 10.77.1.2  ──────────── port1 ┘
//
// The training uses data0 only, the agents speak to NATS over mgmt0: a fault injected into the
// data network never silences those who have to report it. TAG is the end of the name of the
// run's directory, by which leftovers of a dead run are known.

import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import { parents, type PrivateDirectory } from "../files/directory.ts";

/** A node as the stack has to know it, whether it has a network of its own or not. */
export interface StackNode {
  readonly name: string;
  /** Words before the agent's command line, such as `ip netns exec NAME`. */
  readonly enter: readonly string[];
  /** Address on the data network at which the agent answers probes. */
  readonly address: string;
}

export interface FabricNode extends StackNode {
  readonly environment: Readonly<Record<string, string>>;
}

export interface Fabric {
  readonly nodes: readonly FabricNode[];
  /** Address at which all parts reach NATS. */
  readonly host: string;
}

const dataInterface = "data0";
const managementNets = 256;
const linkUpMaxMs = 5000;
const linkUpLookMs = 20;

export function nodeName(index: number): string {
  return `node-${index}`;
}

/** All nodes in the machine's own namespace, on loopback. */
export function noFabric(count: number): Fabric {
  return {
    host: "127.0.0.1",
    nodes: indexes(count).map((index) => ({
      name: nodeName(index), enter: [], address: "127.0.0.1", environment: {},
    })),
  };
}

export async function raiseFabric(
  directory: PrivateDirectory, count: number,
): Promise<Result<Fabric>> {
  if (process.geteuid?.() !== 0) {
    return failure("denied",
      "--fabric makes network namespaces and needs root; run as root, or leave --fabric out");
  }
  const tag = tagOf(directory);
  const network = freeNetwork();
  if (network === undefined) return failure("exhausted", "all of 10.78.0.0/16 is in use");
  try {
    ip(["-batch", "-"], rootScript(tag, network, count));
    ip(["-n", switchName(tag), "-batch", "-"], switchScript(count));
    for (const index of indexes(count)) {
      ip(["-n", namespaceOf(tag, index), "-batch", "-"], nodeScript(network, index));
    }
    for (const index of indexes(count)) await untilUp(namespaceOf(tag, index));
  } catch (caught) {
    return failure("unsupported",
      `cannot build the emulated fabric with ip(8): ${failureFrom(caught).message.trim()}`, caught);
  }
  const fabric = fabricOf(tag, network, count);
  writeFileSync(path.join(directory.stack, "fabric.json"), JSON.stringify({
    switch: { namespace: switchName(tag) },
    nodes: fabric.nodes.map((node, index) => ({
      name: node.name, namespace: namespaceOf(tag, index), address: node.address,
      interface: dataInterface, switchPort: `port${index}`,
    })),
  }, undefined, 2));
  return success(fabric);
}

function fabricOf(tag: string, network: number, count: number): Fabric {
  return {
    host: `10.78.${network}.1`,
    nodes: indexes(count).map((index) => ({
      name: nodeName(index),
      enter: ["ip", "netns", "exec", namespaceOf(tag, index)],
      address: dataAddress(index),
      environment: {
        C4_NODE_ADDRESS: dataAddress(index),
        MASTER_ADDR: dataAddress(0),
        GLOO_SOCKET_IFNAME: dataInterface,
        NCCL_SOCKET_IFNAME: dataInterface,
      },
    })),
  };
}

/** The kernel takes up to a second to send on a fresh link; packets until then are lost. */
async function untilUp(namespace: string): Promise<void> {
  const deadlineMs = performance.now() + linkUpMaxMs;
  while (ip(["-n", namespace, "-o", "link", "show"], "").includes("state DOWN")) {
    if (performance.now() > deadlineMs) throw new Error(`the links of ${namespace} stay down`);
    await sleep(linkUpLookMs);
  }
}

/** Namespaces whose run's directory is gone: that run was killed together with its keeper. */
export function sweepFabric(): void {
  if (process.geteuid?.() !== 0) return;
  try {
    for (const line of ip(["netns", "list"], "").split("\n")) {
      const [name = ""] = line.split(" ");
      const tag = /^c4-([A-Za-z0-9]{6})-(?:node-\d+|switch)$/.exec(name)?.[1];
      if (tag === undefined) continue;
      if (parents.some((parent) => existsSync(path.join(parent, `c4-${tag}`)))) continue;
      quietly(`ip netns del ${name}`);
      quietly(`ip link del c4m${tag}`);
    }
  } catch {
    // Without ip(8) there is nothing of ours, and raising the fabric will say what is missing.
  }
}

function rootScript(tag: string, network: number, count: number): string {
  const bridge = `c4m${tag}`;
  return [
    `netns add ${switchName(tag)}`,
    `link add ${bridge} type bridge`,
    `addr add 10.78.${network}.1/24 dev ${bridge}`,
    `link set ${bridge} up`,
    ...indexes(count).flatMap((index) => [
      `netns add ${namespaceOf(tag, index)}`,
      `link add ${bridge}n${index} type veth peer name mgmt0 netns ${namespaceOf(tag, index)}`,
      `link set ${bridge}n${index} master ${bridge} up`,
      `link add ${dataInterface} netns ${namespaceOf(tag, index)} type veth ` +
        `peer name port${index} netns ${switchName(tag)}`,
    ]),
    "",
  ].join("\n");
}

function switchScript(count: number): string {
  return [
    "link add switch type bridge",
    "link set switch up",
    ...indexes(count).map((index) => `link set port${index} master switch up`),
    "",
  ].join("\n");
}

/** Without addrgenmode none an IPv6 address appears beside ours and a library may choose it. */
function nodeScript(network: number, index: number): string {
  return [
    "link set lo up",
    `link set ${dataInterface} addrgenmode none`,
    `addr add ${dataAddress(index)}/16 dev ${dataInterface}`,
    `link set ${dataInterface} up`,
    "link set mgmt0 addrgenmode none",
    `addr add 10.78.${network}.${10 + index}/24 dev mgmt0`,
    "link set mgmt0 up",
    "",
  ].join("\n");
}

/**
 * Shell commands that take away what lies outside the run's directory, for the keeper. The ends in
 * the root namespace are named too: a namespace dies late, after its last process.
 */
export function undoFabric(directory: PrivateDirectory, count: number): readonly string[] {
  const tag = tagOf(directory);
  return [
    ...indexes(count).flatMap((index) => [
      `ip link del c4m${tag}n${index}`, `ip netns del ${namespaceOf(tag, index)}`,
    ]),
    `ip netns del ${switchName(tag)}`,
    `ip link del c4m${tag}`,
  ];
}

function tagOf(directory: PrivateDirectory): string {
  return path.basename(directory.path).slice(-6);
}

function namespaceOf(tag: string, index: number): string {
  return `c4-${tag}-${nodeName(index)}`;
}

function switchName(tag: string): string {
  return `c4-${tag}-switch`;
}

function dataAddress(index: number): string {
  return `10.77.${index}.2`;
}

function indexes(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Several runs may stand side by side; only their management networks meet, in the root. */
function freeNetwork(): number | undefined {
  try {
    const used = ip(["-4", "-o", "addr", "show"], "");
    return indexes(managementNets).find((each) => !used.includes(` 10.78.${each}.`));
  } catch {
    return 0; // no ip(8): the next call says so
  }
}

function ip(words: readonly string[], input: string): string {
  return execFileSync("ip", [...words], { input, encoding: "utf8", stdio: "pipe" });
}

function quietly(command: string): void {
  try {
    execFileSync("/bin/sh", ["-c", command], { stdio: "ignore" });
  } catch {
    // It was never made, or is gone already.
  }
}
