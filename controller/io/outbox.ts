// The alert outbox: a JetStream work queue between the decision to alert and the answer of the
// receiver. An alert leaves the queue when its outcome is recorded and the core has persisted it.
//
// Never twice: JetStream drops a message id it has seen in the last hour, and a record of every
// finished key in KV reaches over restarts and outages longer than that. The one gap is a
// controller killed between the receiver's answer and the record; then the alert comes again, with
// the same X-C4-Delivery, since to be told twice is better than not at all.
//
// Each incident has a lane: its messages go in order, a resolved one only after a firing one was
// delivered, and an incident whose message is refused for hours does not hold up the others.

import type { ConsumerMessages, JsMsg } from "nats";
import { failureFrom, success, type Result } from "../../proto/errors.ts";
import { streams, subjects } from "../../proto/subjects.ts";
import type { Effect } from "../core/fleet/contract.ts";
import { alertMessage, postAlert, type Attempt, type WebhookOptions } from "./alert.ts";
import { backoffMs, pause, type Clock } from "./clock.ts";
import {
  fired, readRecord, writeRecord, type AlertOutcome, type DeliveryRecord,
} from "./delivered.ts";
import { decodeValue, encodeValue, notStored } from "./kv.ts";
import type { Log } from "./log.ts";
import { consumerOfTerm, type JetStream } from "./streams.ts";

type AlertEffect = Extract<Effect, { readonly kind: "alert" }>;

export interface Outbox {
  readonly enqueue: (alert: AlertEffect) => Promise<Result<void>>;
  readonly open: (term: number) => void;
  readonly close: () => Promise<void>;
  readonly counts: () => OutboxCounts;
}

export interface OutboxCounts {
  readonly pending: number;
  readonly delivered: number;
  readonly failed: number;
  readonly attempts: number;
}

export interface OutboxOptions {
  readonly stream: JetStream;
  readonly webhook: WebhookOptions;
  readonly clock: Clock;
  readonly leads: () => boolean;
  /** Resolves true when the core's answer to it is persisted. */
  readonly onOutcome: (
    alert: string, outcome: AlertOutcome | "failing" | "refused", detail: string,
  ) => Promise<boolean>;
  readonly log: Log;
  /** Default 1000: with a minute between them, most of a day. */
  readonly attemptsMax: number;
  /** Default 1 s, doubling. */
  readonly retryBaseMs: number;
  /** Default 60 s. */
  readonly retryCapMs: number;
}

/** What waits in the queue: the words as they were when the alert was decided. */
interface Item {
  readonly key: string;
  readonly incident: string;
  readonly status: "firing" | "resolved";
  readonly body: string;
}

interface Office {
  readonly options: OutboxOptions;
  readonly signal: AbortSignal;
  readonly lanes: Map<string, Promise<void>>;
  /** By stream sequence; a redelivery of what is in hand only replaces the handle. */
  readonly inHand: Map<number, JsMsg>;
  readonly posting: { count: number };
  readonly counts: { pending: number; delivered: number; failed: number; attempts: number };
}

const inHandMax = 256;
const postingMax = 8;
const acknowledgeMs = 10 * 60_000;
const retryMs = 500;
const pollMs = 50;

export function createOutbox(options: OutboxOptions): Outbox {
  const counts = { pending: 0, delivered: 0, failed: 0, attempts: 0 };
  let stopping = new AbortController();
  let messages: ConsumerMessages | undefined;
  let running: Promise<void> = Promise.resolve();

  const run = async (term: number, signal: AbortSignal): Promise<void> => {
    const office: Office = {
      options, signal, counts, lanes: new Map(), inHand: new Map(), posting: { count: 0 },
    };
    while (!signal.aborted) {
      try {
        messages = await consume(options.stream, term, counts);
        if (signal.aborted) messages.stop();
        for await (const message of messages) takeIn(office, message);
      } catch (caught) {
        options.log.problem("the alert queue cannot be read", failureFrom(caught).message);
      }
      await pause(retryMs, signal);
    }
    await Promise.all(office.lanes.values());
  };
  return {
    enqueue: (alert) => enqueue(options, counts, alert),
    open: (term) => {
      if (options.webhook.url === "") return;
      stopping = new AbortController();
      running = run(term, stopping.signal);
    },
    close: async () => {
      stopping.abort();
      messages?.stop();
      await running;
    },
    counts: () => ({ ...counts }),
  };
}

async function enqueue(
  options: OutboxOptions,
  counts: { pending: number; failed: number },
  alert: AlertEffect,
): Promise<Result<void>> {
  const key = alert.alert;
  try {
    if (options.webhook.url === "") {
      void options.onOutcome(key, "refused", "no alert receiver is configured");
      return success(undefined);
    }
    const record = await readRecord(options.stream.delivered, key);
    if (record !== undefined) {
      void options.onOutcome(key, record.outcome, record.detail);
      return success(undefined);
    }
    const now = options.clock.now();
    const message = alertMessage(alert.status, alert.incident, now, options.webhook.runbooks);
    const item: Item = {
      key, incident: alert.incident.id, status: alert.status,
      body: JSON.stringify(message),
    };
    const stored = await options.stream.client.publish(
      subjects.alert, encodeValue(item), { msgID: key },
    );
    if (!stored.duplicate) counts.pending += 1;
    return success(undefined);
  } catch (caught) {
    const error = notStored(caught);
    if (error.code !== "exhausted") return { ok: false, error };
    // The pages that wait are older, and their incidents may be the cause of this one.
    counts.failed += 1;
    void options.onOutcome(key, "failed", `the alert queue is full: ${error.message}`);
    return success(undefined);
  }
}

