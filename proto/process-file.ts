// Reads the header of a process file, whose bytes a hostile program may have written. The fields
// that are written once, before the file is shown, must all be right, or the file is refused by the
// name of the violation. What changes while we read is clamped or skipped, since a torn reading is
// nobody's fault. proto/process-tables.ts reads the tables.

import { failure, success, type Failure, type Result } from "./errors.ts";
import * as layout from "./layout.ts";
import { neverMs, textOf, timeMs, viewOf, wide, type Clock } from "./reading.ts";
import { frameworks, phaseKinds, type Framework, type PhaseKind } from "./signature.ts";

/** What a file can be refused for; the message begins with it. */
export const violations = [
  "short", "foreign", "unfinished", "unknown-layout", "sections", "clock", "identity", "state",
  "table-short",
] as const;
export type Violation = (typeof violations)[number];

export type ProcessFileEnd =
  | { readonly kind: "running" }
  | {
      readonly kind: "finished" | "exited";
      readonly code: number;
      readonly reason: string;
      readonly atMs: number;
    };

/** Times are milliseconds of the host's CLOCK_MONOTONIC; `neverMs` when it never happened. */
export interface ProcessFileHeader {
  /** As seen inside the process's own namespace. */
  readonly pid: number;
  /** -1 unknown, as are the next two. */
  readonly rank: number;
  readonly localRank: number;
  readonly worldSize: number;
  readonly startTicks: number;
  readonly openedMs: number;
  readonly clock: Clock;
  readonly framework: Framework;
  readonly abiVersion: number;
  readonly job: string;
  readonly node: string;
  readonly library: string;
  readonly hook: string;
  readonly host: string;
  readonly command: string;
  readonly end: ProcessFileEnd;
  readonly dropped: {
    readonly communicators: number;
    readonly connections: number;
    readonly rings: number;
    readonly operations: number;
    readonly foreignContexts: number;
    readonly badHandles: number;
    readonly forks: number;
    readonly chainErrors: number;
  };
  readonly maskInForce: bigint;
  readonly controlGeneration: bigint;
  readonly phase: PhaseKind;
  readonly phaseSinceMs: number;
  readonly phaseCount: number;
  readonly step: number;
  /** When the transport's own loop last turned; `neverMs` where none is to be seen. */
  readonly beatMs: number;
  readonly firstError: string;
  readonly used: {
    readonly communicators: number;
    readonly connections: number;
    readonly rings: number;
  };
}

const at = layout.fileHeader;
const rankMax = 1 << 20;
const clockShiftMax = 63;
/** From 100 MHz counters to 100 GHz ones, with room. */
const nsPerTickMin = 1e-3;
const nsPerTickMax = 1e3;

export function violation(kind: Violation, detail: string): {
  readonly ok: false; readonly error: Failure;
} {
  const code = kind === "unknown-layout" ? "unsupported" :
    kind === "unfinished" ? "unavailable" : "invalid-data";
  return failure(code, `${kind}: ${detail}`) as { readonly ok: false; readonly error: Failure };
}

export function parseHeader(bytes: Uint8Array): Result<ProcessFileHeader> {
  if (bytes.length < layout.headerBytes) {
    return violation("short", `${bytes.length} bytes, the header has ${layout.headerBytes}`);
  }
  const view = viewOf(bytes);
  const shape = checkShape(view);
  if (!shape.ok) return shape;
  const clock = parseClock(view);
  if (!clock.ok) return clock;
  const identity = parseIdentity(view);
  if (!identity.ok) return identity;
  return success({ ...identity.value, ...parseState(view, clock.value), clock: clock.value });
}

function checkShape(view: DataView): Result<undefined> {
  const u32 = (offset: number): number => view.getUint32(offset, true);
  if (u32(at.magic) !== layout.fileMagic.low || u32(at.magic + 4) !== layout.fileMagic.high) {
    return violation("foreign", "it does not begin with C4MON");
  }
  const version = u32(at.layoutVersion);
  if (version === 0) return violation("unfinished", "its writer has not finished the header");
  if (version !== layout.layoutVersion) {
    return violation("unknown-layout", `layout ${version}, known is ${layout.layoutVersion}`);
  }
  // One version has one shape: offsets are compared, not followed.
  const sections: readonly (readonly [number, number])[] = [
    [u32(at.headerBytes), layout.headerBytes], [wide(view, at.fileBytes), layout.fileBytes],
    [u32(at.communicatorOffset), layout.communicatorOffset],
    [u32(at.communicatorSlots), layout.communicatorSlots],
    [u32(at.communicatorStride), layout.communicatorStride],
    [u32(at.connectionOffset), layout.connectionOffset],
    [u32(at.connectionSlots), layout.connectionSlots],
    [u32(at.connectionStride), layout.connectionStride],
    [u32(at.ringOffset), layout.ringOffset], [u32(at.ringCount), layout.ringCount],
    [u32(at.ringStride), layout.ringStride], [u32(at.ringSlots), layout.ringSlots],
  ];
  const wrong = sections.find(([found, expected]) => found !== expected);
  if (wrong === undefined) return success(undefined);
  return violation("sections", `${wrong[0]} stands where layout 1 has ${wrong[1]}`);
}

