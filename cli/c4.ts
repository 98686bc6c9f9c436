#!/usr/bin/env node
// The command `c4`. It finds the command in the table, parses by it, runs it, and turns what comes
// back into an exit code. Nothing else is loaded before the command is known.

import { formatFailure } from "../proto/errors.ts";
import { fileFailure } from "../proto/file-failure.ts";
import { dispatch } from "./dispatch.ts";
import { screenOf } from "./terminal/screen.ts";
import { commandTable } from "./table.ts";

// A reader such as `head` may leave early; that is its right and no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    const failed = fileFailure("the output", "write", error);
    if (stream === process.stdout) process.stderr.write(`c4: ${formatFailure(failed)}\n`);
    process.exit(1);
  });
}

process.exitCode = await dispatch(process.argv.slice(2), {
  table: commandTable,
  output: screenOf(process.stdout, process.env),
  errors: screenOf(process.stderr, process.env),
  environment: process.env,
});
