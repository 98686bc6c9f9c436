// Talking to a controller over its HTTP API: where it is, one request with a deadline, and its
// errors as ours.

import http from "node:http";
import https from "node:https";
import type { CommandInput } from "../terminal/command.ts";
import { patienceMinSeconds, secondsOf, textOf, type Flag } from "../terminal/command.ts";
import { environment } from "../../proto/environment.ts";
import { errorCodes, failure, failureFrom, success, type ErrorCode, type Result }
  from "../../proto/errors.ts";
import { codeOf } from "../../proto/file-failure.ts";
import { livingRuns } from "../files/pointer.ts";
import { printableLine } from "../view/paint.ts";

/** A status of 16,384 nodes is some ten MB. */
const answerBytesMax = 64 * 1024 * 1024;
const othersShownMax = 4;

export const controllerFlags: readonly Flag[] = [
  {
    name: "controller", value: "URL",
    help: "Where the controller listens; else $C4_CONTROLLER, else your newest `c4 run`",
  },
  { name: "timeout", value: "SECONDS", default: "10", help: "Give up after this long" },
];

export interface Connection {
  readonly url: URL;
  readonly timeoutMs: number;
}

export function connectionOf(input: CommandInput): Result<Connection> {
  const timeoutMs = secondsOf(input.values, "timeout", { min: patienceMinSeconds });
  if (!timeoutMs.ok) return timeoutMs;
  const flag = textOf(input.values, "controller");
  const given = flag ?? input.environment[environment.controller];
  const text = given ?? controllerOfNewest(input);
  if (text === undefined) {
    return failure(
      "unavailable",
      "no controller is known: start a job with `c4 run -- COMMAND`, " +
        "or name one with --controller URL or C4_CONTROLLER",
    );
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return failure(
      "invalid-argument",
      `${flag === undefined ? environment.controller : "--controller"} must be a URL such as ` +
        `http://127.0.0.1:7044: got ${JSON.stringify(text.slice(0, 200))}`,
    );
  }
  return success({ url, timeoutMs: timeoutMs.value });
}

/** Of several runs the newest answers, and one is told so: it may not be the one that is meant. */
function controllerOfNewest(input: CommandInput): string | undefined {
  const [newest, ...others] = livingRuns(input.environment);
  if (newest !== undefined && others.length > 0) {
    const shown = others.slice(0, othersShownMax).map((run) =>
      `  ${printableLine(run.job)}: --controller ${printableLine(run.controller)}\n`);
    const more = others.length - shown.length;
    input.errors.write(`c4: ${others.length + 1} runs are alive; this is the newest, ` +
      `${printableLine(newest.job)}. Name another:\n${shown.join("")}` +
      (more > 0 ? `  and ${more} more\n` : ""));
  }
  return newest?.controller;
}

/** GET and parse. The controller is ours: its views are taken at their word, by their type. */
export async function get<View>(connection: Connection, path: string): Promise<Result<View>> {
  return request<View>(connection, { method: "GET", path });
}

export async function post<View>(
  connection: Connection, path: string, body: unknown,
): Promise<Result<View>> {
  return request<View>(connection, { method: "POST", path, body: JSON.stringify(body) });
}

interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
}

async function request<View>(connection: Connection, asked: Request): Promise<Result<View>> {
  const url = new URL(asked.path, connection.url);
  const deadline = AbortSignal.timeout(connection.timeoutMs);
  try {
    const { status, text } = await exchange(url, asked, deadline);
    const parsed: unknown = JSON.parse(text);
    if (status >= 200 && status < 300) return success(parsed as View);
    return refusal(parsed, `${asked.method} ${url.pathname} answered ${status}`);
  } catch (caught) {
    if (deadline.aborted) {
      return failure("timed-out",
        `${url.origin} did not answer within ${connection.timeoutMs / 1000} s; ` +
          "is it a controller? Wait longer with --timeout SECONDS");
    }
    if (caught instanceof SyntaxError) {
      return failure("invalid-data", `${url.href} did not answer with JSON: is it a controller? ` +
        "Name another with --controller URL");
    }
    return failure("unavailable",
      `cannot reach the controller at ${url.origin}: ${reasonOf(caught)}; ` +
        "is it running? Name another with --controller URL", caught);
  }
}

function reasonOf(caught: unknown): string {
  switch (codeOf(caught)) {
    case "ECONNREFUSED": return "nothing listens there";
    case "ENOTFOUND": case "EAI_AGAIN": return "no host of that name is known";
    case "EHOSTUNREACH": case "ENETUNREACH": return "there is no way to that host";
    case "ECONNRESET": case "EPIPE": return "the connection was cut";
    case "EPROTO": return "it does not speak TLS; is it http:// and not https://?";
    default: return failureFrom(caught).message;
  }
}

function exchange(
  url: URL, asked: Request, deadline: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  const headers = asked.body === undefined ? {} : { "content-type": "application/json" };
  const send = (url.protocol === "https:" ? https : http).request;
  return new Promise((resolve, reject) => {
    const options = { method: asked.method, headers, agent: false as const, signal: deadline };
    const call = send(url, options, (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on("data", (part: Buffer) => {
        bytes += part.length;
        if (bytes > answerBytesMax) call.destroy(new Error("the answer is too large"));
        parts.push(part);
      });
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") });
      });
    });
    call.on("error", reject);
    call.end(asked.body);
  });
}

function refusal(parsed: unknown, fallback: string): Result<never> {
  const error = (parsed as { readonly error?: unknown } | null)?.error;
  if (typeof error !== "object" || error === null) return failure("internal", fallback);
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const known = typeof code === "string" && code in errorCodes;
  return failure(known ? code as ErrorCode : "internal",
    typeof message === "string" ? message : fallback);
}
