// The controller's side of the scale benchmark, in a process of its own so that its processor time
// and its memory are its own: the real inbox, reader, loop and core on a real NATS connection, with
// a clock that may run slower than life. Effects are counted and not carried out: a healthy fleet
// has none.

import { connect, type NatsConnection } from "nats";
import { defaultPolicy } from "../../controller/core/fleet/policy.ts";
import { initialState, restore, step, takeOffice } from "../../controller/core/step.ts";
import {
  hooksReply, incidentDetail, incidents, jobDetail, jobViews, matrixView, statusView,
} from "../../controller/core/views.ts";
import type { Core } from "../../controller/io/core.ts";
import type { Effects } from "../../controller/io/effects.ts";
import { createInbox, type Inbox } from "../../controller/io/inbox.ts";
import { createLoop } from "../../controller/io/loop.ts";
import { formatSuspect, type Incident } from "../../proto/verdict.ts";
import { subjects } from "../../proto/subjects.ts";
import { createSignatureReader, isWholeWindow } from "../../proto/wire/codec.ts";
import type { Cost, Findings, Plan, VerdictFound } from "./contract.ts";

const ticksPerSecond = 5;
/** Odd, so that reading and folding, which take turns, both get theirs. */
const sampledEvery = 17;
const rawSubject = "bench.raw";
const plan = JSON.parse(process.argv[2] ?? "") as Plan;
const windowMs = 1000 * plan.stretch;

interface Meter {
  bytes: number;
  messages: number;
  readonly parts: { decodeMs: number; foldMs: number; tickMs: number };
  tickMsMax: number;
}
const meter: Meter = {
  bytes: 0, messages: 0, parts: { decodeMs: 0, foldMs: 0, tickMs: 0 }, tickMsMax: 0,
};

/** The fleet's time: slower than life by the stretch. */
const fleetMs = (): number => performance.now() / plan.stretch;

function createMeasuredCore(): Core {
  return {
    initialState, restore, takeOffice,
    step: (state, input, now, policy) => {
      if (input.kind === "signature") {
        return sampled("foldMs", () => step(state, input, now, policy));
      }
      const [stepped, ms] = timed(() => step(state, input, now, policy));
      if (input.kind === "tick") {
        meter.parts.tickMs += ms;
        meter.tickMsMax = Math.max(meter.tickMsMax, ms);
      }
      return stepped;
    },
    views: {
      statusView, jobViews, jobDetail, incidents, incidentDetail, matrixView, hooksReply,
    },
  };
}

function timed<T>(work: () => T): readonly [T, number] {
  const begunMs = performance.now();
  const done = work();
  return [done, performance.now() - begunMs];
}

let calls = 0;

/** Of many short calls one in seventeen is timed. */
function sampled<T>(part: "decodeMs" | "foldMs", work: () => T): T {
  calls += 1;
  if (calls % sampledEvery !== 0) return work();
  const [done, ms] = timed(work);
  meter.parts[part] += ms * sampledEvery;
  return done;
}

function createMeasuredInbox(nudge: () => void): Inbox {
  const reader = createSignatureReader();
  return createInbox({
    reader: { read: (bytes, from) => sampled("decodeMs", () => reader.read(bytes, from)) },
    isWhole: isWholeWindow, onWaiting: nudge,
    onRejected: (node, reason, detail) => { throw new Error(`${node}: ${reason}: ${detail}`); },
  });
}

/** Remembers what was said of the job, and when. */
interface Heard extends Effects {
  readonly verdicts: Said[];
}

interface Said {
  readonly atMs: number;
  readonly incident: Incident;
}

function createListening(): Heard {
  const verdicts: Said[] = [];
  return {
    verdicts, open: () => undefined, close: () => Promise.resolve(), waiting: () => 0,
    isFull: () => false,
    push: (effects, whenDone) => {
      for (const effect of effects) {
        if (effect.kind !== "changed") continue;
        verdicts.push({ atMs: fleetMs(), incident: effect.incident });
      }
      whenDone?.(true);
    },
    counts: () => ({ persisted: 0, refused: 0, conflicts: 0, dropped: 0 }),
  };
}

