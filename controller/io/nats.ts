// The connection to NATS: it comes back for ever, and whoever cares can ask whether it is up. What
// is published while it is down waits inside the client and goes out at the reconnect, possibly
// after its sender gave up; that is why every write is conditional, every alert has an id and every
// command a fence.

import { Events, type NatsConnection } from "nats";
import { failure, failureFrom, success, type Result } from "../../proto/errors.ts";
import { natsDialer, reconnectWaitMs, type NatsAddress } from "../../proto/wire/nats.ts";
import { pause, within } from "./clock.ts";
import { redacted, type Log } from "./log.ts";

export interface Nats {
  readonly connection: NatsConnection;
  readonly connected: () => boolean;
  readonly reconnects: () => number;
  readonly close: () => Promise<void>;
}

const closeTimeoutMs = 2000;

/** Tries until it works or the signal says stop. */
export async function connectNats(
  address: NatsAddress, log: Log, signal: AbortSignal,
): Promise<Result<Nats>> {
  const dial = natsDialer(address);
  if (!dial.ok) return dial;
  while (!signal.aborted) {
    try {
      return success(watched(await dial.value(), log));
    } catch (caught) {
      const servers = address.url.split(",").map((each) => redacted(each.trim())).join(", ");
      log.problem(`NATS at ${servers} does not answer`, failureFrom(caught).message);
      await pause(reconnectWaitMs, signal);
    }
  }
  return failure("unavailable", "stopped before NATS answered");
}

function watched(connection: NatsConnection, log: Log): Nats {
  let isConnected = true;
  let reconnects = 0;
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === Events.Disconnect) {
        isConnected = false;
        log.note("NATS is away; reconnecting");
      } else if (status.type === Events.Reconnect) {
        isConnected = true;
        reconnects += 1;
        log.note("NATS is back");
      } else if (status.type === Events.Error) {
        log.problem("NATS reports an error", String(status.data));
      }
    }
  })();
  return {
    connection,
    connected: () => isConnected && !connection.isClosed(),
    reconnects: () => reconnects,
    close: async () => {
      // Drain so that acknowledgements still go out, but never wait for a server that is away.
      if (isConnected) await within(closeTimeoutMs, connection.drain().catch(() => undefined));
      await connection.close();
    },
  };
}
