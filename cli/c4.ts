#!/usr/bin/env node
// The command `c4`. It finds the command in the table, parses by it, runs it, and turns what comes
// back into an exit code. Nothing else is loaded before the command is known.

import { dispatch } from "./dispatch.ts";
import { screenOf } from "./screen.ts";
import { commandTable } from "./table.ts";

// A reader such as `head` may leave early; that is its right and no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

process.exitCode = await dispatch(process.argv.slice(2), {
  table: commandTable,
  output: screenOf(process.stdout, process.env),
  errors: screenOf(process.stderr, process.env),
  environment: process.env,
});
