// The agent's log: lines as proto/log.ts makes them, under this host's clock.

import { logTo, type Log } from "../../proto/log.ts";

export type { Log };

export function createLog(write: (line: string) => void): Log {
  return logTo(write, () => new Date().toISOString());
}
