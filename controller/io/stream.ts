// /v1/stream: one JSON message a frame, to everyone who listens. A client that does not read as
// fast as we write is dropped, not waited for and not buffered without bound: it reconnects and
// gets the whole status at once, so it misses nothing that still matters.

import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import type { StatusView, StreamMessage } from "../../proto/api.ts";
import type { Incident } from "../../proto/verdict.ts";
import { jsonAnswer } from "./routes.ts";

export interface Stream {
  readonly adopt: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
  readonly incident: (incident: Incident) => void;
  readonly counts: () => { readonly clients: number; readonly dropped: number };
  readonly close: () => void;
}

export interface StreamOptions {
  readonly status: () => StatusView;
  /** Default 1000. */
  readonly statusMs: number;
  /** Bytes written and not taken by the client, default 4 MiB; one status may exceed it once. */
  readonly bufferBytesMax?: number;
  /** Default 64. */
  readonly clientsMax?: number;
}

/** Clients only listen; what they send is read, bounded and ignored. */
const incomingBytesMax = 1024;
/** A client that answers no ping within one more interval is gone. */
const pingMs = 15_000;

export function createStream(options: StreamOptions): Stream {
  const bufferBytesMax = options.bufferBytesMax ?? 4 * 1024 * 1024;
  const clientsMax = options.clientsMax ?? 64;
  const server = new WebSocketServer({
    noServer: true, maxPayload: incomingBytesMax, perMessageDeflate: false, clientTracking: false,
  });
  const clients = new Map<WebSocket, { answered: boolean }>();
  let dropped = 0;

  const drop = (client: WebSocket): void => {
    if (!clients.delete(client)) return;
    dropped += 1;
    client.terminate();
  };
  const sendText = (client: WebSocket, text: string): void => {
    if (client.bufferedAmount > bufferBytesMax) drop(client);
    // A write that fails says that the client has left; "close" follows, and nobody dropped it.
    else client.send(text, (error) => { if (error) clients.delete(client); });
  };
  const broadcast = (message: StreamMessage): void => {
    if (clients.size === 0) return;
    const text = textOf(message);
    for (const client of clients.keys()) sendText(client, text);
  };
  const sayStatus = setInterval(() => {
    if (clients.size > 0) broadcast({ kind: "status", status: options.status() });
  }, options.statusMs);
  const ping = setInterval(() => {
    for (const [client, life] of clients) {
      if (!life.answered) drop(client);
      else {
        life.answered = false;
        client.ping();
      }
    }
  }, pingMs);
  return {
    adopt: (request, socket, head) => {
      if (clients.size >= clientsMax) {
        socket.end("HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\n\r\n");
        return;
      }
      server.handleUpgrade(request, socket, head, (client) => {
        const life = { answered: true };
        clients.set(client, life);
        client.on("pong", () => { life.answered = true; });
        client.on("close", () => { clients.delete(client); });
        client.on("error", () => { clients.delete(client); });
        sendText(client, textOf({ kind: "status", status: options.status() }));
      });
    },
    incident: (incident) => broadcast({ kind: "incident", incident }),
    counts: () => ({ clients: clients.size, dropped }),
    close: () => {
      clearInterval(sayStatus);
      clearInterval(ping);
      for (const client of clients.keys()) client.terminate();
      clients.clear();
      server.close();
    },
  };
}

function textOf(message: StreamMessage): string {
  return jsonAnswer(200, message).text;
}
