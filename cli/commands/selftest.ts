// `c4 selftest`: C4's own stack around a small program that makes the hooks speak as NCCL would,
// and a look at each place that a fact passes on its way. What fails names the hop, not a symptom.

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "nats";
import type { JobDetail, StatusView } from "../../proto/api.ts";
import { directories } from "../../proto/environment.ts";
import { failure, formatFailure, success, type Result } from "../../proto/errors.ts";
import { parseNodeName } from "../../proto/ids.ts";
import { subjects } from "../../proto/subjects.ts";
import { get } from "../controller/client.ts";
import {
  type Command, type CommandInput, exitCodes, outputFlag, patienceMinSeconds, secondsOf, textOf,
} from "../terminal/command.ts";
import { noFabric } from "../fabric/fabric.ts";
import { print } from "../terminal/print.ts";
import { readRingFile } from "../ring/read.ts";
import { createDirectory, startKeeper, sweepStale } from "../files/directory.ts";
import { findLibraries, nodeEnvironment, trainingEnvironment } from "../run/environment.ts";
import { startStack, type Stack } from "../run/stack.ts";
import { projectRoot } from "../terminal/version.ts";
import { paintOf } from "../view/paint.ts";
import { formatConclusion, formatHop, selftestView, type HopView } from "../view/selftest.ts";

export const selftestCommand: Command = {
  kind: "command",
  name: "selftest",
  summary: "Prove that facts flow from hook to status, hop by hop",
  description:
    "Starts a stack of its own, replays NCCL's calls into the hook, follows what it writes to\n" +
    "the status page, kills the program and looks for the news. Touches no running job.",
  flags: [
    outputFlag,
    { name: "timeout", value: "SECONDS", default: "15", help: "Patience with each hop" },
  ],
  examples: ["c4 selftest", "c4 selftest -o json | jq .works"],
  exitCodes: [["0", "every hop works"], ["1", "a hop failed; it is named"], ["64", "usage"]],
  run: runSelftest,
};

const job = "selftest";
const lookAgainMs = 25;
const operations = 200;

interface Course {
  readonly directory: string;
  readonly stack: Stack;
  readonly replay: ChildProcess;
  readonly signatureSeen: () => boolean;
}

interface Hop {
  readonly name: string;
  /** What was seen, or undefined while it is not there yet. */
  readonly look: (course: Course) => Promise<string | undefined>;
  readonly begin?: (course: Course) => void;
}

const hops: readonly Hop[] = [
  { name: "hook → file", look: lookAtFile },
  {
    name: "file → agent → NATS",
    look: async ({ signatureSeen }) =>
      (signatureSeen() ? "a signature names the job" : undefined),
  },
  { name: "NATS → controller", look: lookAtJob },
  { name: "controller → status", look: lookAtStatus },
  {
    name: "death → agent → controller",
    begin: ({ replay }) => { replay.kill("SIGKILL"); },
    look: lookAtDeath,
  },
];

async function runSelftest(input: CommandInput): Promise<Result<number>> {
  const timeoutMs = secondsOf(input.values, "timeout", { min: patienceMinSeconds, max: 600 });
  if (!timeoutMs.ok) return timeoutMs;
  const libraries = findLibraries(projectRoot());
  if (!libraries.ok) return libraries;
  const program = path.join(projectRoot(), "ncclmon", "build", "c4mon-replay");
  if (!existsSync(program)) {
    return failure("not-found", `${program} is not built; run: make -C ncclmon`);
  }
  await sweepStale();
  const directory = createDirectory();
  if (!directory.ok) return directory;
  const log = startLog(input);
  const keeper = startKeeper(directory.value.path, []);
  const place = noFabric(1);
  const begunMs = performance.now();
  const stack = await startStack({
    directory: directory.value, nodes: place.nodes, host: place.host, policy: "observe",
    alertUrl: "", witnesses: "all", environment: input.environment, onRestart: () => undefined,
  });
  log.tell("start of NATS, controller, agent", begunMs, stack.ok ? success("ready") : stack);
  if (!stack.ok) {
    await keeper.finish("all");
    return log.conclude();
  }
  const environment = {
    ...trainingEnvironment(input.environment, libraries.value, {
      directory: directory.value.path, job, nodes: 1, controller: stack.value.controllerUrl,
    }),
    ...nodeEnvironment("node-0", 0), C4_RANK: "0", C4_WORLD_SIZE: "1",
  };
  const watch = await watchSignatures(stack.value);
  const replay = spawn(program, [
    "--plugin", libraries.value.nccl, "--operations", String(operations), "--hold", "600",
  ], { env: environment, stdio: "ignore", detached: true });
  await takeHops(log, {
    directory: directory.value.path, stack: stack.value, replay, signatureSeen: watch.seen,
  }, timeoutMs.value);
  replay.kill("SIGKILL");
  await watch.close();
  await stack.value.stop();
  await keeper.finish("all");
  return log.conclude();
}

