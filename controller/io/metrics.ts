// Prometheus text. Every series that can exist exists from the first scrape at 0, so that rates
// work from the first event on; every help text ends in its unit.

import type { StatusView } from "../../proto/api.ts";
import { incidentStates, syndromes, type Incident } from "../../proto/verdict.ts";
import { rejectReasons, type InboxCounts } from "./inbox.ts";
import { stepBoundsSeconds, type LoopCounts } from "./loop.ts";
import type { OfficeCounts } from "./office.ts";

export interface MetricsSource {
  readonly status: StatusView;
  readonly incidents: readonly Incident[];
  readonly inbox: InboxCounts;
  readonly waiting: number;
  /** Absent until NATS was reached for the first time. */
  readonly loop?: LoopCounts;
  readonly office?: OfficeCounts;
  readonly reconnects: number;
  readonly stream: { readonly clients: number; readonly dropped: number };
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];
interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge";
  /** What it counts; the unit is the last word, in brackets. */
  readonly help: string;
  readonly samples: readonly Sample[];
}

type Whole = Required<MetricsSource>;

const noSteps: LoopCounts = {
  steps: 0, stepSeconds: 0, stepBuckets: [], lagSeconds: 0, effects: 0,
};
const noOffice: OfficeCounts = {
  effects: { persisted: 0, refused: 0, conflicts: 0, dropped: 0, waiting: 0 },
  alerts: { pending: 0, delivered: 0, failed: 0, attempts: 0 },
  commands: { sent: 0, answered: 0, unanswered: 0, inFlight: 0 },
  events: { received: 0, rejected: 0 },
  terms: 0,
};

const plain = (value: number): readonly Sample[] => [[{}, value]];

export function metricsText(given: MetricsSource): string {
  const source: Whole = { loop: noSteps, office: noOffice, ...given };
  const families = [
    ...fleetFamilies(source), ...messageFamilies(source), ...alertFamilies(source),
    ...innerFamilies(source),
  ];
  return families.map(familyText).join("") + histogramText(source.loop);
}

function fleetFamilies({ status, incidents }: Whole): readonly Family[] {
  const agents = (state: string): Sample =>
    [{ state }, status.agents.filter((each) => each.state === state).length];
  const byKind = new Map<string, number>();
  for (const each of incidents) {
    const key = `${each.syndrome} ${each.state}`;
    byKind.set(key, (byKind.get(key) ?? 0) + 1);
  }
  return [
    gauge("agents", "Agents by how they report [agents]",
      ["reporting", "silent", "stopped"].map(agents)),
    gauge("jobs", "Jobs by health [jobs]",
      (["starting", "healthy", "degraded", "unknown", "ended"] as const).map((health) =>
        [{ health }, status.jobs.filter((each) => each.health === health).length])),
    gauge("incidents", "Known incidents by syndrome and state [incidents]",
      syndromes.flatMap((syndrome) => incidentStates.map((state): Sample =>
        [{ syndrome, state }, byKind.get(`${syndrome} ${state}`) ?? 0]))),
    gauge("leader", "Whether this controller leads [0 or 1]",
      plain(status.controller.leader ? 1 : 0)),
    gauge("leader_term", "Term of this controller, 0 on standby [revision]",
      plain(status.controller.term)),
    gauge("hooks_ranks_loaded", "Ranks whose hooks report [ranks]",
      plain(status.hooks.ranksLoaded)),
  ];
}

function messageFamilies({ inbox, office, status, reconnects }: Whole): readonly Family[] {
  return [
    counter("signatures_received_total", "Signatures that arrived [messages]",
      plain(inbox.received)),
    counter("signatures_superseded_total", "Signatures overtaken by a fresher one [messages]",
      plain(inbox.superseded)),
    counter("signatures_lost_total", "Windows that never arrived [windows]", plain(inbox.lost)),
    counter("signatures_baseless_total",
      "Windows told as the difference to one that never came [messages]", plain(inbox.baseless)),
    counter("signatures_rejected_total", "Signatures refused, by reason [messages]",
      rejectReasons.map((reason) => [{ reason }, inbox.rejectedByReason[reason]])),
    counter("events_received_total", "Events that arrived [messages]",
      plain(office.events.received)),
    counter("events_rejected_total", "Events refused [messages]", plain(office.events.rejected)),
    counter("commands_sent_total", "Commands sent to agents [commands]",
      plain(office.commands.sent)),
    counter("commands_unanswered_total", "Commands without an answer [commands]",
      plain(office.commands.unanswered)),
    gauge("nats_connected", "Whether NATS is connected [0 or 1]",
      plain(status.messages.connected ? 1 : 0)),
    counter("nats_reconnects_total", "Times NATS came back [times]", plain(reconnects)),
  ];
}

function alertFamilies({ office }: Whole): readonly Family[] {
  const { alerts } = office;
  return [
    gauge("alerts_pending", "Alerts waiting for their receiver [alerts]", plain(alerts.pending)),
    counter("alerts_total", "Alerts that left the outbox, by outcome [alerts]",
      [[{ outcome: "delivered" }, alerts.delivered], [{ outcome: "failed" }, alerts.failed]]),
    counter("alert_attempts_total", "Webhook requests made [requests]", plain(alerts.attempts)),
  ];
}

function innerFamilies({ loop, office, waiting, stream }: Whole): readonly Family[] {
  const { effects } = office;
  return [
    gauge("core_lag_seconds", "How late the last tick was computed [seconds]",
      plain(loop.lagSeconds)),
    gauge("signatures_waiting", "Signatures the core has not taken yet [messages]",
      plain(waiting)),
    gauge("effects_waiting", "Effects not carried out yet [effects]", plain(effects.waiting)),
    counter("effects_total", "Effects the core asked for [effects]", plain(loop.effects)),
    counter("effects_dropped_total", "Effects dropped out of office [effects]",
      plain(effects.dropped)),
    counter("state_writes_total", "Writes to the state bucket, by outcome [writes]", [
      [{ outcome: "written" }, effects.persisted], [{ outcome: "conflict" }, effects.conflicts],
      [{ outcome: "refused" }, effects.refused],
    ]),
    counter("terms_total", "Times this controller took office [times]", plain(office.terms)),
    gauge("stream_clients", "Connected stream clients [clients]", plain(stream.clients)),
    counter("stream_clients_dropped_total", "Stream clients dropped for reading too slowly " +
      "[clients]", plain(stream.dropped)),
  ];
}

const counter = (name: string, help: string, samples: readonly Sample[]): Family =>
  ({ name: `c4_${name}`, type: "counter", help, samples });
const gauge = (name: string, help: string, samples: readonly Sample[]): Family =>
  ({ name: `c4_${name}`, type: "gauge", help, samples });

function familyText(family: Family): string {
  const lines = family.samples.map(([labels, value]) =>
    `${family.name}${labelsText(labels)} ${value}\n`);
  return `# HELP ${family.name} ${family.help}\n# TYPE ${family.name} ${family.type}\n` +
    lines.join("");
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function histogramText(loop: LoopCounts): string {
  const name = "c4_step_duration_seconds";
  const buckets = stepBoundsSeconds.map((bound, index) =>
    `${name}_bucket{le="${bound}"} ${loop.stepBuckets[index] ?? 0}\n`);
  return `# HELP ${name} Time of one step of the core [seconds]\n# TYPE ${name} histogram\n` +
    `${buckets.join("")}${name}_bucket{le="+Inf"} ${loop.steps}\n` +
    `${name}_sum ${loop.stepSeconds}\n${name}_count ${loop.steps}\n`;
}
