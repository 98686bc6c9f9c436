// What the processes of the scale benchmark tell each other, by their own channel and not over the
// NATS that is measured.

export interface Plan {
  readonly url: string;
  readonly ranks: number;
  /** How many times slower than life the fleet's time passes. */
  readonly stretch: number;
  /** Windows that only count bytes, for the baseline; then those of the controller, … */
  readonly rawWindows: number;
  /** … the first of which teach it its members and the compiler its code, … */
  readonly warmUpWindows: number;
  /** … these are measured, … */
  readonly measuredWindows: number;
  /** … and after them a rank is stopped, and so many more follow. */
  readonly faultWindows: number;
  readonly faultRank: number;
}

/** To a generator: publish windows `from` to before `to`, the first one at `atMs` of wall time. */
export interface Order {
  readonly kind: "raw" | "signatures";
  readonly from: number;
  readonly to: number;
  readonly atMs: number;
}

/** Of one phase, per window of the fleet. */
export interface Cost {
  readonly processorMs: number;
  readonly messages: number;
  readonly bytes: number;
}

/** What the controller's process found. */
export interface Findings {
  readonly raw: Cost;
  readonly steady: Cost;
  /** Milliseconds a window in each part, by the clock: on a machine that does nothing else. */
  readonly parts: Parts;
  readonly residentMiB: number;
  readonly heapMiB: number;
  readonly lost: number;
  readonly superseded: number;
  readonly baseless: number;
  readonly tickMsMax: number;
  readonly verdict: VerdictFound | undefined;
  /** Incidents before there was anything to find. */
  readonly falseAlarms: number;
}

export interface Parts {
  readonly decodeMs: number;
  readonly foldMs: number;
  readonly tickMs: number;
}

export interface VerdictFound {
  /** The first things said, by the fleet's time since the rank was stopped. */
  readonly said: readonly string[];
  /** Since the first window was due that shows an operation late: anything, … */
  readonly firstMs: number;
  /** … and that rank and no other. */
  readonly rightMs: number | undefined;
}
