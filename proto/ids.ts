// Branded ids, minted only by the parsers below: a NodeName is never a JobName, and a string from
// outside becomes either only after its characters and length were checked.

import { failure, success, type Result } from "./errors.ts";

declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

export type NodeName = Brand<string, "NodeName">;
export type JobName = Brand<string, "JobName">;
/** 16 lower-case hex digits; opaque, equal on every rank of a communicator. */
export type CommId = Brand<string, "CommId">;
/** `<pid>-<start ticks>` as the hook file's name says it; unique on its node. */
export type ProcessId = Brand<string, "ProcessId">;
export type IncidentId = Brand<string, "IncidentId">;
/** Global rank of a job, from 0. */
export type Rank = Brand<number, "Rank">;

/** Also the largest length of a NATS subject token that we make. */
export const nameLengthMax = 63;
const namePattern = /^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?$/;

/** A hostile string, cut and escaped for a message. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

function parseName(kind: string, text: string): Result<string> {
  if (text.length <= nameLengthMax && namePattern.test(text)) return success(text);
  return failure(
    "invalid-argument",
    `${kind} ${quoted(text)} must be 1-${nameLengthMax} letters, digits, ` +
      `"-" or "_", and begin and end with a letter or digit`,
  );
}

export const parseNodeName = (text: string): Result<NodeName> =>
  parseName("node", text) as Result<NodeName>;

export const parseJobName = (text: string): Result<JobName> =>
  parseName("job", text) as Result<JobName>;

export function parseCommId(text: string): Result<CommId> {
  if (/^[0-9a-f]{16}$/.test(text)) return success(text as CommId);
  return failure("invalid-data", `commId ${quoted(text)} is not 16 hex digits`);
}

export function commIdFrom(id: bigint): CommId {
  return BigInt.asUintN(64, id).toString(16).padStart(16, "0") as CommId;
}

export function parseProcessId(text: string): Result<ProcessId> {
  if (/^[1-9][0-9]{0,9}-[0-9]{1,20}$/.test(text)) return success(text as ProcessId);
  return failure("invalid-data", `process ${quoted(text)} is not <pid>-<ticks>`);
}

export function parseIncidentId(text: string): Result<IncidentId> {
  if (/^inc-[a-z0-9-]{1,50}$/.test(text)) return success(text as IncidentId);
  return failure("invalid-argument", `incident ${quoted(text)} is not inc-…`);
}

export const rankMax = 1 << 20;

export function parseRank(value: number): Result<Rank> {
  if (Number.isInteger(value) && value >= 0 && value <= rankMax) return success(value as Rank);
  return failure("invalid-data", `rank ${value} is not an integer in 0..${rankMax}`);
}
