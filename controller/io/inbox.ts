// Signatures as they come from NATS: one place a node, the freshest wins. Counters in a signature
// are cumulative, so one that was overtaken before the core saw it costs nothing but resolution.
// Bytes are decoded when the core takes them, not when they arrive: a flood costs no decoding.
//
//   received    messages on the subject
//   superseded  overtaken in their place by a fresher one of the same node
//   lost        windows that never arrived, by the gaps in each node's numbering
//   rejected    undecodable, or not what their subject says, by node and reason

import { parseNodeName } from "../../proto/ids.ts";
import type { Result } from "../../proto/errors.ts";
import type { NodeName } from "../../proto/ids.ts";
import type { Signature } from "../../proto/signature.ts";

export interface Inbox {
  readonly offer: (subject: string, bytes: Uint8Array) => void;
  /** The next signature, the longest-waiting node first; undefined when there is none. */
  readonly take: () => Signature | undefined;
  readonly waiting: () => number;
  readonly counts: () => InboxCounts;
}

export interface InboxCounts {
  readonly received: number;
  readonly superseded: number;
  readonly lost: number;
  readonly rejected: number;
  readonly rejectedByReason: Readonly<Record<RejectReason, number>>;
}

export const rejectReasons = ["subject", "size", "encoding", "node", "nodes-full"] as const;
export type RejectReason = (typeof rejectReasons)[number];

export interface InboxOptions {
  readonly decode: (bytes: Uint8Array) => Result<Signature>;
  readonly onRejected: (node: string, reason: RejectReason, detail: string) => void;
  readonly onWaiting: () => void;
  /** Default 65,536; a publisher of invented names cannot fill the memory. */
  readonly nodesMax?: number;
  /** Default 1 MiB. */
  readonly bytesMax?: number;
}

export function createInbox(options: InboxOptions): Inbox {
  const nodesMax = options.nodesMax ?? 65_536;
  const bytesMax = options.bytesMax ?? 1 << 20;
  const places = new Map<NodeName, Uint8Array>();
  const known = new Map<NodeName, { session: string; window: number }>();
  const rejectedByReason: Record<RejectReason, number> = {
    "subject": 0, "size": 0, "encoding": 0, "node": 0, "nodes-full": 0,
  };
  let received = 0;
  let superseded = 0;
  let lost = 0;

  const reject = (node: string, reason: RejectReason, detail: string): void => {
    rejectedByReason[reason] += 1;
    options.onRejected(node, reason, detail);
  };
  const offer = (subject: string, bytes: Uint8Array): void => {
    received += 1;
    const node = parseNodeName(subject.slice(subject.lastIndexOf(".") + 1));
    if (!node.ok) return reject("?", "subject", node.error.message);
    if (bytes.length > bytesMax) return reject(node.value, "size", `${bytes.length} bytes`);
    const isOvertaken = places.has(node.value);
    if (isOvertaken) superseded += 1;
    else if (places.size >= nodesMax) return reject(node.value, "nodes-full", `${nodesMax}`);
    places.set(node.value, bytes);
    if (!isOvertaken) options.onWaiting();
  };
  const count = (signature: Signature): void => {
    const last = known.get(signature.node);
    const next = { session: signature.session, window: signature.window };
    if (last === undefined && known.size >= nodesMax) return;
    if (last?.session === next.session) {
      if (next.window <= last.window) return; // repeated or out of order: nothing is lost
      lost += next.window - last.window - 1;
    }
    known.set(signature.node, next);
  };
  const take = (): Signature | undefined => {
    for (const [node, bytes] of places) {
      places.delete(node);
      const decoded = options.decode(bytes);
      if (!decoded.ok) {
        reject(node, "encoding", decoded.error.message);
      } else if (decoded.value.node !== node) {
        // A node speaks for itself alone: subjects are what NATS permissions are given on.
        reject(node, "node", `speaks for ${decoded.value.node}`);
      } else {
        count(decoded.value);
        return decoded.value;
      }
    }
    return undefined;
  };
  return {
    offer,
    take,
    waiting: () => places.size,
    counts: () => ({
      received, superseded, lost, rejectedByReason: { ...rejectedByReason },
      rejected: Object.values(rejectedByReason).reduce((sum, each) => sum + each, 0),
    }),
  };
}
