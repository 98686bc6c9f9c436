// MPI communicators as ours.
//
// A communicator's id is a hash of its members' world ranks in their order and of how many
// communicators with just these members came before. Creating one is collective over its members,
// so all of them count alike; nothing is sent. The handle hangs on the communicator itself as an
// attribute, so that freeing it closes ours.
#pragma once

#include <mpi.h>

#include "../core/interpose.h"
#include "../core/monitor.h"

namespace c4::mpi {

/// Memberships that are told apart by a count; of those beyond, the first count is given to all.
inline constexpr unsigned kMembershipsMax = 1024;
/// World ranks of a group are translated in pieces of this size, on the stack.
inline constexpr int kTranslatedMax = 256;

/// MPI is up, says the code at `caller`: opens MPI_COMM_WORLD.
void begin_world(void* caller) noexcept;
/// A communicator was made by all of its members. MPI_COMM_NULL is ignored.
void adopt(MPI_Comm communicator) noexcept;
/// Ours for it; kNoHandle for one made in a way that is not watched.
Handle handle_of(MPI_Comm communicator) noexcept;

}  // namespace c4::mpi

/// Opens a hook: `real` is the function of the profiling interface.
#define C4_MPI(name)                       \
  static constinit ::c4::Real real_holder; \
  const auto real =                        \
      real_holder.get<decltype(&P##name)>("P" #name, __builtin_return_address(0))
#define C4_MPI_HOOK extern "C" __attribute__((visibility("default"))) int
