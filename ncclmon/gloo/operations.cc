#include "operations.h"

#include <atomic>

#include "contexts.h"
#include "../core/monitor.h"

namespace c4::gloo {
namespace {

struct Thread {
  void* context = nullptr;
  std::uint64_t bytes = 0;
  Handle open = kNoHandle;
  // Of the outermost collective on this thread. An exception leaves without telling us; a later one
  // whose frame is not below this, or which is of another communicator, shows that it is over.
  const void* frame = nullptr;
  Handle communicator = kNoHandle;
};
thread_local constinit Thread thread;

struct Buffer {
  std::atomic<void*> key{nullptr};
  std::atomic<void*> context{nullptr};
  std::atomic<Handle> operation{kNoHandle};
};
Buffer buffers[kBuffersMax];
inline constexpr std::uint32_t kProbes = 8;

std::uint32_t start_of(const void* buffer) noexcept {
  return static_cast<std::uint32_t>((reinterpret_cast<std::uintptr_t>(buffer) >> 4) * 2654435761U) %
         kBuffersMax;
}

Buffer* buffer_at(void* key) noexcept {
  for (std::uint32_t i = 0; i < kProbes; ++i) {
    Buffer& each = buffers[(start_of(key) + i) % kBuffersMax];
    if (each.key.load(std::memory_order_acquire) == key) return &each;
  }
  return nullptr;
}

/// Part of the outermost one: called from it, and of its communicator, for none works on another's.
/// Not of its context: another may be made in the same place.
bool in_collective(const void* frame, void* context) noexcept {
  return thread.frame != nullptr && frame < thread.frame &&  // stacks grow downwards
         communicator_of_context(context) == thread.communicator;
}

}  // namespace

void prepare_operation(void* context, std::size_t bytes) noexcept {
  // Scratch space of the running one.
  if (in_collective(__builtin_frame_address(0), context)) return;
  if (thread.context != context) thread.bytes = 0;
  thread.context = context;
  if (bytes > thread.bytes) thread.bytes = bytes;
}

void remember_buffer(void* buffer, void* context) noexcept {
  if (in_collective(__builtin_frame_address(0), context) || buffer == nullptr) return;
  if (Buffer* known = buffer_at(buffer)) {  // the address is reused
    known->context.store(context, std::memory_order_relaxed);
    known->operation.store(kNoHandle, std::memory_order_relaxed);
    return;
  }
  // The first empty slot nearby; in a full neighbourhood the first whose buffer runs no operation
  // of its own: most likely a collective's.
  Buffer* slot = nullptr;
  for (std::uint32_t i = 0; i < kProbes; ++i) {
    Buffer& each = buffers[(start_of(buffer) + i) % kBuffersMax];
    if (each.operation.load(std::memory_order_relaxed) != kNoHandle) continue;
    const bool empty = each.key.load(std::memory_order_relaxed) == nullptr;
    if (slot == nullptr || empty) slot = &each;
    if (empty) break;
  }
  if (slot == nullptr) return;
  slot->context.store(context, std::memory_order_relaxed);
  slot->operation.store(kNoHandle, std::memory_order_relaxed);
  slot->key.store(buffer, std::memory_order_release);  // pairs with the acquire in buffer_at
}

Running begin_collective(Function function) noexcept {
  const void* frame = __builtin_frame_address(0);
  if (in_collective(frame, thread.context)) return {};
  if (thread.open != kNoHandle) operation_end(thread.open, now_ticks());  // left by an exception
  thread.frame = frame;
  thread.communicator = communicator_of_context(thread.context);
  thread.open = kNoHandle;
  if (watches(kWatchOperations)) {
    OperationIdentity identity;
    identity.function = function;
    identity.bytes = thread.bytes;
    const std::uint64_t ticks = now_ticks();
    thread.open = operation_begin(thread.communicator, identity, ticks);
    operation_start(thread.open, ticks);
  }
  thread.bytes = 0;
  return {thread.open, true};
}

void end_collective(Running running) noexcept {
  if (!running.outermost) return;
  thread.frame = nullptr;
  thread.open = kNoHandle;
  if (running.operation != kNoHandle) operation_end(running.operation, now_ticks());
}

void begin_point_to_point(void* buffer, Function function, std::int32_t peer) noexcept {
  if (in_collective(__builtin_frame_address(0), thread.context)) return;
  if (!watches(kWatchOperations)) return;
  Buffer* slot = buffer_at(buffer);
  if (slot == nullptr) return;
  OperationIdentity identity;
  identity.function = function;
  identity.flags = kOperationPointToPoint;
  identity.peer = peer;
  identity.bytes = thread.bytes;
  thread.bytes = 0;
  const std::uint64_t ticks = now_ticks();
  const Handle operation = operation_begin(
      communicator_of_context(slot->context.load(std::memory_order_relaxed)), identity, ticks);
  operation_start(operation, ticks);
  slot->operation.store(operation, std::memory_order_relaxed);
}

void end_point_to_point(void* buffer) noexcept {
  if (in_collective(__builtin_frame_address(0), thread.context)) return;
  Buffer* slot = buffer_at(buffer);
  if (slot == nullptr) return;
  const Handle operation = slot->operation.exchange(kNoHandle, std::memory_order_relaxed);
  if (operation != kNoHandle) operation_end(operation, now_ticks());
}

}  // namespace c4::gloo
