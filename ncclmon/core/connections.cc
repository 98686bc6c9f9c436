// The connection table, and the index that finds a connection by what it connects.
//
// The index is a hash table of fixed size with open addressing. It is searched on the training
// path (NCCL names peer and channel anew with each proxy operation) and so has no lock: a slot is
// claimed by exchanging its key. Two threads that open the same connection at the same moment may
// make two of it; both then count, and nothing is lost.
#include "state.h"

namespace c4 {
namespace {

constexpr std::uint32_t kIndexSlots = 2 * kConnectionSlots;
constexpr std::uint32_t kProbesMax = 64;
constexpr std::uint64_t kEmptyKey = 0;
constexpr std::uint64_t kRemovedKey = 1;  // may be taken, but ends no search

struct IndexSlot {
  std::atomic<std::uint64_t> key;
  std::atomic<std::uint32_t> connection;  // plus one; 0 while it is being opened or removed
};
IndexSlot g_index[kIndexSlots];

// communicator 7 bits, its generation 12, one bit that is set so that no key is 0 or 1, peer 27,
// channel 16, direction 1.
std::uint64_t key_of(Handle communicator, const ConnectionIdentity& identity) noexcept {
  return static_cast<std::uint64_t>(handle_index(communicator) & 0x7F) << 57 |
         static_cast<std::uint64_t>(handle_generation(communicator) & 0xFFF) << 45 |
         std::uint64_t{1} << 44 |
         (static_cast<std::uint64_t>(static_cast<std::uint32_t>(identity.peer)) & 0x7FFFFFF) << 17 |
         static_cast<std::uint64_t>(identity.channel) << 1 |
         static_cast<std::uint64_t>(identity.direction);
}

std::uint32_t hash(std::uint64_t key) noexcept {
  key ^= key >> 31;
  key *= 0x9E3779B97F4A7C15U;
  return static_cast<std::uint32_t>(key >> 40) & (kIndexSlots - 1);
}

std::uint32_t find(std::uint64_t key) noexcept {
  const std::uint32_t home = hash(key);
  for (std::uint32_t probe = 0; probe < kProbesMax; ++probe) {
    IndexSlot& slot = g_index[(home + probe) & (kIndexSlots - 1)];
    const std::uint64_t found = slot.key.load(std::memory_order_acquire);
    // 0 - 1 is kNoIndex.
    if (found == key) return slot.connection.load(std::memory_order_acquire) - 1;
    if (found == kEmptyKey) return kNoIndex;
  }
  return kNoIndex;
}

std::uint32_t claim_index_slot(std::uint64_t key) noexcept {
  const std::uint32_t home = hash(key);
  for (std::uint32_t probe = 0; probe < kProbesMax; ++probe) {
    const std::uint32_t at = (home + probe) & (kIndexSlots - 1);
    std::uint64_t found = g_index[at].key.load(std::memory_order_relaxed);
    if (found != kEmptyKey && found != kRemovedKey) continue;
    if (g_index[at].key.compare_exchange_strong(found, key, std::memory_order_acq_rel)) return at;
  }
  return kNoIndex;
}

// Fresh slots first, so that a closed connection stays readable while there is room.
std::uint32_t take_slot() noexcept {
  auto& used = g_monitor.header->connections_used;
  std::uint32_t fresh = used.load(std::memory_order_relaxed);
  while (fresh < kConnectionSlots) {
    if (used.compare_exchange_weak(fresh, fresh + 1, std::memory_order_relaxed)) {
      g_monitor.connection_states[fresh].claimed.store(1, std::memory_order_relaxed);
      return fresh;
    }
  }
  for (std::uint32_t at = 0; at < kConnectionSlots; ++at) {
    auto& claimed = g_monitor.connection_states[at].claimed;
    std::uint32_t free = 0;
    if (claimed.load(std::memory_order_relaxed) == 0 &&
        claimed.compare_exchange_strong(free, 1, std::memory_order_acquire)) {
      return at;
    }
  }
  return kNoIndex;
}

void zero(Counter& counter) noexcept { counter.store(0, std::memory_order_relaxed); }

void clear_counters(ConnectionEntry& entry) noexcept {
  for (Counter* counter :
       {&entry.operations, &entry.ready_steps, &entry.ready_bytes, &entry.posted_steps,
        &entry.posted_bytes, &entry.done_steps, &entry.done_bytes, &entry.last_ready_ticks,
        &entry.last_posted_ticks, &entry.wait_gpu_ticks, &entry.wait_peer_ticks,
        &entry.wait_network_ticks, &entry.wait_data_ticks, &entry.wait_since_ticks,
        &entry.last_done_ticks, &entry.waits, &entry.longest_wait_ticks, &entry.repolls,
        &entry.heard_steps, &entry.streaming_ticks, &entry.streaming_bytes}) {
    zero(*counter);
  }
  entry.wait.store(Wait::kNone, std::memory_order_relaxed);
}

Handle handle_of(std::uint32_t connection) noexcept {
  const std::uint32_t generation =
      g_monitor.connection_states[connection].generation.load(std::memory_order_relaxed);
  return make_handle(g_monitor.nonce, HandleKind::kConnection, generation, connection);
}

void fill(std::uint32_t connection, Handle communicator,
          const ConnectionIdentity& identity) noexcept {
  ConnectionEntry& entry = g_monitor.connections[connection];
  entry.state.store(SlotState::kEmpty, std::memory_order_release);
  clear_counters(entry);
  entry.communicator = handle_index(communicator);
  entry.communicator_id = g_monitor.communicators[handle_index(communicator)].id;
  entry.peer = identity.peer;
  entry.channel = identity.channel;
  entry.direction = identity.direction;
  entry.transport = identity.transport;
  entry.local_port = identity.local_port;
  entry.remote_port = identity.remote_port;
  entry.created_ticks = now_ticks();
  // Release: whoever sees the slot live sees its identity.
  entry.state.store(SlotState::kLive, std::memory_order_release);
}

void close_slot(std::uint32_t connection) noexcept {
  ConnectionState& state = g_monitor.connection_states[connection];
  if (g_index[state.key_slot].key.load(std::memory_order_relaxed) == state.key) {
    g_index[state.key_slot].connection.store(0, std::memory_order_relaxed);
    g_index[state.key_slot].key.store(kRemovedKey, std::memory_order_release);
  }
  state.generation.fetch_add(1, std::memory_order_relaxed);
  state.lane.store(0, std::memory_order_relaxed);
  g_monitor.connections[connection].state.store(SlotState::kClosed, std::memory_order_release);
  // Release: pairs with the acquire of whoever takes the slot next.
  state.claimed.store(0, std::memory_order_release);
}

}  // namespace

void forget_connections() noexcept {
  for (IndexSlot& slot : g_index) {
    slot.connection.store(0, std::memory_order_relaxed);
    slot.key.store(kEmptyKey, std::memory_order_relaxed);
  }
}

Handle connection_open(Handle communicator, const ConnectionIdentity& identity) noexcept {
  if (communicator == kNoHandle || !is_on()) return kNoHandle;
  if (communicator_of(communicator) == nullptr) {
    count_bad_handle();
    return kNoHandle;
  }
  if (identity.peer < -1 || identity.peer >= kRanksMax) {
    count(g_monitor.header->connections_dropped);
    return kNoHandle;
  }
  const std::uint64_t key = key_of(communicator, identity);
  const std::uint32_t found = find(key);
  if (found != kNoIndex) [[likely]] return handle_of(found);
  const std::uint32_t connection = take_slot();
  const std::uint32_t key_slot = connection == kNoIndex ? kNoIndex : claim_index_slot(key);
  if (key_slot == kNoIndex) {
    if (connection != kNoIndex) g_monitor.connection_states[connection].claimed.store(0);
    count(g_monitor.header->connections_dropped);
    return kNoHandle;
  }
  ConnectionState& state = g_monitor.connection_states[connection];
  state.key = key;
  state.key_slot = key_slot;
  fill(connection, communicator, identity);
  // Release: pairs with the acquire of find().
  g_index[key_slot].connection.store(connection + 1, std::memory_order_release);
  return handle_of(connection);
}

void connection_close(Handle connection) noexcept {
  if (connection_of(connection) != nullptr) close_slot(handle_index(connection));
}

void close_connections_of(std::uint32_t communicator_index) noexcept {
  const std::uint32_t used = g_monitor.header->connections_used.load(std::memory_order_relaxed);
  for (std::uint32_t at = 0; at < used && at < kConnectionSlots; ++at) {
    const ConnectionEntry& entry = g_monitor.connections[at];
    if (entry.state.load(std::memory_order_acquire) != SlotState::kLive) continue;
    if (entry.communicator == communicator_index) close_slot(at);
  }
}

ConnectionEntry* connection_of(Handle connection) noexcept {
  if (connection == kNoHandle || !is_on()) return nullptr;
  const std::uint32_t index = handle_index(connection);
  const bool is_ours = handle_is(connection, g_monitor.nonce, HandleKind::kConnection) &&
                       index < kConnectionSlots &&
                       (g_monitor.connection_states[index].generation.load(
                            std::memory_order_relaxed) &
                        kHandleGenerationMask) == handle_generation(connection);
  if (is_ours) [[likely]] return &g_monitor.connections[index];
  count_bad_handle();
  return nullptr;
}

}  // namespace c4
