"""An mpi4py program: sums in the world and in two halves of it."""

import sys
import time

import numpy
from mpi4py import MPI

world = MPI.COMM_WORLD
half = world.Split(world.rank % 2, world.rank)
ones, total = numpy.ones(1 << 14), numpy.zeros(1 << 14)
end = time.monotonic() + float(sys.argv[1])
go_on = True
while go_on:
    world.Allreduce(ones, total)
    half.Allreduce(ones, total)
    time.sleep(0.01)
    go_on = world.bcast(time.monotonic() < end, root=0)
assert total[0] == half.size
