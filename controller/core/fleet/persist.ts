// What survives the controller, and how it is read back.
//
// Two kinds of entries: `job/<job>` (where its clock starts, its counter of incidents, ended ranks,
// which ranks live where, what was learnt) and `incident/<id>`, with what was gathered apart under
// `evidence/<id>`. Readings are not kept: the next signatures bring them, a second later, and a
// node that brings none is known by its ranks. Values that do not parse are left out one by one:
// half a memory is better than a controller that does not start.

import {
  type CommId, type IncidentId, parseCommId, parseIncidentId, parseJobName, parseNodeName,
  parseRank, type NodeName, type ProcessId, type Rank,
} from "../../../proto/ids.ts";
import type { EvidenceItem } from "../../../proto/command.ts";
import { collectiveFunctions, type CollectiveFunction } from "../../../proto/signature.ts";
import { incidentStates, syndromes } from "../../../proto/verdict.ts";
import { newHistogram } from "./histogram.ts";
import { endRank, newJob, newRank, noteRaise } from "./fleet.ts";
import { neverHeardMs, newNode } from "./nodes.ts";
import type {
  EndState, Histogram, IncidentRecord, JobState, Lateness, Pause, RankState, State,
} from "./state.ts";

export interface Entry {
  readonly key: string;
  readonly value: unknown;
}

/** JetStream values stay well below 1 MiB. */
const endsMax = 512;
/** Of the deaths that came first; the others are their consequences, and an end may bring 8 KiB. */
const endsWithEvidenceMax = 16;
/** Of 75 bytes where nodes have the longest names; ranks beyond are known when they report. */
const placesMax = 2_048;
const rhythmsMax = 512;
const latenessMax = 4_096;
const evidenceTextMax = 16 * 1024;

interface JobEntry {
  readonly job: string;
  readonly worldSize: number;
  readonly firstSeenMs: number;
  readonly originMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly notice: JobState["notice"];
  readonly incidentCounter: number;
  readonly hooks: Pick<JobState["hooks"], "enabled" | "generation" | "changedAtMs">;
  readonly ends: readonly SavedEnd[];
  readonly places: readonly SavedPlace[];
  readonly rhythms: readonly SavedRhythm[];
  readonly untrusted: readonly CommId[];
  readonly pauses: readonly (readonly [string, Pause])[];
  readonly lateness: readonly (readonly [Rank, Lateness])[];
  readonly usualRate: number;
  readonly rateSamples: number;
}

type SavedEnd = Pick<RankState, "rank" | "node" | "process" | "pid" | "startedAtMs"> & {
  readonly end: EndState;
  /** It is to come: the process raised. */
  readonly isRaised?: true;
};

/** So many ranks of a node that have not ended, from the first on. */
type SavedPlace = readonly [node: NodeName, first: Rank, count: number];

interface SavedRhythm {
  readonly commId: CommId;
  readonly function: CollectiveFunction;
  readonly counts: readonly number[];
  readonly total: number;
}

export function jobEntry(job: JobState): Entry {
  const ends = savedEnds(job);
  const rhythms: SavedRhythm[] = [];
  const untrusted: CommId[] = [];
  for (const communicator of job.communicators.values()) {
    if (!communicator.ordinalsTrusted) untrusted.push(communicator.commId);
    for (const [name, { counts, total }] of communicator.rhythms) {
      if (rhythms.length >= rhythmsMax) break;
      rhythms.push({ commId: communicator.commId, function: name, counts: [...counts], total });
    }
  }
  const { enabled, generation, changedAtMs } = job.hooks;
  const value: JobEntry = {
    job: job.job, worldSize: job.worldSize, firstSeenMs: job.firstSeenMs, originMs: job.originMs,
    endedAtMs: job.endedAtMs, notice: job.notice, incidentCounter: job.incidentCounter,
    hooks: { enabled, generation, changedAtMs }, ends, places: savedPlaces(job), rhythms, untrusted,
    pauses: [...job.pauses], lateness: [...job.watch.lateness].slice(0, latenessMax),
    usualRate: job.rate.usual, rateSamples: job.rate.samples,
  };
  return { key: `job/${job.job}`, value };
}

