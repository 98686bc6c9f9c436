// The words of the analysis: groups, operations, and how far each rank got.

import type { Rank } from "../../../proto/ids.ts";
import type { Dump, PointToPoint } from "./dump.ts";

/** Why nothing is known of a rank that the job has. */
export type Loss = "missing" | "unreadable" | "empty-file";

export interface RankedDump {
  readonly rank: Rank;
  readonly dump: Dump;
}

export interface Group {
  /** Name and members: in some versions of PyTorch names repeat. */
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly members: readonly Rank[];
  /** False: pieced together from who recorded operations in it. */
  readonly membersKnown: boolean;
  /** False: the backend never reports an end (gloo). */
  readonly endsObserved: boolean;
}

/** How far one rank got in the collectives of one group. */
export interface Progress {
  scheduledTo: number;
  completedTo: number;
  readonly open: Map<number, Operation>;
}

export interface Operation {
  readonly group: Group;
  /** Place in the order in which this rank scheduled things. */
  readonly order: number;
  /** Of a collective; 0 for point-to-point. */
  readonly seq: number;
  readonly label: string;
  readonly operation: string;
  readonly shape: string;
  readonly dtypes: string;
  readonly point: OpenPoint | undefined;
  readonly started: boolean;
  readonly createdMs: number | undefined;
  /** False: only the marks say that it is open. */
  readonly recorded: boolean;
}

export interface OpenPoint {
  readonly direction: PointToPoint["direction"];
  readonly peer: Rank | undefined;
  /** It is the nth open one of this direction and peer, from 0: both ends count alike. */
  readonly nth: number;
}

export interface RankView {
  readonly rank: Rank;
  readonly loss: Loss | undefined;
  /** The dump is there and has no entry at all. */
  readonly isEmpty: boolean;
  readonly progress: ReadonlyMap<string, Progress>;
  /** Everything open, in order. */
  readonly open: readonly Operation[];
  /** Over only by presumption, because the backend reports no ends. */
  readonly presumed: readonly Operation[];
  /** Something that was scheduled after this order has completed. */
  readonly completedUpTo: number;
  /** Groups in which the marks tell of open operations that no entry names. */
  readonly unnamedOpen: readonly Group[];
  readonly newestMs: number | undefined;
}

export interface Fleet {
  readonly groups: ReadonlyMap<string, Group>;
  readonly ranks: ReadonlyMap<Rank, RankView>;
}
