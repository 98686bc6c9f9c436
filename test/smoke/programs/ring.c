/* A C MPI program: a token goes round the ring, then everybody sums, for argv[1] seconds. */
#include <mpi.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int count, char** arguments) {
  MPI_Init(&count, &arguments);
  int rank, size, go_on = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  const time_t end = time(NULL) + atoi(arguments[1]);
  while (go_on) {
    double token = rank, sum = 0;
    const int next = (rank + 1) % size, previous = (rank + size - 1) % size;
    if (rank == 0) {
      MPI_Send(&token, 1, MPI_DOUBLE, next, 0, MPI_COMM_WORLD);
      MPI_Recv(&token, 1, MPI_DOUBLE, previous, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else {
      MPI_Recv(&token, 1, MPI_DOUBLE, previous, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      MPI_Send(&token, 1, MPI_DOUBLE, next, 0, MPI_COMM_WORLD);
    }
    usleep(10000);
    MPI_Allreduce(&token, &sum, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
    go_on = time(NULL) < end;
    MPI_Bcast(&go_on, 1, MPI_INT, 0, MPI_COMM_WORLD);
  }
  MPI_Finalize();
  return 0;
}
