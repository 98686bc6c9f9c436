// State of the core that only this process sees. All of it is mapped when the file is opened.
#pragma once

#include "connections.h"
#include "monitor.h"

namespace c4 {

enum class Open : std::uint32_t { kFree = 0, kOpen = 1, kEnding = 2 };

// One open operation. Fields are atomic words because a thread that ends an older operation may
// copy a newer one into the file while its own thread ends it (see operations.cc).
struct alignas(64) OperationState {
  std::atomic<std::uint32_t> generation;
  std::atomic<Open> open;
  std::atomic<std::uint64_t> ordinal;
  std::atomic<std::uint64_t> kind;  // function, datatype, channels, flags, peer
  std::atomic<std::uint64_t> sequence;
  std::atomic<std::uint64_t> bytes;
  std::atomic<std::uint64_t> enqueue_ticks;
  std::atomic<std::uint64_t> start_ticks;
  std::atomic<std::uint64_t> end_ticks;
  // For the front-end: zero when the operation begins.
  std::atomic<std::uint64_t> front_end[3];
  std::uint64_t reserved[4];
};
static_assert(sizeof(OperationState) == 128);

// `slot_owner[i]` is the ordinal that owns slot i of the file, 0 when the slot is free to take;
// kFilling is the exclusive right to write the slot.
struct alignas(64) CommunicatorState {
  std::atomic<std::uint64_t> slot_owner[kOperationSlots];
  std::atomic<std::uint32_t> live_generation;  // 0: closed or never open
  // For the front-end: what it learnt about this communicator; zero when it opens.
  std::atomic<std::uint64_t> front_end[4];
  std::atomic<std::uint32_t> under_way;  // operations started and not ended
};

inline constexpr std::uint32_t kOperationStates = kCommunicatorSlots * kOpenOperationsMax;
inline constexpr std::uint32_t kNoIndex = 0xFFFFFFFF;

struct PrivateState {
  OperationState operations[kOperationStates];
  CommunicatorState communicators[kCommunicatorSlots];
  ConnectionState connections[kConnectionSlots];
};

/// The operation behind a handle, or null. Does not say whether it is still open.
inline OperationState* operation_of(Handle handle) noexcept {
  if (!handle_is(handle, g_monitor.nonce, HandleKind::kOperation)) return nullptr;
  const std::uint32_t index = handle_index(handle);
  if (index >= kOperationStates) return nullptr;
  OperationState& state = g_monitor.operation_states[index];
  const std::uint32_t generation = state.generation.load(std::memory_order_acquire);
  return (generation & kHandleGenerationMask) == handle_generation(handle) ? &state : nullptr;
}

inline std::uint32_t communicator_index_of_operation(std::uint32_t operation_index) noexcept {
  return operation_index / kOpenOperationsMax;
}

/// Ring of the calling thread, or null when there are more writing threads than rings.
RingHeader* ring_of_this_thread() noexcept;
/// Forgets which thread owns which ring: in a forked child, and when a file is opened.
void forget_rings() noexcept;
/// In a forked child no other thread lives that could hold it.
void reset_table_mutex_in_child() noexcept;
void publish(RingHeader& ring, OperationRecord record) noexcept;

/// Empties the index: it belongs to a file, and a forked child that opens its own begins anew.
void forget_connections() noexcept;
/// Closes and forgets what belongs to a communicator that is closed.
void close_connections_of(std::uint32_t communicator_index) noexcept;

/// Registers what runs at fork and at exit; once per process.
void watch_lifecycle() noexcept;

}  // namespace c4
