#include "operations.h"

#include <atomic>

#include "library.h"

namespace c4::mpi {
namespace {

struct Followed {
  std::atomic<MPI_Request> request{nullptr};
  std::atomic<Handle> operation{kNoHandle};
};
Followed followed[kRequestsMax];
inline constexpr unsigned kProbes = 16;

unsigned start_of(MPI_Request request) noexcept {
  return static_cast<unsigned>((reinterpret_cast<std::uintptr_t>(request) >> 4) % kRequestsMax);
}

Handle begin_with(MPI_Comm communicator, const Shape& shape, std::uint8_t flags) noexcept {
  if (library() == nullptr || !watches(kWatchOperations)) return kNoHandle;
  // Not one of ours, an intercommunicator perhaps, where other arguments count: all stay unread.
  const Handle within = handle_of(communicator);
  if (within == kNoHandle) return kNoHandle;
  OperationIdentity identity;
  identity.function = shape.function;
  identity.flags = flags;
  identity.peer = shape.peer;
  if (shape.type != nullptr) identity.datatype = datatype_of(shape.type);
  // A program may give no type where it gives no elements. Asking for its size is an error, which
  // would end the job where MPI itself says nothing.
  if (shape.type != nullptr && shape.type != library()->null_datatype && shape.count > 0) {
    int size = 0;
    library()->Type_size(shape.type, &size);
    identity.bytes = static_cast<std::uint64_t>(shape.count) * static_cast<std::uint64_t>(size);
  }
  const std::uint64_t ticks = now_ticks();
  const Handle operation = operation_begin(within, identity, ticks);
  operation_start(operation, ticks);
  return operation;
}

}  // namespace

bool is_root(MPI_Comm communicator, int root) noexcept {
  if (library() == nullptr) return false;
  const CommunicatorEntry* entry = communicator_of(handle_of(communicator));
  return entry != nullptr && entry->rank == root;
}

Handle begin(MPI_Comm communicator, const Shape& shape) noexcept {
  return begin_with(communicator, shape, 0);
}

Handle begin_point_to_point(MPI_Comm communicator, const Shape& shape) noexcept {
  return begin_with(communicator, shape, kOperationPointToPoint);
}

void end(Handle operation) noexcept {
  if (operation != kNoHandle) operation_end(operation, now_ticks());
}

void follow(MPI_Request request, Handle operation) noexcept {
  if (operation == kNoHandle) return;
  for (unsigned i = 0; i < kProbes && request != nullptr; ++i) {
    Followed& each = followed[(start_of(request) + i) % kRequestsMax];
    MPI_Request empty = nullptr;
    if (!each.request.compare_exchange_strong(empty, request)) continue;
    each.operation.store(operation, std::memory_order_release);  // pairs with `taken`
    return;
  }
  // Not to be followed: it ends now, rather than look like a hang for ever.
  if (is_on()) count(g_monitor.header->operations_dropped);
  end(operation);
}

Handle taken(MPI_Request request) noexcept {
  if (library() == nullptr || request == library()->null_request) return kNoHandle;
  for (unsigned i = 0; i < kProbes; ++i) {
    Followed& each = followed[(start_of(request) + i) % kRequestsMax];
    if (each.request.load(std::memory_order_relaxed) != request) continue;
    const Handle operation = each.operation.exchange(kNoHandle, std::memory_order_acquire);
    each.request.store(nullptr, std::memory_order_release);
    return operation;
  }
  return kNoHandle;
}

}  // namespace c4::mpi
