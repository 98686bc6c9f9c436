// One dump of PyTorch's Flight Recorder, from either format, as the analysis wants it. What a
// dump says is kept apart from what it means: a field that is missing stays undefined, and no
// default pretends to be knowledge.

import { failure, success, type Result } from "../../../proto/errors.ts";
import { parseRank, type Rank } from "../../../proto/ids.ts";
import {
  entriesOf, fieldOf, integerOf, listOf, millisecondsOf, plainFromJson, textOf, type Plain,
} from "./plain.ts";
import { readPickle } from "./pickle.ts";

export const entriesMax = 200_000;
const groupsMax = 20_000;
const membersMax = 1 << 20;
const jsonDepthMax = 12;
const textLengthMax = 200;

export interface Dump {
  /** From the content, when it says so itself. */
  readonly rank: Rank | undefined;
  readonly version: string;
  readonly groups: readonly DumpGroup[];
  readonly marks: readonly DumpMark[];
  /** In the order they were recorded. */
  readonly entries: readonly DumpEntry[];
}

/** `pg_config`: a process group that this rank is a member of. */
export interface DumpGroup {
  readonly name: string;
  readonly description: string;
  /** Global ranks; the place in the list is the rank within the group. Empty: not said. */
  readonly members: readonly Rank[];
}

/**
 * `pg_status`: the sequence number of the newest operation that was enqueued, and of the newest
 * that was seen complete. Collectives and point-to-point operations have separate counters, and
 * the dump does not say which of the two a mark is from.
 */
export interface DumpMark {
  readonly pgId: number;
  readonly enqueued: number;
  readonly completed: number;
}

export type EntryState = "scheduled" | "started" | "completed";

export interface DumpEntry {
  readonly recordId: number;
  readonly pgId: number | undefined;
  readonly group: string;
  readonly description: string;
  /** `nccl`, `gloo`. */
  readonly backend: string;
  /** `all_reduce`, `send`, `coalesced`. */
  readonly operation: string;
  readonly collectiveSeq: number;
  readonly pointSeq: number;
  readonly isPointToPoint: boolean;
  /** Of `send 0->3` and `recv 0<-3`: ranks within the group. */
  readonly point: PointToPoint | undefined;
  readonly inputs: string;
  readonly outputs: string;
  readonly dtypes: string;
  readonly state: EntryState;
  /** On this rank's own clock: only ever subtracted from another one of the same dump. */
  readonly createdMs: number | undefined;
}

export interface PointToPoint {
  readonly direction: "send" | "receive";
  readonly self: number;
  readonly peer: number;
}

/** The rank that a dump's file name states: its last number, as in `_dump_12` or `rank_3.json`. */
export function rankOfFileName(name: string): Rank | undefined {
  const digits = /(\d{1,7})(?:\.(?:json|pkl|pickle|bin))?$/.exec(name)?.[1];
  if (digits === undefined) return undefined;
  const rank = parseRank(Number(digits));
  return rank.ok ? rank.value : undefined;
}

/** The ranks that are members of every group the dump knows; undefined: it knows none. */
export function ranksByGroups(dump: Dump): readonly Rank[] | undefined {
  const [first, ...others] = dump.groups.map(({ members }) => members)
    .filter((members) => members.length > 0)
    .toSorted((left, right) => left.length - right.length);
  if (first === undefined) return undefined;
  return first.filter((rank) => others.every((members) => members.includes(rank)));
}

/** Tells the formats apart by their first byte: every pickle since protocol 2 begins with 0x80. */
export function readDump(bytes: Uint8Array): Result<Dump> {
  if (bytes.length === 0) return failure("invalid-data", "the file is empty");
  const plain = bytes[0] === 0x80 ? readPickle(bytes) : readJson(bytes);
  return plain.ok ? dumpFrom(plain.value) : plain;
}

function readJson(bytes: Uint8Array): Result<Plain> {
  try {
    return success(plainFromJson(JSON.parse(new TextDecoder().decode(bytes)), jsonDepthMax));
  } catch (caught) {
    const why = caught instanceof Error ? caught.message : String(caught);
    return failure("invalid-data", `neither a pickle nor JSON: ${why.slice(0, textLengthMax)}`);
  }
}

export function dumpFrom(plain: Plain): Result<Dump> {
  const entries = fieldOf(plain, "entries");
  if (!(plain instanceof Map) || (entries !== undefined && !Array.isArray(entries))) {
    return failure("invalid-data", "not a Flight Recorder dump: no dictionary with entries");
  }
  const version = textOf(fieldOf(plain, "version"));
  if (version === undefined) {
    return failure("invalid-data", "not a Flight Recorder dump: no version");
  }
  if (!/^[12](\.\d{1,4})?$/.test(version)) {
    const said = JSON.stringify(version.slice(0, 20));
    return failure("unsupported", `Flight Recorder format ${said}; 1.x and 2.x are read`);
  }
  const configs = entriesOf(fieldOf(plain, "pg_config"));
  const listed = listOf(entries);
  if (listed.length > entriesMax || configs.length > groupsMax) {
    return failure("exhausted", `${listed.length} entries and ${configs.length} groups; ` +
      `${entriesMax} and ${groupsMax} are read`);
  }
  return success({
    rank: rankOfContent(plain),
    version,
    groups: configs.map(([key, value]) => groupFrom(key, value)),
    marks: entriesOf(fieldOf(plain, "pg_status")).slice(0, groupsMax).flatMap(markFrom),
    entries: listed.map(entryFrom)
      .filter((entry) => entry !== undefined)
      .toSorted((left, right) => left.recordId - right.recordId),
  });
}

