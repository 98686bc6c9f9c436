// Signatures through the whole path: another process publishes what the agents of a fleet would, a
// real NATS server carries it, and the controller's own inbox, decoder and core take it, with five
// ticks of judging to each round, as in production. The fleet is healthy: that is what a controller
// sees nearly all of its life.
//
// One round is one window of every node. The next one is asked for when the last is taken, so the
// rate is what one core sustains and not how fast a queue fills. Time of this process's own
// processor counts: server and generator work on other cores. Baseline: the same rounds with a
// consumer that only counts bytes.

import { fork, type ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { connect, type NatsConnection } from "nats";
import { defaultPolicy } from "../controller/core/fleet/policy.ts";
import { initialState, step, type State } from "../controller/core/step.ts";
import type { Input } from "../controller/core/fleet/contract.ts";
import { createInbox } from "../controller/io/inbox.ts";
import { subjects } from "../proto/subjects.ts";
import { createSignatureReader, isWholeWindow } from "../proto/wire/codec.ts";
import { ranksPerNode } from "./scale/fleet.ts";
import type { BenchOptions } from "./options.ts";
import { startNats, stop, temporary } from "./processes.ts";
import type { Result } from "./result.ts";
import { quantile, rounded } from "./statistics.ts";

const rounds = 100;
/** The first ones, in which code is compiled and members are learnt. */
const warmUpRounds = 30;
const ticksPerRound = 5;
const windowMs = 1000;
const roundSubject = "bench.round";
const rawSubject = "bench.raw";
const fleetRanks = 131_072;

export async function benchPipeline(options: BenchOptions): Promise<Result> {
  const directory = temporary();
  const nats = await startNats(directory);
  const connection = await connect({ servers: nats.url });
  const generator = await startGenerator(nats.url, options.nodes);
  try {
    options.say("messages alone");
    const raw = await takeRaw(connection, options.nodes);
    options.say("messages through the controller");
    const taken = await takeAll(connection, options.nodes);
    const perRank = raw.bytesPerMessage / ranksPerNode;
    const ranksPerSecond = taken.perProcessorSecond * ranksPerNode;
    return {
      lines: [
        {
          what: "signatures through NATS, decoder and core", unit: "/s",
          measured: Math.round(taken.perSecond), baseline: Math.round(raw.perSecond),
          note: "baseline: NATS alone",
        },
        {
          what: "process signatures on one core", measured: Math.round(ranksPerSecond), unit: "/s",
          baseline: Math.round(raw.perProcessorSecond * ranksPerNode),
          budget: { atLeast: fleetRanks }, note: "judging included; ranks at 1 Hz",
        },
        { what: "bytes of a rank", measured: Math.round(perRank), unit: "B/s" },
        { what: "core, one signature: p99", measured: rounded(taken.stepMs.p99), unit: "ms" },
        { what: "core, one tick: p99", measured: rounded(taken.tickMs.p99), unit: "ms" },
      ],
      details: { nodes: options.nodes, ranksPerNode, rounds, raw, taken },
    };
  } finally {
    await stop(generator);
    await connection.close();
    await nats.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function startGenerator(url: string, nodes: number): Promise<ChildProcess> {
  const program = path.join(import.meta.dirname, "generator-main.js");
  const child = fork(program, [url, String(nodes), String(rounds)]);
  await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", () => { reject(new Error("the generator ended")); });
  });
  return child;
}

interface Flow {
  readonly messages: number;
  readonly perSecond: number;
  readonly perProcessorSecond: number;
  readonly bytesPerMessage: number;
}

interface Consumer {
  readonly onMessage: (subject: string, bytes: Uint8Array) => void;
  /** When all messages of the round have come. */
  readonly onRound: (round: number) => void;
}

async function flow(
  connection: NatsConnection, nodes: number, subject: string, consumer: Consumer,
): Promise<Flow> {
  let bytes = 0;
  let inRound = 0;
  let complete: () => void = () => undefined;
  const subscription = connection.subscribe(subject, { callback: (_, message) => {
    bytes += message.data.length;
    consumer.onMessage(message.subject, message.data);
    inRound += 1;
    if (inRound === nodes) complete();
  } });
  await connection.flush();
  let begun = { ms: performance.now(), processor: process.cpuUsage(), bytes: 0 };
  for (let round = 0; round < rounds; round += 1) {
    if (round === warmUpRounds) {
      begun = { ms: performance.now(), processor: process.cpuUsage(), bytes };
    }
    inRound = 0;
    const whole = new Promise<void>((resolve) => { complete = resolve; });
    connection.publish(roundSubject,
      JSON.stringify({ round, isRaw: subject === rawSubject }));
    await whole;
    consumer.onRound(round);
  }
  const seconds = (performance.now() - begun.ms) / 1000;
  const { user, system } = process.cpuUsage(begun.processor);
  subscription.unsubscribe();
  const messages = (rounds - warmUpRounds) * nodes;
  return {
    messages, perSecond: messages / seconds,
    perProcessorSecond: messages / ((user + system) / 1e6),
    bytesPerMessage: (bytes - begun.bytes) / messages,
  };
}

function takeRaw(connection: NatsConnection, nodes: number): Promise<Flow> {
  return flow(connection, nodes, rawSubject, {
    onMessage: () => undefined, onRound: () => undefined,
  });
}

interface Tail {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly sum: number;
}

interface Taken extends Flow {
  readonly decodeMs: Tail;
  readonly stepMs: Tail;
  readonly tickMs: Tail;
  readonly residentMiB: number;
}

async function takeAll(connection: NatsConnection, nodes: number): Promise<Taken> {
  let state: State = initialState({ term: 1 });
  const decodeMs: number[] = [];
  const stepMs: number[] = [];
  const tickMs: number[] = [];
  const timed = (input: Input, now: number, into: number[]): void => {
    const begunMs = performance.now();
    const stepped = step(state, input, now, defaultPolicy);
    into.push(performance.now() - begunMs);
    ({ state } = stepped);
    const incident = stepped.effects.find((each) => each.kind === "alert");
    if (incident !== undefined) throw new Error("a healthy fleet raised an alert");
  };
  let now = windowMs;
  const reader = createSignatureReader();
  const inbox = createInbox({
    reader: { read: (bytes, from) => {
      const begunMs = performance.now();
      const decoded = reader.read(bytes, from);
      decodeMs.push(performance.now() - begunMs);
      return decoded;
    } },
    isWhole: isWholeWindow,
    onWaiting: () => undefined,
    onRejected: (node, reason, detail) => { throw new Error(`${node}: ${reason}: ${detail}`); },
  });
  const found = await flow(connection, nodes, subjects.signatures, {
    onMessage: (subject, bytes) => { inbox.offer(subject, bytes); },
    onRound: () => {
      for (let next = inbox.take(); next !== undefined; next = inbox.take()) {
        timed({ kind: "signature", signature: next }, now, stepMs);
      }
      for (let tick = 0; tick < ticksPerRound; tick += 1) {
        now += windowMs / ticksPerRound;
        timed({ kind: "tick" }, now, tickMs);
      }
    },
  });
  const counts = inbox.counts();
  if (counts.superseded > 0 || counts.lost > 0) throw new Error(JSON.stringify(counts));
  return {
    ...found, decodeMs: tailOf(decodeMs), stepMs: tailOf(stepMs), tickMs: tailOf(tickMs),
    residentMiB: rounded(process.memoryUsage().rss / 2 ** 20),
  };
}

function tailOf(values: readonly number[]): Tail {
  return {
    p50: rounded(quantile(values, 0.5)), p99: rounded(quantile(values, 0.99)),
    max: rounded(Math.max(...values)),
    sum: rounded(values.reduce((sum, each) => sum + each, 0)),
  };
}
