// What an agent costs: a real one with its helper, a real NATS server, and eight processes whose
// files a small C program writes through the C API as fast as a large job would. The baseline is
// the same agent with nothing to watch, before the writers begin.

import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readdirSync, readSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "nats";
import { openJetStream } from "../controller/io/streams.ts";
import { entryPoint, projectRoot } from "../cli/terminal/version.ts";
import { directories } from "../proto/environment.ts";
import * as layout from "../proto/layout.ts";
import { parseHeader } from "../proto/process-file.ts";
import { parseRingColumns } from "../proto/process-rings.ts";
import { parseTables } from "../proto/process-tables.ts";
import { subjects } from "../proto/subjects.ts";
import { hooksFolder } from "./machine.ts";
import type { BenchOptions } from "./options.ts";
import { startNats, stop, temporary, until, usageOf, type Usage } from "./processes.ts";
import type { Result } from "./result.ts";
import { median, rounded } from "./statistics.ts";

const ranks = 8;
const operationsPerSecond = 200;
const node = "bench-node";
const idleSeconds = 10;
/** The agent learns what is typical and reads all code once before it is measured. */
const settleMs = 4000;
const jetStreamMs = 5000;
const cpuBudgetPercent = 2;
const memoryBudgetMiB = 120;
const recordsBudget = 10e6;

