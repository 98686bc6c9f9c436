// Probes other agents: one small transfer to each target, one target after another, because two at
// once would measure each other. The targets' answers are numbers of strangers and are checked.

import { connect, type Socket } from "node:net";
import type { Command, CommandReply, ProbeResult } from "../../proto/command.ts";
import { monotonicMs } from "./clock.ts";
import { probeBytesMax, probeHeaderBytes, probeMagic } from "./probe-server.ts";

export type ProbeCommand = Extract<Command, { readonly kind: "probe" }>;

export interface Prober {
  readonly probe: (command: ProbeCommand) => Promise<CommandReply>;
}

const waitingMax = 4;
/** On a busy machine the median of passes misled and the best of three did not (docs/notes). */
const passes = 3;
/** Sent in pieces, so that memory stays small however large the probe is. */
const pieceBytes = 64 * 1024;

export function createProber(): Prober {
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    probe: async (command) => {
      if (waiting >= waitingMax) {
        return { kind: "refused", reason: `exhausted: ${waitingMax} probes wait already` };
      }
      waiting += 1;
      const run = queue.then(() => probeAll(command));
      queue = run.catch(() => undefined); // who asked hears of it; the next one has its turn
      try {
        return { kind: "probed", id: command.id, results: await run };
      } finally {
        waiting -= 1;
      }
    },
  };
}

async function probeAll(command: ProbeCommand): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const target of command.targets) {
    const bytes = Math.min(command.bytes, probeBytesMax);
    results.push({ to: target.node, ...await probeBest(target.address, bytes, command.timeoutMs) });
  }
  return results;
}

/** Whatever else happens can only slow a pass down, so the quickest tells the path's own rate. */
async function probeBest(address: string, bytes: number, timeoutMs: number): Promise<Outcome> {
  const deadlineMs = monotonicMs() + timeoutMs;
  let best: Outcome | undefined;
  for (let pass = 0; pass < passes; pass += 1) {
    const leftMs = deadlineMs - monotonicMs();
    if (leftMs <= 0) break;
    const outcome = await probeOne(address, bytes, leftMs);
    if (outcome.kind !== "measured") return best ?? outcome;
    if (best === undefined || outcome.bytesPerSecond > best.bytesPerSecond) best = outcome;
  }
  return best ?? { kind: "timed-out", connectMs: 0, bytesPerSecond: 0 };
}

type Outcome = Omit<ProbeResult, "to">;

export function probeOne(address: string, bytes: number, timeoutMs: number): Promise<Outcome> {
  const place = parseAddress(address);
  if (place === undefined) {
    return Promise.resolve({ kind: "refused", connectMs: 0, bytesPerSecond: 0 });
  }
  const begunMs = monotonicMs();
  return new Promise((resolve) => {
    let connectMs = 0;
    const socket = connect(place);
    const finish = (kind: Outcome["kind"], bytesPerSecond = 0): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ kind, connectMs, bytesPerSecond });
    };
    const timer = setTimeout(() => finish("timed-out"), timeoutMs);
    let heard = Buffer.alloc(0);
    socket.on("error", () => finish("refused"));
    socket.on("close", () => finish("refused"));
    socket.once("connect", () => {
      socket.setNoDelay(true);
      send(socket, bytes);
    });
    socket.on("data", (given: Buffer) => {
      if (heard.length === 0) connectMs = monotonicMs() - begunMs;
      heard = Buffer.concat([heard, given.subarray(0, 16)]);
      if (heard.length > 9) return finish("refused"); // says more than the protocol has
      if (heard.length < 9) return;
      const rate = rateOf(bytes, heard.readBigUInt64LE(1), monotonicMs() - begunMs);
      if (rate === undefined) finish("refused");
      else finish("measured", rate);
    });
  });
}

/** A receiver that claims to have taken longer than the whole probe did is lying or broken. */
function rateOf(bytes: number, takenNs: bigint, wholeMs: number): number | undefined {
  const takenMs = Number(takenNs) / 1e6;
  if (takenMs > wholeMs) return undefined;
  // All of it may come in one piece: then the clock saw nothing, and the whole probe bounds it.
  return bytes / (Math.max(takenMs, 0.001) / 1000);
}

function send(socket: Socket, bytes: number): void {
  const head = Buffer.alloc(probeHeaderBytes);
  head.write(probeMagic, "latin1");
  head.writeBigUInt64LE(BigInt(bytes), 8);
  socket.write(head);
  const piece = Buffer.alloc(Math.min(bytes, pieceBytes));
  let left = bytes;
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      const next = piece.subarray(0, Math.min(left, piece.length));
      left -= next.length;
      if (!socket.write(next)) {
        socket.once("drain", more);
        return;
      }
    }
  };
  more();
}

function parseAddress(
  address: string,
): { readonly host: string; readonly port: number } | undefined {
  const match = /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]]+)):([0-9]{1,5})$/.exec(address);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}
