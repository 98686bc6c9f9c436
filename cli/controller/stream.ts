// The controller's WebSocket stream, for as long as one wants it: when it breaks (a controller was
// killed and comes back) it is opened again, with a growing pause, and the reader is told.

import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import type { StreamMessage } from "../../proto/api.ts";

export interface StreamReader {
  readonly onMessage: (message: StreamMessage) => void;
  /** Said once each time the stream comes or goes. */
  readonly onState: (state: "open" | "away", detail: string) => void;
}

const frameBytesMax = 64 * 1024 * 1024;
const pauseMinMs = 200;
const pauseMaxMs = 5000;

/** Returns when the signal says so. */
export async function readStream(
  controller: URL, reader: StreamReader, signal: AbortSignal,
): Promise<void> {
  const url = new URL("/v1/stream", controller);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  let pauseMs = pauseMinMs;
  let isAway = false;
  while (!signal.aborted) {
    const detail = await readOnce(url, {
      ...reader,
      onState: (state, text) => {
        pauseMs = pauseMinMs;
        isAway = false;
        reader.onState(state, text);
      },
    }, signal);
    if (signal.aborted) return;
    if (!isAway) reader.onState("away", detail);
    isAway = true;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined); // aborted: we leave
    pauseMs = Math.min(pauseMaxMs, pauseMs * 2);
  }
}

function readOnce(url: URL, reader: StreamReader, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { maxPayload: frameBytesMax, handshakeTimeout: 5000 });
    let detail = "the stream ended";
    const leave = (): void => socket.terminate();
    signal.addEventListener("abort", leave, { once: true });
    socket.on("open", () => reader.onState("open", ""));
    socket.on("error", (error) => { detail = error.message; });
    socket.on("message", (bytes: Buffer) => {
      const message = parseMessage(bytes.toString("utf8"));
      if (message !== undefined) reader.onMessage(message);
    });
    socket.on("close", () => {
      signal.removeEventListener("abort", leave);
      resolve(detail);
    });
  });
}

/** A kind that a newer controller speaks is passed over. */
function parseMessage(text: string): StreamMessage | undefined {
  try {
    const message = JSON.parse(text) as StreamMessage;
    return message.kind === "status" || message.kind === "incident" ? message : undefined;
  } catch {
    return undefined;
  }
}
