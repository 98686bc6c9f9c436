/* An MPI whose handles are numbers, as MPICH's are, and a program of it. Neither has the objects
 * that the hook needs, so it must keep its hands off both. */
#ifdef LIBRARY
int PMPI_Init(int* count, char*** arguments) { return count == 0 && arguments == 0 ? 0 : 1; }
int PMPI_Barrier(int communicator) { return communicator == 0x44000000 ? 0 : 2; }
int PMPI_Startall(int count, int* requests) {
  for (int i = 0; i < count; ++i) {
    if (requests[i] != i) return 4;
  }
  return count == 100 ? 0 : 8;
}
int PMPI_Finalize(void) { return 0; }
int MPI_Init(int* count, char*** arguments) { return PMPI_Init(count, arguments); }
int MPI_Barrier(int communicator) { return PMPI_Barrier(communicator); }
int MPI_Startall(int count, int* requests) { return PMPI_Startall(count, requests); }
int MPI_Finalize(void) { return PMPI_Finalize(); }
#else
int MPI_Init(int* count, char*** arguments);
int MPI_Barrier(int communicator);
int MPI_Startall(int count, int* requests);
int MPI_Finalize(void);

int main(void) {
  int requests[100];
  for (int i = 0; i < 100; ++i) requests[i] = i;
  return MPI_Init(0, 0) + MPI_Barrier(0x44000000) + MPI_Startall(100, requests) + MPI_Finalize();
}
#endif
