// A controller that answers with fixed views, over a real socket.

import http from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { StreamMessage } from "../../proto/api.ts";

export interface FakeController {
  readonly url: string;
  /** Method and path of each request, and the body of a POST. */
  readonly asked: readonly string[];
  readonly send: (message: StreamMessage) => void;
  readonly close: () => Promise<void>;
}

/** Paths to values; a function may change its answer from call to call. */
export type Answers = Readonly<Record<string, unknown>>;

export async function startFakeController(answers: Answers): Promise<FakeController> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => { body += part.toString("utf8"); });
    request.on("end", () => {
      const path = request.url ?? "";
      asked.push(`${request.method} ${path}${body === "" ? "" : ` ${body}`}`);
      const known = answers[path];
      const value: unknown = typeof known === "function" ? known() : known;
      if (value === "silence") return;
      response.statusCode = value === undefined ? 404 : 200;
      response.setHeader("content-type", "application/json");
      response.end(typeof value === "string" ? value : JSON.stringify(
        value ?? { error: { code: "not-found", message: `there is no ${path}` } },
      ));
    });
  });
  const sockets = new WebSocketServer({ server, path: "/v1/stream" });
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`, asked,
    send: (message) => {
      for (const socket of sockets.clients) socket.send(JSON.stringify(message));
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  };
}