/** As far as the first hop that fails. */
async function takeHops(log: Log, course: Course, timeoutMs: number): Promise<void> {
  for (const hop of hops) {
    const begunMs = performance.now();
    hop.begin?.(course);
    let seen = await hop.look(course);
    while (seen === undefined && performance.now() - begunMs < timeoutMs) {
      await sleep(lookAgainMs);
      seen = await hop.look(course);
    }
    log.tell(hop.name, begunMs, seen === undefined
      ? failure("timed-out", `nothing came within ${timeoutMs / 1000} s`) : success(seen));
    if (seen === undefined) return;
  }
}

interface Log {
  readonly tell: (hop: string, begunMs: number, result: Result<unknown>) => void;
  /** Says whether C4 works, last of all; the exit code. */
  readonly conclude: () => Result<number>;
}

/** People see each hop as it is taken; a program gets one piece of JSON at the end. */
function startLog({ values, output }: CommandInput): Log {
  const asJson = textOf(values, "output") === "json";
  const taken: HopView[] = [];
  return {
    tell: (hop, begunMs, result) => {
      const told: HopView = {
        hop, ok: result.ok, tookMs: Math.round(performance.now() - begunMs),
        detail: result.ok ? String(result.value) : formatFailure(result.error),
      };
      taken.push(told);
      if (!asJson) output.write(formatHop(told, paintOf(output)));
    },
    conclude: () => {
      const view = selftestView(taken);
      print(output, asJson, view, () => formatConclusion(view));
      return success(view.works ? exitCodes.healthy : exitCodes.error);
    },
  };
}

async function lookAtFile({ directory }: Course): Promise<string | undefined> {
  const folder = path.join(directory, "node-0", directories.process);
  const [name] = existsSync(folder) ? readdirSync(folder) : [];
  const view = name === undefined ? undefined : readRingFile(path.join(folder, name));
  if (view?.ok !== true) return undefined;
  const completed = view.value.communicators.reduce((sum, each) => sum + each.completed, 0);
  return completed >= operations ? `${completed} operations by ${view.value.header.library}`
    : undefined;
}

async function lookAtJob({ stack }: Course): Promise<string | undefined> {
  const detail = await jobOf(stack);
  const seen = detail?.communicators.reduce((sum, each) => sum + each.completed, 0) ?? 0;
  return seen >= operations ? `the controller counts ${seen} operations` : undefined;
}

async function lookAtStatus({ stack }: Course): Promise<string | undefined> {
  const status = await get<StatusView>(connectionTo(stack), "/v1/status");
  if (!status.ok) return undefined;
  const { jobs, hooks } = status.value;
  const shown = jobs.find((each) => each.job === job);
  return shown !== undefined && hooks.ranksLoaded >= 1
    ? `${hooks.ranksLoaded} rank loaded, job ${shown.health}` : undefined;
}

async function lookAtDeath({ stack }: Course): Promise<string | undefined> {
  const member = (await jobOf(stack))?.members[0];
  return member?.state === "gone" || member?.state === "exited"
    ? `rank ${member.rank} is ${member.state}` : undefined;
}

async function jobOf(stack: Stack): Promise<JobDetail | undefined> {
  const detail = await get<JobDetail>(connectionTo(stack), `/v1/jobs/${job}`);
  return detail.ok ? detail.value : undefined;
}

function connectionTo(stack: Stack): { readonly url: URL; readonly timeoutMs: number } {
  return { url: new URL(stack.controllerUrl), timeoutMs: 2000 };
}

/** The job's name stands in a signature as it is, so that nothing need be decoded here. */
async function watchSignatures(stack: Stack): Promise<{
  readonly seen: () => boolean; readonly close: () => Promise<void>;
}> {
  const node = parseNodeName("node-0");
  const connection = await connect({ servers: stack.nats.url, token: stack.nats.token });
  let isSeen = false;
  if (node.ok) {
    connection.subscribe(subjects.signature(node.value), {
      callback: (_, message) => {
        isSeen ||= Buffer.from(message.data).includes(job);
      },
    });
  }
  return { seen: () => isSeen, close: () => connection.close() };
}