export async function benchAgent(options: BenchOptions): Promise<Result> {
  const directory = temporary();
  const children: ChildProcess[] = [];
  const nats = await startNats(directory);
  try {
    const received = await countSignatures(nats.url);
    const agent = startAgent(directory, nats.url);
    children.push(agent);
    await until("the agent reports", () => received.messages() > 0);
    options.say("an agent with nothing to watch");
    const idle = await observe(agent, idleSeconds);
    children.push(...startWriters(directory));
    await sleep(settleMs);
    options.say("an agent with eight processes");
    const before = { messages: received.messages(), bytes: received.bytes() };
    const busy = await observe(agent, options.seconds ?? 30);
    const messages = received.messages() - before.messages;
    const bytes = received.bytes() - before.bytes;
    await received.close();
    options.say("the parsers alone");
    const parsing = measureParsers(path.join(directory, node, directories.process));
    return {
      lines: [
        {
          what: `agent, ${ranks} ranks: of one core`, measured: rounded(busy.percent), unit: "%",
          baseline: rounded(idle.percent), budget: { atMost: cpuBudgetPercent },
          note: `${rounded(busy.percent / ranks)} % a rank, with its helper`,
        },
        {
          what: `agent, ${ranks} ranks: memory`, measured: rounded(busy.residentMiB), unit: "MiB",
          baseline: rounded(idle.residentMiB), budget: { atMost: memoryBudgetMiB },
          note: "resident, with its helper",
        },
        {
          what: "parser, records of a ring", measured: Math.round(parsing.recordsPerSecond),
          unit: "records/s", budget: { atLeast: recordsBudget },
        },
        {
          what: "parser, a whole process file without rings",
          measured: rounded(parsing.tablesMs), unit: "ms",
          note: `${parsing.entries} connections and operations in it`,
        },
      ],
      details: {
        idle, busy, parsing, operationsPerSecond, ranks, messages,
        bytesPerRankAndSecond: rounded(bytes / busy.seconds / ranks),
      },
    };
  } finally {
    for (const child of children.reverse()) await stop(child);
    await nats.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function startAgent(directory: string, natsUrl: string): ChildProcess {
  const file = path.join(directory, "agent.json");
  writeFileSync(file, JSON.stringify({
    node, directory, nats: { url: natsUrl }, probe: { listen: "127.0.0.1:0" },
    nodeHelper: path.join(hooksFolder(), "c4-nodehelper"),
  }));
  return spawn(process.execPath, [entryPoint, "agent", "--config", file], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function startWriters(directory: string): readonly ChildProcess[] {
  const root = projectRoot();
  const binary = path.join(directory, "writer");
  execFileSync(process.env["CC"] ?? "cc", [
    "-O2", "-o", binary, path.join(root, "bench/programs/writer.c"),
    "-I", path.join(root, "ncclmon/include"), "-L", hooksFolder(), "-lc4mon",
    `-Wl,-rpath,${hooksFolder()}`,
  ]);
  return Array.from({ length: ranks }, (_, rank) =>
    spawn(binary, [String(rank), String(ranks), String(operationsPerSecond)], {
      stdio: ["ignore", "ignore", "inherit"], env: {
        ...process.env, C4_DIR: directory, C4_NODE: node, C4_JOB: "bench",
        C4_RANK: String(rank), C4_WORLD_SIZE: String(ranks),
      },
    }));
}

async function countSignatures(url: string): Promise<{
  readonly messages: () => number;
  readonly bytes: () => number;
  readonly close: () => Promise<void>;
}> {
  const connection = await connect({ servers: url });
  // As a controller makes it; without it the agent would send every event again each second.
  await openJetStream(connection, 1, jetStreamMs);
  let messages = 0;
  let bytes = 0;
  connection.subscribe(subjects.signatures, { callback: (_, message) => {
    messages += 1;
    bytes += message.data.length;
  } });
  return { messages: () => messages, bytes: () => bytes, close: () => connection.close() };
}

interface Observed {
  readonly seconds: number;
  readonly percent: number;
  readonly residentMiB: number;
}

async function observe(agent: ChildProcess, seconds: number): Promise<Observed> {
  const pid = agent.pid ?? 0;
  const begunMs = performance.now();
  const before = usageOf(pid);
  const resident: number[] = [];
  let latest: Usage = before;
  for (let second = 0; second < seconds; second += 1) {
    await sleep(1000);
    latest = usageOf(pid);
    resident.push(latest.residentBytes);
  }
  const tookMs = performance.now() - begunMs;
  return {
    seconds: tookMs / 1000,
    percent: 100 * (latest.processorMs - before.processorMs) / tookMs,
    residentMiB: Math.max(...resident) / 2 ** 20,
  };
}

interface Parsing {
  readonly recordsPerSecond: number;
  readonly tablesMs: number;
  readonly entries: number;
}

/** Enough that most rounds run compiled code, as in an agent that has run for a minute. */
const parserRounds = 1000;

/** From memory: what reading the file costs is in the agent's own figure. */
function measureParsers(folder: string): Parsing {
  const [name] = readdirSync(folder);
  if (name === undefined) throw new Error("the writers wrote nothing");
  const bytes = new Uint8Array(layout.fileBytes);
  const descriptor = openSync(path.join(folder, name), "r");
  readSync(descriptor, bytes, 0, bytes.length, 0);
  closeSync(descriptor);
  const header = parseHeader(bytes);
  if (!header.ok) throw new Error(header.error.message);
  const { clock, used } = header.value;
  const ring = bytes.subarray(layout.ringOffset, layout.ringOffset + layout.ringStride);
  const communicators = bytes.subarray(layout.communicatorOffset,
    layout.communicatorOffset + used.communicators * layout.communicatorStride);
  const connections = bytes.subarray(layout.connectionOffset,
    layout.connectionOffset + used.connections * layout.connectionStride);
  let records = 0;
  const ringMs = timed(() => {
    const parsed = parseRingColumns(ring, ring, clock);
    records = parsed.ok ? parsed.value.ticket.length : 0;
  });
  let entries = 0;
  const tablesMs = timed(() => {
    const parsed = parseTables(header.value, {
      communicators, communicatorsAgain: communicators, connections,
    });
    if (!parsed.ok) throw new Error(parsed.error.message);
    entries = parsed.value.connections.length +
      parsed.value.communicators.reduce((sum, each) => sum + each.operations.length, 0);
  });
  return { recordsPerSecond: records / ringMs * 1000, tablesMs, entries };
}

/** The median: a slow spell of the machine is not the parser's. */
function timed(work: () => void): number {
  const took: number[] = [];
  for (let round = 0; round < parserRounds; round += 1) {
    const begunMs = performance.now();
    work();
    took.push(performance.now() - begunMs);
  }
  return median(took);
}
