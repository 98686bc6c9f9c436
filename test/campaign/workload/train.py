"""A small real DDP training on CPU (gloo): a classifier whose loss falls.

It knows nothing of C4, unless `--told-save-at` has it say when it saves. It can be told, by a file,
to misbehave as real programs do: what a signal or a cgroup cannot do from outside (loop in host
code, sleep, call the wrong collective, raise) is asked for through `$FAULT_DIR/rank-<r>.json`, and
answered in `rank-<r>.fired`.

    torchrun --nproc-per-node 4 train.py --seconds 60
    RANK=0 WORLD_SIZE=4 MASTER_ADDR=… python train.py --all-to-all
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import sys
import time
from collections import deque
from pathlib import Path
from statistics import fmean as mean

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

CLASSES = 10
INPUTS = 64

PHASE_NONE, PHASE_SAVE = 0, 3  # c4mon.h
# The hooks are preloaded, so their functions are found like libc's; without them nothing is told.
declare_phase = getattr(ctypes.CDLL(None), "c4mon_phase", lambda phase: None)


def make_model(width: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(INPUTS, width), nn.ReLU(),
        nn.Linear(width, width), nn.ReLU(),
        nn.Linear(width, CLASSES),
    )


class Blobs:
    """Noisy points around ten fixed centres; every rank draws its own. All seeds are fixed, the
    noise leaves the centres well apart and the learning rate is low: a loss that falls in every
    stretch of the first two thousand steps, the length of the demo."""

    def __init__(self, rank: int) -> None:
        self.centres = torch.randn(CLASSES, INPUTS, generator=torch.Generator().manual_seed(1))
        self.generator = torch.Generator().manual_seed(1000 + rank)

    def batch(self, size: int) -> tuple[torch.Tensor, torch.Tensor]:
        labels = torch.randint(CLASSES, (size,), generator=self.generator)
        noise = 1.5 * torch.randn(size, INPUTS, generator=self.generator)
        return self.centres[labels] + noise, labels  # (size, INPUTS), (size,)


class Orders:
    """Reads one order at a time, says that it fired, and carries it out."""

    def __init__(self, rank: int) -> None:
        directory = os.environ.get("FAULT_DIR")
        self.rank = rank
        self.path = Path(directory, f"rank-{rank}.json") if directory else None
        self.sleep_seconds = 0.0

    def obey(self) -> None:
        if self.path is not None and self.path.exists():
            order = json.loads(self.path.read_text())
            self.path.unlink()
            self.path.with_suffix(".fired").write_text(json.dumps(order))
            self.carry_out(order)
        if self.sleep_seconds > 0:
            time.sleep(self.sleep_seconds)

    def carry_out(self, order: dict[str, object]) -> None:
        kind = order["kind"]
        seconds = float(str(order.get("seconds", 0)))
        if kind == "sleep-each-step":
            self.sleep_seconds = seconds
        elif kind == "loop":
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                pass
        elif kind == "mismatch":
            dist.broadcast(torch.ones(1 << 12), src=0)
        elif kind == "raise":
            raise RuntimeError("the loss is not finite (raised on request)")
        elif kind == "allocate":
            hoard = []
            while True:
                hoard.append(bytearray(os.urandom(1 << 20)) * 16)


def train(arguments: argparse.Namespace) -> None:
    rank, world = dist.get_rank(), dist.get_world_size()
    torch.manual_seed(7)
    model = DistributedDataParallel(make_model(arguments.width), bucket_cap_mb=1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0002, momentum=0.9)
    blobs, orders, jitter = Blobs(rank), Orders(rank), random.Random(rank)
    exchange = torch.ones(world * arguments.exchange_floats)
    begun = time.monotonic()
    stop = torch.zeros(1)
    losses = deque([], arguments.print_every)  # one batch is noise: their mean is printed
    step = 0
    while stop.item() == 0:
        step += 1
        inputs, labels = blobs.batch(arguments.batch)
        time.sleep(arguments.pace_ms / 1000 * jitter.uniform(0.8, 1.2))
        orders.obey()
        loss = nn.functional.cross_entropy(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
        if arguments.all_to_all:
            dist.all_to_all_single(torch.empty_like(exchange), exchange)
        if rank == 0 and (step % arguments.print_every == 0 or step == 1):
            print(f"step {step:5d}  loss {mean(losses):.4f}", flush=True)
        pause(arguments, step, rank)
        stop.fill_(float(time.monotonic() - begun > arguments.seconds))
        dist.all_reduce(stop, op=dist.ReduceOp.MAX)  # all ranks leave at the same step
    if rank == 0:
        print(f"step {step:5d}  loss {mean(losses):.4f}  (end)", flush=True)


def pause(arguments: argparse.Namespace, step: int, rank: int) -> None:
    """The harmless pauses of a real job, when asked for; rank 0 says when one is over."""
    over = ""
    if step == arguments.eval_at:
        time.sleep(arguments.eval_seconds)
        over = "evaluation"
    if step == 2 * arguments.eval_at:
        time.sleep(arguments.eval_seconds / 2)  # a checkpoint that all ranks write
        over = "checkpoint"
    if step in (arguments.save_at, arguments.told_save_at) and rank == 0:
        is_told = step == arguments.told_save_at
        if is_told:
            declare_phase(PHASE_SAVE)
        time.sleep(arguments.save_seconds)
        if is_told:
            declare_phase(PHASE_NONE)
        over = "rank 0 saving"
    if rank == 0 and over != "":
        print(f"pause over: {over}", flush=True)
    if arguments.uneven and rank == 1:
        time.sleep(arguments.pace_ms / 1000 * 0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--width", type=int, default=512)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--pace-ms", type=float, default=40, help="host work of a step")
    parser.add_argument("--print-every", type=int, default=50)
    parser.add_argument("--all-to-all", action="store_true")
    parser.add_argument("--exchange-floats", type=int, default=1 << 14)
    parser.add_argument("--eval-at", type=int, default=-1)
    parser.add_argument("--eval-seconds", type=float, default=20)
    parser.add_argument("--save-at", type=int, default=-1)
    parser.add_argument("--save-seconds", type=float, default=25)
    parser.add_argument("--told-save-at", type=int, default=-1, help="the same, and C4 is told")
    parser.add_argument("--uneven", action="store_true", help="rank 1 has 10 %% more host work")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    dist.init_process_group("gloo")
    train(arguments)
    dist.barrier()  # nobody closes a socket that another still reads
    dist.destroy_process_group()
    # PyTorch aborts now and then while the interpreter ends (a gloo worker frees a tensor): what is
    # tested here is over, so it is left out.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
