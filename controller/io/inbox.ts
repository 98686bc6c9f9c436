// Signatures as they come from NATS: one place a node, the freshest wins. Counters in a signature
// are cumulative, so one that was overtaken before the core saw it costs nothing but resolution.
// Bytes are decoded when the core takes them, not when they arrive: a flood costs no decoding.
// Only a whole window is read even when it was overtaken, because what overtook it may be told as
// the difference to it; without, a controller that falls behind would understand nothing at all.
//
//   received    messages on the subject
//   superseded  overtaken in their place by a fresher one of the same node
//   lost        windows that never arrived: gaps in each node's numbering, without the superseded
//   baseless    told as the difference to a window that is not here: nothing until a whole one
//   rejected    undecodable, or not what their subject says, by node and reason

import { parseNodeName } from "../../proto/ids.ts";
import type { NodeName } from "../../proto/ids.ts";
import type { Signature } from "../../proto/signature.ts";
import type { SignatureReader } from "../../proto/wire/codec.ts";

export interface Inbox {
  readonly offer: (subject: string, bytes: Uint8Array) => void;
  /**
   * The next signature, the longest-waiting node first; undefined when there is none. Good until
   * the next one is taken.
   */
  readonly take: () => Signature | undefined;
  readonly waiting: () => number;
  readonly counts: () => InboxCounts;
}

export interface InboxCounts {
  readonly received: number;
  readonly superseded: number;
  readonly lost: number;
  readonly baseless: number;
  readonly rejected: number;
  readonly rejectedByReason: Readonly<Record<RejectReason, number>>;
}

export const rejectReasons = [
  "subject", "size", "encoding", "node", "nodes-full", "bytes-full",
] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** What waits of a node. */
interface Place {
  newest: Uint8Array;
  /** The newest whole window, when it is not `newest`. */
  whole: Uint8Array | undefined;
  /** How many came before `newest` and were not taken. */
  overtaken: number;
}

export interface InboxOptions {
  readonly reader: SignatureReader;
  readonly isWhole: (bytes: Uint8Array) => boolean;
  readonly onRejected: (node: string, reason: RejectReason, detail: string) => void;
  readonly onWaiting: () => void;
  /** Default 65,536; a publisher of invented names cannot fill the memory. */
  readonly nodesMax?: number;
  /** Default 1 MiB. */
  readonly bytesMax?: number;
  /** Of all that waits, default 512 MiB: twice what 16,384 nodes say in a whole window each. */
  readonly bytesHeldMax?: number;
}

export function createInbox(options: InboxOptions): Inbox {
  const nodesMax = options.nodesMax ?? 65_536;
  const bytesMax = options.bytesMax ?? 1 << 20;
  const places = createPlaces({
    nodesMax, bytesHeldMax: options.bytesHeldMax ?? 512 << 20, isWhole: options.isWhole,
  });
  const gaps = createGaps(nodesMax);
  const rejectedByReason: Record<RejectReason, number> = {
    "subject": 0, "size": 0, "encoding": 0, "node": 0, "nodes-full": 0, "bytes-full": 0,
  };
  let received = 0;
  let superseded = 0;
  let baseless = 0;

  const reject = (node: string, reason: RejectReason, detail: string): void => {
    rejectedByReason[reason] += 1;
    options.onRejected(node, reason, detail);
  };
  const offer = (subject: string, bytes: Uint8Array): void => {
    received += 1;
    const node = parseNodeName(subject.slice(subject.lastIndexOf(".") + 1));
    if (!node.ok) return reject("?", "subject", node.error.message);
    if (bytes.length > bytesMax) return reject(node.value, "size", `${bytes.length} bytes`);
    const put = places.put(node.value, bytes);
    if (put === "waits") options.onWaiting();
    else if (put === "overtakes") superseded += 1;
    else reject(node.value, put, `${places.waiting()} nodes wait`);
  };
  const read = (node: NodeName, bytes: Uint8Array): Signature | undefined => {
    const decoded = options.reader.read(bytes, node);
    // A node speaks for itself alone: subjects are what NATS permissions are given on.
    if (!decoded.ok) {
      reject(node, decoded.error.code === "denied" ? "node" : "encoding", decoded.error.message);
    } else if (decoded.value === undefined) {
      baseless += 1;
    } else if (decoded.value.node !== node) {
      reject(node, "node", `speaks for ${decoded.value.node}`);
    } else {
      return decoded.value;
    }
    return undefined;
  };
  const take = (): Signature | undefined => {
    for (let next = places.take(); next !== undefined; next = places.take()) {
      const { node, newest, whole, overtaken } = next;
      if (whole !== undefined) read(node, whole);
      // What overtook it may turn out to be no good: then it is the newest itself.
      const signature = read(node, newest) ??
        (whole === undefined ? undefined : read(node, whole));
      // Neither what was overtaken nor what could not be read is lost: it came.
      if (signature === undefined) {
        gaps.pass(node, overtaken + 1);
        continue;
      }
      gaps.see(signature, overtaken);
      return signature;
    }
    return undefined;
  };
  return {
    offer,
    take,
    waiting: places.waiting,
    counts: () => ({
      received, superseded, lost: gaps.lost(), baseless,
      rejectedByReason: { ...rejectedByReason },
      rejected: Object.values(rejectedByReason).reduce((sum, each) => sum + each, 0),
    }),
  };
}

