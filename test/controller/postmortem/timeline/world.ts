// A small world of hybrid-parallel training, and the timeline that a tracer would have written of
// it. Workers run their programs, an exchange ends when its last end has come and the data have
// passed, and rows are what each worker saw on its own clock. It knows nothing of the analysis that
// it is there to judge.

export interface Layout {
  readonly replicas: number;
  readonly stages: number;
  readonly microBatches: number;
  readonly steps: number;
  /** More than one: all forwards of a chunk, then the next; and backwards the other way round. */
  readonly chunks?: number;
}

export type Trouble =
  | {
      readonly kind: "slow-worker"; readonly dp: number; readonly pp: number;
      readonly factor: number; readonly fromStep?: number;
    }
  | { readonly kind: "slow-stage"; readonly pp: number; readonly factor: number }
  /** Lengths of sequences: the standard deviation of their logarithm. */
  | { readonly kind: "long-sequences"; readonly sigma: number }
  | {
      readonly kind: "slow-link"; readonly dp: number; readonly pp: number;
      readonly factor: number;
    }
  | { readonly kind: "slow-sync"; readonly pp: number; readonly factor: number }
  /** One computation in so many is longer by a pause. */
  | { readonly kind: "pauses"; readonly oneIn: number; readonly ms: number }
  /** The loader of one worker makes the pipeline wait, and no row says so. */
  | { readonly kind: "late-data"; readonly dp: number; readonly ms: number };

export interface WorldOptions {
  readonly layout: Layout;
  readonly seed: number;
  readonly troubles: readonly Trouble[];
  /** Relative, of every single duration. */
  readonly noise: number;
  readonly forwardMs: number;
  readonly backwardMs: number;
  readonly transferMs: number;
  readonly syncMs: number;
  /** Each worker's clock is off by up to this. */
  readonly clockOffsetMs: number;
}

export interface Row {
  readonly dp: number;
  readonly pp: number;
  readonly operation: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly step: number;
  /** -1: a sync has none. */
  readonly micro: number;
  readonly chunk: number;
}

export const calm: Omit<WorldOptions, "layout" | "seed" | "troubles"> = {
  noise: 0.02, forwardMs: 20, backwardMs: 40, transferMs: 0.6, syncMs: 15, clockOffsetMs: 0,
};

export function timelineOf(
  given: Partial<WorldOptions> & Pick<WorldOptions, "layout" | "seed">,
): readonly Row[] {
  const options: WorldOptions = { ...calm, troubles: [], ...given };
  const rows: Row[] = [];
  let startMs = 1000;
  for (let step = 0; step < options.layout.steps; step += 1) {
    startMs = playStep(options, { step, startMs, rows }) + 5;
  }
  return rows;
}

