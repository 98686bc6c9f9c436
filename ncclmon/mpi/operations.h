// One MPI call as one operation.
#pragma once

#include "communicators.h"

namespace c4::mpi {

/// Requests of nonblocking operations that are followed; more are left unwatched and counted.
inline constexpr unsigned kRequestsMax = 1024;

struct Shape {
  Function function = Function::kUnknown;
  std::int64_t count = 0;  // elements that this rank gives (or takes, where it gives none)
  MPI_Datatype type = nullptr;  // null: no payload
  int peer = -1;           // root, or the other end
};

/// Of a watched communicator. The root of a gather may give MPI_IN_PLACE: what it sends is then to
/// be ignored by the standard, type and all, as is what the root of a scatter receives.
bool is_root(MPI_Comm communicator, int root) noexcept;

Handle begin(MPI_Comm communicator, const Shape& shape) noexcept;
Handle begin_point_to_point(MPI_Comm communicator, const Shape& shape) noexcept;
void end(Handle operation) noexcept;

/// The operation ends when its request does; with a null request, at once.
void follow(MPI_Request request, Handle operation) noexcept;
/// Taken out before a wait, since the wait overwrites the request; kNoHandle when not followed.
Handle taken(MPI_Request request) noexcept;

}  // namespace c4::mpi
