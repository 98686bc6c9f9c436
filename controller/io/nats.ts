// The connection to NATS: it comes back for ever, and whoever cares can ask whether it is up. What
// is published while it is down waits inside the client and goes out at the reconnect, possibly
// after its sender gave up; that is why every write is conditional, every alert has an id and every
// command a fence.

import { connect, Events, tokenAuthenticator, type NatsConnection } from "nats";
import { readFileSync } from "node:fs";
import { readSecret } from "../../proto/configuration.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import { pause, within } from "./clock.ts";
import { redacted, type Log } from "./log.ts";

export interface NatsOptions {
  /** One or more servers, comma-separated. */
  readonly url: string;
  /** Name of this client in the server's own lists. */
  readonly name: string;
  /** File with a token, when the server asks for one. */
  readonly tokenFile: string;
  /** File with the certificate authority; TLS is used when it is set. */
  readonly caFile: string;
}

export interface Nats {
  readonly connection: NatsConnection;
  readonly connected: () => boolean;
  readonly reconnects: () => number;
  readonly close: () => Promise<void>;
}

const reconnectWaitMs = 250;
/** A silent server is given up, and another tried, after this and two missed pings. */
const pingIntervalMs = 5000;
const closeTimeoutMs = 2000;

/** Tries until it works or the signal says stop. */
export async function connectNats(
  options: NatsOptions,
  log: Log,
  signal: AbortSignal,
): Promise<Result<Nats>> {
  const token = readSecretFile("nats.tokenFile", options.tokenFile);
  if (!token.ok) return token;
  const ca = readSecretFile("nats.caFile", options.caFile);
  if (!ca.ok) return ca;
  const servers = options.url.split(",").map((each) => each.trim());
  while (!signal.aborted) {
    try {
      const connection = await connect({
        servers, name: options.name, noRandomize: false,
        maxReconnectAttempts: -1, reconnectTimeWait: reconnectWaitMs,
        pingInterval: pingIntervalMs, maxPingOut: 2,
        // A token may be changed, here and on the server, not in the same moment: it is read anew
        // for each connection, and to be refused is no reason to give up.
        ignoreAuthErrorAbort: true,
        ...(token.value === "" ? {} : { authenticator: tokenAuthenticator(() => {
          const now = readSecretFile("nats.tokenFile", options.tokenFile);
          return now.ok ? now.value : token.value;
        }) }),
        ...(ca.value === "" ? {} : { tls: { ca: ca.value } }),
      });
      return success(watched(connection, log));
    } catch (caught) {
      const reason = caught instanceof Error ? caught.message : String(caught);
      log.problem(`NATS at ${servers.map(redacted).join(", ")} does not answer`, reason);
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

export function readSecretFile(field: string, file: string): Result<string> {
  return readSecret(field, file, (name) => readFileSync(name, "utf8"));
}
