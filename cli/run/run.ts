// One run from its beginning to its end. The order of the end matters: the command's word first,
// then the controller's last look, then the parts, then the directory; and each step is bounded,
// because the user waits for a prompt.

import { cpSync, lstatSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Witnesses } from "../../agent/main.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import { fileFailure } from "../../proto/file-failure.ts";
import type { JobName } from "../../proto/ids.ts";
import { drawOptions } from "../terminal/print.ts";
import type { Screen } from "../terminal/screen.ts";
import { projectRoot } from "../terminal/version.ts";
import { createDirectory, startKeeper, sweepStale, type Keeper, type PrivateDirectory }
  from "../files/directory.ts";
import { drain } from "./drain.ts";
import {
  findLibraries, lendPython, nodeEnvironment, trainingEnvironment, type HookLibraries,
} from "./environment.ts";
import { forgetCommand, leavePointer } from "../files/pointer.ts";
import { processesOf } from "./leftovers.ts";
import { makeReport, writeReport, type RunFacts } from "./report.ts";
import { startStack, type Stack } from "./stack.ts";
import { formatSummary } from "./summary.ts";
import { checkTargets } from "./targets.ts";
import { startTelling } from "./telling.ts";
import { runTraining, type TrainingCommand, type TrainingEnd } from "./training.ts";
import { plural } from "../view/figures.ts";
import { noFabric, raiseFabric, sweepFabric, undoFabric, type Fabric } from "../fabric/fabric.ts";

