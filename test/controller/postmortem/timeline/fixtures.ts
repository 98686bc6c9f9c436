// Rows as the files that tracers write, and the whole way from such a file to an analysis.

import { strict as assert } from "node:assert";
import {
  analyseTimeline, type TimelineAnalysis,
} from "../../../../controller/postmortem/timeline/analyse.ts";
import { timelineFrom } from "../../../../controller/postmortem/timeline/model.ts";
import {
  timelineReader, type RawTimeline, type ReadOptions,
} from "../../../../controller/postmortem/timeline/read.ts";
import type { Unit } from "../../../../controller/postmortem/timeline/words.ts";
import type { Result } from "../../../../proto/errors.ts";
import type { Row } from "./world.ts";

export const header = "dp_rank,pp_rank,operation,start_us,duration_us,step,micro_batch,chunk";

const csvLine = (row: Row): string => [
  row.dp, row.pp, row.operation, (row.startMs * 1000).toFixed(3),
  (row.durationMs * 1000).toFixed(3), row.step, row.micro, row.chunk,
].join(",");

export const csvOf = (rows: readonly Row[]): string =>
  `${[header, ...rows.map(csvLine)].join("\n")}\n`;

export const jsonlOf = (rows: readonly Row[]): string => rows.map((row) => `${JSON.stringify({
  dpRank: row.dp, ppRank: row.pp, opType: row.operation, startUs: row.startMs * 1000,
  durationUs: row.durationMs * 1000, step: row.step,
  ...row.micro < 0 ? {} : { microBatch: row.micro }, chunk: row.chunk,
})}\n`).join("");

/** In pieces, as a file comes. */
export function read(
  text: string | Uint8Array,
  { pieceBytes = 1000, ...options }: ReadOptions & { pieceBytes?: number } = {},
): Result<RawTimeline> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const reader = timelineReader(options);
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const refused = reader.piece(bytes.subarray(from, from + pieceBytes));
    if (refused !== undefined) return { ok: false, error: refused };
  }
  return reader.end();
}

export function analyse(text: string | Uint8Array, unit?: Unit): Result<TimelineAnalysis> {
  const raw = read(text, { unit, pieceBytes: 1 << 20 });
  if (!raw.ok) return raw;
  const timeline = timelineFrom(raw.value);
  if (!timeline.ok) return timeline;
  const running = analyseTimeline(timeline.value);
  for (;;) {
    const { done, value } = running.next();
    if (done === true) return value;
  }
}

export function analysed(rows: readonly Row[]): TimelineAnalysis {
  const result = analyse(csvOf(rows));
  assert.ok(result.ok, result.ok ? "" : result.error.message);
  return result.value;
}

export function refusal(result: Result<unknown>): string {
  assert.ok(!result.ok, "it was accepted");
  return `[${result.error.code}] ${result.error.message}`;
}
