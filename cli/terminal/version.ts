// Where this program lies and which version it is.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));

/** The compiled entry point, for starting ourselves again as a child. */
export const entryPoint = path.join(here, "..", "c4.js");

/** The nearest folder above this file that holds package.json: the project's root. */
export function projectRoot(): string {
  let folder = here;
  while (!existsSync(path.join(folder, "package.json"))) {
    const parent = path.dirname(folder);
    if (parent === folder) return here;
    folder = parent;
  }
  return folder;
}

export function readVersion(): string {
  try {
    const text = readFileSync(path.join(projectRoot(), "package.json"), "utf8");
    const described: unknown = JSON.parse(text);
    const version = (described as { readonly version?: unknown }).version;
    return typeof version === "string" ? version : "unknown";
  } catch {
    return "unknown"; // an unreadable package.json must not stop a command
  }
}
