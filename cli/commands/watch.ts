// `c4 watch`: the status page that stays on the screen, or, where there is no terminal, the state
// once and then one line for each change.
//
// A frame is drawn over the last one, line by line and in one write, on the terminal's second
// screen: nothing blinks, and what was on the screen before comes back at the end.

import type { StatusView, StreamMessage } from "../../proto/api.ts";
import { type Result, success } from "../../proto/errors.ts";
import type { Incident } from "../../proto/verdict.ts";
import { connectionOf, controllerFlags, get } from "../controller/client.ts";
import {
  type Command, type CommandInput, exitCodes, outputFlag, textOf,
} from "../terminal/command.ts";
import { drawOptions } from "../terminal/print.ts";
import { changeKey, changeLine } from "../controller/progress.ts";
import type { Screen } from "../terminal/screen.ts";
import { readStream } from "../controller/stream.ts";
import { formatStatus, isDegraded, stateLines } from "../view/status.ts";
import { cut } from "../view/table.ts";

const frameGapMs = 200;

export const watchCommand: Command = {
  kind: "command",
  name: "watch",
  summary: "Status that stays on the screen",
  description:
    "On a terminal: the status page, drawn anew as things change; q or Ctrl-C ends it.\n" +
    "Elsewhere: the state once, then one line for each change, or with -o json one JSON message\n" +
    "a line.",
  flags: [...controllerFlags, outputFlag],
  examples: ["c4 watch", "c4 watch | tee incidents.log", "c4 watch -o json"],
  exitCodes: [
    ["0", "ended while all was healthy"], ["1", "error, such as no controller at the start"],
    ["2", "ended while degraded"], ["3", "timed out: no answer at the start"], ["64", "usage"],
  ],
  run: runWatch,
};

interface Watching {
  status: StatusView;
  away: string | undefined;
}

async function runWatch(input: CommandInput): Promise<Result<number>> {
  const connection = connectionOf(input);
  if (!connection.ok) return connection;
  // Who was never there is a wrong address; who was and goes is waited for.
  const first = await get<StatusView>(connection.value, "/v1/status");
  if (!first.ok) return first;
  const watching: Watching = { status: first.value, away: "connecting" };
  const asJson = textOf(input.values, "output") === "json";
  const isDrawn = input.output.isTerminal && !asJson;
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  const shown = isDrawn ? drawing(input.output, watching, end) : telling(input.output, asJson);
  try {
    await readStream(connection.value.url, {
      onMessage: (message) => {
        if (message.kind === "status") watching.status = message.status;
        shown.onMessage(message);
      },
      onState: (state, detail) => {
        watching.away = state === "open" ? undefined : detail;
        shown.onState(watching.away);
      },
    }, stop.signal);
  } finally {
    shown.close();
    process.off("SIGINT", end);
    process.off("SIGTERM", end);
  }
  return success(isDegraded(watching.status) ? exitCodes.degraded : exitCodes.healthy);
}

interface Shown {
  readonly onMessage: (message: StreamMessage) => void;
  readonly onState: (away: string | undefined) => void;
  readonly close: () => void;
}

function drawing(screen: Screen, watching: Watching, end: () => void): Shown {
  screen.write("\u001b[?1049h\u001b[?25l");
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    timer = undefined;
    screen.write(frameOf(screen, watching));
  };
  const soon = (): void => { timer ??= setTimeout(draw, frameGapMs); };
  const onKey = (key: Buffer): void => {
    if (key.includes("q") || key[0] === 3) end();
  };
  if (process.stdin.isTTY) {
    process.stdin.setRawMode(true);
    process.stdin.on("data", onKey).resume();
  }
  process.stdout.on("resize", soon);
  draw();
  return {
    onMessage: soon,
    onState: soon,
    close: () => {
      clearTimeout(timer);
      process.stdout.off("resize", soon);
      if (process.stdin.isTTY) {
        process.stdin.setRawMode(false);
        process.stdin.off("data", onKey).pause();
      }
      screen.write("\u001b[?25h\u001b[?1049l");
    },
  };
}

/** Each line is cleared to its right as it is written, and what is left below at the end. */
function frameOf(screen: Screen, watching: Watching): string {
  const options = drawOptions(screen);
  const { paint } = options;
  const head = watching.away === undefined
    ? paint.dim("c4 watch   q: quit")
    : paint.bad(cut(`no word from the controller: ${watching.away}; below is the last that was ` +
      "seen", screen.columns));
  const page = formatStatus(watching.status, options);
  const lines = [head, "", ...page.split("\n")].slice(0, Math.max(1, screen.rows - 1));
  return `\u001b[?2026h\u001b[H${lines.map((line) => `${line}\u001b[K`).join("\r\n")}` +
    "\u001b[J\u001b[?2026l";
}

function telling(screen: Screen, asJson: boolean): Shown {
  const known = new Map<string, string>();
  const write = (line: string): void => screen.write(`${new Date().toISOString()} ${line}\n`);
  const tell = (of: string, state: string, line: string): void => {
    if (known.get(of) === state) return;
    known.set(of, state);
    write(line);
  };
  const tellIncident = (incident: Incident): void =>
    tell(`incident ${incident.id}`, changeKey(incident), `${incident.job} ${changeLine(incident)}`);
  const tellStatus = (status: StatusView): void => {
    for (const { of, state, line } of stateLines(status)) tell(of, state, line);
    for (const incident of status.incidents) tellIncident(incident);
  };
  return {
    onMessage: (message) => {
      if (asJson) screen.write(`${JSON.stringify(message)}\n`);
      else if (message.kind === "incident") tellIncident(message.incident);
      else tellStatus(message.status);
    },
    onState: (away) => {
      if (asJson) return;
      write(`- ${away === undefined ? "connected" : `no word from the controller: ${away}`}`);
    },
    close: () => undefined,
  };
}
