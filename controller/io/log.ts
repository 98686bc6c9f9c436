// The controller's log: lines as proto/log.ts makes them, under this host's clock. Its problems are
// the errors of the status view. Secrets never come here: callers redact URLs with `redacted`.

import { logTo, type Log } from "../../proto/log.ts";

export type { Log };

/** Without user, password, path and query: webhook paths are often secrets too. */
export function redacted(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return "(unreadable URL)";
  }
}

export function createLog(write: (line: string) => void): Log {
  return logTo(write, () => new Date().toISOString());
}
