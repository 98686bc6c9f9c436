#include "gloo_double.h"

#include <stdexcept>

#define EXPORT __attribute__((visibility("default")))

namespace gloo_double {
namespace {

char g_payload[kBytes];

}  // namespace

void connect_full_mesh(Context* context, void* store, void* device) {
  set_in_store(store, std::to_string(context->rank),
               {context->address.begin(), context->address.end()});
  for (int peer = 0; peer < kRanks; ++peer) {
    construct_pair(&context->pairs[peer], context, device, peer, 1000);
  }
}

void destroy_context(Context*) {}
void set_in_store(void*, const std::string&, const std::vector<char>&) {}

void* create_buffer(Buffer** made, Context* context, void* memory, std::size_t) {
  *made = static_cast<Buffer*>(memory);
  (*made)->context = context;
  return made;
}

void construct_pair(Pair* pair, Context*, void*, int peer, long) { pair->peer = peer; }

void announce_send(Pair*, std::uint64_t, std::size_t) {}
void give_credit(Pair*, std::uint64_t, std::size_t) {}
void hear_credit(Pair* pair, void*) { send_buffer(pair, nullptr, 0, 0, kBytes); }
void hear_announcement(Pair*, void*) {}
void send_buffer(Pair* pair, void*, std::uint64_t, std::size_t, std::size_t) {
  write(pair, nullptr);
}
void complete_send(void*, int) {}
void complete_receive(void*, int) {}

bool write(Pair* pair, void*) {
  complete_send(nullptr, pair->peer);
  return true;
}

ssize_t prepare_read(Pair*, void*, void*, iovec* where) {
  *where = {g_payload, kBytes};
  return kBytes;
}

bool read(Pair* pair) {
  iovec where{};
  prepare_read(pair, nullptr, nullptr, &where);
  complete_receive(nullptr, pair->peer);
  return true;
}

void all_reduce(Options* options) {
  if (options->fails) throw std::runtime_error("the peer is gone");
  for (Pair& pair : options->context->pairs) {
    if (pair.peer == options->context->rank) continue;
    const std::lock_guard lock(pair.mutex);
    announce_send(&pair, 0, kBytes);
    give_credit(&pair, 0, kBytes);
    ++pair.awaited;
  }
  for (Pair& pair : options->context->pairs) {
    std::unique_lock lock(pair.mutex);
    pair.changed.wait(lock, [&] { return pair.awaited == 0; });
  }
}

void send(Buffer* buffer, int peer, std::uint64_t slot, std::size_t, std::size_t bytes) {
  Pair& pair = buffer->context->pairs[peer];
  const std::lock_guard lock(pair.mutex);
  announce_send(&pair, slot, bytes);
  hear_credit(&pair, nullptr);
}

bool wait_send(Buffer*, int*, long) { return true; }

EXPORT void advance(Pair* pair) {
  hear_credit(pair, nullptr);
  hear_announcement(pair, nullptr);
  read(pair);
  --pair->awaited;
  pair->changed.notify_all();
}

}  // namespace gloo_double