/** The same numbers for the same seed and purpose, whatever else was drawn. */
export function randomOf(seed: number, ...purpose: readonly (string | number)[]): () => number {
  let state = seed >>> 0;
  for (const letter of purpose.join(" ")) {
    state = Math.imul(state ^ letter.charCodeAt(0), 2_654_435_761) >>> 0;
  }
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

interface End {
  readonly operation: string;
  readonly micro: number;
  readonly chunk: number;
  readonly meeting: string;
  /** How many ends the meeting has. */
  readonly of: number;
  readonly transferMs: number;
}

type Action =
  | { readonly kind: "compute"; readonly operation: string; readonly micro: number;
      readonly chunk: number }
  | { readonly kind: "meet"; readonly ends: readonly End[]; readonly isBlocking: boolean };

interface Actor {
  readonly dp: number;
  readonly pp: number;
  readonly offsetMs: number;
  readonly program: readonly Action[];
  nowMs: number;
  next: number;
  hasPosted: boolean;
}

interface Stage {
  readonly options: WorldOptions;
  readonly step: number;
  readonly rows: Row[];
  /** Starts of the ends that have come. */
  readonly posted: Map<string, { readonly startMs: number; readonly row: (ms: number) => Row }[]>;
  readonly endMs: Map<string, number>;
}

function playStep(
  options: WorldOptions,
  { step, startMs, rows }: { step: number; startMs: number; rows: Row[] },
): number {
  const { layout: { replicas, stages }, seed, clockOffsetMs, troubles } = options;
  const stage: Stage = { options, step, rows, posted: new Map(), endMs: new Map() };
  const actors: Actor[] = [];
  for (let dp = 0; dp < replicas; dp += 1) {
    for (let pp = 0; pp < stages; pp += 1) {
      const late = troubles.reduce((sum, trouble) => sum +
        (trouble.kind === "late-data" && trouble.dp === dp && pp === 0 ? trouble.ms : 0), 0);
      actors.push({
        dp, pp, offsetMs: Math.round(randomOf(seed, "clock", dp, pp)() * clockOffsetMs),
        program: programOf(options, { step, dp, pp }), next: 0, hasPosted: false,
        nowMs: startMs + late,
      });
    }
  }
  let moved = true;
  while (moved) {
    moved = false;
    for (const actor of actors) while (advance(stage, actor)) moved = true;
  }
  if (actors.some(({ next, program }) => next < program.length)) throw new Error("the world hangs");
  return actors.reduce((last, { nowMs }) => Math.max(last, nowMs), startMs);
}

/** One action further; false: it must wait for somebody. */
function advance(stage: Stage, actor: Actor): boolean {
  const action = actor.program[actor.next];
  if (action === undefined) return false;
  if (action.kind === "compute") {
    const durationMs = computeMs(stage, actor, action);
    stage.rows.push(rowOf(stage, actor, { ...action, startMs: actor.nowMs, durationMs }));
    actor.nowMs += durationMs;
    actor.next += 1;
    return true;
  }
  if (!actor.hasPosted) for (const end of action.ends) post(stage, actor, end);
  actor.hasPosted = true;
  const endsMs = action.ends.map(({ meeting }) => stage.endMs.get(meeting));
  if (action.isBlocking) {
    if (endsMs.includes(undefined)) return false;
    actor.nowMs = Math.max(actor.nowMs, ...endsMs.map((ms) => ms ?? 0));
  }
  actor.hasPosted = false;
  actor.next += 1;
  return true;
}

function post(stage: Stage, actor: Actor, end: End): void {
  const startMs = actor.nowMs;
  const posted = stage.posted.get(end.meeting) ?? [];
  posted.push({
    startMs, row: (endMs) =>
      rowOf(stage, actor, { ...end, startMs, durationMs: endMs - startMs }),
  });
  stage.posted.set(end.meeting, posted);
  if (posted.length < end.of) return;
  const endMs = Math.max(...posted.map((each) => each.startMs)) + end.transferMs;
  stage.endMs.set(end.meeting, endMs);
  for (const { row } of posted) stage.rows.push(row(endMs));
}

function rowOf(
  { step }: Stage, { dp, pp, offsetMs }: Actor,
  { operation, micro, chunk, startMs, durationMs }: {
    operation: string; micro: number; chunk: number; startMs: number; durationMs: number;
  },
): Row {
  return { dp, pp, operation, startMs: startMs + offsetMs, durationMs, step, micro, chunk };
}

function computeMs(
  { options, step }: Stage, { dp, pp }: Actor,
  { operation, micro, chunk }: { operation: string; micro: number; chunk: number },
): number {
  const { seed, noise, troubles } = options;
  const isForward = operation === "forward-compute";
  const random = randomOf(seed, "compute", step, dp, pp, operation, micro, chunk);
  let ms = (isForward ? options.forwardMs : options.backwardMs) *
    Math.max(0.2, 1 + noise * normal(random));
  for (const trouble of troubles) {
    if (trouble.kind === "slow-worker" && trouble.dp === dp && trouble.pp === pp &&
      step >= (trouble.fromStep ?? 0)) ms *= trouble.factor;
    if (trouble.kind === "slow-stage" && trouble.pp === pp) ms *= trouble.factor;
    if (trouble.kind === "long-sequences") {
      const length = Math.exp(trouble.sigma * normal(randomOf(seed, "length", step, dp, micro)));
      // Attention is quadratic in the length, and weighs more in the backward.
      ms *= isForward ? 0.8 * length + 0.2 * length ** 2 : 0.7 * length + 0.3 * length ** 2;
    }
    if (trouble.kind === "pauses" && random() < 1 / trouble.oneIn) ms += trouble.ms;
  }
  return ms;
}

function programOf(
  options: WorldOptions, { step, dp, pp }: { step: number; dp: number; pp: number },
): readonly Action[] {
  const { layout, seed, troubles } = options;
  const meet = (
    operation: string, from: number, { micro, chunk }: { micro: number; chunk: number },
  ): End => {
    const way = operation.startsWith("forward") ? "forward" : "backward";
    const stages = layout.stages;
    // The pair of stages, whichever way the data go.
    const low = way === "forward" ? from : from - 1;
    const slow = troubles.reduce((product, trouble) => product *
      (trouble.kind === "slow-link" && trouble.dp === dp && trouble.pp === low % stages
        ? trouble.factor : 1), 1);
    const meeting = `${way} ${dp} ${from} ${micro}`;
    const random = randomOf(seed, "transfer", step, meeting);
    return {
      operation, micro, chunk, meeting, of: 2,
      transferMs: options.transferMs * slow * (1 + options.noise * Math.abs(normal(random))),
    };
  };
  const sync = (operation: string): Action => {
    const slow = troubles.reduce((product, trouble) => product *
      (trouble.kind === "slow-sync" && trouble.pp === pp ? trouble.factor : 1), 1);
    const random = randomOf(seed, operation, step, pp);
    return {
      kind: "meet", isBlocking: true,
      ends: [{
        operation, micro: -1, chunk: 0, meeting: `${operation} ${pp}`, of: layout.replicas,
        transferMs: options.syncMs * slow * (1 + options.noise * Math.abs(normal(random))),
      }],
    };
  };
  const bodyOf = (layout.chunks ?? 1) > 1 ? loopedBody : pipedBody;
  const body = bodyOf(layout, pp, meet);
  return [sync("params-sync"), ...body, sync("grads-sync")];
}

type Meet = (operation: string, from: number, of: { micro: number; chunk: number }) => End;

/** 1F1B as Megatron issues it: what goes to and comes from one neighbour is posted together. */
function pipedBody({ stages, microBatches }: Layout, pp: number, meet: Meet): readonly Action[] {
  const warm = Math.min(stages - 1 - pp, microBatches);
  const steady = microBatches - warm;
  const actions: Action[] = [];
  const compute = (operation: string, micro: number): void => {
    actions.push({ kind: "compute", operation, micro, chunk: 0 });
  };
  const exchange = (...ends: readonly (End | undefined)[]): void => {
    const there = ends.flatMap((end) => end ?? []);
    if (there.length > 0) actions.push({ kind: "meet", ends: there, isBlocking: true });
  };
  const [isFirst, isLast] = [pp === 0, pp === stages - 1];
  const at = (micro: number) => ({ micro, chunk: 0 });
  const receiveForward = (micro: number) =>
    isFirst ? undefined : meet("forward-recv", pp - 1, at(micro));
  const sendForward = (micro: number) => isLast ? undefined : meet("forward-send", pp, at(micro));
  const receiveBackward = (micro: number) =>
    isLast ? undefined : meet("backward-recv", pp + 1, at(micro));
  const sendBackward = (micro: number) =>
    isFirst ? undefined : meet("backward-send", pp, at(micro));
  for (let micro = 0; micro < warm; micro += 1) {
    exchange(receiveForward(micro));
    compute("forward-compute", micro);
    exchange(sendForward(micro));
  }
  if (steady > 0) exchange(receiveForward(warm));
  for (let turn = 0; turn < steady; turn += 1) {
    compute("forward-compute", warm + turn);
    exchange(sendForward(warm + turn), receiveBackward(turn));
    compute("backward-compute", turn);
    exchange(sendBackward(turn), turn + 1 < steady ? receiveForward(warm + turn + 1) : undefined);
  }
  for (let micro = steady; micro < microBatches; micro += 1) {
    exchange(receiveBackward(micro));
    compute("backward-compute", micro);
    exchange(sendBackward(micro));
  }
  return actions;
}

/** Interleaved: virtual stage `chunk * stages + pp`. Sends do not block, or it would hang. */
function loopedBody(layout: Layout, pp: number, meet: Meet): readonly Action[] {
  const { stages, microBatches, chunks = 1 } = layout;
  const last = stages * chunks - 1;
  const actions: Action[] = [];
  const move = (end: End, isBlocking: boolean): void => {
    actions.push({ kind: "meet", ends: [end], isBlocking });
  };
  const chunkNumbers = Array.from({ length: chunks }, (_, index) => index);
  for (const chunk of chunkNumbers) {
    for (let micro = 0; micro < microBatches; micro += 1) {
      const [at, own] = [{ micro, chunk }, chunk * stages + pp];
      if (own > 0) move(meet("forward-recv", own - 1, at), true);
      actions.push({ kind: "compute", operation: "forward-compute", micro, chunk });
      if (own < last) move(meet("forward-send", own, at), false);
    }
  }
  for (const chunk of chunkNumbers.toReversed()) {
    for (let micro = 0; micro < microBatches; micro += 1) {
      const [at, own] = [{ micro, chunk }, chunk * stages + pp];
      if (own < last) move(meet("backward-recv", own + 1, at), true);
      actions.push({ kind: "compute", operation: "backward-compute", micro, chunk });
      if (own > 0) move(meet("backward-send", own, at), false);
    }
  }
  return actions;
}
