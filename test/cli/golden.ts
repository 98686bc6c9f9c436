// Text that people look at, kept as files beside the tests. C4_GOLDEN=rewrite writes them anew;
// commit only what you can explain.

import { strict as assert } from "node:assert";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const folder = path.join("test", "golden", "cli");

export function assertGolden(name: string, text: string): void {
  const file = path.join(folder, `${name}.txt`);
  if (process.env["C4_GOLDEN"] === "rewrite") {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, "utf8"), `differs from ${file}`);
}
