// Rings of completed operations, one writer each.
#include <pthread.h>
#include <unistd.h>

#include <cstring>

#include "state.h"

namespace c4 {
namespace {

// Initial-exec: the first use by a thread must not allocate. Eight bytes fit the loader's surplus.
struct ThreadRing {
  std::uint32_t nonce;  // of the file that `index` belongs to
  std::uint32_t index;  // kNoIndex: there was none left
};
__attribute__((tls_model("initial-exec"))) thread_local ThreadRing t_ring{0, 0};

std::atomic<std::uint32_t> g_ring_taken[kRingCount];

pthread_key_t g_exit_key;
pthread_once_t g_exit_key_once = PTHREAD_ONCE_INIT;
bool g_has_exit_key = false;

// The next thread continues the ring where this one stopped.
void release_ring(void*) noexcept {
  if (t_ring.nonce != 0 && t_ring.nonce == g_monitor.nonce && t_ring.index < kRingCount) {
    g_ring_taken[t_ring.index].store(0, std::memory_order_release);
  }
  t_ring = {0, 0};
}

void make_exit_key() noexcept {
  g_has_exit_key = pthread_key_create(&g_exit_key, release_ring) == 0;
}

RingHeader& ring_at(std::uint32_t index) noexcept {
  return *reinterpret_cast<RingHeader*>(g_monitor.rings +
                                        static_cast<std::size_t>(index) * kRingStride);
}

void raise_to(std::atomic<std::uint32_t>& used, std::uint32_t value) noexcept {
  std::uint32_t seen = used.load(std::memory_order_relaxed);
  while (seen < value && !used.compare_exchange_weak(seen, value, std::memory_order_relaxed)) {
  }
}

void take_ring() noexcept {
  t_ring = {g_monitor.nonce, kNoIndex};
  for (std::uint32_t index = 0; index < kRingCount; ++index) {
    std::uint32_t free = 0;
    // Acquire: pairs with the release of the thread that wrote this ring before.
    if (!g_ring_taken[index].compare_exchange_strong(free, 1, std::memory_order_acquire)) continue;
    t_ring.index = index;
    ring_at(index).thread_id = static_cast<std::uint32_t>(gettid());
    raise_to(g_monitor.header->rings_used, index + 1);
    pthread_once(&g_exit_key_once, make_exit_key);
    if (g_has_exit_key) pthread_setspecific(g_exit_key, &t_ring);
    return;
  }
  count(g_monitor.header->rings_dropped);
}

std::uint32_t checksum(const OperationRecord& record) noexcept {
  std::uint32_t words[sizeof(OperationRecord) / 4];
  std::memcpy(words, &record, sizeof(words));
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at + 1 < sizeof(words) / 4; ++at) sum ^= words[at];
  return sum;
}

}  // namespace

RingHeader* ring_of_this_thread() noexcept {
  if (t_ring.nonce != g_monitor.nonce) [[unlikely]] take_ring();
  return t_ring.index < kRingCount ? &ring_at(t_ring.index) : nullptr;
}

void forget_rings() noexcept {
  for (auto& taken : g_ring_taken) taken.store(0, std::memory_order_relaxed);
}

void publish(RingHeader& ring, OperationRecord record) noexcept {
  // Relaxed: this thread is the only writer of `head`.
  const std::uint64_t ticket = ring.head.load(std::memory_order_relaxed);

  // Announce before touching: pairs with the reader's load of `intent` after its copy.
  ring.intent.store(ticket + 1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);

  record.ticket = ticket + 1;
  record.checksum = checksum(record);
  auto* slots = reinterpret_cast<OperationRecord*>(reinterpret_cast<unsigned char*>(&ring) +
                                                   sizeof(RingHeader));
  slots[ticket & (kRingSlots - 1)] = record;

  // Release: a reader that sees this head also sees the record.
  ring.head.store(ticket + 1, std::memory_order_release);
}

}  // namespace c4
