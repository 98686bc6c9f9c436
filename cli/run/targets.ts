// Where a run is to leave its report and its files, looked at before the command starts: a week of
// training should not end in "no such directory". A place that cannot be had is no fault of the
// command line's form: `c4 run` ends with 125 as when anything else keeps it from starting, and
// other commands with 1.

import {
  accessSync, constants, existsSync, lstatSync, readdirSync, statSync,
} from "node:fs";
import path from "node:path";
import { failure, success, type Result } from "../../proto/errors.ts";
import { fileFault } from "../../proto/file-failure.ts";

export interface Targets {
  readonly report: string | undefined;
  readonly keep: string | undefined;
}

export function checkTargets({ report, keep }: Targets): Result<void> {
  const reported = report === undefined ? success(undefined) : checkReport(report);
  if (!reported.ok) return reported;
  return keep === undefined ? success(undefined) : checkKeep(keep);
}

function checkReport(file: string): Result<void> {
  const folder = path.dirname(path.resolve(file));
  if (!existsSync(folder)) {
    return failure("not-found",
      `--report ${file}: there is no directory ${folder}; make it, or name another file`);
  }
  if (existsSync(file) && statSync(file).isDirectory()) {
    return failure("already-exists",
      `--report ${file} is a directory; name a file in it, such as ${path.join(file, "c4.json")}`);
  }
  try {
    if (statSync(folder).isDirectory() && !isReplaceable(file)) {
      return checkAccess(`--report ${file}`, file, constants.W_OK);
    }
  } catch (caught) { // a folder that may not be searched
    return unwritable(`--report ${file}`, folder, caught);
  }
  return checkWritable(`--report ${file}`, folder);
}

/** A device, a pipe or a link is written to; a file, or what is not there yet, is replaced. */
export function isReplaceable(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
}

/** What lay there before would be mixed with this run's files, so nothing may. */
function checkKeep(directory: string): Result<void> {
  const target = path.resolve(directory);
  if (!existsSync(target)) return checkWritable(`--keep ${directory}`, nearestFolder(target));
  if (!statSync(target).isDirectory()) {
    return failure("already-exists",
      `--keep ${directory} is a file; name a directory that is empty or not there yet`);
  }
  const writable = checkWritable(`--keep ${directory}`, target);
  if (!writable.ok || readdirSync(target).length === 0) return writable;
  return failure("already-exists",
    `--keep ${directory} is not empty; empty it, or name a directory that is not there yet`);
}

/** The folder in which the first missing one would be made. */
function nearestFolder(target: string): string {
  let folder = path.dirname(target);
  while (!existsSync(folder) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  return folder;
}

function checkWritable(what: string, folder: string): Result<void> {
  if (!statSync(folder).isDirectory()) {
    return failure("not-found", `${what}: ${folder} is no directory; name another place`);
  }
  return checkAccess(what, folder, constants.R_OK | constants.W_OK | constants.X_OK);
}

function checkAccess(what: string, place: string, mode: number): Result<void> {
  try {
    accessSync(place, mode);
    return success(undefined);
  } catch (caught) {
    return unwritable(what, place, caught);
  }
}

function unwritable(what: string, place: string, caught: unknown): Result<never> {
  return failure("denied", `${what}: ${place} cannot be written ` +
    `(${fileFault("write", caught).what}); change its permissions, or name another place`, caught);
}
