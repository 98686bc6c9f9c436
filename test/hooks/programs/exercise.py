"""Every kind of operation a known number of times, then a normal end. Four ranks."""

from __future__ import annotations

import torch
import torch.distributed as dist

from ranks import finish, start

FLOATS = 1000
BIG_FLOATS = 4 << 20

rank = start(4)
pairs = [dist.new_group([0, 1]), dist.new_group([2, 3])]
everybody = dist.new_group([0, 1, 2, 3])

small, big = torch.ones(FLOATS), torch.ones(BIG_FLOATS)
for _ in range(5):
    dist.all_reduce(small)
for root in range(3):
    dist.broadcast(small, src=root)
for _ in range(2):
    dist.all_gather([torch.empty(FLOATS) for _ in range(4)], small)
dist.reduce(small, dst=1)
dist.all_to_all_single(torch.empty(4 * FLOATS), torch.ones(4 * FLOATS))
dist.all_reduce(big)
for _ in range(7):
    dist.all_reduce(small, group=pairs[rank // 2])
for _ in range(2):
    dist.all_reduce(small, group=everybody)

# Round the ring, twice.
following, preceding = (rank + 1) % 4, (rank + 3) % 4
for _ in range(2):
    sent = dist.isend(small, dst=following)
    dist.recv(small, src=preceding)
    sent.wait()
finish()
