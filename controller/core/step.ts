// The controller core: one function, (state, input, now, policy) → (state, effects). It computes
// and never acts; io carries the effects out in the order given. Same state, same input, same now:
// same effects, so a standby that is fed the same input stands where the leader stands.

import { unreachable } from "../../proto/assert.ts";
import type { Effect, Input, InstantMs, Step } from "./contract.ts";
import type { Policy } from "./policy.ts";
import { emptyState, type State } from "./state.ts";

export type { State } from "./state.ts";

export interface Office {
  /** The leader's term; a standby gives 0 and sets it with `takeOffice`. */
  readonly term: number;
}

export function initialState(office: Office): State {
  return emptyState(office.term);
}

/** The state of a former life, from what its `persist` effects wrote. Never throws. */
export function restore(_entries: ReadonlyMap<string, unknown>, office: Office): State {
  return emptyState(office.term);
}

export function takeOffice(state: State, term: number): State {
  state.term = term;
  return state;
}

export function step(state: State, input: Input, _now: InstantMs, _policy: Policy): Step<State> {
  const effects: Effect[] = [];
  switch (input.kind) {
    case "signature": break;
    case "event": break;
    case "reply": break;
    case "alert-outcome": break;
    case "set-hooks": break;
    case "acknowledge": break;
    case "tick": break;
    default: unreachable(input);
  }
  return { state, effects };
}
