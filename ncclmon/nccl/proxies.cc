#include "proxies.h"

#include <pthread.h>
#include <sys/mman.h>

#include "abi.h"
#include "contexts.h"
#include "process.h"
#include "progress.h"

namespace c4::nccl {
namespace {

constexpr std::uint32_t kProbesMax = 64;

// A send goes started -> ready -> posted, a receive started -> ready -> received; stop ends both.
enum class Stage : std::uint8_t { kIdle = 0, kStarted, kReady, kPosted, kReceived };

// One thread, NCCL's progress thread, drives a proxy operation and its steps; only the atomics are
// touched by others (allocation, and the end of the communicator).
//
// From version 4 NCCL starts a proxy operation for every transport but stops it only for networks
// (CollNet and copies through host memory never stop). So one counts from the moment it reports
// progress, which only networks do; one that never did is taken away once its operation is over.
struct alignas(128) Proxy {
  std::atomic<std::uint32_t> taken;
  std::atomic<std::uint32_t> generation;
  std::atomic<Handle> operation;
  std::atomic<Handle> communicator;
  std::uint64_t transferred_bytes;  // versions 1 to 3 tell a running sum
  std::uint64_t untold_bytes;       // of it, not yet counted with a step
  std::uint32_t connection;         // kNoIndex: none yet, or the table was full
  std::int32_t peer;
  std::atomic<bool> is_engaged;
  bool is_send;
  std::uint8_t channel;
  Stage stage[kStepSlots];
  std::int32_t step[kStepSlots];
  std::uint32_t posted_bytes[kStepSlots];  // a send is told its size once, when it is posted
};
static_assert(sizeof(Proxy) == 128);

Proxy* g_proxies = nullptr;
std::atomic<std::uint32_t> g_next{0};

pthread_mutex_t g_prepare_mutex = PTHREAD_MUTEX_INITIALIZER;
std::uint32_t g_prepared_for = 0;  // the process file's nonce: a forked child begins anew

struct StepAt {
  Proxy* proxy;
  std::uint32_t slot;
};

Proxy* proxy_of(Handle handle) noexcept {
  if (!handle_is(handle, g_monitor.nonce, HandleKind::kProxyOp)) return nullptr;
  const std::uint32_t index = handle_index(handle);
  if (index >= kProxiesMax) return nullptr;
  Proxy& proxy = g_proxies[index];
  const std::uint32_t generation = proxy.generation.load(std::memory_order_relaxed);
  return (generation & kHandleGenerationMask) == handle_generation(handle) ? &proxy : nullptr;
}

// Step handles: index is proxy * 8 + slot; generation is 16 bits of the proxy's and 8 of the step.
Handle step_handle(const Proxy& proxy, std::uint32_t index, std::int32_t step) noexcept {
  const std::uint32_t generation = proxy.generation.load(std::memory_order_relaxed) << 8 |
                                   (static_cast<std::uint32_t>(step) >> 3 & 0xFF);
  return make_handle(g_monitor.nonce, HandleKind::kProxyStep, generation,
                     index * kStepSlots + (static_cast<std::uint32_t>(step) & (kStepSlots - 1)));
}

StepAt step_of(Handle handle) noexcept {
  const std::uint32_t index = handle_index(handle) / kStepSlots;
  const std::uint32_t slot = handle_index(handle) % kStepSlots;
  if (!handle_is(handle, g_monitor.nonce, HandleKind::kProxyStep) || index >= kProxiesMax) {
    return {nullptr, 0};
  }
  Proxy& proxy = g_proxies[index];
  if (proxy.stage[slot] == Stage::kIdle || step_handle(proxy, index, proxy.step[slot]) != handle) {
    return {nullptr, 0};
  }
  return {&proxy, slot};
}

// Only asked about a proxy that is in the way. `taken` counts up with each that takes over.
bool is_abandoned(const Proxy& proxy) noexcept {
  if (proxy.is_engaged.load(std::memory_order_relaxed)) return false;
  const Handle operation = proxy.operation.load(std::memory_order_relaxed);
  const OperationState* state = operation_of(operation);
  return state == nullptr || state->open.load(std::memory_order_relaxed) == Open::kFree;
}

std::uint32_t take_proxy() noexcept {
  // A hint, not a queue: two threads that read the same number meet at `taken`.
  const std::uint32_t start = g_next.load(std::memory_order_relaxed);
  for (std::uint32_t probe = 0; probe < kProbesMax; ++probe) {
    const std::uint32_t index = (start + probe) % kProxiesMax;
    Proxy& proxy = g_proxies[index];
    std::uint32_t seen = proxy.taken.load(std::memory_order_acquire);
    if (seen != 0 && !is_abandoned(proxy)) continue;
    if (proxy.taken.compare_exchange_strong(seen, seen + 1, std::memory_order_acquire)) {
      if (seen != 0) proxy.generation.fetch_add(1, std::memory_order_relaxed);
      g_next.store(index + 1, std::memory_order_relaxed);
      return index;
    }
  }
  g_next.store(start + kProbesMax, std::memory_order_relaxed);
  return kNoIndex;
}

bool has_connection(const Proxy& proxy) noexcept { return proxy.connection != kNoIndex; }

// A step that NCCL forgot: what it had outstanding must not look like a wait for ever.
void forget_step(Proxy& proxy, std::uint32_t slot, std::uint64_t ticks) noexcept {
  const Stage stage = proxy.stage[slot];
  proxy.stage[slot] = Stage::kIdle;
  if (stage == Stage::kIdle || !has_connection(proxy)) return;
  const Transfer at = transfer_at(proxy.connection);
  if (stage == Stage::kStarted || stage == Stage::kReceived) {
    transfer_taken<Exclusive>(at, 1, ticks);
  } else {
    transfer_done<Exclusive>(at, {}, ticks);
  }
}

void release(Proxy& proxy) noexcept {
  proxy.generation.fetch_add(1, std::memory_order_relaxed);
  // Release: pairs with the acquire of whoever takes it next.
  proxy.taken.store(0, std::memory_order_release);
}

void after_fork_in_child() noexcept { g_prepare_mutex = PTHREAD_MUTEX_INITIALIZER; }

void prepare_locked() noexcept {
  if (g_proxies == nullptr) {
    void* address = mmap(nullptr, sizeof(Proxy) * kProxiesMax, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (address == MAP_FAILED) return note_error("no memory for the table of proxy operations");
    g_proxies = static_cast<Proxy*>(address);
    pthread_atfork(nullptr, nullptr, after_fork_in_child);
  }
  for (std::uint32_t index = 0; index < kProxiesMax; ++index) {
    g_proxies[index].taken.store(0, std::memory_order_relaxed);
  }
  know_process();
  g_prepared_for = g_monitor.nonce;
}

void engage(Proxy& proxy) noexcept {
  if (proxy.is_engaged.load(std::memory_order_relaxed)) return;
  proxy.is_engaged.store(true, std::memory_order_relaxed);
  const Handle connection = connection_open(
      proxy.communicator.load(std::memory_order_relaxed),
      {.peer = proxy.peer,
       .channel = proxy.channel,
       .direction = proxy.is_send ? Direction::kSend : Direction::kReceive,
       .transport = Transport::kNetwork});
  if (connection != kNoHandle) {
    proxy.connection = handle_index(connection);
    Exclusive::add(transfer_at(proxy.connection).entry.operations, 1);
  }
  // An AllGatherV made of broadcasts has no parent: its transfers count, its operation is unknown.
  const Handle parent = proxy.operation.load(std::memory_order_relaxed);
  const bool is_child =
      parent != kNoHandle &&
      child_started(parent, Progress::kOneProxy | Progress::kProxySeen, now_ticks());
  if (!is_child) proxy.operation.store(kNoHandle, std::memory_order_relaxed);
}

std::uint64_t told_bytes(int version, Proxy& proxy, const void* arguments) noexcept {
  if (version >= 4) {
    return arguments == nullptr ? 0 : static_cast<const StateArgs*>(arguments)->proxy_step.bytes;
  }
  const std::uint64_t bytes = proxy.untold_bytes;
  proxy.untold_bytes = 0;
  return bytes;
}

void step_is_ready(Proxy& proxy, std::uint32_t slot) noexcept {
  const Transfer at = transfer_at(proxy.connection);
  if (proxy.stage[slot] != Stage::kStarted) return transfer_repolled<Exclusive>(at);
  proxy.stage[slot] = Stage::kReady;
  transfer_ready<Exclusive>(at, {}, now_ticks());
}

void step_is_posted(Proxy& proxy, std::uint32_t slot, std::uint64_t bytes) noexcept {
  if (proxy.stage[slot] == Stage::kPosted) return;
  proxy.stage[slot] = Stage::kPosted;
  proxy.posted_bytes[slot] = static_cast<std::uint32_t>(least(bytes, 0xFFFFFFFF));
  transfer_posted<Exclusive>(transfer_at(proxy.connection), {.bytes = bytes, .first_told = true},
                             now_ticks());
}

void step_is_received(Proxy& proxy, std::uint32_t slot, std::uint64_t bytes) noexcept {
  if (proxy.stage[slot] == Stage::kReceived) return;
  proxy.stage[slot] = Stage::kReceived;
  transfer_done<Exclusive>(transfer_at(proxy.connection),
                           {.bytes = bytes, .first_told = true, .to_device = true}, now_ticks());
}

// A receive gives its buffer to the network at once: ready and posted are one.
void step_may_receive(Proxy& proxy, std::uint32_t slot) noexcept {
  const Transfer at = transfer_at(proxy.connection);
  if (proxy.stage[slot] != Stage::kStarted) return transfer_repolled<Exclusive>(at);
  proxy.stage[slot] = Stage::kReady;
  transfer_posted<Exclusive>(at, {}, now_ticks());
}

}  // namespace

bool prepare_proxies() noexcept {
  // Communicators are made by several threads at a time, and not inside steps: a lock will do.
  pthread_mutex_lock(&g_prepare_mutex);
  if (g_prepared_for != g_monitor.nonce) prepare_locked();
  const bool is_prepared = g_prepared_for == g_monitor.nonce;
  pthread_mutex_unlock(&g_prepare_mutex);
  return is_prepared;
}

void release_proxies_of(std::uint32_t communicator) noexcept {
  for (std::uint32_t index = 0; index < kProxiesMax; ++index) {
    Proxy& proxy = g_proxies[index];
    if (proxy.taken.load(std::memory_order_acquire) != 0 &&
        handle_index(proxy.communicator.load(std::memory_order_relaxed)) == communicator) {
      release(proxy);  // its stages are the progress thread's own; the next start resets them
    }
  }
}

void count_foreign() noexcept {
  if (is_on()) count(g_monitor.header->foreign_contexts);
}

Handle start_proxy_op(int version, Handle context, const void* descriptor) noexcept {
  const auto& body = body_of<ProxyOpBody>(descriptor);
  const Handle communicator = communicator_of_context(context);
  if (body.pid != own_pid() || communicator == kNoHandle) {
    count_foreign();
    return kNoHandle;
  }
  const std::uint32_t index = take_proxy();
  if (index == kNoIndex) {
    count(g_monitor.header->connections_dropped);
    return kNoHandle;
  }
  Proxy& proxy = g_proxies[index];
  proxy.communicator.store(communicator, std::memory_order_relaxed);
  proxy.operation.store(reinterpret_cast<Handle>(parent_of(descriptor)), std::memory_order_relaxed);
  proxy.connection = kNoIndex;
  proxy.peer = body.peer;
  proxy.channel = body.channel;
  proxy.transferred_bytes = 0;
  proxy.untold_bytes = 0;
  proxy.is_send = body.is_send != 0;
  proxy.is_engaged.store(false, std::memory_order_relaxed);
  for (Stage& stage : proxy.stage) stage = Stage::kIdle;
  if (version < 4) engage(proxy);
  return make_handle(g_monitor.nonce, HandleKind::kProxyOp,
                     proxy.generation.load(std::memory_order_relaxed), index);
}

void stop_proxy_op(Handle handle) noexcept {
  Proxy* proxy = proxy_of(handle);
  if (proxy == nullptr) return count_bad_handle();
  const std::uint64_t ticks = now_ticks();
  for (std::uint32_t slot = 0; slot < kStepSlots; ++slot) forget_step(*proxy, slot, ticks);
  const Handle operation = proxy->operation.load(std::memory_order_relaxed);
  if (proxy->is_engaged.load(std::memory_order_relaxed) && operation != kNoHandle) {
    child_stopped(operation, Progress::kOneProxy, 0, ticks);
  }
  release(*proxy);
}

// Versions 1 to 3 tell the size of a transfer, and the wait for the peer, of the whole operation.
void record_proxy_op(int version, Handle handle, int state, const void* arguments) noexcept {
  Proxy* proxy = proxy_of(handle);
  if (proxy == nullptr) return count_bad_handle();
  if (version >= 4) return state == kOpInProgress ? engage(*proxy) : void();
  if (state == kOpSendRemFifoWait && has_connection(*proxy)) {
    std::uint32_t oldest = kNoIndex;
    for (std::uint32_t slot = 0; slot < kStepSlots; ++slot) {
      // One step waits at a time; if it is known to wait already, this is a repeated poll.
      if (proxy->stage[slot] == Stage::kReady) return step_is_ready(*proxy, slot);
      if (proxy->stage[slot] != Stage::kStarted) continue;
      if (oldest == kNoIndex || proxy->step[slot] < proxy->step[oldest]) oldest = slot;
    }
    if (oldest != kNoIndex) step_is_ready(*proxy, oldest);
    return;
  }
  if ((state != kOpSendTransmitted && state != kOpRecvReceived) || arguments == nullptr) return;
  const std::uint64_t sum = static_cast<const StateArgs*>(arguments)->proxy_op.transferred_bytes;
  if (sum > proxy->transferred_bytes) proxy->untold_bytes += sum - proxy->transferred_bytes;
  proxy->transferred_bytes = sum;
}

Handle start_step(Handle parent, std::int32_t step) noexcept {
  Proxy* proxy = proxy_of(parent);
  // Declined, as that of another process: NCCL asks on, at every poll.
  if (parent == kNoHandle) return kNoHandle;
  if (proxy == nullptr) [[unlikely]] {
    if (!handle_is(parent, g_monitor.nonce, HandleKind::kProxyOp)) {
      count_foreign();
    } else {
      count_bad_handle();
    }
    return kNoHandle;
  }
  if (!has_connection(*proxy)) [[unlikely]] {
    engage(*proxy);
    if (!has_connection(*proxy)) return kNoHandle;
  }
  const std::uint32_t slot = static_cast<std::uint32_t>(step) & (kStepSlots - 1);
  const Transfer at = transfer_at(proxy->connection);
  if (proxy->stage[slot] != Stage::kIdle) [[unlikely]] {
    if (proxy->step[slot] == step) {
      transfer_repolled<Exclusive>(at);
      return step_handle(*proxy, handle_index(parent), step);
    }
    count_bad_handle();
    forget_step(*proxy, slot, now_ticks());
  }
  proxy->stage[slot] = Stage::kStarted;
  proxy->step[slot] = step;
  transfer_waits_for_device<Exclusive>(at, 1, now_ticks());
  return step_handle(*proxy, handle_index(parent), step);
}

void record_step(int version, Handle handle, int state, const void* arguments) noexcept {
  const StepAt at = step_of(handle);
  if (at.proxy == nullptr) [[unlikely]] return count_bad_handle();
  switch (state) {
    case kStepSendPeerWait: return step_is_ready(*at.proxy, at.slot);
    case kStepSendWait:
      return step_is_posted(*at.proxy, at.slot, told_bytes(version, *at.proxy, arguments));
    case kStepRecvWait: return step_may_receive(*at.proxy, at.slot);
    case kStepRecvFlushWait:
      return step_is_received(*at.proxy, at.slot, told_bytes(version, *at.proxy, arguments));
    default: return;  // the GPU waits follow from start and from receipt
  }
}

void stop_step(Handle handle) noexcept {
  const StepAt at = step_of(handle);
  if (at.proxy == nullptr) [[unlikely]] return count_bad_handle();
  const Stage stage = at.proxy->stage[at.slot];
  at.proxy->stage[at.slot] = Stage::kIdle;
  const Transfer transfer = transfer_at(at.proxy->connection);
  if (stage == Stage::kReceived) return transfer_taken<Exclusive>(transfer, 1, now_ticks());
  const std::uint64_t bytes = stage == Stage::kPosted ? at.proxy->posted_bytes[at.slot] : 0;
  transfer_done<Exclusive>(transfer, {.bytes = bytes}, now_ticks());
}

}  // namespace c4::nccl
