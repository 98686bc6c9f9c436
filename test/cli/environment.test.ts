import { strict as assert } from "node:assert";
import { findLibraries, jobNameOf, nodeEnvironment, trainingEnvironment }
  from "../../cli/run/environment.ts";
import { parseJobName } from "../../proto/ids.ts";
import fc from "fast-check";

const libraries = {
  nccl: "/c4/libnccl-profiler-c4.so", gloo: "/c4/libc4mon-gloo.so", mpi: "/c4/libc4mon-mpi.so",
  python: "/c4/python",
};
const place = { directory: "/dev/shm/c4-x", job: "train", nodes: 4, controller: "http://h:1" };

describe("the environment of a training", () => {
  it("cannot be made without the hooks; what is missing is named with the remedy", () => {
    const found = findLibraries("/nonexistent");
    assert.ok(!found.ok);
    assert.match(found.error.message,
      /libnccl-profiler-c4.so.* missing in .*; run: make -C \/nonexistent\/ncclmon/);
  });

  it("keeps what the user had: preloads stay first, their profiler is chained behind ours", () => {
    const made = trainingEnvironment({
      PATH: "/bin", LD_PRELOAD: "/usr/lib/libjemalloc.so", PYTHONPATH: "/mine:/theirs",
      NCCL_PROFILER_PLUGIN: "inspector", GONE: undefined,
    }, libraries, place);
    assert.equal(made["LD_PRELOAD"],
      "/usr/lib/libjemalloc.so:/c4/libc4mon-gloo.so:/c4/libc4mon-mpi.so");
    assert.equal(made["PYTHONPATH"], "/c4/python:/mine:/theirs");
    assert.equal(made["NCCL_PROFILER_PLUGIN"], "/c4/libnccl-profiler-c4.so");
    assert.equal(made["C4_CHAIN_PROFILER"], "inspector");
    assert.equal(made["PATH"], "/bin");
    assert.ok(!("GONE" in made));
    assert.deepEqual([made["C4_DIR"], made["C4_NODES"], made["C4_JOB"]],
      ["/dev/shm/c4-x", "4", "train"]);
  });

  it("chains nobody when there is nobody, and never itself", () => {
    assert.ok(!("C4_CHAIN_PROFILER" in trainingEnvironment({}, libraries, place)));
    const again = trainingEnvironment({ NCCL_PROFILER_PLUGIN: libraries.nccl }, libraries, place);
    assert.ok(!("C4_CHAIN_PROFILER" in again));
    const own = { NCCL_PROFILER_PLUGIN: libraries.nccl, C4_CHAIN_PROFILER: libraries.nccl };
    assert.ok(!("C4_CHAIN_PROFILER" in trainingEnvironment(own, libraries, place)));
    assert.equal(trainingEnvironment({}, libraries, place)["PYTHONPATH"], "/c4/python");
  });

  it("keeps what the user, or a run around this one, has chained already", () => {
    for (const plugin of ["", libraries.nccl, undefined]) {
      const made = trainingEnvironment(
        { NCCL_PROFILER_PLUGIN: plugin, C4_CHAIN_PROFILER: "inspector" }, libraries, place);
      assert.equal(made["C4_CHAIN_PROFILER"], "inspector");
    }
  });

  it("gives the Flight Recorder a place for dumps, unless the user gave one by any name", () => {
    const made = trainingEnvironment({}, libraries, place);
    const prefix = "/dev/shm/c4-x/stack/dumps/_dump_";
    assert.equal(made["TORCH_FR_DUMP_TEMP_FILE"], prefix);
    assert.equal(made["TORCH_NCCL_DEBUG_INFO_TEMP_FILE"], prefix);
    assert.equal(made["TORCH_NCCL_DEBUG_INFO_PIPE_FILE"], "/dev/shm/c4-x/stack/dumps/pipe_");
    const theirs = {
      TORCH_NCCL_DEBUG_INFO_TEMP_FILE: "/mine", TORCH_NCCL_DEBUG_INFO_PIPE_FILE: "",
    };
    const kept = trainingEnvironment(theirs, libraries, place);
    assert.ok(!("TORCH_FR_DUMP_TEMP_FILE" in kept));
    assert.deepEqual({ ...kept, ...theirs }, kept);
  });

  it("tells the command of a node which one it is", () => {
    assert.deepEqual(nodeEnvironment("node-2", 2), { C4_NODE: "node-2", C4_NODE_RANK: "2" });
  });

  it("names the job after the script, the module or the program", () => {
    assert.equal(jobNameOf(["torchrun", "--nproc-per-node", "4", "dir/train.py"]), "train");
    assert.equal(jobNameOf(["python3", "-m", "llama.train", "--steps"]), "llama-train");
    assert.equal(jobNameOf(["mpirun", "-np", "4", "./solver"]), "mpirun");
    assert.equal(jobNameOf(["./run me.sh"]), "run-me");
    assert.equal(jobNameOf(["--"]), "job");
  });

  it("always finds a name that is one", () => {
    fc.assert(fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (words) => {
      assert.ok(parseJobName(jobNameOf(words)).ok, jobNameOf(words));
    }));
  });
});
