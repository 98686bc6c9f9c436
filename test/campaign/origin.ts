// Where and with what something was played, for whoever reads its figures later.

import { execFileSync } from "node:child_process";
import os from "node:os";

/** With `-dirty` where tracked files differ from it. */
export function commitOf(): string {
  return execFileSync("git", ["describe", "--always", "--dirty", "--exclude", "*"],
    { encoding: "utf8" }).trim();
}

export function machineOf(): string {
  const processors = os.cpus();
  return `${processors.length} cores (${processors[0]?.model.trim() ?? "unknown"}), ` +
    `Linux ${os.release().split("-")[0]}, Node.js ${process.versions.node}`;
}
