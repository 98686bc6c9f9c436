// Persistent requests of four ranks, started again and again round the ring. With an argument: more
// of them at a time than the hook remembers.
#include <mpi.h>
#include <stddef.h>
#include <unistd.h>

enum { kCount = 1000, kRounds = 3, kPairs = 40, kRestarts = 300, kTooMany = 3000 };

static double in[kCount], out[kCount];
static char room[kRestarts * 2 * sizeof in];
static int rank, following, preceding;

#define RING in, kCount, MPI_DOUBLE, following, 0, MPI_COMM_WORLD
#define RECEIVE out, kCount, MPI_DOUBLE, preceding, 0, MPI_COMM_WORLD

static void every_mode(void) {
  int (*const modes[])(const void*, int, MPI_Datatype, int, int, MPI_Comm, MPI_Request*) = {
      MPI_Send_init, MPI_Ssend_init, MPI_Bsend_init, MPI_Rsend_init};
  for (int mode = 0; mode < 4; ++mode) {
    MPI_Request requests[2];
    MPI_Recv_init(RECEIVE, &requests[0]);
    modes[mode](RING, &requests[1]);
    for (int round = 0; round < kRounds; ++round) {
      MPI_Start(&requests[0]);
      MPI_Barrier(MPI_COMM_WORLD);
      MPI_Start(&requests[1]);
      MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
    }
    // Neither waits for anything now, and may be waited for all the same.
    MPI_Wait(&requests[0], MPI_STATUS_IGNORE);
    MPI_Request_free(&requests[0]);
    MPI_Request_free(&requests[1]);
  }
}

static void every_end(MPI_Request pair[2]) {
  int ended = 0, index = 0, indices[2];
  MPI_Startall(2, pair);
  MPI_Wait(&pair[0], MPI_STATUS_IGNORE);
  MPI_Wait(&pair[1], MPI_STATUS_IGNORE);
  MPI_Startall(2, pair);
  for (int i = 0; i < 2; ++i) {
    for (ended = 0; !ended;) MPI_Test(&pair[i], &ended, MPI_STATUS_IGNORE);
  }
  MPI_Startall(2, pair);
  for (ended = 0; !ended;) MPI_Testall(2, pair, &ended, MPI_STATUSES_IGNORE);
  MPI_Startall(2, pair);
  for (int i = 0; i < 2; ++i) MPI_Waitany(2, pair, &index, MPI_STATUS_IGNORE);
  MPI_Startall(2, pair);
  for (int i = 0; i < 2; i += ended) MPI_Waitsome(2, pair, &ended, indices, MPI_STATUSES_IGNORE);
  MPI_Startall(2, pair);
  for (int i = 0; i < 2; i += ended) MPI_Testsome(2, pair, &ended, indices, MPI_STATUSES_IGNORE);
  MPI_Startall(2, pair);
  for (int i = 0; i < 2; i += ended) MPI_Testany(2, pair, &index, &ended, MPI_STATUS_IGNORE);
}

// More than the hook starts, or waits for, in one piece.
static void many_at_once(void) {
  MPI_Request requests[2 * kPairs];
  for (int i = 0; i < kPairs; ++i) {
    MPI_Recv_init(RECEIVE, &requests[2 * i]);
    MPI_Send_init(RING, &requests[2 * i + 1]);
  }
  for (int round = 0; round < kRounds; ++round) {
    MPI_Startall(2 * kPairs, requests);
    MPI_Waitall(2 * kPairs, requests, MPI_STATUSES_IGNORE);
  }
  for (int i = 0; i < 2 * kPairs; ++i) MPI_Request_free(&requests[i]);
}

// So fast that the library still has the last round in its buffer: then it goes on with another
// request, which it puts in the place of the first.
static void in_haste(void) {
  MPI_Request sent, received[kRestarts];
  for (int i = 0; i < kRestarts; ++i) MPI_Irecv(RECEIVE, &received[i]);
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Bsend_init(RING, &sent);
  for (int i = 0; i < kRestarts; ++i) {
    MPI_Start(&sent);
    MPI_Wait(&sent, MPI_STATUS_IGNORE);
  }
  for (int i = 0; i < kRestarts; ++i) MPI_Wait(&received[i], MPI_STATUS_IGNORE);
  MPI_Request_free(&sent);
}

static void with_nobody(void) {
  MPI_Request requests[2];
  MPI_Send_init(in, kCount, MPI_DOUBLE, MPI_PROC_NULL, 0, MPI_COMM_WORLD, &requests[0]);
  MPI_Recv_init(out, kCount, MPI_DOUBLE, MPI_PROC_NULL, 0, MPI_COMM_WORLD, &requests[1]);
  MPI_Startall(2, requests);
  MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
  MPI_Request_free(&requests[0]);
  MPI_Request_free(&requests[1]);
}

// The receive is made, slept upon, started after a barrier, slept upon, and waited for.
static void slowly(void) {
  MPI_Request received, sent;
  MPI_Recv_init(out, kCount, MPI_DOUBLE, MPI_ANY_SOURCE, 0, MPI_COMM_WORLD, &received);
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Start(&received);
  usleep(300000);
  MPI_Isend(RING, &sent);
  MPI_Request_free(&sent);
  MPI_Wait(&received, MPI_STATUS_IGNORE);
  MPI_Request_free(&received);
}

static void too_many(void) {
  static MPI_Request sent[kTooMany];
  for (int i = 0; i < kTooMany; ++i) MPI_Send_init(RING, &sent[i]);
  for (int i = 0; i < kTooMany; ++i) {
    MPI_Start(&sent[i]);
    MPI_Recv(RECEIVE, MPI_STATUS_IGNORE);
    MPI_Wait(&sent[i], MPI_STATUS_IGNORE);
  }
  for (int i = 0; i < kTooMany; ++i) MPI_Request_free(&sent[i]);
}

int main(int count, char** arguments) {
  MPI_Init(&count, &arguments);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  following = (rank + 1) % 4;
  preceding = (rank + 3) % 4;
  MPI_Buffer_attach(room, sizeof room);
  if (count > 1) too_many();
  every_mode();
  MPI_Request pair[2];
  MPI_Recv_init(RECEIVE, &pair[0]);
  MPI_Send_init(RING, &pair[1]);
  every_end(pair);
  MPI_Request_free(&pair[0]);
  MPI_Request_free(&pair[1]);
  many_at_once();
  with_nobody();
  in_haste();
  slowly();
  void* detached;
  int size;
  MPI_Buffer_detach(&detached, &size);
  MPI_Finalize();
  return 0;
}
