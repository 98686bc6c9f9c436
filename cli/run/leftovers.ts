// Which living processes belong to a run, by C4_DIR in their environment: what the keeper's shell
// looks for as well.

import { readdirSync, readFileSync } from "node:fs";
import { environment } from "../../proto/environment.ts";

export function processesOf(directory: string): readonly number[] {
  const mark = `${environment.directory}=${directory}`;
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const found = readFileSync(`/proc/${name}/environ`, "latin1").split("\0").includes(mark);
      return found ? [Number(name)] : [];
    } catch {
      return []; // ended meanwhile, or another user's
    }
  });
}