function rankOfContent(plain: Plain): Rank | undefined {
  const said = integerOf(fieldOf(plain, "rank")) ?? integerOf(fieldOf(plain, "global_rank"));
  const rank = said === undefined ? undefined : parseRank(said);
  return rank?.ok === true ? rank.value : undefined;
}

function cut(value: Plain): string {
  return (textOf(value) ?? "").slice(0, textLengthMax);
}

/** PyTorch writes "undefined" where the program gave a group no description. */
function described(text: string): string {
  return text === "undefined" ? "" : text;
}

function groupFrom(key: string, value: Plain): DumpGroup {
  return {
    name: cut(fieldOf(value, "name") ?? key),
    description: described(cut(fieldOf(value, "desc"))),
    members: membersFrom(fieldOf(value, "ranks")),
  };
}

/** A text such as `[0, 4, 8]`, or a list. */
function membersFrom(value: Plain): readonly Rank[] {
  const numbers = typeof value === "string"
    ? (value.match(/\d{1,8}/g) ?? []).map(Number)
    : listOf(value).map(integerOf);
  return [...new Set(numbers.slice(0, membersMax))].flatMap((number) => {
    const rank = parseRank(number ?? -1);
    return rank.ok ? [rank.value] : [];
  });
}

function markFrom([key, value]: readonly [string, Plain]): readonly DumpMark[] {
  const enqueued = countOf(fieldOf(value, "last_enqueued_collective"));
  const completed = countOf(fieldOf(value, "last_completed_collective"));
  if (!/^\d{1,9}$/.test(key) || enqueued === undefined || completed === undefined) return [];
  return [{ pgId: Number(key), enqueued, completed }];
}

/** JSON dumps write the marks as text. */
function countOf(value: Plain): number | undefined {
  const text = textOf(value);
  return integerOf(text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : value);
}

function entryFrom(value: Plain, index: number): DumpEntry | undefined {
  if (!(value instanceof Map)) return undefined;
  const names = listOf(fieldOf(value, "process_group"));
  const label = cut(fieldOf(value, "profiling_name"));
  const [backend = "", called = ""] = label.includes(":") ? label.split(":", 2) : ["", label];
  const point = pointFrom(called);
  return {
    recordId: integerOf(fieldOf(value, "record_id")) ?? index,
    pgId: integerOf(fieldOf(value, "pg_id")),
    group: cut(names[0] ?? fieldOf(value, "pg_name")),
    description: described(cut(names[1])),
    backend,
    operation: called.split(" ", 1)[0] ?? called,
    collectiveSeq: integerOf(fieldOf(value, "collective_seq_id"))
      ?? integerOf(fieldOf(value, "seq_id")) ?? 0,
    pointSeq: integerOf(fieldOf(value, "p2p_seq_id")) ?? 0,
    isPointToPoint: fieldOf(value, "is_p2p") === true || point !== undefined,
    point,
    inputs: shapeText(fieldOf(value, "input_sizes")),
    outputs: shapeText(fieldOf(value, "output_sizes")),
    dtypes: dtypesText(fieldOf(value, "input_dtypes")),
    state: stateFrom(value),
    createdMs: millisecondsOf(fieldOf(value, "time_created_ns")),
  };
}

function pointFrom(called: string): PointToPoint | undefined {
  const parts = /^(?:send|recv\w*) (\d{1,7})(->|<-)(\d{1,7})$/.exec(called);
  if (parts === null) return undefined;
  const direction = parts[2] === "->" ? "send" : "receive";
  return { direction, self: Number(parts[1]), peer: Number(parts[3]) };
}

/** A start or an end that was discovered counts even where `state` lags behind. */
function stateFrom(value: Plain): EntryState {
  const said = textOf(fieldOf(value, "state"));
  const ended = millisecondsOf(fieldOf(value, "time_discovered_completed_ns")) !== undefined;
  if (said === "completed" || ended) return "completed";
  const began = millisecondsOf(fieldOf(value, "time_discovered_started_ns")) !== undefined;
  return said === "started" || began ? "started" : "scheduled";
}

/** `[4096,5120]` for each tensor; long lists are cut, which only ever hides a difference. */
function shapeText(sizes: Plain): string {
  const tensors = listOf(sizes).slice(0, 64)
    .map((tensor) => `[${listOf(tensor).slice(0, 16).map((size) => integerOf(size)).join(",")}]`);
  return tensors.join(" ");
}

function dtypesText(dtypes: Plain): string {
  return listOf(dtypes).slice(0, 64).map((each) => cut(each)).join(" ");
}
