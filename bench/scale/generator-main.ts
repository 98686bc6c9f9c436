// The agents of a fleet, or some of them, in a process of its own: publishes every node's window
// in every second of the fleet's time, spread over the second as agents are that know nothing of
// each other.
//
// A process cannot make the windows of 16,384 nodes in a second, so it makes those of 64 with the
// agent's own writer, and sends each in the names of all nodes with the same noise: names and ids
// are another part of a window than its numbers. Who shares numbers shares no member, but for the
// job's own communicators, and the reader cannot tell. The node with the stopped rank is one apart.

import { connect, type NatsConnection } from "nats";
import { subjects } from "../../proto/subjects.ts";
import { c4 } from "../../proto/wire/c4.js";
import { createSignatureWriter, type SignatureWriter } from "../../proto/wire/codec.ts";
import { wholeEvery } from "../../proto/wire/signature.ts";
import { writeStructure } from "../../proto/wire/structure.ts";
import { nodeNameOf, noisyNodes, ranksPerNode, signatureOf, type Fleet } from "./fleet.ts";
import type { Order, Plan } from "./contract.ts";

const batches = 25;
const rawSubject = "bench.raw";

const [planText = "", firstText = "", strideText = ""] = process.argv.slice(2);
const plan = JSON.parse(planText) as Plan;
const nodes = plan.ranks / ranksPerNode;
const faultWindow = plan.rawWindows + plan.warmUpWindows + plan.measuredWindows - 1;
const fleet: Fleet = { nodes, fault: { rank: plan.faultRank, window: faultWindow } };
const faultNode = Math.floor(plan.faultRank / ranksPerNode);

/** The nodes of this process: every `stride`-th. */
const own: number[] = [];
for (let node = Number(firstText); node < nodes; node += Number(strideText)) own.push(node);
const structures = new Map(own.map((node) => [node, writeStructure(signatureOf(node, fleet, 0))]));

/** By what they have in common: the first of the nodes with the same noise, or the faulty one. */
const templates = new Map<number, SignatureWriter>();
const templateOf = (node: number): number => node === faultNode ? node : node % noisyNodes;

function templatesOf(window: number): ReadonlyMap<number, c4.v1.Signature> {
  const made = new Map<number, c4.v1.Signature>();
  for (const node of own) {
    const template = templateOf(node);
    if (made.has(template)) continue;
    let writer = templates.get(template);
    if (writer === undefined) templates.set(template, writer = createSignatureWriter());
    // Agents did not all start in the same second.
    if ((window + template) % wholeEvery === 0) writer.restart();
    made.set(template, c4.v1.Signature.decode(writer.write(signatureOf(template, fleet, window))));
  }
  return made;
}

function publish(connection: NatsConnection, { kind, from, to, atMs }: Order): void {
  const everyMs = 1000 * plan.stretch;
  for (let window = from; window < to; window += 1) {
    const dueMs = atMs + (window - from) * everyMs;
    let made: ReadonlyMap<number, c4.v1.Signature> = new Map();
    for (let batch = 0; batch < batches; batch += 1) {
      setTimeout(() => {
        if (batch === 0) made = templatesOf(window);
        for (let index = batch; index < own.length; index += batches) {
          const node = own[index] ?? 0;
          const message = made.get(templateOf(node));
          if (message === undefined) continue;
          const isWhole = message.base === null || message.base === undefined;
          const bytes = c4.v1.Signature.encode({
            ...message, node: nodeNameOf(node),
            structure: isWhole ? structures.get(node) ?? message.structure : message.structure,
          }).finish();
          connection.publish(
            kind === "raw" ? rawSubject : subjects.signature(nodeNameOf(node)), bytes);
        }
      }, dueMs + batch * everyMs / batches - Date.now());
    }
  }
}

const connection = await connect({ servers: plan.url });
process.on("message", (order: Order) => { publish(connection, order); });
process.once("disconnect", () => { process.exit(); });
process.send?.("ready");
