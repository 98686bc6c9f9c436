"""Rank 2 never comes to the fourth operation. Whoever sees its peer die says so and ends well."""

from __future__ import annotations

import os
import signal

import torch
import torch.distributed as dist

from ranks import start, tell, wait_for

rank = start(4)
value = torch.ones(1000)
for _ in range(3):
    dist.all_reduce(value)
tell(f"ready-{rank}")
if rank == 2:
    wait_for("die")
    os.kill(os.getpid(), signal.SIGKILL)
try:
    dist.all_reduce(value)
except RuntimeError as error:
    tell(f"caught-{rank}")
    print(type(error).__name__, flush=True)
    wait_for("look")  # the communicator is kept until the test has seen it
# As a program ends that gave up its group: without a word to the other ranks.
os._exit(0)
