// Makes proto/wire/c4.js and c4.d.ts from proto/c4.proto. The result is committed, so that neither
// a build nor an image needs the generator; a test makes it anew and compares.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

const shape = [
  "--target", "static-module", "--wrap", "esm", "--no-create", "--no-verify", "--no-convert",
  "--no-delimited", "--no-typeurl", "--no-service",
];

export interface Generated {
  readonly javascript: string;
  readonly types: string;
}

export function generate(schema: string): Generated {
  const program = createRequire(import.meta.url).resolve("protobufjs-cli/bin/pbjs");
  const folder = mkdtempSync(path.join(tmpdir(), "c4-generate-"));
  const run = (words: readonly string[]): void => {
    execFileSync(process.execPath, [program, ...shape, ...words, schema], { stdio: "pipe" });
  };
  try {
    const javascript = path.join(folder, "c4.js");
    const commented = path.join(folder, "commented.js");
    // The types are made from the comments, which nobody needs in the code itself.
    run(["--no-comments", "--out", javascript]);
    run(["--dts", "--out", commented]);
    return {
      javascript: readFileSync(javascript, "utf8"),
      types: readFileSync(path.join(folder, "commented.d.ts"), "utf8")
        .replace('import Long = require("long");', 'import type Long from "long";'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const { javascript, types } = generate("proto/c4.proto");
  writeFileSync("proto/wire/c4.js", javascript);
  writeFileSync("proto/wire/c4.d.ts", types);
}
