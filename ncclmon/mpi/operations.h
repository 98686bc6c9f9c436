// One MPI call as one operation.
#pragma once

#include "communicators.h"

namespace c4::mpi {

struct Shape {
  Function function = Function::kUnknown;
  std::int64_t count = 0;  // elements that this rank gives (or takes, where it gives none)
  MPI_Datatype type = nullptr;  // null: no payload
  int peer = -1;           // root, or the other end
};

/// All that is to be known of an operation before it begins. Of no communicator: it is not one.
struct Call {
  Handle within = kNoHandle;
  OperationIdentity identity;
};

/// Of a watched communicator. The root of a gather may give MPI_IN_PLACE: what it sends is then to
/// be ignored by the standard, type and all, as is what the root of a scatter receives.
bool is_root(MPI_Comm communicator, int root) noexcept;

Handle begin(MPI_Comm communicator, const Shape& shape) noexcept;
/// With MPI_PROC_NULL for a peer it is no operation: nothing is sent and nobody is waited for.
Handle begin_point_to_point(MPI_Comm communicator, const Shape& shape) noexcept;
void end(Handle operation) noexcept;

/// For a call that is to begin later, and perhaps again and again.
Call describe_point_to_point(MPI_Comm communicator, const Shape& shape) noexcept;
Handle begin(const Call& call) noexcept;

}  // namespace c4::mpi
