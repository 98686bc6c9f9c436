// NATS names: one subject tree that shards by node. Names are checked by proto/ids.ts, so a token
// can hold no dot, star or space.

import type { NodeName } from "./ids.ts";

export const subjects = {
  signature: (node: NodeName) => `c4.v1.sig.${node}`,
  signatures: "c4.v1.sig.*",
  event: (node: NodeName) => `c4.v1.evt.${node}`,
  events: "c4.v1.evt.*",
  command: (node: NodeName) => `c4.v1.cmd.${node}`,
  alert: "c4.v1.alert",
} as const;

export const streams = {
  /** Events, kept until every controller consumer has them; bounded by age and bytes. */
  events: "C4_EVENTS",
  /** Alerts still to be delivered: a work queue. */
  alerts: "C4_ALERTS",
} as const;

export const buckets = {
  /** Jobs, incidents and learnt rhythms of the controller. */
  state: "C4_STATE",
  /** The leader key; its revision is the term. */
  leader: "C4_LEADER",
  /** Keys of alerts that were delivered, so that no restart or outage repeats one. */
  delivered: "C4_DELIVERED",
} as const;
