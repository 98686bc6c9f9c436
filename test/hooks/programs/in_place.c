// Collectives in place, of four ranks. The side of the arguments that the standard has ignored is
// given as nothing of no type, as programs do: no hook may look at it.
#include <mpi.h>

int main(int count, char** arguments) {
  double room[4000] = {0}, part[1000] = {0};
  int rank = 0;
  MPI_Init(&count, &arguments);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Allreduce(MPI_IN_PLACE, part, 1000, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
  MPI_Allgather(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, room, 1000, MPI_DOUBLE, MPI_COMM_WORLD);
  MPI_Alltoall(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, room, 1000, MPI_DOUBLE, MPI_COMM_WORLD);
  if (rank == 1) {
    MPI_Gather(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, room, 1000, MPI_DOUBLE, 1, MPI_COMM_WORLD);
    MPI_Scatter(room, 1000, MPI_DOUBLE, MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, 1, MPI_COMM_WORLD);
  } else {
    MPI_Gather(part, 1000, MPI_DOUBLE, NULL, 0, MPI_DATATYPE_NULL, 1, MPI_COMM_WORLD);
    MPI_Scatter(NULL, 0, MPI_DATATYPE_NULL, part, 1000, MPI_DOUBLE, 1, MPI_COMM_WORLD);
  }
  MPI_Finalize();
  return 0;
}
