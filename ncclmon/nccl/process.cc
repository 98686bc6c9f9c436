#include "process.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>

#include "core/monitor.h"

namespace c4::nccl {
namespace {

std::atomic<std::int32_t> g_pid{0};
std::atomic<std::uint32_t> g_nonce{0};
pthread_once_t g_once = PTHREAD_ONCE_INIT;

void learn() noexcept {
  g_pid.store(static_cast<std::int32_t>(getpid()), std::memory_order_relaxed);
  g_nonce.store(draw_nonce(), std::memory_order_relaxed);
}

void learn_now_and_in_children() noexcept {
  learn();
  pthread_atfork(nullptr, nullptr, learn);
}

}  // namespace

void know_process() noexcept { pthread_once(&g_once, learn_now_and_in_children); }

std::int32_t own_pid() noexcept { return g_pid.load(std::memory_order_relaxed); }

std::uint32_t own_nonce() noexcept {
  // Settled before any handle is made: each init opens the monitor first, or finds it off for good.
  const std::uint32_t monitors = g_monitor.nonce;
  return monitors != 0 ? monitors : g_nonce.load(std::memory_order_relaxed);
}

}  // namespace c4::nccl
