// The training command itself: unmodified, its three streams untouched, its exit code passed on.
//
// It gets a session of its own, so that a signal to C4 is forwarded once, to all of it, and so
// that Ctrl-C at the terminal does not also reach C4's children. Signals that people send to end
// it start a grace; a second Ctrl-C, or the end of the grace, kills.

import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import type { Screen } from "../terminal/screen.ts";

export interface TrainingCommand {
  readonly words: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Only one of several commands can have the terminal's input. */
  readonly hasInput: boolean;
}

export interface TrainingOptions {
  readonly commands: readonly TrainingCommand[];
  readonly graceMs: number;
  readonly errors: Screen;
  /** Signals are heard here from now on; nothing has been started yet. */
  readonly onListening: () => void;
  /** Told once, before the first ending signal is forwarded. */
  readonly onTerminating: (signal: NodeJS.Signals) => void;
}

export interface TrainingEnd {
  readonly exitCode: number;
  readonly detail: string;
  readonly seconds: number;
  /** Somebody asked for the end: whatever is left of it is to go. */
  readonly wasTerminated: boolean;
}

const endingSignals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
const passedSignals: readonly NodeJS.Signals[] = ["SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGCONT"];

export async function runTraining(options: TrainingOptions): Promise<TrainingEnd> {
  const begunMs = performance.now();
  const running: ChildProcess[] = [];
  // Before the first command runs: it may be the one that sends us the signal.
  const forwarder = forwardSignals(running, options);
  options.onListening();
  const children = options.commands.map((command) => {
    const child = start(command);
    running.push(child.process);
    return child;
  });
  const ends = await Promise.all(children.map((each) => each.ended));
  forwarder.stop();
  // Of several commands the first that failed speaks for all.
  const failed = ends.filter((end) => end.exitCode !== 0)
    .sort((left, right) => left.atMs - right.atMs)[0];
  const end = failed ?? ends[0] ?? { exitCode: 0, detail: "" };
  return {
    exitCode: end.exitCode, detail: end.detail, wasTerminated: forwarder.wasTerminated(),
    seconds: (performance.now() - begunMs) / 1000,
  };
}

interface End {
  readonly exitCode: number;
  readonly detail: string;
  readonly atMs: number;
}

function start(command: TrainingCommand): {
  readonly process: ChildProcess; readonly ended: Promise<End>;
} {
  const [program, ...words] = command.words;
  const process = spawn(program, words, {
    env: command.environment, detached: true,
    stdio: [command.hasInput ? "inherit" : "ignore", "inherit", "inherit"],
  });
  const ended = new Promise<End>((resolve) => {
    process.once("error", (error: NodeJS.ErrnoException) => {
      // As shells and env(1) do: 127 not found, 126 found and not to be run.
      const exitCode = error.code === "ENOENT" ? 127 : 126;
      const why = error.code === "ENOENT" ? "not found"
        : error.code === "EACCES" ? "not permitted to run; is it executable?" : error.message;
      resolve({ exitCode, detail: `${program}: ${why}`, atMs: performance.now() });
    });
    process.once("exit", (code, signal) => {
      resolve({ ...outcomeOf(code, signal), atMs: performance.now() });
    });
  });
  return { process, ended };
}

function outcomeOf(
  code: number | null, signal: NodeJS.Signals | null,
): { readonly exitCode: number; readonly detail: string } {
  if (signal !== null) {
    return { exitCode: 128 + (constants.signals[signal] ?? 0), detail: `killed by ${signal}` };
  }
  return { exitCode: code ?? 0, detail: `exit code ${code ?? 0}` };
}

function forwardSignals(children: readonly ChildProcess[], options: TrainingOptions): {
  readonly stop: () => void; readonly wasTerminated: () => boolean;
} {
  let asked = 0;
  let isOver = false;
  let patience: NodeJS.Timeout | undefined;
  const toAll = (signal: NodeJS.Signals): void => {
    for (const child of children) signalGroup(child, signal);
  };
  // Stays installed when the training is over: cleaning up is not to be cut short.
  const onEnding = (signal: NodeJS.Signals): void => {
    if (isOver) return;
    asked += 1;
    if (asked === 1) {
      options.onTerminating(signal);
      patience = setTimeout(() => toAll("SIGKILL"), options.graceMs);
      if (options.errors.isTerminal && options.graceMs > 0) {
        options.errors.write(`\nc4: ${signal} passed on; once more to kill at once\n`);
      }
    }
    toAll(asked > 1 && signal === "SIGINT" ? "SIGKILL" : signal);
  };
  // A stopped C4 would stop looking; the training stops with it, as it would at a shell's prompt.
  const onStop = (): void => {
    toAll("SIGSTOP");
    process.kill(process.pid, "SIGSTOP");
  };
  for (const signal of endingSignals) process.on(signal, onEnding);
  for (const signal of passedSignals) process.on(signal, toAll);
  process.on("SIGTSTP", onStop);
  return {
    wasTerminated: () => asked > 0,
    stop: () => {
      isOver = true;
      clearTimeout(patience);
      for (const signal of passedSignals) process.off(signal, toAll);
      process.off("SIGTSTP", onStop);
    },
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group has ended already.
  }
}
