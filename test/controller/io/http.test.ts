import { strict as assert } from "node:assert";
import { once } from "node:events";
import http from "node:http";
import { connect } from "node:net";
import { WebSocket } from "ws";
import { createClock } from "../../../controller/io/clock.ts";
import { guard, type Asking } from "../../../controller/io/guard.ts";
import { bodyBytesMax, serveHttp, type HttpServer } from "../../../controller/io/http.ts";
import { metricsText } from "../../../controller/io/metrics.ts";
import { answer, type Backstage } from "../../../controller/io/routes.ts";
import { createStream, type Stream } from "../../../controller/io/stream.ts";
import { defaultPolicy } from "../../../controller/core/fleet/policy.ts";
import type { StatusView } from "../../../proto/api.ts";
import { success } from "../../../proto/errors.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { quietLog } from "./fixtures.ts";
import { fakeCore, makeIncident, memoryOf, valueOf } from "./fake.ts";

const state = fakeCore.initialState({ term: 3 });
memoryOf(state).entries.set("incident/a", {});
const clock = createClock();
const status = (errors: readonly string[] = []): StatusView => fakeCore.views.statusView(
  { state, now: clock.now(), policy: defaultPolicy },
  {
    version: "1.2.3", leader: true, suspended: false, upMs: 5, connected: true,
    lost: 0, rejected: 2, alertsPending: 1, errors,
  });
const zeroInbox = {
  received: 0, superseded: 0, lost: 0, baseless: 0, rejected: 0,
  rejectedByReason: {
    "subject": 0, "size": 0, "encoding": 0, "node": 0, "nodes-full": 0, "bytes-full": 0,
  },
};

function backstage(change: Partial<Backstage> = {}): Backstage {
  return {
    views: fakeCore.views, scene: () => ({ state, now: clock.now(), policy: defaultPolicy }),
    status: () => status(), isReady: () => true, leads: () => true,
    metrics: () => metricsText({
      status: status(), incidents: [makeIncident("a")], inbox: zeroInbox, waiting: 0,
      reconnects: 0, stream: { clients: 0, dropped: 0 },
    }),
    setHooks: async (job, enabled) => success({ job, enabled, nodes: [] }), ...change,
  };
}

describe("the guard of the HTTP API", () => {
  const asking = (change: Partial<Asking>): Asking => ({
    method: "GET", host: "127.0.0.1:7044", origin: undefined, site: undefined,
    contentType: undefined, ...change,
  });
  const code = (change: Partial<Asking>, hosts: readonly string[] = []): string => {
    const said = guard(asking(change), hosts);
    return said.ok ? "ok" : said.error.code;
  };
  const json = { method: "POST", contentType: "application/json; charset=utf-8" };

  it("refuses names that are not ours, as a page with bent DNS would use", () => {
    for (const host of ["evil.example:7044", "", "localhost.evil.example", "a@b"]) {
      assert.equal(code({ host }), "denied", host);
    }
    assert.equal(code({ host: undefined }), "denied");
  });

  it("refuses pages of other origins, to read and to write", () => {
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1:8000"]) {
      assert.equal(code({ origin }), "denied", origin);
      assert.equal(code({ ...json, origin }), "denied", origin);
    }
    assert.equal(code({ ...json, site: "cross-site" }), "denied");
    assert.equal(code({ ...json, site: "same-site" }), "denied");
  });

  it("refuses to change anything for what a plain form can send", () => {
    for (const contentType of [undefined, "text/plain", "application/x-www-form-urlencoded"]) {
      assert.equal(code({ method: "POST", contentType }), "invalid-argument");
    }
  });

  it("lets through addresses, localhost, names we were told, and our own pages", () => {
    for (const host of ["127.0.0.1:7044", "[::1]:7044", "localhost:1", "10.0.0.7"]) {
      assert.equal(code({ host }), "ok", host);
    }
    assert.equal(code({ host: "c4.svc:80" }, ["c4.svc"]), "ok");
    assert.equal(code({ origin: "http://127.0.0.1:7044" }), "ok");
    assert.equal(code(json), "ok");
  });
});

