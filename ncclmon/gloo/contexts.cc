#include "contexts.h"

#include <atomic>
#include <cstring>

#include "../core/monitor.h"
#include "pairs.h"

namespace c4::gloo {
namespace {

// Few and long-lived: a linear search beats a map that would need an allocator.
struct Context {
  std::atomic<void*> key{nullptr};
  std::atomic<Handle> communicator{kNoHandle};
};
Context contexts[kContextsMax];

struct Mesh {
  void* context = nullptr;
  std::uint64_t rank_blobs = 0;
  std::uint64_t store_blobs = 0;
};
thread_local constinit Mesh mesh;

constexpr FrontEnd kFrontEnd{Framework::kGloo, "gloo", 0};

/// FNV-1a, then mixed, so that a sum of hashes does not cancel.
std::uint64_t hash(const char* bytes, std::size_t size) noexcept {
  std::uint64_t value = 0xCBF29CE484222325;
  for (std::size_t i = 0; i < size; ++i) {
    value = (value ^ static_cast<unsigned char>(bytes[i])) * 0x100000001B3;
  }
  value ^= value >> 29;
  return value * 0xBF58476D1CE4E5B9;
}

/// A rendezvous::Context is { vtable, const int rank, const int size, … } in every version so far,
/// and the place of its rank is the key of the context: as a plain gloo::Context the object begins
/// there (PyTorch 2, no vtable of its own) or one word before (gloo 0.5).
void* key_of_mesh(void* rendezvous) noexcept {
  return static_cast<char*>(rendezvous) + sizeof(void*);
}

/// Numbers that make no sense mean another layout: then the communicator goes unwatched.
bool read_membership(const void* key, CommunicatorIdentity& identity) noexcept {
  std::int32_t numbers[2];
  std::memcpy(numbers, key, sizeof numbers);
  identity.rank = numbers[0];
  identity.size = numbers[1];
  return identity.rank >= 0 && identity.rank < identity.size && identity.size < (1 << 20);
}

Context* slot_of(void* context) noexcept {
  void* shifted = static_cast<char*>(context) + sizeof(void*);
  for (Context& each : contexts) {
    void* key = each.key.load(std::memory_order_relaxed);
    if (key != nullptr && (key == context || key == shifted)) return &each;
  }
  return nullptr;
}

Context* claim(void* key) noexcept {
  for (Context& each : contexts) {
    void* seen = nullptr;
    if (each.key.compare_exchange_strong(seen, key, std::memory_order_relaxed)) return &each;
    if (seen == key) return &each;
  }
  return nullptr;
}

}  // namespace

std::atomic<bool> g_has_connected{false};

void begin_mesh(void* context) noexcept { mesh = Mesh{context, 0, 0}; }

void end_mesh(void* context) noexcept {
  const Mesh ended = mesh;
  mesh = Mesh{};
  if (ended.context != context || !ensure_open(kFrontEnd)) return;
  CommunicatorIdentity identity;
  identity.id = ended.rank_blobs != 0 ? ended.rank_blobs : ended.store_blobs;
  void* key = key_of_mesh(context);
  Context* slot = claim(key);
  if (slot == nullptr || !read_membership(key, identity)) {
    if (is_on()) count(g_monitor.header->communicators_dropped);
    return;
  }
  const Handle communicator = communicator_open(kFrontEnd, identity);
  g_has_connected.store(true, std::memory_order_relaxed);
  slot->communicator.store(communicator, std::memory_order_relaxed);
  adopt_pairs(context, communicator);
}

void* meshing() noexcept { return mesh.context; }

void hash_rank_blob(const char* bytes, std::size_t size) noexcept {
  if (mesh.context != nullptr) mesh.rank_blobs += hash(bytes, size);
}

void hash_store_blob(const char* bytes, std::size_t size) noexcept {
  if (mesh.context != nullptr) mesh.store_blobs += hash(bytes, size);
}

Handle communicator_of_context(void* context) noexcept {
  const Context* slot = slot_of(context);
  return slot == nullptr ? kNoHandle : slot->communicator.load(std::memory_order_relaxed);
}

void close_context(void* context) noexcept {
  Context* slot = slot_of(context);
  if (slot == nullptr) return;
  const Handle communicator = slot->communicator.exchange(kNoHandle, std::memory_order_relaxed);
  forget_pairs(communicator);
  communicator_close(communicator);
  slot->key.store(nullptr, std::memory_order_relaxed);
}

}  // namespace c4::gloo