async function consume(
  stream: JetStream,
  term: number,
  counts: { pending: number },
): Promise<ConsumerMessages> {
  const consumer = await consumerOfTerm(stream, term, {
    stream: streams.alerts, prefix: "alerts-", subject: subjects.alert,
    pendingMax: inHandMax, acknowledgeMs, isWorkQueue: true,
  });
  counts.pending = (await stream.manager.streams.info(streams.alerts)).state.messages;
  return consumer.consume({ max_messages: inHandMax, abort_on_missing_resource: true });
}

function takeIn(office: Office, message: JsMsg): void {
  const isNew = !office.inHand.has(message.seq);
  office.inHand.set(message.seq, message);
  if (!isNew) return;
  const item = parseItem(message.data);
  if (item === undefined) {
    office.options.log.problem("an entry of the alert queue is unreadable");
    office.counts.failed += 1;
    finish(office, message.seq);
    return;
  }
  const before = office.lanes.get(item.incident) ?? Promise.resolve();
  const lane = before.then(() => untilDelivered(office, item, message.seq)).then(() => {
    if (office.lanes.get(item.incident) === lane) office.lanes.delete(item.incident);
  });
  office.lanes.set(item.incident, lane);
}

/**
 * While NATS cannot be reached the lane waits: what comes after this one must not overtake it, or a
 * resolved message would find that nobody was told of the firing one, and be given up.
 */
async function untilDelivered(office: Office, item: Item, sequence: number): Promise<void> {
  while (!office.signal.aborted) {
    try {
      return await deliver(office, item, sequence);
    } catch (caught) {
      office.options.log.problem("an alert waits", failureFrom(caught).message);
      office.inHand.get(sequence)?.working();
      await pause(retryMs, office.signal);
    }
  }
}

function finish(office: Office, sequence: number): void {
  office.inHand.get(sequence)?.ack();
  office.inHand.delete(sequence);
  office.counts.pending = Math.max(0, office.counts.pending - 1);
}

async function deliver(office: Office, item: Item, sequence: number): Promise<void> {
  const { options, signal, counts } = office;
  const known = await readRecord(options.stream.delivered, item.key);
  const record = known ?? await attempts(office, item, sequence);
  if (record === undefined) return; // out of office: the successor finds it in the queue
  if (known === undefined) {
    counts[record.outcome] += 1;
    // A fact about the world, not an act: it is written even if the office was lost meanwhile.
    await writeRecord(options.stream.delivered, item.key, record);
  }
  if (item.status === "firing" && record.outcome === "delivered") {
    await writeRecord(options.stream.delivered, fired(item.key), record);
  }
  if (signal.aborted) return;
  if (await options.onOutcome(item.key, record.outcome, record.detail)) finish(office, sequence);
}

async function attempts(
  office: Office,
  item: Item,
  sequence: number,
): Promise<DeliveryRecord | undefined> {
  const { options, signal, counts } = office;
  const limits = { baseMs: options.retryBaseMs, capMs: options.retryCapMs };
  if (item.status === "resolved" &&
    (await readRecord(options.stream.delivered, fired(item.key)))?.outcome !== "delivered") {
    return { outcome: "failed", detail: "not sent: its firing alert was not delivered" };
  }
  for (let attempt = 0; attempt < options.attemptsMax; attempt += 1) {
    while (!signal.aborted && (!options.leads() || office.posting.count >= postingMax)) {
      await pause(pollMs, signal);
    }
    if (signal.aborted) return undefined;
    office.inHand.get(sequence)?.working();
    counts.attempts += 1;
    office.posting.count += 1;
    const answer: Attempt = await postAlert(
      options.webhook, { key: item.key, body: item.body }, options.clock.now(), signal,
    ).finally(() => { office.posting.count -= 1; });
    if (answer.kind === "delivered") return { outcome: "delivered", detail: answer.detail };
    options.log.problem(`alert ${item.key}: ${answer.detail}`);
    if (answer.kind === "never") return { outcome: "failed", detail: answer.detail };
    if (attempt === 0) void options.onOutcome(item.key, "failing", answer.detail);
    await pause(Math.max(answer.waitMs, backoffMs(attempt, limits)), signal);
  }
  return signal.aborted ? undefined
    : { outcome: "failed", detail: `given up after ${options.attemptsMax} attempts` };
}

function parseItem(bytes: Uint8Array): Item | undefined {
  const decoded = decodeValue(bytes);
  if (!decoded.ok || typeof decoded.value !== "object" || decoded.value === null) return undefined;
  const { key, incident, status, body } = decoded.value as Record<string, unknown>;
  if (typeof key !== "string") return undefined;
  if (typeof incident !== "string" || typeof body !== "string") return undefined;
  if (status !== "firing" && status !== "resolved") return undefined;
  return { key, incident, status, body };
}
