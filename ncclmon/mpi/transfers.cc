// Point-to-point operations, each in front of its PMPI twin. A probe is none: it takes nothing from
// anybody. But the message that a probe has matched can be received by its finder alone, so there
// the receive begins.
#include "library.h"
#include "requests.h"

using c4::Function;
using c4::Handle;
using c4::mpi::Shape;
using c4::mpi::Start;
using c4::mpi::begin_point_to_point;
using c4::mpi::describe_point_to_point;
using c4::mpi::end;
using c4::mpi::follow;
using c4::mpi::remember;
using c4::mpi::taken;

// ---- sends: four modes, each blocking, by a request, or by one that is started again ----

#define C4_SEND(blocking, nonblocking, persistent)                                                \
  C4_MPI_HOOK blocking(const void* buffer, int count, MPI_Datatype type, int peer, int tag,       \
                       MPI_Comm comm) {                                                           \
    C4_MPI(blocking);                                                                             \
    const Handle operation =                                                                      \
        begin_point_to_point(comm, Shape{Function::kSend, count, type, peer});                    \
    const int result = real(buffer, count, type, peer, tag, comm);                                \
    end(operation);                                                                               \
    return result;                                                                                \
  }                                                                                               \
  C4_MPI_HOOK nonblocking(const void* buffer, int count, MPI_Datatype type, int peer, int tag,    \
                          MPI_Comm comm, MPI_Request* request) {                                  \
    C4_MPI(nonblocking);                                                                          \
    const Handle operation =                                                                      \
        begin_point_to_point(comm, Shape{Function::kSend, count, type, peer});                    \
    const int result = real(buffer, count, type, peer, tag, comm, request);                       \
    follow(operation, result, request);                                                           \
    return result;                                                                                \
  }                                                                                               \
  C4_MPI_HOOK persistent(const void* buffer, int count, MPI_Datatype type, int peer, int tag,     \
                         MPI_Comm comm, MPI_Request* request) {                                   \
    C4_MPI(persistent);                                                                           \
    const int result = real(buffer, count, type, peer, tag, comm, request);                       \
    remember(describe_point_to_point(comm, Shape{Function::kSend, count, type, peer}), result,    \
             request);                                                                            \
    return result;                                                                                \
  }

C4_SEND(MPI_Send, MPI_Isend, MPI_Send_init)
C4_SEND(MPI_Bsend, MPI_Ibsend, MPI_Bsend_init)
C4_SEND(MPI_Ssend, MPI_Issend, MPI_Ssend_init)
C4_SEND(MPI_Rsend, MPI_Irsend, MPI_Rsend_init)

// ---- receives ----

C4_MPI_HOOK MPI_Recv(void* buffer, int count, MPI_Datatype type, int peer, int tag, MPI_Comm comm,
                     MPI_Status* status) {
  C4_MPI(MPI_Recv);
  const Handle operation =
      begin_point_to_point(comm, Shape{Function::kRecv, count, type, peer});
  const int result = real(buffer, count, type, peer, tag, comm, status);
  end(operation);
  return result;
}

C4_MPI_HOOK MPI_Irecv(void* buffer, int count, MPI_Datatype type, int peer, int tag, MPI_Comm comm,
                      MPI_Request* request) {
  C4_MPI(MPI_Irecv);
  const Handle operation =
      begin_point_to_point(comm, Shape{Function::kRecv, count, type, peer});
  const int result = real(buffer, count, type, peer, tag, comm, request);
  follow(operation, result, request);
  return result;
}

C4_MPI_HOOK MPI_Recv_init(void* buffer, int count, MPI_Datatype type, int peer, int tag,
                          MPI_Comm comm, MPI_Request* request) {
  C4_MPI(MPI_Recv_init);
  const int result = real(buffer, count, type, peer, tag, comm, request);
  remember(describe_point_to_point(comm, Shape{Function::kRecv, count, type, peer}), result,
           request);
  return result;
}

// ---- receives of a matched message: its size is known to MPI only, so they count no bytes ----

