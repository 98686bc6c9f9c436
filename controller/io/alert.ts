// One alert as a webhook: the message, its signature, one attempt to post it, and what the answer
// means. When to try again is the outbox's business.

import { createHmac } from "node:crypto";
import {
  alertEvidenceMax, alertHeaders, alertTextLengthMax, type AlertMessage,
} from "../../proto/alert.ts";
import { formatSuspect, type Incident } from "../../proto/verdict.ts";
import type { InstantMs } from "../core/fleet/contract.ts";
import { redacted } from "./log.ts";

export interface WebhookOptions {
  /** Empty: alerts have no receiver. User and password in it are sent, never logged. */
  readonly url: string;
  /** Key of the HMAC; empty: messages are not signed. */
  readonly secret: string;
  /** One attempt, default 10,000. */
  readonly timeoutMs: number;
  /** Where runbooks lie: `<runbooks>/<syndrome>.md`. */
  readonly runbooks: string;
}

export type Attempt =
  | { readonly kind: "delivered"; readonly detail: string }
  | { readonly kind: "later"; readonly detail: string; readonly waitMs: number }
  | { readonly kind: "never"; readonly detail: string };

/** A receiver may ask us to wait, but not for longer than this. */
const retryAfterMsMax = 120_000;
const answerBytesMax = 64 * 1024;

const cut = (text: string): string => text.length <= alertTextLengthMax
  ? text : `${text.slice(0, alertTextLengthMax - 1)}…`;

const iso = (atMs: InstantMs): string => new Date(Math.max(0, atMs)).toISOString();

/** Incidents count from their job's first collective; `now` is when the alert was decided. */
export function alertMessage(
  status: "firing" | "resolved",
  incident: Incident,
  now: InstantMs,
  runbooks: string,
): AlertMessage {
  const suspects = incident.suspects.map((suspect) =>
    ({ ...suspect, text: formatSuspect(suspect) }));
  const names = suspects.map((each) => each.text).join(", ") || "nobody named yet";
  const latestMs = Math.max(
    incident.suspectedMs, incident.pagedMs ?? 0, incident.closedMs ?? 0,
    ...incident.history.map((each) => each.atMs), ...incident.actions.map((each) => each.atMs),
  );
  const resolution = status === "firing" ? null
    : incident.state === "closed" ? "job-ended" : "recovered";
  const word = { none: "", recovered: "resolved: ", "job-ended": "the job ended: " };
  return {
    version: 1,
    status,
    incident: incident.id,
    summary: cut(`${word[resolution ?? "none"]}${incident.syndrome} in ${incident.job}: ${names}`),
    what: { syndrome: incident.syndrome, cause: incident.cause, reason: cut(incident.reason) },
    who: { job: incident.job, suspects, level: incident.level },
    since: {
      at: iso(now - Math.max(0, latestMs - incident.firstEvidenceMs)),
      jobMs: incident.firstEvidenceMs,
    },
    resolvedAt: status === "resolved" ? iso(now) : null,
    resolution,
    confidence: incident.confidence,
    needsHuman: incident.needsHuman,
    done: incident.actions.map(({ kind, outcome, detail }) =>
      ({ kind, outcome, detail: cut(detail) })),
    evidence: incident.evidence.slice(0, alertEvidenceMax).map(cut),
    command: `c4 explain ${incident.id}`,
    runbook: `${runbooks.replace(/\/$/, "")}/${incident.syndrome}.md`,
  };
}

export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}

/** Posts once. Redirects are not followed: a signed message goes where it was addressed. */
export async function postAlert(
  options: WebhookOptions,
  message: { readonly key: string; readonly body: string },
  now: InstantMs,
  signal: AbortSignal,
): Promise<Attempt> {
  const timestamp = String(Math.floor(now / 1000));
  const url = new URL(options.url);
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "user-agent": "c4-controller",
    [alertHeaders.timestamp]: timestamp,
    [alertHeaders.delivery]: encodeURIComponent(message.key).slice(0, 256),
  };
  if (options.secret !== "") {
    headers[alertHeaders.signature] = signatureOf(options.secret, timestamp, message.body);
  }
  if (url.username !== "" || url.password !== "") {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers["authorization"] = `Basic ${Buffer.from(credentials).toString("base64")}`;
    url.username = "";
    url.password = "";
  }
  try {
    return await inTime(options.timeoutMs, signal, async (attempt) => {
      const answer = await fetch(url, {
        method: "POST", headers, body: message.body, redirect: "manual", signal: attempt,
      });
      await discard(answer).catch(() => undefined); // the status has been said already
      return judge(answer.status, answer.headers.get("retry-after"));
    });
  } catch (caught) {
    return { kind: "later", detail: networkReason(caught, options.url), waitMs: 0 };
  }
}

/**
 * Runs `call` until `signal` or its time is over. Not AbortSignal.any over AbortSignal.timeout:
 * Node 20 holds both weakly, a garbage collection takes the time limit away, and the outbox waits
 * for ever for a receiver that never answers.
 */
async function inTime<T>(
  timeoutMs: number, signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const both = new AbortController();
  const timer = setTimeout(() => {
    both.abort(new DOMException("no answer in time", "TimeoutError"));
  }, timeoutMs);
  const stop = (): void => { both.abort(signal.reason); };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await call(both.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/**
 * Request timeout (RFC 9110, 15.5.9), too early (RFC 8470, 5.2), too many requests (RFC 6585, 4):
 * the message itself is not at fault.
 */
const laterStatuses: readonly number[] = [408, 425, 429];

export function judge(status: number, retryAfter: string | null): Attempt {
  const detail = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { kind: "delivered", detail };
  if (!laterStatuses.includes(status) && status < 500) return { kind: "never", detail };
  const seconds = Number(retryAfter ?? "");
  const waitMs = Number.isFinite(seconds) && seconds > 0
    ? Math.min(seconds * 1000, retryAfterMsMax) : 0;
  return { kind: "later", detail, waitMs };
}

/** Reads a bounded part of the answer, so that the connection can be used again. */
async function discard(answer: Response): Promise<void> {
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk instanceof Uint8Array ? chunk.length : 0;
    if (bytes > answerBytesMax) return;
  }
}

/**
 * Of the error only its code, or its name: its message may carry the URL with its credentials. A
 * DOMException's code is a number that says nothing.
 */
function networkReason(caught: unknown, url: string): string {
  const cause = caught instanceof Error ? caught.cause ?? caught : caught;
  const code = cause instanceof Error && "code" in cause && typeof cause.code === "string"
    ? cause.code : cause instanceof Error ? cause.name : "unknown";
  return `${redacted(url)} does not answer (${code})`;
}