function parseClock(view: DataView): Result<Clock> {
  const kind = layout.clockKinds[view.getUint32(at.clockKind, true)];
  if (kind === undefined || kind === "") return violation("clock", "unknown kind");
  const shift = view.getUint32(at.clockShift, true);
  if (shift > clockShiftMax) return violation("clock", `shift ${shift}`);
  const nsPerTick = wide(view, at.clockMultiplier) / 2 ** shift;
  if (!(nsPerTick >= nsPerTickMin && nsPerTick <= nsPerTickMax)) {
    return violation("clock", `${nsPerTick} ns a tick`);
  }
  return success({
    kind, msPerTick: nsPerTick / 1e6, baseMs: wide(view, at.clockBaseNs) / 1e6,
    baseLow: view.getUint32(at.clockBaseTicks, true),
    baseHigh: view.getUint32(at.clockBaseTicks + 4, true),
  });
}

type Identity = Pick<ProcessFileHeader,
  "pid" | "rank" | "localRank" | "worldSize" | "startTicks" | "openedMs" | "framework" |
  "abiVersion" | "job" | "node" | "library" | "hook" | "host" | "command">;

function parseIdentity(view: DataView): Result<Identity> {
  const framework = frameworks[view.getUint32(at.framework, true)];
  if (framework === undefined) return violation("identity", "unknown framework");
  const pid = view.getUint32(at.pid, true);
  if (pid === 0 || pid > 0x7FFFFFFF) return violation("identity", `pid ${pid}`);
  const startTicks = wide(view, at.processStartTicks);
  if (startTicks > Number.MAX_SAFE_INTEGER) return violation("identity", "start ticks");
  const rank = view.getInt32(at.rank, true);
  const localRank = view.getInt32(at.localRank, true);
  const worldSize = view.getInt32(at.worldSize, true);
  for (const number of [rank, localRank, worldSize]) {
    if (number < -1 || number > rankMax) return violation("identity", `rank or size ${number}`);
  }
  if (worldSize !== -1 && rank >= worldSize) {
    return violation("identity", `rank ${rank} of ${worldSize}`);
  }
  const { textBytes } = layout;
  return success({
    pid, rank, localRank, worldSize, startTicks, framework,
    openedMs: wide(view, at.openedNs) / 1e6,
    abiVersion: view.getUint32(at.abiVersion, true),
    job: textOf(view, at.job, textBytes.job), node: textOf(view, at.node, textBytes.node),
    library: textOf(view, at.library, textBytes.library),
    hook: textOf(view, at.hook, textBytes.hook), host: textOf(view, at.host, textBytes.host),
    command: textOf(view, at.command, textBytes.command),
  });
}

type State = Omit<ProcessFileHeader, keyof Identity | "clock">;

function parseState(view: DataView, clock: Clock): State {
  const used = (offset: number, slots: number): number =>
    Math.min(view.getUint32(offset, true), slots);
  const phase = phaseKinds[view.getUint32(at.phase, true)] ?? "none";
  return {
    end: parseEnd(view, clock),
    dropped: {
      communicators: wide(view, at.communicatorsDropped),
      connections: wide(view, at.connectionsDropped),
      rings: wide(view, at.ringsDropped), operations: wide(view, at.operationsDropped),
      foreignContexts: wide(view, at.foreignContexts), badHandles: wide(view, at.badHandles),
      forks: wide(view, at.forks), chainErrors: wide(view, at.chainErrors),
    },
    maskInForce: view.getBigUint64(at.maskInForce, true),
    controlGeneration: view.getBigUint64(at.controlGeneration, true),
    phase, phaseSinceMs: phase === "none" ? neverMs : timeMs(view, at.phaseSinceTicks, clock),
    phaseCount: wide(view, at.phaseCount), step: wide(view, at.step),
    beatMs: timeMs(view, at.beatTicks, clock),
    firstError: textOf(view, at.firstError, layout.textBytes.firstError),
    used: {
      communicators: used(at.communicatorsUsed, layout.communicatorSlots),
      connections: used(at.connectionsUsed, layout.connectionSlots),
      rings: used(at.ringsUsed, layout.ringCount),
    },
  };
}

function parseEnd(view: DataView, clock: Clock): ProcessFileEnd {
  const kind = layout.endKinds[view.getUint32(at.endKind, true)];
  if (kind === undefined || kind === "running") return { kind: "running" };
  return {
    kind, code: view.getInt32(at.exitCode, true), atMs: timeMs(view, at.endTicks, clock),
    reason: textOf(view, at.endReason, layout.textBytes.endReason),
  };
}
