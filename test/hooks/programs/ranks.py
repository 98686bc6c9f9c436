"""Starts the ranks of a small job: forks them after torch is imported, or is one under torchrun.

A forking launcher imports torch once, so that a test of four ranks takes a second and not ten. It
prints, as its last line, how each rank ended as its parent saw it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import torch
import torch.distributed as dist


def start(world: int) -> int:
    """Returns in every rank; never in the launcher."""
    if "RANK" not in os.environ:
        fork(world)
    torch.set_num_threads(1)
    dist.init_process_group("gloo")
    return dist.get_rank()


def fork(world: int) -> None:
    os.environ["WORLD_SIZE"] = str(world)
    pids: dict[int, int] = {}
    for rank in range(world):
        pid = os.fork()
        if pid == 0:
            os.environ["RANK"] = os.environ["LOCAL_RANK"] = str(rank)
            return
        pids[pid] = rank
    print(json.dumps({"pids": list(pids)}), flush=True)
    ends: dict[int, int] = {}
    while len(ends) < world:
        pid, status = os.wait()
        ends[pids[pid]] = os.waitstatus_to_exitcode(status)
    print(json.dumps({"ends": [ends[rank] for rank in range(world)]}), flush=True)
    # No interpreter to be ended: what is tested are the ranks.
    os._exit(0)


def tell(name: str) -> None:
    """A file that the test waits for."""
    Path(os.environ["TEST_DIR"], name).touch()


def wait_for(name: str) -> None:
    """Blocks until the test has made the file."""
    while not Path(os.environ["TEST_DIR"], name).exists():
        time.sleep(0.01)


def finish() -> None:
    """Nobody closes a socket that another still reads."""
    dist.barrier()
    dist.destroy_process_group()
    sys.stdout.flush()
