// Events from JetStream. A leader reads through a durable consumer of its own term and acknowledges
// an event after everything the core asked to persist because of it is in KV: a controller killed
// in between gets the event again. A standby reads along without acknowledging anything.

import { DeliverPolicy, type ConsumerMessages, type JsMsg } from "nats";
import type { Result } from "../../proto/errors.ts";
import type { AgentEvent } from "../../proto/event.ts";
import { streams, subjects } from "../../proto/subjects.ts";
import { pause } from "./clock.ts";
import type { Log } from "./log.ts";
import { consumerOfTerm, type JetStream } from "./streams.ts";

export interface Events {
  readonly counts: () => EventCounts;
  readonly stop: () => Promise<void>;
}

export interface EventCounts {
  readonly received: number;
  readonly rejected: number;
}

export interface EventsOptions {
  readonly stream: JetStream;
  readonly decode: (bytes: Uint8Array) => Result<AgentEvent>;
  /** Resolves when all that the event caused is persisted; false: do not acknowledge. */
  readonly handle: (event: AgentEvent) => Promise<boolean>;
  readonly counter: { received: number; rejected: number };
  readonly log: Log;
}

/** Handed out and not acknowledged. JetStream keeps the rest. */
const pendingMax = 256;
const acknowledgeMs = 30_000;
const retryMs = 500;

/** `term` 0: read along as a standby, from now on. */
export function readEvents(options: EventsOptions, term: number): Events {
  const stopping = new AbortController();
  let messages: ConsumerMessages | undefined;
  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        messages = term === 0 ? await readAlong(options) : await readDurable(options, term);
        if (stopping.signal.aborted) messages.stop();
        for await (const message of messages) {
          if (stopping.signal.aborted) break;
          await take(options, message, term !== 0);
        }
      } catch (caught) {
        const reason = caught instanceof Error ? caught.message : String(caught);
        options.log.problem("the event stream cannot be read", reason);
      }
      await pause(retryMs, stopping.signal);
    }
  })();
  return {
    counts: () => ({ ...options.counter }),
    stop: async () => {
      stopping.abort();
      messages?.stop();
      await running;
    },
  };
}

/** Not awaited one by one: the next event may be computed while this one is persisted. */
async function take(options: EventsOptions, message: JsMsg, isLeader: boolean): Promise<void> {
  options.counter.received += 1;
  const decoded = options.decode(message.data);
  const node = message.subject.slice(message.subject.lastIndexOf(".") + 1);
  if (!decoded.ok || decoded.value.node !== node) {
    options.counter.rejected += 1;
    options.log.problem(`agent ${node}: event rejected`,
      decoded.ok ? `speaks for ${decoded.value.node}` : decoded.error.message);
    if (isLeader) message.term("unreadable");
    return;
  }
  const handled = options.handle(decoded.value);
  if (!isLeader) return;
  void handled.then((isPersisted) => {
    if (isPersisted) message.ack();
  });
}

async function readAlong(options: EventsOptions): Promise<ConsumerMessages> {
  const consumer = await options.stream.client.consumers.get(streams.events, {
    deliver_policy: DeliverPolicy.New, filterSubjects: subjects.events,
  });
  return consumer.consume({ max_messages: pendingMax });
}

async function readDurable(options: EventsOptions, term: number): Promise<ConsumerMessages> {
  const consumer = await consumerOfTerm(options.stream, term, {
    stream: streams.events, prefix: "controller-", subject: subjects.events, pendingMax,
    acknowledgeMs,
  });
  return consumer.consume({ max_messages: pendingMax, abort_on_missing_resource: true });
}
