// The environment by which an unmodified command comes to load the hooks. What the user had set
// stays: their profiler is chained behind ours, their preloads and paths stand where they stood.

import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { environment as names } from "../../proto/environment.ts";
import { failure, success, type Result } from "../../proto/errors.ts";
import { fileFault } from "../../proto/file-failure.ts";
import { nameLengthMax } from "../../proto/ids.ts";
import { dumpFolder } from "../files/directory.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface HookLibraries {
  readonly nccl: string;
  readonly gloo: string;
  /** Empty where the hooks were built without an MPI at hand. */
  readonly mpi: string;
  /** Folder whose sitecustomize lets the agent ask a Python process for its stacks. */
  readonly python: string;
}

export interface TrainingPlace {
  readonly directory: string;
  readonly job: string;
  readonly nodes: number;
  readonly controller: string;
}

export function findLibraries(root: string): Result<HookLibraries> {
  const folder = path.join(root, "ncclmon", "build");
  const mpi = path.join(folder, "libc4mon-mpi.so");
  const libraries: HookLibraries = {
    nccl: path.join(folder, "libnccl-profiler-c4.so"),
    gloo: path.join(folder, "libc4mon-gloo.so"),
    mpi: existsSync(mpi) ? mpi : "",
    python: path.join(root, "agent", "python"),
  };
  const missing = [libraries.nccl, libraries.gloo]
    .filter((file) => !existsSync(file)).map((file) => path.basename(file));
  if (missing.length === 0) return success(libraries);
  return failure("not-found",
    `the hooks are not built: ${missing.join(", ")} missing in ${folder}; ` +
    `run: make -C ${path.join(root, "ncclmon")}`);
}

/**
 * The same libraries with the Python folder copied to `directory`: Python writes what it compiles
 * beside the source, and the place where C4 is installed is not the training's to write to.
 */
export function lendPython(libraries: HookLibraries, directory: string): Result<HookLibraries> {
  const python = path.join(directory, "python");
  try {
    mkdirSync(python);
    copyFileSync(path.join(libraries.python, pythonModule), path.join(python, pythonModule));
    return success({ ...libraries, python });
  } catch (caught) {
    const { code, what, remedy } = fileFault("write", caught);
    return failure(code, `${pythonModule} cannot be copied to ${python}: ${what}; ${remedy}`,
      caught);
  }
}

const pythonModule = "sitecustomize.py";

const placeNames: readonly string[] = [names.node, "C4_NODE_RANK", names.chainProfiler];

export function trainingEnvironment(
  given: Environment, libraries: HookLibraries, place: TrainingPlace,
): Record<string, string> {
  // A run inside a node of another run is a run of its own: it has its own nodes.
  const kept = Object.fromEntries(Object.entries(given)
    .filter(([name, value]) => value !== undefined && !placeNames.includes(name)));
  const theirs = [given["NCCL_PROFILER_PLUGIN"], given[names.chainProfiler]]
    .find((each) => each !== undefined && each !== "" && each !== libraries.nccl);
  return {
    ...kept as Record<string, string>,
    [names.directory]: place.directory,
    [names.nodes]: String(place.nodes),
    [names.job]: place.job,
    [names.controller]: place.controller,
    NCCL_PROFILER_PLUGIN: libraries.nccl,
    // One plugin slot: ours loads theirs behind itself. Ours in theirs would be a circle; then what
    // the user, or a run around this one, has chained behind ours stays there.
    ...(theirs === undefined ? {} : { [names.chainProfiler]: theirs }),
    ...recorderEnvironment(given, path.join(place.directory, dumpFolder)),
    LD_PRELOAD: joined([given["LD_PRELOAD"] ?? "", libraries.gloo, libraries.mpi]),
    PYTHONPATH: joined([libraries.python, given["PYTHONPATH"] ?? ""]),
  };
}

const dumpNames = ["TORCH_FR_DUMP_TEMP_FILE", "TORCH_NCCL_DEBUG_INFO_TEMP_FILE"];
const pipeName = "TORCH_NCCL_DEBUG_INFO_PIPE_FILE";

/**
 * Where the Flight Recorder dumps to and can be asked for a dump; what the user said of either
 * stays. How much it records is left to PyTorch and the user: recording costs the training time.
 */
function recorderEnvironment(given: Environment, folder: string): Record<string, string> {
  const isDumpGiven = dumpNames.some((name) => given[name] !== undefined);
  const dumps = isDumpGiven ? [] : dumpNames.map((name) => [name, path.join(folder, "_dump_")]);
  const pipe = given[pipeName] === undefined ? [[pipeName, path.join(folder, "pipe_")]] : [];
  return Object.fromEntries([...dumps, ...pipe]) as Record<string, string>;
}

/** Of an emulated node, with `--launch per-node`. */
export function nodeEnvironment(node: string, index: number): Record<string, string> {
  return { [names.node]: node, C4_NODE_RANK: String(index) };
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(":");
}

/** A name for the job from its command: the script, else the module, else the program. */
export function jobNameOf(words: readonly string[]): string {
  const script = words.find((word) => /\.(py|sh)$/.test(word));
  const flag = words.indexOf("-m");
  const module = flag < 0 ? undefined : words[flag + 1];
  const base = path.basename(script ?? module ?? words[0] ?? "").replace(/\.(py|sh)$/, "");
  const letters = base.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, nameLengthMax);
  return letters.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "") || "job";
}
