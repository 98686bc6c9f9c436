// The communicator table.
//
// A slot is used again only when no slot was never used: a communicator that was closed with work
// in flight stays readable as long as there is room. Opening is no training path, so one mutex
// orders it; everything that runs inside steps only reads what is decided here.
#include <pthread.h>

#include <cstring>

#include "identity.h"
#include "state.h"

namespace c4 {
namespace {

pthread_mutex_t g_table_mutex = PTHREAD_MUTEX_INITIALIZER;

struct TableLock {
  TableLock() noexcept { pthread_mutex_lock(&g_table_mutex); }
  ~TableLock() { pthread_mutex_unlock(&g_table_mutex); }
  TableLock(const TableLock&) = delete;
  TableLock& operator=(const TableLock&) = delete;
};

std::uint32_t oldest_closed() noexcept {
  std::uint32_t found = kNoIndex;
  std::uint64_t oldest = ~std::uint64_t{0};
  for (std::uint32_t index = 0; index < kCommunicatorSlots; ++index) {
    const CommunicatorEntry& entry = g_monitor.communicators[index];
    if (entry.state.load(std::memory_order_relaxed) != SlotState::kClosed) continue;
    const std::uint64_t closed = entry.finalized_ticks.load(std::memory_order_relaxed);
    if (closed < oldest) {
      oldest = closed;
      found = index;
    }
  }
  return found;
}

// Written too, not only reserved: the first operations must not pay for page faults.
void clear_state(std::uint32_t index) noexcept {
  CommunicatorState& state = g_monitor.communicator_states[index];
  for (auto& owner : state.slot_owner) owner.store(0, std::memory_order_relaxed);
  for (auto& word : state.front_end) word.store(0, std::memory_order_relaxed);
  state.under_way.store(0, std::memory_order_relaxed);
  for (std::uint32_t at = 0; at < kOpenOperationsMax; ++at) {
    OperationState& operation = g_monitor.operation_states[index * kOpenOperationsMax + at];
    operation.open.store(Open::kFree, std::memory_order_relaxed);
    // Every handle of the slot's former life is stale from here on.
    operation.generation.fetch_add(1, std::memory_order_release);
  }
}

std::uint32_t take_slot() noexcept {
  const std::uint32_t used = g_monitor.header->communicators_used.load(std::memory_order_relaxed);
  if (used < kCommunicatorSlots) return used;
  return oldest_closed();
}

void clear_entry(CommunicatorEntry& entry) noexcept {
  const std::uint32_t generation = entry.generation;
  // Release: a reader that still sees the old fields below has seen a state that is not live.
  entry.state.store(SlotState::kEmpty, std::memory_order_release);
  std::memset(static_cast<void*>(&entry), 0, sizeof(entry));
  entry.generation = generation + 1;
}

std::int32_t told_size(std::int32_t size) noexcept {
  return size >= 1 && size <= kRanksMax ? size : -1;
}

bool is_member(std::int32_t rank, std::int32_t size) noexcept {
  return rank >= 0 && rank < (size == -1 ? kRanksMax : size);
}

}  // namespace

void reset_table_mutex_in_child() noexcept { g_table_mutex = PTHREAD_MUTEX_INITIALIZER; }

Handle communicator_open(const FrontEnd& front_end, const CommunicatorIdentity& identity) noexcept {
  if (!ensure_open(front_end)) return kNoHandle;
  const TableLock lock;
  const std::int32_t size = told_size(identity.size);
  const std::uint32_t index = is_member(identity.rank, size) ? take_slot() : kNoIndex;
  if (index == kNoIndex) {
    count(g_monitor.header->communicators_dropped);
    return kNoHandle;
  }
  CommunicatorEntry& entry = g_monitor.communicators[index];
  clear_entry(entry);
  clear_state(index);
  entry.framework = front_end.framework;
  entry.id = identity.id;
  entry.rank = identity.rank;
  entry.size = size;
  entry.nodes = identity.nodes;
  copy_text(entry.name, sizeof(entry.name), identity.name);
  entry.created_ticks = now_ticks();
  // Release: whoever sees the slot live sees its identity.
  entry.state.store(SlotState::kLive, std::memory_order_release);
  g_monitor.communicator_states[index].live_generation.store(entry.generation,
                                                             std::memory_order_release);
  auto& used = g_monitor.header->communicators_used;
  if (index >= used.load(std::memory_order_relaxed)) {
    used.store(index + 1, std::memory_order_release);
  }
  return make_handle(g_monitor.nonce, HandleKind::kCommunicator, entry.generation, index);
}

CommunicatorEntry* communicator_of(Handle communicator) noexcept {
  if (!handle_is(communicator, g_monitor.nonce, HandleKind::kCommunicator) || !is_on()) {
    return nullptr;
  }
  const std::uint32_t index = handle_index(communicator);
  if (index >= kCommunicatorSlots) return nullptr;
  // Our own word and not the file's: acquire pairs with the release of communicator_open.
  const std::uint32_t live =
      g_monitor.communicator_states[index].live_generation.load(std::memory_order_acquire);
  const bool is_same =
      live != 0 && (live & kHandleGenerationMask) == handle_generation(communicator);
  return is_same ? &g_monitor.communicators[index] : nullptr;
}

void communicator_close(Handle communicator) noexcept {
  if (communicator == kNoHandle || !is_on()) return;
  const TableLock lock;
  CommunicatorEntry* entry = communicator_of(communicator);
  if (entry == nullptr) {
    count_bad_handle();
    return;
  }
  const std::uint32_t index = handle_index(communicator);
  close_connections_of(index);
  g_monitor.communicator_states[index].live_generation.store(0, std::memory_order_relaxed);
  entry->finalized_ticks.store(now_ticks(), std::memory_order_relaxed);
  // Release: whoever sees it closed sees when.
  entry->state.store(SlotState::kClosed, std::memory_order_release);
}

}  // namespace c4
