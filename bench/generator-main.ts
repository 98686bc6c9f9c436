// The agents' side of the pipeline benchmark, in a process of its own: publishes one round for each
// request, so that nothing is ever overtaken. All are encoded beforehand.

import { connect } from "nats";
import { subjects } from "../proto/subjects.ts";
import { createSignatureWriter } from "../proto/wire/codec.ts";
import { nodeNameOf, signatureOf } from "./scale/fleet.ts";

const roundSubject = "bench.round";
const rawSubject = "bench.raw";

const [url = "", nodesText = "", roundsText = ""] = process.argv.slice(2);
const nodes = Number(nodesText);

const writers = Array.from({ length: nodes }, () => createSignatureWriter());
const rounds = Array.from({ length: Number(roundsText) }, (_, round) =>
  writers.map((writer, node) => writer.write(signatureOf(node, { nodes }, round))));

const connection = await connect({ servers: url });
connection.subscribe(roundSubject, { callback: (_, message) => {
  const { round, isRaw } = message.json<{ readonly round: number; readonly isRaw: boolean }>();
  rounds[round]?.forEach((bytes, node) => {
    connection.publish(isRaw ? rawSubject : subjects.signature(nodeNameOf(node)), bytes);
  });
} });
await connection.flush();
process.send?.("ready");
