#include "operations.h"

#include "library.h"

namespace c4::mpi {
namespace {

static_assert(MPI_ANY_SOURCE == -1, "a receive from anybody has no peer, which is -1 for us too");

Call describe(MPI_Comm communicator, const Shape& shape) noexcept {
  // Not one of ours, an intercommunicator perhaps, where other arguments count: all stay unread.
  Call call{.within = handle_of(communicator), .identity = {}};
  if (call.within == kNoHandle) return call;
  OperationIdentity& identity = call.identity;
  identity.function = shape.function;
  identity.peer = shape.peer;
  if (shape.type != nullptr) identity.datatype = datatype_of(shape.type);
  // A program may give no type where it gives no elements. Asking for its size is an error, which
  // would end the job where MPI itself says nothing.
  if (shape.type != nullptr && shape.type != library()->null_datatype && shape.count > 0) {
    int size = 0;
    library()->Type_size(shape.type, &size);
    identity.bytes = static_cast<std::uint64_t>(shape.count) * static_cast<std::uint64_t>(size);
  }
  return call;
}

bool is_watched() noexcept { return library() != nullptr && watches(kWatchOperations); }

}  // namespace

bool is_root(MPI_Comm communicator, int root) noexcept {
  if (library() == nullptr) return false;
  const CommunicatorEntry* entry = communicator_of(handle_of(communicator));
  return entry != nullptr && entry->rank == root;
}

Call describe_point_to_point(MPI_Comm communicator, const Shape& shape) noexcept {
  if (library() == nullptr || shape.peer == MPI_PROC_NULL) return {};
  Call call = describe(communicator, shape);
  call.identity.flags = kOperationPointToPoint;
  return call;
}

Handle begin(const Call& call) noexcept {
  if (call.within == kNoHandle) return kNoHandle;
  const std::uint64_t ticks = now_ticks();
  const Handle operation = operation_begin(call.within, call.identity, ticks);
  operation_start(operation, ticks);
  return operation;
}

Handle begin(MPI_Comm communicator, const Shape& shape) noexcept {
  return is_watched() ? begin(describe(communicator, shape)) : kNoHandle;
}

Handle begin_point_to_point(MPI_Comm communicator, const Shape& shape) noexcept {
  return is_watched() ? begin(describe_point_to_point(communicator, shape)) : kNoHandle;
}

void end(Handle operation) noexcept {
  if (operation != kNoHandle) operation_end(operation, now_ticks());
}

}  // namespace c4::mpi
