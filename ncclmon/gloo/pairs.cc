#include "pairs.h"

#include <atomic>

#include "../core/connections.h"
#include "../core/monitor.h"

namespace c4::gloo {

/// Sizes of the transfers in flight on one lane, oldest first; TCP ends them in that order.
struct Sizes {
  std::uint64_t bytes[kInFlightMax];
  std::uint32_t begun = 0;  // free-running, masked on use
  std::uint32_t ended = 0;

  void push(std::uint64_t value) noexcept {
    if (begun - ended < kInFlightMax) bytes[begun % kInFlightMax] = value;
    ++begun;
  }
  std::uint64_t pop() noexcept {
    if (begun == ended) return 0;
    const bool kept = begun - ended <= kInFlightMax;
    return kept ? bytes[ended++ % kInFlightMax] : (++ended, 0);
  }
};

struct Pair {
  std::atomic<void*> key{nullptr};
  // Relaxed: who looks for Pairs of its own context or communicator reads those of others, too.
  std::atomic<void*> context{nullptr};          // whose mesh connects; null once adopted
  std::atomic<Handle> communicator{kNoHandle};  // that adopted it
  std::int32_t peer = -1;
  // Release when adopted, pairs with the acquire of the first event: the loop thread may be first.
  std::atomic<Handle> send{kNoHandle};
  std::atomic<Handle> receive{kNoHandle};
  std::uint32_t announced = 0;  // sends that are ready and wait for credit
  Sizes sending;
  Sizes receiving;
  std::uint64_t payload_since = 0;  // ticks; 0 between payloads
  std::uint64_t payload_bytes = 0;
};

namespace {

Pair pairs[kPairsMax];
thread_local constinit Pair* current = nullptr;

std::uint32_t start_of(const void* pair) noexcept {
  return static_cast<std::uint32_t>((reinterpret_cast<std::uintptr_t>(pair) >> 5) * 2654435761U) %
         kPairsMax;
}

/// The key of a slot whose Pair is gone: it may be taken again, and a search goes on behind it.
void* const kForgotten = &pairs;

/// The slot of `pair`; null when it is not within its first kProbesMax places.
Pair* probe(void* pair) noexcept {
  for (std::uint32_t i = 0, at = start_of(pair); i < kProbesMax; ++i, at = (at + 1) % kPairsMax) {
    // Acquire: pairs with the release of the claim below.
    void* key = pairs[at].key.load(std::memory_order_acquire);
    if (key == pair) return &pairs[at];
    if (key == nullptr) return nullptr;
  }
  return nullptr;
}

/// Takes the first free place; null when all of them are taken.
Pair* claim(void* pair) noexcept {
  for (std::uint32_t i = 0, at = start_of(pair); i < kProbesMax; ++i, at = (at + 1) % kPairsMax) {
    void* key = pairs[at].key.load(std::memory_order_relaxed);
    if (key != nullptr && key != kForgotten) continue;
    if (pairs[at].key.compare_exchange_strong(key, pair, std::memory_order_release)) {
      return &pairs[at];
    }
  }
  return nullptr;
}

// What an event takes from a lane. Who is told to be silent follows what it has begun to its end:
// a transfer that ends unseen would look like a wait for ever, once we may speak again.
constexpr std::uint64_t kTakesNothing = 0;
constexpr std::uint64_t kTakesReady = Lane::kField * Lane::kReady;
constexpr std::uint64_t kTakesPosted = Lane::kField * Lane::kPosted;

template <class Event>
void on_lane(const std::atomic<Handle>& lane, std::uint64_t takes, Event event) noexcept {
  const Handle handle = lane.load(std::memory_order_acquire);
  if (handle == kNoHandle || connection_of(handle) == nullptr) return;
  const Transfer transfer = transfer_at(handle_index(handle));
  if (!watches(kWatchTransfers) &&
      (transfer.state.lane.load(std::memory_order_relaxed) & takes) == 0) {
    return;
  }
  event(transfer, now_ticks());
}

}  // namespace

void remember_pair(void* pair, void* context, std::int32_t peer) noexcept {
  Pair* slot = probe(pair);
  if (slot == nullptr) slot = claim(pair);
  if (slot == nullptr) {
    if (is_on()) count(g_monitor.header->connections_dropped);
    return;
  }
  slot->context.store(context, std::memory_order_relaxed);
  slot->communicator.store(kNoHandle, std::memory_order_relaxed);
  slot->peer = peer;
  slot->announced = 0;
  slot->sending = Sizes{};
  slot->receiving = Sizes{};
  slot->payload_since = 0;
  slot->send.store(kNoHandle, std::memory_order_relaxed);
  slot->receive.store(kNoHandle, std::memory_order_relaxed);
}

void adopt_pairs(void* context, Handle communicator) noexcept {
  const CommunicatorEntry* entry = communicator_of(communicator);
  if (entry == nullptr) return;
  for (Pair& pair : pairs) {
    if (pair.key.load(std::memory_order_acquire) == nullptr) continue;
    if (pair.context.load(std::memory_order_relaxed) != context) continue;
    pair.communicator.store(communicator, std::memory_order_relaxed);
    // Adopted once: the address may be reused by another context.
    pair.context.store(nullptr, std::memory_order_relaxed);
    if (pair.peer == entry->rank) continue;  // newer gloo makes one to itself and never connects it
    ConnectionIdentity identity;
    identity.peer = pair.peer;
    identity.transport = Transport::kTcp;
    identity.direction = Direction::kSend;
    pair.send.store(connection_open(communicator, identity), std::memory_order_release);
    identity.direction = Direction::kReceive;
    pair.receive.store(connection_open(communicator, identity), std::memory_order_release);
  }
}

void forget_pairs(Handle communicator) noexcept {
  if (communicator == kNoHandle) return;
  for (Pair& pair : pairs) {
    if (pair.communicator.load(std::memory_order_relaxed) != communicator) continue;
    pair.communicator.store(kNoHandle, std::memory_order_relaxed);
    pair.send.store(kNoHandle, std::memory_order_relaxed);
    pair.receive.store(kNoHandle, std::memory_order_relaxed);
    pair.key.store(kForgotten, std::memory_order_release);
  }
}

Pair* find_pair(void* pair) noexcept { return probe(pair); }

void enter_pair(Pair* pair) noexcept { current = pair; }
Pair* current_pair() noexcept { return current; }

void send_ready(Pair* pair, std::uint64_t bytes) noexcept {
  ++pair->announced;
  on_lane(pair->send, kTakesNothing, [&](Transfer at, std::uint64_t ticks) {
    transfer_ready<Shared>(at, {.bytes = bytes}, ticks);
  });
}

void send_posted(Pair* pair, std::uint64_t bytes) noexcept {
  // A credit that came first spares the announcement: then the send is ready only now.
  const bool first_told = pair->announced == 0;
  if (!first_told) --pair->announced;
  pair->sending.push(bytes);
  on_lane(pair->send, kTakesReady, [&](Transfer at, std::uint64_t ticks) {
    transfer_posted<Shared>(at, {.bytes = bytes, .first_told = first_told}, ticks);
  });
}

void send_done(Pair* pair) noexcept {
  const std::uint64_t bytes = pair->sending.pop();
  on_lane(pair->send, kTakesPosted, [&](Transfer at, std::uint64_t ticks) {
    transfer_done<Shared>(at, {.bytes = bytes}, ticks);
  });
}

void receive_ready(Pair* pair, std::uint64_t bytes) noexcept {
  pair->receiving.push(bytes);
  on_lane(pair->receive, kTakesNothing, [&](Transfer at, std::uint64_t ticks) {
    transfer_ready<Shared>(at, {.bytes = bytes}, ticks);
  });
}

void receive_done(Pair* pair) noexcept {
  const std::uint64_t bytes = pair->receiving.pop();
  const std::uint64_t since = pair->payload_since;
  pair->payload_since = 0;
  on_lane(pair->receive, kTakesReady, [&](Transfer at, std::uint64_t ticks) {
    if (since != 0 && ticks > since && pair->payload_bytes >= kStreamedBytesMin) {
      transfer_streamed<Shared>(at, pair->payload_bytes, ticks - since);
    }
    transfer_done<Shared>(at, {.bytes = bytes}, ticks);
  });
}

void credit_heard(Pair* pair) noexcept {
  on_lane(pair->send, kTakesNothing,
          [](Transfer at, std::uint64_t) { transfer_heard<Shared>(at, 1); });
}

void announcement_heard(Pair* pair) noexcept {
  on_lane(pair->receive, kTakesNothing,
          [](Transfer at, std::uint64_t) { transfer_heard<Shared>(at, 1); });
}

void payload_begins(Pair* pair, std::uint64_t bytes) noexcept {
  if (pair->payload_since != 0) return;  // the same payload goes on
  pair->payload_since = now_ticks();
  pair->payload_bytes = bytes;
}

}  // namespace c4::gloo
