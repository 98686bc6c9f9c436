// One controller: HTTP first, so that probes are answered while NATS is still away, then NATS, then
// office. Stops cleanly on the signal: what was decided goes out, the lease is released, so that a
// standby takes over at once.

import { randomBytes } from "node:crypto";
import type { StatusView } from "../proto/api.ts";
import { failure, failureFrom, success, type Result } from "../proto/errors.ts";
import type { JobName } from "../proto/ids.ts";
import { subjects } from "../proto/subjects.ts";
import { initialState, restore, step, takeOffice } from "./core/step.ts";
import {
  hooksReply, incidentDetail, incidents, jobDetail, jobViews, matrixView, statusView,
  type Scene,
} from "./core/views.ts";
import { createClock, pause, within, type Clock } from "./io/clock.ts";
import type { ControllerOptions } from "./io/config.ts";
import type { Core } from "./io/core.ts";
import { serveHttp } from "./io/http.ts";
import { createInbox, type Inbox, type InboxOptions } from "./io/inbox.ts";
import { createLog, type Log } from "./io/log.ts";
import { metricsText } from "./io/metrics.ts";
import { connectNats, type Nats } from "./io/nats.ts";
import { openOffice, type Codec, type Office } from "./io/office.ts";
import type { Backstage } from "./io/routes.ts";
import { createStream, type Stream } from "./io/stream.ts";
import { openJetStream, type JetStream } from "./io/streams.ts";
import { wire } from "./io/wire.ts";

export { controllerFields, readControllerOptions } from "./io/config.ts";
export type { ControllerConfig, ControllerOptions } from "./io/config.ts";

/** What a test may replace. */
export interface Parts {
  readonly core: Core;
  readonly codec: Codec & {
    readonly createSignatureReader: () => InboxOptions["reader"];
    readonly isWholeWindow: (bytes: Uint8Array) => boolean;
  };
}

export interface Surroundings {
  readonly version: string;
  /** Called once, when the API answers and the state is loaded. */
  readonly onReady: (ready: Ready) => void;
  /** Lines of the log. */
  readonly writeLog: (line: string) => void;
  readonly parts?: Partial<Parts>;
}

export interface Ready {
  readonly url: string;
  readonly port: number;
}

const controllerCore: Core = {
  initialState, restore, step, takeOffice,
  views: {
    statusView, jobViews, jobDetail, incidents, incidentDetail, matrixView, hooksReply,
  },
};

/** Everything that outlives a single request, while it exists. */
interface House {
  readonly options: ControllerOptions;
  readonly version: string;
  readonly core: Core;
  readonly clock: Clock;
  readonly log: Log;
  readonly inbox: Inbox;
  readonly startedMs: number;
  nats: Nats | undefined;
  office: Office | undefined;
}

const jetStreamRetryMs = 500;
const hooksTimeoutMs = 5000;

/** Resolves after a clean stop; a failure when it cannot run at all. */
export async function runController(
  options: ControllerOptions,
  signal: AbortSignal,
  around: Surroundings,
): Promise<Result<void>> {
  const codec = around.parts?.codec ?? wire;
  const clock = createClock();
  const log = createLog(around.writeLog);
  const inbox = createInbox({
    reader: codec.createSignatureReader(), isWhole: codec.isWholeWindow,
    onWaiting: () => house.office?.loop.nudge(),
    onRejected: (node, reason, detail) =>
      log.problem(`agent ${node}: signature rejected (${reason})`, detail),
  });
  const house: House = {
    options, version: around.version, core: around.parts?.core ?? controllerCore, clock, log,
    inbox, startedMs: clock.monotonicMs(), nats: undefined, office: undefined,
  };
  const stream = createStream({
    status: () => statusOf(house), statusMs: options.config["http.statusMs"],
  });
  const server = await serveHttp({
    ...options.http, hosts: options.hosts, backstage: backstageOf(house, stream), stream, log,
  });
  if (!server.ok) {
    stream.close();
    return server;
  }
  const { port } = server.value;
  try {
    return await live(house, codec, stream, { signal, onOffice: () => {
      const host = options.http.address.includes(":")
        ? `[${options.http.address}]` : options.http.address;
      const url = `http://${host}:${port}`;
      log.note(`ready at ${url}`);
      around.onReady({ url, port });
    } });
  } finally {
    // Also after an error of ours: a server left open would keep a dead controller alive.
    stream.close();
    await server.value.close();
    await house.office?.stop();
    await house.nats?.close();
  }
}