/** The first to end come first, so that what a bound leaves out is never the root. */
function savedEnds(job: JobState): readonly SavedEnd[] {
  const ends: SavedEnd[] = [];
  for (const each of [...job.ended, ...job.raised]) {
    const { rank, node, process: id, pid, startedAtMs } = each;
    const end = each.end ?? each.raised;
    if (end === undefined) continue;
    const isRaised = each.end === undefined ? { isRaised: true as const } : {};
    ends.push({ rank, node, process: id, pid, startedAtMs, end, ...isRaised });
  }
  return ends.sort((left, right) => left.end.atMs - right.end.atMs || left.rank - right.rank)
    .slice(0, endsMax)
    .map((each, index) => index < endsWithEvidenceMax
      ? each
      : { ...each, end: { ...each.end, evidence: [] } });
}

function savedPlaces(job: JobState): readonly SavedPlace[] {
  const living = [...job.ranks.values()].filter((rank) => rank.end === undefined)
    .sort((left, right) => left.rank - right.rank);
  const places: [NodeName, Rank, number][] = [];
  for (const { node, rank } of living) {
    const last = places.at(-1);
    if (last !== undefined && last[0] === node && last[1] + last[2] === rank) last[2] += 1;
    else if (places.length === placesMax) break;
    else places.push([node, rank, 1]);
  }
  return places;
}

export function incidentEntry(record: IncidentRecord): Entry {
  return { key: `incident/${record.incident.id}`, value: { ...record, gathered: [] } };
}

export function evidenceEntry(record: IncidentRecord): Entry {
  const value = record.gathered.map((item) => item.text.length <= evidenceTextMax
    ? item
    : { ...item, text: item.text.slice(0, evidenceTextMax), truncated: true });
  return { key: `evidence/${record.incident.id}`, value };
}

/** Fills a fresh state; what does not parse is left out. */
export function restoreInto(state: State, entries: ReadonlyMap<string, unknown>): void {
  const ordered = [...entries].sort(([left], [right]) => (left < right ? -1 : 1));
  for (const [key, value] of ordered) {
    if (key.startsWith("job/")) restoreJob(state, value);
  }
  const records = ordered.filter(([key]) => key.startsWith("incident/"))
    .map(([, value]) => parseRecord(value)).filter((record) => record !== undefined)
    .sort((left, right) => left.firstEvidenceAtMs - right.firstEvidenceAtMs);
  for (const record of records) {
    const gathered = parseEvidence(entries.get(`evidence/${record.incident.id}`));
    const restored = { ...record, gathered };
    state.incidents.set(record.incident.id, restored);
    const job = state.jobs.get(record.incident.job);
    if (job === undefined) continue;
    job.incidents.push(restored);
    // An incident may have been written and its job's counter not: no id is given twice.
    job.incidentCounter = Math.max(job.incidentCounter, numberOf(record.incident.id));
  }
  state.replayAlerts = true;
}

