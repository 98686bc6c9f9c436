// Every collective once and its nonblocking twin once, of four ranks, with results that are looked
// at: a hook that mixed up arguments would be found out. Rank 1 is every root. What the standard
// has ignored is given as nothing, so no hook may look at it.
#include <assert.h>
#include <mpi.h>
#include <stddef.h>

enum { kRanks = 4, kCount = 1000, kPiece = 100, kRoot = 1 };

#define BOTH(blocking, nonblocking, ...)                   \
  do {                                                     \
    MPI_Request request;                                   \
    blocking(__VA_ARGS__, MPI_COMM_WORLD);                 \
    nonblocking(__VA_ARGS__, MPI_COMM_WORLD, &request);    \
    MPI_Wait(&request, MPI_STATUS_IGNORE);                 \
    assert(request == MPI_REQUEST_NULL);                   \
  } while (0)

static double in[kRanks * kCount], out[kRanks * kCount];
static int rank;

static void results_of_all(void) {
  const int parts[kRanks] = {kCount, kCount, kCount, kCount};
  MPI_Request request;
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Ibarrier(MPI_COMM_WORLD, &request);
  MPI_Wait(&request, MPI_STATUS_IGNORE);
  BOTH(MPI_Bcast, MPI_Ibcast, rank == kRoot ? in : out, kCount, MPI_DOUBLE, kRoot);
  assert(rank == kRoot || out[kCount - 1] == kRoot + 1);
  BOTH(MPI_Allreduce, MPI_Iallreduce, in, out, kCount, MPI_DOUBLE, MPI_SUM);
  assert(out[0] == 10);
  BOTH(MPI_Reduce, MPI_Ireduce, in, out, kCount, MPI_DOUBLE, MPI_MAX, kRoot);
  assert(rank != kRoot || out[0] == 4);
  BOTH(MPI_Reduce_scatter_block, MPI_Ireduce_scatter_block, in, out, kCount, MPI_DOUBLE, MPI_SUM);
  BOTH(MPI_Reduce_scatter, MPI_Ireduce_scatter, in, out, parts, MPI_DOUBLE, MPI_SUM);
  assert(out[0] == 10);
  BOTH(MPI_Scan, MPI_Iscan, in, out, kCount, MPI_DOUBLE, MPI_SUM);
  assert(out[0] == (rank + 1) * (rank + 2) / 2);
  BOTH(MPI_Exscan, MPI_Iexscan, in, out, kCount, MPI_DOUBLE, MPI_SUM);
  assert(rank == 0 || out[0] == rank * (rank + 1) / 2);
}

static void pieces_to_all(const int ragged[], const int at[]) {
  const int pieces[kRanks] = {kPiece, kPiece, kPiece, kPiece};
  const int bytes_at[kRanks] = {0, 8 * kPiece, 16 * kPiece, 24 * kPiece};
  const MPI_Datatype types[kRanks] = {MPI_DOUBLE, MPI_DOUBLE, MPI_DOUBLE, MPI_DOUBLE};
  BOTH(MPI_Allgather, MPI_Iallgather, in, kCount, MPI_DOUBLE, out, kCount, MPI_DOUBLE);
  assert(out[3 * kCount] == 4);
  BOTH(MPI_Allgatherv, MPI_Iallgatherv, in, ragged[rank], MPI_DOUBLE, out, ragged, at, MPI_DOUBLE);
  assert(out[at[2] + ragged[2] - 1] == 3);
  BOTH(MPI_Alltoall, MPI_Ialltoall, in, kCount, MPI_DOUBLE, out, kCount, MPI_DOUBLE);
  assert(out[2 * kCount] == 3);
  const int ats[kRanks] = {0, kPiece, 2 * kPiece, 3 * kPiece};
  BOTH(MPI_Alltoallv, MPI_Ialltoallv, in, pieces, ats, MPI_DOUBLE, out, pieces, ats, MPI_DOUBLE);
  assert(out[ats[3]] == 4);
  BOTH(MPI_Alltoallw, MPI_Ialltoallw, in, pieces, bytes_at, types, out, pieces, bytes_at, types);
  assert(out[ats[1]] == 2);
}

static void pieces_at_the_root(const int ragged[], const int at[]) {
  if (rank == kRoot) {
    BOTH(MPI_Gather, MPI_Igather, in, kCount, MPI_DOUBLE, out, kCount, MPI_DOUBLE, kRoot);
    assert(out[3 * kCount] == 4);
    BOTH(MPI_Gatherv, MPI_Igatherv, MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, out, ragged, at,
         MPI_DOUBLE, kRoot);
    assert(out[at[3]] == 4);
    BOTH(MPI_Scatter, MPI_Iscatter, in, kCount, MPI_DOUBLE, out, kCount, MPI_DOUBLE, kRoot);
    BOTH(MPI_Scatterv, MPI_Iscatterv, in, ragged, at, MPI_DOUBLE, MPI_IN_PLACE, 0,
         MPI_DATATYPE_NULL, kRoot);
    return;
  }
  BOTH(MPI_Gather, MPI_Igather, in, kCount, MPI_DOUBLE, NULL, 0, MPI_DATATYPE_NULL, kRoot);
  BOTH(MPI_Gatherv, MPI_Igatherv, in, ragged[rank], MPI_DOUBLE, NULL, NULL, NULL,
       MPI_DATATYPE_NULL, kRoot);
  BOTH(MPI_Scatter, MPI_Iscatter, NULL, 0, MPI_DATATYPE_NULL, out, kCount, MPI_DOUBLE, kRoot);
  assert(out[kCount - 1] == kRoot + 1);
  BOTH(MPI_Scatterv, MPI_Iscatterv, NULL, NULL, NULL, MPI_DATATYPE_NULL, out, ragged[rank],
       MPI_DOUBLE, kRoot);
}

int main(int count, char** arguments) {
  const int ragged[kRanks] = {kPiece, 2 * kPiece, 3 * kPiece, 4 * kPiece};
  const int at[kRanks] = {0, kPiece, 3 * kPiece, 6 * kPiece};
  MPI_Init(&count, &arguments);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  for (int i = 0; i < kRanks * kCount; ++i) in[i] = rank + 1;
  results_of_all();
  pieces_to_all(ragged, at);
  pieces_at_the_root(ragged, at);
  MPI_Finalize();
  return 0;
}
