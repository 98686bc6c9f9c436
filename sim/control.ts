// The played controller: the production core with what it wrote, its outbox, and its deaths. A dead
// one hears nothing: signatures, ticks and answers are lost, events wait in their stream. It comes
// back from what it wrote, as text, so that no memory of a former life slips through.

import type { IncidentId } from "../proto/ids.ts";
import type { Incident } from "../proto/verdict.ts";
import type { Effect, Input, InstantMs } from "../controller/core/fleet/contract.ts";
import type { Policy } from "../controller/core/fleet/policy.ts";
import { initialState, restore, step, type State } from "../controller/core/step.ts";
import { incidents } from "../controller/core/views.ts";

/** A death that is to come. */
export interface Restart {
  readonly atMs: number;
  readonly downMs: number;
  /** Of the effects of its last step, the part that was still carried out. */
  readonly share: number;
}

/** A death as it was. */
export interface Rebirth {
  readonly atMs: number;
  readonly upMs: number;
  /** Incidents as the new life knew them before it heard anything. */
  readonly known: readonly Incident[];
}

export interface Control {
  readonly policy: Policy;
  /** What it wrote, as the store keeps it; only where a death is to come. */
  readonly entries: Map<string, string>;
  readonly isMortal: boolean;
  /** Events that came while it was dead. */
  readonly waiting: Input[];
  readonly rebirths: Rebirth[];
  state: State;
  term: number;
  /** Its last step is the next one that wants something done, within `lingerMs`. */
  dying: Restart | undefined;
  diedMs: number | undefined;
}

export function startControl(policy: Policy, isMortal: boolean): Control {
  return {
    policy, entries: new Map(), isMortal, waiting: [], rebirths: [], term: 1,
    state: initialState({ term: 1 }), dying: undefined, diedMs: undefined,
  };
}

/** Most steps want nothing done, and to die in one of them proves little. */
const lingerMs = 2_000;

export interface Hearing {
  readonly nowMs: number;
  /** The same moment on the controller's clock. */
  readonly clockMs: InstantMs;
  readonly obey: (effect: Effect) => void;
  /** It died in this step. */
  readonly onDeath: (restart: Restart) => void;
}

export function hear(control: Control, input: Input, hearing: Hearing): void {
  if (control.diedMs !== undefined) {
    if (input.kind === "event") control.waiting.push(input);
    return;
  }
  const { effects } = step(control.state, input, hearing.clockMs, control.policy);
  const { dying } = control;
  const isLast = dying !== undefined &&
    (effects.length > 0 || hearing.nowMs - dying.atMs >= lingerMs);
  const last = isLast ? Math.floor(dying.share * (effects.length + 1)) : effects.length;
  for (const effect of effects.slice(0, last)) {
    write(control, effect);
    hearing.obey(effect);
  }
  if (!isLast) return;
  control.dying = undefined;
  control.diedMs = hearing.nowMs;
  // It was not acknowledged: the stream brings it again.
  if (input.kind === "event") control.waiting.push(input);
  hearing.onDeath(dying);
}

function write(control: Control, effect: Effect): void {
  if (!control.isMortal) return;
  if (effect.kind === "persist") control.entries.set(effect.key, JSON.stringify(effect.value));
  if (effect.kind === "forget") control.entries.delete(effect.key);
}

/** A new life, from what the former one wrote; what waited for it is the first that it hears. */
export function revive(control: Control, nowMs: number): readonly Input[] {
  const entries = new Map([...control.entries].map(([key, text]): readonly [string, unknown] =>
    [key, JSON.parse(text)]));
  control.term += 1;
  control.state = restore(entries, { term: control.term });
  control.rebirths.push({
    atMs: control.diedMs ?? nowMs, upMs: nowMs, known: incidents(control.state),
  });
  control.diedMs = undefined;
  return control.waiting.splice(0);
}

/** Whether the incident was known when the controller came back. */
export function isKnown({ known }: Rebirth, id: IncidentId): boolean {
  return known.some((incident) => incident.id === id);
}