const connection = await connect({ servers: plan.url });
const effects = createListening();
const inbox = createMeasuredInbox(() => { loop.nudge(); });
const loop = createLoop({
  core: createMeasuredCore(), policy: defaultPolicy, inbox, effects,
  clock: {
    now: () => Math.floor(fleetMs()), advanceTo: () => undefined,
    monotonicMs: () => performance.now(),
  },
  ticksPerSecond: ticksPerSecond / plan.stretch, initial: initialState({ term: 1 }),
});

/** Over so many windows from now, beginning when `atMs` of wall time comes. */
async function costOf(windows: number, atMs: number): Promise<Cost> {
  await until(atMs);
  const begun = { ...meter, usage: process.cpuUsage() };
  await until(atMs + windows * windowMs);
  const { user, system } = process.cpuUsage(begun.usage);
  return {
    processorMs: (user + system) / 1000 / windows,
    messages: (meter.messages - begun.messages) / windows,
    bytes: (meter.bytes - begun.bytes) / windows,
  };
}

function until(atMs: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, Math.max(0, atMs - Date.now())); });
}

function listen(from: NatsConnection, subject: string, take: Inbox["offer"]): void {
  from.subscribe(subject, { callback: (_, message) => {
    meter.messages += 1;
    meter.bytes += message.data.length;
    take(message.subject, message.data);
  } });
}

async function measure(atMs: number): Promise<Findings> {
  const raw = await costOf(plan.rawWindows, atMs);
  const beginMs = atMs + plan.rawWindows * windowMs;
  loop.resume(initialState({ term: 1 }));
  const steadyMs = beginMs + plan.warmUpWindows * windowMs;
  await until(steadyMs);
  Object.assign(meter.parts, { decodeMs: 0, foldMs: 0, tickMs: 0 });
  meter.tickMsMax = 0;
  const former = inbox.counts();
  const steady = await costOf(plan.measuredWindows, steadyMs);
  const parts = Object.fromEntries(Object.entries(meter.parts).map(([part, ms]) =>
    [part, ms / plan.measuredWindows])) as unknown as Findings["parts"];
  const { tickMsMax } = meter;
  const memory = process.memoryUsage();
  const counts = inbox.counts();
  const falseAlarms = effects.verdicts.length;
  const faultMs = fleetMs();
  await until(steadyMs + (plan.measuredWindows + plan.faultWindows) * windowMs);
  return {
    raw, steady, parts, tickMsMax, falseAlarms,
    lost: counts.lost - former.lost, superseded: counts.superseded - former.superseded,
    baseless: counts.baseless - former.baseless,
    residentMiB: memory.rss / 2 ** 20, heapMiB: memory.heapUsed / 2 ** 20,
    verdict: verdictOf(faultMs),
  };
}

function verdictOf(faultMs: number): VerdictFound | undefined {
  const said = effects.verdicts.filter(({ atMs }) => atMs > faultMs);
  const [first] = said;
  const right = said.find(({ incident: { suspects: [suspect, ...others] } }) =>
    suspect?.kind === "rank" && suspect.rank === plan.faultRank && others.length === 0);
  if (first === undefined) return undefined;
  // Windows come in the second after they are due. The second one shows an operation late.
  const evidenceMs = (Math.ceil(defaultPolicy.overdueFloorMs / 1000) - 1) * 1000;
  return {
    said: said.slice(0, 4).map(({ atMs, incident: { syndrome, suspects } }) =>
      `${Math.round(atMs - faultMs)} ms: ${syndrome}, ` +
      suspects.slice(0, 3).map(formatSuspect).join(", ") +
      (suspects.length > 3 ? ` and ${suspects.length - 3} more` : "")),
    firstMs: Math.round(first.atMs - faultMs - evidenceMs),
    rightMs: right === undefined ? undefined : Math.round(right.atMs - faultMs - evidenceMs),
  };
}

process.on("message", ({ atMs }: { readonly atMs: number }) => {
  void measure(atMs).then((findings) => {
    process.send?.(findings, undefined, undefined, () => { process.exit(); });
  });
});
process.once("disconnect", () => { process.exit(); });
listen(connection, rawSubject, () => undefined);
listen(connection, subjects.signatures, inbox.offer);
await connection.flush();
process.send?.("ready");
