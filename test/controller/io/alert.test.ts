import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { alertMessage, judge, postAlert, signatureOf } from "../../../controller/io/alert.ts";
import { redacted } from "../../../controller/io/log.ts";
import type { Incident } from "../../../proto/verdict.ts";
import { violations } from "../../fixtures/schema.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../../fixtures/webhook.ts";
import { makeIncident, node, valueOf } from "./fake.ts";
import { parseRank } from "../../../proto/ids.ts";

const noStop = new AbortController().signal;

describe("an alert message", () => {
  const schema = JSON.parse(readFileSync("proto/alert.schema.json", "utf8")) as
    Record<string, unknown>;
  const now = Date.parse("2026-01-02T03:04:05.000Z");

  it("does not fit its schema when a field is missing, added or wrong", () => {
    const good = { ...alertMessage("firing", makeIncident("a"), now, "docs") };
    const { summary: _, ...missing } = good;
    assert.notDeepEqual(violations(missing, schema), []);
    assert.notDeepEqual(violations({ ...good, more: 1 }, schema), []);
    assert.notDeepEqual(violations({ ...good, confidence: 2 }, schema), []);
  });

  it("fits its schema whatever the suspects, firing and resolved", () => {
    const [node1, node2] = [node("node-1"), node("node-2")];
    const incident = makeIncident("a", { suspects: [
      { kind: "rank", rank: valueOf(parseRank(2)), node: node2 },
      { kind: "device", node: node2, device: 1 }, { kind: "node", node: node1 },
      { kind: "port", node: node1, port: "eth0", direction: "tx" },
      { kind: "link", from: node1, to: node2 }, { kind: "leaf", leaf: "l" },
      { kind: "spine", spine: "s" }, { kind: "workload", what: "w" },
    ], evidence: ["x".repeat(5000), ...Array.from({ length: 50 }, () => "more")] });
    for (const status of ["firing", "resolved"] as const) {
      assert.deepEqual(violations(alertMessage(status, incident, now, "docs"), schema), []);
    }
  });

  it("says what, who, since when, how sure, what was done, and what to do", () => {
    const message = alertMessage("firing", makeIncident("a"), now, "https://example.org/runbooks/");
    assert.equal(message.summary, "non-comm-hang in job-a: node node-2");
    assert.equal(message.incident, "inc-a");
    // Paged at 4000, first evidence at 1000: it began three seconds before this message.
    assert.deepEqual(message.since, { at: "2026-01-02T03:04:02.000Z", jobMs: 1000 });
    assert.equal(message.command, "c4 explain inc-a");
    assert.equal(message.runbook, "https://example.org/runbooks/non-comm-hang.md");
    assert.equal(message.resolvedAt, null);
    assert.equal(message.resolution, null);
  });

  it("tells what was mended from what the job did not survive", () => {
    const said = (state: Incident["state"]): readonly unknown[] => {
      const message = alertMessage("resolved", makeIncident("a", { state }), now, "docs");
      return [message.resolution, message.summary];
    };
    const what = "non-comm-hang in job-a: node node-2";
    assert.deepEqual(said("recovered"), ["recovered", `resolved: ${what}`]);
    assert.deepEqual(said("closed"), ["job-ended", `the job ended: ${what}`]);
  });
});

describe("one attempt to post an alert", () => {
  let receiver: WebhookReceiver;
  beforeEach(async () => { receiver = await startWebhookReceiver(); });
  afterEach(() => receiver.close());
  const post = (url: string, secret = "s3cret", timeoutMs = 2000) => postAlert(
    { url, secret, timeoutMs, runbooks: "" }, { key: "inc-a/firing", body: '{"a":1}' },
    1_700_000_000_123, noStop);

  it("is not repeated after an answer that says never, and is after one that says later", () => {
    for (const status of [301, 400, 401, 404, 410, 422]) {
      assert.equal(judge(status, null).kind, "never", `${status}`);
    }
    for (const status of [408, 425, 429, 500, 502, 503, 599]) {
      assert.equal(judge(status, null).kind, "later", `${status}`);
    }
    for (const status of [200, 202, 204]) assert.equal(judge(status, null).kind, "delivered");
  });

  it("waits as long as the receiver asks, within a bound, and ignores nonsense", () => {
    assert.deepEqual(judge(429, "7"), { kind: "later", detail: "HTTP 429", waitMs: 7000 });
    assert.deepEqual(judge(503, "99999999"),
      { kind: "later", detail: "HTTP 503", waitMs: 120_000 });
    assert.deepEqual(judge(503, "-5"), { kind: "later", detail: "HTTP 503", waitMs: 0 });
    assert.deepEqual(judge(503, "soon"), { kind: "later", detail: "HTTP 503", waitMs: 0 });
  });

  it("is to be made again when nobody listens, and its words hold no credentials", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => { closed.listen(0, "127.0.0.1", resolve); });
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => { closed.close(resolve); });
    const attempt = await post(`http://user:hunter2@127.0.0.1:${port}/T0K3N?key=T0K3N`);
    assert.equal(attempt.kind, "later");
    assert.match(attempt.detail, /ECONNREFUSED/);
    assert.doesNotMatch(attempt.detail, /hunter2|T0K3N/);
  });

  it("is to be made again when the receiver takes it and never answers", async () => {
    receiver.answer = () => "hang";
    assert.equal((await post(receiver.url, "", 100)).kind, "later");
  });

  it("keeps its time limit when garbage is collected meanwhile", async () => {
    receiver.answer = () => "hang";
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const collecting = setInterval(collect, 20);
    try {
      const attempt = await post(receiver.url, "", 300);
      assert.equal(attempt.kind, "later");
      assert.match(attempt.detail, /TimeoutError/);
    } finally {
      clearInterval(collecting);
    }
  });

  it("does not follow the message elsewhere", async () => {
    receiver.answer = () => 307;
    assert.equal((await post(receiver.url)).kind, "never");
    assert.equal(receiver.received.length, 1);
  });

  it("carries an HMAC of timestamp and body that the receiver can recompute", async () => {
    assert.equal((await post(receiver.url)).kind, "delivered");
    const [got] = receiver.received;
    assert.ok(got);
    assert.equal(got.headers["x-c4-timestamp"], "1700000000");
    const expected = createHmac("sha256", "s3cret").update("1700000000.").update(got.body);
    assert.equal(got.headers["x-c4-signature"], `sha256=${expected.digest("hex")}`);
    assert.equal(got.headers["content-type"], "application/json");
    assert.equal(decodeURIComponent(String(got.headers["x-c4-delivery"])), "inc-a/firing");
    assert.notEqual(signatureOf("other", "1700000000", got.body), got.headers["x-c4-signature"]);
  });

  it("sends user and password of the URL as a header", async () => {
    const url = new URL(receiver.url);
    url.username = "user";
    url.password = "p@ss";
    assert.equal((await post(url.href, "")).kind, "delivered");
    const [got] = receiver.received;
    assert.equal(got?.headers.authorization,
      `Basic ${Buffer.from("user:p@ss").toString("base64")}`);
    assert.equal(got?.headers["x-c4-signature"], undefined);
    assert.equal(redacted(url.href), url.origin);
  });
});
