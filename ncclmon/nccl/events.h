// NCCL's events, told to the core. One set of functions for all versions of the interface.
#pragma once

#include <cstdint>

#include "core/monitor.h"

namespace c4::nccl {

struct Communicator {
  std::uint64_t id = 0;
  const char* name = nullptr;
  std::int32_t nodes = -1;
  std::int32_t ranks = -1;
  std::int32_t rank = -1;
};

/// The context for NCCL, kNoHandle when nothing is watched. From version 4, where the communicator
/// is known; before it is told with the first operation.
Handle open_context(int version, const Communicator& communicator) noexcept;
void close_context(Handle context) noexcept;

/// The handle for NCCL; kNoHandle declines, and NCCL then is silent about this event.
Handle start_event(int version, Handle context, const void* descriptor) noexcept;
void stop_event(Handle handle) noexcept;
void record_state(int version, Handle handle, int state, const void* arguments) noexcept;

/// What we want in NCCL's mask now; 0 when the hook is off.
int wanted_mask(int version) noexcept;

}  // namespace c4::nccl
