// Who may speak to the HTTP API. It listens on this machine by default and has no accounts, so
// what it must keep out is the browser of somebody who has a hostile page open:
//
//   Host      a name we were not told is ours means a page whose DNS was bent to our address
//   Origin    a browser says where a script comes from; only pages we serve ourselves may ask
//   POST      `content-type: application/json` cannot come from a plain form, and a script that
//             sets it must ask for leave first (OPTIONS), which is never given
//
// Whoever listens on another address puts authentication in front of it.

import { isIP } from "node:net";
import { failure, success, type Result } from "../../proto/errors.ts";

export interface Asking {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly site: string | undefined;
  readonly contentType: string | undefined;
}

/** `hosts`: names of ours beside `localhost` and plain addresses. */
export function guard(asking: Asking, hosts: readonly string[]): Result<void> {
  const host = hostNameOf(asking.host ?? "");
  if (host === undefined || !(isIP(host) !== 0 || host === "localhost" || hosts.includes(host))) {
    return failure("denied", "this name is not ours: add it to http.hosts, or use the address");
  }
  if (asking.origin !== undefined && !isOwn(asking.origin, asking.host ?? "")) {
    return failure("denied", "pages of other origins may not ask");
  }
  if (asking.method === "GET" || asking.method === "HEAD") return success(undefined);
  if (asking.site !== undefined && asking.site !== "same-origin" && asking.site !== "none") {
    return failure("denied", "pages of other origins may not ask");
  }
  const type = (asking.contentType ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    return failure("invalid-argument", "send content-type: application/json");
  }
  return success(undefined);
}

function isOwn(origin: string, host: string): boolean {
  try {
    return new URL(origin).host === host;
  } catch {
    return false; // `null` of a sandboxed page, or nonsense
  }
}

/** Without port and brackets. */
function hostNameOf(host: string): string | undefined {
  try {
    return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, "").toLowerCase();
  } catch {
    return undefined;
  }
}
