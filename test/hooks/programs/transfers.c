// Point-to-point operations of four ranks: every way to send and to receive, once round the ring.
#include <assert.h>
#include <mpi.h>
#include <stddef.h>

enum { kCount = 1000, kAtOnce = 50 };

static double in[kCount], out[kCount];
static char room[4 * sizeof in];
static int rank, following, preceding;

#define RING in, kCount, MPI_DOUBLE, following, 0, MPI_COMM_WORLD
#define RECEIVE out, kCount, MPI_DOUBLE, preceding, 0, MPI_COMM_WORLD

// Small sends are over at once, and all of them may get the very same request.
static void many_at_once(void) {
  MPI_Request sent[kAtOnce];
  for (int i = 0; i < kAtOnce; ++i) {
    MPI_Isend(in, 1, MPI_DOUBLE, following, 1, MPI_COMM_WORLD, &sent[i]);
  }
  for (int i = 0; i < kAtOnce; ++i) {
    MPI_Recv(out, 1, MPI_DOUBLE, preceding, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  }
  MPI_Waitall(kAtOnce, sent, MPI_STATUSES_IGNORE);
}

// A ready send may go off only when the receive is there, which the barrier says for all modes.
static void every_mode(void) {
  int (*const modes[])(const void*, int, MPI_Datatype, int, int, MPI_Comm) = {
      MPI_Send, MPI_Ssend, MPI_Bsend, MPI_Rsend};
  int (*const twins[])(const void*, int, MPI_Datatype, int, int, MPI_Comm, MPI_Request*) = {
      MPI_Isend, MPI_Issend, MPI_Ibsend, MPI_Irsend};
  MPI_Buffer_attach(room, sizeof room);
  for (int mode = 0; mode < 4; ++mode) {
    MPI_Request received, sent;
    MPI_Irecv(RECEIVE, &received);
    MPI_Barrier(MPI_COMM_WORLD);
    modes[mode](RING);
    MPI_Wait(&received, MPI_STATUS_IGNORE);
    MPI_Irecv(RECEIVE, &received);
    MPI_Barrier(MPI_COMM_WORLD);
    twins[mode](RING, &sent);
    MPI_Wait(&sent, MPI_STATUS_IGNORE);
    MPI_Wait(&received, MPI_STATUS_IGNORE);
  }
  void* detached;
  int size;
  MPI_Buffer_detach(&detached, &size);
}

// Both ends of one call; then along a line, at whose ends is nobody.
static void to_and_from(void) {
  const int next = rank == 3 ? MPI_PROC_NULL : following;
  const int last = rank == 0 ? MPI_PROC_NULL : preceding;
  MPI_Sendrecv(in, kCount, MPI_DOUBLE, following, 7, out, kCount, MPI_DOUBLE, preceding, 7,
               MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  assert(out[0] == preceding + 1);
  MPI_Sendrecv_replace(out, kCount, MPI_DOUBLE, preceding, 8, following, 8, MPI_COMM_WORLD,
                       MPI_STATUS_IGNORE);
  assert(out[0] == rank + 1);
  MPI_Sendrecv(in, kCount, MPI_DOUBLE, next, 9, out, kCount, MPI_DOUBLE, last, 9, MPI_COMM_WORLD,
               MPI_STATUS_IGNORE);
}

static void with_nobody(void) {
  MPI_Request requests[2];
  MPI_Message message;
  MPI_Send(in, kCount, MPI_DOUBLE, MPI_PROC_NULL, 0, MPI_COMM_WORLD);
  MPI_Recv(out, kCount, MPI_DOUBLE, MPI_PROC_NULL, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  MPI_Isend(in, kCount, MPI_DOUBLE, MPI_PROC_NULL, 0, MPI_COMM_WORLD, &requests[0]);
  MPI_Irecv(out, kCount, MPI_DOUBLE, MPI_PROC_NULL, 0, MPI_COMM_WORLD, &requests[1]);
  MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
  MPI_Sendrecv(in, kCount, MPI_DOUBLE, MPI_PROC_NULL, 0, out, kCount, MPI_DOUBLE, MPI_PROC_NULL, 0,
               MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  MPI_Mprobe(MPI_PROC_NULL, 0, MPI_COMM_WORLD, &message, MPI_STATUS_IGNORE);
  MPI_Mrecv(out, kCount, MPI_DOUBLE, &message, MPI_STATUS_IGNORE);
  MPI_Sendrecv(in, kCount, MPI_DOUBLE, 0, 0, out, kCount, MPI_DOUBLE, 0, 0, MPI_COMM_SELF,
               MPI_STATUS_IGNORE);
}

static void from_anybody(void) {
  MPI_Request sent;
  MPI_Isend(RING, &sent);
  MPI_Recv(out, kCount, MPI_DOUBLE, MPI_ANY_SOURCE, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  MPI_Wait(&sent, MPI_STATUS_IGNORE);
}

static void after_a_probe(void) {
  MPI_Request sent[4], received;
  MPI_Message message;
  int found = 0;
  for (int i = 0; i < 4; ++i) MPI_Isend(RING, &sent[i]);
  while (!found) MPI_Iprobe(preceding, 0, MPI_COMM_WORLD, &found, MPI_STATUS_IGNORE);
  MPI_Probe(preceding, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  MPI_Recv(RECEIVE, MPI_STATUS_IGNORE);
  // The probe that matches takes the message for itself: three receives.
  MPI_Mprobe(preceding, 0, MPI_COMM_WORLD, &message, MPI_STATUS_IGNORE);
  MPI_Mrecv(out, kCount, MPI_DOUBLE, &message, MPI_STATUS_IGNORE);
  MPI_Mprobe(preceding, 0, MPI_COMM_WORLD, &message, MPI_STATUS_IGNORE);
  MPI_Imrecv(out, kCount, MPI_DOUBLE, &message, &received);
  MPI_Wait(&received, MPI_STATUS_IGNORE);
  found = 0;
  while (!found) {
    MPI_Improbe(preceding, 0, MPI_COMM_WORLD, &found, &message, MPI_STATUS_IGNORE);
  }
  MPI_Mrecv(out, kCount, MPI_DOUBLE, &message, MPI_STATUS_IGNORE);
  MPI_Waitall(4, sent, MPI_STATUSES_IGNORE);
}

int main(int count, char** arguments) {
  MPI_Init(&count, &arguments);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  following = (rank + 1) % 4;
  preceding = (rank + 3) % 4;
  for (int i = 0; i < kCount; ++i) in[i] = rank + 1;
  many_at_once();
  every_mode();
  to_and_from();
  with_nobody();
  from_anybody();
  after_a_probe();
  MPI_Finalize();
  return 0;
}