describe("the routes of the HTTP API", () => {
  const ask = (method: string, target: string, body = "", change: Partial<Backstage> = {}) =>
    answer({ method, target, body }, backstage(change));
  const error = (text: string): string =>
    (JSON.parse(text) as { readonly error: { readonly code: string } }).error.code;

  it("answer what does not exist or makes no sense with an error view", async () => {
    for (const [target, wanted] of [
      ["/nothing", 404], ["/v1/jobs/none", 404], ["/v1/jobs/..%2f", 400], ["/v1/jobs/%ff", 400],
      ["/v1/incidents/nonsense", 400], ["/v1/incidents?job=a%20b", 400],
      ["/v1/incidents?job=nobody", 404], ["/v1/matrix/none", 404],
      ["//", 400],
    ] as const) {
      const said = await ask("GET", target);
      assert.equal(said.status, wanted, target);
      assert.ok(error(said.text));
    }
  });

  it("refuse other methods and say which are allowed", async () => {
    const said = await ask("DELETE", "/v1/status");
    assert.equal(said.status, 405);
    assert.equal(said.allow, "GET, HEAD");
    assert.equal((await ask("GET", "/v1/jobs/job-a/hooks")).allow, "POST");
  });

  it("refuse to switch hooks without a clear word, or while standing by", async () => {
    for (const body of ["", "{", "null", "[]", '{"enabled":"yes"}', '{"on":true}']) {
      assert.equal(error((await ask("POST", "/v1/jobs/job-a/hooks", body)).text),
        "invalid-argument", body);
    }
    const standby = await ask("POST", "/v1/jobs/job-a/hooks", '{"enabled":true}',
      { leads: () => false });
    assert.equal(standby.status, 503);
  });

  it("say whether it is ready, apart from whether it is alive", async () => {
    assert.equal((await ask("GET", "/healthz")).status, 200);
    assert.equal((await ask("GET", "/readyz", "", { isReady: () => false })).status, 503);
    assert.deepEqual(JSON.parse((await ask("GET", "/readyz")).text),
      { ready: true, leader: true });
  });

  it("answer with the views", async () => {
    const found = JSON.parse((await ask("GET", "/v1/status")).text) as StatusView;
    assert.equal(found.controller.version, "1.2.3");
    assert.deepEqual(JSON.parse((await ask("GET", "/v1/jobs")).text), []);
    const incidents = JSON.parse((await ask("GET", "/v1/incidents?job=job-a")).text) as unknown[];
    assert.equal(incidents.length, 1);
    const detail = JSON.parse((await ask("GET", "/v1/incidents/inc-a")).text) as
      { readonly incident: { readonly id: string } };
    assert.equal(detail.incident.id, "inc-a");
    const hooks = await ask("POST", "/v1/jobs/job-a/hooks", '{"enabled":false}');
    assert.deepEqual(JSON.parse(hooks.text), { job: "job-a", enabled: false, nodes: [] });
  });
});

