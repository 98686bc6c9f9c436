#include "requests.h"

#include <atomic>

#include "library.h"

namespace c4::mpi {

/// A request or a message, of which nothing but the address is looked at.
using Key = const void*;

struct Remembered {
  std::atomic<Key> key{nullptr};
  Call call;
};

namespace {

// A key is in its table before the call returns that made it, so nobody asks for an entry that is
// being written, and what stands beside the key need not be ordered by it.
struct Followed {
  std::atomic<Key> key{nullptr};
  std::atomic<Handle> operation{kNoHandle};
};
Followed followed[kRequestsMax];
Remembered remembered[kRequestsMax];

// Requests lie at like distances from each other: the multiplication spreads them.
unsigned start_of(Key key) noexcept {
  const auto address = reinterpret_cast<std::uintptr_t>(key);
  return static_cast<unsigned>((address * 0x9E3779B97F4A7C15) >> 32) % kRequestsMax;
}

template <class Entry>
Entry* claim(Entry (&table)[kRequestsMax], Key key) noexcept {
  for (unsigned i = 0; i < kPlacesMax; ++i) {
    Entry& each = table[(start_of(key) + i) % kRequestsMax];
    Key empty = nullptr;
    // Acquire: pairs with the release by which the former entry left.
    if (each.key.compare_exchange_strong(empty, key, std::memory_order_acquire)) return &each;
  }
  if (is_on()) count(g_monitor.header->operations_dropped);
  return nullptr;
}

template <class Entry>
Entry* find(Entry (&table)[kRequestsMax], Key key) noexcept {
  // Null is a free place, and what a program gives by mistake: MPI will tell it.
  for (unsigned i = 0; i < kPlacesMax && key != nullptr; ++i) {
    Entry& each = table[(start_of(key) + i) % kRequestsMax];
    if (each.key.load(std::memory_order_relaxed) == key) return &each;
  }
  return nullptr;
}

void follow_key(Handle operation, Key key) noexcept {
  // The library gives one and the same request for all that was over when the call returned.
  const bool is_over = key == nullptr || key == library()->empty_request;
  Followed* entry = is_over ? nullptr : claim(followed, key);
  // Not to be followed: it ends now, rather than look like a hang for ever.
  if (entry == nullptr) return end(operation);
  entry->operation.store(operation, std::memory_order_release);  // pairs with `taken_key`
}

Handle taken_key(Key key) noexcept {
  if (key == library()->null_request) return kNoHandle;
  Followed* entry = find(followed, key);
  if (entry == nullptr) return kNoHandle;
  const Handle operation = entry->operation.exchange(kNoHandle, std::memory_order_acquire);
  entry->key.store(nullptr, std::memory_order_release);
  return operation;
}

void remember_key(const Call& call, Key key) noexcept {
  Remembered* entry = claim(remembered, key);
  if (entry != nullptr) entry->call = call;
}

}  // namespace

void follow(Handle operation, int result, const MPI_Request* request) noexcept {
  if (operation != kNoHandle) follow_key(operation, result == MPI_SUCCESS ? *request : nullptr);
}

void follow(Handle operation, int result, const MPI_Message* message) noexcept {
  if (operation != kNoHandle) follow_key(operation, result == MPI_SUCCESS ? *message : nullptr);
}

Handle taken(const MPI_Request* request) noexcept {
  return library() == nullptr ? kNoHandle : taken_key(*request);
}

Handle taken(const MPI_Message* message) noexcept {
  return library() == nullptr ? kNoHandle : taken_key(*message);
}

void remember(const Call& call, int result, const MPI_Request* request) noexcept {
  if (call.within != kNoHandle && is_on() && result == MPI_SUCCESS) remember_key(call, *request);
}

void forget(const MPI_Request* request) noexcept {
  if (library() == nullptr) return;
  Remembered* entry = find(remembered, *request);
  if (entry != nullptr) entry->key.store(nullptr, std::memory_order_release);
}

void Start::before(const MPI_Request* request) noexcept {
  entry_ = library() == nullptr ? nullptr : find(remembered, *request);
  operation_ = entry_ == nullptr ? kNoHandle : begin(entry_->call);
}

void Start::after(int result, const MPI_Request* request) noexcept {
  if (entry_ == nullptr) return;
  if (entry_->key.load(std::memory_order_relaxed) != *request) {
    const Call call = entry_->call;
    entry_->key.store(nullptr, std::memory_order_release);
    remember_key(call, *request);
  }
  follow(operation_, result, request);
}

}  // namespace c4::mpi
