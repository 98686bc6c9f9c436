// Taking and leaving office. A standby computes the same states from the same signatures and
// events, and drops every effect. A controller that gains the lease starts from what its
// predecessor wrote, not from what it computed itself, because incident ids, pages and
// acknowledgements live only there; the fleet fills up again within one window.
//
// Changes run one after the other. What must stop stops before the queue: `leads()` is false and
// the effects are closed from the moment the lease is lost.

import type { NatsConnection } from "nats";
import { assert } from "../../proto/assert.ts";
import type { CommandReply, FencedCommand } from "../../proto/command.ts";
import { failureFrom, type Result } from "../../proto/errors.ts";
import type { AgentEvent } from "../../proto/event.ts";
import { buckets } from "../../proto/subjects.ts";
import type { Incident } from "../../proto/verdict.ts";
import type { Policy } from "../core/fleet/policy.ts";
import type { WebhookOptions } from "./alert.ts";
import { pause, within, type Clock } from "./clock.ts";
import { createCommands, type Commands } from "./commands.ts";
import type { Core } from "./core.ts";
import { createEffects, type Effects } from "./effects.ts";
import { readEvents, type EventCounts, type Events } from "./events.ts";
import type { Inbox } from "./inbox.ts";
import type { Bucket } from "./kv.ts";
import { keepLease, type LeaseKeeper } from "./lease.ts";
import type { Log } from "./log.ts";
import { createLoop, type Loop } from "./loop.ts";
import { createOutbox, type Outbox, type OutboxOptions } from "./outbox.ts";
import { createStore, type Store } from "./store.ts";
import type { JetStream } from "./streams.ts";

export interface OfficeOptions {
  readonly core: Core;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly log: Log;
  readonly connection: NatsConnection;
  readonly stream: JetStream;
  readonly inbox: Inbox;
  readonly codec: Codec;
  readonly holder: string;
  readonly leaseMs: number;
  readonly ticksPerSecond: number;
  readonly webhook: WebhookOptions;
  readonly retries: Pick<OutboxOptions, "attemptsMax" | "retryBaseMs" | "retryCapMs">;
  readonly onChanged: (incident: Incident) => void;
}

/** What proto/wire/codec.ts gives, beside signatures. */
export interface Codec {
  readonly decodeEvent: (bytes: Uint8Array) => Result<AgentEvent>;
  readonly encodeCommand: (fenced: FencedCommand) => Uint8Array;
  readonly decodeReply: (bytes: Uint8Array) => Result<CommandReply>;
}

export interface Office {
  readonly loop: Loop;
  readonly leads: () => boolean;
  /** In office, and the lease has lapsed unconfirmed: nobody else leads as far as we know. */
  readonly isSuspended: () => boolean;
  readonly term: () => number;
  /** The state is loaded and input flows. */
  readonly isReady: () => boolean;
  /** Resolves when the core has heard the replies to these commands, or after the time. */
  readonly answered: (ids: readonly string[], timeoutMs: number) => Promise<void>;
  readonly counts: () => OfficeCounts;
  /** Resolves, with the reason, when office could not be taken or left for an error of ours. */
  readonly failed: Promise<string>;
  readonly stop: () => Promise<void>;
}

export interface OfficeCounts {
  readonly effects: ReturnType<Effects["counts"]> & { readonly waiting: number };
  readonly alerts: ReturnType<Outbox["counts"]>;
  readonly commands: ReturnType<Commands["counts"]>;
  readonly events: EventCounts;
  readonly terms: number;
}

interface Rooms {
  readonly options: OfficeOptions;
  readonly store: Store;
  readonly commands: Commands;
  readonly effects: Effects;
  readonly outbox: Outbox;
  readonly loop: Loop;
  readonly eventCounter: { received: number; rejected: number };
  /** By command id; as many as commands in flight. */
  readonly replies: Map<string, Promise<void>>;
  events: Events | undefined;
  lease: LeaseKeeper | undefined;
  /** 0 while standing by. Set at once when the lease changes, before anything is awaited. */
  term: number;
  terms: number;
  isReady: boolean;
  isStopping: boolean;
  turn: Promise<void>;
  readonly failed: Promise<string>;
  readonly fail: (reason: string) => void;
}

const loadRetryMs = 250;
/** Taking office may hang on a server that is away; leaving must not. */
const turnTimeoutMs = 1000;
const leaveTimeoutMs = 2500;

