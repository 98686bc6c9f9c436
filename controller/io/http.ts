// The HTTP server around the routes: limits, time-outs, the guard, and the stream's upgrade.

import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { listenFailure } from "../../proto/configuration.ts";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import { guard } from "./guard.ts";
import type { Log } from "./log.ts";
import { answer, errorAnswer, type Answer, type Backstage } from "./routes.ts";
import type { Stream } from "./stream.ts";

export interface HttpOptions {
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  readonly hosts: readonly string[];
  readonly backstage: Backstage;
  readonly stream: Stream;
  readonly log: Log;
}

export interface HttpServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export const bodyBytesMax = 16 * 1024;
const headerBytesMax = 16 * 1024;
const connectionsMax = 512;
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 15_000;
const idleTimeoutMs = 30_000;

/** No intermediary or browser may keep or reinterpret what we say. */
const fixedHeaders = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
} as const;

export function serveHttp(options: HttpOptions): Promise<Result<HttpServer>> {
  const server = http.createServer({
    maxHeaderSize: headerBytesMax, headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs, keepAliveTimeout: idleTimeoutMs,
  }, (request, response) => {
    void respond(options, request, response);
  });
  server.maxConnections = connectionsMax;
  server.on("upgrade", (request, socket: Socket, head) => {
    // An error here has no other listener until the stream adopts the socket.
    socket.on("error", () => socket.destroy());
    const allowed = permitted(options, request);
    const isStream = /^\/v1\/stream(\?|$)/.test(request.url ?? "");
    if (!allowed.ok || !isStream) {
      const status = allowed.ok ? "404 Not Found" : "403 Forbidden";
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    } else options.stream.adopt(request, socket, head);
  });
  return new Promise((resolve) => {
    server.once("error", (error) => resolve(listenFailure("http.listen", options, error)));
    server.listen(options.port, options.address, () => {
      // The family is ours: a TCP server's address is never a string or null while it listens.
      const { port } = server.address() as AddressInfo;
      resolve(success({ port, close: () => close(server) }));
    });
  });
}

function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function permitted(options: HttpOptions, request: IncomingMessage): Result<void> {
  const site = request.headers["sec-fetch-site"];
  return guard({
    method: request.method ?? "GET",
    host: request.headers.host,
    origin: request.headers.origin,
    site: typeof site === "string" ? site : undefined,
    contentType: request.headers["content-type"],
  }, options.hosts);
}

async function respond(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const said = await answerTo(options, request);
    send(request, response, said);
  } catch (caught) {
    const error = failureFrom(caught);
    options.log.problem("an HTTP request failed", error.message);
    // The cause is for the log; a stranger learns only that it failed.
    if (!response.headersSent) {
      send(request, response, errorAnswer({ code: "internal", message: "the request failed" }));
    }
  }
}

async function answerTo(options: HttpOptions, request: IncomingMessage): Promise<Answer> {
  const target = request.url ?? "/";
  // Probes and scrapers come by whatever name the cluster gave us, and learn nothing of jobs.
  const isOpen = /^\/(healthz|readyz|metrics)$/.test(target) && request.method === "GET";
  const allowed = isOpen ? success(undefined) : permitted(options, request);
  if (!allowed.ok) return errorAnswer(allowed.error);
  const body = await readBody(request);
  if (!body.ok) return errorAnswer(body.error);
  return answer({ method: request.method ?? "GET", target, body: body.value }, options.backstage);
}

async function readBody(request: IncomingMessage): Promise<Result<string>> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    if (!Buffer.isBuffer(part)) continue;
    bytes += part.length;
    // What comes beyond the limit is read and thrown away, so that the sender hears the answer.
    if (bytes <= bodyBytesMax) parts.push(part);
    if (bytes > 64 * bodyBytesMax) break;
  }
  if (bytes > bodyBytesMax) {
    return failure("invalid-argument", `the body is larger than ${bodyBytesMax} bytes`);
  }
  return success(Buffer.concat(parts).toString("utf8"));
}

function send(request: IncomingMessage, response: ServerResponse, said: Answer): void {
  response.writeHead(said.status, {
    ...fixedHeaders, "content-type": said.type, "content-length": Buffer.byteLength(said.text),
    ...(said.allow === undefined ? {} : { allow: said.allow }),
  });
  response.end(request.method === "HEAD" ? undefined : said.text);
}
