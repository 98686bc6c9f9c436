// The MPI calls that are watched, each in front of its PMPI twin. Whole calls only: MPI shows no
// transfer inside them. Only handles and counts are read, never a buffer.
#include "../core/interpose.h"
#include "operations.h"

using c4::Function;
using c4::Handle;
using c4::mpi::Shape;

// ---- collectives ----

#define C4_COLLECTIVE(name, parameters, types, arguments, function, count, type, root) \
  C4_MPI_HOOK name parameters {                                                        \
    C4_MPI(name, C4_UNPACK types);                                                     \
    const Handle operation =                                                           \
        c4::mpi::begin(comm, Shape{Function::function, count, type, root});            \
    const int result = real arguments;                                                 \
    c4::mpi::end(operation);                                                           \
    return result;                                                                     \
  }
#define C4_UNPACK(...) __VA_ARGS__
#define C4_NONBLOCKING(name, parameters, types, arguments, function, count, type, root) \
  C4_MPI_HOOK name parameters {                                                         \
    C4_MPI(name, C4_UNPACK types);                                                      \
    const Handle operation =                                                            \
        c4::mpi::begin(comm, Shape{Function::function, count, type, root});             \
    const int result = real arguments;                                                  \
    c4::mpi::follow(result == MPI_SUCCESS ? *request : nullptr, operation);    \
    return result;                                                                      \
  }

C4_COLLECTIVE(MPI_Barrier, (MPI_Comm comm), (MPI_Comm), (comm), kBarrier, 0, nullptr, -1)
C4_COLLECTIVE(MPI_Bcast, (void* buffer, int count, MPI_Datatype type, int root, MPI_Comm comm),
              (void*, int, MPI_Datatype, int, MPI_Comm), (buffer, count, type, root, comm),
              kBroadcast, count, type, root)