export interface RunOptions {
  readonly words: readonly [string, ...string[]];
  readonly job: JobName;
  readonly nodes: number;
  readonly isPerNode: boolean;
  readonly hasFabric: boolean;
  readonly policy: string;
  readonly alertUrl: string;
  readonly witnesses: Witnesses;
  readonly graceMs: number;
  readonly report: string | undefined;
  readonly keep: string | undefined;
  /** Changes are said on `errors` as they happen. */
  readonly isTelling: boolean;
  readonly errors: Screen;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One process needs some 6 MiB for its hook file; below this even a few ranks do not fit. */
const roomMinBytes = 48 * 1024 * 1024;

const leftoversShown = 8;

/** The exit code of the command; a failure when C4 could not start, and the command was not run. */
export async function run(options: RunOptions): Promise<Result<number>> {
  const targets = checkTargets(options);
  if (!targets.ok) return targets;
  const found = findLibraries(projectRoot());
  if (!found.ok) return found;
  await sweepStale();
  if (options.hasFabric) sweepFabric();
  const directory = createDirectory();
  if (!directory.ok) return directory;
  warnOfRoom(directory.value, options.errors);
  const undo = [
    forgetCommand(options.environment),
    ...(options.hasFabric ? undoFabric(directory.value, options.nodes) : []),
  ];
  const keeper = startKeeper(directory.value.path, undo);
  const early = stopEarly();
  const libraries = lendPython(found.value, directory.value.stack);
  if (!libraries.ok) return closeAfter(keeper, early, libraries);
  const fabric = options.hasFabric
    ? await raiseFabric(directory.value, options.nodes) : success(noFabric(options.nodes));
  if (!fabric.ok) return closeAfter(keeper, early, fabric);
  const stack = await startStack({
    directory: directory.value, nodes: fabric.value.nodes, host: fabric.value.host,
    policy: options.policy, alertUrl: options.alertUrl, witnesses: options.witnesses,
    environment: options.environment,
    onRestart: (part, reason) => {
      if (options.isTelling) options.errors.write(`c4: ${part} is started again: ${reason}\n`);
    },
  });
  if (!stack.ok) return closeAfter(keeper, early, stack);
  const wasAsked = early.came();
  const stage: Stage = {
    options, keeper, early, libraries: libraries.value, directory: directory.value,
    fabric: fabric.value, stack: stack.value,
  };
  return wasAsked === undefined
    ? perform(stage)
    : leave(stage, failure("unavailable", `${wasAsked} came while C4 was starting`));
}

interface Stage {
  readonly options: RunOptions;
  readonly keeper: Keeper;
  readonly early: Early;
  readonly libraries: HookLibraries;
  readonly directory: PrivateDirectory;
  readonly fabric: Fabric;
  readonly stack: Stack;
}

async function perform(stage: Stage): Promise<Result<number>> {
  const { options, stack, directory } = stage;
  const pointer = leavePointer(options.environment, {
    job: options.job, controller: stack.controllerUrl, directory: directory.path,
    startedMs: Date.now(),
  });
  if (!pointer.ok) {
    options.errors.write(`c4: c4 status will not find this run by itself (${pointer.error.message
    }); give it --controller ${stack.controllerUrl}\n`);
  }
  const telling = startTelling(options, stack.controllerUrl);
  const end = await runTraining({
    commands: trainingCommands(stage), graceMs: options.graceMs, errors: options.errors,
    // Not sooner: a signal that nobody listens to would kill us.
    onListening: stage.early.stop,
    onTerminating: (signal) => {
      void stack.notify({ job: options.job, notice: "terminating", exitCode: 0, detail: signal });
    },
  });
  await stack.notify({
    job: options.job, notice: "ended", exitCode: end.exitCode, detail: end.detail,
  });
  await finish(stage, end);
  await telling.stop();
  return leave(stage, success(end.exitCode), end.wasTerminated);
}

function trainingCommands(stage: Stage): readonly TrainingCommand[] {
  const { options, fabric, libraries, directory, stack } = stage;
  const common = trainingEnvironment(options.environment, libraries, {
    directory: directory.path, job: options.job, nodes: options.nodes,
    controller: stack.controllerUrl,
  });
  if (!options.isPerNode) {
    return [{ words: options.words, environment: common, hasInput: true }];
  }
  return fabric.nodes.map((node, index) => {
    const [first = "", ...rest] = [...node.enter, ...options.words];
    return {
      words: [first, ...rest], hasInput: index === 0,
      environment: { ...common, ...nodeEnvironment(node.name, index), ...node.environment },
    };
  });
}

async function finish(stage: Stage, end: TrainingEnd): Promise<void> {
  const { options, stack, fabric, directory } = stage;
  const last = await drain(stack.controllerUrl, {
    job: options.job, directory: directory.path, wasRestarted: stack.restarts().length > 0,
  });
  const facts = {
    job: options.job, nodes: fabric.nodes.map((node) => node.name), end, detail: end.detail,
    status: last.status, details: last.details, restarts: stack.restarts(),
  };
  options.errors.write(formatSummary(facts, drawOptions(options.errors)));
  if (options.report === undefined) return;
  const written = writeReport(options.report, makeReport(facts));
  options.errors.write(written.ok
    ? `c4: report written to ${options.report}${hintOf(facts, options.report)}\n`
    : `c4: ${written.error.message}\n`);
}

/** The stories are in it, and who looks at an incident wants to read one. */
function hintOf({ details }: RunFacts, report: string): string {
  const [last] = details;
  return last === undefined ? "" : `; c4 explain ${last.incident.id} --report ${report}`;
}

async function leave(
  stage: Stage, result: Result<number>, wasTerminated = false,
): Promise<Result<number>> {
  await stage.stack.stop();
  if (!wasTerminated) tellLeftovers(stage);
  if (stage.options.keep !== undefined) keep(stage, stage.options.keep);
  await stage.keeper.finish(wasTerminated ? "all" : "stopped");
  return result;
}

async function closeAfter(
  keeper: Keeper, early: Early, result: Result<never>,
): Promise<Result<never>> {
  await keeper.finish("all");
  early.stop();
  return result;
}

/** A background process is the command's own business, but one should know that it runs on. */
function tellLeftovers(stage: Stage): void {
  const left = processesOf(stage.directory.path);
  if (left.length === 0) return;
  const shown = left.slice(0, leftoversShown).join(", ");
  stage.options.errors.write(`c4: ${plural(left.length, "process")} of the command still run` +
    `${left.length === 1 ? "s" : ""}, unwatched: ${shown}` +
    `${left.length > leftoversShown ? " and more" : ""}\n`);
}

const secrets = ["token", "nats.conf"];

/**
 * Everything but the secret, which is worth nothing any more and looks like one all the same, and
 * the pipes through which PyTorch was asked for dumps, which no copy could serve.
 */
function keep(stage: Stage, to: string): void {
  try {
    cpSync(stage.directory.path, to, {
      recursive: true,
      filter: (file) => !secrets.includes(path.basename(file)) && !lstatSync(file).isFIFO(),
    });
    for (const { name, text } of stage.stack.tails()) {
      writeFileSync(path.join(to, "stack", `${name.replace(" ", "-")}.log`), text);
    }
  } catch (caught) {
    const { message } = fileFailure(to, "write", caught);
    stage.options.errors.write(`c4: --keep ${message}\n`);
  }
}

/** A signal during the start: remembered, acted on as soon as there is something to stop. */
interface Early {
  readonly came: () => NodeJS.Signals | undefined;
  readonly stop: () => void;
}

function stopEarly(): Early {
  let came: NodeJS.Signals | undefined;
  const remember = (signal: NodeJS.Signals): void => { came ??= signal; };
  const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, remember);
  return {
    came: () => came,
    stop: () => { for (const signal of signals) process.off(signal, remember); },
  };
}

function warnOfRoom(directory: PrivateDirectory, errors: Screen): void {
  if (!directory.isMemory) {
    errors.write("c4: /dev/shm cannot be written; hook files go to a disk and may slow training\n");
  }
  if (directory.freeBytes < roomMinBytes) {
    errors.write(`c4: only ${Math.floor(directory.freeBytes / 2 ** 20)} MiB are free for hook ` +
      "files (7 MiB a process); ranks without room run unwatched\n");
  }
}