export async function openOffice(options: OfficeOptions): Promise<Office> {
  const rooms = furnish(options);
  change(rooms, () => settleIn(rooms, 0));
  await rooms.turn;
  if (!rooms.isStopping) {
    rooms.lease = keepLease({
      bucket: bucketOf(options, "leader"), clock: options.clock,
      holder: options.holder, leaseMs: options.leaseMs,
      onGained: (term) => {
        rooms.term = term;
        rooms.terms += 1;
        options.log.note(`leading, term ${term}`);
        change(rooms, () => settleIn(rooms, term));
      },
      onLost: () => {
        rooms.term = 0;
        rooms.commands.abort();
        const closed = Promise.all([rooms.effects.close(), rooms.outbox.close()]);
        options.log.note("no longer leading");
        change(rooms, async () => {
          await closed;
          await settleIn(rooms, 0);
        });
      },
    });
  }
  return {
    loop: rooms.loop,
    leads: () => rooms.term !== 0 && rooms.lease?.leads() === true,
    isSuspended: () => rooms.term !== 0 && rooms.lease?.leads() === false,
    term: () => rooms.term,
    isReady: () => rooms.isReady,
    answered: async (ids, timeoutMs) => {
      await within(timeoutMs, Promise.all(ids.map((id) => rooms.replies.get(id))));
    },
    counts: () => ({
      effects: { ...rooms.effects.counts(), waiting: rooms.effects.waiting() },
      alerts: rooms.outbox.counts(),
      commands: rooms.commands.counts(),
      events: { ...rooms.eventCounter },
      terms: rooms.terms,
    }),
    failed: rooms.failed,
    stop: () => within(leaveTimeoutMs, leave(rooms)),
  };
}

/** Who fails here must not keep the lease: it would lead without judging, and nobody else would. */
function change(rooms: Rooms, action: () => Promise<void>): void {
  rooms.turn = rooms.turn.then(action).catch((caught: unknown) => {
    rooms.fail(failureFrom(caught).message);
  });
}

/** Term 0: as a standby. Gives way when the lease changed again meanwhile. */
async function settleIn(rooms: Rooms, term: number): Promise<void> {
  const { options, loop } = rooms;
  const isOutdated = (): boolean => rooms.isStopping || rooms.term !== term;
  if (isOutdated()) return;
  rooms.isReady = false;
  loop.pause();
  await rooms.events?.stop();
  rooms.events = undefined;
  for (;;) {
    if (isOutdated()) return;
    const loaded = await rooms.store.load();
    if (isOutdated()) return;
    if (!loaded.ok) {
      options.log.problem(loaded.error.message);
      await pause(loadRetryMs);
      continue;
    }
    for (const key of loaded.value.damaged) options.log.problem(`stored ${key} is unreadable`);
    if (term !== 0) {
      rooms.effects.open();
      rooms.outbox.open(term);
    }
    loop.resume(options.core.restore(loaded.value.entries, { term }));
    break;
  }
  rooms.events = readEvents({
    stream: options.stream, decode: options.codec.decodeEvent, counter: rooms.eventCounter,
    handle: (event) => loop.submit({ kind: "event", event }), log: options.log,
  }, term);
  rooms.isReady = true;
}

async function leave(rooms: Rooms): Promise<void> {
  rooms.isStopping = true;
  await within(turnTimeoutMs, rooms.turn);
  await rooms.events?.stop();
  rooms.loop.stop();
  rooms.commands.abort();
  // While we still hold the lease, what the core decided may still go out, but not for long.
  const { clock, leaseMs } = rooms.options;
  const untilMs = clock.monotonicMs() + leaseMs / 2;
  while (rooms.effects.waiting() > 0 && clock.monotonicMs() < untilMs) await pause(10);
  await rooms.outbox.close();
  await rooms.effects.close();
  await rooms.lease?.stop();
}

function bucketOf({ stream }: OfficeOptions, name: "state" | "leader"): Bucket {
  return {
    name: buckets[name], kv: stream[name], client: stream.client, manager: stream.manager,
  };
}

function furnish(options: OfficeOptions): Rooms {
  const { core, clock, log, stream } = options;
  const store = createStore(bucketOf(options, "state"));
  const leads = (): boolean => rooms.term !== 0 && rooms.lease?.leads() === true;
  const commands = createCommands({
    connection: options.connection,
    encode: options.codec.encodeCommand, decode: options.codec.decodeReply,
  });
  const outbox = createOutbox({
    stream, webhook: options.webhook, clock, leads, log, ...options.retries,
    onOutcome: (alert, outcome, detail) =>
      loop.submit({ kind: "alert-outcome", alert, outcome, detail }),
  });
  const effects = createEffects({
    store, leads, log,
    confirm: async () => await rooms.lease?.confirm() === true,
    enqueueAlert: outbox.enqueue,
    startCommand: ({ id, node, fenced, timeoutMs }) => {
      assert(rooms.term !== 0, "only a leader sends commands");
      const heard = commands.send({ node, fenced, timeoutMs })
        .then((reply) => loop.submit({ kind: "reply", id, node, reply }))
        .then(() => { rooms.replies.delete(id); });
      rooms.replies.set(id, heard);
    },
    announce: ({ incident, change: text }) => {
      log.note(`${incident.id}: ${text}`);
      options.onChanged(incident);
    },
  });
  const loop = createLoop({
    core, policy: options.policy, clock, inbox: options.inbox, effects,
    ticksPerSecond: options.ticksPerSecond, initial: core.initialState({ term: 0 }),
  });
  let fail = (_reason: string): void => undefined;
  const failed = new Promise<string>((resolve) => { fail = resolve; });
  const rooms: Rooms = {
    options, store, commands, effects, outbox, loop,
    eventCounter: { received: 0, rejected: 0 }, replies: new Map(),
    events: undefined, lease: undefined,
    term: 0, terms: 0, isReady: false, isStopping: false, turn: Promise.resolve(),
    failed, fail,
  };
  return rooms;
}