async function live(
  house: House,
  codec: Parts["codec"],
  stream: Stream,
  around: { readonly signal: AbortSignal; readonly onOffice: () => void },
): Promise<Result<void>> {
  const { options, log, inbox, clock } = house;
  const { config } = options;
  const nats = await connectNats({
    url: config["nats.url"], name: `c4-controller ${options.name}`,
    tokenFile: config["nats.tokenFile"], caFile: config["nats.caFile"],
  }, log, around.signal);
  if (!nats.ok) return around.signal.aborted ? success(undefined) : nats;
  house.nats = nats.value;
  const { connection } = nats.value;
  connection.subscribe(subjects.signatures, {
    callback: (error, message) => {
      if (error === null) inbox.offer(message.subject, message.data);
    },
  });
  const jetStream = await jetStreamOf(house, nats.value, around.signal);
  if (jetStream === undefined) return success(undefined);
  house.office = await openOffice({
    core: house.core, policy: options.policy, clock, log, connection, stream: jetStream, inbox,
    codec, leaseMs: config.leaseMs, ticksPerSecond: config.ticksPerSecond,
    holder: `${options.name} ${randomBytes(8).toString("hex")}`,
    webhook: {
      url: options.alertUrl, secret: options.alertSecret,
      timeoutMs: config["alert.timeoutMs"], runbooks: config["alert.runbooks"],
    },
    retries: {
      attemptsMax: config["alert.attemptsMax"], retryBaseMs: config["alert.retryBaseMs"],
      retryCapMs: config["alert.retryCapMs"],
    },
    onChanged: (incident) => stream.incident(incident),
  });
  around.onOffice();
  const stopped = new Promise<Result<void>>((resolve) => {
    const stop = (): void => resolve(success(undefined));
    if (around.signal.aborted) stop();
    around.signal.addEventListener("abort", stop, { once: true });
  });
  const closed = connection.closed().then((reason): Result<void> => failure("unavailable",
    `NATS closed the connection for good: ${reason === undefined ? "no reason" : reason.message}`));
  const failed = house.office.failed.then((reason): Result<void> =>
    failure("internal", `office cannot be taken: ${reason}`));
  return Promise.race([stopped, closed, failed]);
}

async function jetStreamOf(
  house: House,
  nats: Nats,
  signal: AbortSignal,
): Promise<JetStream | undefined> {
  const { log, options: { config } } = house;
  while (!signal.aborted) {
    try {
      return await openJetStream(
        nats.connection, config["nats.replicas"], config["nats.timeoutMs"],
      );
    } catch (caught) {
      log.problem("JetStream is not ready", failureFrom(caught).message);
      await pause(jetStreamRetryMs, signal);
    }
  }
  return undefined;
}

function sceneOf(house: House): Scene {
  const state = house.office?.loop.state() ?? house.core.initialState({ term: 0 });
  return { state, now: house.clock.now(), policy: house.options.policy };
}

function statusOf(house: House): StatusView {
  const { office, nats, inbox, clock, core } = house;
  return core.views.statusView(sceneOf(house), {
    version: house.version,
    leader: office?.leads() === true,
    suspended: office?.isSuspended() === true,
    upMs: Math.floor(clock.monotonicMs() - house.startedMs),
    connected: nats?.connected() === true,
    lost: inbox.counts().lost, rejected: inbox.counts().rejected,
    alertsPending: office?.counts().alerts.pending ?? 0,
    errors: house.log.problems(),
  });
}

function backstageOf(house: House, stream: Stream): Backstage {
  const { core, inbox } = house;
  return {
    views: core.views,
    scene: () => sceneOf(house),
    status: () => statusOf(house),
    isReady: () => house.office?.isReady() === true && house.nats?.connected() === true,
    leads: () => house.office?.leads() === true,
    metrics: () => metricsText({
      status: statusOf(house), incidents: core.views.incidents(sceneOf(house).state),
      inbox: inbox.counts(), waiting: inbox.waiting(), stream: stream.counts(),
      reconnects: house.nats?.reconnects() ?? 0,
      ...(house.office === undefined ? {} : {
        loop: house.office.loop.counts(), office: house.office.counts(),
      }),
    }),
    setHooks: (job, enabled) => setHooks(house, job, enabled),
  };
}

async function setHooks(house: House, job: JobName, enabled: boolean): Promise<Result<unknown>> {
  const { core, office } = house;
  if (office === undefined) return failure("unavailable", "the controller is still starting");
  if (core.views.jobDetail(sceneOf(house), job) === undefined) {
    return failure("not-found", `there is no job ${job}`);
  }
  const sent: string[] = [];
  // Whoever asked waits no longer than this, even while NATS is away and effects wait for it.
  const isDone = await within(hooksTimeoutMs,
    office.loop.submit({ kind: "set-hooks", job, enabled }, (effects) => {
      for (const each of effects) if (each.kind === "command") sent.push(each.id);
    }));
  if (isDone !== true) return failure("unavailable", "it could not be carried out now; ask again");
  await office.answered(sent, hooksTimeoutMs);
  const reply = core.views.hooksReply(sceneOf(house).state, job);
  return reply === undefined ? failure("not-found", `there is no job ${job}`) : success(reply);
}
