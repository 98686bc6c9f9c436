// The record of alerts that are over, by key: what keeps a restart or a long outage from repeating
// one. The bucket forgets them after longer than any alert can wait in the queue.

import type { KV } from "nats";
import { backoffMs, pause } from "./clock.ts";
import { decodeValue, encodeKey, encodeValue } from "./kv.ts";

export type AlertOutcome = "delivered" | "failed";

export interface DeliveryRecord {
  readonly outcome: AlertOutcome;
  readonly detail: string;
}

/** Whether any firing message of the alert's incident was delivered: all its keys begin alike. */
export const fired = (alert: string): string => `fired/${alert.slice(0, alert.lastIndexOf("/"))}`;

export async function readRecord(
  bucket: KV,
  key: string,
): Promise<DeliveryRecord | undefined> {
  const entry = await bucket.get(encodeKey(key));
  if (entry === null || entry.operation !== "PUT") return undefined;
  const decoded = decodeValue(entry.value);
  const value = decoded.ok ? decoded.value : undefined;
  const detail = typeof value === "object" && value !== null && "detail" in value
    ? String(value.detail) : "";
  const isFailed = typeof value === "object" && value !== null && "outcome" in value &&
    value.outcome === "failed";
  return { outcome: isFailed ? "failed" : "delivered", detail };
}

/** Tries for a while: to forget a delivery would mean to repeat it. */
export async function writeRecord(
  bucket: KV,
  key: string,
  record: DeliveryRecord,
): Promise<void> {
  const tries = 20;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await bucket.put(encodeKey(key), encodeValue(record));
      return;
    } catch (caught) {
      if (attempt >= tries) throw caught;
      await pause(backoffMs(attempt, { baseMs: 50, capMs: 2000 }));
    }
  }
}
