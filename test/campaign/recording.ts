// What the agents of one play said, as it came over NATS, message by message: a real fault that can
// be played again, in milliseconds, before every change of a rule (test/controller/recordings).
//
// A file is gzipped JSON lines: the header, then the messages in the order of their arrival.

import { connect, type NatsConnection } from "nats";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { subjects } from "../../proto/subjects.ts";

export interface Recording {
  readonly version: 1;
  /** Of faults.ts. */
  readonly fault: string;
  /** Since the first message: the act, and when all that was to be healed was. */
  readonly actedMs: number;
  readonly healedMs: number;
  /** Where, when and with what it was played. */
  readonly origin: string;
  readonly messages: readonly Heard[];
}

export interface Heard {
  readonly atMs: number;
  readonly subject: string;
  readonly bytes: Uint8Array;
}

export interface Recorder {
  /** Milliseconds since the first message. */
  readonly nowMs: () => number;
  readonly stop: () => Promise<readonly Heard[]>;
}

/** `directory`: $C4_DIR of the run, where its server's address and token lie. */
export async function record(directory: string): Promise<Recorder> {
  const connection = await connectTo(path.join(directory, "stack"));
  const messages: Heard[] = [];
  let beganMs: number | undefined;
  const nowMs = (): number => beganMs === undefined ? 0 : Math.round(performance.now() - beganMs);
  for (const subject of [subjects.signatures, subjects.events]) {
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (error !== null) return;
        beganMs ??= performance.now();
        messages.push({ atMs: nowMs(), subject: message.subject, bytes: message.data });
      },
    });
  }
  await connection.flush();
  return {
    nowMs,
    stop: async () => {
      await connection.close();
      return messages;
    },
  };
}

async function connectTo(stack: string): Promise<NatsConnection> {
  const name = readdirSync(stack).find((each) => each.endsWith(".ports")) ?? "";
  const ports = JSON.parse(readFileSync(path.join(stack, name), "utf8")) as
    { readonly nats: readonly string[] };
  const token = readFileSync(path.join(stack, "token"), "utf8");
  return connect({ servers: [...ports.nats], token, name: "recorder" });
}

export function encodeRecording({ messages, ...header }: Recording): Buffer {
  const lines = messages.map(({ atMs, subject, bytes }) =>
    JSON.stringify([atMs, subject, Buffer.from(bytes).toString("base64")]));
  return gzipSync([JSON.stringify(header), ...lines, ""].join("\n"), { level: 9 });
}

export function decodeRecording(file: Buffer): Recording {
  const [header = "", ...lines] = gunzipSync(file).toString("utf8").trimEnd().split("\n");
  const messages = lines.map((line): Heard => {
    const [atMs, subject, bytes] = JSON.parse(line) as [number, string, string];
    return { atMs, subject, bytes: Buffer.from(bytes, "base64") };
  });
  return { ...JSON.parse(header) as Omit<Recording, "messages">, messages };
}