function numberOf(id: IncidentId): number {
  const number = Number(id.slice(id.lastIndexOf("-") + 1));
  return Number.isSafeInteger(number) ? number : 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function restoreJob(state: State, value: unknown): void {
  const entry = parseJobEntry(value);
  const name = parseJobName(entry?.job ?? "");
  if (entry === undefined || !name.ok) return;
  const job = newJob(name.value, entry.firstSeenMs);
  job.worldSize = entry.worldSize;
  job.incidentCounter = entry.incidentCounter;
  job.hooks.enabled = entry.hooks.enabled;
  job.hooks.generation = entry.hooks.generation;
  job.hooks.changedAtMs = entry.hooks.changedAtMs ?? 0; // an older release did not write it
  job.rate.usual = entry.usualRate;
  job.rate.samples = entry.rateSamples ?? 0; // an older release did not write it
  for (const each of entry.ends) {
    const rank = newRank(job, {
      rank: each.rank, node: each.node, process: each.process, pid: each.pid,
    }, each.startedAtMs);
    if (each.isRaised === true) noteRaise(rank, { ...each.end });
    else endRank(rank, { ...each.end });
  }
  for (const place of entry.places) restorePlace(state, job, place);
  job.originMs = entry.originMs;
  job.endedAtMs = entry.endedAtMs;
  job.notice = entry.notice;
  for (const [place, pause] of entry.pauses) job.pauses.set(place, { ...pause });
  for (const [rank, lateness] of entry.lateness) {
    const { spread = 0, worst = 0 } = lateness; // an older release did not write them
    job.watch.lateness.set(rank, { ...lateness, spread, worst });
  }
  for (const commId of new Set([...entry.untrusted, ...entry.rhythms.map((each) => each.commId)])) {
    job.restored.set(commId, {
      rhythms: rhythmsOf(entry, commId), ordinalsTrusted: !entry.untrusted.includes(commId),
    });
  }
  state.jobs.set(job.job, job);
}

/** Any process that reports is newer than one of which only the rank is remembered. */
function restorePlace(state: State, job: JobState, [name, first, count]: SavedPlace): void {
  const node = parseNodeName(name);
  if (!node.ok || !Number.isInteger(count) || count > job.worldSize) return;
  if (!state.nodes.has(node.value)) state.nodes.set(node.value, newNode(node.value, neverHeardMs));
  for (let each = first as number; each < first + count; each += 1) {
    const rank = parseRank(each);
    if (!rank.ok) return;
    if (job.ranks.has(rank.value)) continue;
    newRank(job, { rank: rank.value, node: node.value, process: "" as ProcessId, pid: 0 }, 0);
  }
}

function rhythmsOf(entry: JobEntry, commId: CommId): ReadonlyMap<CollectiveFunction, Histogram> {
  const rhythms = new Map<CollectiveFunction, Histogram>();
  for (const each of entry.rhythms) {
    if (each.commId !== commId || !collectiveFunctions.includes(each.function)) continue;
    const rhythm = newHistogram();
    each.counts.forEach((count, bucket) => {
      if (bucket < rhythm.counts.length && count > 0) rhythm.counts[bucket] = count;
    });
    rhythm.total = rhythm.counts.reduce((total, count) => total + count, 0);
    rhythms.set(each.function, rhythm);
  }
  return rhythms;
}

/** Our own writing: the fields that code would fail on are checked, the rest is believed. */
function parseJobEntry(value: unknown): JobEntry | undefined {
  if (!isObject(value) || !isObject(value["hooks"])) return undefined;
  const places = value["places"] ?? []; // an older release did not write them
  const lists = ["ends", "rhythms", "untrusted", "pauses", "lateness"].map((each) => value[each]);
  if (![...lists, places].every((each) => Array.isArray(each))) return undefined;
  if (typeof value["job"] !== "string") return undefined;
  for (const count of ["worldSize", "firstSeenMs", "incidentCounter", "usualRate"]) {
    if (typeof value[count] !== "number") return undefined;
  }
  const entry = { ...value, places } as unknown as JobEntry;
  const isSound = entry.ends.every((each) => isObject(each) && isObject(each.end)) &&
    entry.places.every((each) =>
      Array.isArray(each) && typeof each[0] === "string" && parseRank(each[1]).ok) &&
    entry.rhythms.every((each) =>
      isObject(each) && Array.isArray(each.counts) && isCommId(each.commId)) &&
    entry.untrusted.every(isCommId) &&
    [entry.pauses, entry.lateness].every((pairs: readonly unknown[]) =>
      pairs.every((each) => Array.isArray(each) && isObject(each[1])));
  return isSound ? entry : undefined;
}

function isCommId(value: unknown): boolean {
  return typeof value === "string" && parseCommId(value).ok;
}

function parseRecord(value: unknown): IncidentRecord | undefined {
  if (!isObject(value) || !isObject(value["incident"]) || !isObject(value["alert"])) {
    return undefined;
  }
  const record = value as unknown as IncidentRecord;
  const { incident } = record;
  const isSound = typeof incident.id === "string" && parseIncidentId(incident.id).ok &&
    typeof incident.job === "string" && incidentStates.includes(incident.state) &&
    syndromes.includes(incident.syndrome) && Array.isArray(incident.suspects) &&
    Array.isArray(incident.history) && Array.isArray(incident.actions) &&
    Array.isArray(incident.evidence) && Array.isArray(record.probes) &&
    Array.isArray(record.ranks) && Array.isArray(record.openSuspects) &&
    typeof record.firstEvidenceAtMs === "number" && typeof record.lastSeenAtMs === "number";
  if (!isSound) return undefined;
  // An older release did not keep what opened it.
  const signal = incident.signal ?? incident.evidence[0] ?? incident.reason;
  return { ...record, incident: { ...incident, signal }, gathered: [] };
}

function parseEvidence(value: unknown): EvidenceItem[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item) => isObject(item) && typeof item["text"] === "string") as
    EvidenceItem[];
}

