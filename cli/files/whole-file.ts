// A file that a reader sees whole or not at all.

import { renameSync, rmSync, writeFileSync } from "node:fs";

/** Writes beside `file`, then renames over it; throws what the file system says. */
export function writeWhole(file: string, content: string, mode = 0o666): void {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, content, { mode });
    renameSync(beside, file);
  } catch (caught) {
    discard(beside);
    throw caught;
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // There is no such folder, or it is not ours to write: then there is no file of ours either.
  }
}