interface Places {
  readonly put: (node: NodeName, bytes: Uint8Array) =>
    "waits" | "overtakes" | "nodes-full" | "bytes-full";
  /** What waits longest. */
  readonly take: () => Readonly<Place> & { readonly node: NodeName } | undefined;
  readonly waiting: () => number;
}

/** One for each node; bounded in number and in bytes. */
function createPlaces({ nodesMax, bytesHeldMax, isWhole }: {
  readonly nodesMax: number;
  readonly bytesHeldMax: number;
  readonly isWhole: InboxOptions["isWhole"];
}): Places {
  const places = new Map<NodeName, Place>();
  let bytesHeld = 0;
  return {
    put: (node, bytes) => {
      const place = places.get(node);
      if (place === undefined && places.size >= nodesMax) return "nodes-full";
      // A whole window that is overtaken waits on, in the place of an older one.
      const staysWhole = place !== undefined && isWhole(place.newest);
      const freed = (staysWhole ? place.whole : place?.newest)?.length ?? 0;
      if (bytesHeld + bytes.length - freed > bytesHeldMax) return "bytes-full";
      bytesHeld += bytes.length - freed;
      if (place === undefined) {
        places.set(node, { newest: bytes, whole: undefined, overtaken: 0 });
        return "waits";
      }
      if (staysWhole) place.whole = place.newest;
      place.newest = bytes;
      place.overtaken += 1;
      return "overtakes";
    },
    take: () => {
      for (const [node, place] of places) {
        places.delete(node);
        bytesHeld -= place.newest.length + (place.whole?.length ?? 0);
        return { node, ...place };
      }
      return undefined;
    },
    waiting: () => places.size,
  };
}

interface Gaps {
  readonly see: (signature: Signature, overtaken: number) => void;
  /** So many came of a node and were not seen. */
  readonly pass: (node: NodeName, count: number) => void;
  readonly lost: () => number;
}

/** Counts what is missing between the windows that were seen of each node. */
function createGaps(nodesMax: number): Gaps {
  const known = new Map<NodeName, { session: string; window: number; passed: number }>();
  let lost = 0;
  return {
    see: ({ node, session, window }, overtaken) => {
      const last = known.get(node);
      if (last === undefined) {
        if (known.size < nodesMax) known.set(node, { session, window, passed: 0 });
        return;
      }
      if (last.session === session) {
        if (window <= last.window) return; // repeated or out of order: nothing is lost
        lost += Math.max(0, window - last.window - 1 - overtaken - last.passed);
      }
      last.session = session;
      last.window = window;
      last.passed = 0;
    },
    pass: (node, count) => {
      const last = known.get(node);
      if (last !== undefined) last.passed += count;
    },
    lost: () => lost,
  };
}
