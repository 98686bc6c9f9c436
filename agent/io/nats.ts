// NATS as the agent needs it: signatures that may be lost, events that must not be, and commands.
// The connection comes back for ever. While it is away nothing is handed to the client, whose own
// buffer would keep old signatures and send them first; the core holds the newest instead.

import { Events, headers, type Msg, type NatsConnection } from "nats";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import type { NodeName } from "../../proto/ids.ts";
import { subjects } from "../../proto/subjects.ts";
import { natsDialer, reconnectWaitMs, type NatsAddress } from "../../proto/wire/nats.ts";
import { pause } from "./clock.ts";
import type { Log } from "./log.ts";

export interface NatsOptions extends Omit<NatsAddress, "name"> {
  readonly timeoutMs: number;
  readonly node: NodeName;
}

export interface Nats {
  readonly isUp: () => boolean;
  readonly reconnects: () => number;
  /** False: more than the server takes in one message. */
  readonly publishSignature: (bytes: Uint8Array) => boolean;
  /** Resolves true when JetStream has it. Never rejects. */
  readonly publishEvent: (id: string, bytes: Uint8Array) => Promise<boolean>;
  readonly reply: (to: string, bytes: Uint8Array) => void;
  readonly close: () => Promise<void>;
}

export interface NatsEvents {
  readonly onUp: (isUp: boolean) => void;
  readonly onCommand: (reply: string, bytes: Uint8Array) => void;
}

const closeTimeoutMs = 1000;

/** Tries until it works or the signal says stop. */
export async function connectNats(
  options: NatsOptions, events: NatsEvents, log: Log, signal: AbortSignal,
): Promise<Result<Nats>> {
  const dial = natsDialer({ ...options, name: `c4-agent ${options.node}` });
  if (!dial.ok) return dial;
  while (!signal.aborted) {
    try {
      return success(serve(await dial.value(), options, events, log));
    } catch (caught) {
      log.problem("NATS does not answer", failureFrom(caught).message);
      await pause(reconnectWaitMs, signal);
    }
  }
  return failure("unavailable", "stopped before NATS answered");
}

function serve(
  connection: NatsConnection, options: NatsOptions, events: NatsEvents, log: Log,
): Nats {
  const state = { isUp: true, reconnects: 0 };
  void followStatus(connection, state, events, log);
  connection.subscribe(subjects.command(options.node), {
    callback: (error, message: Msg) => {
      if (error === null && message.reply !== undefined && message.reply !== "") {
        events.onCommand(message.reply, message.data);
      }
    },
  });
  events.onUp(true);
  const isUp = (): boolean => state.isUp && !connection.isClosed();
  return {
    isUp,
    reconnects: () => state.reconnects,
    publishSignature: (bytes) => {
      // The client throws for what is above the server's own limit.
      if (bytes.length > (connection.info?.max_payload ?? Infinity)) return false;
      if (isUp()) connection.publish(subjects.signature(options.node), bytes);
      return true;
    },
    publishEvent: (id, bytes) => publishEvent(connection, options, id, bytes),
    reply: (to, bytes) => {
      if (!isUp()) return;
      try {
        connection.publish(to, bytes);
      } catch (caught) {
        log.problem("an answer cannot be sent", String(caught)); // who asked hears nothing
      }
    },
    close: () => close(connection, isUp()),
  };
}

async function followStatus(
  connection: NatsConnection, state: { isUp: boolean; reconnects: number }, events: NatsEvents,
  log: Log,
): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === Events.Disconnect && state.isUp) {
      state.isUp = false;
      log.note("NATS is away");
      events.onUp(false);
    } else if (status.type === Events.Reconnect) {
      state.isUp = true;
      state.reconnects += 1;
      log.note("NATS is back");
      events.onUp(true);
    } else if (status.type === Events.Error) {
      log.problem("NATS reports an error", String(status.data));
    }
  }
}

async function publishEvent(
  connection: NatsConnection, options: NatsOptions, id: string, bytes: Uint8Array,
): Promise<boolean> {
  if (connection.isClosed()) return false;
  const marks = headers();
  marks.set("Nats-Msg-Id", id);
  try {
    // A plain request with JetStream's header: the client's own publish retries by itself, and
    // how often an event is repeated is the core's decision.
    const answer = await connection.request(subjects.event(options.node), bytes, {
      headers: marks, timeout: options.timeoutMs,
    });
    const stored: unknown = answer.json();
    return typeof stored === "object" && stored !== null && "stream" in stored &&
      !("error" in stored);
  } catch {
    return false; // no stream yet, no server, or no answer in time
  }
}

async function close(connection: NatsConnection, isUp: boolean): Promise<void> {
  const bound = new AbortController();
  await Promise.race([
    isUp ? connection.drain().catch(() => undefined) : undefined,
    pause(isUp ? closeTimeoutMs : 0, bound.signal),
  ]);
  bound.abort();
  await connection.close().catch(() => undefined);
}
