// The HTTP API of proto/api.ts as one function from a request to an answer: no sockets here.

import type { ErrorView, HooksRequest } from "../../proto/api.ts";
import {
  errorCodes, failure, success, type ErrorCode, type Failure, type Result,
} from "../../proto/errors.ts";
import { parseIncidentId, parseJobName, type JobName } from "../../proto/ids.ts";
import type { Scene } from "../core/views.ts";
import type { Core } from "./core.ts";

export interface Asked {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** Of a POST, at most `bodyBytesMax`. */
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly type: "application/json" | "text/plain; version=0.0.4; charset=utf-8";
  readonly text: string;
  readonly allow?: string;
}

export interface Backstage {
  readonly views: Core["views"];
  readonly scene: () => Scene;
  readonly status: () => unknown;
  readonly metrics: () => string;
  readonly isReady: () => boolean;
  readonly leads: () => boolean;
  /** Switches hooks and waits for the agents' answers; bounded. */
  readonly setHooks: (job: JobName, enabled: boolean) => Promise<Result<unknown>>;
}

type Route = (asked: URL, backstage: Backstage) => Result<unknown>;

/** Exact paths, and prefixes that end in the name of a thing. */
const reads: readonly { readonly path: RegExp; readonly answer: Route }[] = [
  { path: /^\/v1\/status$/, answer: (_, { status }) => success(status()) },
  { path: /^\/v1\/jobs$/, answer: (_, { views, scene }) => success(views.jobViews(scene())) },
  { path: /^\/v1\/jobs\/[^/]+$/, answer: readJob },
  { path: /^\/v1\/incidents$/, answer: readIncidents },
  { path: /^\/v1\/incidents\/[^/]+$/, answer: readIncident },
  { path: /^\/v1\/matrix\/[^/]+$/, answer: readMatrix },
];
const hooksPath = /^\/v1\/jobs\/([^/]+)\/hooks$/;

export async function answer(asked: Asked, backstage: Backstage): Promise<Answer> {
  const url = parseTarget(asked.target);
  if (url === undefined) return refusal("invalid-argument", "unreadable path");
  const isRead = asked.method === "GET" || asked.method === "HEAD";
  const health = isRead ? healthAnswer(url.pathname, backstage) : undefined;
  if (health !== undefined) return health;
  if (hooksPath.test(url.pathname)) {
    if (asked.method !== "POST") return notAllowed("POST");
    return resultAnswer(await postHooks(url, asked.body, backstage));
  }
  const route = reads.find((each) => each.path.test(url.pathname));
  if (route === undefined) {
    return refusal("not-found", `there is no ${url.pathname.slice(0, 100)}`);
  }
  return isRead ? resultAnswer(route.answer(url, backstage)) : notAllowed("GET, HEAD");
}

function healthAnswer(path: string, backstage: Backstage): Answer | undefined {
  switch (path) {
    case "/healthz": return jsonAnswer(200, { alive: true });
    case "/readyz": {
      const ready = backstage.isReady();
      return jsonAnswer(ready ? 200 : 503, { ready, leader: backstage.leads() });
    }
    case "/metrics": return {
      status: 200, type: "text/plain; version=0.0.4; charset=utf-8", text: backstage.metrics(),
    };
    default: return undefined;
  }
}

/** The last segment, decoded; parsers judge what it says. */
function lastOf(url: URL): string {
  const segment = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a broken escape is no valid name and is refused as one
  }
}

function found<T>(value: T | undefined, what: string): Result<T> {
  return value === undefined ? failure("not-found", `there is no ${what}`) : success(value);
}

function readJob(url: URL, { views, scene }: Backstage): Result<unknown> {
  const job = parseJobName(lastOf(url));
  return job.ok ? found(views.jobDetail(scene(), job.value), `job ${job.value}`) : job;
}

function readIncidents(url: URL, { views, scene }: Backstage): Result<unknown> {
  const named = url.searchParams.get("job");
  if (named === null) return success(views.incidents(scene().state));
  const job = parseJobName(named);
  if (!job.ok) return job;
  const { state } = scene();
  const own = views.incidents(state, job.value); // they outlive their job
  const isKnown = own.length > 0 || state.jobs.has(job.value);
  return found(isKnown ? own : undefined, `job ${job.value}`);
}

function readIncident(url: URL, { views, scene }: Backstage): Result<unknown> {
  const id = parseIncidentId(lastOf(url));
  return id.ok ? found(views.incidentDetail(scene().state, id.value), `incident ${id.value}`) : id;
}

function readMatrix(url: URL, { views, scene }: Backstage): Result<unknown> {
  const job = parseJobName(lastOf(url));
  return job.ok ? found(views.matrixView(scene(), job.value), `job ${job.value}`) : job;
}

async function postHooks(url: URL, body: string, backstage: Backstage): Promise<Result<unknown>> {
  const named = hooksPath.exec(url.pathname)?.[1] ?? "";
  const job = parseJobName(named);
  if (!job.ok) return job;
  const request = parseHooks(body);
  if (!request.ok) return request;
  if (!backstage.leads()) {
    return failure("unavailable", "this controller stands by: ask the one that leads");
  }
  return backstage.setHooks(job.value, request.value.enabled);
}

function parseHooks(body: string): Result<HooksRequest> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && "enabled" in parsed &&
      typeof parsed.enabled === "boolean") return success({ enabled: parsed.enabled });
  } catch {
    // Not JSON: refused like any other body that says nothing.
  }
  return failure("invalid-argument", `the body must be {"enabled": true} or {"enabled": false}`);
}

function parseTarget(target: string): URL | undefined {
  try {
    return new URL(target, "http://controller");
  } catch {
    return undefined;
  }
}

export function jsonAnswer(status: number, value: unknown): Answer {
  const text = JSON.stringify(value, (_, each: unknown) =>
    typeof each === "bigint" ? each.toString() : each);
  return { status, type: "application/json", text: `${text}\n` };
}

export function errorAnswer(error: Failure): Answer {
  const view: ErrorView = { error: { code: error.code, message: error.message } };
  return jsonAnswer(errorCodes[error.code].httpStatus, view);
}

function resultAnswer(result: Result<unknown>): Answer {
  return result.ok ? jsonAnswer(200, result.value) : errorAnswer(result.error);
}

function notAllowed(allow: string): Answer {
  return { ...refusal("invalid-argument", `use ${allow}`), status: 405, allow };
}

function refusal(code: ErrorCode, message: string): Answer {
  return errorAnswer({ code, message });
}