C4_MPI_HOOK MPI_Mprobe(int peer, int tag, MPI_Comm comm, MPI_Message* message,
                       MPI_Status* status) {
  C4_MPI(MPI_Mprobe);
  const Handle operation = begin_point_to_point(comm, Shape{Function::kRecv, 0, nullptr, peer});
  const int result = real(peer, tag, comm, message, status);
  follow(operation, result, message);
  return result;
}

C4_MPI_HOOK MPI_Improbe(int peer, int tag, MPI_Comm comm, int* flag, MPI_Message* message,
                        MPI_Status* status) {
  C4_MPI(MPI_Improbe);
  const int result = real(peer, tag, comm, flag, message, status);
  if (result == MPI_SUCCESS && *flag != 0) {
    follow(begin_point_to_point(comm, Shape{Function::kRecv, 0, nullptr, peer}), result, message);
  }
  return result;
}

C4_MPI_HOOK MPI_Mrecv(void* buffer, int count, MPI_Datatype type, MPI_Message* message,
                      MPI_Status* status) {
  C4_MPI(MPI_Mrecv);
  const Handle operation = taken(message);
  const int result = real(buffer, count, type, message, status);
  end(operation);
  return result;
}

C4_MPI_HOOK MPI_Imrecv(void* buffer, int count, MPI_Datatype type, MPI_Message* message,
                       MPI_Request* request) {
  C4_MPI(MPI_Imrecv);
  const Handle operation = taken(message);
  const int result = real(buffer, count, type, message, request);
  follow(operation, result, request);
  return result;
}

// ---- a send and a receive that end together ----

// The receive is begun first: the older of two open operations is taken for what the rank waits in,
// and a send of little data waits for nobody.
C4_MPI_HOOK MPI_Sendrecv(const void* in, int sent, MPI_Datatype type, int to, int tag, void* out,
                         int got, MPI_Datatype other, int from, int other_tag, MPI_Comm comm,
                         MPI_Status* status) {
  C4_MPI(MPI_Sendrecv);
  const Handle receive = begin_point_to_point(comm, Shape{Function::kRecv, got, other, from});
  const Handle send = begin_point_to_point(comm, Shape{Function::kSend, sent, type, to});
  const int result =
      real(in, sent, type, to, tag, out, got, other, from, other_tag, comm, status);
  end(send);
  end(receive);
  return result;
}

C4_MPI_HOOK MPI_Sendrecv_replace(void* buffer, int count, MPI_Datatype type, int to, int tag,
                                 int from, int other_tag, MPI_Comm comm, MPI_Status* status) {
  C4_MPI(MPI_Sendrecv_replace);
  const Handle receive = begin_point_to_point(comm, Shape{Function::kRecv, count, type, from});
  const Handle send = begin_point_to_point(comm, Shape{Function::kSend, count, type, to});
  const int result = real(buffer, count, type, to, tag, from, other_tag, comm, status);
  end(send);
  end(receive);
  return result;
}

// ---- the starts of persistent requests ----

C4_MPI_HOOK MPI_Start(MPI_Request* request) {
  C4_MPI(MPI_Start);
  Start start;
  start.before(request);
  const int result = real(request);
  start.after(result, request);
  return result;
}

// By the standard it does what a start of each request would do, in any order. So many are started
// in pieces, whose state has room on the stack.
C4_MPI_HOOK MPI_Startall(int count, MPI_Request requests[]) {
  C4_MPI(MPI_Startall);
  if (c4::mpi::library() == nullptr) return real(count, requests);
  constexpr int kPieceMax = 64;
  Start starts[kPieceMax];
  int result = MPI_SUCCESS;
  int first = 0;
  do {
    const int piece = count - first < kPieceMax ? count - first : kPieceMax;
    for (int i = 0; i < piece; ++i) starts[i].before(&requests[first + i]);
    result = real(piece, requests + first);
    for (int i = 0; i < piece; ++i) starts[i].after(result, &requests[first + i]);
    first += piece;
  } while (first < count && result == MPI_SUCCESS);
  return result;
}
