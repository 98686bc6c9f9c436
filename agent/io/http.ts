// /healthz, /readyz and /metrics, for the kubelet and Prometheus. Nothing here says anything about
// jobs, and nothing can be changed.

import { createServer } from "node:http";
import { listenFailure, type Listen } from "../../proto/configuration.ts";
import { success, type Result } from "../../proto/errors.ts";

export interface HttpServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface Pages {
  readonly isHealthy: () => boolean;
  readonly isReady: () => boolean;
  readonly metrics: () => string;
}

const connectionsMax = 64;
const headerBytesMax = 8 * 1024;
const timeoutMs = 5000;

export function serveHttp(listen: Listen, pages: Pages): Promise<Result<HttpServer>> {
  const server = createServer({
    maxHeaderSize: headerBytesMax, headersTimeout: timeoutMs, requestTimeout: timeoutMs,
    keepAliveTimeout: timeoutMs,
  }, (request, response) => {
    request.resume(); // a body that nobody asked for
    const say = (status: number, text: string): void => {
      response.writeHead(status, {
        "content-type": "text/plain; charset=utf-8", "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
      response.end(request.method === "HEAD" ? undefined : text);
    };
    if (request.method !== "GET" && request.method !== "HEAD") return say(405, "GET only\n");
    switch (request.url) {
      case "/healthz": return pages.isHealthy() ? say(200, "ok\n") : say(503, "stuck\n");
      case "/readyz": return pages.isReady() ? say(200, "ok\n") : say(503, "not ready\n");
      case "/metrics": return say(200, pages.metrics());
      default: return say(404, "not found\n");
    }
  });
  server.maxConnections = connectionsMax;
  return new Promise((resolve) => {
    server.once("error", (error) => {
      resolve(listenFailure("http.listen", listen, error));
    });
    server.listen(listen.port, listen.address, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      const host = listen.address.includes(":") ? `[${listen.address}]` : listen.address;
      resolve(success({
        url: `http://${host}:${port}`,
        close: () => new Promise((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        }),
      }));
    });
  });
}
