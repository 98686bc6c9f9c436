// Dies inside MPI_Finalize, where the attributes of MPI_COMM_SELF are deleted first of all; told
// any word, it comes back from there and fails afterwards.
#include <mpi.h>
#include <signal.h>

static int die(MPI_Comm communicator, int key, void* value, void* state) {
  (void)communicator, (void)key, (void)value, (void)state;
  signal(SIGSEGV, SIG_DFL);  // not Open MPI's own handler, which prints for long
  return raise(SIGSEGV);
}

int main(int count, char** arguments) {
  int key = 0;
  MPI_Init(&count, &arguments);
  MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, die, &key, NULL);
  if (count == 1) MPI_Comm_set_attr(MPI_COMM_SELF, key, NULL);
  MPI_Finalize();
  return 3;
}
