// Who was named before. A card that fails in one job fails in the next, which knows nothing of the
// first; so incidents outlive their jobs, and each new one is held against those that woke people.
//
// Derived from the incidents that are kept anyway, and forgotten with them: a second memory could
// only disagree with the first.

import { formatSuspect, type Incident, type Suspect } from "../../proto/verdict.ts";
import type { IncidentRecord, State } from "./fleet/state.ts";

const shownMax = 3;

/** What is repaired or replaced: the host with all in it, or what lies between hosts. */
function placeOf(suspect: Suspect): string {
  switch (suspect.kind) {
    case "rank": case "device": case "node": case "port": return suspect.node;
    case "link": case "leaf": case "spine": case "workload": return formatSuspect(suspect);
  }
}

/** Of a program, a user or an operator; no host is worse for it. */
function isOfPlace({ cause, pagedMs }: Incident): boolean {
  return pagedMs !== undefined && cause !== "user" && cause !== "platform";
}

/** One sentence for each suspected place that was named in a page before, of any job. */
export function formerOffences(
  state: Pick<State, "incidents">, { incident }: Pick<IncidentRecord, "incident">,
): readonly string[] {
  if (incident.cause === "user" || incident.cause === "platform") return [];
  const places = new Set(incident.suspects.map(placeOf));
  const former = new Map<string, Incident[]>();
  for (const { incident: each } of state.incidents.values()) {
    if (each.id === incident.id || !isOfPlace(each)) continue;
    for (const place of new Set(each.suspects.map(placeOf))) {
      if (!places.has(place)) continue;
      const known = former.get(place);
      if (known === undefined) former.set(place, [each]);
      else known.push(each);
    }
  }
  return [...former].map(([place, named]) => {
    const newest = named.slice(-shownMax).map((each) => `${each.id} (${each.syndrome})`).join(", ");
    const more = named.length > shownMax ? `${named.length - shownMax} more and ` : "";
    return `${place} was named before, in ${more}${newest}`;
  });
}
