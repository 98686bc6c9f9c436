/* An MPI whose handles are numbers, as MPICH's are, and a program of it. Neither has the objects
 * that the hook needs, so it must keep its hands off both. */
#ifdef LIBRARY
int PMPI_Init(int* count, char*** arguments) { return count == 0 && arguments == 0 ? 0 : 1; }
int PMPI_Barrier(int communicator) { return communicator == 0x44000000 ? 0 : 2; }
int PMPI_Finalize(void) { return 0; }
int MPI_Init(int* count, char*** arguments) { return PMPI_Init(count, arguments); }
int MPI_Barrier(int communicator) { return PMPI_Barrier(communicator); }
int MPI_Finalize(void) { return PMPI_Finalize(); }
#else
int MPI_Init(int* count, char*** arguments);
int MPI_Barrier(int communicator);
int MPI_Finalize(void);

int main(void) { return MPI_Init(0, 0) + MPI_Barrier(0x44000000) + MPI_Finalize(); }
#endif
