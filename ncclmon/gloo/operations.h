// Collectives and point-to-point operations, on whichever thread runs them.
//
// A collective names its context only inside its options, whose layout changes between versions.
// But its options have just made their buffers from that context, on this very thread, so the last
// context that made a buffer here is the collective's own, and the largest such buffer its size.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../core/layout.h"
#include "../core/handle.h"

namespace c4::gloo {

inline constexpr std::uint32_t kBuffersMax = 1024;

/// A buffer of `context` is made on this thread.
void prepare_operation(void* context, std::size_t bytes) noexcept;
/// Its address, for a send or receive that the program may start on it.
void remember_buffer(void* buffer, void* context) noexcept;

struct Running {
  Handle operation = kNoHandle;
  bool outermost = false;
};

/// Nested collectives (one calling another) are part of the outer one.
Running begin_collective(Function function) noexcept;
void end_collective(Running running) noexcept;

void begin_point_to_point(void* buffer, Function function, std::int32_t peer) noexcept;
void end_point_to_point(void* buffer) noexcept;

}  // namespace c4::gloo
