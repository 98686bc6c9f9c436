// The collectives that are watched, each in front of its PMPI twin. Whole calls only: MPI shows no
// transfer inside them. Only handles and counts are read, never a buffer.
//
// Each blocking one has a nonblocking twin of the same arguments and a request. Where the standard
// has a count per rank, one of them stands for all. It is read only where the standard says that it
// counts: at the root, or where there is none.
#include "requests.h"

using c4::Function;
using c4::Handle;
using c4::mpi::Shape;
using c4::mpi::is_root;

#define C4_UNPACK(...) __VA_ARGS__
#define C4_COLLECTIVE(blocking, nonblocking, parameters, arguments, function, count, type, root) \
  C4_MPI_HOOK blocking(C4_UNPACK parameters) {                                                   \
    C4_MPI(blocking);                                                                            \
    const Handle operation =                                                                     \
        c4::mpi::begin(comm, Shape{Function::function, count, type, root});                      \
    const int result = real(C4_UNPACK arguments);                                                \
    c4::mpi::end(operation);                                                                     \
    return result;                                                                               \
  }                                                                                              \
  C4_MPI_HOOK nonblocking(C4_UNPACK parameters, MPI_Request* request) {                          \
    C4_MPI(nonblocking);                                                                         \
    const Handle operation =                                                                     \
        c4::mpi::begin(comm, Shape{Function::function, count, type, root});                      \
    const int result = real(C4_UNPACK arguments, request);                                       \
    c4::mpi::follow(operation, result, request);                                                 \
    return result;                                                                               \
  }

C4_COLLECTIVE(MPI_Barrier, MPI_Ibarrier, (MPI_Comm comm), (comm), kBarrier, 0, nullptr, -1)
C4_COLLECTIVE(MPI_Bcast, MPI_Ibcast,
              (void* buffer, int count, MPI_Datatype type, int root, MPI_Comm comm),
              (buffer, count, type, root, comm), kBroadcast, count, type, root)

// ---- sums of all; those of the ranks before have no name of their own in the file ----

C4_COLLECTIVE(MPI_Allreduce, MPI_Iallreduce,
              (const void* in, void* out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
              (in, out, count, type, op, comm), kAllReduce, count, type, -1)
C4_COLLECTIVE(MPI_Reduce, MPI_Ireduce,
              (const void* in, void* out, int count, MPI_Datatype type, MPI_Op op, int root,
               MPI_Comm comm),
              (in, out, count, type, op, root, comm), kReduce, count, type, root)
C4_COLLECTIVE(MPI_Reduce_scatter_block, MPI_Ireduce_scatter_block,
              (const void* in, void* out, int got, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
              (in, out, got, type, op, comm), kReduceScatter, got, type, -1)
C4_COLLECTIVE(MPI_Reduce_scatter, MPI_Ireduce_scatter,
              (const void* in, void* out, const int got[], MPI_Datatype type, MPI_Op op,
               MPI_Comm comm),
              (in, out, got, type, op, comm), kReduceScatter, got[0], type, -1)
C4_COLLECTIVE(MPI_Scan, MPI_Iscan,
              (const void* in, void* out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
              (in, out, count, type, op, comm), kOther, count, type, -1)
C4_COLLECTIVE(MPI_Exscan, MPI_Iexscan,
              (const void* in, void* out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm),
              (in, out, count, type, op, comm), kOther, count, type, -1)

// ---- to all ----

C4_COLLECTIVE(MPI_Allgather, MPI_Iallgather,
              (const void* in, int sent, MPI_Datatype type, void* out, int got, MPI_Datatype other,
               MPI_Comm comm),
              (in, sent, type, out, got, other, comm), kAllGather, got, other, -1)
C4_COLLECTIVE(MPI_Allgatherv, MPI_Iallgatherv,
              (const void* in, int sent, MPI_Datatype type, void* out, const int got[],
               const int at[], MPI_Datatype other, MPI_Comm comm),
              (in, sent, type, out, got, at, other, comm), kAllGather, got[0], other, -1)
C4_COLLECTIVE(MPI_Alltoall, MPI_Ialltoall,
              (const void* in, int sent, MPI_Datatype type, void* out, int got, MPI_Datatype other,
               MPI_Comm comm),
              (in, sent, type, out, got, other, comm), kAllToAll, got, other, -1)
C4_COLLECTIVE(MPI_Alltoallv, MPI_Ialltoallv,
              (const void* in, const int sent[], const int from[], MPI_Datatype type, void* out,
               const int got[], const int at[], MPI_Datatype other, MPI_Comm comm),
              (in, sent, from, type, out, got, at, other, comm), kAllToAll, got[0], other, -1)
// A type for each rank: nothing that one number of bytes could say.
C4_COLLECTIVE(MPI_Alltoallw, MPI_Ialltoallw,
              (const void* in, const int sent[], const int from[], const MPI_Datatype types[],
               void* out, const int got[], const int at[], const MPI_Datatype others[],
               MPI_Comm comm),
              (in, sent, from, types, out, got, at, others, comm), kAllToAll, 0, nullptr, -1)

// ---- to one, and from one: the share of this rank ----

C4_COLLECTIVE(MPI_Gather, MPI_Igather,
              (const void* in, int sent, MPI_Datatype type, void* out, int got, MPI_Datatype other,
               int root, MPI_Comm comm),
              (in, sent, type, out, got, other, root, comm), kGather,
              is_root(comm, root) ? got : sent, is_root(comm, root) ? other : type, root)
C4_COLLECTIVE(MPI_Gatherv, MPI_Igatherv,
              (const void* in, int sent, MPI_Datatype type, void* out, const int got[],
               const int at[], MPI_Datatype other, int root, MPI_Comm comm),
              (in, sent, type, out, got, at, other, root, comm), kGather,
              is_root(comm, root) ? got[root] : sent, is_root(comm, root) ? other : type, root)
C4_COLLECTIVE(MPI_Scatter, MPI_Iscatter,
              (const void* in, int sent, MPI_Datatype type, void* out, int got, MPI_Datatype other,
               int root, MPI_Comm comm),
              (in, sent, type, out, got, other, root, comm), kScatter,
              is_root(comm, root) ? sent : got, is_root(comm, root) ? type : other, root)
C4_COLLECTIVE(MPI_Scatterv, MPI_Iscatterv,
              (const void* in, const int sent[], const int from[], MPI_Datatype type, void* out,
               int got, MPI_Datatype other, int root, MPI_Comm comm),
              (in, sent, from, type, out, got, other, root, comm), kScatter,
              is_root(comm, root) ? sent[root] : got, is_root(comm, root) ? type : other, root)