C4_COLLECTIVE(MPI_Allreduce,
              (const void* in, void* out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
              (const void*, void*, int, MPI_Datatype, MPI_Op, MPI_Comm),
              (in, out, count, type, op, comm), kAllReduce, count, type, -1)
C4_COLLECTIVE(MPI_Reduce,
              (const void* in, void* out, int count, MPI_Datatype type, MPI_Op op, int root,
               MPI_Comm comm),
              (const void*, void*, int, MPI_Datatype, MPI_Op, int, MPI_Comm),
              (in, out, count, type, op, root, comm), kReduce, count, type, root)
C4_COLLECTIVE(MPI_Allgather,
              (const void* in, int sent, MPI_Datatype type, void* out, int got, MPI_Datatype other,
               MPI_Comm comm),
              (const void*, int, MPI_Datatype, void*, int, MPI_Datatype, MPI_Comm),
              (in, sent, type, out, got, other, comm), kAllGather, got, other, -1)
C4_COLLECTIVE(MPI_Allgatherv,
              (const void* in, int sent, MPI_Datatype type, void* out, const int got[],
               const int at[], MPI_Datatype other, MPI_Comm comm),
              (const void*, int, MPI_Datatype, void*, const int*, const int*, MPI_Datatype,
               MPI_Comm),
              (in, sent, type, out, got, at, other, comm), kAllGather, got[0], other, -1)
C4_COLLECTIVE(MPI_Reduce_scatter_block,
              (const void* in, void* out, int got, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
              (const void*, void*, int, MPI_Datatype, MPI_Op, MPI_Comm),
              (in, out, got, type, op, comm), kReduceScatter, got, type, -1)
C4_COLLECTIVE(MPI_Reduce_scatter,
              (const void* in, void* out, const int got[], MPI_Datatype type, MPI_Op op,
               MPI_Comm comm),
              (const void*, void*, const int*, MPI_Datatype, MPI_Op, MPI_Comm),
              (in, out, got, type, op, comm), kReduceScatter, got[0], type, -1)
C4_COLLECTIVE(MPI_Alltoall,
              (const void* in, int sent, MPI_Datatype type, void* out, int got, MPI_Datatype other,
               MPI_Comm comm),
              (const void*, int, MPI_Datatype, void*, int, MPI_Datatype, MPI_Comm),
              (in, sent, type, out, got, other, comm), kAllToAll, got, other, -1)
C4_COLLECTIVE(MPI_Alltoallv,
              (const void* in, const int sent[], const int from[], MPI_Datatype type, void* out,
               const int got[], const int at[], MPI_Datatype other, MPI_Comm comm),
              (const void*, const int*, const int*, MPI_Datatype, void*, const int*, const int*,
               MPI_Datatype, MPI_Comm),
              (in, sent, from, type, out, got, at, other, comm), kAllToAll, got[0], other, -1)
C4_COLLECTIVE(MPI_Gather,
              (const void* in, int sent, MPI_Datatype type, void* out, int got, MPI_Datatype other,
               int root, MPI_Comm comm),
              (const void*, int, MPI_Datatype, void*, int, MPI_Datatype, int, MPI_Comm),
              (in, sent, type, out, got, other, root, comm), kGather,
              c4::mpi::is_root(comm, root) ? got : sent,
              c4::mpi::is_root(comm, root) ? other : type, root)
C4_COLLECTIVE(MPI_Scatter,
              (const void* in, int sent, MPI_Datatype type, void* out, int got, MPI_Datatype other,
               int root, MPI_Comm comm),
              (const void*, int, MPI_Datatype, void*, int, MPI_Datatype, int, MPI_Comm),
              (in, sent, type, out, got, other, root, comm), kScatter,
              c4::mpi::is_root(comm, root) ? sent : got,
              c4::mpi::is_root(comm, root) ? type : other, root)

C4_NONBLOCKING(MPI_Ibarrier, (MPI_Comm comm, MPI_Request* request), (MPI_Comm, MPI_Request*),
               (comm, request), kBarrier, 0, nullptr, -1)
C4_NONBLOCKING(MPI_Ibcast,
               (void* buffer, int count, MPI_Datatype type, int root, MPI_Comm comm,
                MPI_Request* request),
               (void*, int, MPI_Datatype, int, MPI_Comm, MPI_Request*),
               (buffer, count, type, root, comm, request), kBroadcast, count, type, root)
C4_NONBLOCKING(MPI_Iallreduce,
               (const void* in, void* out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm,
                MPI_Request* request),
               (const void*, void*, int, MPI_Datatype, MPI_Op, MPI_Comm, MPI_Request*),
               (in, out, count, type, op, comm, request), kAllReduce, count, type, -1)

// ---- point to point ----

#define C4_TRANSFER(name, parameters, types, arguments, function, type, peer)             \
  C4_MPI_HOOK name parameters {                                                           \
    C4_MPI(name, C4_UNPACK types);                                                        \
    const Handle operation =                                                              \
        c4::mpi::begin_point_to_point(comm, Shape{Function::function, count, type, peer}); \
    const int result = real arguments;                                                    \
    c4::mpi::end(operation);                                                              \
    return result;                                                                        \
  }

C4_TRANSFER(MPI_Send,
            (const void* buffer, int count, MPI_Datatype type, int peer, int tag, MPI_Comm comm),
            (const void*, int, MPI_Datatype, int, int, MPI_Comm),
            (buffer, count, type, peer, tag, comm), kSend, type, peer)
C4_TRANSFER(MPI_Ssend,
            (const void* buffer, int count, MPI_Datatype type, int peer, int tag, MPI_Comm comm),
            (const void*, int, MPI_Datatype, int, int, MPI_Comm),
            (buffer, count, type, peer, tag, comm), kSend, type, peer)
C4_TRANSFER(MPI_Recv,
            (void* buffer, int count, MPI_Datatype type, int peer, int tag, MPI_Comm comm,
             MPI_Status* status),
            (void*, int, MPI_Datatype, int, int, MPI_Comm, MPI_Status*),
            (buffer, count, type, peer, tag, comm, status), kRecv, type, peer)

C4_MPI_HOOK MPI_Isend(const void* buffer, int count, MPI_Datatype type, int peer, int tag,
                      MPI_Comm comm, MPI_Request* request) {
  C4_MPI(MPI_Isend, const void*, int, MPI_Datatype, int, int, MPI_Comm, MPI_Request*);
  const Handle operation =
      c4::mpi::begin_point_to_point(comm, Shape{Function::kSend, count, type, peer});
  const int result = real(buffer, count, type, peer, tag, comm, request);
  c4::mpi::follow(result == MPI_SUCCESS ? *request : nullptr, operation);
  return result;
}

C4_MPI_HOOK MPI_Irecv(void* buffer, int count, MPI_Datatype type, int peer, int tag,
                      MPI_Comm comm, MPI_Request* request) {
  C4_MPI(MPI_Irecv, void*, int, MPI_Datatype, int, int, MPI_Comm, MPI_Request*);
  const Handle operation =
      c4::mpi::begin_point_to_point(comm, Shape{Function::kRecv, count, type, peer});
  const int result = real(buffer, count, type, peer, tag, comm, request);
  c4::mpi::follow(result == MPI_SUCCESS ? *request : nullptr, operation);
  return result;
}

// ---- the ends of nonblocking operations ----

C4_MPI_HOOK MPI_Wait(MPI_Request* request, MPI_Status* status) {
  C4_MPI(MPI_Wait, MPI_Request*, MPI_Status*);
  const MPI_Request waited = *request;
  const int result = real(request, status);
  c4::mpi::end(c4::mpi::taken(waited));
  return result;
}

C4_MPI_HOOK MPI_Test(MPI_Request* request, int* flag, MPI_Status* status) {
  C4_MPI(MPI_Test, MPI_Request*, int*, MPI_Status*);
  const MPI_Request tested = *request;
  const int result = real(request, flag, status);
  if (result == MPI_SUCCESS && *flag != 0) c4::mpi::end(c4::mpi::taken(tested));
  return result;
}

namespace {

/// The requests of one call, kept because those that complete are overwritten. Beyond `kKeptMax`
/// an operation ends when it is asked about: sooner than is true, but it does not look like a hang.
struct Kept {
  static constexpr int kKeptMax = 64;
  MPI_Request requests[kKeptMax];
  int count;

  Kept(int given, const MPI_Request* from) noexcept : count(given < kKeptMax ? given : kKeptMax) {
    for (int i = 0; i < count; ++i) requests[i] = from[i];
    for (int i = count; i < given; ++i) c4::mpi::end(c4::mpi::taken(from[i]));
  }
  void end(int index) const noexcept {
    if (index >= 0 && index < count) c4::mpi::end(c4::mpi::taken(requests[index]));
  }
  void end_all() const noexcept {
    for (int i = 0; i < count; ++i) end(i);
  }
  void end_some(int completed, const int* indices) const noexcept {  // MPI_UNDEFINED is negative
    for (int i = 0; i < completed; ++i) end(indices[i]);
  }
};

}  // namespace

C4_MPI_HOOK MPI_Waitany(int count, MPI_Request requests[], int* index, MPI_Status* status) {
  C4_MPI(MPI_Waitany, int, MPI_Request*, int*, MPI_Status*);
  const Kept kept(count, requests);
  const int result = real(count, requests, index, status);
  if (result == MPI_SUCCESS) kept.end(*index);
  return result;
}

C4_MPI_HOOK MPI_Testany(int count, MPI_Request requests[], int* index, int* flag,
                        MPI_Status* status) {
  C4_MPI(MPI_Testany, int, MPI_Request*, int*, int*, MPI_Status*);
  const Kept kept(count, requests);
  const int result = real(count, requests, index, flag, status);
  if (result == MPI_SUCCESS && *flag != 0) kept.end(*index);
  return result;
}

C4_MPI_HOOK MPI_Waitsome(int count, MPI_Request requests[], int* completed, int indices[],
                         MPI_Status statuses[]) {
  C4_MPI(MPI_Waitsome, int, MPI_Request*, int*, int*, MPI_Status*);
  const Kept kept(count, requests);
  const int result = real(count, requests, completed, indices, statuses);
  if (result == MPI_SUCCESS) kept.end_some(*completed, indices);
  return result;
}

C4_MPI_HOOK MPI_Testsome(int count, MPI_Request requests[], int* completed, int indices[],
                         MPI_Status statuses[]) {
  C4_MPI(MPI_Testsome, int, MPI_Request*, int*, int*, MPI_Status*);
  const Kept kept(count, requests);
  const int result = real(count, requests, completed, indices, statuses);
  if (result == MPI_SUCCESS) kept.end_some(*completed, indices);
  return result;
}

C4_MPI_HOOK MPI_Testall(int count, MPI_Request requests[], int* flag, MPI_Status statuses[]) {
  C4_MPI(MPI_Testall, int, MPI_Request*, int*, MPI_Status*);
  const Kept kept(count, requests);
  const int result = real(count, requests, flag, statuses);
  if (result == MPI_SUCCESS && *flag != 0) kept.end_all();
  return result;
}

// Given up by the program: it will never ask again.
C4_MPI_HOOK MPI_Request_free(MPI_Request* request) {
  C4_MPI(MPI_Request_free, MPI_Request*);
  c4::mpi::end(c4::mpi::taken(*request));
  return real(request);
}

// The requests are taken out before they are waited for: the library may hand the same value out
// again before we return. Each is given back to its slot's owner only through its operation.
C4_MPI_HOOK MPI_Waitall(int count, MPI_Request requests[], MPI_Status statuses[]) {
  C4_MPI(MPI_Waitall, int, MPI_Request*, MPI_Status*);
  constexpr int kWaitedMax = 64;
  Handle waited[kWaitedMax];
  const int kept = count < kWaitedMax ? count : kWaitedMax;
  for (int i = 0; i < kept; ++i) waited[i] = c4::mpi::taken(requests[i]);
  for (int i = kept; i < count; ++i) c4::mpi::end(c4::mpi::taken(requests[i]));
  const int result = real(count, requests, statuses);
  for (int i = 0; i < kept; ++i) c4::mpi::end(waited[i]);
  return result;
}
