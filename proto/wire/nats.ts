// How agent and controller reach NATS: alike. A connection comes back for ever, to whichever of its
// servers answers, and a silent one is given up after two missed pings.

import { connect, tokenAuthenticator, type NatsConnection } from "nats";
import { readFileSync } from "node:fs";
import { readSecret } from "../configuration.ts";
import { success, type Result } from "../errors.ts";

export interface NatsAddress {
  /** One or more servers, comma-separated. */
  readonly url: string;
  /** Name of this client in the server's own lists. */
  readonly name: string;
  /** File with a token, when the server asks for one; empty: none. */
  readonly tokenFile: string;
  /** File with the certificate authority; TLS is used when it is set. */
  readonly caFile: string;
}

export const reconnectWaitMs = 250;
const pingIntervalMs = 5_000;

/**
 * Makes one connection, or rejects because no server answers. What is wrong with the files is told
 * before. A token may be changed, here and on the server, not in the same moment: it is read anew
 * for each connection, and to be refused is no reason to give up.
 */
export function natsDialer(address: NatsAddress): Result<() => Promise<NatsConnection>> {
  const token = readSecretFile("nats.tokenFile", address.tokenFile);
  if (!token.ok) return token;
  const ca = readSecretFile("nats.caFile", address.caFile);
  if (!ca.ok) return ca;
  const newestToken = (): string => {
    const now = readSecretFile("nats.tokenFile", address.tokenFile);
    return now.ok ? now.value : token.value;
  };
  return success(() => connect({
    servers: address.url.split(",").map((each) => each.trim()), name: address.name,
    maxReconnectAttempts: -1, reconnectTimeWait: reconnectWaitMs, ignoreAuthErrorAbort: true,
    pingInterval: pingIntervalMs, maxPingOut: 2,
    ...(token.value === "" ? {} : { authenticator: tokenAuthenticator(newestToken) }),
    ...(ca.value === "" ? {} : { tls: { ca: ca.value } }),
  }));
}

/** The text of the field's file; empty when no file is named. */
export function readSecretFile(field: string, file: string): Result<string> {
  return readSecret(field, file, (name) => readFileSync(name, "utf8"));
}