describe("the metrics", () => {
  const text = backstage().metrics();

  it("have every series from the first scrape on, with help that ends in a unit", () => {
    for (const series of [
      "c4_signatures_received_total 0", 'c4_signatures_rejected_total{reason="encoding"} 0',
      'c4_signatures_lost_total 0', 'c4_alerts_pending 0', 'c4_alerts_total{outcome="failed"} 0',
      'c4_agents{state="reporting"} 0', "c4_core_lag_seconds 0",
      'c4_incidents{syndrome="fail-stop",state="closed"} 0',
      'c4_incidents{syndrome="non-comm-hang",state="confirmed"} 1',
      'c4_step_duration_seconds_bucket{le="+Inf"} 0',
    ]) assert.ok(text.includes(`${series}\n`), series);
    for (const help of text.split("\n").filter((each) => each.startsWith("# HELP"))) {
      assert.match(help, /^# HELP c4_[a-z_]+ [A-Z].* \[[a-z0-9 ]+\]$/);
    }
  });

  it("name each series once and each family before its series", () => {
    const names = text.split("\n").filter((each) => each !== "" && !each.startsWith("#"))
      .map((each) => each.slice(0, each.lastIndexOf(" ")));
    assert.equal(new Set(names).size, names.length);
  });
});

describe("the HTTP server", function () {
  this.timeout(60_000);
  let server: HttpServer;
  let stream: Stream;
  let url: string;

  before(async () => {
    stream = createStream({
      status: () => status(["x".repeat(100_000)]), statusMs: 10, bufferBytesMax: 500_000,
      clientsMax: 3,
    });
    server = valueOf(await serveHttp({
      address: "127.0.0.1", port: 0, hosts: ["ours.example"], log: quietLog(), stream,
      backstage: backstage({ setHooks: async () => { throw new Error("secret of ours"); } }),
    }));
    url = `http://127.0.0.1:${server.port}`;
  });
  after(async () => {
    stream.close();
    await server.close();
  });
  beforeEach(() => eventually("nobody listens any more", () => stream.counts().clients === 0));
  const upgrade = (headers: Record<string, string>, path = "/v1/stream"): Promise<number> =>
    new Promise((resolve, reject) => {
      const request = http.get(`${url}${path}`, { headers: {
        "connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", ...headers,
      } });
      request.on("upgrade", (_, socket) => {
        socket.destroy();
        resolve(101);
      });
      request.on("response", (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on("error", reject);
    });

  it("says so when its port is taken", async () => {
    const second = await serveHttp({
      address: "127.0.0.1", port: server.port, hosts: [], log: quietLog(), stream,
      backstage: backstage(),
    });
    assert.equal(second.ok ? "" : second.error.code, "unavailable");
  });

  it("refuses a body beyond its limit, and a page of another origin", async () => {
    const headers = { "content-type": "application/json" };
    const large = await fetch(`${url}/v1/jobs/a/hooks`, {
      method: "POST", headers, body: "x".repeat(bodyBytesMax + 1),
    });
    assert.equal(large.status, 400);
    const foreign = await fetch(`${url}/v1/jobs/a/hooks`, {
      method: "POST", body: '{"enabled":false}', headers: { ...headers, origin: "https://evil" },
    });
    assert.equal(foreign.status, 403);
    const preflight = await fetch(`${url}/v1/jobs/a/hooks`, {
      method: "OPTIONS", headers: { origin: "https://evil" },
    });
    assert.equal(preflight.headers.get("access-control-allow-origin"), null);
  });

  it("tells a stranger nothing of why a request failed", async () => {
    const failed = await fetch(`${url}/v1/jobs/a/hooks`, {
      method: "POST", body: '{"enabled":false}', headers: { "content-type": "application/json" },
    });
    assert.equal(failed.status, 500);
    assert.doesNotMatch(await failed.text(), /secret/);
  });

  it("survives bytes that are no HTTP", async () => {
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(Uint8Array.of(0, 1, 2, 255, 13, 10, 13, 10));
    socket.resume();
    await once(socket, "close");
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  });

  it("gives the stream to listeners of this machine, not to pages or other paths", async () => {
    assert.equal(await upgrade({ origin: "https://evil.example" }), 403);
    assert.equal(await upgrade({ host: "evil.example" }), 403);
    assert.equal(await upgrade({}, "/v1/other"), 404);
    assert.equal(await upgrade({ host: "ours.example" }), 101);
  });

  it("streams the status at once and incidents as they change", async () => {
    const client = new WebSocket(`${url.replace("http", "ws")}/v1/stream`);
    const heard: string[] = [];
    client.on("message", (bytes: Buffer) => {
      const message = JSON.parse(bytes.toString()) as { readonly kind: string };
      heard.push(message.kind);
    });
    await eventually("the status came", () => heard.includes("status"));
    stream.incident(makeIncident("b"));
    await eventually("the incident came", () => heard.includes("incident"));
    client.close();
    await eventually("it is gone", () => stream.counts().clients === 0);
    assert.equal(stream.counts().dropped, 0, "a client that leaves was not dropped");
  });

  it("drops a client that does not read, counts it, and serves the others on", async () => {
    const slow = new WebSocket(`${url.replace("http", "ws")}/v1/stream`);
    slow.on("error", () => undefined);
    await once(slow, "open");
    slow.pause();
    let heard = 0;
    const quick = new WebSocket(`${url.replace("http", "ws")}/v1/stream`);
    quick.on("message", () => { heard += 1; });
    const droppedBefore = stream.counts().dropped;
    await eventually("the slow one is dropped", () => stream.counts().dropped > droppedBefore);
    const before = heard;
    await eventually("the quick one hears on", () => heard > before + 3);
    assert.equal(stream.counts().clients, 1);
    slow.terminate();
    quick.close();
    await eventually("both are gone", () => stream.counts().clients === 0);
  });

  it("takes no more listeners than it is allowed", async () => {
    const clients = [1, 2, 3].map(() => new WebSocket(`${url.replace("http", "ws")}/v1/stream`));
    await Promise.all(clients.map((each) => once(each, "open")));
    assert.equal(await upgrade({}), 429);
    for (const each of clients) each.terminate();
    await eventually("all are gone", () => stream.counts().clients === 0);
  });
});
