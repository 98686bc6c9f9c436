// A report read back from its file: the story of an incident outlives the controller that told it.
// The file is anyone's, so all that is drawn from it is looked at first.

import { readFileSync, statSync } from "node:fs";
import type { IncidentDetail } from "../../proto/api.ts";
import { parseJsonFile } from "../../proto/configuration.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import { parseJobName } from "../../proto/ids.ts";
import { incidentOf, type Report } from "../../proto/report.ts";
import { incidentStates, type IncidentState } from "../../proto/verdict.ts";

/** A thousand incidents with all that was gathered of each are less. */
const reportBytesMax = 256 * 1024 * 1024;

export function readIncident(file: string, id: string): Result<IncidentDetail> {
  const given = parseJsonFile(file, readBounded);
  if (!given.ok) return given;
  const report = given.value;
  const job = parseJobName(isReport(report) ? report.job.name : "");
  if (!isReport(report) || !job.ok) {
    return failure("invalid-data", `${file}: no report of this version of c4; ` +
      "name a file that `c4 run --report FILE` wrote");
  }
  const found = report.incidents.find((each) => each.id === id);
  if (found !== undefined) return success(incidentOf(job.value, found));
  const known = report.incidents.map((each) => each.id).join(", ");
  return failure("not-found", `${file}: there is no incident ${id}; ` +
    (known === "" ? "it has none" : `it has ${known}`));
}

function readBounded(file: string): string {
  const { size } = statSync(file);
  if (size > reportBytesMax) {
    throw new Error(`${size} bytes, a report has ${reportBytesMax} at most`);
  }
  return readFileSync(file, "utf8");
}

type Fields = Readonly<Record<string, unknown>>;

function isReport(value: unknown): value is Report {
  return isFields(value) && value["version"] === 1 && isFields(value["job"]) &&
    typeof value["job"]["name"] === "string" && isListOf(value["incidents"], isIncident);
}

function isIncident(value: Fields): boolean {
  return areAll(value, "string", "id", "state", "syndrome", "cause", "level", "signal", "reason") &&
    areAll(value, "number", "confidence", "firstEvidenceMs", "suspectedMs") &&
    incidentStates.includes(value["state"] as IncidentState) &&
    ["pagedMs", "closedMs", "ordinal"].every((name) => isOrNull(value[name], "number")) &&
    isOrNull(value["commId"], "string") && Array.isArray(value["evidence"]) &&
    value["evidence"].every((each) => typeof each === "string") &&
    isListOf(value["suspects"], (each) => areAll(each, "string", "kind")) &&
    isListOf(value["actions"], (each) =>
      areAll(each, "string", "kind", "outcome", "detail") && areAll(each, "number", "atMs")) &&
    isListOf(value["history"], (each) =>
      areAll(each, "string", "change") && areAll(each, "number", "atMs")) &&
    isListOf(value["gathered"], (each) =>
      areAll(each, "string", "kind", "node", "text") && areAll(each, "number", "rank"));
}

function areAll(value: Fields, type: "string" | "number", ...names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === type);
}

function isOrNull(value: unknown, type: "string" | "number"): boolean {
  return value === null || typeof value === type;
}

function isListOf(value: unknown, fits: (each: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((each) => isFields(each) && fits(each));
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
