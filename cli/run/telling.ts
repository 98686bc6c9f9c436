// `c4:` lines while the command runs: where to look, then one line for each change of an incident.
// Whole lines and nothing that moves: the training writes to the same terminal.

import type { JobName } from "../../proto/ids.ts";
import type { Incident } from "../../proto/verdict.ts";
import { changeKey, changeLine } from "../controller/progress.ts";
import type { Screen } from "../terminal/screen.ts";
import { readStream } from "../controller/stream.ts";
import { isOpen, toneOf } from "../view/incident.ts";
import { cut } from "../view/table.ts";
import { paintOf } from "../view/paint.ts";

export interface Telling {
  readonly stop: () => Promise<void>;
}

export interface TellingOptions {
  readonly job: JobName;
  readonly nodes: number;
  readonly isTelling: boolean;
  readonly errors: Screen;
}

export function startTelling(options: TellingOptions, controllerUrl: string): Telling {
  if (!options.isTelling) return { stop: async () => undefined };
  const { errors } = options;
  const paint = paintOf(errors);
  const told = new Map<string, string>();
  // A progress bar that stands half-drawn makes room; it draws itself anew below.
  const lineStart = errors.isTerminal ? "\r\u001b[K" : "";
  const stop = new AbortController();
  errors.write(`c4: watching ${options.job} on ${options.nodes} ` +
    `node${options.nodes === 1 ? "" : "s"}; look with: c4 status\n`);
  const tell = (incident: Incident): void => {
    if (incident.job !== options.job) return;
    const key = changeKey(incident);
    if (told.get(incident.id) === key) return;
    told.set(incident.id, key);
    const tone = isOpen(incident) ? toneOf(incident) : "good";
    const line = cut(changeLine(incident), errors.columns - 4);
    errors.write(`${lineStart}${paint[tone]("c4:")} ${line}\n`);
  };
  const reading = readStream(new URL(controllerUrl), {
    onMessage: (message) => {
      if (message.kind === "incident") tell(message.incident);
      else for (const incident of message.status.incidents) tell(incident);
    },
    onState: () => undefined, // a part that is started again is told by its supervisor
  }, stop.signal);
  return {
    stop: async () => {
      stop.abort();
      await reading;
    },
  };
}
