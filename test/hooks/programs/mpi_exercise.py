"""A known number of MPI operations, in the world and in halves of it. Four ranks."""

import sys
import time

import numpy
from mpi4py import MPI

world = MPI.COMM_WORLD
rank = world.rank
half = world.Split(rank % 2, rank)
again = world.Dup()
ones, total = numpy.ones(1000), numpy.zeros(1000)
for _ in range(5):
    world.Allreduce(ones, total)
for _ in range(3):
    half.Allreduce(ones, total)
for root in range(2):
    again.Bcast(total, root=root)
world.Barrier()

# Not blocking: the caller sleeps between the call and the wait.
request = world.Iallreduce(ones, total)
time.sleep(0.3)
request.Wait()

# Round the ring, one way blocking and one way not.
following, preceding = (rank + 1) % 4, (rank + 3) % 4
requests = [world.Isend(ones, dest=following), world.Irecv(total, source=preceding)]
MPI.Request.Waitall(requests)
# Every other way to learn that they are over.
def pair() -> list:
    return [again.Isend(ones, dest=following), again.Irecv(total, source=preceding)]


requests = pair()
while not MPI.Request.Testall(requests):
    pass
requests = pair()
MPI.Request.Waitany(requests)
MPI.Request.Waitany(requests)
requests = pair()
while any(request != MPI.REQUEST_NULL for request in requests):
    MPI.Request.Waitsome(requests)
requests = pair()
while any(request != MPI.REQUEST_NULL for request in requests):
    MPI.Request.Testsome(requests)
requests = pair()
while any(request != MPI.REQUEST_NULL for request in requests):
    MPI.Request.Testany(requests)
requests = pair()
requests[0].Free()
requests[1].Wait()

if rank == 0:
    world.Send(ones, dest=1)
if rank == 1:
    world.Recv(total, source=0)
world.Barrier()
if "abort" in sys.argv and rank == 3:
    world.Abort(9)
if "abort" in sys.argv:
    world.Barrier()
