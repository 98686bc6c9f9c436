"""A real DDP training on four ranks (CPU, gloo) that times its own steps. Prints JSON.

Alone, it runs for a time. With --blocks it also switches the hooks of its own job on and off, by
their control files, in turns of 50 steps (on off, off on, …): the same processes, the same
memory, the same placement. Nothing but the hook differs between two neighbouring blocks.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import struct
import time
from pathlib import Path

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

WORLD = 4
WARM_UP_STEPS = 20
BLOCK_STEPS = 50
MASK_AT, GENERATION_AT = 24, 16  # of the control file
ALL = (1 << 64) - 1


def fork_ranks() -> int:
    """Rank 0 is the process that was started."""
    os.environ["WORLD_SIZE"] = str(WORLD)
    for rank in range(1, WORLD):
        if os.fork() == 0:
            os.environ["RANK"] = str(rank)
            return rank
    os.environ["RANK"] = "0"
    return 0


def set_mask(generation: int, mask: int) -> None:
    """As the agent does it: the mask first, then the generation that makes it count."""
    for control in Path(os.environ["C4_DIR"]).glob("*/ctl/*.ctl"):
        with control.open("r+b", buffering=0) as file:
            os.pwrite(file.fileno(), struct.pack("<Q", mask), MASK_AT)
            os.pwrite(file.fileno(), struct.pack("<Q", generation), GENERATION_AT)


class Training:
    def __init__(self) -> None:
        torch.manual_seed(7)
        width = 512
        layers = nn.Sequential(
            nn.Linear(64, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(),
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 10),
        )
        self.model = DistributedDataParallel(layers, bucket_cap_mb=1)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01)
        self.inputs, self.labels = torch.randn(128, 64), torch.randint(10, (128,))

    def step(self) -> float:
        """Seconds of one step."""
        begun = time.perf_counter()
        loss = nn.functional.cross_entropy(self.model(self.inputs), self.labels)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return time.perf_counter() - begun


def processor_seconds() -> float:
    """Of all ranks: what a hook costs is work, whoever waits for it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    own = torch.tensor([usage.ru_utime + usage.ru_stime], dtype=torch.float64)
    dist.all_reduce(own)
    return float(own.item())


def block(training: Training, steps: int) -> dict[str, object]:
    dist.barrier()
    before = processor_seconds()
    seconds = [training.step() for _ in range(steps)]
    used = processor_seconds() - before
    return {"stepMs": [1000 * each for each in seconds], "processorMsPerStep": 1000 * used / steps}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--blocks", type=int, default=0)
    arguments = parser.parse_args()
    rank = fork_ranks()
    torch.set_num_threads(1)
    dist.init_process_group("gloo")
    training = Training()
    block(training, WARM_UP_STEPS)
    found: list[dict[str, object]] = []
    if arguments.blocks > 0:
        for index in range(arguments.blocks):
            is_on = index % 4 in (0, 3)  # neither comes first more often: no drift counts for one
            if rank == 0:
                set_mask(index + 1, ALL if is_on else 0)
            training.step()  # in which every rank finds the new mask
            found.append({"on": is_on, **block(training, BLOCK_STEPS)})
    else:
        end = time.monotonic() + arguments.seconds
        go_on = torch.ones(1)
        while go_on.item() > 0:
            found.append(block(training, BLOCK_STEPS))
            go_on.fill_(float(time.monotonic() < end))
            dist.all_reduce(go_on, op=dist.ReduceOp.MIN)
    dist.barrier()
    dist.destroy_process_group()
    if rank == 0:
        print(json.dumps(found), flush=True)
        for _ in range(1, WORLD):
            os.wait()


if __name__ == "__main__":
    main()
