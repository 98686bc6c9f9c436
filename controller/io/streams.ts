// What the controller needs to exist in JetStream, and its limits. Everything is made when absent
// and left as it is when present: an operator who raised a limit keeps it.

import {
  AckPolicy, DeliverPolicy, DiscardPolicy, RetentionPolicy, StorageType, nanos, type Consumer,
  type JetStreamClient, type JetStreamManager, type KV, type NatsConnection, type StreamConfig,
} from "nats";
import { buckets, streams, subjects } from "../../proto/subjects.ts";

export interface JetStream {
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly state: KV;
  readonly leader: KV;
  readonly delivered: KV;
}

const streamLimits = {
  /** Events older than this no longer matter to any verdict. */
  eventAgeMs: 24 * 3600 * 1000,
  eventBytesMax: 256 * 1024 * 1024,
  /** An alert nobody could be told of for so long is dropped. */
  alertAgeMs: 7 * 24 * 3600 * 1000,
  alertBytesMax: 64 * 1024 * 1024,
  /** JetStream's own de-duplication; the record of delivered keys reaches further. */
  alertDuplicateMs: 3600 * 1000,
  /** Longer than any alert can wait, so that no alert outlives the record of its delivery. */
  deliveredAgeMs: 30 * 24 * 3600 * 1000,
  deliveredBytesMax: 64 * 1024 * 1024,
  stateBytesMax: 256 * 1024 * 1024,
  leaderBytesMax: 1024 * 1024,
} as const;

/** Fails while JetStream is not ready; the caller tries again. */
export async function openJetStream(
  connection: NatsConnection,
  replicas: number,
  timeoutMs: number,
): Promise<JetStream> {
  const client = connection.jetstream({ timeout: timeoutMs });
  const manager = await client.jetstreamManager();
  const shared = { num_replicas: replicas, storage: StorageType.File };
  await ensureStream(manager, {
    ...shared, name: streams.events, subjects: [subjects.events],
    retention: RetentionPolicy.Limits, discard: DiscardPolicy.Old,
    max_age: nanos(streamLimits.eventAgeMs), max_bytes: streamLimits.eventBytesMax,
  });
  await ensureStream(manager, {
    ...shared, name: streams.alerts, subjects: [subjects.alert],
    // New: a full outbox refuses the newest alert, which is counted, and keeps the first page.
    retention: RetentionPolicy.Workqueue, discard: DiscardPolicy.New,
    max_age: nanos(streamLimits.alertAgeMs), max_bytes: streamLimits.alertBytesMax,
    duplicate_window: nanos(streamLimits.alertDuplicateMs),
  });
  // Direct reads may come from a replica that lags; the leader must read what it wrote.
  const bucket = (name: string, bytesMax: number, ttl = 0): Promise<KV> => client.views.kv(name, {
    history: 1, replicas, storage: StorageType.File, allow_direct: false,
    max_bytes: bytesMax, ttl,
  });
  return {
    client,
    manager,
    state: await bucket(buckets.state, streamLimits.stateBytesMax),
    leader: await bucket(buckets.leader, streamLimits.leaderBytesMax),
    delivered: await bucket(
      buckets.delivered, streamLimits.deliveredBytesMax, streamLimits.deliveredAgeMs,
    ),
  };
}

async function ensureStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { readonly name: string },
): Promise<void> {
  try {
    await manager.streams.info(config.name);
  } catch (caught) {
    if (!(caught instanceof Error) || caught.message !== "stream not found") throw caught;
    await manager.streams.add(config);
  }
}

/**
 * The durable consumer of one term of office. One per term, not one for ever: a new leader gets
 * what its predecessor had not acknowledged at once, instead of waiting until the dead one's
 * deliveries time out, and a deposed leader that wakes up finds its consumer gone.
 */
export async function consumerOfTerm(
  stream: JetStream,
  term: number,
  what: {
    readonly stream: string;
    readonly prefix: string;
    readonly subject: string;
    readonly pendingMax: number;
    readonly acknowledgeMs: number;
    /** A work queue allows one consumer at a time and itself keeps what is not acknowledged. */
    readonly isWorkQueue?: boolean;
  },
): Promise<Consumer> {
  const { manager, client } = stream;
  const older: string[] = [];
  let acknowledged = 0;
  let exists = false;
  for await (const info of manager.consumers.list(what.stream)) {
    if (!info.name.startsWith(what.prefix)) continue;
    const itsTerm = Number(info.name.slice(what.prefix.length));
    // We were replaced and have not heard of it yet: the successor's consumer is not ours to touch.
    if (itsTerm > term) throw new Error(`term ${itsTerm} reads ${what.stream}, ours is ${term}`);
    acknowledged = Math.max(acknowledged, info.ack_floor.stream_seq);
    if (itsTerm === term) exists = true;
    else older.push(info.name);
  }
  const name = `${what.prefix}${term}`;
  const deleteOlder = async (): Promise<void> => {
    for (const each of older) await manager.consumers.delete(what.stream, each);
  };
  // Killed between the two steps, a work queue has lost nothing; any other stream needs the new
  // consumer first, because the old ones hold the position.
  if (what.isWorkQueue === true) await deleteOlder();
  if (!exists) {
    await manager.consumers.add(what.stream, {
      durable_name: name, filter_subject: what.subject,
      ack_policy: AckPolicy.Explicit, ack_wait: nanos(what.acknowledgeMs),
      max_ack_pending: what.pendingMax,
      ...(what.isWorkQueue === true
        ? { deliver_policy: DeliverPolicy.All }
        : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: acknowledged + 1 }),
    });
  }
  await deleteOlder().catch(() => undefined); // the next term deletes what is left
  return client.consumers.get(what.stream, name);
}
