"""Sums until the test has seen enough. Rank 0 forks a child that does nothing, when it is told."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import torch
import torch.distributed as dist

from ranks import finish, start, tell

rank = start(2)
value, stop = torch.ones(10_000), torch.zeros(1)
directory = Path(os.environ["TEST_DIR"])


def fork_children() -> None:
    """One leaves as multiprocessing's children do, one becomes another program, one fails to."""
    for becomes_program in (False, True):
        child = os.fork()
        if child == 0 and becomes_program:
            os.execvp("true", ["true"])
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
    # Made by vfork: its program is not there, so it leaves while it still shares our memory.
    try:
        subprocess.run(["/nonexistent"], check=False)
    except FileNotFoundError:
        pass
    tell("forked")


steps = 0
while stop.item() == 0:
    dist.all_reduce(value)
    value.fill_(1)
    steps += 1
    if rank == 0 and (directory / "fork").exists() and not (directory / "forked").exists():
        fork_children()
    stop.fill_(float((directory / "stop").exists()))
    dist.all_reduce(stop, op=dist.ReduceOp.MAX)
    tell(f"stepping-{rank}") if steps == 10 else None
assert value[0].item() == 1
finish()
