"""DDP without torchrun: an own launcher, as Debian's PyTorch 1.13 needs it. Four ranks."""

import os
import sys
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as multiprocessing
from torch.nn.parallel import DistributedDataParallel


def work(rank: int, world: int, seconds: float) -> None:
    os.environ.update(RANK=str(rank), WORLD_SIZE=str(world), LOCAL_RANK=str(rank))
    torch.set_num_threads(1)
    dist.init_process_group("gloo")
    model = DistributedDataParallel(torch.nn.Linear(64, 64))
    end = time.monotonic() + seconds
    stop = torch.zeros(1)
    while stop.item() == 0:
        model(torch.ones(8, 64)).sum().backward()
        time.sleep(0.02)
        stop.fill_(float(time.monotonic() > end))
        dist.all_reduce(stop, op=dist.ReduceOp.MAX)
    dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", sys.argv[2])
    multiprocessing.spawn(work, args=(4, float(sys.argv[1])), nprocs=4)
