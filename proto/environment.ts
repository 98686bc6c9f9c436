// The environment by which `c4 run` (or the webhook) and the hooks meet. ncclmon/core reads the
// same names.

export const environment = {
  /** Root directory; the hook writes `$C4_DIR/<node>/proc` and reads `$C4_DIR/<node>/ctl`. */
  directory: "C4_DIR",
  /** Name of this node. */
  node: "C4_NODE",
  /** Number of emulated nodes; without C4_NODE the node is `node-<rank × nodes / world size>`. */
  nodes: "C4_NODES",
  job: "C4_JOB",
  /** Overrides the launcher's RANK, OMPI_COMM_WORLD_RANK, PMI_RANK, SLURM_PROCID. */
  rank: "C4_RANK",
  worldSize: "C4_WORLD_SIZE",
  /** A second NCCL profiler that ours loads behind itself. */
  chainProfiler: "C4_CHAIN_PROFILER",
  /** Where commands find the controller: `http://127.0.0.1:PORT`. */
  controller: "C4_CONTROLLER",
} as const;

/** Under `$C4_DIR/<node>/`. */
export const directories = { process: "proc", control: "ctl" } as const;
/** `<pid>-<start ticks>` and this. */
export const suffixes = { process: ".mon", control: ".ctl" } as const;
